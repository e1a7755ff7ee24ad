"""A projection: the distribution of the next published figures, also moved by an amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import ndtr

from urbanstats.errors import ParameterError
from urbanstats.trend.behaviours import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

MIDDLES = 0.05 + 0.9 * (np.arange(45) + 0.5) / 45  # the middle 9 in 10 futures, evenly
LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)


class Distribution(Protocol):
    """What a method hands to a projection: each year by the number of its ``column``."""

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value) in the year numbered ``column``, same shape as values."""

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``, same shape."""

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` joint draws of the figures of all years, shape (n, years)."""


@dataclass(frozen=True)
class Evidence:
    """What a projection rests on.

    Parameters
    ----------
    n_observations
        Published figures used, on every basis together.
    n_on_basis
        How many of them stand on the basis that is forecast.
    first_year, last_year
        Years of the oldest and newest of them.
    reference_class
        Class of like series whose learned behaviour is the prior; "" for a method without.
    prior
        Name of the prior in fact used (the class, or its kind where the class is not known).
    prior_through
        Last year of the panel the prior was learned from; 0 for a method without a prior.
    prior_series
        Number of series the prior was learned from; 0 for a method without a prior.
    """

    n_observations: int
    n_on_basis: int
    first_year: int
    last_year: int
    reference_class: str = ""
    prior: str = ""
    prior_through: int = 0
    prior_series: int = 0

    def __str__(self) -> str:
        own = f"{self.n_observations} own figure{'s' if self.n_observations > 1 else ''}"
        if self.n_on_basis < self.n_observations:
            own += f" ({self.n_on_basis} on the basis forecast)"
        span = f"{self.first_year}-{self.last_year}".removesuffix(f"-{self.first_year}")
        if not self.prior:
            return f"{own}, {span}"
        return (
            f"{own}, {span}; prior {self.prior!r} from {self.prior_series} series "
            f"to {self.prior_through}"
        )


@dataclass(frozen=True)
class Projection:
    """Predictive distribution of the published figure in each year asked for.

    Parameters
    ----------
    years
        Years asked for, ascending.
    unit, kind, decimals
        As in the series; percentages are 0-100.
    method
        Name of the method, a key of ``urbanstats.METHODS``.
    origin
        Year of the newest figure on the basis that is forecast.
    evidence
        What the projection rests on.
    distribution
        The method's own distribution; read it through the methods below.
    """

    years: tuple[int, ...]
    unit: str
    kind: str
    decimals: int
    method: str
    origin: int
    evidence: Evidence
    distribution: Distribution

    def _column(self, year: int) -> int:
        if year not in self.years:
            raise ParameterError("PAR-YEAR.projection", year=year, years=self.years)
        return self.years.index(year)

    def cdf(self, value: float | np.ndarray, year: int) -> float | np.ndarray:
        """Return the probability [0-1] that the figure of ``year`` is at most ``value``.

        Takes a number or an array, in the unit of the series, and returns the same shape. All
        probability beyond a bound counts as the bound: P(percentage <= 100) is 1.
        """
        values, bounds = np.asarray(value, float), BOUNDS[self.kind]
        inside = self.distribution.cdf(np.clip(values.ravel(), *bounds), self._column(year))
        result = _bounded(values, inside.reshape(values.shape), bounds)
        return float(result) if result.ndim == 0 else result

    def quantile(self, q: float | np.ndarray, year: int) -> float | np.ndarray:
        """Return the value not exceeded with probability ``q`` (0 < q < 1), in the unit.

        Takes a number or an array and returns the same shape.

        Raises
        ------
        ParameterError
            If a probability is not strictly between 0 and 1.
        """
        levels = np.asarray(q, float)
        if not ((levels > 0) & (levels < 1)).all():
            raise ParameterError("PAR-PROBABILITY", q=str(q))
        found = self.distribution.quantile(levels.ravel(), self._column(year))
        result = np.clip(found.reshape(levels.shape), *BOUNDS[self.kind])
        return float(result) if result.ndim == 0 else result

    def mean(self, year: int) -> float:
        """Return the mean of the middle 9 in 10 futures in ``year``, in the unit.

        The average of the quantiles ``MIDDLES``; with one count and heavy tails a mean of all
        futures would be decided by the last hundredth of them.
        """
        return float(np.mean(self.quantile(MIDDLES, year)))

    def draws(self, n: int, seed: int = 0) -> np.ndarray:
        """Return ``n`` joint draws, (n, years), in the unit; the same seed gives the same."""
        drawn = self.distribution.draws(n, np.random.default_rng(seed))
        return np.clip(drawn, *BOUNDS[self.kind])

    def table(self, levels: tuple[float, ...] = LEVELS) -> pd.DataFrame:
        """Return one row per year: year, mean and a column ``q<level>`` per probability level."""
        import pandas as pd  # here, because it is slow to import

        names = [f"q{level:g}" for level in levels]
        rows = [
            {"year": year, "mean": self.mean(year)}
            | dict(zip(names, self.quantile(np.array(levels), year), strict=True))
            for year in self.years
        ]
        return pd.DataFrame(rows)

    def __repr__(self) -> str:
        year = self.years[-1]
        low, middle, high = self.quantile(np.array([0.1, 0.5, 0.9]), year)
        d = self.decimals
        return (
            f"Projection({self.method}, {self.years[0]}-{year}: {year} median {middle:.{d}f} "
            f"{self.unit}, 8 in 10 futures {low:.{d}f} to {high:.{d}f}; {self.evidence})"
        )

    def _repr_html_(self) -> str:
        return self.table().round(self.decimals).to_html(index=False)


