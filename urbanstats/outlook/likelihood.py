"""A projection held against its targets: the likelihood that each is reached."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from urbanstats.errors import FitError, UnitMismatch
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import METHODS, fit
from urbanstats.trend.projection import LEVELS, Projection

if TYPE_CHECKING:
    import pandas as pd

QUANTILE_COLUMNS = [f"q{level:g}" for level in LEVELS if level != 0.5]
EVIDENCE_COLUMNS = [
    "n_observations", "n_on_basis", "last_year", "reference_class", "prior", "prior_through",
]  # fmt: skip
FORECAST_COLUMNS = [
    "indicator", "area", "year", "direction", "target", "likelihood", "status",
    "published_value", "median", "mean", *QUANTILE_COLUMNS,
    "basis", "rebased_to", "rebasing_mean", "rebasing_sd",
    "likelihood_plan_basis", "status_plan_basis", "median_plan_basis",
    *EVIDENCE_COLUMNS, "evidence", "note", "method", "as_of",
]  # fmt: skip
METHOD_COLUMNS = [
    "method", "title", "year", "median", "q0.1", "q0.9", "likelihood", "reason", "code",
]  # fmt: skip


def reaches(value: float, target: Target) -> bool:
    """Return whether a published value reaches a target.

    A value that rounds to the level, at the target's decimals, reaches it; "maintain" asks not
    to fall below the level.

    Examples
    --------
    >>> full = Target(indicator="schooling", year=2020, direction="at_least", value=100,
    ...               unit="percent", decimals=1)
    >>> reaches(99.96, full), reaches(99.94, full)
    (True, False)
    """
    if target.direction == "at_most":
        return value < target.threshold
    return value >= target.threshold


def attainment(projection: Projection, target: Target) -> float:
    """Return the probability that the published figure reaches the target.

    Parameters
    ----------
    projection
        Predictive distribution of the indicator, in the target's unit.
    target
        Level, year and direction. A value that rounds to the level reaches it: the threshold
        is half a unit of the last published decimal on the near side of the level.

    Returns
    -------
    float
        Probability [0-1]; 1 means certain to reach it.

    Raises
    ------
    UnitMismatch
        If target and projection differ in unit.
    ParameterError
        If the target's year was not projected.
    """
    check_unit(projection, target)
    below = projection.cdf(target.threshold, target.year)
    return below if target.direction == "at_most" else 1.0 - below


def check_unit(held: Series | Projection, target: Target) -> None:
    """Refuse (UnitMismatch) a target in another unit than what it is held against."""
    if target.unit != held.unit:
        name = type(held).__name__.lower()
        facts = {"indicator": target.indicator, "year": target.year, "unit": target.unit}
        raise UnitMismatch("TGT-UNIT", **facts, **{name: held.unit})


def judge(series: Series, target: Target, projection: Projection) -> tuple[float, str]:
    """Return how likely a target is to be reached [0-1], and whether that is "decided".

    Once the target's year has a published figure on the series' basis the likelihood is 1
    (reached) or 0, and the status "decided"; until then it is the projection's attainment, and
    "forecast".
    """
    known = series.value(target.year)
    if known is None:
        return attainment(projection, target), "forecast"
    return float(reaches(known, target)), "decided"


def forecast_targets(
    series: Series, targets: Sequence[Target], projection: Projection
) -> pd.DataFrame:
    """Return one row per target, with the columns ``FORECAST_COLUMNS``.

    The series' basis counts both as the one that decides and as the plan's; `assess` tells
    them apart where they differ, and fills in what a re-basing is expected to add.

    A target whose year already has a published figure on the basis that is forecast is
    "decided": its likelihood is 1 or 0 because the figure is known, and ``published_value``
    gives it. All others are "forecast". Likelihoods are probabilities (0-1); target, median,
    mean and quantiles are in the unit of the series.
    """
    import pandas as pd  # here, because it is slow to import

    rows = [_row(series, target, projection) for target in targets]
    return pd.DataFrame(rows, columns=FORECAST_COLUMNS)


def _row(series, target, projection):
    check_unit(projection, target)
    known = series.value(target.year)
    likelihood, status = judge(series, target, projection)
    futures = _futures(projection, target.year)
    figures = series.other(target.year)  # what a reader must know beside the number
    other = "; ".join(f"{value:g} on the basis {basis!r}" for basis, value in figures)
    return {
        "indicator": target.indicator,
        "area": series.area,
        "year": target.year,
        "direction": target.direction,
        "target": target.value,
        "likelihood": likelihood,
        "status": status,
        "published_value": np.nan if known is None else known,
        **futures,
        "basis": series.basis,
        "rebased_to": "",
        "likelihood_plan_basis": likelihood,
        "status_plan_basis": status,
        "median_plan_basis": futures["median"],
        **{name: getattr(projection.evidence, name) for name in EVIDENCE_COLUMNS},
        "evidence": str(projection.evidence),
        "note": f"not comparable, published for {target.year}: {other}" if other else "",
        "method": projection.method,
        "as_of": series.as_of.isoformat(),
    }


def _futures(projection, year):
    """Return median, mean and quantiles of a year by the names of their columns."""
    values = projection.quantile(np.array(LEVELS), year).tolist()
    quantiles = dict(zip(LEVELS, values, strict=True))
    middle = {"median": quantiles.pop(0.5), "mean": projection.mean(year)}
    return middle | {f"q{level:g}": value for level, value in quantiles.items()}


def compare_methods(series: Series, targets: Sequence[Target]) -> pd.DataFrame:
    """Return what each method says about each target, with the columns ``METHOD_COLUMNS``.

    One row per method and target; a method that cannot answer has a ``reason``, the ``code`` of
    its refusal, and no numbers. Units are those of `forecast_targets`.
    """
    import pandas as pd  # here, because it is slow to import

    last = series.last[0]
    together = [target for target in targets if target.year > last]
    alone = [[target] for target in targets if target.year <= last]
    groups = [group for group in [*alone, together] if group]
    rows = [
        row for method in METHODS for group in groups for row in _answers(series, group, method)
    ]
    return pd.DataFrame(rows, columns=METHOD_COLUMNS)


def _answers(series, targets, method):
    """Return what a method says about targets that it can answer with one fit, or why not."""
    common = {"method": method, "title": METHODS[method], "reason": "", "code": ""}
    try:
        projection = fit(series, [target.year for target in targets], method)
    except FitError as refusal:
        no = common | {"reason": refusal.part("wrong"), "code": refusal.code}
        return [no | {"year": target.year} for target in targets]
    rows, names = [], ("q0.1", "median", "q0.9")
    for target in targets:
        quantiles = projection.quantile(np.array([0.1, 0.5, 0.9]), target.year)
        answer = dict(zip(names, quantiles, strict=True)) | {"year": target.year}
        rows.append(common | answer | {"likelihood": attainment(projection, target)})
    return rows
