"""One call from an indicator's name to the likelihood of its targets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from urbanstats.errors import FitError, ParameterError
from urbanstats.outlook.readings import (
    Reading,
    as_published,
    forecast_readings,
    rebasing_sensitivity,
)
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Rebasing, Target
from urbanstats.trend import Projection, fit
from urbanstats.trend.priors import Priors

MEANS, SPREADS = (1.0, 1.5, 2.0, 2.3, 2.5, 3.0, 3.5), (0.0, 0.5, 1.0, 1.5)  # points supposed


@dataclass(frozen=True)
class Assessment:
    """What can be said of an indicator's targets on one day.

    Parameters
    ----------
    series, targets, projection
        Published figures, targets, and the projection on the basis of the plan.
    readings
        Targets and projections by the basis of the figures that will decide them.
    table
        Likelihoods of both readings, one row per target, as by `forecast_readings`.
    """

    series: Series
    targets: tuple[Target, ...]
    projection: Projection
    readings: tuple[Reading, ...]
    table: pd.DataFrame

    def together(self) -> Reading:
        """Return the reading that holds all targets: as published, if one basis decides them all.

        Otherwise that on the plan's basis: figures on two bases have no joint law.
        """
        if len(self.readings) == 1:
            return self.readings[0]
        return Reading.plain(self.series, self.targets, self.projection)

    def awaited(self) -> tuple[Target, Rebasing] | None:
        """Return the last target whose figure waits for an announced re-basing, and that one."""
        pairs = [
            (target, rebasing)
            for reading in self.readings
            for target, rebasing in zip(reading.targets, reading.rebasings, strict=True)
            if rebasing
        ]
        return pairs[-1] if pairs else None

    def sensitivity(self) -> pd.DataFrame | None:
        """Return what other amounts than the one expected would make of the target `awaited`.

        As by ``rebasing_sensitivity``; None where no re-basing is to come.
        """
        if not (awaited := self.awaited()):
            return None
        return rebasing_sensitivity(self.projection, awaited[0], MEANS, SPREADS)

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False)


def assess(
    indicator: str | int,
    area: str = "Liuzhou",
    as_of: date | str | None = None,
    method: str = "pooled",
    years: list[int] | None = None,
) -> Assessment:
    """Return how likely the plan's targets for an indicator are to be reached.

    Parameters
    ----------
    indicator
        Id or number in the plan's table.
    area
        Area whose figures are held against the plan's targets.
    as_of
        Day of knowledge (date or ISO text); default: the newest.
    method
        Key of ``urbanstats.METHODS``. Where it refuses the series, the pooled trend answers
        instead; the columns method and note then say so.
    years
        Target years wanted; default: every year the plan has a target for.

    Raises
    ------
    ParameterError
        If the indicator, area or method is unknown, or no target falls in the years wanted.
    DataError
        If nothing had been published by then.

    Examples
    --------
    >>> table = assess("green_coverage", as_of="2018-06-08").table
    >>> table["year"].tolist()
    [2018, 2019, 2020]
    """
    plan = load_plan()
    targets = _wanted(plan, indicator, years)
    series = load_series(targets[0].indicator, area, as_of)
    refusals = []

    @cache
    def project(basis: str, asked: tuple[int, ...]) -> Projection:
        """Return the method's projection, or the pooled one if the method refuses."""
        projection, refusal = fit_or_pooled(series.on(basis), asked, method)
        refusals.extend([refusal] if refusal else [])
        return projection

    own = Reading.plain(series, targets, project(series.basis, tuple(t.year for t in targets)))
    asked_of = plan.indicator(targets[0].indicator)
    readings = as_published(series, asked_of, targets, plan.rebasings, project)
    table = forecast_readings(readings, own)
    if refusals:
        table["note"] = [f"{note}; {refusals[-1]}".removeprefix("; ") for note in table["note"]]
    return Assessment(series, targets, own.projection, readings, table)


def _wanted(plan, indicator, years):
    """Return the targets of an indicator in the years wanted, or refuse if there are none."""
    targets = plan.targets_for(indicator)
    if years:
        targets = tuple(target for target in targets if target.year in years)
    if not targets:
        known = [target.year for target in plan.targets_for(indicator)]
        raise ParameterError("PAR-YEAR.target", indicator=indicator, years=years, known=known)
    return targets


def fit_or_pooled(
    series: Series, years: Sequence[int], method: str, priors: Priors | None = None
) -> tuple[Projection, str]:
    """Return a method's projection, or the pooled one and why the method refuses the series.

    Parameters
    ----------
    series, years, method, priors
        As for ``urbanstats.fit``.

    Returns
    -------
    tuple
        The projection, and ``""`` or the reason of the refusal.
    """
    try:
        return fit(series, years, method, priors=priors), ""
    except FitError as refusal:
        why = f"{method} cannot answer ({refusal.part('wrong')}): pooled trend instead"
        return fit(series, years, priors=priors), why


def assess_plan(
    indicators: list[str] | None = None,
    area: str = "Liuzhou",
    as_of: date | str | None = None,
    method: str = "pooled",
) -> pd.DataFrame:
    """Return the likelihood of every target of the plan, one row per indicator and year.

    Parameters as in `assess`; ``indicators`` defaults to all. The columns are
    ``FORECAST_COLUMNS``.
    """
    names = indicators or [indicator.id for indicator in load_plan().indicators]
    return tabulate_assessments([assess(name, area, as_of, method) for name in names])


def tabulate_assessments(answers: Sequence[Assessment]) -> pd.DataFrame:
    """Return the likelihoods of several indicators as one table, in their order."""
    return pd.concat([answer.table for answer in answers], ignore_index=True)
