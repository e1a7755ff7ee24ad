"""Suppositions - a halt, a pace, a step - and what they do to the targets, side by side.

A target in another unit than its series is refused (UnitMismatch).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from urbanstats.errors import ParameterError
from urbanstats.outlook.likelihood import attainment, check_unit, judge
from urbanstats.outlook.required import best_pace
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend.behaviours import BOUNDS
from urbanstats.trend.projection import Projection, shift
from urbanstats.words.text import nearest

SCENARIOS = {
    "trend": "The trend goes on: the projection as it is",
    "halted": "Halted: the median stays at the last figure",
    "yearly_change": "The median moves by an amount each year from the last figure",
    "best_of_peers": "The yearly pace that 1 in 10 changes of like series surpassed",
    "step": "One-off step: an amount on top of the trend from a year on",
}
AMOUNTS = ("yearly_change", "step")  # scenarios that the planner gives an amount
CHANCE = 0.8
NEAREST = 1e-7  # in the unit


@dataclass(frozen=True)
class Scenario:
    """What is supposed to happen, by a name of ``SCENARIOS``.

    Parameters
    ----------
    name
        Key of ``SCENARIOS``.
    amount
        For ``"yearly_change"`` the change of the median each year, for ``"step"`` what is added
        once; in points for percentages, in the unit for counts, negative downwards.
    from_year
        For ``"step"`` the first year that has the amount.

    Raises
    ------
    ParameterError
        If the name is unknown, or an amount or year is missing, not finite or not asked for.

    Examples
    --------
    >>> print(Scenario("step", 2, from_year=2019))
    step +2 from 2019
    """

    name: str
    amount: float | None = None
    from_year: int | None = None

    def __post_init__(self) -> None:
        if self.name not in SCENARIOS:
            facts = {"scenarios": list(SCENARIOS), "near": nearest(self.name, SCENARIOS)}
            raise ParameterError("PAR-SCENARIO", scenario=self.name, **facts)
        self._check("amount", self.amount, self.name in AMOUNTS, Real)
        self._check("from_year", self.from_year, self.name == "step", int)

    def _check(self, part: str, value: float | None, asked: bool, kind: type) -> None:
        number = isinstance(value, kind) and not isinstance(value, bool) and math.isfinite(value)
        if number if asked else value is None:
            return
        code = "PAR-AMOUNT" if asked else "PAR-AMOUNT.unasked"
        raise ParameterError(code, scenario=self.name, part=part, value=repr(value))

    def __str__(self) -> str:
        amount = "" if self.amount is None else f" {self.amount:+g}"
        return self.name + amount + (f" from {self.from_year}" if self.from_year else "")


def usual_scenarios(yearly_change: float = 0.0) -> tuple[Scenario, ...]:
    """Return the scenarios that every indicator is shown, and a yearly change unless it is 0.

    Examples
    --------
    >>> [str(each) for each in usual_scenarios(0.5)]
    ['trend', 'halted', 'best_of_peers', 'yearly_change +0.5']
    """
    usual = tuple(Scenario(name) for name in ("trend", "halted", "best_of_peers"))
    return (*usual, Scenario("yearly_change", yearly_change)) if yearly_change else usual


def apply_scenario(
    projection: Projection,
    series: Series,
    scenario: Scenario | str,
    *,
    direction: str = "at_least",
    changes: pd.DataFrame | None = None,
) -> Projection:
    """Return the projection as it would be under a scenario, with the spread it has.

    Parameters
    ----------
    projection
        What is expected without the scenario.
    series
        The figures it was made from; only years after the last of them are moved.
    scenario
        A `Scenario`, or the name of one that needs no amount.
    direction
        Which way is better, for ``"best_of_peers"`` only: ``"at_most"`` is downwards.
    changes
        As for `required`, for ``"best_of_peers"`` only.

    Returns
    -------
    Projection
        Each year's futures all moved by the amount that brings the median to where the
        scenario has it; futures past a bound count as the bound. A course that would run past
        100 % presses its futures against it.

    Raises
    ------
    ParameterError
        If the projection was not made from the series, the scenario is unknown or lacks its
        amount, the amount is impossible, or a step begins outside the projection's years ahead.
    DataError
        If nothing is known of like series, for ``"best_of_peers"``.
    """
    scenario = Scenario(scenario) if isinstance(scenario, str) else scenario
    _check_made_from(projection, series)
    amount, last, through = scenario.amount, series.last[0], projection.years[-1]
    if projection.kind == "percent" and abs(amount or 0) > 100:
        raise ParameterError("PAR-AMOUNT.points", scenario=scenario.name, amount=amount)
    if scenario.name == "step" and not last < scenario.from_year <= through:
        years = {"year": scenario.from_year, "last": last, "through": through}
        raise ParameterError("PAR-YEAR.step", **years)
    if scenario.name == "best_of_peers":
        amount, _ = best_pace(series, through - last, direction=direction, changes=changes)
    moves = _moves(projection, series.last, scenario, amount)
    return shift(projection, moves) if moves.any() else projection


def _check_made_from(projection: Projection, series: Series) -> None:
    """Refuse a projection of another series."""
    last = series.last[0]
    if (projection.unit, projection.origin) != (series.unit, last):
        units = {"unit": projection.unit, "other": series.unit}
        raise ParameterError("PAR-SERIES", **units, origin=projection.origin, last=last)


def _moves(projection, last, scenario, amount):
    """Return by how much each year's futures move; nothing up to the last figure."""
    years = np.array(projection.years)
    ahead = np.maximum(years - last[0], 0)
    if scenario.name == "trend":
        return np.zeros(len(years))
    if scenario.name == "step":
        return np.where(years >= scenario.from_year, amount, 0.0)
    if scenario.name == "best_of_peers" and projection.kind == "count":
        course = last[1] * (1 + amount / 100) ** ahead
    else:
        course = last[1] + (amount or 0.0) * ahead
    medians = np.array([projection.quantile(0.5, year) for year in projection.years])
    return np.where(ahead > 0, course - medians, 0.0)


