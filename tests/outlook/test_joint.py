"""Joint outcomes: all years of one target, and how many targets of one year."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import DataError, ParameterError, UnitMismatch
from urbanstats.outlook.joint import (
    COUNT_COLUMNS,
    STRONGEST,
    count_probabilities,
    count_ranges,
    forecast_count,
    forecast_joint,
    load_dependence,
)
from urbanstats.outlook.likelihood import attainment, forecast_targets
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit
from urbanstats.trend.projection import Evidence, Located, Projection

law = settings(max_examples=40)
chances = st.lists(st.floats(0, 1), min_size=1, max_size=15)
AS_OF = date(2018, 6, 8)


def target(value, year=2018, direction="at_least", decimals=1, **facts):
    facts = {"indicator": "green_coverage", "unit": "percent"} | facts
    return Target(year=year, direction=direction, value=value, decimals=decimals, **facts)


def history(values=(75.1, 76.0, 77.2, 78.4, 79.0), **facts):
    years = range(2018 - len(values), 2018)
    facts = {"indicator": "green_coverage", "area": "Liuzhou", "as_of": AS_OF} | facts
    return Series.of(years, values, **facts)


class Together:
    """Years that move as one: every draw lies as far from the centre in all of them."""

    def __init__(self, centres):
        self.law = Located(np.array(centres, float), np.full(len(centres), 2.0), stats.norm())
        self.cdf, self.quantile = self.law.cdf, self.law.quantile

    def draws(self, n, rng):
        return self.law.centre + 2.0 * rng.standard_normal((n, 1))


def projected(distribution, years):
    facts = ("percent", "percent", 1, "line", 2017, Evidence(5, 5, 2013, 2017))
    return Projection(tuple(years), *facts, distribution)


def apart(centres=(80.0, 80.0, 80.0)):
    """Return a projection whose years are independent."""
    located = Located(np.array(centres, float), np.full(len(centres), 2.0), stats.norm())
    return projected(located, range(2018, 2018 + len(centres)))


def as_one(centres=(80.0, 80.0, 80.0)):
    return projected(Together(centres), range(2018, 2018 + len(centres)))


# --- all years of one indicator ----------------------------------------------------------------


def test_years_that_are_independent_multiply():
    targets = [target(80.05 + k, 2018 + k) for k in range(3)]
    joint = forecast_joint(history(), targets, apart())
    p = joint.likelihoods
    assert joint.all_met == pytest.approx(np.prod(p), abs=4 * joint.standard_error)
    expected = [p[0], (1 - p[0]) * p[1], (1 - p[0]) * (1 - p[1]) * p[2]]
    assert joint.first == pytest.approx(expected, abs=0.015)
    assert joint.none == pytest.approx(np.prod(1 - np.array(p)), abs=0.015)


def test_years_that_move_as_one_are_all_met_as_often_as_the_hardest_alone():
    targets = [target(79 + k, 2018 + k) for k in range(3)]
    joint = forecast_joint(history(), targets, as_one())
    assert joint.all_met == pytest.approx(joint.likelihoods[2], abs=1e-4)
    assert joint.none == pytest.approx(1 - joint.likelihoods[0], abs=1e-4)
    assert joint.first[1:] == pytest.approx([0, 0], abs=1e-4)


def test_at_most_counts_the_low_draws():
    low = [target(81, 2018, "at_most"), target(79, 2019, "at_most")]
    joint = forecast_joint(history(), low, as_one())
    assert joint.all_met == pytest.approx(stats.norm.cdf((79.05 - 80) / 2), abs=1e-4)
    mixed = [target(81, 2018, "at_most"), target(81, 2019, "at_least")]
    both = forecast_joint(history(), mixed, as_one())
    assert both.all_met == pytest.approx(stats.norm.cdf(0.525) - stats.norm.cdf(0.475), abs=1e-4)


def test_maintaining_asks_the_same_as_at_least():
    kept, least = (
        forecast_joint(history(), [target(80, 2018, d), target(80, 2019, d)], apart())
        for d in ("maintain", "at_least")
    )
    assert (kept.all_met, kept.first) == (least.all_met, least.first)


@pytest.mark.parametrize("decimals", [0, 2])
def test_a_level_is_met_from_where_it_rounds_to_it(decimals):
    targets = [target(80, 2018, decimals=decimals), target(80, 2019, decimals=decimals)]
    joint = forecast_joint(history(), targets, as_one())
    assert joint.all_met == pytest.approx(stats.norm.cdf(0.25 * 10.0**-decimals), abs=1e-4)


def test_a_published_year_is_met_or_not_in_every_future():
    series, targets = history(), [target(79.0, 2017), target(80, 2018)]
    projection = projected(Located(np.full(2, 80.0), np.full(2, 2.0), stats.norm()), (2017, 2018))
    joint = forecast_joint(series, targets, projection)
    assert joint.likelihoods[0] == 1
    assert joint.first == (1.0, 0.0)
    assert joint.all_met == pytest.approx(joint.likelihoods[1], abs=1e-4)
    missed = forecast_joint(series, [target(79.1, 2017), target(80, 2018)], projection)
    assert (missed.all_met, missed.first[0]) == (0.0, 0.0)
    assert missed.none == pytest.approx(1 - missed.likelihoods[1], abs=1e-4)


def test_a_year_published_needs_no_projection():
    joint = forecast_joint(history(), [target(79.1, 2016), target(80, 2018)], apart((80.0,)))
    assert joint.likelihoods[0] == 0


def test_the_pooled_trend_ties_its_years_together():
    projection = fit(history(), [2018, 2019, 2020])
    level = round(projection.quantile(0.5, 2019), 1)
    targets = [target(level, year) for year in (2018, 2019, 2020)]
    joint = forecast_joint(history(), targets, projection)
    assert joint.likelihoods == tuple(attainment(projection, each) for each in targets)
    assert joint.all_met > np.prod(joint.likelihoods) + 0.02


def test_draws_that_are_held_against_the_threshold_say_the_same():
    projection = fit(history((98.0, 98.0, 99.1, 98.0, 98.0), decimals=1), [2018, 2020])
    targets = [target(98, 2018, "maintain"), target(99, 2020)]
    joint = forecast_joint(history(), targets, projection)
    drawn = projection.draws(20_000, 2018)
    met = drawn >= [each.threshold for each in targets]
    assert joint.all_met == pytest.approx(met.all(axis=1).mean(), abs=0.005)
    assert joint.none == pytest.approx(1 - met.any(axis=1).mean(), abs=0.005)


@law
@given(
    levels=st.lists(st.integers(700, 1000), min_size=1, max_size=4),
    direction=st.sampled_from(["at_least", "at_most", "maintain"]),
    together=st.booleans(),
    draws=st.integers(1, 300),
)
def test_joint_probabilities_agree_with_the_single_ones(levels, direction, together, draws):
    make = as_one if together else apart
    projection = make([80.0] * len(levels))
    targets = [target(level / 10, 2018 + k, direction) for k, level in enumerate(levels)]
    joint = forecast_joint(history(), targets, projection, draws=draws)
    p, off = np.array(joint.likelihoods), 0.5 / draws + 1e-9
    assert sum(joint.first) + joint.none == pytest.approx(1)
    assert 0 <= joint.all_met <= p.min()
    assert joint.all_met >= p.sum() - len(p) + 1 - len(p) * off
    assert joint.first[0] == pytest.approx(p[0], abs=off)
    assert joint.none <= 1 - p.max() + off
    assert joint.standard_error == pytest.approx(
        np.sqrt(joint.all_met * (1 - joint.all_met) / draws)
    )


def test_the_same_seed_gives_the_same_and_another_seed_another():
    targets = [target(80, 2018), target(80, 2019)]
    first, again, other = (
        forecast_joint(history(), targets, apart(), seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.all_met != other.all_met


def test_the_order_in_which_targets_are_given_does_not_matter():
    targets = [target(79 + k, 2018 + k) for k in range(3)]
    assert forecast_joint(history(), targets[::-1], apart()) == forecast_joint(
        history(), targets, apart()
    )


@pytest.mark.parametrize(("years", "found"), [([], "none"), ([2018, 2018], "2018, 2018")])
def test_no_target_and_two_for_one_year_are_refused(years, found):
    with pytest.raises(ParameterError) as error:
        forecast_joint(history(), [target(80, year) for year in years], apart())
    assert str(error.value) == (
        f"targets: their years are {found}. At least one target, and one a year, is expected: "
        "give the targets of one indicator.  [PAR-TARGETS]"
    )


def test_another_unit_and_a_year_not_projected_are_refused():
    with pytest.raises(UnitMismatch):
        forecast_joint(history(), [target(80, unit="persons", decimals=0)], apart())
    with pytest.raises(ParameterError, match="2030 is not among the years projected"):
        forecast_joint(history(), [target(80, 2030)], apart())


# --- how many targets: the law -----------------------------------------------------------------


@pytest.mark.parametrize("p", [0.1, 0.5, 0.93])
def test_equal_chances_are_binomial(p):
    expected = stats.binom.pmf(np.arange(16), 15, p)
    assert count_probabilities([p] * 15) == pytest.approx(expected, abs=1e-12)


def test_two_unlike_groups_are_a_convolution_of_binomials():
    groups = stats.binom.pmf(np.arange(6), 5, 0.2), stats.binom.pmf(np.arange(10), 9, 0.7)
    found = count_probabilities([0.2] * 5 + [0.7] * 9)
    assert found == pytest.approx(np.convolve(*groups), abs=1e-12)


@pytest.mark.parametrize("correlation", [0.1, 0.5, 0.9])
def test_two_targets_with_a_common_shock_are_bivariate_normal(correlation):
    p = np.array([0.3, 0.8])
    normal = stats.multivariate_normal(cov=[[1, correlation], [correlation, 1]])
    both = normal.cdf(stats.norm.ppf(p))
    expected = [1 - p.sum() + both, p.sum() - 2 * both, both]
    assert count_probabilities(p, correlation) == pytest.approx(expected, abs=1e-7)


def test_three_targets_with_a_common_shock_are_all_met_as_the_trivariate_normal_says():
    p, cov = np.array([0.2, 0.5, 0.6]), np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    all_met = stats.multivariate_normal(cov=cov).cdf(stats.norm.ppf(p), rng=1)
    assert count_probabilities(p, 0.4)[3] == pytest.approx(all_met, abs=1e-4)


@law
@given(p=chances, correlation=st.floats(0, STRONGEST))
def test_the_law_sums_to_one_and_keeps_the_expected_number(p, correlation):
    found = count_probabilities(p, correlation)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    assert found @ np.arange(len(p) + 1) == pytest.approx(sum(p), abs=1e-8)


@law
@given(p=st.floats(0, 1), correlation=st.floats(0, STRONGEST))
def test_each_target_keeps_its_likelihood(p, correlation):
    assert count_probabilities([p], correlation)[1] == pytest.approx(p, abs=1e-9)


@law
@given(p=chances, weak=st.floats(0, STRONGEST), more=st.floats(0, STRONGEST))
def test_more_correlation_never_spreads_less(p, weak, more):
    strong = min(weak + more, STRONGEST)
    squares = (np.arange(len(p) + 1) - sum(p)) ** 2
    spreads = [count_probabilities(p, rho) @ squares for rho in (weak, strong)]
    assert spreads[1] >= spreads[0] - 1e-7


@law
@given(p=chances)
def test_no_correlation_is_independence_from_both_sides(p):
    near = count_probabilities(p, 1e-12)
    assert near == pytest.approx(count_probabilities(p), abs=1e-5)


def test_decided_targets_only_move_the_count():
    open_ones = count_probabilities([0.3, 0.6], 0.5)
    found = count_probabilities([1, 0.3, 0, 0.6, 1], 0.5)
    assert found[2:5] == pytest.approx(open_ones, abs=1e-12)
    assert found[[0, 1, 5]] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("bad", [-0.01, 1.01, float("nan")])
def test_an_impossible_likelihood_is_refused(bad):
    with pytest.raises(ParameterError) as error:
        count_probabilities([0.5, bad])
    assert str(error.value) == (
        f"likelihood: {bad:g} is out of range. A number from 0 to 1 is expected: divide a "
        "percentage by 100, and leave out what is not known.  [PAR-PROBABILITY]"
    )


@pytest.mark.parametrize("bad", [-0.1, 0.96, float("nan")])
def test_an_impossible_correlation_is_refused(bad):
    with pytest.raises(ParameterError, match=r"from 0 to 0\.95 .* \[PAR-CORRELATION\]"):
        count_probabilities([0.5, 0.5], bad)


# --- how many targets: the table ---------------------------------------------------------------


def forecasts(p=(0.2, 0.5, 0.9), year=2020, decided=0, as_of="2018-06-08"):
    status = ["decided"] * decided + ["forecast"] * (len(p) - decided)
    return pd.DataFrame({"year": year, "likelihood": p, "status": status, "as_of": as_of})


def test_the_table_holds_both_laws_of_the_year_asked_for():
    several = pd.concat([forecasts(), forecasts((0.1,), year=2019)])
    table = forecast_count(several, 2020, correlation=0.3)
    assert list(table.columns) == COUNT_COLUMNS
    assert table["dependence"].tolist() == ["independent"] * 4 + ["common_shock"] * 4
    assert table["met"].tolist() == [0, 1, 2, 3] * 2
    assert table["correlation"].tolist() == [0.0] * 4 + [0.3] * 4
    assert set(table["targets"]) == {3}
    assert set(table["year"]) == {2020}
    expected = [*count_probabilities([0.2, 0.5, 0.9]), *count_probabilities([0.2, 0.5, 0.9], 0.3)]
    assert table["probability"].tolist() == pytest.approx(expected)
    assert table["at_least"].iloc[[0, 4]].tolist() == pytest.approx([1, 1])
    assert table["at_least"].iloc[2] == pytest.approx(sum(expected[2:4]))
    assert (set(table["through"]), set(table["as_of"])) == ({0}, {"2018-06-08"})


def test_the_correlation_is_learned_by_default_and_never_with_hindsight():
    table = forecast_count(forecasts(), 2020)
    learned = load_dependence(AS_OF)
    shared = table[table["dependence"] == "common_shock"].iloc[0]
    assert (shared["correlation"], shared["through"]) == (learned.shared, learned.through)
    assert learned.through < AS_OF.year
    with pytest.raises(DataError, match="DEPENDENCE-HINDSIGHT"):
        forecast_count(forecasts(as_of="2014-01-01"), 2020)


def test_decided_targets_are_counted():
    table = forecast_count(forecasts((1.0, 0.0, 0.4), decided=2), 2020, correlation=0.5)
    assert set(table["decided"]) == {2}
    assert table["probability"].tolist() == pytest.approx([0, 0.6, 0.4, 0] * 2, abs=1e-9)


def test_a_year_without_forecasts_is_refused():
    with pytest.raises(ParameterError) as error:
        forecast_count(forecasts(), 2025)
    assert str(error.value) == (
        "year: no target of 2025 was forecast. One of 2020 is expected: ask for one of them.  "
        "[PAR-YEAR]"
    )


def test_the_range_holds_8_in_10_futures_and_no_end_can_be_left_off():
    table = forecast_count(forecasts((0.3, 0.4, 0.5, 0.6, 0.9) * 3), 2020, correlation=0.3)
    ranges = count_ranges(table)
    assert ranges["dependence"].tolist() == ["independent", "common_shock"]
    assert ranges["expected"].tolist() == pytest.approx([8.1, 8.1])
    for span, (_, rows) in zip(
        ranges.itertuples(), table.groupby("dependence", sort=False), strict=True
    ):
        cumulative = rows["probability"].cumsum().to_numpy()
        assert cumulative[span.low - 1] < 0.1 <= cumulative[span.low]
        assert cumulative[span.high - 1] < 0.9 <= cumulative[span.high]
        assert rows["probability"][rows["met"].between(span.low, span.high)].sum() >= 0.8
    assert ranges["high"][1] - ranges["low"][1] > ranges["high"][0] - ranges["low"][0]


def test_the_rows_of_a_forecast_are_taken_as_they_are():
    series, targets = history(), (target(80, 2018), target(81, 2019))
    rows = forecast_targets(series, targets, apart())
    table = forecast_count(rows, 2019)
    assert table["at_least"].iloc[1] == pytest.approx(rows["likelihood"].iloc[1])
