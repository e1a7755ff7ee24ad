"""A projection moved by an amount, exact or known only roughly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import ParameterError
from urbanstats.plan.series import Series
from urbanstats.trend import fit
from urbanstats.trend.projection import Evidence, Located, Projection, shift

law = settings(max_examples=25)
NORMAL = stats.norm()
LEVELS = np.linspace(0.05, 0.95, 11)


def projected(centre=(60.0, 61.0), width=(1.0, 2.0), kind="percent", family=NORMAL):
    """Return a projection of 2018 and 2019 whose distribution is known in closed form."""
    return Projection(
        years=(2018, 2019),
        unit="percent" if kind == "percent" else "persons",
        kind=kind,
        decimals=1,
        method="line",
        origin=2017,
        evidence=Evidence(5, 5, 2013, 2017),
        distribution=Located(np.array(centre), np.array(width), family),
    )


@pytest.fixture(scope="module")
def near_the_top():
    """A pooled projection that repeats its last figure, or stands at 100 %, quite often."""
    return fit(Series.of([2014, 2015, 2016, 2017], [97.0, 98.0, 98.0, 98.6], decimals=1), [2018])


# --- facts -----------------------------------------------------------------------------------


def test_nothing_added_changes_nothing(near_the_top):
    values = np.linspace(90, 100, 101)
    still = shift(near_the_top, [0.0])
    assert still.cdf(values, 2018) == pytest.approx(near_the_top.cdf(values, 2018), abs=1e-12)
    assert still.quantile(LEVELS, 2018).tolist() == near_the_top.quantile(LEVELS, 2018).tolist()


def test_an_exact_amount_moves_every_quantile_by_it_and_each_year_by_its_own():
    moved = shift(projected(), [1.5, -0.5])
    for year, amount in ((2018, 1.5), (2019, -0.5)):
        before = projected().quantile(LEVELS, year)
        assert moved.quantile(LEVELS, year) == pytest.approx(before + amount)


@pytest.mark.parametrize("sd", [0.05, 0.5, 1.0, 4.0])
def test_a_normal_amount_on_a_normal_projection_adds_its_variance(sd):
    moved = shift(projected(), [2.0, 2.0], [sd, 2 * sd])
    for year, centre, width in ((2018, 62, np.hypot(1, sd)), (2019, 63, np.hypot(2, 2 * sd))):
        oracle = stats.norm(centre, width)
        values = oracle.ppf(LEVELS)
        assert moved.cdf(values, year) == pytest.approx(LEVELS, abs=1e-6)
        assert moved.quantile(LEVELS, year) == pytest.approx(values, abs=1e-5)


def test_an_amount_hardly_uncertain_is_nearly_exact():
    values = np.linspace(58, 66, 50)
    near, exact = shift(projected(), [2.0, 2.0], [1e-4, 1e-4]), shift(projected(), [2.0, 2.0])
    assert near.cdf(values, 2018) == pytest.approx(exact.cdf(values, 2018), abs=0.004)


def test_a_figure_that_is_sure_becomes_the_amount_alone():
    sure = projected(width=(1e-9, 1e-9))
    moved = shift(sure, [1.0, 1.0], [0.7, 0.7])
    assert moved.cdf(60.3, 2018) == pytest.approx(stats.norm(61, 0.7).cdf(60.3), abs=1e-6)


def test_futures_at_a_bound_are_moved_from_the_bound():
    high = shift(projected(centre=(150.0, 60.0)), [-3.0, 0.0])
    assert high.quantile(0.5, 2018) == 97.0
    assert (high.cdf(96.9, 2018), high.cdf(97.0, 2018)) == (0.0, 1.0)
    assert high.draws(9)[:, 0].tolist() == [97.0] * 9


def test_a_figure_likely_to_repeat_is_found_again_where_it_was_moved_to():
    low = fit(Series.of([2014, 2015, 2016, 2017], [3.0, 3.1, 3.1, 3.3], decimals=1), [2018])
    for amount in np.linspace(1, 60, 31):
        moved = shift(low, [amount])
        jump = moved.cdf(3.3 + amount, 2018) - moved.cdf(3.3 + amount - 1e-3, 2018)
        assert jump > 0.05


# --- laws ------------------------------------------------------------------------------------

AMOUNTS = {"mean": st.floats(-20, 20), "sd": st.sampled_from([0.0, 0.01, 0.3, 1.0, 10.0])}


@law
@given(**AMOUNTS)
def test_the_distribution_function_rises_from_0_to_1_within_the_bounds(near_the_top, mean, sd):
    moved = shift(near_the_top, [mean], [sd])
    below = moved.cdf(np.linspace(-1, 100, 300), 2018)
    assert (np.diff(below) >= 0).all()
    assert (below[0], below[-1]) == (0.0, 1.0)


@law
@given(**AMOUNTS)
def test_a_quantile_is_the_first_value_whose_probability_reaches_its_level(near_the_top, mean, sd):
    moved = shift(near_the_top, [mean], [sd])
    values = moved.quantile(LEVELS, 2018)
    assert ((values >= 0) & (values <= 100) & (np.diff(values, prepend=0) >= 0)).all()
    slack = 1e-3  # the pooled trend reads its quantiles off a table
    assert (moved.cdf(values + 1e-6, 2018) >= LEVELS - slack).all()
    inside = values > 1e-6
    assert (moved.cdf(values - 1e-6, 2018) <= LEVELS + slack)[inside].all()


@pytest.mark.parametrize("kind", ["percent", "count"])
def test_what_is_carried_beyond_a_bound_counts_as_the_bound(kind):
    low = shift(projected(centre=(1.0, 1.0), kind=kind), [-5.0, -5.0], [1.0, 0.0])
    assert [low.quantile(0.5, year) for year in low.years] == [0.0, 0.0]
    assert [low.cdf(0.0, year) > 0.97 for year in low.years] == [True, True]
    high = shift(projected(centre=(99.0, 99.0), kind=kind), [5.0, 5.0], [1.0, 0.0])
    top = 100.0 if kind == "percent" else 104.0
    assert [high.quantile(0.5, year) for year in high.years] == pytest.approx([top, top])


# --- draws -----------------------------------------------------------------------------------


def test_one_draw_of_the_amount_applies_to_all_years():
    sure = projected(width=(1e-9, 1e-9))
    first, second = shift(sure, [0.0, 0.0], [1.0, 2.0]).draws(1000).T
    assert second - 61 == pytest.approx(2 * (first - 60), abs=1e-6)
    assert first.std() == pytest.approx(1.0, abs=0.1)


def test_draws_agree_with_the_distribution_function(near_the_top):
    moved = shift(near_the_top, [-0.5], [0.4])
    drawn = moved.draws(20_000)[:, 0]
    values = np.array([97.0, 98.0, 98.6, 99.4, 99.9])
    shares = (drawn[:, None] <= values).mean(axis=0)
    assert shares == pytest.approx(moved.cdf(values, 2018), abs=0.015)


# --- words -----------------------------------------------------------------------------------


def test_one_finite_amount_per_year_is_asked_for():
    with pytest.raises(ParameterError) as caught:
        shift(projected(), [1.0], [0.1])
    assert str(caught.value) == (
        "amount: means [1.0] and standard deviations [0.1] were given. 2 finite numbers of each, "
        "none of the latter negative, are expected: give one of each for every year of the "
        "projection, 0 where nothing is moved.  [PAR-AMOUNT]"
    )
    with pytest.raises(ParameterError):
        shift(projected(), [1.0, 1.0], [0.1, -0.1])
    with pytest.raises(ParameterError):
        shift(projected(), [1.0, np.nan])
