"""What became of the plan's targets, as far as figures tell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from urbanstats.errors import DataError
from urbanstats.outlook.likelihood import reaches
from urbanstats.outlook.readings import deciding_basis
from urbanstats.plan.series import Series
from urbanstats.plan.tables import load_series
from urbanstats.plan.values import Indicator, Plan, Rebasing, Target

TARGET_COLUMNS = ["indicator", "area", "year", "direction", "target"]
OUTCOME_COLUMNS = [
    *TARGET_COLUMNS, "outcome", "value", "basis", "source",
    "outcome_plan_basis", "value_plan_basis", "plan_basis", "reason",
]  # fmt: skip


def known_outcomes(
    plan: Plan, area: str = "Liuzhou", as_of: date | str | None = None
) -> pd.DataFrame:
    """Return what became of every target of the plan, as far as it is known.

    Parameters
    ----------
    plan
        Gives targets, their indicators and announced re-basings.
    area
        Area whose figures are held against the targets.
    as_of
        Day of knowledge (date or ISO text); default: the newest.

    Returns
    -------
    DataFrame
        One row per target, ``OUTCOME_COLUMNS``. ``outcome``: "met", "missed" or "unknown", by the
        figure as published: ``value`` on ``basis``, read in ``source``.
        ``outcome_plan_basis`` and ``value_plan_basis``: the same on the plan's own basis. A figure
        that rounds to the target meets it. ``reason`` says why an outcome is unknown:
        "OUT-NONE" (no figure of the target's year or later), "OUT-BASIS" (the year has a figure,
        but not on the basis that decides), "OUT-YEAR" (later years have figures, this one has
        none); "" where it is known.

    Raises
    ------
    ParameterError
        If the area or the day is not known.

    Examples
    --------
    >>> from urbanstats.plan import load_plan
    >>> known_outcomes(load_plan(), as_of="2019-06-30")["outcome"].value_counts().to_dict()
    {'unknown': 44, 'missed': 1}
    """
    rows = []
    for indicator in plan.indicators:
        series = _series(indicator, area, as_of)
        for target in plan.targets_for(indicator.id):
            rows.append(_outcome(series, indicator, target, plan.rebasings) | {"area": area})
    return pd.DataFrame(rows, columns=OUTCOME_COLUMNS)


def _series(indicator: Indicator, area: str, as_of) -> Series | None:
    """Return what was published about an indicator, None if there was nothing."""
    try:
        return load_series(indicator.id, area, as_of)
    except DataError as error:
        if error.code != "DATA-NOSERIES":
            raise
        return None


def _outcome(
    series: Series | None, indicator: Indicator, target: Target, rebasings: Sequence[Rebasing]
) -> dict[str, object]:
    row = {name: getattr(target, name) for name in ("indicator", "year", "direction")}
    row |= {"target": target.value, "plan_basis": indicator.plan_basis, "basis": ""}
    figure = own = None
    if series:
        row["basis"], _ = deciding_basis(series, indicator, target.year, rebasings)
        figure = _figure(series, target.year, row["basis"])
        own = _figure(series, target.year, indicator.plan_basis)
    return row | {
        "outcome": _verdict(figure, target),
        "value": figure["value"] if figure else float("nan"),
        "source": figure["source"] if figure else "",
        "outcome_plan_basis": _verdict(own, target),
        "value_plan_basis": own["value"] if own else float("nan"),
        "reason": "" if figure else _reason(series, target.year),
    }


def _figure(series: Series, year: int, basis: str) -> dict[str, object] | None:
    table = series.table()
    rows = table[(table["year"] == year) & (table["basis"] == basis)].to_dict("records")
    return rows[0] if rows else None


def _verdict(figure: dict[str, object] | None, target: Target) -> str:
    if not figure:
        return "unknown"
    return "met" if reaches(figure["value"], target) else "missed"


def _reason(series: Series | None, year: int) -> str:
    if not series or max(series.years) < year:
        return "OUT-NONE"
    return "OUT-BASIS" if year in series.years else "OUT-YEAR"
