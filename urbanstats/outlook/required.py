"""What a target asks of the years left, held against past changes, and when it may be reached.

The past changes are the series' own, and those of like series from the same level. A target in
another unit than its series is refused (UnitMismatch).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from urbanstats.outlook.likelihood import attainment, check_unit, judge, reaches
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit
from urbanstats.trend.behaviours import BOUNDS
from urbanstats.trend.changes import PROBABILITIES, SPANS, PastChanges, load_changes, past_changes
from urbanstats.trend.pooled import fit_alike
from urbanstats.trend.projection import Projection

BEST = 0.9  # of past changes of like series, the share not above the best pace
BARS = 28  # about so many in a histogram
NICE = (1, 2, 2.5, 5, 10)  # widths of a bar, times a power of ten


@dataclass(frozen=True, kw_only=True)
class Required:
    """The change that a target still needs, held against past changes of the same length.

    Parameters
    ----------
    target
        The level asked for, its year and direction.
    kind, decimals
        As in the series.
    last_year, last
        Newest figure on the series' basis, in the target's unit.
    status
        ``"ahead"``: the level is still to be reached. ``"met"``: the last figure reaches it,
        and it is to be held until the target's year. ``"decided"``: the figure of that year is
        known. ``"passed"``: the year lies behind the last figure, but has none itself.
    published
        Figure of the target's year, None if there is none.
    change
        From the last figure to the level, in the unit; negative downwards. Where the level is
        met: to the outermost value that still rounds to it, so how much may be lost.
    span
        Length in years of the changes compared: the years left, at most 5.
    compared
        The change over `span` years that past ones are compared with: points, or for counts
        percent of the last figure. Over more than 5 years the same yearly pace is asked of 5.
    own
        All changes over `span` years in the series' own history on its basis, oldest first.
    past
        Changes of like series from the same level; None unless years are left.
    """

    target: Target
    kind: str
    decimals: int
    last_year: int
    last: float
    status: str
    published: float | None
    change: float
    span: int
    compared: float
    own: tuple[float, ...]
    past: PastChanges | None

    @property
    def years(self) -> int:
        """Return the years from the last figure to the target's year; not above 0 if past."""
        return self.target.year - self.last_year

    @property
    def per_year(self) -> float:
        """Return the even yearly change needed, in the unit (points or persons a year).

        The whole change where no year is left.
        """
        return self.change / max(self.years, 1)

    @property
    def percent_per_year(self) -> float:
        """Return the even yearly growth needed, in percent a year."""
        ratio = max(1 + self.change / self.last, 0.0) if self.last else np.inf
        return 100 * (ratio ** (1 / max(self.years, 1)) - 1)

    @property
    def own_as_large(self) -> int:
        """Return how many of the own past changes went at least as far as the one needed."""
        down = self.target.direction == "at_most"
        return sum(each <= self.compared if down else each >= self.compared for each in self.own)

    @property
    def share(self) -> float | None:
        """Return the share [0-1] of like changes that went at least as far; None without any.

        0 where fewer than 1 in 1000 did.
        """
        return self.past and self.past.share(self.compared, self.target.direction)

    @property
    def reached(self) -> bool:
        """Return whether the figure of the target's year, or else the last one, reaches it."""
        return reaches(self.last if self.published is None else self.published, self.target)

    @property
    def crowded(self) -> bool:
        """Return whether some of the like series started too near 100 % to rise as far."""
        up = self.kind == "percent" and self.target.direction != "at_most"
        return bool(up and self.past and self.past.high + self.compared > 100)


def required(series: Series, target: Target, *, changes: pd.DataFrame | None = None) -> Required:
    """Return the change a target still needs, and how it compares with past changes.

    Parameters
    ----------
    series, target
        Published figures, and a target in their unit; the change starts from the last one on
        the series' basis. A figure that rounds to the level reaches it.
    changes
        Past changes of like series (``learn_changes``); default: the newest ones shipped that
        were known on the series' as-of date. DataError if there are none.

    Examples
    --------
    >>> series = Series.of([2015, 2016, 2017], [60, 61, 63])
    >>> target = Target(indicator="series", year=2019, direction="at_least", value=66,
    ...                 unit="percent", decimals=2)
    >>> needed = required(series, target)
    >>> needed.change, needed.per_year, needed.own, needed.own_as_large
    (3.0, 1.5, (3.0,), 1)
    """
    check_unit(series, target)
    last_year, last = series.last
    published = series.value(target.year)
    met = "met" if reaches(last, target) else "ahead"
    ahead = "passed" if target.year < last_year else met
    status = ahead if published is None else "decided"
    years = target.year - last_year
    edge = target.threshold if status == "met" else target.value
    span = min(max(years, 1), SPANS[-1])
    compared = _compared(edge, last, series.kind, span / max(years, span))
    past = None
    if status in ("ahead", "met"):
        table = load_changes(series.as_of) if changes is None else changes
        past = past_changes(table, series.reference_class, series.kind, span=span, level=last)
    return Required(
        target=target,
        kind=series.kind,
        decimals=series.decimals,
        last_year=last_year,
        last=last,
        status=status,
        published=published,
        change=round(edge - last, 9),
        span=span,
        compared=compared,
        own=_own_changes(series, span),
        past=past,
    )


