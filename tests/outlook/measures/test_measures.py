"""Established measures give the numbers of their formulas, and a reason where they have none."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import ParameterError, UnitMismatch
from urbanstats.outlook import MEASURE_COLUMNS, attainment, compare_measures
from urbanstats.outlook.measures import MEASURES
from urbanstats.outlook.measures.formulas import (
    anticipated_progress,
    chart_level,
    completion,
    completion_rate,
    current_status,
    growth_rate,
    growth_ratio,
    incremental_completion,
    pro_rata,
    scheduled_completion,
    trend_arrow,
    weather_symbol,
    weighted_line,
)
from urbanstats.outlook.measures.progress import VERDICTS, Course
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend.projection import Evidence, Located, Projection

law = settings(max_examples=60)
URBAN = "resident_urbanization_rate"


def course(values, level=68.7, year=2020, direction="at_least", **facts):
    """Return a course of figures (year -> value) to a level, from 2017."""
    decimals = facts.pop("decimals", 2)
    facts = {"indicator": URBAN, "area": "Liuzhou", "reference_class": "urbanization_rate"} | facts
    series = Series.of(values, values.values(), decimals=decimals, **facts)
    wanted = {"direction": direction, "value": level, "unit": series.unit, "decimals": decimals}
    return Course(series, Target(indicator=URBAN, year=year, **wanted))


def liuzhou(**facts):
    """Return the figures of 2016 to 2018 and the target of 2020."""
    return course({2016: 63.01, 2017: 64.01, 2018: 64.74}, **facts)


def plan_day(level=100.0, **facts):
    return course({2017: 97.1}, level, decimals=1, **facts)


def told(reading):
    return reading.verdict, reading.says, reading.reason


# --- the worked example: 64.01 % in 2017, 64.74 % in 2018, 68.7 % asked for in 2020 ----------


def test_the_current_status_index_of_the_example():
    reading = current_status(liuzhou())
    assert reading.number == pytest.approx(1.557, abs=5e-4)
    assert told(reading) == ("behind", "off_track", "")


@pytest.mark.parametrize(("gamma", "line", "index"), [(0, 66.515, 4.659), (1, 66.443, 4.812)])
def test_the_anticipated_progress_index_of_the_example(gamma, line, index):
    figures = liuzhou().figures
    assert weighted_line(figures, 2020, gamma) == pytest.approx(line, abs=5e-4)
    reading = anticipated_progress(liuzhou(), gamma)
    assert reading.number == pytest.approx(index, abs=5e-4)
    assert told(reading) == ("accelerate", "off_track", "")


def test_the_growth_ratio_of_the_example():
    assert 100 * growth_rate(64.01, 64.74, 1) == pytest.approx(1.1404, abs=5e-5)
    assert 100 * growth_rate(64.01, 68.7, 3) == pytest.approx(2.3850, abs=5e-5)
    reading = growth_ratio(liuzhou())
    assert reading.number == pytest.approx(0.4782, abs=5e-5)
    assert told(reading) == ("limited", "off_track", "")


def test_the_progress_chart_of_the_example():
    reading = chart_level(liuzhou())
    assert reading.number == pytest.approx(0.472, abs=5e-4)
    assert 64.01 + reading.number * 4.69 == pytest.approx(66.225, abs=5e-4)
    assert told(reading) == ("level_2", "off_track", "")


def test_the_trend_arrow_of_the_example():
    reading = trend_arrow(liuzhou())
    assert reading.number == pytest.approx(0.467, abs=5e-4)
    assert told(reading) == ("arrow_level", "off_track", "")


def test_three_figures_give_no_weather_but_would_give_a_cloud():
    assert told(weather_symbol(liuzhou())) == ("undefined", "undefined", "MSR-SHORT")
    informal = weather_symbol(liuzhou(), fewest=3)
    assert informal.number == pytest.approx(0.563, abs=5e-4)
    assert 68.7 - informal.number * (68.7 - 64.74) == pytest.approx(66.47, abs=5e-3)
    assert told(informal) == ("cloud", "off_track", "")


def test_completion_of_the_level_looks_done_where_a_third_of_the_change_is():
    decided = liuzhou(level=66.2, year=2018)
    assert completion_rate(decided).number == pytest.approx(97.79, abs=5e-3)
    assert told(completion_rate(decided)) == ("missed", "off_track", "")
    assert incremental_completion(decided).number == pytest.approx(33.33, abs=5e-3)
    assert told(incremental_completion(decided)) == ("behind", "off_track", "")


def test_completion_against_time_calls_the_example_far_ahead():
    reading = scheduled_completion(liuzhou())
    assert reading.number == pytest.approx(3 * 100 * 64.74 / 68.7)
    assert told(reading) == ("ahead", "on_track", "")


# --- each formula -----------------------------------------------------------------------------


@pytest.mark.parametrize(("months", "warning"), [(3, 100.0), (6, 50.0)])
def test_a_quarter_complete_is_on_schedule_after_three_months(months, warning):
    assert pro_rata(25.0, months, 12) == warning
    assert pro_rata(25.0, months / 3, 4) == warning


def test_completion_turns_over_where_lower_is_better():
    assert completion(40.0, 50.0, "at_most") == 125.0
    assert completion(50.0, 40.0) == 125.0


@pytest.mark.parametrize(
    ("value", "verdict"),
    [(66.86, "significant"), (66.0, "moderate"), (64.5, "limited"), (63.9, "away")],
)
def test_the_growth_ratio_has_four_classes(value, verdict):
    assert growth_ratio(course({2017: 64.0, 2019: value}, 68.0, 2020)).verdict == verdict


@pytest.mark.parametrize(
    ("value", "level"), [(66.6, "level_3"), (64.3, "level_2"), (64.0, "level_1")]
)
def test_the_progress_chart_has_three_levels(value, level):
    assert chart_level(course({2017: 64.0, 2019: value}, 68.0, 2020)).verdict == level


@pytest.mark.parametrize(
    ("value", "level", "direction", "verdict"),
    [
        (99.0, 100.0, "at_least", "level_3"),
        (98.9, 100.0, "at_least", "level_2"),
        (1.0, 0.0, "at_most", "level_3"),
    ],
)
def test_within_one_point_of_100_or_0_counts_as_met_on_the_chart(value, level, direction, verdict):
    figures = {2017: 98.8 if level else 3.0, 2018: value}
    assert chart_level(course(figures, level, 2020, direction)).verdict == verdict


@pytest.mark.parametrize(
    ("value", "arrow"),
    [(66.0, "arrow_up"), (65.0, "arrow_rising"), (64.5, "arrow_level"), (63.0, "arrow_down")],
)
def test_the_arrow_turns_at_the_whole_the_half_and_none_of_the_pace(value, arrow):
    assert trend_arrow(course({2017: 64.0, 2018: value}, 70.0, 2020)).verdict == arrow


@pytest.mark.parametrize(
    ("last", "level", "symbol"),
    [
        (70.0, 76.2, "sun"),
        (70.0, 77.0, "sun_cloud"),
        (70.0, 78.0, "cloud"),
        (63.0, 70.0, "thunderstorm"),
    ],
)
def test_the_weather_tells_by_which_share_of_the_way_left_the_trend_misses(last, level, symbol):
    steps = np.linspace(60.0, last, 6)
    if symbol == "thunderstorm":
        steps = steps[::-1]
    figures = dict(zip(range(2012, 2018), steps.tolist(), strict=True))
    reading = weather_symbol(course(figures, level, 2020, decimals=1))
    carried = figures[2017] + 3 * (steps[-1] - steps[0]) / 5
    assert reading.number == pytest.approx((level - carried) / (level - figures[2017]))
    assert (reading.number < 0.05) == (symbol == "sun")
    assert reading.verdict == symbol


def test_the_weather_looks_back_five_changes_and_no_further():
    figures = {2010: 10.0, 2011: 60.0, 2012: 61.0, 2013: 62.0, 2014: 63.0, 2015: 64.0, 2016: 65.0}
    assert weather_symbol(course(figures, 69.0, 2020)).number == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("figures", "symbol"),
    [
        ((98.0, 98.1, 98.2, 98.3), "sun"),
        ((98.3, 98.2, 98.2, 98.2), "sun_fading"),
        ((97.0, 97.1, 97.2, 97.3), "cloud"),
        ((97.0, 97.0, 97.0, 97.0), "cloud"),
        ((97.9, 97.8, 97.7, 97.6), "thunderstorm"),
    ],
)
def test_a_constant_target_has_weather_of_its_own(figures, symbol):
    kept = dict(zip(range(2014, 2018), figures, strict=True))
    reading = weather_symbol(course(kept, 98.0, 2020, "maintain", decimals=1))
    assert (reading.verdict, reading.number) == (symbol, None)


def test_a_target_equal_to_its_baseline_is_a_constant_target():
    figures = {2014: 94.0, 2015: 94.0, 2016: 94.0, 2017: 95.0, 2018: 94.5}
    assert weather_symbol(course(figures, 95.0)).verdict == "cloud"


def test_no_weather_across_a_missing_year():
    figures = {2013: 60.0, 2014: 61.0, 2015: 62.0, 2017: 64.0, 2018: 65.0}
    assert weather_symbol(course(figures)).reason == "MSR-SHORT"


# --- what is met, not yet begun, or impossible ---------------------------------------------------


def test_a_figure_that_rounds_to_the_level_has_met_it():
    met = course({2017: 64.0, 2018: 68.695})
    assert current_status(met).number == 10.0
    assert [read(met).says for read in (growth_ratio, chart_level, trend_arrow)] == ["on_track"] * 3
    assert completion_rate(met).verdict == "met"
    in_its_year = course({2017: 64.0, 2020: 68.696})
    assert scheduled_completion(in_its_year).verdict == "ahead"
    assert incremental_completion(in_its_year).verdict == "ahead"


@pytest.mark.parametrize(
    ("direction", "verdict"), [("at_least", "met"), ("maintain", "met"), ("at_most", "met")]
)
def test_a_target_met_on_the_first_day_is_met_without_any_change(direction, verdict):
    held = course({2017: 100.0}, 100.0, direction=direction, decimals=0)
    assert current_status(held).verdict == incremental_completion(held).verdict == verdict


@pytest.mark.parametrize(
    "name",
    ["incremental_completion", "current_status", "trend_arrow", "growth_ratio", "chart_level"],
)
def test_change_since_the_baseline_needs_a_later_figure_a_baseline_and_a_change_asked(name):
    read = MEASURES[name].read
    assert read(course({2016: 95.0, 2017: 95.5}, 97.0)).reason == "MSR-ONLY-BASELINE"
    assert read(course({2016: 95.0, 2018: 95.5}, 97.0)).reason == "MSR-NO-BASELINE"
    assert read(course({2021: 97.0}, 97.0)).reason == "MSR-NO-FIGURE"
    assert read(course({2017: 95.0, 2018: 94.0}, 95.0)).reason == "MSR-NO-CHANGE"


def test_growth_rates_need_figures_above_0():
    nought = course({2017: 0.0, 2018: 1.0}, 5.0)
    assert growth_ratio(nought).reason == chart_level(nought).reason == "MSR-NOT-POSITIVE"
    to_nought = course({2017: 9.0, 2018: 7.0}, 0.0, direction="at_most")
    assert growth_ratio(to_nought).reason == "MSR-NOT-POSITIVE"
    assert completion_rate(to_nought).reason == "MSR-NOT-POSITIVE"
    assert scheduled_completion(to_nought).reason == "MSR-NOT-POSITIVE"
    assert chart_level(to_nought).number is not None


def test_anticipated_progress_needs_two_figures_and_a_baseline_to_miss_from():
    assert anticipated_progress(plan_day()).reason == "MSR-SHORT"
    assert anticipated_progress(course({2015: 60.0, 2016: 60.1})).reason == "MSR-NO-BASELINE"
    assert anticipated_progress(course({2016: 70.0, 2017: 69.0}, 69.0)).reason == "MSR-NO-CHANGE"
    assert anticipated_progress(liuzhou(year=2018)).reason == "MSR-DECIDED"
    assert anticipated_progress(course({2021: 60.0})).reason == "MSR-NO-FIGURE"


@pytest.mark.parametrize(
    ("figures", "level", "verdict", "number"),
    [
        ({2016: 60.0, 2017: 61.0}, 64.0, "maintain_pace", 0.0),
        ({2016: 60.0, 2017: 61.0}, 64.5, "maintain_pace", 10 * 0.5 / 3.5),
        ({2016: 61.0, 2017: 60.0}, 62.0, "reverse", 25.0),
    ],
)
def test_the_index_of_anticipated_progress_has_three_classes(figures, level, verdict, number):
    reading = anticipated_progress(course(figures, level))
    assert reading.number == pytest.approx(number)
    assert reading.verdict == verdict


def test_a_target_below_its_baseline_is_not_on_track_when_a_figure_falls_below_it():
    fallen = course({2017: 98.0, 2018: 94.0}, 95.0)
    assert growth_ratio(fallen).verdict == "away"
    assert chart_level(fallen).verdict == "level_1"
    assert trend_arrow(fallen).verdict == "arrow_down"
    assert incremental_completion(fallen).number < 0


def test_series_and_target_share_a_unit():
    with pytest.raises(UnitMismatch) as caught:
        Course(liuzhou().series, target_in("persons"))
    assert str(caught.value) == (
        f"target {URBAN} 2020: it is in persons, the series in percent. The same unit is "
        "expected: correct the unit; nothing is ever rescaled by itself.  [TGT-UNIT]"
    )


def target_in(unit):
    return Target(indicator=URBAN, year=2020, direction="at_least", value=9, unit=unit, decimals=0)


# --- laws -------------------------------------------------------------------------------------

shares = st.floats(1.0, 99.0).map(lambda value: round(value, 1))


@law
@given(st.dictionaries(st.sampled_from(range(2010, 2022)), shares, min_size=1), shares)
def test_any_ordinary_series_gets_a_finite_number_or_a_verdict_or_a_reason(figures, level):
    for direction in ("at_least", "at_most", "maintain"):
        on = course(figures, level, direction=direction, decimals=1)
        for name, measure in MEASURES.items():
            reading = measure.read(on)
            assert reading.number is None or np.isfinite(reading.number), name
            assert (reading.verdict == "undefined") == (reading.reason != "")
            assert reading.verdict in VERDICTS


@law
@given(shares, shares, shares)
def test_lower_is_better_mirrors_higher_is_better_where_the_change_is_compared(first, last, level):
    rising = course({2017: first, 2018: last}, level, decimals=1)
    figures = {2017: 100 - first, 2018: 100 - last}
    falling = course(figures, 100 - level, direction="at_most", decimals=1)
    for read in (current_status, incremental_completion, trend_arrow):
        up, down = read(rising), read(falling)
        assert told(up) == told(down)
        assert up.number == (None if down.number is None else pytest.approx(down.number, rel=1e-6))


@law
@given(shares, shares, shares, st.integers(2018, 2019))
def test_three_measures_are_one_comparison_and_always_agree(first, last, level, year):
    on = course({2017: first, year: last}, level, decimals=1)
    readings = [read(on) for read in (current_status, incremental_completion, trend_arrow)]
    if all(reading.number is not None for reading in readings):
        assert len({reading.says == "on_track" for reading in readings}) == 1
        assert readings[1].number == pytest.approx(10 * readings[0].number)


# --- side by side -----------------------------------------------------------------------------


def projected(centre=66.5, year=2020):
    """Return a normal projection of one year, in percent."""
    law_of_it = Located(np.array([centre]), np.array([1.0]), stats.norm())
    seen = Evidence(3, 3, 2016, 2018)
    return Projection((year,), "percent", "percent", 2, "line", 2018, seen, law_of_it)


def by_measure(on, *more):
    return compare_measures(on.series, on.target, *more).set_index("measure")


def test_every_measure_has_a_row_and_ours_comes_last_with_a_projection():
    on = liuzhou()
    table = compare_measures(on.series, on.target)
    assert list(table.columns) == MEASURE_COLUMNS
    assert table["measure"].tolist() == list(MEASURES)
    rows = by_measure(on, projected())
    assert rows.index[-1] == "attainment"
    assert rows["number"].iloc[-1] == attainment(projected(), on.target)
    assert rows["says"].iloc[-1] == "off_track"


@pytest.mark.parametrize(
    ("centre", "says"), [(66.0, "off_track"), (68.7, "unclear"), (70.0, "on_track")]
)
def test_our_own_row_is_unclear_only_about_even(centre, says):
    assert by_measure(liuzhou(), projected(centre))["says"].iloc[-1] == says


def test_a_decided_target_makes_our_own_row_certain():
    missed = by_measure(liuzhou(level=66.2, year=2018), projected()).loc["attainment"]
    assert (missed["number"], missed["verdict"], missed["says"]) == (0.0, "missed", "off_track")
    met = by_measure(liuzhou(level=64.74, year=2018), projected()).loc["attainment"]
    assert (met["number"], met["verdict"], met["says"]) == (1.0, "met", "on_track")


def test_one_figure_leaves_only_the_completion_rate_and_ours():
    on = plan_day(reference_class="sewage_treatment")
    rows = by_measure(on, projected(99.0))
    assert rows.index[rows["reason"] == ""].tolist() == ["completion", "attainment"]
    assert rows.loc["completion", "says"] == "unclear"
    assert rows["number"].notna().sum() == 2


def test_a_row_tells_what_was_asked_and_what_was_known():
    row = by_measure(liuzhou()).loc["growth_ratio"]
    assert row[["area", "year", "target", "unit", "baseline_year", "last_year"]].tolist() == [
        "Liuzhou", 2020, 68.7, "percent", 2017, 2018,
    ]  # fmt: skip
    assert (row["compares"], row["kind"], row["as_of"]) == ("growth", "ratio", "2018-12-31")


def test_measures_whose_details_are_unread_say_so():
    rows = by_measure(liuzhou())
    waiting = rows.index[rows["to_confirm"]].tolist()
    assert waiting == ["trend_arrow", "anticipated_progress", "norm_line"]
    for name in waiting:
        assert "After" in MEASURES[name].read.__doc__
        assert "to be confirmed" in " ".join(MEASURES[name].read.__doc__.split())


def test_figures_on_another_basis_are_never_joined():
    facts = {"indicator": URBAN, "reference_class": "urbanization_rate", "basis": "old"}
    years, values = (2016, 2017, 2018, 2019), (63.01, 64.01, 64.74, 69.9)
    mixed = Series.of(years, values, bases=["old", "old", "old", "census"], **facts)
    alone = Series.of(years[:3], values[:3], bases=["old"] * 3, as_of=date(2019, 12, 31), **facts)
    target = liuzhou().target
    assert compare_measures(mixed, target).equals(compare_measures(alone, target))


def test_a_figure_after_the_targets_year_is_not_looked_at():
    later = course({2016: 63.01, 2017: 64.01, 2018: 64.74, 2021: 70.0}, 66.2, 2018)
    rows, same = by_measure(later), by_measure(liuzhou(level=66.2, year=2018))
    assert rows["number"].equals(same["number"])
    assert by_measure(course({2021: 70.0}))["last_year"].iloc[0] == 2021


def test_another_baseline_year_can_be_given():
    on = liuzhou()
    table = compare_measures(on.series, on.target, baseline_year=2016).set_index("measure")
    share = 100 * (64.74 - 63.01) / (68.7 - 63.01)
    assert table.loc["incremental_completion", "number"] == pytest.approx(share)


def test_a_projection_without_the_targets_year_is_refused():
    with pytest.raises(ParameterError, match="2020 is not among the years projected"):
        compare_measures(liuzhou().series, liuzhou().target, projected(year=2019))
