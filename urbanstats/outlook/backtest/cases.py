"""Questions that past data answer: histories cut at an origin, and what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from urbanstats.files.tables import read_panel
from urbanstats.outlook.panel import Member
from urbanstats.plan.load import load_observations, load_plan
from urbanstats.plan.rules import SUSPECT
from urbanstats.plan.series import Series
from urbanstats.trend.behaviours import BOUNDS

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


INDICATORS = ("water_supply_coverage", "sewage_treatment_rate", "green_coverage")
BASIS = "yearbook"
WIDER = ("China", "Guangxi")  # areas that are no cities


def load_panel(path: str | Path = "") -> pd.DataFrame:
    """Return a panel from a CSV, Excel or Parquet file, or that of the cities if no file is named.

    Parameters
    ----------
    path
        File with the columns ``forecast_panel`` takes; its ending tells its format.

    Raises
    ------
    DataError
        If the file cannot be read.
    ParameterError
        If its name ends in none of .csv, .xlsx and .parquet.
    """
    return read_panel(path) if str(path) else load_city_panel()


def load_city_panel() -> pd.DataFrame:
    """Return water supply, sewage treatment and green coverage of Guangxi's cities, by year.

    One row per city, indicator and year on the basis of the urban construction yearbook, as
    last published, suspect figures left out: series_id, year, value (percent), kind,
    reference_class.

    Examples
    --------
    >>> load_city_panel()["series_id"].nunique() > 40
    True
    """
    classes = {one.id: one.reference_class for one in load_plan().indicators}
    table = load_observations()
    wanted = (
        table["indicator"].isin(INDICATORS)
        & (table["basis"] == BASIS)
        & (table["quality"] != SUSPECT)
        & ~table["area"].isin(WIDER)
    )
    table = table[wanted].sort_values(["indicator", "area", "year", "published"])
    table = table.drop_duplicates(["indicator", "area", "year"], keep="last")
    return pd.DataFrame(
        {
            "series_id": table["area"] + ", " + table["indicator"],
            "year": table["year"],
            "value": table["value"],
            "kind": "percent",
            "reference_class": table["indicator"].map(classes),
        }
    ).reset_index(drop=True)
