"""Classical trends: each equals statsmodels called directly, and each refuses what it cannot do."""

import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.tsa.api import SARIMAX, UnobservedComponents
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

from urbanstats.errors import FitError
from urbanstats.plan.series import Series
from urbanstats.trend import METHODS, fit
from urbanstats.trend.comparators import COMPARATORS, FEWEST, FEWEST_STATE

law = settings(max_examples=20)
YEARS = np.arange(2006, 2018)
PERCENT = np.array([61.2, 62.9, 62.1, 64.8, 66.0, 65.7, 68.9, 70.2, 71.9, 71.6, 73.8, 75.1])
COUNT = np.array([9100, 9900, 9300, 10400, 11800, 11100, 12500, 12100, 13900, 14600, 13800, 15700])
AHEAD = [2018, 2020]
QUICK = ["line", "logit_line", "count_trend", "damped_holt", "local_trend"]
Q = np.array([0.05, 0.5, 0.95])


def of(values, years=None, **facts):
    years = range(2018 - len(values), 2018) if years is None else years
    return Series.of(years, values, indicator="green_coverage", **facts)


def expected_quantiles(centre, width, family=stats.norm):
    """Return the quantiles Q of a location and scale family, one row per year."""
    return np.array([c + w * family.ppf(Q) for c, w in zip(centre, width, strict=True)])


def got_quantiles(projection):
    return np.array([projection.quantile(Q, year) for year in projection.years])


def text_of_refusal(series, years, method):
    with pytest.raises(FitError) as error:
        fit(series, years, method)
    assert error.value.exit_code == 3
    return str(error.value)


def refusal(method, wrong, needs, code):
    return (
        f"{method} of green_coverage: {wrong}. This method needs {needs}: use the method "
        f"'pooled', which answers from one figure on.  [{code}]"
    )


# --- equal to statsmodels and to closed forms ------------------------------------------------


def closed_form_line(t, z, ahead):
    """Return centre, width and degrees of freedom of the next observation on a line."""
    t, ahead, n = np.asarray(t, float), np.asarray(ahead, float), len(t)
    spread = ((t - t.mean()) ** 2).sum()
    slope = ((t - t.mean()) * (z - z.mean())).sum() / spread
    centre = z.mean() + slope * (ahead - t.mean())
    rest = z - z.mean() - slope * (t - t.mean())
    s = np.sqrt((rest**2).sum() / (n - 2))
    return centre, s * np.sqrt(1 + 1 / n + (ahead - t.mean()) ** 2 / spread), n - 2


def test_the_line_is_the_t_interval_of_the_next_observation():
    centre, width, df = closed_form_line(YEARS, PERCENT, AHEAD)
    got = got_quantiles(fit(of(PERCENT), AHEAD, "line"))
    np.testing.assert_allclose(got, expected_quantiles(centre, width, stats.t(df)), atol=1e-8)


def test_the_line_of_four_figures_with_a_gap_is_the_t_interval_of_the_next_observation():
    years, values = [2009, 2012, 2016, 2017], np.array([40.0, 43.5, 45.0, 47.5])
    centre, width, df = closed_form_line(years, values, AHEAD)
    got = got_quantiles(fit(of(values, years), AHEAD, "line"))
    np.testing.assert_allclose(got, expected_quantiles(centre, width, stats.t(df)), atol=1e-8)


def test_the_logit_line_is_a_line_on_the_logit_of_a_percentage():
    z = np.log((PERCENT + 0.5) / (100.5 - PERCENT))
    centre, width, df = closed_form_line(YEARS, z, AHEAD)
    expected = 101 / (1 + np.exp(-expected_quantiles(centre, width, stats.t(df)))) - 0.5
    got = got_quantiles(fit(of(PERCENT), AHEAD, "logit_line"))
    np.testing.assert_allclose(got, expected, atol=1e-8)


def test_the_count_trend_is_the_poisson_regression_of_statsmodels():
    # next log-count: variance of the fitted line plus dispersion over the expected count
    design, ahead = sm.add_constant(YEARS - 2000.0), sm.add_constant(np.array(AHEAD) - 2000.0)
    result = sm.GLM(COUNT, design, family=sm.families.Poisson()).fit(scale="X2")
    prediction = result.get_prediction(ahead, which="linear")
    centre = prediction.predicted
    width = np.sqrt(prediction.var_pred + result.scale / np.exp(centre))
    expected = np.exp(expected_quantiles(centre, width, stats.t(len(COUNT) - 2)))
    got = got_quantiles(fit(of(COUNT, kind="count", decimals=0), AHEAD, "count_trend"))
    np.testing.assert_allclose(got, expected, rtol=1e-7)


