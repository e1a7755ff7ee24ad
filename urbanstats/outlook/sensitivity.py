"""How a likelihood depends on an amount nobody knows yet, such as an announced re-basing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from urbanstats.outlook.likelihood import attainment
from urbanstats.plan.values import Target
from urbanstats.trend import Projection
from urbanstats.trend.shifted import shift


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
