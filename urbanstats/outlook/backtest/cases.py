"""Questions that past data answer, what each method answers, and the scores of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from urbanstats.errors import DataError, FitError
from urbanstats.files.tables import read_panel
from urbanstats.outlook.backtest import scores
from urbanstats.outlook.backtest.scores import BASELINES, fit_baseline
from urbanstats.outlook.panel import PANEL_LEVELS, PANEL_QUANTILES, Member, forecast_panel
from urbanstats.plan.load import load_observations, load_plan
from urbanstats.plan.rules import SUSPECT
from urbanstats.plan.series import Series
from urbanstats.trend import fit
from urbanstats.trend.behaviours import BOUNDS
from urbanstats.trend.priors import Priors

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
        same = {name: getattr(member, name) for name in ("kind", "decimals", "reference_class")}
        figures = (member.years.tolist(), member.values.tolist())
        return Series.of(*figures, indicator=member.name, **same)

    def questions(self) -> list[tuple[int, str, float, float]]:
        """Return what is asked: (year, direction, level, k), by the rule of this module."""
        years, values = self.member.years[-RECENT:], self.member.values[-RECENT:]
        pace = (values[-1] - values[0]) / (years[-1] - years[0]) if len(years) > 1 else 0.0
        if pace == 0:
            return [(year, "at_least", self.last, 0.0) for year in self.actual]
        direction = "at_least" if pace > 0 else "at_most"
        low, high = BOUNDS[self.member.kind]
        half = 0.5 * 10.0**-self.member.decimals
        asked = []
        for year in self.actual:
            for k in PACES:
                level = round(self.last + k * (year - self.origin) * pace, self.member.decimals)
                if low <= level <= high and abs(level - self.last) > half:
                    asked.append((year, direction, float(level), k))
        return asked


def pose(
    members: Sequence[Member], lengths: Sequence[int], horizons: Sequence[int], figures: dict
) -> list[Case]:
    """Return the cases of one origin: every member at every length that it can fill.

    The last figure of every member is of the origin; ``figures`` holds the figure of every
    (series, year) of the panel. Lengths and horizons as for `backtest`.
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
        _facts(case, year) | {"last": case.last, "scale": case.scale, "actual": actual}
        for case in cases
        for year, actual in case.actual.items()
    ]
    return pd.DataFrame(rows)


def question_table(cases: Sequence[Case]) -> pd.DataFrame:
    """Return one row per question, with what came: ``outcome`` 1 if the level was reached."""
    rows = []
    for case in cases:
        for year, direction, level, k in case.questions():
            came = int(case.member.reaches(case.actual[year], direction, level))
            asked = {"direction": direction, "level": level, "k": k, "outcome": came}
            rows.append(_facts(case, year) | asked)
    return pd.DataFrame(rows)


def _facts(case, year):
    member = case.member
    facts = {"case": case.number, "series_id": member.name, "kind": member.kind}
    facts |= {"reference_class": member.reference_class, "length": len(member.years)}
    return facts | {"origin": case.origin, "year": year, "horizon": year - case.origin}


COVERAGES = {50: (0.25, 0.75), 80: (0.1, 0.9), 95: (0.025, 0.975)}  # percent: its two ends
CASE_COLUMNS = ["method", "series_id", "reference_class", "kind", "length", "origin", "horizon"]
BACKTEST_COLUMNS = [
    *CASE_COLUMNS, "year", "last", "scale", "actual", *PANEL_QUANTILES, "prior_through", "crps",
    *(f"{name}_{share}" for name in ("interval", "covered") for share in COVERAGES),
    "pit_low", "pit_high", "pit",
]  # fmt: skip
QUESTION_COLUMNS = [
    *CASE_COLUMNS, "year", "direction", "level", "k", "likelihood", "outcome", "brier", "log_score",
]  # fmt: skip
REFUSED_COLUMNS = ["method", "series_id", "length", "origin", "reason"]
_POINTS = ["case", "year", *PANEL_QUANTILES, "prior_through", "pit_low", "pit_high"]
_LIKELIHOODS = ["case", "year", "direction", "level", "likelihood"]


def day_after(origin: int) -> date:
    """Return the first day that may use figures of the origin's year, and none later."""
    return date(origin + 1, 1, 1)


