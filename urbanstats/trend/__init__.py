"""A series becomes a projection: the pooled trend, and the classical ones beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbanstats.errors import ParameterError
from urbanstats.plan.series import Series
from urbanstats.words.text import nearest

if TYPE_CHECKING:
    from urbanstats.trend.priors import Priors
    from urbanstats.trend.projection import Projection

METHODS = {
    "pooled": "Pooled trend: own figures weigh behaviours learned from comparable series",
    "line": "Straight line (least squares, observation interval)",
    "logit_line": "Straight line on the logit scale (percentages)",
    "damped_holt": "Damped Holt trend (parameters taken as known)",
    "local_trend": "Local linear trend (parameters taken as known)",
    "arima": "ARIMA(0,1,1) with drift (parameters taken as known)",
    "count_trend": "Poisson trend with overdispersion (counts)",
}


def fit(
    series: Series,
    years: Sequence[int],
    method: str = "pooled",
    *,
    priors: Priors | None = None,
) -> Projection:
    """Return the projection of a series for the years asked for, by one of ``METHODS``.

    Parameters
    ----------
    years
        Years asked for, at least one, in any order.
    method
        Key of ``METHODS``.
    priors
        Learned weights for the method "pooled"; default: the newest allowed by the series'
        as-of date.

    Raises
    ------
    ParameterError
        If the method is unknown, or a year is not after the series' first figure.
    FitError
        If the method cannot answer for this series.
    """
    years = sorted({int(year) for year in years})
    if method not in METHODS:
        near = nearest(method, METHODS)
        raise ParameterError("PAR-METHOD", method=method, methods=list(METHODS), near=near)
    if not years or years[0] <= series.years[0]:
        raise ParameterError("PAR-YEAR", years=years or None, first=series.years[0])
    if method == "pooled":
        from urbanstats.trend.pooled import fit_pooled

        return fit_pooled(series, years, priors=priors)
    from urbanstats.trend.comparators import fit_comparator

    return fit_comparator(series, years, method)
