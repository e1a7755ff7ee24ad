"""Which basis decides a target, the reading on each, and what a supposed re-basing would change."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from urbanstats.outlook.likelihood import attainment, forecast_targets
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Rebasing, Target
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
    series
        Figures known on one day, on all bases.
    indicator
        Names the basis on which figures are regularly published.
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
    return basis, _together(coming)


def _together(coming: list[Rebasing]) -> Rebasing | None:
    """Return one re-basing that adds what several, independent of each other, add."""
    if len(coming) < 2:
        return coming[0] if coming else None
    mean = sum(each.mean for each in coming)
    sd = math.sqrt(sum(each.sd**2 for each in coming))
    return replace(coming[-1], mean=mean, sd=sd)


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
            part[f"rebasing_{name}"] = [
                getattr(each, name) if each else float("nan") for each in reading.rebasings
            ]
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
    projection
        On the basis of before; its years include the target's.
    target
        In the projection's unit.
    means
        Mean amounts, in the unit (points for percentages), negative downwards.
    sds
        Standard deviations of the amount, 0 (exact) or more.

    Returns
    -------
    DataFrame
        One row per mean and sd, means slowest: mean, sd, likelihood [0-1].

    Raises
    ------
    UnitMismatch
        If target and projection differ in unit.
    ParameterError
        If an amount is not finite, an sd negative, or the target's year not projected.
    """
    years = len(projection.years)
    rows = [
        (mean, sd, attainment(shift(projection, [mean] * years, [sd] * years), target))
        for mean in means
        for sd in sds
    ]
    return pd.DataFrame(rows, columns=["mean", "sd", "likelihood"])
