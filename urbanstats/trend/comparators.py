"""Classical trends a planner would draw, from statsmodels, as projections like any other.

Each gives the distribution of the next *published figures*, not of the trend line, and
includes the uncertainty of its parameters where the model allows (the lines and the count
trend do; the state-space models do not, and say so in ``METHODS``). They use the figures on
the basis that is forecast only, and refuse, with a reason, a series they cannot answer for.
This is the only module that imports statsmodels.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy import stats

from urbanstats.errors import FitError
from urbanstats.plan.series import Series
from urbanstats.trend.projection import Evidence, Located, Projection

FEWEST = {"line": 4, "logit_line": 4, "count_trend": 4}  # figures; all others need FEWEST_STATE
FEWEST_STATE = 6
JUMP = 10.0  # times the median yearly change: taken for a break, not for a trend
_STRETCH = 0.5  # percentage points beyond 0 and 100 at which the logit becomes infinite


def fit_comparator(series: Series, years: Sequence[int], method: str) -> Projection:
    """Return the projection of one of the ``COMPARATORS`` for years after the last figure.

    Raises
    ------
    FitError
        If the figures are too few, constant, broken by a jump, or (for methods that need it)
        have gaps; or if a year asked for is not after the last figure.
    """
    t, y = np.array(list(series.own)), np.array(list(series.own.values()))
    _check(series, t, y, years, method)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fit that fails is judged by its width below
        located = COMPARATORS[method](t, y, np.array(years))
    if not np.isfinite(located.centre).all():
        _refuse(series, method, "FIT-OPTIMISER")
    low, high = (located.back(located.centre + way * located.width) for way in (-1, 1))
    if not (np.isfinite(high - low).all() and (high - low > 10.0**-series.decimals / 100).all()):
        _refuse(series, method, "FIT-WIDTH")
    return Projection(
        years=tuple(years),
        unit=series.unit,
        kind=series.kind,
        decimals=series.decimals,
        method=method,
        origin=int(t[-1]),
        evidence=Evidence(len(t), len(t), int(t[0]), int(t[-1])),
        distribution=located,
    )


def _check(series, t, y, years, method):
    fewest = FEWEST.get(method, FEWEST_STATE)
    changes = np.abs(np.diff(y))
    if series.kind not in KINDS.get(method, ("percent", "count")):
        _refuse(series, method, "FIT-KIND", kind=series.kind, needed=KINDS[method][0])
    if min(years) <= t[-1]:
        _refuse(series, method, "FIT-YEAR", year=min(years), last=int(t[-1]))
    if len(t) < fewest:
        _refuse(series, method, "FIT-SHORT", n=len(t), basis=series.basis, fewest=fewest)
    if not changes.any():
        _refuse(series, method, "FIT-CONSTANT")
    if method == "damped_holt" and (np.diff(t) > 1).any():
        _refuse(series, method, "FIT-GAP")
    usual = np.median(changes)
    if 0 < JUMP * usual < changes.max():
        year, jump = int(t[1:][changes.argmax()]), float(changes.max())
        _refuse(series, method, "FIT-JUMP", year=year, jump=jump, times=float(jump / usual))


def _refuse(series, method, code, **facts):
    raise FitError(code, method=method, indicator=series.indicator, **facts)


def _designs(t, years):
    return [np.column_stack([np.ones(len(at)), at - t.mean()]) for at in (t, years)]


def _line(t, y, years):
    from statsmodels.regression.linear_model import OLS

    design, ahead = _designs(t, years)
    fit = OLS(y, design).fit()
    predicted = fit.get_prediction(ahead)
    return Located(predicted.predicted_mean, predicted.se_obs, stats.t(fit.df_resid))


def _logit(y):
    return np.log((y + _STRETCH) / (100 + _STRETCH - y))


def _logit_back(z):
    return (100 + 2 * _STRETCH) / (1 + np.exp(-z)) - _STRETCH


def _logit_line(t, y, years):
    return replace(_line(t, _logit(y), years), forward=_logit, back=_logit_back)


def _damped_holt(t, y, years):
    import pandas as pd
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    index = pd.period_range(start=str(t[0]), periods=len(t), freq="Y")
    model = ETSModel(pd.Series(y, index), error="add", trend="add", damped_trend=True)
    chosen = years - t[-1] - 1
    fit = model.fit(disp=False, maxiter=200)
    predicted = fit.get_prediction(start=len(t), end=len(t) + int(chosen.max()))
    width = np.sqrt(np.asarray(predicted.forecast_variance))[chosen]
    return _settled(fit, Located(np.asarray(predicted.predicted_mean)[chosen], width, stats.norm()))


def _settled(fit, located):
    """Return the answer of a fit whose optimiser came to rest, and none (NaN) of another."""
    report = fit.mle_retvals
    rested = report["converged"] if isinstance(report, dict) else report.success
    return located if rested else replace(located, centre=located.centre * np.nan)


def _state_space(model, t, y, years, **form):
    filled = np.full(t[-1] - t[0] + 1, np.nan)  # where a year has no figure
    filled[t - t[0]] = y
    fit = model(filled, use_exact_diffuse=True, **form).fit(disp=False, maxiter=200)
    steps = years - t[-1]
    forecast = fit.get_forecast(int(steps.max()))
    centre = np.asarray(forecast.predicted_mean)[steps - 1]
    return _settled(fit, Located(centre, np.asarray(forecast.se_mean)[steps - 1], stats.norm()))


def _local_trend(t, y, years):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    return _state_space(UnobservedComponents, t, y, years, level="local linear trend")


def _arima(t, y, years):
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    return _state_space(SARIMAX, t, y, years, order=(0, 1, 1), trend="c")


def _count_trend(t, y, years):
    """Poisson trend with the variance the figures show (quasi-Poisson), on the log scale."""
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    design, ahead = _designs(t, years)
    fit = GLM(y, design, family=Poisson()).fit(scale="X2")
    centre = ahead @ fit.params
    line = np.einsum("ij,jk,ik->i", ahead, fit.cov_params(), ahead)
    width = np.sqrt(line + fit.scale / np.exp(centre))
    return Located(centre, width, stats.t(fit.df_resid), _log, np.exp)


def _log(y):
    return np.log(np.maximum(y, 1e-12))


COMPARATORS = {
    "line": _line,
    "logit_line": _logit_line,
    "damped_holt": _damped_holt,
    "local_trend": _local_trend,
    "arima": _arima,
    "count_trend": _count_trend,
}
KINDS = {"logit_line": ("percent",), "count_trend": ("count",)}