def _bounded(values, below, bounds):
    """Return P(figure <= value), all that lies beyond a bound counted as the bound."""
    low, high = bounds
    return np.where(values >= high, 1.0, np.where(values < low, 0.0, below))


@dataclass(frozen=True)
class Located:
    """Distribution of a location and scale family on a scale of its own.

    The comparators' distribution: ``family`` is a frozen scipy distribution of mean 0 (normal
    or Student's t), moved and stretched by ``centre`` and ``width``, one of each per year.
    ``forward`` maps values to the scale and ``back`` returns from it. Years are drawn
    independently: the comparators give no joint law.
    """

    centre: np.ndarray
    width: np.ndarray
    family: object
    forward: object = staticmethod(lambda y: y)
    back: object = staticmethod(lambda z: z)

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value) in the year numbered ``column``, same shape as values."""
        return self.family.cdf((self.forward(values) - self.centre[column]) / self.width[column])

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``, same shape."""
        return self.back(self.centre[column] + self.width[column] * self.family.ppf(levels))

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` draws of the figures of all years, each year by itself."""
        u = rng.random((n, len(self.centre)))
        return self.back(self.centre + self.width * self.family.ppf(u))


PROBITS = np.linspace(-6, 6, 601)  # places in a distribution that stand for the whole of it
SHARES = np.exp(-(PROBITS**2) / 2) / np.exp(-(PROBITS**2) / 2).sum()
HALVINGS = 40  # of the range in which a quantile lies


@dataclass(frozen=True)
class _Shifted:
    """A distribution moved by a normal amount, the same draw of it in every year it touches.

    base : without the amount; what it holds beyond a bound is at the bound before the amount is
    added. mean, sd : of the amount in each year, (years,), in the unit. bounds : least and
    largest possible figure; what the amount carries beyond counts as the bound.
    """

    base: Distribution
    mean: np.ndarray
    sd: np.ndarray
    bounds: tuple[float, float]

    def cdf(self, values, column):
        if self.sd[column]:
            return self._smoothed(values, self._moved(ndtr(PROBITS), column), column)
        before = np.round(values - self.mean[column], 9)  # so that a figure finds itself again
        inside = self.base.cdf(np.clip(before, *self.bounds), column)
        return _bounded(values, _bounded(before, inside, self.bounds), self.bounds)

    def quantile(self, levels, column):
        if not self.sd[column]:
            return np.clip(self._moved(levels, column), *self.bounds)
        places = self._moved(ndtr(PROBITS), column)
        reach = PROBITS[-1] * self.sd[column]
        ends = np.clip([places[0] - reach, places[-1] + reach], *self.bounds)
        low, high = (np.full(len(levels), end) for end in ends)
        least = self._smoothed(low, places, column) >= levels
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = self._smoothed(middle, places, column) >= levels
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(least, ends[0], high)

    def draws(self, n, rng):
        drawn = np.clip(self.base.draws(n, rng), *self.bounds)
        amount = self.mean + self.sd * rng.standard_normal((n, 1))
        return np.clip(drawn + amount, *self.bounds)

    def _moved(self, levels, column):
        """Return the quantiles moved by the mean amount, past the bounds if need be."""
        return np.clip(self.base.quantile(levels, column), *self.bounds) + self.mean[column]

    def _smoothed(self, values, places, column):
        """Return P(figure <= value): over all places, the share of amounts that stay below."""
        below = ndtr((values[:, None] - places) / self.sd[column]) @ SHARES
        return _bounded(values, below, self.bounds)


def shift(
    projection: Projection, mean: Sequence[float], sd: Sequence[float] | None = None
) -> Projection:
    """Return a projection moved by a normal amount, of the same years, method and evidence.

    What is carried beyond a bound counts as the bound. Probabilities are exact where the amount is;
    otherwise they are an integral over the projection (trapezia on the probit scale), right to 1e-6
    where the amount's standard deviation is at least 2 % of the projection's own, and to 0.004
    below.

    Parameters
    ----------
    mean
        Mean amount for each year of the projection, in its unit (points for percentages).
    sd
        Standard deviation of the amount for each year, 0 or more; default: the amount is exact.

    Raises
    ------
    ParameterError
        If there is not one finite amount per year, or a standard deviation is negative.
    """
    years = len(projection.years)
    mean = np.asarray(mean, float)
    sd = np.zeros(years) if sd is None else np.asarray(sd, float)
    if not (mean.shape == sd.shape == (years,) and np.isfinite([mean, sd]).all() and sd.min() >= 0):
        given = {"means": mean.tolist(), "deviations": sd.tolist()}
        raise ParameterError("PAR-AMOUNT.moves", **given, years=years)
    moved = _Shifted(projection.distribution, mean, sd, BOUNDS[projection.kind])
    return replace(projection, distribution=moved)