def best_pace(
    series: Series, span: int, *, direction: str = "at_least", changes: pd.DataFrame | None = None
) -> tuple[float, PastChanges]:
    """Return the yearly pace that only 1 in 10 past changes of like series surpassed.

    Parameters
    ----------
    series
        Its class, and the level it stands at, say what is like it.
    span
        Years over which the changes were made; above 5 the pace over 5 is taken.
    direction
        ``"at_most"`` counts changes downwards as better, any other direction upwards.
    changes
        As for `required`.

    Returns
    -------
    tuple of float and PastChanges
        Points a year, for counts percent a year; and the changes it was taken from. Where the
        class has too few of them they are those of its kind, as their ``name`` says.
    """
    table = load_changes(series.as_of) if changes is None else changes
    span = min(max(span, 1), SPANS[-1])
    past = past_changes(table, series.reference_class, series.kind, span=span, level=series.last[1])
    level = 1 - BEST if direction == "at_most" else BEST
    change = float(np.interp(level, PROBABILITIES, past.quantiles))
    if series.kind == "percent":
        return change / span, past
    return 100 * ((1 + change / 100) ** (1 / span) - 1), past


def past_bars(needed: Required) -> pd.DataFrame:
    """Return past changes of like series as the bars of a histogram, about `BARS` of them.

    The bars are worked out from the quantiles. They span 9 in 10 of the changes, the series'
    own, 0 and the change needed (of a target that lies ahead), at which a bar ends. One row per
    bar: low and high (points, for counts percent), height (of 100 changes, how many fell into
    it; a bar that is cut keeps the height of a whole one), and far (whether its changes went at
    least as far as the one needed).
    """
    middle = np.interp((0.05, 0.95), PROBABILITIES, needed.past.quantiles)
    points = [*middle, *needed.own, needed.compared, 0.0]
    air = 0.08 * (max(points) - min(points)) or 0.5
    low, high = float(min(points) - air), float(max(points) + air)
    ten = 10.0 ** np.floor(np.log10((high - low) / BARS))
    width = float(next(nice * ten for nice in NICE if nice * ten * BARS >= high - low))
    first, last = np.ceil(low / width - 0.5), np.floor(high / width - 0.5)
    edges = (np.arange(first, last + 1) + 0.5) * width  # nought, the commonest, is mid-bar
    steps = needed.past.steps(np.unique([low, *edges, needed.compared, high]))
    down = needed.target.direction == "at_most"
    left, right = steps["low"], steps["high"]
    height = 100 * steps["share"] / (right - left) * width
    far = right <= needed.compared if down else left >= needed.compared
    return pd.DataFrame({"low": left, "high": right, "height": height, "far": far})


def _compared(edge: float, last: float, kind: str, part: float) -> float:
    """Return the change from the last figure in points or percent, over a part of the years."""
    if kind == "percent":
        return round((edge - last) * part, 9)
    return round(100 * (max(edge / last, 0.0) ** part - 1), 9)


def _own_changes(series: Series, span: int) -> tuple[float, ...]:
    """Return all changes over ``span`` years between figures on the series' basis."""
    own = series.own
    pairs = [(own[year + span], value) for year, value in own.items() if year + span in own]
    return tuple(_compared(later, value, series.kind, 1.0) for later, value in pairs)


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

    units = 10**series.decimals

    def enough(steps: Sequence[int]) -> list[bool]:
        figures = np.clip(np.array(steps) / units, *BOUNDS[series.kind])
        supposed = [_with_next(series, float(figure)) for figure in figures]
        fits = fit_alike(supposed, [target.year])
        return [attainment(each, target) >= chance for each in fits]

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


def _first_enough(enough: Callable[[Sequence[int]], list[bool]], steps: np.ndarray) -> int | None:
    """Return the first step that is enough, None if none of those tried is.

    All are tried, and only the gap in which the answer first turns is halved, so that a law that
    is not monotone cannot lead astray.
    """
    answers = enough(steps)
    if True not in answers:
        return None
    found = answers.index(True)
    below, step = int(steps[max(found - 1, 0)]), int(steps[found])
    while abs(step - below) > 1:
        middle = (below + step) // 2
        below, step = (below, middle) if enough([middle])[0] else (middle, step)
    return step