def break_even(
    series: Series, target: Target, projection: Projection, *, chance: float = CHANCE
) -> float | None:
    """Return the yearly change for which a target is reached with some likelihood.

    The change is that of the scenario "yearly_change". Moving all futures alike by an amount a
    reaches a level at the edge T with the likelihood p when ``a = T - quantile(1 - p)``, for
    "at_most" ``T - quantile(p)``; the change is that of the moved median from the last figure,
    a year.

    Parameters
    ----------
    series, projection
        As for `apply_scenario`.
    target
        In the series' unit, its year among those projected.
    chance
        Probability asked for, above 0 and below 1.

    Returns
    -------
    float or None
        In the unit a year, negative downwards; the least such change, for "at_most" the
        largest. It may lead past 100 % by the target's year: then 100 % is to be there the
        sooner. None if the target's year is not after the last figure, or if every possible
        figure reaches the level.

    Raises
    ------
    ParameterError
        If the projection was not made from the series, the chance is not between 0 and 1, or
        the target's year is not projected.
    """
    check_unit(series, target)
    _check_made_from(projection, series)
    down = target.direction == "at_most"
    last_year, last = series.last
    edge, years = target.threshold, target.year - last_year
    low, high = BOUNDS[projection.kind]
    if years <= 0 or (edge > high if down else edge <= low):
        return None
    hardest, median = projection.quantile([chance if down else 1 - chance, 0.5], target.year)
    beyond = -NEAREST if down else NEAREST  # a figure at the edge itself is not beyond it
    return (edge + beyond - hardest + median - last) / years


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
        As for ``apply_scenario``, and so are the errors.
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
    """
    wanted = [Scenario(each) if isinstance(each, str) else each for each in scenarios]
    pairs = ((scenario, target) for scenario in wanted for target in targets)
    rows = [_row(series, target, projection, scenario, changes) for scenario, target in pairs]
    return pd.DataFrame(rows, columns=SCENARIO_COLUMNS)


def _row(series, target, projection, scenario, changes):
    check_unit(series, target)
    how = {"direction": target.direction, "changes": changes}
    moved = apply_scenario(projection, series, scenario, **how)
    known = series.value(target.year)
    likelihood, status = judge(series, target, moved)
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
        "status": status,
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
