"""A random walk with drift: when it arrives, and how likely it is to arrive in time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.outlook.measures import urban_rural
from urbanstats.outlook.measures.progress import Course
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target

law = settings(max_examples=60)
EXAMPLE = (63.01, 64.01, 64.74)


def course(figures, level=68.7, year=2020, direction="at_least", **facts):
    if not isinstance(figures, dict):
        figures = dict(zip(range(2016, 2016 + len(figures)), figures, strict=True))
    decimals = facts.pop("decimals", 2)
    series = Series.of(figures, figures.values(), decimals=decimals, **facts)
    wanted = {"direction": direction, "value": level, "unit": series.unit, "decimals": decimals}
    return Course(series, Target(indicator="series", year=year, **wanted))


# --- the worked example -------------------------------------------------------------------------


def test_the_example_arrives_in_2022_76_and_2_76_years_late():
    reading = urban_rural.acceleration(course(EXAMPLE))
    assert reading.number == pytest.approx(2.76, abs=5e-3)
    assert 2020 + reading.number == pytest.approx(2022.76, abs=5e-3)
    assert (reading.verdict, reading.says) == ("late", "off_track")


@pytest.mark.parametrize(("scale", "likelihood"), [("logit", 0.0488), ("linear", 0.0540)])
def test_the_example_is_about_five_percent_likely(scale, likelihood):
    reading = urban_rural.drift_likelihood(EXAMPLE, 68.7, 2, scale=scale)
    assert reading.number == pytest.approx(likelihood, abs=5e-5)
    assert (reading.verdict, reading.says) == ("unlikely", "off_track")


@pytest.mark.parametrize("read", [urban_rural.logit_likelihood, urban_rural.linear_likelihood])
def test_on_plan_day_two_figures_are_too_few(read):
    assert read(course(EXAMPLE[:2])).reason == "MSR-SHORT"


# --- arrival ------------------------------------------------------------------------------------


def test_a_steady_transition_arrives_in_time():
    reading = urban_rural.acceleration(course((50.0, 60.0), 65.0))
    assert reading.number < 0
    assert (reading.verdict, reading.says) == ("in_time", "on_track")


@pytest.mark.parametrize(
    ("figures", "level", "direction", "verdict"),
    [
        ((65.0, 64.0), 68.7, "at_least", "never"),
        ((64.0, 64.0), 68.7, "at_least", "never"),
        ((30.0, 31.0), 20.0, "at_most", "never"),
        ((60.0, 69.0), 68.7, "at_least", "met"),
    ],
)
def test_what_does_not_come_nearer_never_arrives_and_what_is_met_has(
    figures, level, direction, verdict
):
    reading = urban_rural.acceleration(course(figures, level, direction=direction))
    assert (reading.number, reading.verdict) == (None, verdict)


def test_a_full_hundred_is_reached_where_a_figure_rounds_to_it():
    full = urban_rural.acceleration(course((96.0, 97.1), 100.0, decimals=1))
    rounded = urban_rural.acceleration(course((96.0, 97.1), 99.95))
    assert full.number == pytest.approx(rounded.number)


def test_nought_is_reached_where_a_figure_rounds_to_it_too():
    nought = urban_rural.acceleration(course((3.0, 2.0), 0.0, direction="at_most", decimals=1))
    rounded = urban_rural.acceleration(course((3.0, 2.0), 0.05, direction="at_most"))
    assert nought.number == pytest.approx(rounded.number)


@pytest.mark.parametrize(
    ("on", "reason"),
    [
        (course((97.1,)), "MSR-SHORT"),
        (course((99.0, 100.0)), "MSR-BOUND"),
        (course((99.0, 100.0), kind="count"), "MSR-NOT-PERCENT"),
        (course(EXAMPLE, year=2018), "MSR-DECIDED"),
        (course({2021: 70.0}), "MSR-NO-FIGURE"),
    ],
)
def test_there_is_no_year_of_arrival_without_a_transition(on, reason):
    assert urban_rural.acceleration(on).reason == reason


@law
@given(st.floats(5, 45), st.floats(0.5, 5), st.integers(1, 10))
def test_a_logistic_transition_arrives_when_it_should(first, step, late):
    z = np.log(first / (100 - first)) + step / 10 * np.arange(2)
    level = 100 / (1 + np.exp(-(z[1] + step / 10 * (3 + late))))
    figures = 100 / (1 + np.exp(-z))
    reading = urban_rural.acceleration(course(dict(zip((2016, 2017), figures, strict=True)), level))
    if reading.verdict != "met":
        assert reading.number == pytest.approx(late, abs=1e-6)


# --- likelihood ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ((64.0, 65.0, 66.0), "MSR-NO-SPREAD"),
        ((100.0, 100.0, 100.0), "MSR-NO-SPREAD"),
        ((64.0, 65.0), "MSR-SHORT"),
        ((64.0,), "MSR-SHORT"),
    ],
)
def test_changes_must_be_two_and_must_differ(values, reason):
    assert urban_rural.drift_likelihood(values, 68.7, 2, scale="linear").reason == reason


@pytest.mark.parametrize("values", [(99.0, 99.4, 100.0), (0.0, 1.0, 2.5)])
def test_nought_and_a_hundred_have_no_logit(values):
    assert urban_rural.drift_likelihood(values, 68.7, 2).reason == "MSR-BOUND"
    assert urban_rural.drift_likelihood(values, 68.7, 2, scale="linear").number is not None


@pytest.mark.parametrize("scale", ["logit", "linear"])
def test_a_full_hundred_can_be_reached_by_rounding(scale):
    read = {"logit": urban_rural.logit_likelihood, "linear": urban_rural.linear_likelihood}[scale]
    on = course((96.0, 97.5, 99.4), 100.0, decimals=1)
    assert read(on).number == urban_rural.drift_likelihood(on.recent, 99.95, 2, scale=scale).number
    assert 0 < read(on).number < 1


@law
@given(st.lists(st.floats(20, 80), min_size=3, max_size=8), st.floats(20, 80), st.integers(1, 5))
def test_at_most_and_at_least_share_out_all_that_can_come(values, level, ahead):
    up = urban_rural.drift_likelihood(values, level, ahead)
    down = urban_rural.drift_likelihood(values, level, ahead, "at_most")
    assert up.reason == down.reason
    if not up.reason:
        assert up.number + down.number == pytest.approx(1)


def test_figures_of_true_random_walks_fall_evenly_in_their_distributions():
    rng = np.random.default_rng(5)
    walks = 50 + np.cumsum(rng.normal(0.5, 1.0, (1000, 6)), axis=1)
    fell = [urban_rural.drift_likelihood(w[:4], w[5], 2, "at_most", "linear").number for w in walks]
    assert stats.kstest(fell, "uniform").pvalue > 0.01


@pytest.mark.parametrize("read", [urban_rural.logit_likelihood, urban_rural.linear_likelihood])
def test_only_the_unbroken_run_up_to_now_is_read(read):
    broken = course({2010: 10.0} | dict(zip((2016, 2017, 2018), EXAMPLE, strict=True)))
    assert read(broken).number == read(course(EXAMPLE)).number
    assert read(course(EXAMPLE, year=2018)).reason == "MSR-DECIDED"


def test_a_count_has_a_linear_likelihood_only():
    count = course((12000, 13000, 13900), 15000, kind="count", decimals=0)
    assert urban_rural.logit_likelihood(count).reason == "MSR-NOT-PERCENT"
    assert 0 < urban_rural.linear_likelihood(count).number < 1
