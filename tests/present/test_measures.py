"""Measures side by side: what each says, in words, and why they disagree."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from scipy import stats

from urbanstats.brief import measures
from urbanstats.outlook import compare_measures
from urbanstats.outlook.measures import MEASURES
from urbanstats.outlook.measures import progress as course
from urbanstats.outlook.measures.progress import VERDICTS
from urbanstats.present.charts import draw_measures
from urbanstats.present.charts.comparisons import NAMES
from urbanstats.trend.projection import Evidence, Located, Projection
from urbanstats.words.catalogue import read_words

SCARCE = (
    "MSR-NO-FIGURE", "MSR-NO-BASELINE", "MSR-ONLY-BASELINE", "MSR-NO-CHANGE", "MSR-NOT-POSITIVE",
    "MSR-SHORT", "MSR-NOT-URBAN", "MSR-NOT-PERCENT", "MSR-BOUND", "MSR-NO-SPREAD", "MSR-DECIDED",
)  # fmt: skip


def plain(text):
    return text.replace("\u00a0", " ")


def texts(ax):
    return [plain(text.get_text()) for text in ax.texts]


def signs(ax):
    """Return the shape, place and row of each sign."""
    return [
        (line.get_marker(), line.get_xdata()[0], line.get_ydata()[0])
        for line in ax.lines
        if line.get_marker() != "None"
    ]


def projected(centre):
    """Return a normal projection of 2020, one point wide."""
    future = Located(np.array([centre]), np.array([1.0]), stats.norm())
    seen = Evidence(3, 3, 2016, 2018)
    return Projection((2020,), "percent", "percent", 2, "line", 2018, seen, future)


def compare(build, years, values):
    series = build.series(years, values, reference_class="urbanization_rate")
    return compare_measures(series, build.targets({2020: 68.7})[0], projected(values[-1] + 2.2))


@pytest.fixture
def later(build):
    """Three figures, of which one is after the baseline."""
    return compare(build, (2016, 2017, 2018), (63.01, 64.01, 64.74))


@pytest.fixture
def plan_day(build):
    """The baseline alone."""
    return compare(build, (2017,), (64.01,))


# --- words --------------------------------------------------------------------------------------


def test_every_measure_verdict_reason_and_comparison_has_a_name():
    wanted = {f"measure.{name}" for name in [*MEASURES, "attainment"]}
    wanted |= {f"compares.{measure.compares}" for measure in MEASURES.values()}
    likelihoods = {"undefined", "likely", "even", "unlikely"}  # told by reason or likelihood
    wanted |= {f"verdict.{verdict}" for verdict in set(VERDICTS) - likelihoods}
    wanted |= {f"reason.{code}" for code in SCARCE}
    names = read_words("names")
    assert wanted - {f"{thing}.{name}" for thing in names for name in names[thing]} == set()


def test_the_reasons_named_are_those_that_are_given():
    code = "".join(path.read_text("utf-8") for path in Path(course.__file__).parent.glob("*.py"))
    assert {reason for reason in SCARCE if f'"{reason}"' in code} == set(SCARCE)
    assert {code for code in read_words("names")["reason"] if code.startswith("MSR")} == set(SCARCE)


@pytest.mark.parametrize(
    ("kind", "number", "english", "chinese"),
    [
        ("completion", 97.794, "97.8 %", "97.8%"),
        ("index", 1.557, "1.6 of 10", "1.6（满分10）"),
        ("gap", 4.812, "4.8 of 10 short", "差4.8/10"),
        ("ratio", 0.4782, "0.48", "0.48"),
        ("miss", 0.563, "0.56", "0.56"),
        ("miss", -14.98, "–", "–"),
        ("level", 66.432, "66.43 %", "66.43%"),
        ("growth", 0.089251, "0.089 a year", "每年0.089"),
        ("years", 2.76, "2.8 years late", "晚2.8年"),
        ("years", -2.91, "2.9 years early", "早2.9年"),
        ("likelihood", 0.0488, "5 %", "5%"),
        ("ratio", float("nan"), "–", "–"),
    ],
)
def test_each_kind_of_number_is_told_with_its_unit(kind, number, english, chinese):
    row = pd.Series({"number": number, "kind": kind, "unit": "percent", "verdict": "x"})
    assert plain(measures.measured_text(row)) == english
    assert measures.measured_text(row, "zh") == chinese


def test_a_decided_likelihood_is_told_as_met_or_missed_without_a_number():
    row = {"number": 0.0, "kind": "likelihood", "unit": "percent", "verdict": "missed"}
    row = pd.Series(row | {"reason": ""})
    assert measures.measured_text(row) == "–"
    assert measures.verdict_text(row, "zh") == "到期未达标"


def test_the_count_tells_the_target_and_every_side(later, plan_day):
    assert plain(measures.counts_sentence(later)) == (
        "Target: at least 68.7 %. Of 16 measures: 1 on track, 13 off track, 1 unclear, "
        "1 without an answer."
    )
    assert measures.counts_sentence(plan_day, "zh") == (
        "目标：不低于68.7%。16种方法中，0种判断可望达标，1种判断难以达标，2种尚难判断，13种无法计算。"
    )


def test_disagreement_is_explained_by_what_is_compared(later):
    assert measures.why_text(later) == (
        "Why they differ: the level (completion rates); change against time (completion of the "
        "change, index, arrow); growth since 2017 (growth ratio, chart); earlier years too "
        "(trends); how sure one is (likelihoods)."
    )
    assert measures.why_text(later, "zh") == (
        "各方法比较的内容不同：水平（完成率）；已实现的变化与已过去的时间（增量完成率、现状指数、趋势箭头）；"
        "2017年以来的增速（增速比、进展图）；更早年份的数据（趋势类）；把握的大小（可能性）。"
    )


def test_only_what_can_be_computed_is_explained(later):
    silent = later.assign(reason=later["reason"].mask(later["compares"] == "growth", "MSR-SHORT"))
    assert "growth ratio" not in measures.why_text(silent)


def test_one_figure_is_said_to_be_too_few_and_who_speaks_is_named(plan_day):
    assert measures.why_text(plan_day) == (
        "13 of 16 measures need more figures than were known by 2017-12-31. Only one takes a side "
        "(Likelihood, plan's basis): off track."
    )
    assert measures.why_text(plan_day, "zh") == (
        "截至2017-12-31数据不足，16种方法中有13种无法计算。仅有一种作出判断（达标可能性（规划口径））："
        "难以达标。"
    )


def test_agreement_and_silence_are_said_too(later):
    sides = later[later["says"] == "off_track"]
    assert measures.why_text(sides) == "All that take a side agree: off track."
    assert measures.why_text(sides, "zh") == "作出判断的方法一致：难以达标。"
    silent = later[later["says"] == "unclear"]
    assert measures.why_text(silent) == "None can say yet whether the target will be reached."


# --- table --------------------------------------------------------------------------------------


def test_a_notebooks_table_has_a_row_of_text_per_measure(later):
    table = measures.measures_table(later)
    assert list(table.columns) == [
        "Method",
        "Compares",
        "Year",
        "Number",
        "In words",
        "So the target is",
        "Note",
    ]
    rows = [[plain(str(cell)) for cell in row] for row in table.to_numpy()]
    assert rows[1] == [
        "Completion rate against time",
        "level",
        "2020",
        "282.7 %",
        "on schedule or ahead",
        "on track",
        "",
    ]
    assert rows[4][0] == "SDSN trend arrow*"
    assert rows[4][-1] == "* To be confirmed."
    assert rows[-1][3:6] == ["4 %", "very unlikely", "off track"]


def test_the_table_tells_in_chinese_what_cannot_be_computed(plan_day):
    rows = measures.measures_table(plan_day, "zh").to_numpy().tolist()
    assert rows[0] == ["完成率", "水平", 2020, "93.2%", "低于目标，尚未到期", "尚难判断", ""]
    assert rows[2][3:6] == ["–", "无法计算：基期之后尚无新数据", "无法计算"]


# --- chart --------------------------------------------------------------------------------------


def test_every_measure_has_a_row_and_those_that_answer_a_sign(later):
    ax = draw_measures(later, title="Urbanization rate")
    shown = texts(ax)
    assert {"Completion rate, of the level", "SDSN trend arrow*", "German weather symbol"} <= set(
        shown
    )
    assert len(signs(ax)) == 15
    assert "no answer: too few figures" in shown


def test_shape_and_place_both_tell_the_side(later):
    drawn = signs(draw_measures(later, title="Urbanization rate"))
    assert {(shape, place) for shape, place, _ in drawn} == {("v", 372), ("D", 444), ("o", 516)}
    assert [shape for shape, _, _ in drawn[:3]] == ["D", "o", "v"]
    heights = [height for _, _, height in drawn]
    assert heights == sorted(heights, reverse=True)


def test_the_three_sides_are_named_above_their_lanes(later):
    assert texts(draw_measures(later, title=""))[-5:-2] == ["off track", "unclear", "on track"]


def test_a_gap_parts_measures_that_compare_different_things(later):
    ax = draw_measures(later, title="", lang="zh")
    families = ("水平", "变化量", "增速", "趋势", "可能性")
    assert [texts(ax).count(family) for family in families] == [1] * 5
    names = [text.get_position()[1] for text in ax.texts if text.get_position()[0] == NAMES]
    steps = [round(upper - lower, 1) for upper, lower in pairwise(names)]
    assert steps == [1, 1.4, 1, 1, 1.4, 1, 1.4, 1, 1, 1, 1, 1, 1.4, 1, 1]


def test_title_area_year_and_small_print_are_there(later):
    ax = draw_measures(later, title="Urbanization rate")
    assert ax.get_title(loc="left") == (
        "Urbanization rate, Liuzhou: what each measure says of 2020"
    )
    small = texts(ax)[-1].replace("\n", " ")
    assert "Figures: one basis, known by 2018-12-31 (newest 2018); base year 2017." in small
    assert "* To be confirmed." in small


def test_nothing_waits_to_be_confirmed_where_no_such_measure_is_shown(later):
    ax = draw_measures(later[~later["to_confirm"]], title="")
    assert "confirmed" not in texts(ax)[-1]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", ["later", "plan_day", "longest"])
def test_the_longest_names_and_reasons_can_be_read(case, lang, request, plan, faults):
    later, plan_day = (request.getfixturevalue(name) for name in ("later", "plan_day"))
    longest = later.assign(verdict="sun_fading", reason="", says="unclear", kind="gap", number=9.9)
    reasons = [*SCARCE, "", "", "", "", ""]
    mixed = longest.assign(reason=reasons, says=["on_track"] * 15 + ["off_track"])
    table = {"later": later, "plan_day": plan_day, "longest": mixed}[case]
    assert faults(draw_measures(table, title=plan.indicator(5).name(lang), lang=lang)) == []


def test_axes_given_are_the_axes_returned(later):
    _, ax = pyplot.subplots()
    assert draw_measures(later, title="", ax=ax) is ax
