"""What a backtest asks: histories as they stood at an origin, and targets one could have set.

A **case** is a series cut at an origin: its last ``length`` figures up to that year, and the
figures that followed. Of each following year with a figure the case asks whether it will reach
levels that a plan might have named. With the last figure y, the recent pace d (mean yearly
change from the fifth-last figure, or the first, to the last) and h years ahead:

* d > 0: at least  y + k·h·d,  d < 0: at most  y + k·h·d,  for k = 0.5, 1 and 1.5;
* d = 0, or a single figure: at least y.

Levels are rounded to the series' decimals; one beyond the bounds of its kind, or one that
rounds to the last figure though d is not 0, is not asked. What comes reaches a level if it
rounds to it or beyond.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from urbanstats.outlook.screening import Member
from urbanstats.plan.series import Series
from urbanstats.trend.scales import BOUNDS

PACES = (0.5, 1.0, 1.5)
RECENT = 5  # figures that tell the recent pace


@dataclass(frozen=True)
class Case:
    """One history at an origin and the figures that followed.

    Parameters
    ----------
    number
        Tells the case from all others of the backtest.
    member
        The series, cut to the figures that may be seen.
    actual
        Figure of each following year that has one.
    """

    number: int
    member: Member
    actual: dict[int, float]

    @property
    def origin(self) -> int:
        """Return the year of the last figure seen."""
        return int(self.member.years[-1])

    @property
    def last(self) -> float:
        """Return the last figure seen."""
        return float(self.member.values[-1])

    @property
    def half(self) -> float:
        """Return half a unit of the last decimal in which the figures are published."""
        return 0.5 * 10.0**-self.member.decimals

    @property
    def scale(self) -> float:
        """Return what a unit of score is: one point, or a hundredth of a count's last figure.

        Where a count's last figure is nought its largest stands in, and 1 where all are nought.
        """
        if self.member.kind == "percent":
            return 1.0
        return (self.last or float(self.member.values.max()) or 100.0) / 100

    def series(self) -> Series:
        """Return the figures that may be seen."""
        member = self.member
        return Series.of(
            member.years.tolist(),
            member.values.tolist(),
            kind=member.kind,
            decimals=member.decimals,
            reference_class=member.reference_class,
            indicator=member.name,
        )

    def questions(self) -> list[tuple[int, str, float, float]]:
        """Return what is asked: (year, direction, level, k), by the rule of this module."""
        years, values = self.member.years[-RECENT:], self.member.values[-RECENT:]
        pace = (values[-1] - values[0]) / (years[-1] - years[0]) if len(years) > 1 else 0.0
        if pace == 0:
            return [(year, "at_least", self.last, 0.0) for year in self.actual]
        direction = "at_least" if pace > 0 else "at_most"
        low, high = BOUNDS[self.member.kind]
        asked = []
        for year in self.actual:
            for k in PACES:
                level = round(self.last + k * (year - self.origin) * pace, self.member.decimals)
                if low <= level <= high and abs(level - self.last) > self.half:
                    asked.append((year, direction, float(level), k))
        return asked

    def edge(self, direction: str, level: float) -> float:
        """Return the outermost value that still rounds to a level."""
        return level + self.half if direction == "at_most" else level - self.half


def pose(
    members: Sequence[Member], lengths: Sequence[int], horizons: Sequence[int], figures: dict
) -> list[Case]:
    """Return the cases of one origin: every member at every length that it can fill.

    Parameters
    ----------
    members
        Series whose last figure is of the origin.
    lengths
        Figures that may be seen; a member with fewer is left out at that length.
    horizons
        Years after the origin.
    figures
        Figure of every (series, year) of the panel.
    """
    cases = []
    for member in members:
        ahead = [int(member.years[-1]) + h for h in horizons]
        actual = {y: figures[member.name, y] for y in ahead if (member.name, y) in figures}
        for length in lengths if actual else ():
            if length <= len(member.years):
                seen = replace(member, years=member.years[-length:], values=member.values[-length:])
                cases.append(Case(len(cases), seen, actual))
    return cases


def point_table(cases: Sequence[Case]) -> pd.DataFrame:
    """Return one row per case and following year: what there was to forecast."""
    rows = [
        {**_facts(case), "year": year, "horizon": year - case.origin, "last": case.last,
         "scale": case.scale, "actual": actual}
        for case in cases
        for year, actual in case.actual.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def question_table(cases: Sequence[Case]) -> pd.DataFrame:
    """Return one row per question, with what came: ``outcome`` 1 if the level was reached."""
    rows = [
        {**_facts(case), "year": year, "horizon": year - case.origin, "direction": direction,
         "level": level, "k": k, "outcome": _reached(case, year, direction, level)}
        for case in cases
        for year, direction, level, k in case.questions()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _facts(case):
    return {
        "case": case.number,
        "series_id": case.member.name,
        "reference_class": case.member.reference_class,
        "kind": case.member.kind,
        "length": len(case.member.years),
        "origin": case.origin,
    }


def _reached(case, year, direction, level):
    edge, value = case.edge(direction, level), case.actual[year]
    return int(value < edge if direction == "at_most" else value >= edge)
