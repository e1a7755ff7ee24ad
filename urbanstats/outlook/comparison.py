"""Scenarios side by side: what each makes of every target, and what it assumes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from urbanstats.outlook.likelihood import attainment, check_unit, reaches
from urbanstats.outlook.pace import best_pace
from urbanstats.outlook.scenario import Scenario, apply_scenario
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import Projection
from urbanstats.trend.scales import BOUNDS

SCENARIO_COLUMNS = [
    "indicator", "area", "scenario", "name", "amount", "from_year", "year", "direction", "target",
    "likelihood", "up_to", "status", "published_value", "median", "q0.1", "q0.9",
    "reference_class", "changes", "series", "span", "through",
]  # fmt: skip
AT_BOUND = 1e-6  # in the unit; a future this near a bound stands at it


def compare_scenarios(
    series: Series,
    targets: Sequence[Target],
    projection: Projection,
    scenarios: Sequence[Scenario | str],
    *,
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what each scenario makes of each target, with the columns ``SCENARIO_COLUMNS``.

    Parameters
    ----------
    series, projection, changes
        As for ``apply_scenario``.
    targets
        In the series' unit, their years among those projected; the direction of each says what
        the best of its peers are.
    scenarios
        In the order wanted.

    Returns
    -------
    DataFrame
        One row per scenario and target.

        * ``scenario`` is the scenario as text, ``name`` its key in ``SCENARIOS``.
        * ``amount``: what it assumes, in the unit, yearly or once from ``from_year`` on. For
          "best_of_peers" points a year, for counts percent a year, taken from so many
          ``changes`` over ``span`` years of so many ``series`` of the ``reference_class`` to
          ``through``.
        * ``likelihood`` is a probability [0-1]; a target whose figure is published is
          "decided" whatever is supposed. ``up_to`` is the most it can be: more where futures
          that the projection holds at 100 % (for "at_most" at 0) are all moved short of the
          level, since how many of them would have stayed is not known; while the median falls
          short, at most one half.
        * ``median``, ``q0.1`` and ``q0.9`` are in the unit.

    Raises
    ------
    UnitMismatch
        If target and series differ in unit.
    ParameterError, DataError
        As for ``apply_scenario``.
    """
    wanted = [Scenario(each) if isinstance(each, str) else each for each in scenarios]
    rows = [
        _row(series, target, projection, scenario, changes)
        for scenario in wanted
        for target in targets
    ]
    return pd.DataFrame(rows, columns=SCENARIO_COLUMNS)


def _row(series, target, projection, scenario, changes):
    check_unit(series, target)
    how = {"direction": target.direction, "changes": changes}
    moved = apply_scenario(projection, series, scenario, **how)
    known = series.value(target.year)
    likelihood = attainment(moved, target) if known is None else float(reaches(known, target))
    low, median, high = moved.quantile(np.array([0.1, 0.5, 0.9]), target.year)
    row = {
        "indicator": target.indicator,
        "area": series.area,
        "scenario": str(scenario),
        "name": scenario.name,
        "amount": np.nan if scenario.amount is None else scenario.amount,
        "from_year": scenario.from_year,
        "year": target.year,
        "direction": target.direction,
        "target": target.value,
        "likelihood": likelihood,
        "up_to": max(likelihood, _moved_short(projection, moved, target) if known is None else 0),
        "status": "forecast" if known is None else "decided",
        "published_value": np.nan if known is None else known,
        "median": median,
        "q0.1": low,
        "q0.9": high,
    }
    return row | (_peers(series, projection, how) if scenario.name == "best_of_peers" else {})


def _moved_short(projection, moved, target):
    """Return the share of futures at the bound aimed at, if all are moved short of the level."""
    if attainment(moved, target) > 0:
        return 0.0
    low, high = BOUNDS[projection.kind]
    if target.direction == "at_most":
        return min(projection.cdf(low + AT_BOUND, target.year), 0.5)
    return min(1 - projection.cdf(high - AT_BOUND, target.year), 0.5)


def _peers(series, projection, how):
    amount, past = best_pace(series, projection.years[-1] - series.last[0], **how)
    facts = {name: getattr(past, name) for name in ("changes", "series", "span", "through")}
    return {"amount": amount, "reference_class": past.name} | facts
