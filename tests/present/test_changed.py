"""What changed since the last run, in words and on a slide, from changes made by hand."""

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex

from urbanstats.brief import past as digest
from urbanstats.brief.past import digest_lines
from urbanstats.outlook.attribution import PARTS, READINGS
from urbanstats.present import palette
from urbanstats.present.charts.changes import draw_changes
from urbanstats.words.catalogue import read_words

URBAN, GREEN, WATER = "resident_urbanization_rate", "green_coverage", "water_supply_coverage"


def plain(text):
    return text.replace("\u00a0", " ")


def digest_text(*args, **facts):
    return "\n".join(digest_lines(*args, **facts))


def make_row(indicator, year, old, new, *, reading="as_published", status=None, **parts):
    """Return a change; what the parts given leave over is the figures'."""
    given = dict.fromkeys(PARTS, 0.0) | parts
    given["figures"] = parts.get("figures", new - old - sum(given.values()))
    before, after = status or ("forecast", "forecast")
    return {
        "indicator": indicator, "year": year, "reading": reading, "old": old, "new": new,
        "old_status": before, "new_status": after, **given, "new_years": (2018,),
        "revised_years": (2015, 2016), "area": "Liuzhou", "old_as_of": "2018-06-08",
        "new_as_of": "2019-06-30",
    }  # fmt: skip


@pytest.fixture(scope="module")
def changes():
    """Two large changes in opposite directions, a decided target, a small one, and none."""
    return pd.DataFrame(
        [
            make_row(URBAN, 2018, 0.12, 0.0, status=("forecast", "decided")),
            make_row(URBAN, 2020, 0.76, 0.54, revised=0.03, time=-0.01),
            make_row(URBAN, 2020, 0.13, 0.03, reading="plan_basis"),
            make_row(GREEN, 2019, 0.42, 0.7, method=0.28, figures=0.0),
            make_row(GREEN, 2020, 0.504, 0.512),
            make_row(WATER, 2018, 0.3, 0.3),
        ]
    )


@pytest.fixture(scope="module")
def many(plan):
    """All targets changed by all causes, some of them decided."""
    rng = np.random.default_rng(2)
    return pd.DataFrame(
        [
            make_row(each.indicator, each.year, *(int(at % 3 == 0), int(at % 3 == 1))[::-1],
                     status=("forecast", "decided" if at % 2 else "forecast"),
                     **dict(zip(PARTS[1:], rng.uniform(-0.9, 0.9, 5), strict=True)))
            for at, each in enumerate(plan.targets)
        ]
    )  # fmt: skip


# --- words -----------------------------------------------------------------------------------


def test_causes_and_readings_are_those_of_the_attribution():
    assert digest.CAUSES == PARTS
    assert "as_published" in READINGS
    assert set(PARTS) <= set(read_words("names")["cause"])


def test_the_largest_changes_come_first_with_their_causes_and_the_rest_is_silent(changes, plan):
    assert plain(digest_text(changes, plan, since="a run")).splitlines() == [
        "What changed since the last run (what was published by 2018-06-08; now by 2019-06-30):",
        "3 of 5 likelihoods changed by 1 point or more; 2 crossed into another class of "
        "likelihood.",
        "1 target was decided: Resident urbanization rate 2018 (missed, 12 % likely before).",
        "Green coverage 2019: 42 % → 70 %, from rather unlikely to rather likely (the model: "
        "+28 points).",
        "Resident urbanization rate 2020: 76 % → 54 %, from rather likely to about even; on the "
        "plan's basis 13 % → 3 % (new figure for 2018: −24 points, revised figures for 2015, "
        "2016: +3 points, time passed: −1 point).",
    ]


def test_chinese_says_the_same(changes, plan):
    assert digest_text(changes, plan, "zh", since="a run").splitlines() == [
        "与上次运行相比（数据截止日：上次2018-06-08，本次2019-06-30）：",
        "5项目标中，3项的达标可能性变动达1个百分点以上，其中2项判断等级改变。",
        "1项目标已有结果：常住人口城镇化率2018年（未达标，此前可能性12%）。",
        "建成区绿化覆盖率2019年：42%→70%，由“可能性偏小”转为“可能性偏大”（模型设定：+28个百分点）。",
        "常住人口城镇化率2020年：76%→54%，由“可能性偏大”转为“机会各半”；按规划口径13%→3%"
        "（2018年新数据：−24个百分点，2015、2016年数据修订：+3个百分点，时间推移：−1个百分点）。",
    ]


def test_a_quiet_night_is_told_in_two_lines(changes, plan):
    quiet = changes.tail(2).assign(old_as_of="2019-06-30")
    assert plain(digest_text(quiet, plan, since="a run")).splitlines() == [
        "What changed since the last run (both on what was published by 2019-06-30):",
        "None of 2 likelihoods changed by 1 point or more.",
    ]


def test_a_change_of_less_than_a_point_counts_if_the_words_change(changes, plan):
    small = changes.tail(1).assign(old=0.447, new=0.453)
    assert plain(digest_text(small, plan, since="a run")).splitlines()[1:] == [
        "0 of 1 likelihoods changed by 1 point or more; 1 crossed into another class of "
        "likelihood.",
        "Public water supply 2018: 45 % → 45 %, from rather unlikely to about even.",
    ]


