"""The pooled trend: what it uses, what it says it used, and laws that no stage may break."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbanstats.errors import ParameterError
from urbanstats.plan.series import Series
from urbanstats.trend import fit
from urbanstats.trend.mixture import Pattern, mixture
from urbanstats.trend.pooled import LONGEST, fit_alike, fit_pooled

law = settings(max_examples=20)
Q = np.array([0.05, 0.2, 0.5, 0.8, 0.95])
WAVE = [61.2, 62.9, 62.1, 64.8, 66.0, 65.7, 68.9, 70.2]
TODAY = date(2018, 6, 8)


def of(values, years=None, **facts):
    years = range(2018 - len(values), 2018) if years is None else years
    return Series.of(years, values, **{"as_of": TODAY} | facts)


def quantiles(projection):
    return np.array([projection.quantile(Q, year) for year in projection.years])


@pytest.fixture(scope="module")
def plain(priors_on):
    """Priors that favour no behaviour of a kind, and adjust nothing."""
    return {kind: priors_on(kind) for kind in ("percent", "count")}


def percent_series(data, low=1, high=9):
    n = data.draw(st.integers(low, high))
    tenths = st.integers(0, 1000)
    values = np.array(data.draw(st.lists(tenths, min_size=n, max_size=n))) / 10
    years = sorted(data.draw(st.sets(st.integers(1995, 2017), min_size=n, max_size=n)))
    return values, years


# --- the mixture, handed on ------------------------------------------------------------------


def test_without_an_adjustment_the_distribution_is_that_of_the_mixture(plain):
    projection = fit(of(WAVE), [2018, 2020], priors=plain["percent"])
    prior = plain["percent"].of("percent", "percent")
    pattern = Pattern(tuple(range(8)), (0,) * 8, (8, 10))
    mixed = mixture(np.array([WAVE]), "percent", pattern, prior.log_weights)
    asked = np.linspace(50, 99, 40)
    expected = mixed.cdf(np.broadcast_to(asked, (1, 2, 40)))[0]
    for column, year in enumerate((2018, 2020)):
        np.testing.assert_allclose(projection.cdf(asked, year), expected[column], atol=1e-9)


def test_one_random_walk_gives_the_normal_of_a_random_walk(priors_on, one_walk):
    facts, _ = one_walk("percent", "identity")
    walk = priors_on("percent", **facts)
    projection = fit(of([50.0]), [2018, 2021], priors=walk)
    for year, ahead in ((2018, 1), (2021, 4)):
        sd = facts["shock"] * np.sqrt(ahead + 2 * facts["noise"] ** 2)
        assert projection.quantile(0.5, year) == pytest.approx(50, abs=0.01 * sd)
        assert projection.quantile(0.9, year) == pytest.approx(50 + 1.2816 * sd, abs=0.02 * sd)


def test_a_walk_is_wider_the_farther_it_is_asked_for(plain):
    projection = fit(of(WAVE), range(2018, 2028), priors=plain["percent"])
    low, _, _, _, high = quantiles(projection).T
    assert (np.diff(high - low) > 0).all()


def test_more_figures_of_a_quiet_series_make_a_narrower_forecast(plain):
    quiet = [80.0, 80.3, 80.5, 80.9, 81.1, 81.4, 81.8, 82.0]
    widths = [
        np.ptp(quantiles(fit(of(quiet[-n:]), [2018], priors=plain["percent"]))[0])
        for n in (1, 3, 8)
    ]
    assert widths == sorted(widths, reverse=True)
    assert widths[2] < widths[0] / 3


# --- what is used and what is said -----------------------------------------------------------


def test_one_figure_is_enough_and_the_evidence_says_that_it_was_one(plain):
    projection = fit(of([64.0], reference_class="rare"), [2018], priors=plain["percent"])
    assert str(projection.evidence) == "1 own figure, 2017; prior 'percent' from 7 series to 2016"
    assert projection.evidence.reference_class == "rare"
    assert (projection.origin, projection.method, projection.unit) == (2017, "pooled", "percent")


def test_the_evidence_counts_figures_on_every_basis_and_on_the_one_forecast(plain):
    two = of([50, 51, 62, 64], [2010, 2012, 2016, 2017], bases=["old", "old", "new", "new"])
    evidence = fit(two, [2018], priors=plain["percent"]).evidence
    assert (evidence.n_observations, evidence.n_on_basis) == (4, 2)
    assert (evidence.first_year, evidence.last_year) == (2010, 2017)


def test_the_origin_is_the_newest_figure_on_the_basis_that_is_forecast(plain):
    later = of([50, 51, 62], [2010, 2012, 2016], bases=["new", "new", "old"], basis="new")
    projection = fit(later, [2018], priors=plain["percent"])
    assert projection.origin == 2012
    assert projection.evidence.last_year == 2016


def test_only_the_newest_figures_of_a_long_series_are_used(plain):
    rng = np.random.default_rng(2)
    values = np.round(50 + np.cumsum(rng.normal(0, 0.5, LONGEST + 12)), 2)
    long, short = of(values), of(values[-LONGEST:])
    a, b = (fit(series, [2018, 2020], priors=plain["percent"]) for series in (long, short))
    np.testing.assert_array_equal(quantiles(a), quantiles(b))
    assert a.evidence == b.evidence
    assert a.evidence.n_observations == LONGEST


def test_figures_on_the_basis_that_is_forecast_are_kept_before_newer_ones_on_another(plain):
    own, other = list(range(1985, 1995)), list(range(1990, 2018))
    values = np.linspace(40, 60, len(own) + len(other))
    bases = ["own"] * len(own) + ["other"] * len(other)
    projection = fit(
        of(values, own + other, bases=bases, basis="own"), [2018], priors=plain["percent"]
    )
    assert projection.evidence.n_observations == LONGEST
    assert projection.evidence.n_on_basis == len(own)


def test_an_early_year_of_a_long_series_still_has_a_forecast_near_its_neighbours(plain):
    values = np.round(30 + 50 * np.arange(80) / 80 + np.sin(np.arange(80)), 1)
    projection = fit(of(values), [2018 - 80 + 4], priors=plain["percent"])
    found = quantiles(projection)[0]
    assert (np.diff(found) > 0).all()
    assert projection.quantile(0.5, 2018 - 80 + 4) == pytest.approx(values[4], abs=2)


def test_a_year_between_two_figures_lies_near_them_and_is_surer_than_the_next_one(plain):
    values, years = [61.0, 62.0, 63.0, 65.0, 66.0], [2011, 2012, 2013, 2015, 2016]
    projection = fit(of(values, years), [2014, 2018], priors=plain["percent"])
    assert projection.quantile(0.5, 2014) == pytest.approx(64, abs=0.3)
    inside, ahead = np.ptp(quantiles(projection), axis=1)
    assert inside < ahead


def test_years_come_sorted_and_once_each(plain):
    assert fit(of(WAVE), [2020, 2018, 2020], priors=plain["percent"]).years == (2018, 2020)


def test_a_year_asked_for_beside_others_has_the_forecast_it_has_alone(plain):
    both = fit(of(WAVE), [2018, 2020], priors=plain["percent"])
    alone = fit(of(WAVE), [2020], priors=plain["percent"])
    np.testing.assert_allclose(both.quantile(Q, 2020), alone.quantile(Q, 2020), atol=1e-9)


def test_the_prior_is_the_newest_that_the_as_of_date_allows():
    before, after = (fit(of(WAVE, as_of=day), [2018]) for day in (TODAY, date(2026, 1, 1)))
    assert before.evidence.prior_through < 2018
    assert before.evidence.prior_through <= after.evidence.prior_through < 2026


# --- laws ------------------------------------------------------------------------------------


@law
@given(data=st.data())
def test_the_order_in_which_figures_are_given_changes_nothing(plain, data):
    values, years = percent_series(data, low=2)
    order = data.draw(st.permutations(range(len(years))))
    mixed = of(values[list(order)], [years[i] for i in order])
    a, b = (fit(s, [2018, 2020], priors=plain["percent"]) for s in (of(values, years), mixed))
    np.testing.assert_array_equal(quantiles(a), quantiles(b))


@law
@given(data=st.data(), shift=st.integers(-900, 900))
def test_shifting_all_years_by_a_constant_changes_nothing(plain, data, shift):
    values, years = percent_series(data)
    here = fit(of(values, years), [2018, 2021], priors=plain["percent"])
    moved = of(values, [year + shift for year in years], as_of=date(2998, 1, 1))
    there = fit(moved, [2018 + shift, 2021 + shift], priors=plain["percent"])
    np.testing.assert_array_equal(quantiles(there), quantiles(here))


@law
@given(data=st.data(), lift=st.floats(-40, 40))
def test_the_level_of_another_basis_says_nothing_in_points(priors_on, data, lift):
    # figures on another basis show how the series moves, not where it stands
    points = priors_on("percent", scale="identity")
    n = data.draw(st.integers(1, 4))
    old = np.array(data.draw(st.lists(st.floats(45, 55), min_size=n, max_size=n)))
    new = [70.0, 70.8, 71.1]
    years, bases = [*range(2015 - n, 2015), 2015, 2016, 2017], ["old"] * n + ["new"] * 3
    a, b = (
        fit(of([*values, *new], years, bases=bases), [2018], priors=points)
        for values in (old, old + lift)
    )
    np.testing.assert_allclose(quantiles(b), quantiles(a), atol=1e-6)


@law
@given(data=st.data())
def test_quantiles_rise_and_the_distribution_function_finds_its_way_back(plain, data):
    values, years = percent_series(data)
    projection = fit(of(values, years), [2018, 2021], priors=plain["percent"])
    for year in projection.years:
        found = projection.quantile(Q, year)
        assert (np.diff(found) >= 0).all()
        assert found[0] >= 0
        assert found[-1] <= 100
        # quantiles are read off a table of the distribution function
        free = (found > 0) & (found < 100)
        np.testing.assert_allclose(projection.cdf(found, year)[free], Q[free], atol=0.04)


def test_a_quantile_at_a_bound_is_the_bound_itself(plain):
    high, low = (fit(of(v), [2018], priors=plain["percent"]) for v in ([99.5, 100], [0.5, 0]))
    assert high.cdf(99.99, 2018) < 0.9
    assert high.quantile(0.95, 2018) == 100
    assert low.cdf(0.0, 2018) > 0.1
    assert low.quantile(0.05, 2018) == 0


@law
@given(data=st.data(), times=st.sampled_from([10, 1000]))
def test_counts_times_ten_give_quantiles_times_ten(plain, data, times):
    n = data.draw(st.integers(1, 6))
    counts = data.draw(st.lists(st.integers(20, 10**5), min_size=n, max_size=n))
    here, there = (
        fit(of(np.array(counts) * k, kind="count", decimals=0), [2018], priors=plain["count"])
        for k in (1, times)
    )
    np.testing.assert_allclose(quantiles(there), quantiles(here) * times, rtol=1e-6)


@pytest.mark.parametrize("kind", ["percent", "count"])
def test_draws_agree_with_the_distribution_function(plain, kind):
    values = WAVE if kind == "percent" else [1400, 1550, 1380, 1600]
    projection = fit(of(values, kind=kind), [2018, 2020], priors=plain[kind])
    draws, n = projection.draws(8000, seed=1), 8000
    for column, year in enumerate(projection.years):
        asked = projection.quantile(Q, year)
        share = (draws[:, [column]] <= asked).mean(axis=0)
        np.testing.assert_allclose(share, projection.cdf(asked, year), atol=2 / np.sqrt(n))


def test_draws_of_two_years_rise_and_fall_together(plain):
    draws = fit(of(WAVE), [2018, 2019], priors=plain["percent"]).draws(4000)
    assert np.corrcoef(draws.T)[0, 1] > 0.5


def test_futures_on_a_bound_keep_one_order_in_all_years_on_every_machine(plain):
    """No sort decides which of equal futures is the better one: the one drawn later is."""
    projection = fit(of([94.0, 97.5, 99.0, 100.0]), [2018, 2019], priors=plain["percent"])
    raw = projection.distribution.forecast.mixture.draws(4000, np.random.default_rng(0))
    on_top = (raw == 100).all(axis=1)
    assert on_top.sum() > 400
    assert (np.diff(projection.draws(4000)[on_top], axis=0) >= 0).all()


def test_the_same_series_always_has_the_same_forecast(plain):
    a, b = (fit(of(WAVE), [2018], priors=plain["percent"]) for _ in range(2))
    assert quantiles(a).tobytes() == quantiles(b).tobytes()
    assert a.draws(20).tobytes() == b.draws(20).tobytes()


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "found"),
    [([2016, 2018], "[2016, 2018]"), ([2017], "[2017]"), ([], "no year")],
    ids=["before", "the first", "none"],
)
def test_a_year_that_is_not_after_the_first_figure_is_refused(years, found):
    with pytest.raises(ParameterError) as error:
        fit(of([64.0]), years)
    assert str(error.value) == (
        f"years: {found} asked for, the first figure is of 2017. At least one year after the "
        "first figure is expected: ask for later years.  [PAR-YEAR]"
    )


@pytest.mark.parametrize(
    ("method", "advice"),
    [("pool", "did you mean 'pooled'?"), ("xyz", "choose one of them")],
)
def test_an_unknown_method_is_refused_and_the_nearest_named(method, advice):
    with pytest.raises(ParameterError) as error:
        fit(of([64.0]), [2018], method)
    assert str(error.value) == (
        f"method: {method!r} is not a method. One of pooled, line, logit_line, damped_holt, "
        f"local_trend, arima, count_trend is expected: {advice}.  [PAR-METHOD]"
    )


def test_fit_and_fit_pooled_are_the_same_by_default(plain):
    a = fit(of(WAVE), [2018], priors=plain["percent"])
    b = fit_pooled(of(WAVE), [2018], priors=plain["percent"])
    np.testing.assert_array_equal(quantiles(a), quantiles(b))


@pytest.mark.parametrize(("kind", "top"), [("percent", 100), ("count", 90_000)])
def test_series_fitted_together_have_the_bytes_they_have_alone(kind, top):
    many = [of([58, 60, end], [2014, 2015, 2017], kind=kind) for end in (60, 61, 61.4, 75, top)]
    together = fit_alike(many, [2018, 2020])
    for series, one in zip(many, together, strict=True):
        alone = fit(series, [2018, 2020])
        assert quantiles(one).tobytes() == quantiles(alone).tobytes()
        assert one.cdf([60.0, 61.0], 2020).tobytes() == alone.cdf([60.0, 61.0], 2020).tobytes()
        assert one.evidence == alone.evidence