def test_the_damped_holt_trend_is_the_error_trend_model_of_statsmodels():
    endog = pd.Series(PERCENT, pd.period_range("2006", periods=len(PERCENT), freq="Y"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = ETSModel(endog, error="add", trend="add", damped_trend=True).fit(disp=False)
    ahead = result.get_prediction(start=12, end=14)
    centre = ahead.predicted_mean.to_numpy()[[0, 2]]
    width = np.sqrt(ahead.forecast_variance)[[0, 2]]
    got = got_quantiles(fit(of(PERCENT), AHEAD, "damped_holt"))
    np.testing.assert_allclose(got, expected_quantiles(centre, width), atol=1e-7)


STATE_SPACE = {
    "local_trend": lambda y: UnobservedComponents(y, "local linear trend", use_exact_diffuse=True),
    "arima": lambda y: SARIMAX(y, order=(0, 1, 1), trend="c", use_exact_diffuse=True),
}


@pytest.mark.parametrize("method", STATE_SPACE)
def test_the_state_space_trends_are_those_of_statsmodels_also_with_years_missing(method):
    endog, left_out = PERCENT.copy(), [3, 7]
    endog[left_out] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ahead = STATE_SPACE[method](endog).fit(disp=False).get_forecast(3)
    kept = np.delete(np.arange(12), left_out)
    got = got_quantiles(fit(of(PERCENT[kept], YEARS[kept]), AHEAD, method))
    expected = expected_quantiles(ahead.predicted_mean[[0, 2]], ahead.se_mean[[0, 2]])
    np.testing.assert_allclose(got, expected, atol=1e-6)


def test_an_interval_of_a_line_says_where_a_figure_falls_not_where_the_line_is():
    result = sm.OLS(PERCENT, sm.add_constant(YEARS - 2000.0)).fit()
    line = result.get_prediction(np.array([[1.0, 18.0]])).conf_int(alpha=0.1)[0]
    low, high = fit(of(PERCENT), [2018], "line").quantile(np.array([0.05, 0.95]), 2018)
    assert low < line[0]
    assert high > line[1]


# --- what every method has in common ---------------------------------------------------------


def test_every_method_but_the_pooled_one_is_a_comparator():
    assert set(METHODS) == {"pooled", *COMPARATORS}


@pytest.mark.parametrize("method", COMPARATORS)
def test_a_comparator_tells_what_it_rests_on(method):
    kind, values = ("count", COUNT) if method == "count_trend" else ("percent", PERCENT)
    projection = fit(of(values, kind=kind, decimals=1), [2020, 2018, 2018], method)
    assert projection.years == (2018, 2020)
    assert (projection.method, projection.kind, projection.decimals) == (method, kind, 1)
    assert projection.unit == ("persons" if kind == "count" else "percent")
    assert projection.origin == 2017
    assert str(projection.evidence) == "12 own figures, 2006-2017"


def test_figures_on_other_bases_are_left_out():
    mixed = of(
        [50.0, 51.0, 61.0, *PERCENT[-5:]],
        [2010, 2011, 2013, *YEARS[-5:]],
        bases=["old", "old", "old", *["new"] * 5],
    )
    alone = fit(of(PERCENT[-5:]), AHEAD, "line")
    both = fit(mixed, AHEAD, "line")
    np.testing.assert_allclose(got_quantiles(both), got_quantiles(alone), atol=1e-9)
    assert (both.evidence.n_observations, both.evidence.n_on_basis) == (5, 5)


@pytest.mark.parametrize("method", [m for m in QUICK if m != "count_trend"])
def test_far_beyond_its_bounds_a_percentage_has_probability_nought_or_one(method):
    projection = fit(of(PERCENT), [2018], method)
    values = np.array([-3.0, -0.5, -0.01, 100.0, 100.5, 103.0])
    np.testing.assert_array_equal(projection.cdf(values, 2018), [0, 0, 0, 1, 1, 1])


def test_below_nought_a_count_has_no_probability():
    projection = fit(of(COUNT, kind="count"), [2018], "count_trend")
    np.testing.assert_array_equal(projection.cdf(np.array([-10.0, -0.5]), 2018), [0, 0])


@pytest.mark.parametrize("method", QUICK)
def test_draws_agree_with_the_distribution_function(method):
    kind, values = ("count", COUNT) if method == "count_trend" else ("percent", PERCENT)
    projection, n = fit(of(values, kind=kind), [2018], method), 10_000
    asked = projection.quantile(np.array([0.2, 0.5, 0.8]), 2018)
    share = (projection.draws(n) <= asked).mean(axis=0)
    np.testing.assert_allclose(share, [0.2, 0.5, 0.8], atol=0.02)


@pytest.mark.parametrize("method", QUICK)
@law
@given(data=st.data())
def test_a_quick_method_gives_an_interval_with_a_width_or_refuses(method, data):
    n = data.draw(st.integers(1, 12))
    percent = method != "count_trend"
    one = st.decimals(10, 90, places=1) if percent else st.integers(1, 20_000)
    values = np.array(data.draw(st.lists(one, min_size=n, max_size=n)), float)
    years = sorted(data.draw(st.sets(st.integers(2000, 2017), min_size=n, max_size=n)))
    series = of(values, years, kind="percent" if percent else "count", decimals=1)
    try:
        projection = fit(series, AHEAD, method)
    except FitError:
        return
    located = projection.distribution
    assert (located.back(located.centre + located.width) > located.back(located.centre)).all()
    table = projection.table()
    assert np.isfinite(table.to_numpy(float)).all()
    assert (np.diff(table.filter(like="q").to_numpy(), axis=1) >= 0).all()


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "wrong"), [(1, "1 figure"), (2, "2 figures"), (3, "3 figures")])
@pytest.mark.parametrize("method", COMPARATORS)
def test_three_figures_or_fewer_are_too_few_for_every_comparator(method, n, wrong):
    kind, values = ("count", COUNT) if method == "count_trend" else ("percent", PERCENT)
    fewest = 4 if method in ("line", "logit_line", "count_trend") else 6
    assert text_of_refusal(of(values[-n:], kind=kind), AHEAD, method) == refusal(
        method, f"{wrong} on the basis 'given'", f"at least {fewest} figures", "FIT-SHORT"
    )


