"""What anybody could say without a model: nothing changes, or change goes on as it was.

A forecast is worth its cost only if it beats these two, so a backtest always holds them beside
the methods it was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

from urbanstats.errors import FitError
from urbanstats.outlook.panel import Member
from urbanstats.trend.projection import Evidence, Projection

BASELINES = ("no_change", "drift")
FEWEST = 3  # figures for a drift with a spread


def fit_baseline(member: Member, years: Sequence[int], method: str) -> Projection:
    """Return the projection of one of ``BASELINES`` for years after a series' last figure.

    ``"no_change"`` says the last figure for certain. ``"drift"`` is a random walk with drift:
    the mean yearly change goes on, with Student's t intervals of n - 2 degrees of freedom that
    hold the uncertainty of the drift too.

    Raises
    ------
    FitError
        If a drift is asked of fewer than three figures.
    """
    t, y = member.years, member.values
    ahead = np.array(years) - t[-1]
    if method == "no_change":
        distribution = Walk(np.full(len(ahead), y[-1]), np.zeros(len(ahead)), 1)
    else:
        distribution = _drift(member.name, t, y, ahead)
    return Projection(
        years=tuple(years),
        unit="percent" if member.kind == "percent" else "persons",
        kind=member.kind,
        decimals=member.decimals,
        method=method,
        origin=int(t[-1]),
        evidence=Evidence(len(t), len(t), int(t[0]), int(t[-1])),
        distribution=distribution,
    )


def _drift(name, t, y, ahead):
    """Return the walk: changes over several years count as the sum of as many yearly ones."""
    if len(t) < FEWEST:
        raise FitError("FIT-SHORT.drift", method="drift", indicator=name, n=len(t), fewest=FEWEST)
    gaps, span = np.diff(t), t[-1] - t[0]
    pace = (y[-1] - y[0]) / span
    yearly = np.sqrt((((np.diff(y) - pace * gaps) ** 2) / gaps).sum() / (len(t) - 2))
    return Walk(y[-1] + pace * ahead, yearly * np.sqrt(ahead + ahead**2 / span), len(t) - 2)


@dataclass(frozen=True)
class Walk:
    """Student's t about a centre, one of each per year; a width of nought is a certain figure."""

    centre: np.ndarray
    width: np.ndarray
    freedom: int

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value)."""
        away = values - self.centre[column]
        if self.width[column] == 0:
            return (away >= 0).astype(float)
        return stdtr(self.freedom, away / self.width[column])

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``."""
        return self.centre[column] + self.width[column] * stdtrit(self.freedom, levels)

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` draws of every year, each year on its own."""
        return self.centre + self.width * rng.standard_t(self.freedom, (n, len(self.centre)))
