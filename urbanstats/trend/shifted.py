"""A projection moved by an amount: what is announced, or what is supposed, on top of the trend.

An announced re-basing adds an amount that is known only roughly, a scenario one that is
supposed to be exact; the same amount applies to all years it touches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq

from urbanstats.trend.projection import Distribution, Projection
from urbanstats.trend.scales import BOUNDS

NODES, SHARES = np.polynomial.hermite_e.hermegauss(24)  # points that stand for a normal amount


@dataclass(frozen=True)
class Shifted:
    """A distribution moved by a normal amount, the same draw of it in every year it touches.

    Parameters
    ----------
    base
        Distribution without the amount.
    mean, sd
        Mean and standard deviation of the amount in each year, (years,), in the unit.
    bounds
        Least and largest possible figure; what the amount carries beyond counts as the bound.
    """

    base: Distribution
    mean: np.ndarray
    sd: np.ndarray
    bounds: tuple[float, float]

    def _amounts(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the amounts of a year as points, and the share of each."""
        if not self.sd[column]:
            return self.mean[[column]], np.ones(1)
        return self.mean[column] + self.sd[column] * NODES, SHARES / SHARES.sum()

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value) in the year numbered ``column``, same shape as values."""
        low, high = self.bounds
        before = values - self._amounts(column)[0][:, None]  # the figure without the amount
        inside = self.base.cdf(np.clip(before, low, high).ravel(), column).reshape(before.shape)
        inside = np.where(before < low, 0.0, np.where(before >= high, 1.0, inside))
        return self._amounts(column)[1] @ inside

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``, same shape."""
        low, high = self.bounds
        amounts = self._amounts(column)[0]
        base = self.base.quantile(levels, column)
        if len(amounts) == 1:
            return np.clip(base + amounts[0], low, high)
        return np.array([self._solve(p, column) for p in levels])

    def _solve(self, level, column):
        low, high = self.bounds
        ends = self.base.quantile(np.array([1e-6, 1 - 1e-6]), column)
        amounts = self._amounts(column)[0]
        low, high = np.clip([ends[0] + amounts.min(), ends[1] + amounts.max()], low, high)

        def excess(value):
            return self.cdf(np.array([value]), column)[0] - level

        if excess(low) >= 0:
            return low
        return brentq(excess, low, high, xtol=1e-9) if excess(high) > 0 else high

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` joint draws of the figures of all years, shape (n, years)."""
        drawn = self.base.draws(n, rng)
        amount = self.mean + self.sd * rng.standard_normal((n, 1))
        return np.clip(drawn + amount, *self.bounds)


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
        Of the same years, method and evidence. Exact for every method: the distribution
        function is averaged over the amount (Gauss-Hermite, 24 points); what is carried beyond
        a bound counts as the bound.
    """
    mean = np.asarray(mean, float)
    sd = np.zeros(len(mean)) if sd is None else np.asarray(sd, float)
    moved = Shifted(projection.distribution, mean, sd, BOUNDS[projection.kind])
    return replace(projection, distribution=moved)
