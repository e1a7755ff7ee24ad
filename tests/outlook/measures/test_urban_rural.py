"""The urban-rural ratio carries shares on and back along a logistic curve."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbanstats.errors import ParameterError
from urbanstats.outlook.measures import urban_rural
from urbanstats.outlook.measures.progress import Course
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target

law = settings(max_examples=60)
inside = st.floats(1.0, 99.0)


def course(figures, level=68.7, year=2020, reference_class="urbanization_rate", **facts):
    series = Series.of(figures, figures.values(), reference_class=reference_class, **facts)
    direction = "at_most" if level < min(figures.values()) else "at_least"
    wanted = {"direction": direction, "value": level, "unit": series.unit, "decimals": 2}
    return Course(series, Target(indicator="series", year=year, **wanted))


TO_2017 = {2016: 63.01, 2017: 64.01}
TO_2018 = TO_2017 | {2018: 64.74}


# --- the worked example -------------------------------------------------------------------------


def test_the_growth_difference_of_2016_to_2017_and_the_line_it_gives():
    difference = urban_rural.growth_difference(2016, 63.01, 2017, 64.01)
    assert difference == pytest.approx(0.043152, abs=5e-7)
    line = [urban_rural.carry_on(64.01, difference, years) for years in (1, 2, 3)]
    assert line == pytest.approx([65.00, 65.97, 66.94], abs=5e-3)


def test_the_world_norm_slows_the_line():
    assert urban_rural.norm_difference(64.01) == pytest.approx(0.020955, abs=5e-7)
    difference = urban_rural.growth_difference(2016, 63.01, 2017, 64.01)
    mixed = 0.8 * difference + 0.2 * urban_rural.norm_difference(64.01)
    assert mixed == pytest.approx(0.038713, abs=5e-7)
    line = [urban_rural.carry_on_to_norm(64.01, difference, years) for years in (1, 2, 3)]
    assert line == pytest.approx([64.90, 65.77, 66.64], abs=5e-3)


def test_three_figures_give_the_mean_difference_and_the_one_required():
    on = course(TO_2018)
    difference = urban_rural.observed_difference(on)
    assert difference == pytest.approx(0.037492, abs=5e-7)
    line = [urban_rural.carry_on(64.74, difference, years) for years in (1, 2)]
    assert line == pytest.approx([65.59, 66.43], abs=5e-3)
    assert urban_rural.ratio_line(on).number == line[1]
    required = urban_rural.required_difference(on)
    assert required.number == pytest.approx(0.089251, abs=5e-7)
    assert required.number / difference == pytest.approx(2.4, abs=0.05)
    assert (required.verdict, required.says) == ("too_slow", "off_track")


# --- lines, and what they need ----------------------------------------------------------------


def test_growth_is_the_norms_own_after_twenty_years():
    share, difference = 50.0, 0.08
    norm = urban_rural.norm_difference(share)
    years = [urban_rural.carry_on_to_norm(share, difference, each) for each in (20, 25, 26)]
    grown = np.diff(np.log(np.array(years) / (100 - np.array(years))))
    assert grown == pytest.approx([5 * norm, norm])
    assert urban_rural.carry_on_to_norm(share, difference, 0) == pytest.approx(share)


@pytest.mark.parametrize(
    ("level", "line", "required"),
    [
        (66.0, "reaches", "fast_enough"),
        (66.94, "reaches", "too_slow"),
        (68.7, "falls_short", "too_slow"),
    ],
)
def test_a_line_that_rounds_to_the_level_reaches_it(level, line, required):
    on = course(TO_2017, level)
    assert urban_rural.ratio_line(on).verdict == line
    assert urban_rural.required_difference(on).verdict == required


def test_lower_may_be_better():
    falling = course({2016: 30.0, 2017: 29.0}, 26.5)
    assert urban_rural.ratio_line(falling).verdict == "reaches"
    assert urban_rural.required_difference(falling).verdict == "fast_enough"


def test_one_figure_requires_growth_but_has_none_to_hold_against_it():
    on = course({2017: 49.52}, 50.12)
    reading = urban_rural.required_difference(on)
    assert reading.number == pytest.approx(0.0080004, abs=5e-7)
    assert (reading.verdict, reading.says) == ("no_pace", "unclear")
    assert urban_rural.ratio_line(on).reason == urban_rural.norm_line(on).reason == "MSR-SHORT"


@pytest.mark.parametrize(
    "read", [urban_rural.ratio_line, urban_rural.norm_line, urban_rural.required_difference]
)
def test_only_urban_shares_inside_the_bounds_and_undecided_are_read(read):
    assert read(course(TO_2017, reference_class="percent")).reason == "MSR-NOT-URBAN"
    assert read(course({2016: 99.0, 2017: 100.0})).reason == "MSR-BOUND"
    assert read(course({2016: 0.0, 2017: 1.0})).reason == "MSR-BOUND"
    assert read(course(TO_2018, year=2018)).reason == "MSR-DECIDED"
    assert read(course({2021: 70.0})).reason == "MSR-NO-FIGURE"
    assert read(course(TO_2017, kind="count")).reason == "MSR-NOT-PERCENT"


def test_no_growth_leads_to_a_level_of_100():
    assert urban_rural.required_difference(course(TO_2017, 100)).reason == "MSR-BOUND"


def test_a_level_already_met_requires_no_growth():
    reading = urban_rural.required_difference(course({2016: 68.0, 2017: 69.0}))
    assert (reading.verdict, reading.number < 0) == ("met", True)


# --- between censuses -------------------------------------------------------------------------


@law
@given(inside, inside)
def test_a_difference_carries_the_first_share_to_the_second(first, last):
    difference = urban_rural.growth_difference(2010, first, 2020, last)
    assert urban_rural.carry_on(first, difference, 10) == pytest.approx(last)


@pytest.mark.parametrize("share", [0, 100, 120.5, float("nan")])
def test_a_share_without_a_ratio_is_refused(share):
    with pytest.raises(ParameterError) as caught:
        urban_rural.growth_difference(2010, 50.0, 2020, share)
    assert str(caught.value) == (
        f"urban share: {share} has no ratio of urban to rural people. A percentage above 0 and "
        "below 100 is expected: leave such figures out.  [PAR-SHARE]"
    )


def test_two_censuses_of_one_year_are_refused():
    with pytest.raises(ParameterError) as caught:
        urban_rural.growth_difference(2020, 50.0, 2020, 60.0)
    assert str(caught.value) == (
        "urban shares: both are of 2020. Shares of two different years are expected: give the "
        "figure of another year.  [PAR-YEAR]"
    )
