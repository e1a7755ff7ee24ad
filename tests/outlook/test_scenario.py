"""What if: scenarios move a projection, side by side, and the pace that would be enough."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import DataError, ParameterError, UnitMismatch
from urbanstats.outlook import attainment
from urbanstats.outlook.indicator import rebasing_sensitivity
from urbanstats.outlook.required import best_pace
from urbanstats.outlook.scenario import (
    SCENARIO_COLUMNS,
    SCENARIOS,
    Scenario,
    apply_scenario,
    break_even,
    compare_scenarios,
)
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit
from urbanstats.trend.changes import COLUMNS, PROBABILITIES, QUANTILES
from urbanstats.trend.projection import Evidence, Located, Projection

law = settings(max_examples=40)
YEARS = (2018, 2019, 2020)


def series(last=64.0, **facts):
    return Series.of([2016, 2017], [63.0, last], **facts)


def projected(centre=(65.0, 66.0, 67.0), width=(1.0, 1.4, 1.7), kind="percent", years=YEARS):
    law = Located(np.array(centre), np.array(width), stats.norm())
    unit = "percent" if kind == "percent" else "persons"
    return Projection(years, unit, kind, 2, "line", 2017, Evidence(2, 2, 2016, 2017), law)


def target(value=68.0, year=2020, direction="at_least", unit="percent"):
    facts = {"direction": direction, "unit": unit, "decimals": 2 if unit == "percent" else 0}
    return Target(indicator="series", year=year, value=value, **facts)


def peers(kind="percent", span=3, low=0.0, high=100.0, reference_class=None):
    """A table of past changes spread evenly from -10 to 10."""
    cell = [kind, reference_class or kind, span, low, high, 2016, 900, 60]
    values = [20 * p - 10 for p in PROBABILITIES]
    return pd.DataFrame([cell + values], columns=[*COLUMNS[:8], *QUANTILES])


def medians(projection):
    return [projection.quantile(0.5, year) for year in projection.years]


# --- what each scenario assumes --------------------------------------------------------------


def test_the_trend_goes_on_as_it_was_projected():
    before = projected()
    assert apply_scenario(before, series(), "trend") is before


def test_halted_keeps_the_median_at_the_last_figure():
    assert medians(apply_scenario(projected(), series(), "halted")) == pytest.approx([64.0] * 3)


def test_a_yearly_change_moves_the_median_from_the_last_figure():
    falling = apply_scenario(projected(), series(), Scenario("yearly_change", -1.5))
    assert medians(falling) == pytest.approx([62.5, 61.0, 59.5])


def test_a_step_is_on_top_of_the_trend_from_its_year_on():
    stepped = apply_scenario(projected(), series(), Scenario("step", 2, from_year=2019))
    assert medians(stepped) == pytest.approx([65.0, 68.0, 69.0])


@pytest.mark.parametrize("scenario", ["halted", Scenario("yearly_change", 2.0)])
def test_a_scenario_keeps_the_spread_of_every_year(scenario):
    moved, before = apply_scenario(projected(), series(), scenario), projected()
    for year in YEARS:
        ends = [np.subtract(*each.quantile([0.9, 0.1], year)) for each in (moved, before)]
        assert ends[0] == pytest.approx(ends[1])


def test_the_best_of_peers_is_what_1_in_10_of_their_changes_surpassed():
    pace, past = best_pace(series(), 3, changes=peers())
    assert (pace, past.changes, past.series) == (pytest.approx(8 / 3), 900, 60)
    best = apply_scenario(projected(), series(), "best_of_peers", changes=peers())
    assert medians(best) == pytest.approx([64 + 8 / 3, 64 + 16 / 3, 72.0])
    assert past.share(3 * pace) == pytest.approx(0.1)


def test_where_less_is_better_the_best_of_peers_went_down():
    how = {"direction": "at_most", "changes": peers()}
    assert medians(apply_scenario(projected(), series(), "best_of_peers", **how))[-1] == (
        pytest.approx(56.0)
    )


def test_the_best_growth_of_counts_is_compounded():
    many = series(1000.0, kind="count")
    before = projected((1010, 1020, 1030), (50, 60, 70), "count")
    best = apply_scenario(before, many, "best_of_peers", changes=peers("count", high=np.inf))
    assert medians(best) == pytest.approx([1000 * 1.08 ** (k / 3) for k in (1, 2, 3)])


def test_over_many_years_the_pace_of_five_is_taken():
    assert best_pace(series(), 9, changes=peers(span=5))[1].span == 5


def test_like_series_not_known_are_refused():
    with pytest.raises(DataError, match=r"over 2 years.*\[CHANGE-KIND\]"):
        best_pace(series(), 2, changes=peers())


def test_by_default_only_peers_known_on_the_series_day_are_used():
    own = series(reference_class="urbanization_rate", as_of=pd.Timestamp("2018-06-08").date())
    _, past = best_pace(own, 3)
    assert (past.name, past.through) == ("urbanization_rate", 2016)


def test_years_up_to_the_last_figure_are_not_moved():
    early = projected((50.0, 65.0, 66.0), years=(2015, 2018, 2019))
    for name in ("halted", Scenario("yearly_change", 5.0), Scenario("step", 5.0, from_year=2018)):
        assert apply_scenario(early, series(), name).quantile(0.5, 2015) == pytest.approx(50.0)


@law
@given(amount=st.floats(-100, 100))
def test_no_course_leaves_what_is_possible_and_more_is_never_less_likely(amount):
    slower, faster = (
        apply_scenario(projected(), series(), Scenario("yearly_change", max(change, -100.0)))
        for change in (amount - 1, amount)
    )
    ends = faster.quantile([0.001, 0.999], 2020)
    assert 0 <= ends[0] <= ends[1] <= 100
    assert attainment(slower, target()) <= attainment(faster, target())


def test_counts_do_not_fall_below_nought():
    many = series(1000.0, kind="count")
    before = projected((1010, 1020, 1030), (50, 60, 70), "count")
    moved = apply_scenario(before, many, Scenario("yearly_change", -900.0))
    assert medians(moved) == pytest.approx([100.0, 0.0, 0.0])


# --- side by side ----------------------------------------------------------------------------

ALL = ["trend", "halted", Scenario("yearly_change", 2.0), "best_of_peers"]


def test_every_scenario_has_a_row_per_target_that_tells_what_it_assumes():
    goals = [target(66, 2018), target(68, 2020)]
    table = compare_scenarios(series(), goals, projected(), ALL, changes=peers())
    assert list(table) == SCENARIO_COLUMNS
    assert table["scenario"].tolist()[::2] == [
        "trend", "halted", "yearly_change +2", "best_of_peers"
    ]  # fmt: skip
    best = table.iloc[-1]
    assert (best["amount"], best["changes"], best["span"]) == (pytest.approx(8 / 3), 900, 3)
    assert table["amount"].isna().tolist()[::2] == [True, True, False, False]
    last = table[table["year"] == 2020]
    assert last["median"].tolist() == pytest.approx([67.0, 64.0, 70.0, 72.0])
    chances = [stats.norm(m, 1.7).sf(67.995) for m in (67.0, 64.0, 70.0, 72.0)]
    assert last["likelihood"].tolist() == pytest.approx(chances, abs=1e-6)
    assert (last["up_to"] == last["likelihood"]).all()


def test_a_published_figure_decides_whatever_is_supposed():
    decided = compare_scenarios(
        series(), [target(65, 2017)], projected(years=(2017, 2018, 2019)), ["trend", "halted"]
    )
    assert decided["status"].tolist() == ["decided"] * 2
    assert decided["likelihood"].tolist() == [0.0, 0.0]
    assert decided["published_value"].tolist() == [64.0, 64.0]


def test_futures_moved_away_from_100_percent_are_told_as_what_the_likelihood_may_be():
    high = projected((99.0, 99.5, 99.8), (1.0, 1.0, 1.0))
    table = compare_scenarios(series(97.0), [target(100, 2020)], high, ["trend", "halted"])
    trend, halted = table.to_dict("records")
    assert halted["likelihood"] == 0.0
    assert halted["up_to"] == pytest.approx(stats.norm(99.8, 1).sf(100), abs=1e-4)
    assert trend["up_to"] == trend["likelihood"]


def test_while_the_median_falls_short_the_likelihood_is_at_most_one_half():
    full = projected((103.0, 103.0, 103.0))
    slow = Scenario("yearly_change", 0.5)
    row = compare_scenarios(series(97.0), [target(100, 2020)], full, [slow]).iloc[0]
    assert (row["likelihood"], row["up_to"]) == (0.0, 0.5)


def test_futures_moved_up_from_nought_are_told_where_less_is_better():
    low = projected((1.0, 0.5, 0.2), (1.0, 1.0, 1.0))
    goal = target(0.0, 2020, "at_most")
    halted = compare_scenarios(series(3.0), [goal], low, ["halted"]).iloc[0]
    assert (halted["likelihood"], halted["up_to"]) == (
        0.0, pytest.approx(stats.norm(0.2, 1).cdf(0), abs=1e-4)
    )  # fmt: skip


# --- the pace that is enough -----------------------------------------------------------------


@pytest.mark.parametrize("direction", ["at_least", "at_most", "maintain"])
@pytest.mark.parametrize("chance", [0.3, 0.8])
def test_with_the_break_even_pace_the_likelihood_is_as_asked(direction, chance):
    goal = target(direction=direction)
    pace = break_even(series(), goal, projected(), chance=chance)
    moved = apply_scenario(projected(), series(), Scenario("yearly_change", pace))
    assert attainment(moved, goal) == pytest.approx(chance, abs=1e-6)


def test_the_break_even_pace_in_closed_form():
    needed = (67.995 - stats.norm.ppf(0.2) * 1.7 - 64.0) / 3
    assert break_even(series(), target(), projected()) == pytest.approx(needed, abs=1e-6)


def test_a_figure_often_repeated_is_carried_to_the_level_and_not_short_of_it():
    full = Series.of(range(2010, 2018), [100.0] * 8, decimals=1)
    before = fit(full, [2020])
    goal = replace(target(100.0), decimals=1)
    assert before.cdf(99.99, 2020) < 0.2
    pace = break_even(full, goal, before)
    moved = apply_scenario(before, full, Scenario("yearly_change", pace))
    assert attainment(moved, goal) >= 0.8
    assert pace == pytest.approx(-0.05 / 3, abs=1e-6)


@pytest.mark.parametrize(
    "goal", [target(65, 2017), target(0.0), target(100.0, direction="at_most")]
)
def test_there_is_no_pace_for_what_is_past_or_cannot_be_missed(goal):
    assert break_even(series(), goal, projected()) is None


# --- re-basing -------------------------------------------------------------------------------


def test_a_supposed_rebasing_moves_the_likelihood_as_the_sum_of_two_normals_says():
    table = rebasing_sensitivity(projected(), target(), [0.0, 2.0], [0.0, 1.0])
    assert table[["mean", "sd"]].to_numpy().tolist() == [[0, 0], [0, 1], [2, 0], [2, 1]]
    for _, row in table.iterrows():
        law = stats.norm(67 + row["mean"], np.hypot(1.7, row["sd"]))
        assert row["likelihood"] == pytest.approx(law.sf(67.995), abs=1e-6)


# --- refusals --------------------------------------------------------------------------------


def test_an_unknown_scenario_is_refused_with_the_nearest():
    with pytest.raises(ParameterError) as caught:
        apply_scenario(projected(), series(), "halt")
    assert str(caught.value) == (
        "scenario: 'halt' is not a scenario. One of trend, halted, yearly_change, best_of_peers, "
        "step is expected: write 'halted' if you mean that.  [PAR-SCENARIO]"
    )
    assert list(SCENARIOS) == ["trend", "halted", "yearly_change", "best_of_peers", "step"]


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            ("yearly_change",),
            "scenario yearly_change: its amount is None. A finite number is expected: "
            "give the amount.  [PAR-AMOUNT]",
        ),
        (
            ("yearly_change", float("nan")),
            "scenario yearly_change: its amount is nan. A finite number is expected: "
            "give the amount.  [PAR-AMOUNT]",
        ),
        (
            ("step", 2.0),
            "scenario step: its from_year is None. A finite number is expected: "
            "give the from_year.  [PAR-AMOUNT]",
        ),
        (
            ("halted", 2.0),
            "scenario halted: its amount is 2.0. No amount is expected: leave it out.  "
            "[PAR-AMOUNT]",
        ),
        (
            ("yearly_change", "2"),
            "scenario yearly_change: its amount is '2'. A finite number is expected: "
            "give the amount.  [PAR-AMOUNT]",
        ),
    ],
)
def test_a_senseless_amount_is_refused(parts, text):
    with pytest.raises(ParameterError) as caught:
        Scenario(*parts)
    assert str(caught.value) == text


@pytest.mark.parametrize(
    ("scenario", "text"),
    [
        (
            Scenario("yearly_change", 120),
            "scenario yearly_change: an amount of 120 points is more than a percentage can move. "
            "At most 100 points are expected: give the amount in points.  [PAR-AMOUNT]",
        ),
        (
            Scenario("step", 1, from_year=2017),
            "scenario step: it begins in 2017. A year after 2017, the last figure, and up to 2020 "
            "is expected: choose another year, or project further.  [PAR-YEAR]",
        ),
    ],
)
def test_what_cannot_be_is_refused(scenario, text):
    with pytest.raises(ParameterError) as caught:
        apply_scenario(projected(), series(), scenario)
    assert str(caught.value) == text


def test_a_projection_of_another_series_is_refused():
    other = replace(projected(), origin=2016)
    for ask in (
        lambda: apply_scenario(other, series(), "halted"),
        lambda: break_even(series(), target(), other),
    ):
        with pytest.raises(ParameterError) as caught:
            ask()
        assert str(caught.value) == (
            "projection: it is in percent from 2016, the series in percent to 2017. A projection "
            "of this series is expected: fit the series again.  [PAR-SERIES]"
        )


def test_another_unit_is_refused():
    persons = target(68, unit="persons")
    with pytest.raises(UnitMismatch):
        compare_scenarios(series(), [persons], projected(), ["trend"])
    with pytest.raises(UnitMismatch):
        break_even(series(), persons, projected())
