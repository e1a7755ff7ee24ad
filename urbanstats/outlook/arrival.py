"""By when a level may be expected, and which next figure would make a target likely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from urbanstats.outlook.likelihood import attainment, check_unit, judge, reaches
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import Projection, fit
from urbanstats.trend.behaviours import BOUNDS

HORIZON = 15  # years after the last figure that a prospect looks at
LIKELY = 0.8
TRIED = (0.001, 0.01, *(k / 25 for k in range(1, 25)), 0.98, 0.99, 0.995, 0.998, 0.999)
WAY = 7  # figures tried on the way from there to the level


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """By when a level may be expected, and which next figure would make a target likely.

    Parameters
    ----------
    target
        The level asked for, its year and direction.
    likelihood
        Probability [0-1] that the target is reached in its year; 1 or 0 once decided.
    through
        Last year looked at.
    even, likely
        First year whose figure reaches the level with at least 50 % and 80 % likelihood; None
        if there is none by `through`.
    delay
        Years by which the middle course reaches the level after the target's year (negative:
        before); None if not by `through`. See `acceleration`.
    next_year, next_needed, next_likelihood
        Year of the next figure, the least favourable value of it with which the target would
        have 80 % likelihood (see `needed_next`), and the probability [0-1] of one as good;
        both None if no figure would do, or the target's year is past.
    """

    target: Target
    likelihood: float
    through: int
    even: int | None
    likely: int | None
    delay: float | None
    next_year: int
    next_needed: float | None
    next_likelihood: float | None


def prospect(series: Series, target: Target, *, horizon: int = HORIZON) -> Prospect:
    """Return by when the pooled trend expects the level, and what the next figure must be.

    ``horizon`` is the number of years after the last figure to look at; a later target year is
    looked at too. UnitMismatch if target and series differ in unit.
    """
    check_unit(series, target)
    following = series.last[0] + 1
    through = max(series.last[0] + horizon, target.year)
    projection = fit(series, [*range(following, through + 1), target.year])
    needed = needed_next(series, target)
    as_good = {"year": following, "value": needed, "decimals": series.decimals}
    goal = target if needed in (None, target.threshold) else replace(target, **as_good)
    return Prospect(
        target=target,
        likelihood=judge(series, target, projection)[0],
        through=through,
        even=first_year(projection, target, 0.5),
        likely=first_year(projection, target, LIKELY),
        delay=acceleration(series, projection, target),
        next_year=following,
        next_needed=needed,
        next_likelihood=None if needed is None else attainment(projection, goal),
    )


def first_year(projection: Projection, target: Target, chance: float) -> int | None:
    """Return the first year after the last figure that reaches a level with some likelihood.

    The target's level and direction count, its year does not; ``chance`` is the probability [0-1]
    asked for, of that year's own figure reaching the level. None if no year of the projection does.
    """
    ahead = [year for year in projection.years if year > projection.origin]
    chances = ((year, attainment(projection, replace(target, year=year))) for year in ahead)
    return next((year for year, likelihood in chances if likelihood >= chance), None)


def acceleration(series: Series, projection: Projection, target: Target) -> float | None:
    """Return by how many years the middle course must be run faster to meet the target.

    The median path from the last figure through the projection's years, straight in between,
    reaches the level (rounding counts) at a time tau; the acceleration is tau minus the
    target's year. 0 or less: on track, as when the last figure reaches it. None: not reached
    within the projection.

    Source: the accelerated-transition reading of a business-as-usual path, by which a scenario
    is the same path run some years earlier.
    """
    ahead = [year for year in projection.years if year > projection.origin]
    path = [series.last, *((year, projection.quantile(0.5, year)) for year in ahead)]
    if reaches(series.last[1], target):
        return min(float(series.last[0] - target.year), 0.0)
    for (year, value), (later, beyond) in pairwise(path):
        if reaches(beyond, target):
            part = (target.threshold - value) / (beyond - value)
            return year + part * (later - year) - target.year
    return None


def needed_next(series: Series, target: Target, *, chance: float = LIKELY) -> float | None:
    """Return what the next figure must be for the target to be reached with some likelihood.

    A figure is put after the last one as if it were published, the pooled trend is fitted
    again, and the figure is moved until the likelihood is as asked.

    ``chance`` is the probability [0-1] asked for in the target's year. UnitMismatch as `prospect`.

    Returns
    -------
    float or None
        The lowest such figure (for ``"at_most"`` the highest), at the published decimals. Where
        the next year is the target's own, the threshold that rounds to the level. None if
        neither a figure of the next year's 998 in 1000 middle futures nor one on the way from
        there to the level is enough, or the target's year is not after the last figure.
    """
    check_unit(series, target)
    following = series.last[0] + 1
    if target.year <= following:
        return target.threshold if target.year == following else None

    def enough(step: int) -> bool:
        figure = float(np.clip(step / units, *BOUNDS[series.kind]))
        return attainment(fit(_with_next(series, figure), [target.year]), target) >= chance

    units = 10**series.decimals
    futures = fit(series, [following]).quantile(np.array(TRIED), following)
    down = target.direction == "at_most"
    beyond = np.linspace(futures.min() if down else futures.max(), target.value, WAY)
    steps = np.unique(np.round(np.r_[futures, beyond] * units).astype(int))
    steps = steps[steps > 0] if series.kind == "count" else steps
    step = _first_enough(enough, steps[::-1] if down else steps)
    return None if step is None else step / units


def _with_next(series: Series, figure: float) -> Series:
    """Return the series as if ``figure`` had been published for the year after its last."""
    same = "kind decimals reference_class indicator area unit basis as_of"
    return Series.of(
        (*series.years, series.last[0] + 1),
        (*series.values, figure),
        bases=(*series.bases, series.basis),
        published=(*series.published, series.as_of),
        **{name: getattr(series, name) for name in same.split()},
    )


def _first_enough(enough: Callable[[int], bool], steps: np.ndarray) -> int | None:
    """Return the first step that is enough, None if none of those tried is.

    They are tried in turn, and only the gap in which the answer first turns is halved, so that
    a law that is not monotone cannot lead astray.
    """
    found = next((at for at, step in enumerate(steps) if enough(step)), None)
    if found is None:
        return None
    below, step = int(steps[max(found - 1, 0)]), int(steps[found])
    while abs(step - below) > 1:
        middle = (below + step) // 2
        below, step = (below, middle) if enough(middle) else (middle, step)
    return step
