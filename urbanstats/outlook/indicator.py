"""From an indicator's name to its likelihoods, on the basis that decides each target."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pandas as pd

from urbanstats.errors import FitError, ParameterError
from urbanstats.outlook.likelihood import attainment, forecast_targets
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Rebasing, Target
from urbanstats.trend import fit
from urbanstats.trend.priors import Priors
from urbanstats.trend.projection import Projection, shift

Project = Callable[[str, tuple[int, ...]], Projection]


@dataclass(frozen=True)
class Reading:
    """Targets that figures on one basis will decide, and the projection of those figures.

    Parameters
    ----------
    targets
        Targets, ordered by year.
    series
        The figures; forecasts stand on the basis that decides.
    projection
        Predictive distribution of the deciding figures, with what an announced re-basing is
        expected to add.
    rebasings
        The re-basing that the projection of each target allows for, None if there is none; one
        entry per target.
    """

    targets: tuple[Target, ...]
    series: Series
    projection: Projection
    rebasings: tuple[Rebasing | None, ...]

    @classmethod
    def plain(cls, series: Series, targets: Sequence[Target], projection: Projection) -> Reading:
        """Return the reading on the basis of a series, with no re-basing to come."""
        return cls(tuple(targets), series, projection, (None,) * len(targets))


def as_published(
    series: Series,
    indicator: Indicator,
    targets: Sequence[Target],
    rebasings: Sequence[Rebasing],
    project: Project,
) -> tuple[Reading, ...]:
    """Return how targets will be read by the figures as they will be published.

    The deciding basis is the one on which figures are regularly published, if one is known by
    then, else that of the series. From the year of an announced re-basing on it is the new
    basis: if a figure stands on it already forecasts start there, else the projection is moved
    by what the re-basing is expected to add.

    Parameters
    ----------
    series, indicator
        Figures known on one day, on all bases; the indicator names the one on which they are
        regularly published.
    targets
        Targets of the indicator, in the unit of the series, ordered by year.
    rebasings
        Announced re-basings; those of other indicators, and those not yet known on the series'
        day, are ignored.
    project
        Gives the projection of the series on one of its bases for some years.

    Returns
    -------
    tuple of Reading
        One per deciding basis; together they hold every target once.
    """
    groups: dict[str, list[tuple[Target, Rebasing | None]]] = {}
    for target in targets:
        basis, rebasing = deciding_basis(series, indicator, target.year, rebasings)
        groups.setdefault(basis, []).append((target, rebasing))
    return tuple(_read(series.on(on), group, project) for on, group in groups.items())


def deciding_basis(
    series: Series, indicator: Indicator, year: int, rebasings: Sequence[Rebasing]
) -> tuple[str, Rebasing | None]:
    """Return the basis that decides a year's target, and the re-basing still to come on top.

    Parameters as in `as_published`, which tells the rule; ``year`` is that of the target. The
    re-basing is None once a figure stands on its new basis, which is then the one returned. Of
    two still to come, one after the other, both amounts count.
    """
    regular = indicator.published_basis
    basis = regular if regular in series.bases else series.basis
    mine = [r for r in rebasings if r.indicator == indicator.id and r.known <= series.as_of]
    newest, coming = basis, []
    for rebasing in sorted(mine, key=lambda each: each.year):
        if rebasing.from_basis == newest and rebasing.year <= year:
            newest = rebasing.to_basis
            coming.append(rebasing)
            if newest in series.bases:
                basis, coming = newest, []
    if len(coming) < 2:
        return basis, (coming[0] if coming else None)
    mean = sum(each.mean for each in coming)
    sd = math.sqrt(sum(each.sd**2 for each in coming))  # independent of each other
    return basis, replace(coming[-1], mean=mean, sd=sd)


def _read(series: Series, group: list[tuple[Target, Rebasing | None]], project: Project) -> Reading:
    targets, rebasings = zip(*group, strict=True)
    projection = project(series.basis, tuple(target.year for target in targets))
    if any(rebasings):
        means = [each.mean if each else 0.0 for each in rebasings]
        projection = shift(projection, means, [each.sd if each else 0.0 for each in rebasings])
    return Reading(targets, series, projection, rebasings)


def forecast_readings(readings: Sequence[Reading], on_plan_basis: Reading) -> pd.DataFrame:
    """Return one row per target with both readings, with the columns ``FORECAST_COLUMNS``.

    ``likelihood``, ``status``, median and quantiles are of the figure as it will be published,
    on the basis in the column ``basis``; ``rebased_to`` names the basis of a re-basing still to
    come, with mean and standard deviation of what it is expected to add. The columns that end
    in ``plan_basis`` are of the figure on the basis on which the plan's targets were set; where
    the readings do not differ they repeat the others.
    """
    rows = []
    for reading in readings:
        part = forecast_targets(reading.series, reading.targets, reading.projection)
        part["rebased_to"] = [each.to_basis if each else "" for each in reading.rebasings]
        for name in ("mean", "sd"):
            amounts = [getattr(each, name, math.nan) for each in reading.rebasings]
            part[f"rebasing_{name}"] = amounts
        rows.append(part)
    table = pd.concat(rows).sort_values("year", ignore_index=True)
    own = forecast_targets(on_plan_basis.series, on_plan_basis.targets, on_plan_basis.projection)
    for name in ("likelihood", "status", "median"):
        table[f"{name}_plan_basis"] = own[name]
    return table


def rebasing_sensitivity(
    projection: Projection, target: Target, means: Sequence[float], sds: Sequence[float]
) -> pd.DataFrame:
    """Return the likelihood of a target as published, for a grid of supposed re-basings.

    A census or a new definition moves the published figure by an amount that has nothing to do
    with the city's progress. Nothing is estimated here: each row supposes a normal amount,
    independent of the trend, that is in the figure of the target's year.

    Parameters
    ----------
    projection, target
        On the basis of before, its years including the target's; the target in its unit.
    means, sds
        Mean amounts, in the unit (points for percentages), negative downwards, and standard
        deviations of the amount, 0 (exact) or more.

    Returns
    -------
    DataFrame
        One row per mean and sd, means slowest: mean, sd, likelihood [0-1].

    Raises
    ------
    ParameterError
        If an amount is not finite, or an sd negative; the rest as `attainment`.
    """
    years = len(projection.years)
    rows = [
        (mean, sd, attainment(shift(projection, [mean] * years, [sd] * years), target))
        for mean in means
        for sd in sds
    ]
    return pd.DataFrame(rows, columns=["mean", "sd", "likelihood"])


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
    every = plan.targets_for(indicator)
    targets = tuple(target for target in every if target.year in years) if years else every
    if not targets:
        known = [target.year for target in every]
        raise ParameterError("PAR-YEAR.target", indicator=indicator, years=years, known=known)
    return targets


def fit_or_pooled(
    series: Series, years: Sequence[int], method: str, priors: Priors | None = None
) -> tuple[Projection, str]:
    """Return a method's projection and "", or the pooled one and why the method refuses the series.

    Parameters are those of `urbanstats.fit`.
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
