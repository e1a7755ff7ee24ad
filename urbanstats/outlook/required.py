"""What a target asks of the years left, held against past changes of the same length.

The past changes are the series' own, and those of like series from the same level. A target in
another unit than its series is refused (UnitMismatch).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from urbanstats.outlook.likelihood import check_unit, reaches
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend.changes import PROBABILITIES, SPANS, PastChanges, load_changes, past_changes

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
