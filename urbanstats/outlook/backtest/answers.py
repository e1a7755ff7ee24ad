"""What each method answers to the cases of a backtest, and the scores of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from urbanstats.errors import DataError, FitError
from urbanstats.outlook.backtest import scores
from urbanstats.outlook.backtest.cases import Case, point_table, question_table
from urbanstats.outlook.backtest.scores import BASELINES, fit_baseline
from urbanstats.outlook.panel import PANEL_LEVELS, PANEL_QUANTILES, forecast_panel
from urbanstats.trend import fit
from urbanstats.trend.priors import Priors

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

    Returns
    -------
    tuple of DataFrame
        Forecasts (``BACKTEST_COLUMNS``), questions (``QUESTION_COLUMNS``) and cases that the
        method refuses (``REFUSED_COLUMNS``).

    Raises
    ------
    DataError
        If the priors have seen years after the origin.
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
    asked = [
        (case.number, year, direction, level)
        for case in cases
        for year, direction, level in _asked(case)
    ]
    targets = pd.DataFrame(asked, columns=["series_id", "year", "direction", "value"])
    horizons = sorted({year - case.origin for case in cases for year in case.actual})
    table = forecast_panel(
        _observations(cases),
        targets.drop_duplicates(),
        as_of=day_after(cases[0].origin),
        horizons=horizons,
        priors=priors,
    )
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
            projection = _projection(case, method)
        except (FitError, DataError) as refusal:
            refused[case.number] = refusal.part("wrong")
            continue
        below = {
            (year, direction, level): projection.cdf(case.edge(direction, level), year)
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
    return (
        pd.DataFrame(points, columns=_POINTS).astype({"case": int, "year": int}),
        pd.DataFrame(likelihoods, columns=_LIKELIHOODS).astype(
            {"case": int, "year": int, "direction": object, "level": float}
        ),
        refused,
    )


def _projection(case, method):
    years = list(case.actual)
    if method in BASELINES:
        return fit_baseline(case.member, years, method)
    return fit(case.series(), years, method)


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