@pytest.mark.parametrize("method", COMPARATORS)
def test_the_fewest_figures_are_enough(method):
    kind, values = ("count", COUNT) if method == "count_trend" else ("percent", PERCENT)
    n = FEWEST.get(method, FEWEST_STATE)
    assert fit(of(values[-n:], kind=kind), [2018], method).evidence.n_observations == n


def test_five_figures_are_too_few_for_the_state_space_trends_and_holt():
    for method in ("damped_holt", "local_trend", "arima"):
        assert text_of_refusal(of(PERCENT[-5:]), AHEAD, method) == refusal(
            method, "5 figures on the basis 'given'", "at least 6 figures", "FIT-SHORT"
        )


@pytest.mark.parametrize("method", [m for m in COMPARATORS if m != "count_trend"])
def test_a_series_that_never_changed_is_refused(method):
    assert text_of_refusal(of([100.0] * 8), AHEAD, method) == refusal(
        method, "it never changed", "figures that vary", "FIT-CONSTANT"
    )


def test_a_count_that_never_changed_is_refused():
    assert text_of_refusal(of([1400] * 8, kind="count"), AHEAD, "count_trend") == refusal(
        "count_trend", "it never changed", "figures that vary", "FIT-CONSTANT"
    )


def test_holt_refuses_a_series_with_years_missing_inside():
    kept = np.delete(np.arange(12), 4)
    assert text_of_refusal(of(PERCENT[kept], YEARS[kept]), AHEAD, "damped_holt") == refusal(
        "damped_holt", "years are missing inside it", "a figure in every year", "FIT-GAP"
    )


@pytest.mark.parametrize("method", [m for m in COMPARATORS if m != "count_trend"])
def test_a_series_with_a_break_is_refused(method):
    jumped = [40.0, 41.0, 40.5, 41.5, 41.0, 71.0, 72.0, 71.5, 72.5]
    assert text_of_refusal(of(jumped), AHEAD, method) == refusal(
        method, "it jumps by 30 in 2014, 30 usual changes", "a series without a break", "FIT-JUMP"
    )


def test_ten_times_the_usual_change_is_not_yet_a_break():
    assert fit(of([40.0, 41.0, 42.0, 43.0, 53.0, 54.0]), [2018], "line").origin == 2017


@pytest.mark.parametrize(
    ("method", "kind", "values", "needs"),
    [("logit_line", "count", COUNT, "a percent"), ("count_trend", "percent", PERCENT, "a count")],
)
def test_a_method_for_one_kind_refuses_the_other(method, kind, values, needs):
    assert text_of_refusal(of(values, kind=kind), AHEAD, method) == refusal(
        method, f"it is a {kind}", needs, "FIT-KIND"
    )


@pytest.mark.parametrize("method", COMPARATORS)
@pytest.mark.parametrize("year", [2012, 2017])
def test_a_year_that_is_not_after_the_last_figure_is_refused(method, year):
    kind, values = ("count", COUNT) if method == "count_trend" else ("percent", PERCENT)
    assert text_of_refusal(of(values, kind=kind), [year, 2020], method) == refusal(
        method,
        f"{year} is not after its last figure (2017)",
        "years after the last figure",
        "FIT-YEAR",
    )


def test_figures_on_a_straight_line_never_get_an_interval_without_width():
    straight = of(50 + 0.5 * np.arange(8))
    assert text_of_refusal(straight, AHEAD, "line") == refusal(
        "line", "its interval has no width", "figures that vary", "FIT-WIDTH"
    )
    for method in ("local_trend", "arima"):
        with pytest.raises(FitError):
            fit(straight, AHEAD, method)


def test_a_count_growing_by_one_rate_without_scatter_never_gets_an_interval_without_width():
    growth = of([1000.0, 1100.0, 1210.0, 1331.0, 1464.1], kind="count", decimals=1)
    assert text_of_refusal(growth, AHEAD, "count_trend") == refusal(
        "count_trend", "its interval has no width", "figures that vary", "FIT-WIDTH"
    )


def test_a_fit_whose_optimiser_did_not_come_to_rest_is_refused(monkeypatch):
    whole = UnobservedComponents.fit
    monkeypatch.setattr(
        UnobservedComponents, "fit", lambda model, **_: whole(model, disp=False, maxiter=1)
    )
    assert text_of_refusal(of(PERCENT), AHEAD, "local_trend") == refusal(
        "local_trend", "its parameters did not settle", "steadier figures", "FIT-OPTIMISER"
    )