def test_many_changes_still_take_twelve_lines_and_the_rest_is_counted(many, plan):
    why = dict.fromkeys([URBAN], "it is so")
    text = plain(digest_text(many, plan, since="a run", not_split=why)).splitlines()
    assert len(text) == 12
    assert text[2].startswith("22 targets were decided: ")
    assert text[2].endswith("; 16 more.")
    assert text[-2:] == [
        "8 more changed, by at most 100 points.",
        "Why could not be told for 1 of the indicators: it is so",
    ]


def test_a_result_that_is_taken_back_is_no_longer_a_result(changes, plan):
    back = changes.head(1).assign(old=0.0, new=0.12, old_status="decided", new_status="forecast")
    last = plain(digest_text(back, plan, since="a run")).splitlines()[-1]
    assert last.startswith("Resident urbanization rate 2018: missed → 12 %")


def test_no_comparison_is_told_with_its_reason(plan):
    assert digest_text(None, plan) == "There is no earlier run to compare with."
    assert digest_text(None, plan, since="r1", reason="it is gone.") == (
        "The last run (r1) could not be compared with: it is gone."
    )


# --- slide -----------------------------------------------------------------------------------


def texts(ax):
    return [plain(text.get_text()).replace("\n", " ") for text in ax.texts]


def ways(ax):
    """Return the ends and the colour of each way from an old likelihood to a new one."""
    lines = [line for line in ax.lines if line.get_linewidth() == 3]
    return [(*line.get_xdata(), to_hex(line.get_color())) for line in lines]


def test_each_change_is_a_way_from_before_to_now_in_the_order_of_size(changes, plan):
    ax = draw_changes(changes, plan)
    assert [text for text in texts(ax) if "20" in text][:3] == [
        "Green coverage 2019", "Resident urbanization rate 2020", "Resident urbanization rate 2018"
    ]  # fmt: skip
    (up_from, up_to, blue), (down_from, down_to, orange), _ = ways(ax)
    assert (blue, orange) == (palette.BLUE.lower(), palette.ORANGE.lower())
    share = (up_to - up_from) / (down_from - down_to)
    assert share == pytest.approx(0.28 / 0.22)


def test_a_rise_is_told_by_place_and_sign_and_not_by_colour_alone(changes, plan):
    ax = draw_changes(changes, plan)
    assert {"42 %", "70 %", "76 %", "54 %", "12 %", "× missed"} <= set(texts(ax))
    marks = [line.get_markerfacecolor() for line in ax.lines if line.get_marker() == "o"]
    assert marks[::2] == ["white"] * 3
    assert "white" not in marks[1::2]


def test_each_part_stands_in_the_column_of_its_cause_and_no_column_is_empty(changes, plan):
    ax = draw_changes(changes, plan)
    names = {read_words("names")["cause"][part]["en"] for part in PARTS}
    heads = [text for text in texts(ax) if text in names]
    assert heads == ["new figures", "revised figures", "time passed", "the model"]
    assert [text for text in texts(ax) if text[0] in "+−"] == ["+28", "−24", "+3", "−1", "−12"]


def test_at_most_ten_changes_are_shown_and_the_others_counted(many, plan):
    ax = draw_changes(many, plan)
    assert len(ways(ax)) == 10
    assert any(text.startswith("27 smaller changes are not shown.") for text in texts(ax))


def test_a_night_without_changes_says_so(changes, plan):
    ax = draw_changes(changes.tail(2), plan, lang="zh")
    assert "与上次运行相比无明显变化。" in texts(ax)
    assert ways(ax) == []
    assert "2项目标的达标可能性变动均不足1个百分点。" in texts(ax)


def test_changes_without_causes_are_shown_all_the_same(changes, plan):
    ax = draw_changes(changes.assign(**dict.fromkeys(PARTS, np.nan)), plan)
    assert len(ways(ax)) == 3
    assert not any("what moved it" in text or "add up" in text for text in texts(ax))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["changes", "many"])
def test_few_changes_and_many_can_be_read(case, lang, request, plan, faults):
    assert faults(draw_changes(request.getfixturevalue(case), plan, lang=lang)) == []


def test_every_indicators_name_leaves_room_for_a_missed_target(plan):
    for at in range(0, len(plan.indicators), 10):
        rows = [
            make_row(each.id, 2018, 0.9, 0.0, status=("forecast", "decided"))
            for each in plan.indicators[at : at + 10]
        ]
        ax = draw_changes(pd.DataFrame(rows), plan)
        ax.figure.canvas.draw()
        named = [text for text in ax.texts if text.get_text().endswith(" 2018")]
        missed = [text for text in ax.texts if "missed" in text.get_text()]
        assert len(named) == len(missed) == len(rows)
        for name, mark in zip(named, missed, strict=True):
            assert name.get_window_extent().x1 < mark.get_window_extent().x0, name.get_text()


def test_axes_given_are_the_axes_returned(changes, plan):
    _, ax = pyplot.subplots()
    assert draw_changes(changes, plan, ax=ax) is ax
