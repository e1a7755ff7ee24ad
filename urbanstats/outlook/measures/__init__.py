"""Established measures of progress, held beside the likelihood."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from urbanstats.outlook.likelihood import attainment
from urbanstats.outlook.measures import formulas, urban_rural
from urbanstats.outlook.measures.progress import BASELINE_YEAR, Course, Reading
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend.projection import Projection
from urbanstats.words.phrases import leaning

MEASURE_COLUMNS = [
    "measure", "compares", "indicator", "area", "year", "direction", "target", "unit", "number",
    "kind", "verdict", "says", "reason", "to_confirm", "baseline_year", "last_year", "as_of",
]  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """An established measure: what it compares, what its number is, and how it is read.

    Parameters
    ----------
    compares
        ``"level"``, ``"change"`` since the baseline, ``"growth"`` rates, ``"trend"`` carried on
        to the target's year, or ``"likelihood"``.
    kind
        What the number is: ``"completion"`` (percent), ``"index"`` (10 is the target),
        ``"gap"`` (10 is the whole way), ``"ratio"`` (1 is as required), ``"miss"`` (share of
        the way left), ``"level"`` (in the target's unit), ``"growth"`` (per year), ``"years"``
        or ``"likelihood"`` (0-1).
    read
        Gives the reading of a course.
    to_confirm
        Whether details could not be checked against the authors' own text.
    """

    compares: str
    kind: str
    read: Callable[[Course], Reading]
    to_confirm: bool = False


MEASURES = {
    "completion": Measure("level", "completion", formulas.completion_rate),
    "scheduled_completion": Measure("level", "completion", formulas.scheduled_completion),
    "incremental_completion": Measure("change", "completion", formulas.incremental_completion),
    "current_status": Measure("change", "index", formulas.current_status),
    "trend_arrow": Measure("change", "ratio", formulas.trend_arrow, to_confirm=True),
    "growth_ratio": Measure("growth", "ratio", formulas.growth_ratio),
    "chart_level": Measure("growth", "ratio", formulas.chart_level),
    "anticipated_progress": Measure("trend", "gap", formulas.anticipated_progress, to_confirm=True),
    "weather_symbol": Measure("trend", "miss", formulas.weather_symbol),
    "ratio_line": Measure("trend", "level", urban_rural.ratio_line),
    "norm_line": Measure("trend", "level", urban_rural.norm_line, to_confirm=True),
    "required_difference": Measure("trend", "growth", urban_rural.required_difference),
    "acceleration": Measure("trend", "years", urban_rural.acceleration),
    "logit_likelihood": Measure("likelihood", "likelihood", urban_rural.logit_likelihood),
    "linear_likelihood": Measure("likelihood", "likelihood", urban_rural.linear_likelihood),
}


def compare_measures(
    series: Series,
    target: Target,
    projection: Projection | None = None,
    *,
    baseline_year: int = BASELINE_YEAR,
) -> pd.DataFrame:
    """Return what every established measure says of one target, one row per measure.

    Only figures on the basis of the series count, and none later than the target's year. With
    one figure most measures are undefined: each such row has a reason, and no number.
    Current status, incremental completion and the SDSN arrow rest on one comparison, so that
    they agree on whether a target is on track; count them as one voice.

    Parameters
    ----------
    series, target
        The published figures, and the target in their unit.
    projection
        Adds a row "attainment", the likelihood of `urbanstats.outlook.attainment`, or 1 or 0
        where the figure of the target's year is known.
    baseline_year
        Year from which change is counted; the plan counts from 2017.

    Returns
    -------
    DataFrame
        With the columns ``MEASURE_COLUMNS``. ``number`` is of the ``kind`` that `Measure`
        explains, missing where there is none; ``verdict`` is the measure's own class, ``says``
        what it means for the target: on_track, off_track, unclear or undefined; ``reason`` is
        the code of why it is undefined; ``to_confirm`` tells that details of the measure are
        still to be confirmed.

    Raises
    ------
    UnitMismatch
        If series, target and projection differ in unit.
    ParameterError
        If the projection does not hold the target's year, and its figure is not known.
    """
    course = Course(series, target, baseline_year)
    rows = [_row(course, name, measure, measure.read(course)) for name, measure in MEASURES.items()]
    if projection is not None:
        own = Measure("likelihood", "likelihood", lambda course: _attainment(course, projection))
        rows.append(_row(course, "attainment", own, own.read(course)))
    return pd.DataFrame(rows, columns=MEASURE_COLUMNS)


def _attainment(course, projection):
    """Return our own likelihood as a reading; a known figure makes it 1 or 0."""
    if course.decided:
        return Reading(float(course.met), "met" if course.met else "missed")
    likelihood = attainment(projection, course.target)
    return Reading(likelihood, leaning(likelihood))


def _row(course, name, measure, reading):
    series, target = course.series, course.target
    return {
        **{part: getattr(measure, part) for part in ("compares", "kind", "to_confirm")},
        **{part: getattr(target, part) for part in ("indicator", "year", "direction", "unit")},
        **{part: getattr(reading, part) for part in ("verdict", "says", "reason")},
        "measure": name,
        "area": series.area,
        "target": target.value,
        "number": np.nan if reading.number is None else reading.number,
        "baseline_year": course.baseline_year,
        "last_year": max(course.figures, default=series.years[0]),
        "as_of": series.as_of.isoformat(),
    }
