"""What would have been said on past days, held to the outcomes that are known."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from urbanstats.errors import DataError, ParameterError
from urbanstats.outlook import assess_plan
from urbanstats.outlook.backtest.replay import SAID_COLUMNS, known_outcomes, on_schedule, replay
from urbanstats.plan.load import load_observations, load_plan
from urbanstats.plan.package import write_hashes
from urbanstats.plan.values import Target

DAYS = ["2018-06-08", "2019-06-30", "2020-06-30"]
FIVE = [1, 2, 10, 11, 15]
FIRST = "resident_urbanization_rate"
KNOWN = {
    ("resident_urbanization_rate", 2018): ("missed", 64.74),
    ("resident_urbanization_rate", 2020): ("met", 69.93),
    ("hukou_urbanization_rate", 2020): ("met", 50.42),
    ("water_supply_coverage", 2018): ("met", 97.9954),
    ("water_supply_coverage", 2019): ("met", 98.2974),
    ("water_supply_coverage", 2020): ("met", 99.8988),
    ("sewage_treatment_rate", 2018): ("missed", 95.2),
    ("sewage_treatment_rate", 2019): ("missed", 95.4),
    ("sewage_treatment_rate", 2020): ("missed", 99.0),
    ("green_coverage", 2018): ("met", 43.9652),
    ("green_coverage", 2019): ("met", 43.9766),
    ("green_coverage", 2020): ("met", 43.9924),
}


@pytest.fixture(scope="module")
def plan():
    return load_plan()


@pytest.fixture(scope="module")
def outcomes(plan):
    return known_outcomes(plan).set_index(["indicator", "year"])


@pytest.fixture(scope="module")
def played():
    return replay(DAYS)


@pytest.fixture(scope="module")
def said(played):
    return played.said.set_index(["as_of", "indicator", "year"])


def copy_of_data(folder):
    return Path(shutil.copytree(Path(__file__).parents[3] / "data", folder / "data"))


def write_observations(data, table):
    table.to_csv(data / "observations" / "observations.csv", index=False, lineterminator="\n")
    write_hashes(data)


# --- outcomes --------------------------------------------------------------------------------


def test_twelve_of_forty_five_outcomes_are_known(outcomes):
    known = outcomes[outcomes["outcome"] != "unknown"]
    found = {key: (row["outcome"], row["value"]) for key, row in known.iterrows()}
    assert len(outcomes) == 45
    assert found == KNOWN
    assert (known["source"] != "").all()
    assert (known["reason"] == "").all()


def test_the_census_and_the_yearbook_decide_where_the_plan_s_basis_is_not_published(outcomes):
    bases = {
        ("resident_urbanization_rate", 2018): ("post-2010-census", "missed"),
        ("resident_urbanization_rate", 2020): ("2020-census", "unknown"),
        ("sewage_treatment_rate", 2020): ("yearbook", "unknown"),
        ("green_coverage", 2020): ("yearbook", "met"),
    }
    for key, expected in bases.items():
        assert tuple(outcomes.loc[key, ["basis", "outcome_plan_basis"]]) == expected


def test_why_an_outcome_is_unknown_is_told(outcomes):
    unknown = outcomes[outcomes["outcome"] == "unknown"]
    later = unknown.index[unknown["reason"] == "OUT-YEAR"].tolist()
    assert later == [
        ("resident_urbanization_rate", 2019),
        ("hukou_urbanization_rate", 2018),
        ("hukou_urbanization_rate", 2019),
    ]
    assert unknown["reason"].value_counts().to_dict() == {"OUT-NONE": 30, "OUT-YEAR": 3}
    assert unknown["value"].isna().all()


def test_a_figure_on_a_basis_that_does_not_decide_is_a_reason(plan, monkeypatch, tmp_path):
    """A figure of 2020 on a basis beside the yearbook decides nothing."""
    data = copy_of_data(tmp_path)
    table = pd.read_csv(data / "observations" / "observations.csv", dtype=str)
    mine = (table["area"] == "Liuzhou") & (table["indicator"] == "sewage_treatment_rate")
    table.loc[mine & (table["year"] == "2020"), "basis"] = "centralised"
    write_observations(data, table)
    monkeypatch.setenv("URBANSTATS_DATA", str(data))
    found = known_outcomes(plan).set_index(["indicator", "year"])
    row = found.loc["sewage_treatment_rate", 2020]
    assert (row["outcome"], row["reason"]) == ("unknown", "OUT-BASIS")


def test_an_outcome_is_not_known_before_it_was_published(plan):
    day_before = known_outcomes(plan, as_of="2019-05-16")
    day = known_outcomes(plan, as_of="2019-05-17")
    assert (day_before["outcome"] == "unknown").all()
    known = day[day["outcome"] != "unknown"]
    assert known[["indicator", "year"]].values.tolist() == [["resident_urbanization_rate", 2018]]


def test_an_area_without_figures_has_outcomes_unknown_and_an_unknown_area_is_refused(plan):
    nanning = known_outcomes(plan, "Nanning").set_index(["indicator", "year"])
    row = nanning.loc["pension_coverage", 2020]
    assert (row["area"], row["outcome"], row["reason"]) == ("Nanning", "unknown", "OUT-NONE")
    with pytest.raises(ParameterError, match="'Atlantis' is not an area of the data"):
        known_outcomes(plan, "Atlantis")


# --- what was said ---------------------------------------------------------------------------


def test_what_is_replayed_is_what_the_package_says_as_of_that_day(played):
    for day in DAYS:
        mine = played.said[played.said["as_of"] == day]
        told = assess_plan(FIVE, as_of=day)
        for name in ("indicator", "year", "likelihood", "likelihood_plan_basis", "status"):
            assert mine[name].tolist() == told[name].tolist()


def test_targets_decided_by_the_day_are_marked_and_not_scored(played):
    decided = played.said[played.said["status"] == "decided"]
    assert decided.groupby("as_of").size().to_dict() == {"2019-06-30": 1, "2020-06-30": 4}
    assert decided[["coin", "no_change", "drift", "pro_rata"]].isna().all(axis=None)
    assert played.scored.groupby("as_of").size().tolist() == [12, 11, 8]
    assert set(played.scored["status"]) == {"forecast"}


def test_baselines_say_what_their_rules_say(said):
    green, resident, sewage = (
        "green_coverage",
        "resident_urbanization_rate",
        "sewage_treatment_rate",
    )
    names = ["coin", "no_change", "pro_rata", "pro_rata_cautious"]
    assert said.loc[(DAYS[0], green, 2018), names].tolist() == [0.5, 0, 1, 0.9]
    assert said.loc[(DAYS[1], resident, 2020), names].tolist() == [0.5, 0, 0, 0.1]
    assert said.loc[(DAYS[0], sewage, 2020), names].tolist() == [0.5, 0, 0, 0.1]


def test_a_drift_with_fewer_than_three_figures_says_one_half_and_with_three_answers(said):
    drift = said["drift"]
    assert drift[DAYS[0], "resident_urbanization_rate", 2020] == 0.5
    assert drift[DAYS[2], "hukou_urbanization_rate", 2020] == 0.5
    # Student's t, 1 degree of freedom: mean change 0.865, spread of two changes 1.0 and 0.73
    width = np.sqrt(2 * 0.135**2) * np.sqrt(2 + 4 / 2)
    expected = 0.5 - np.arctan((68.695 - 64.74 - 2 * 0.865) / width) / np.pi
    assert drift[DAYS[1], "resident_urbanization_rate", 2020] == pytest.approx(expected)


def test_a_baseline_uses_no_figure_of_the_target_s_year_or_later():
    """Hukou 2018 was never published: as of 2023 it is still open, though 2020 is known."""
    row = replay(["2023-12-31"], [2]).said.iloc[0]
    assert (row["year"], row["status"], row["outcome"]) == (2018, "forecast", "unknown")
    assert (row["no_change"], row["drift"], row["pro_rata"]) == (0, 0.5, 1)


@pytest.mark.parametrize(
    ("year", "value", "expected"),
    [
        (2016, 97.09, True),  # rounds to the baseline
        (2016, 97.0, False),  # before the baseline: held against it
        (2018, 98.01, False),
        (2018, 98.02, True),  # a third of the way is 98.07, less half a decimal
        (2020, 99.96, True),
    ],
)
def test_the_schedule_is_the_straight_line_from_the_baseline_to_the_target(year, value, expected):
    target = Target(
        indicator="rate", year=2020, direction="at_least", value=100.0, unit="percent", decimals=1
    )
    assert on_schedule(year, value, 97.1, target) is expected


def test_for_at_most_the_schedule_lies_below_the_line():
    target = Target(
        indicator="rate", year=2019, direction="at_most", value=4.0, unit="percent", decimals=0
    )
    assert on_schedule(2018, 5.0, 6.0, target)
    assert not on_schedule(2018, 6.0, 6.0, target)


def test_dates_given_twice_count_once_and_none_is_refused():
    assert len(replay([DAYS[0], DAYS[0]], [15]).said) == 3
    with pytest.raises(ParameterError) as caught:
        replay([])
    assert str(caught.value) == (
        "as_of_dates: no day is given. At least one day of knowledge, such as 2018-06-08, is "
        "expected: give one.  [PAR-ASOF]"
    )


def test_a_day_before_anything_was_published_is_refused():
    with pytest.raises(DataError, match="DATA-NOSERIES"):
        replay(["2018-06-07"], [2])


# --- no hindsight ----------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_nothing_published_later_changes_what_was_said(day, played, monkeypatch, tmp_path):
    data = copy_of_data(tmp_path)
    table = pd.read_csv(data / "observations" / "observations.csv", dtype=str)
    published = load_observations()["published"].map(str).to_numpy()
    write_observations(data, table[published <= day])
    monkeypatch.setenv("URBANSTATS_DATA", str(data))
    again = replay([day], FIVE)
    before = played.said[played.said["as_of"] == day].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.said[SAID_COLUMNS], before[SAID_COLUMNS])
    assert (published > day).any()
    assert len(again.scored) == 0  # the outcomes are gone, what was said is not


def test_the_prior_ends_before_the_year_of_the_day(played):
    years = played.said["as_of"].str[:4].astype(int)
    assert (played.said["prior_through"] < years).all()
    assert (played.said["prior_through"] > 0).all()


# --- scores ----------------------------------------------------------------------------------


def test_scores_are_the_means_of_what_was_said(played):
    rows = played.scored
    came = rows["outcome"] == "met"
    scores = played.scores().set_index("method")
    given = np.where(came, rows["likelihood"], 1 - rows["likelihood"])
    assert scores.loc["pooled", "brier"] == pytest.approx(np.mean((1 - given) ** 2))
    held = np.clip(given, 0.01, 0.99)
    assert scores.loc["pooled", "log_score"] == pytest.approx(-np.mean(np.log(held)))
    wrong = np.mean((rows["no_change"] == 1) != came)
    assert scores.loc["no_change", "brier"] == pytest.approx(wrong)
    assert scores.loc["coin", ["brier", "brier_error"]].tolist() == [0.25, 0]
    assert scores.loc["coin", "log_score"] == pytest.approx(np.log(2))
    counts = ["statements", "outcomes", "indicators"]
    assert scores[counts].drop_duplicates().values.tolist() == [[31, 12, 5]]


def test_excess_is_held_against_the_pooled_trend(played):
    scores = played.scores().set_index("method")
    excess = scores["brier"] - scores.loc["pooled", "brier"]
    assert scores["brier_excess"].to_numpy() == pytest.approx(excess.to_numpy())
    assert scores.loc["coin", "excess_error"] == pytest.approx(scores.loc["pooled", "brier_error"])


def test_scores_by_day_and_by_indicator_hold_every_statement_once(played):
    for by in ("as_of", "indicator"):
        table = played.scores([by])
        ours = table[table["method"] == "pooled"]
        assert ours["statements"].sum() == 31
        mean = np.average(ours["brier"], weights=ours["statements"])
        assert mean == pytest.approx(played.scores()["brier"][0])
    assert played.scores(["indicator"])["brier_error"].isna().all()


def test_without_outcomes_there_is_nothing_to_score():
    empty = replay([DAYS[0]], [6])
    assert (empty.said["outcome"] == "unknown").all()
    assert len(empty.scores()) == 0
    assert len(empty.scores(["as_of"])) == 0


def test_a_replay_prints_one_helpful_line_and_a_table(played):
    assert repr(played) == (
        "Replay(2018-06-08, 2019-06-30, 2020-06-30: 31 statements on 12 outcomes; of 45 targets "
        "8 met, 4 missed, 33 unknown)"
    )
    assert "<table" in played._repr_html_()