def examine(
    method: str, cases: Sequence[Case], priors: Priors | None = None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return what a method says about the cases of one origin, scored.

    Forecasts (``BACKTEST_COLUMNS``), questions (``QUESTION_COLUMNS``) and cases that the method
    refuses (``REFUSED_COLUMNS``). DataError if the priors have seen years after the origin.
    """
    if method == "pooled":
        points, likelihoods, refused = _ask_pooled(cases, priors)
    else:
        points, likelihoods, refused = _ask_each(cases, method)
    points = point_table(cases).merge(points, on=["case", "year"])
    questions = question_table(cases).merge(likelihoods, on=_LIKELIHOODS[:4])
    rows = [
        (method, case.member.name, len(case.member.years), case.origin, refused[case.number])
        for case in cases
        if case.number in refused
    ]
    return (
        _score_points(points).assign(method=method)[BACKTEST_COLUMNS],
        _score_questions(questions).assign(method=method)[QUESTION_COLUMNS],
        pd.DataFrame(rows, columns=REFUSED_COLUMNS),
    )


def _ask_pooled(cases, priors):
    """Return the pooled trend's answers to all cases in one call; it refuses none of them.

    How probable the figure that came was is asked like any other target: at least, and at most.
    """
    asked = [(case.number, *question) for case in cases for question in _asked(case)]
    targets = pd.DataFrame(asked, columns=["series_id", "year", "direction", "value"])
    horizons = sorted({year - case.origin for case in cases for year in case.actual})
    how = {"as_of": day_after(cases[0].origin), "horizons": horizons, "priors": priors}
    table = forecast_panel(_observations(cases), targets.drop_duplicates(), **how)
    table = table[table["direction"] != ""].astype({"year": int})
    table = table.assign(case=table["series_id"].astype(int)).rename(columns={"target": "level"})
    actual = point_table(cases)[["case", "year", "actual"]]
    came = table.merge(actual, on=["case", "year"]).query("level == actual")
    least = came[came["direction"] == "at_least"].assign(pit_low=lambda t: 1 - t["likelihood"])
    most = came[came["direction"] == "at_most"][["case", "year", "likelihood"]]
    points = least.merge(most.rename(columns={"likelihood": "pit_high"}), on=["case", "year"])
    return points[_POINTS], table[_LIKELIHOODS], {}


def _asked(case):
    """Return every (year, direction, level) that a case asks, its questions and its figures."""
    questions = [question[:3] for question in case.questions()]
    came = [(y, side, v) for y, v in case.actual.items() for side in ("at_least", "at_most")]
    return dict.fromkeys(questions + came)


def _observations(cases):
    """Return the figures that may be seen, one row per case and figure."""
    rows = [
        (case.number, year, value, member.kind, member.reference_class, member.decimals)
        for case in cases
        for member in [case.member]
        for year, value in zip(member.years, member.values, strict=True)
    ]
    columns = ["series_id", "year", "value", "kind", "reference_class", "decimals"]
    return pd.DataFrame(rows, columns=columns)


def _ask_each(cases, method):
    """Return the answers of a method that takes one series at a time, and why it refuses some."""
    points, likelihoods, refused = [], [], {}
    for case in cases:
        try:
            if method in BASELINES:
                projection = fit_baseline(case.member, list(case.actual), method)
            else:
                projection = fit(case.series(), list(case.actual), method)
        except (FitError, DataError) as refusal:
            refused[case.number] = refusal.part("wrong")
            continue
        below = {
            (year, direction, level): projection.cdf(case.member.edge(direction, level), year)
            for year, direction, level in _asked(case)
        }
        for year, actual in case.actual.items():
            quantiles = projection.quantile(np.array(PANEL_LEVELS), year)
            pit = [below[year, side, actual] for side in ("at_least", "at_most")]
            points.append([case.number, year, *quantiles, 0, *pit])
        likelihoods += [
            [case.number, *question, p if question[1] == "at_most" else 1 - p]
            for question, p in below.items()
        ]
    types = {"case": int, "year": int}
    points = pd.DataFrame(points, columns=_POINTS).astype(types)
    types |= {"direction": object, "level": float}
    return points, pd.DataFrame(likelihoods, columns=_LIKELIHOODS).astype(types), refused


def _score_points(points):
    """Return the forecasts with their scores, in units of ``scale``."""
    levels, values = np.array(PANEL_LEVELS), points[PANEL_QUANTILES].to_numpy(float)
    actual, scale = points["actual"].to_numpy(), points["scale"].to_numpy()
    new = {"crps": scores.crps(actual, values, levels) / scale}
    for share, ends in COVERAGES.items():
        low, high = scores.quantiles_at(values, levels, np.array(ends)).T
        new[f"interval_{share}"] = scores.interval_score(actual, low, high, share / 100) / scale
        new[f"covered_{share}"] = scores.covered(actual, low, high)
    return points.assign(**new, pit=(points["pit_low"] + points["pit_high"]) / 2)


def _score_questions(questions):
    outcome, likelihood = questions["outcome"], questions["likelihood"].clip(0, 1)
    return questions.assign(
        likelihood=likelihood,
        brier=scores.brier(outcome, likelihood),
        log_score=scores.log_score(outcome, likelihood),
    )


INDICATORS = ("water_supply_coverage", "sewage_treatment_rate", "green_coverage")
BASIS = "yearbook"
WIDER = ("China", "Guangxi")  # areas that are no cities


def load_panel(path: str | Path = "") -> pd.DataFrame:
    """Return a panel from a CSV, Excel or Parquet file, or that of the cities if no file is named.

    The file has the columns `forecast_panel` takes. DataError if it cannot be read, ParameterError
    if its name ends in none of .csv, .xlsx and .parquet.
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
    table = table.drop_duplicates(["indicator", "area", "year"], keep="last", ignore_index=True)
    names = table["area"] + ", " + table["indicator"]
    table = table.assign(series_id=names, kind="percent")
    table["reference_class"] = table["indicator"].map(classes)
    return table[["series_id", "year", "value", "kind", "reference_class"]]
