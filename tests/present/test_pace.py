"""What is needed, told in words, in tables and in a picture; and a plan's findings in words."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.text import Text

from urbanstats.brief import required as pace
from urbanstats.outlook.audit import FINDING_COLUMNS, audit_plan
from urbanstats.outlook.required import Prospect, Required, required
from urbanstats.plan.load import load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.present import palette
from urbanstats.present.charts import draw_required
from urbanstats.trend.changes import PROBABILITIES, PastChanges

URBAN = "resident_urbanization_rate"


def plain(text):
    return text.replace("\u00a0", " ")


def make_past(quantiles=None, **facts):
    """Changes spread evenly from -5 to 5."""
    values = [10 * p - 5 for p in PROBABILITIES] if quantiles is None else quantiles
    facts = {"name": "urbanization_rate", "kind": "percent", "low": 60, "high": 80} | facts
    sizes = {"span": 3, "through": 2016, "changes": 1193, "series": 54}
    return PastChanges(**facts, **sizes, quantiles=np.array(values, float))


def make_target(value=68.7, year=2020, direction="at_least", unit="percent", indicator=URBAN):
    decimals = 2 if unit == "percent" else 0
    facts = {"direction": direction, "unit": unit, "decimals": decimals, "indicator": indicator}
    return Target(year=year, value=value, **facts)


def make_need(target=None, **facts):
    target = target or make_target()
    last = {"last_year": 2017, "last": 64.01, "status": "ahead", "published": None}
    size = {"change": 4.69, "span": 3, "compared": 4.69, "own": (), "past": make_past()}
    scale = {"kind": "percent", "decimals": 2}
    return Required(target=target, **scale | last | size | facts)


def make_prospect(**facts):
    years = {"through": 2032, "even": 2022, "likely": None, "delay": 1.26, "next_year": 2018}
    following = {"next_needed": 66.84, "next_likelihood": 0.028}
    return Prospect(**{"target": make_target(), "likelihood": 0.13} | years | following | facts)


def own_series(needed):
    return Series.of(
        [2016, 2017], [63.01, 64.01], indicator=needed.target.indicator, area="Liuzhou"
    )


# --- sentences -------------------------------------------------------------------------------


def test_the_change_needed_and_its_share_are_told_in_english():
    assert plain(pace.required_sentence(make_need())) == (
        "Resident urbanization rate. To reach at least 68.7 % in 2020 it must rise by 4.69 points "
        "in 3 years from 64.01 % in 2017, 1.56 points a year. Of 1,193 changes over 3 years in 54 "
        "like series (urbanization rates of countries, to 2016) that started between 60 % and "
        "80 %, 3 % were at least as large. Its own history has no change over 3 years on this "
        "basis."
    )


def test_the_change_needed_and_its_share_are_told_in_chinese():
    assert pace.required_sentence(make_need(own=(1.0, 5.0)), "zh") == (
        "常住人口城镇化率：要使2020年不低于68.7%，需在3年内由2017年的64.01%提高4.69个百分点，年均1.56个百分点。"
        "54个同类序列（各国城镇化率，截至2016年）起点在60%至80%之间的1193次3年期变化中，3%达到这一幅度。"
        "本指标自身的2次3年期变化中，有1次足以达标。"
    )


def test_a_count_is_told_with_its_growth_and_without_a_band():
    target = make_target(15000, unit="persons", indicator="migrant_settlement_count")
    past = make_past(name="count", kind="count", low=0, high=np.inf)
    facts = {"kind": "count", "last": 13900, "change": 1100, "compared": 7.91, "past": past}
    told = pace.required_sentence(make_need(target, **facts))
    assert "rise by 1,100 people in 3 years from 13,900 people in 2017" in told
    assert ", 367 people a year (2.6 % a year)." in told
    assert "counts of every kind, to 2016), fewer than 1 in 1,000 were" in told
    told = pace.required_sentence(make_need(target, **facts), "zh")
    assert "由2017年的13900人增加1100人，年均367人（年均增速2.6%）" in told


def test_a_fall_is_told_as_a_fall_and_one_year_without_a_yearly_rate():
    target = make_target(62.0, year=2018, direction="at_most")
    told = plain(pace.need_sentence(make_need(target, change=-2.01)))
    assert told == (
        "To stay at or below 62 % in 2018 it must fall by 2.01 points in 1 year from 64.01 % in "
        "2017."
    )


def test_a_level_that_is_met_is_told_with_the_room_it_leaves():
    needed = make_need(make_target(64, direction="maintain"), status="met", change=-0.5)
    told = plain(pace.required_sentence(needed))
    assert "64.01 % in 2017 already meets the target to hold 64 % in 2020; no more than 0.5" in told
    assert "stayed within that." in told
    down = make_need(make_target(66, direction="at_most"), status="met", change=1.0)
    assert "no more than 1 point may be added" in pace.need_sentence(down)
    assert "上升余地不超过1个百分点" in pace.need_sentence(down, "zh")


def test_a_year_that_is_decided_or_past_asks_for_nothing():
    decided = make_need(status="decided", published=64.74, past=None)
    assert plain(pace.required_sentence(decided)) == (
        "Resident urbanization rate. The target to reach at least 68.7 % in 2020 is decided, "
        "64.74 % was published: missed."
    )
    passed = make_need(status="passed", past=None)
    assert pace.need_sentence(passed, "zh") == "2020年已过且无同口径公布值，无从测算所需进度。"


def test_want_of_room_below_100_is_told_beside_the_share():
    crowded = make_need(past=make_past(low=95, high=98), compared=2.9)
    assert "too near 100 %" in pace.past_sentence(crowded)
    assert "too near 100 %" not in pace.past_sentence(make_need())
    assert "too near 100 %" in shown(draw_required(crowded, own_series(crowded)))


@pytest.mark.parametrize(
    ("share", "n", "text"),
    [
        (0.0, 5000, "fewer than 1 in 1,000"),
        (0.0, 214, "fewer than 1 in 214"),
        (0.003, 214, "fewer than 1 in 214"),
        (0.004, 5000, "0.4 %"),
        (0.036, 5000, "4 %"),
        (0.999, 5000, ">99 %"),
    ],
)
def test_a_share_is_told_no_finer_than_its_changes_allow(share, n, text):
    assert plain(pace.share_text(share, n)) == text


def test_a_prospect_is_told_by_years_and_by_the_next_figure():
    assert plain(pace.prospect_sentence(make_prospect())) == (
        "First year with an even chance of that level: 2022; with 80 % likelihood: not by 2032. "
        "On the middle course it comes 1.3 years late. To make the target 80 % likely, the figure "
        "of 2018 would have to reach at least 66.84 %: likelihood 3 %."
    )
    assert pace.prospect_sentence(make_prospect(), "zh") == (
        "该水平达标可能性过半的最早年份：2022年；达到80%的最早年份：到2032年仍无。按中位预测将晚1.3年达到。"
        "要使目标达标可能性达到80%，2018年须不低于66.84%，其可能性为3%。"
    )


@pytest.mark.parametrize(
    ("delay", "text"),
    [
        (None, "it is not reached by 2032"),
        (-0.4, "comes in time"),
        (0.04, "comes in time"),
        (2, "2.0 years late"),
    ],
)
def test_the_delay_is_told_to_a_tenth_of_a_year(delay, text):
    assert text in pace.prospect_sentence(make_prospect(delay=delay))


def test_no_next_figure_is_told_that_is_beyond_the_level_and_unlikely():
    none = "No figure that is at all likely for 2018"
    assert none in pace.prospect_sentence(make_prospect(next_needed=None, next_likelihood=None))
    assert none in pace.prospect_sentence(make_prospect(next_needed=80.0, next_likelihood=0.04))
    assert none not in pace.prospect_sentence(make_prospect(next_needed=80.0, next_likelihood=0.4))
    silent = make_prospect(next_needed=80.0, next_likelihood=0.04)
    assert pace.required_table([make_need()], [silent]).iloc[0, -1] == "–"


def test_of_a_level_to_be_kept_and_of_a_next_year_only_what_matters_is_told():
    kept = make_prospect(target=make_target(64, direction="maintain"), next_needed=64.0)
    assert "First year" not in pace.prospect_sentence(kept)
    soon = make_prospect(target=make_target(66, year=2018))
    assert "figure of 2018" not in pace.prospect_sentence(soon)


# --- tables ----------------------------------------------------------------------------------


def test_the_table_has_a_row_per_target_and_columns_in_both_languages():
    needs = [make_need(own=(1.0, 5.0)), make_need(status="decided", published=64.74, past=None)]
    table = pace.required_table(needs)
    assert len(table) == 2
    assert plain(" | ".join(map(str, table.iloc[0]))) == (
        "Resident urbanization rate | 2020 | at least 68.7 % | 64.01 % | 4.69 points | "
        "1.56 points | 1,193 | 3 % | 1 / 2"
    )
    assert table.iloc[1].tolist().count("–") == 5
    wide = pace.required_table(needs, [make_prospect()] * 2, "zh")
    assert wide.columns[:2].tolist() == ["指标", "年份"]
    assert wide.iloc[0].tolist()[-4:] == ["2022年", "到2032年仍无", "1.3", "66.84%"]


# --- the plan's findings ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def findings(plan):
    return audit_plan(plan)


def test_every_finding_of_the_plan_is_told_in_both_languages(findings, plan):
    for lang in ("en", "zh"):
        table = pace.audit_table(findings, lang)
        assert len(table) == len(findings)
        text = "\n".join(pace.audit_lines(findings, plan, lang))
        assert len(text.splitlines()) == len(findings) + 1
        assert not any(sign in text for sign in "{}")


def test_the_gap_is_told_with_its_arithmetic(findings):
    row = findings[findings["code"] == "AUDIT-GAP"].iloc[0]
    assert pace.audit_sentence(row) == (
        "residents less hukou: 64.01 − 49.52 = 14.49 points in 2017, by the targets 68.70 − 50.12 "
        "= 18.58 points: the gap widens by 4.09 points."
    )
    assert pace.audit_sentence(row, "zh") == (
        "常住与户籍城镇化率之差，2017年为64.01−49.52=14.49个百分点，按目标为68.70−50.12=18.58个百分点，"
        "扩大4.09个百分点。"
    )


def test_the_people_settled_are_told_with_what_is_unknown(findings):
    row = findings[findings["code"] == "AUDIT-SETTLED"].iloc[0]
    told = pace.audit_sentence(row)
    assert told.startswith("43,500 people are to be settled from 2018 to 2020.")
    assert "385.67 × 10,000 people registered in 2016 (published) that is 23,140 people" in told
    assert "The gain asked for lies between the two. Natural increase" in told
    numbers = row["numbers"] | {"gain": 2.0}
    beyond = pace.audit_sentence(row.to_frame().T.assign(numbers=[numbers]).iloc[0])
    assert "The gain asked for lies outside that span." in beyond


def test_front_loading_is_told_with_and_without_an_earlier_change(findings):
    front = findings[findings["code"] == "AUDIT-FRONT"].set_index("indicator")
    told = {name: pace.audit_sentence(row) for name, row in front.iterrows()}
    assert told[URBAN] == (
        "the first step is 2.19 points, the later ones at most 1.3 points, the last known yearly "
        "change was 1 point: most is asked for first."
    )
    assert told["sewage_treatment_rate"].endswith("no earlier yearly change is known.")


def test_a_plan_without_findings_says_so(plan):
    none = pd.DataFrame(columns=FINDING_COLUMNS)
    assert pace.audit_lines(none, plan, "zh")[1:] == ["未发现问题。"]
    assert pace.audit_table(none).empty


# --- the chart -------------------------------------------------------------------------------


def shown(ax):
    return plain("\n".join(text.get_text() for text in ax.figure.findobj(Text)))


def bars(ax, color):
    return [bar for bar in ax.patches if to_hex(bar.get_facecolor()).upper() == color]


def test_the_dark_bars_hold_the_share_that_is_told():
    needed = make_need(compared=2.0)
    ax = draw_required(needed, own_series(needed))
    width = max(bar.get_width() for bar in ax.patches)
    dark = [bar.get_height() * bar.get_width() / width for bar in bars(ax, palette.BLUE)]
    low, high = ax.get_xlim()
    assert sum(dark) / 100 == pytest.approx(needed.past.below(high) - needed.past.below(2.0))
    assert min(bar.get_x() for bar in bars(ax, palette.BLUE)) == pytest.approx(2.0)
    light = bars(ax, palette.BAND_INNER)
    assert max(bar.get_x() + bar.get_width() for bar in light) == pytest.approx(2.0)
    assert low < -4 < 4 < high


def test_a_fall_is_dark_on_the_left():
    needed = make_need(make_target(62, direction="at_most"), change=-2.01, compared=-2.01)
    ax = draw_required(needed, own_series(needed))
    assert max(bar.get_x() + bar.get_width() for bar in bars(ax, palette.BLUE)) == pytest.approx(
        -2.01
    )


def test_the_change_needed_is_a_line_with_its_amount_and_share():
    needed = make_need()
    ax = draw_required(needed, own_series(needed))
    assert [list(line.get_xdata()) for line in ax.lines][-1] == [4.69, 4.69]
    assert "needed: +4.69 points\n3 % as large" in shown(ax)
    kept = make_need(make_target(64, direction="maintain"), status="met", compared=-0.01)
    text = shown(draw_required(kept, own_series(kept), lang="zh"))
    assert "底线：−0.01个百分点" in text
    assert "目标得以保持" in text


def test_own_changes_are_marked_beneath_the_bars_only_if_there_are_any():
    needed = make_need(own=(1.0, -2.0))
    ax = draw_required(needed, own_series(needed))
    (own,) = [line for line in ax.lines if line.get_label() == "own past changes"]
    assert list(own.get_xdata()) == [1.0, -2.0]
    assert max(own.get_ydata()) < 0
    alone = make_need()
    assert "own past changes" not in shown(draw_required(alone, own_series(alone)))


def test_the_small_print_tells_which_changes_are_drawn_and_how_many_are_not():
    needed = make_need()
    text = shown(draw_required(needed, own_series(needed))).replace("\n", " ")
    assert "1,193 overlapping changes over 3 years of 54 like series" in text
    assert "(urbanization rates of countries, to 2016)" in text
    assert "Beyond the axes:" in text


def test_axes_given_are_the_axes_returned_and_a_title_may_be_given():
    needed = make_need()
    _, ax = pyplot.subplots()
    assert draw_required(needed, own_series(needed), title="Towns", ax=ax) is ax
    assert "Towns, Liuzhou: has it moved like this before?" in shown(ax)


def test_a_decided_target_has_no_change_to_draw_and_its_slide_says_so():
    needed = make_need(status="decided", published=64.74, past=None)
    ax = draw_required(needed, own_series(needed))
    assert not ax.axison
    assert "64.74" in shown(ax)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("number", [1, 3, 10, 11, 15])
def test_every_slide_can_be_read(plan, number, lang, faults):
    own = load_series(number, as_of=date(2018, 6, 8))
    assert faults(draw_required(required(own, plan.targets_for(number)[-1]), own, lang=lang)) == []
