"""A projection: one meaning of cdf, quantile, mean, draws and table for every method."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import ParameterError
from urbanstats.trend.projection import LEVELS, Evidence, Located, Projection

law = settings(max_examples=30)
NORMAL = stats.norm()


def projected(centre=(80.0, 81.0), width=(1.0, 2.0), kind="percent", family=NORMAL, **scale):
    """Return a projection of 2018 and 2019 whose distribution is known in closed form."""
    return Projection(
        years=(2018, 2019),
        unit="percent" if kind == "percent" else "persons",
        kind=kind,
        decimals=1,
        method="line",
        origin=2017,
        evidence=Evidence(5, 5, 2013, 2017),
        distribution=Located(np.array(centre), np.array(width), family, **scale),
    )


def log_normal():
    return projected((8.0, 8.1), (0.3, 0.5), "count", forward=_log, back=np.exp)


def _log(y):
    return np.log(np.maximum(y, 1e-12))


def test_the_distribution_function_is_that_of_the_method():
    projection = projected()
    assert projection.cdf(80, 2018) == pytest.approx(0.5)
    assert projection.cdf(83, 2019) == pytest.approx(stats.norm.cdf(1))


def test_numbers_give_numbers_and_arrays_give_arrays_of_their_shape():
    projection, square = projected(), np.array([[0.1, 0.5], [0.7, 0.9]])
    assert isinstance(projection.cdf(80, 2018), float)
    assert isinstance(projection.quantile(0.5, 2018), float)
    assert isinstance(projection.mean(2018), float)
    assert projection.quantile(square, 2018).shape == (2, 2)
    assert projection.cdf(np.full((3, 1), 80.0), 2018).shape == (3, 1)


@law
@given(
    q=st.floats(0.001, 0.999),
    centre=st.floats(0, 100),
    width=st.floats(0.01, 30),
)
def test_a_quantile_is_where_the_distribution_function_reaches_its_level(q, centre, width):
    projection = projected((centre, centre), (width, width))
    value = projection.quantile(q, 2018)
    assert value == pytest.approx(np.clip(stats.norm(centre, width).ppf(q), 0, 100), abs=1e-7)
    assert projection.cdf(value, 2018) >= q - 1e-12
    assert projection.cdf(value - 1e-6, 2018) <= q


@law
@given(q=st.floats(0.001, 0.999), centre=st.floats(-2, 16), width=st.floats(0.01, 2))
def test_a_quantile_of_a_count_is_found_wherever_it_lies(q, centre, width):
    projection = projected((centre,) * 2, (width,) * 2, "count", forward=_log, back=np.exp)
    expected = np.exp(stats.norm(centre, width).ppf(q))
    assert projection.quantile(q, 2019) == pytest.approx(expected, rel=1e-6, abs=1e-7)


@law
@given(low=st.floats(0.01, 0.98), more=st.floats(0.001, 0.5))
def test_a_higher_probability_never_has_a_lower_quantile(low, more):
    high = min(low + more, 0.99)
    for projection in (projected((97.0, 99.0), (2.0, 4.0)), log_normal()):
        assert projection.quantile(low, 2019) <= projection.quantile(high, 2019)


def test_all_probability_beyond_a_bound_counts_as_the_bound():
    high, low = projected((99.0, 120.0), (2.0, 1.0)), projected((1.0, -30.0), (2.0, 1.0))
    assert high.cdf(100, 2018) == 1
    assert high.cdf(99.9999, 2018) == pytest.approx(stats.norm(99, 2).cdf(99.9999))
    assert high.cdf(99.9999, 2019) == pytest.approx(0, abs=1e-50)
    assert low.cdf(0, 2018) == pytest.approx(stats.norm.cdf(-0.5))
    assert low.cdf(-0.0001, 2018) == 0


def test_a_quantile_beyond_a_bound_is_the_bound():
    projection = projected((99.0, 120.0), (2.0, 1.0))
    assert projection.quantile(0.6, 2018) < 100
    assert projection.quantile(0.9, 2018) == 100
    assert projection.quantile(0.01, 2019) == 100
    assert projected((-30.0, 1.0)).quantile(0.9, 2018) == pytest.approx(0, abs=1e-8)


def test_far_beyond_its_bounds_a_percentage_has_probability_nought_or_one():
    values = np.array([-1e9, -5.0, 100.5, 101.0, 1e9])
    np.testing.assert_array_equal(projected().cdf(values, 2018), [0, 0, 1, 1, 1])


def mean_of_the_middle(quantile):
    """Return the mean of the middle nine in ten futures, from a quantile function."""
    return quantile(np.linspace(0.05, 0.95, 9001)).mean()


def test_the_mean_of_a_distribution_clear_of_its_bounds_is_its_centre():
    assert projected((45.0, 60.0), (1.0, 8.0)).mean(2019) == pytest.approx(60, abs=1e-3)
    assert projected((45.0, 60.0), (1.0, 8.0)).mean(2018) == pytest.approx(45, abs=1e-3)


def test_the_mean_counts_what_lies_beyond_a_bound_as_the_bound():
    expected = mean_of_the_middle(lambda q: np.minimum(stats.norm(99, 2).ppf(q), 100))
    assert projected((99.0, 80.0), (2.0, 1.0)).mean(2018) == pytest.approx(expected, abs=0.02)
    assert projected((150.0, 80.0)).mean(2018) == 100


def test_the_mean_of_a_skewed_count_lies_above_its_median():
    expected = mean_of_the_middle(lambda q: np.exp(stats.norm(8.1, 0.5).ppf(q)))
    assert log_normal().mean(2019) == pytest.approx(expected, rel=0.005)
    assert log_normal().mean(2019) > log_normal().quantile(0.5, 2019)


@law
@given(centre=st.floats(1, 99), width=st.floats(0.1, 20))
def test_the_mean_lies_between_the_outer_quantiles(centre, width):
    projection = projected((centre,) * 2, (width,) * 2)
    low, high = projection.quantile(np.array([0.05, 0.95]), 2018)
    assert low <= projection.mean(2018) <= high


def test_the_same_seed_gives_the_same_draws_and_another_seed_gives_others():
    projection = projected()
    np.testing.assert_array_equal(projection.draws(50, seed=3), projection.draws(50, seed=3))
    assert (projection.draws(50, seed=3) != projection.draws(50, seed=4)).any()
    np.testing.assert_array_equal(projection.draws(50), projection.draws(50, seed=0))


def test_draws_have_a_column_per_year_and_stay_within_the_bounds():
    draws = projected((99.0, 1.0), (5.0, 5.0)).draws(2000)
    assert draws.shape == (2000, 2)
    assert (draws.min(), draws.max()) == (0, 100)


@pytest.mark.parametrize("year", [2018, 2019])
@pytest.mark.parametrize("make", [projected, log_normal])
def test_draws_agree_with_the_distribution_function(make, year):
    projection, levels, n = make(), np.linspace(0.1, 0.9, 9), 10_000
    asked = projection.quantile(levels, year)
    share = (projection.draws(n)[:, year - 2018, None] <= asked).mean(axis=0)
    np.testing.assert_allclose(share, levels, atol=4 * 0.5 / np.sqrt(n))


def test_a_table_has_a_row_per_year_and_a_column_per_probability():
    table = projected().table()
    assert list(table.columns) == ["year", "mean", *(f"q{level:g}" for level in LEVELS)]
    assert table["year"].tolist() == [2018, 2019]
    assert table["q0.5"].tolist() == pytest.approx([80, 81])
    assert table["q0.95"].iloc[1] == pytest.approx(81 + 2 * 1.6448536)
    assert table["mean"].tolist() == pytest.approx([80, 81], abs=1e-3)


def test_a_table_holds_the_probabilities_asked_for():
    table = projected().table(levels=(0.25, 0.75))
    assert list(table.columns) == ["year", "mean", "q0.25", "q0.75"]


def test_the_standard_probabilities_are_symmetrical_about_the_median():
    assert 0.5 in LEVELS
    assert [round(1 - level, 9) for level in reversed(LEVELS)] == list(LEVELS)


def test_a_projection_prints_as_one_line_that_says_what_it_rests_on():
    assert repr(projected()) == (
        "Projection(line, 2018-2019: 2019 median 81.0 percent, 8 in 10 futures 78.4 to 83.6; "
        "5 own figures, 2013-2017)"
    )


def test_a_projection_shows_as_a_table_in_a_notebook():
    html = projected()._repr_html_()
    assert "<th>q0.5</th>" in html
    assert html.count("<tr") == 3


@pytest.mark.parametrize("call", ["cdf", "quantile"])
def test_a_year_that_was_not_projected_is_refused_by_name(call):
    with pytest.raises(ParameterError) as error:
        getattr(projected(), call)(0.5, 2021)
    assert str(error.value) == (
        "projection: 2021 is not among the years projected. One of 2018, 2019 is expected: ask "
        "for that year when fitting.  [PAR-YEAR]"
    )


@pytest.mark.parametrize(
    ("q", "shown"),
    [(50, "50"), (0, "0"), (1.0, "1.0"), (float("nan"), "nan"), ([0.5, 90], "[0.5, 90]")],
)
def test_a_probability_that_is_none_is_refused_with_what_was_given(q, shown):
    with pytest.raises(ParameterError) as error:
        projected().quantile(q, 2018)
    assert str(error.value) == (
        f"quantile: {shown} is not strictly between 0 and 1. Probabilities between 0 and 1 are "
        "expected: divide a percentage by 100.  [PAR-PROBABILITY]"
    )


@pytest.mark.parametrize(
    ("evidence", "sentence"),
    [
        (Evidence(1, 1, 2017, 2017), "1 own figure, 2017"),
        (Evidence(6, 6, 2010, 2017), "6 own figures, 2010-2017"),
        (
            Evidence(6, 2, 2010, 2017, "water_coverage", "percent", 2016, 900),
            "6 own figures (2 on the basis forecast), 2010-2017; prior 'percent' from 900 series "
            "to 2016",
        ),
    ],
    ids=["one figure", "no prior", "two bases and a prior"],
)
def test_evidence_says_in_a_sentence_what_a_projection_rests_on(evidence, sentence):
    assert str(evidence) == sentence


def test_a_distribution_on_a_scale_of_its_own_is_read_through_that_scale():
    located = Located(np.array([8.0]), np.array([0.3]), NORMAL, _log, np.exp)
    assert located.cdf(np.exp(np.array([8.0, 8.3])), 0) == pytest.approx(NORMAL.cdf([0, 1]))
    draws = np.log(located.draws(4000, np.random.default_rng(1)))
    assert stats.kstest(draws[:, 0], stats.norm(8.0, 0.3).cdf).pvalue > 0.01
