"""A projection moved by an amount: what is announced, or what is supposed, on top of the trend.

An announced re-basing adds an amount that is known only roughly, a scenario one that is
supposed to be exact; the same amount applies to all years it touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from urbanstats.errors import ParameterError
from urbanstats.trend.projection import Distribution, Projection
from urbanstats.trend.scales import BOUNDS

PROBITS = np.linspace(-6, 6, 601)  # places in a distribution that stand for the whole of it
SHARES = np.exp(-(PROBITS**2) / 2) / np.exp(-(PROBITS**2) / 2).sum()
HALVINGS = 40  # of the range in which a quantile lies


@dataclass(frozen=True)
class Shifted:
    """A distribution moved by a normal amount, the same draw of it in every year it touches.

    Parameters
    ----------
    base
        Distribution without the amount; what it holds beyond a bound is at the bound before
        the amount is added.
    mean, sd
        Mean and standard deviation of the amount in each year, (years,), in the unit.
    bounds
        Least and largest possible figure; what the amount carries beyond counts as the bound.
    """

    base: Distribution
    mean: np.ndarray
    sd: np.ndarray
    bounds: tuple[float, float]

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value) in the year numbered ``column``, same shape as values."""
        if self.sd[column]:
            return self._smoothed(values, self._places(column), column)
        low, high = self.bounds
        before = np.round(values - self.mean[column], 9)  # so that a figure finds itself again
        inside = self.base.cdf(np.clip(before, low, high), column)
        inside = np.where(before >= high, 1.0, np.where(before < low, 0.0, inside))
        return self._bounded(values, inside)

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``, same shape."""
        if not self.sd[column]:
            return np.clip(self._moved(levels, column), *self.bounds)
        places = self._places(column)
        reach = PROBITS[-1] * self.sd[column]
        ends = np.clip([places[0] - reach, places[-1] + reach], *self.bounds)
        low, high = (np.full(len(levels), end) for end in ends)
        least = self._smoothed(low, places, column) >= levels
        for _ in range(HALVINGS):
            middle = (low + high) / 2
            enough = self._smoothed(middle, places, column) >= levels
            low, high = np.where(enough, low, middle), np.where(enough, middle, high)
        return np.where(least, ends[0], high)

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` joint draws of the figures of all years, shape (n, years)."""
        drawn = np.clip(self.base.draws(n, rng), *self.bounds)
        amount = self.mean + self.sd * rng.standard_normal((n, 1))
        return np.clip(drawn + amount, *self.bounds)

    def _moved(self, levels, column):
        """Return the quantiles moved by the mean amount, past the bounds if need be."""
        return np.clip(self.base.quantile(levels, column), *self.bounds) + self.mean[column]

    def _places(self, column):
        return self._moved(ndtr(PROBITS), column)

    def _smoothed(self, values, places, column):
        """Return P(figure <= value): over all places, the share of amounts that stay below."""
        below = ndtr((values[:, None] - places) / self.sd[column]) @ SHARES
        return self._bounded(values, below)

    def _bounded(self, values, below):
        low, high = self.bounds
        return np.where(values >= high, 1.0, np.where(values < low, 0.0, below))


def shift(
    projection: Projection, mean: Sequence[float], sd: Sequence[float] | None = None
) -> Projection:
    """Return a projection moved by a normal amount.

    Parameters
    ----------
    projection
        What is moved.
    mean
        Mean amount for each year of the projection, in its unit (points for percentages).
    sd
        Standard deviation of the amount for each year, 0 or more; default: the amount is exact.

    Returns
    -------
    Projection
        Of the same years, method and evidence. What is carried beyond a bound counts as the
        bound. Probabilities are exact where the amount is; otherwise they are an integral over
        the projection (trapezia on the probit scale), right to 1e-6 where the amount's standard
        deviation is at least 2 % of the projection's own, and to 0.004 below.

    Raises
    ------
    ParameterError
        If there is not one finite amount per year, or a standard deviation is negative.
    """
    years = len(projection.years)
    mean = np.asarray(mean, float)
    sd = np.zeros(years) if sd is None else np.asarray(sd, float)
    if not (mean.shape == sd.shape == (years,) and np.isfinite([mean, sd]).all() and sd.min() >= 0):
        raise ParameterError(
            "PAR-AMOUNT",
            where="amount",
            wrong=f"means {mean.tolist()} and standard deviations {sd.tolist()} were given",
            expected=f"{years} finite numbers of each, none of the latter negative, are expected",
            do="give one of each for every year of the projection, 0 where nothing is moved",
        )
    moved = Shifted(projection.distribution, mean, sd, BOUNDS[projection.kind])
    return replace(projection, distribution=moved)
