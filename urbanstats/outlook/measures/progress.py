"""What every measure of progress reads: where an indicator began, stands, and is to go."""

from __future__ import annotations

from dataclasses import dataclass

from urbanstats.outlook.likelihood import check_unit, reaches
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target

BASELINE_YEAR = 2017  # the plan prints this year's figures beside its targets
HAIR = 1e-9  # what sums of decimals may miss by
SAYS = {  # what each verdict of a measure says about reaching the target
    "undefined": ("undefined",),
    "unclear": ("incomplete", "sun_fading", "no_pace", "even"),
    "on_track": (
        "met", "ahead", "maintain_pace", "significant", "level_3", "arrow_up", "sun", "reaches",
        "fast_enough", "in_time", "likely",
    ),
    "off_track": (
        "missed", "behind", "accelerate", "reverse", "moderate", "limited", "away", "level_2",
        "level_1", "arrow_rising", "arrow_level", "arrow_down", "sun_cloud", "cloud",
        "thunderstorm", "falls_short", "too_slow", "late", "never", "unlikely",
    ),
}  # fmt: skip
VERDICTS = {verdict: says for says, verdicts in SAYS.items() for verdict in verdicts}


@dataclass(frozen=True)
class Reading:
    """What one measure says of one target.

    Parameters
    ----------
    number
        The measure's own number; its unit and range are told by the measure. None where it
        has none.
    verdict
        The measure's own class, a key of ``VERDICTS``.
    reason
        Code of why the measure is undefined, such as ``"MSR-SHORT"``; "" otherwise.
    """

    number: float | None
    verdict: str
    reason: str = ""

    @property
    def says(self) -> str:
        """Return "on_track", "off_track", "unclear" or "undefined".

        A class that stands for reaching the target, as far as its authors say so, is on track;
        one that stands for falling short, by however little, is off track.
        """
        return VERDICTS[self.verdict]


def undefined(reason: str) -> Reading:
    """Return the reading of a measure that cannot be computed, with the code of the reason."""
    return Reading(None, "undefined", reason)


@dataclass(frozen=True)
class Course:
    """An indicator's figures on one basis, from a baseline year towards one target.

    Only figures on the basis of the series count, and none later than the target's year.
    Figures on other bases are never joined to them.

    Parameters
    ----------
    series, target
        The published figures, and the target in their unit (UnitMismatch if it is in another).
    baseline_year
        Year from which change is counted; the plan counts from 2017.
    """

    series: Series
    target: Target
    baseline_year: int = BASELINE_YEAR

    def __post_init__(self) -> None:
        check_unit(self.series, self.target)

    @property
    def figures(self) -> dict[int, float]:
        """Return year -> figure, ascending, on the basis and up to the target's year."""
        own = self.series.own.items()
        return {year: value for year, value in own if year <= self.target.year}

    @property
    def year(self) -> int:
        """Return the year of the current figure, the newest; there must be one."""
        return max(self.figures)

    @property
    def value(self) -> float:
        """Return the current figure, in the unit of the series; there must be one."""
        return self.figures[self.year]

    @property
    def recent(self) -> tuple[float, ...]:
        """Return the figures of the unbroken run of years that ends with the current one."""
        figures, year = self.figures, max(self.figures, default=0)
        run = []
        while year in figures:
            run.insert(0, figures[year])
            year -= 1
        return tuple(run)

    @property
    def sign(self) -> int:
        """Return -1 where lower is better (a target "at_most"), else 1."""
        return -1 if self.target.direction == "at_most" else 1

    @property
    def met(self) -> bool:
        """Return whether the current figure reaches the level, as published figures round."""
        return bool(self.figures) and reaches(self.value, self.target)

    @property
    def decided(self) -> bool:
        """Return whether the figure of the target's year is published."""
        return self.target.year in self.figures

    @property
    def start(self) -> float:
        """Return the baseline figure; there must be one."""
        return self.figures[self.baseline_year]

    @property
    def gap(self) -> float:
        """Return the distance from the baseline to the level, 0 or more."""
        return abs(self.target.value - self.start)

    @property
    def share(self) -> float:
        """Return the change so far as a share of the gap; below 0 if it goes the wrong way."""
        return self.sign * (self.value - self.start) / self.gap

    @property
    def pace(self) -> float:
        """Return the change so far relative to an even path to the target; 1 is on the path."""
        total = self.target.year - self.baseline_year
        return self.share / ((self.year - self.baseline_year) / total)

    def obstacle(self) -> str:
        """Return why change since the baseline says nothing yet (a code), or ""."""
        if not self.figures:
            return "MSR-NO-FIGURE"
        if self.baseline_year not in self.figures:
            return "MSR-NO-BASELINE"
        if self.year == self.baseline_year:
            return "MSR-ONLY-BASELINE"
        return "" if self.gap else "MSR-NO-CHANGE"

    def no_way_ahead(self, fewest: int) -> str:
        """Return why nothing can be extended to the target's year (a code), or "".

        ``fewest`` is the number of figures needed, in whatever years.
        """
        if self.decided:
            return "MSR-DECIDED"
        if not self.figures:
            return "MSR-NO-FIGURE"
        return "MSR-SHORT" if len(self.figures) < fewest else ""
