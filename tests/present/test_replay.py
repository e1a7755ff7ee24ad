"""A replay for people: the picture, the sentences and the tables say what the replay holds."""

import re

import pandas as pd
import pytest
from matplotlib.text import Text

from urbanstats.brief.past import replay_sentences, said_table, score_table, unknown_table
from urbanstats.outlook.backtest.replay import Replay, replay
from urbanstats.present.charts import draw_replay

DAYS = ["2018-06-08", "2020-06-30"]
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def played():
    return replay(DAYS)


def texts(ax):
    return [text.get_text() for text in ax.figure.findobj(Text) if text.get_text()]


def bars(ax):
    return [patch for patch in ax.patches if patch.get_height() == pytest.approx(0.6)]


def hollow(ax):
    return [line for line in ax.lines if line.get_marker() == "o"]


def test_every_open_target_has_a_bar_and_its_number(played, plan):
    ax = draw_replay(played, plan)
    assert len(bars(ax)) == 2 * len(played.scored) == 2 * 20  # a track, and a bar on it
    said = played.scored.iloc[2]
    lengths = [bar.get_width() / bars(ax)[0].get_width() for bar in bars(ax)[1::2]]
    assert sorted(lengths) == pytest.approx(sorted(played.scored["likelihood"]))
    assert texts(ax).count(f"{100 * said['likelihood']:.0f}{NBSP}%") >= 1


def test_what_happened_is_told_by_sign_word_and_figure(played, plan):
    shown = texts(draw_replay(played, plan))
    assert f"× missed: 64.74{NBSP}%" in shown
    assert f"✓ met: 69.93{NBSP}%" in shown
    assert sum(text.startswith(("✓ met", "× missed")) for text in shown) == 12


def test_a_target_known_by_the_day_has_a_sign_and_no_bar(played, plan):
    shown = texts(draw_replay(played, plan))
    assert shown.count("✓ known") == 2
    assert shown.count("× known") == 2


def test_a_hollow_circle_stands_where_the_plan_s_basis_says_something_else(played, plan):
    ax = draw_replay(played, plan)
    differ = (played.scored["likelihood"] - played.scored["likelihood_plan_basis"]).abs() > 0.005
    assert len(hollow(ax)) == differ.sum() == 7
    assert {line.get_markerfacecolor() for line in hollow(ax)} == {"white"}
    track, first = bars(ax)[0], played.scored[differ].iloc[0]
    place = track.get_x() + track.get_width() * first["likelihood_plan_basis"]
    assert hollow(ax)[0].get_xdata() == pytest.approx([place])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_days_and_three_can_be_read(played, plan, lang, faults):
    three = replay(["2018-06-08", "2019-06-30", "2020-06-30"])
    assert faults(draw_replay(played, plan, lang=lang)) == []
    assert faults(draw_replay(three, plan, lang=lang)) == []


def test_it_draws_on_the_axes_given_and_says_when_there_is_nothing_to_draw(played, plan):
    from matplotlib.figure import Figure

    ax = Figure().add_subplot()
    assert draw_replay(played, plan, ax=ax) is ax
    empty = draw_replay(replay(DAYS[:1], [6]), plan)
    assert any(
        text.startswith("No outcome of these targets is known yet.") for text in texts(empty)
    )
    assert bars(empty) == []


def test_the_sentences_tell_outcomes_scores_and_who_did_better(played):
    lines = replay_sentences(played)
    text = "\n".join(lines)
    ours = played.scores().iloc[0]
    assert "the outcome of 12 is known: 8 met, 4 missed. For the other 33" in text
    assert "On 20 statements about 12 outcomes of 5 indicators" in text
    assert f"Brier score of {ours['brier']:.3f}" in text
    worse = next(line for line in lines if "A higher (worse)" in line)
    assert played.scores().set_index("method").loc["coin", "brier_excess"] > 0
    assert "Coin 0.250" in worse


def test_a_method_that_beats_ours_is_named_and_none_is_if_none_does(played):
    perfect = played.said.assign(likelihood=(played.said["outcome"] == "met").astype(float))
    text = "".join(replay_sentences(Replay(played.outcomes, perfect)))
    assert "As low or lower" not in text
    assert text.count("Coin 0.250") == 1
    wrong = (played.said["outcome"] != "met").astype(float)
    worst = played.said.assign(likelihood=wrong, undeclared=wrong)
    text = "".join(replay_sentences(Replay(played.outcomes, worst)))
    assert "A higher (worse)" not in text
    assert "As low or lower (better): " in text
    assert "Coin 0.250" in text


def test_without_an_outcome_there_are_no_scores_to_tell():
    text = "".join(replay_sentences(replay(DAYS[:1], [6]), "zh"))
    assert "无从评分" in text
    assert "布里尔" not in text


def test_the_score_table_has_errors_where_there_are_any(played):
    table = score_table(played.scores())
    row = played.scores().iloc[2]
    assert table["Brier score"][2] == "0.250 ± 0.000"
    assert table["Brier score above ours"][2] == (
        f"{row['brier_excess']:.3f} ± {row['excess_error']:.3f}"
    )
    one = score_table(played.scores(["indicator"]), "zh")
    assert one.columns[0] == "指标"
    assert not one["布里尔评分"].str.contains("±").any()
    assert one["方法"][2] == "抛硬币"


def test_the_table_of_what_was_said_has_a_row_per_outcome_and_a_column_per_day(played, plan):
    table = said_table(played, plan)
    assert table.columns.tolist() == [
        "Indicator", "Target", "What happened", "as of 2018-06-08", "as of 2020-06-30",
    ]  # fmt: skip
    assert len(table) == 12
    census = table.iloc[1]
    assert census["What happened"] == f"✓ met: 69.93{NBSP}%"
    assert re.fullmatch(rf"\d\d{NBSP}% \(plan's basis \d{NBSP}%\)", census["as of 2018-06-08"])
    assert table["as of 2020-06-30"][0] == "× known"


def test_the_unknown_outcomes_are_listed_with_why(played, plan):
    table = unknown_table(played.outcomes, plan, "zh")
    assert table["年份"].str.split(", ").map(len).sum() == 33
    assert set(table["结果不明的原因"]) == {
        "当年及以后均未公布数据",
        "仅公布了以后年份的数据，缺当年数据",
    }
    assert isinstance(table, pd.DataFrame)
