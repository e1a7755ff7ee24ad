"""Joint outcomes told in words, tables and a picture."""

import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle, StepPatch

from urbanstats.brief.likelihood import (
    count_sentence,
    joint_sentence,
)
from urbanstats.outlook.joint import JointOutcome, count_probabilities, forecast_count
from urbanstats.plan.values import Target
from urbanstats.present.charts import draw_count

P = (0.02, 0.13, 0.3, 0.35, 0.4, 0.4, 0.45, 0.5, 0.55, 0.6, 0.6, 0.65, 0.7, 0.8, 0.99)


def plain(text):
    return text.replace("\u00a0", " ")


def make_counts(p=P, decided=0, correlation=0.3, through=None):
    status = ["decided"] * decided + ["forecast"] * (len(p) - decided)
    rows = {"year": 2020, "likelihood": p, "status": status, "as_of": "2018-06-08"}
    table = forecast_count(pd.DataFrame(rows), 2020, correlation=correlation)
    return table if through is None else table.assign(through=through)


def make_outcome(direction="at_least", likelihoods=(0.05, 0.4, 0.5), **facts):
    targets = tuple(
        Target(indicator="green_coverage", year=2018 + k, direction=direction, value=40 + k,
               unit="percent", decimals=1)
        for k in range(len(likelihoods))
    )  # fmt: skip
    chances = {"all_met": 0.12, "standard_error": 0.002, "first": (0.05, 0.3, 0.1), "none": 0.55}
    return JointOutcome(targets=targets, likelihoods=likelihoods, **chances | facts)


def texts(ax):
    return [plain(text.get_text()).replace("\n", " ") for text in ax.texts]


# --- words --------------------------------------------------------------------------------------


def test_the_count_is_told_with_both_ranges():
    assert plain(count_sentence(make_counts())) == (
        "Of 15 targets of 2020, 7.4 are expected to be met; at least 8 in 10 futures see 5 to 10 "
        "(3 to 11 if the indicators share their luck)."
    )
    assert count_sentence(make_counts(), "zh") == (
        "2020年15项目标中，预计达标7.4项；每10种可能中至少8种为5至10项（若各指标同向波动，则为3至11项）。"
    )


def test_equal_ranges_are_told_once():
    told = count_sentence(make_counts(correlation=0.0))
    assert told.endswith("see 5 to 10 (the same if the indicators share their luck).")
    told = count_sentence(make_counts(correlation=0.0), "zh")
    assert told.endswith("为5至10项（若各指标同向波动，范围不变）。")


def test_a_range_of_one_number_is_that_number():
    told = count_sentence(make_counts((0.99, 0.99, 0.01)))
    assert "8 in 10 futures see 2 (the same" in told


def test_what_is_decided_is_told():
    told = count_sentence(make_counts((1.0, 0.0, 0.5, 0.5), decided=2))
    assert told.endswith(" 2 of them are already decided.")
    settled = make_counts((1.0, 0.0, 1.0), decided=3)
    assert count_sentence(settled) == "All 3 targets of 2020 are decided: 2 met."
    assert count_sentence(settled, "zh") == "2020年3项目标均已有结果，达标2项。"


def test_all_years_of_a_target_are_told_with_the_year_of_the_first():
    assert plain(joint_sentence(make_outcome())) == (
        "All 3 yearly targets of Green coverage: 12 %. First met in 2018 with 5 %, in 2019 with "
        "30 %, in 2020 with 10 %; in none of the years: 55 %."
    )
    assert joint_sentence(make_outcome(), "zh") == (
        "建成区绿化覆盖率3个年度目标全部达标的可能性为12%。"
        "首次达标年份的可能性：2018年5%，2019年30%，2020年10%；各年均不达标55%。"
    )


def test_a_level_to_be_maintained_has_no_first_year():
    told = plain(joint_sentence(make_outcome("maintain")))
    assert told == "All 3 yearly targets of Green coverage: 12 %."


def test_a_missed_year_rules_out_all_and_is_no_first_year():
    missed = make_outcome(likelihoods=(0.0, 0.4, 0.5), all_met=0.0, first=(0.0, 0.4, 0.2), none=0.4)
    assert plain(joint_sentence(missed)) == (
        "Not all 3 yearly targets of Green coverage can be met any more. First met in 2019 with "
        "40 %, in 2020 with 20 %; in none of the years: 40 %."
    )
    assert joint_sentence(missed, "zh").startswith("建成区绿化覆盖率3个年度目标已不可能全部达标。")


def test_a_year_already_met_is_the_first_one():
    met = make_outcome(likelihoods=(1.0, 0.4, 0.5), first=(1.0, 0.0, 0.0), none=0.0)
    assert plain(joint_sentence(met)).endswith("12 %. First met in 2018, as published.")
    late = make_outcome(likelihoods=(0.0, 1.0, 0.5), first=(0.0, 1.0, 0.0), none=0.0)
    assert joint_sentence(late, "zh").endswith("2019年已首次达标。")


def test_decided_years_are_counted():
    decided = make_outcome(likelihoods=(1.0, 0.0, 1.0))
    assert joint_sentence(decided) == ("All 3 yearly targets of Green coverage are decided: 2 met.")


# --- chart --------------------------------------------------------------------------------------


def test_bars_are_the_independent_law_and_the_line_the_shared_one():
    ax = draw_count(make_counts(), title="Liuzhou")
    bars = sorted((bar.get_x(), bar) for bar in ax.patches if isinstance(bar, Rectangle))
    heights = [bar.get_height() for _, bar in bars]
    assert heights == pytest.approx(count_probabilities(P))
    (line,) = (patch for patch in ax.patches if isinstance(patch, StepPatch))
    assert line.get_data().values == pytest.approx(count_probabilities(P, 0.3))
    assert line.get_data().edges.tolist() == [k - 0.5 for k in range(17)]
    dark = [k for k, (_, bar) in enumerate(bars) if to_hex(bar.get_facecolor()) == "#8dbedd"]
    assert dark == [5, 6, 7, 8, 9, 10]


def test_the_expected_number_is_marked_and_named():
    ax = draw_count(make_counts(), title="Liuzhou")
    (mark,) = ax.lines
    assert mark.get_xdata() == pytest.approx([sum(P)] * 2)
    assert "expected 7.4" in texts(ax)


def test_bars_have_their_numbers_where_there_is_something_to_see():
    ax = draw_count(make_counts((0.5, 0.5, 0.004)), title="")
    assert [text for text in texts(ax) if text.endswith(" %")] == ["25 %", "50 %", "25 %"]


def test_title_sentence_legend_and_small_print_are_there():
    ax = draw_count(make_counts(through=2016), title="Liuzhou")
    assert ax.get_title(loc="left") == "Liuzhou: how many of the 15 targets of 2020 will be met?"
    assert plain(count_sentence(make_counts())) in texts(ax)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == [
        "each by itself: the middle 8 in 10 futures",
        "each by itself: the others",
        "sharing their luck (correlation 0.30)",
    ]
    small = texts(ax)[-1]
    assert "learned from three infrastructure indicators of Chinese cities to 2016" in small
    assert "Known by 2018-06-08" in small
    assert "Its strength is supposed." in texts(draw_count(make_counts(), title=""))[-1]


CASES = {
    "middle": P,
    "high": tuple(1 - (1 - p) / 4 for p in P),
    "low": tuple(p / 4 for p in P),
    "even": (0.5,) * 15,
    "few": (0.4, 0.5, 0.6),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("case", CASES)
def test_every_shape_of_the_counts_can_be_read(case, lang, faults):
    counts = make_counts(CASES[case], decided=1, correlation=0.09, through=2016)
    title = {"en": "Fangchenggang", "zh": "防城港市"}[lang]
    assert faults(draw_count(counts, title=title, lang=lang)) == []


def test_a_plan_that_is_decided_is_one_bar():
    ax = draw_count(make_counts((1.0, 0.0, 1.0), decided=3), title="Liuzhou")
    heights = [bar.get_height() for bar in ax.patches if isinstance(bar, Rectangle)]
    assert sorted(heights) == pytest.approx([0, 0, 0, 1])
    assert "All 3 targets of 2020 are decided: 2 met." in texts(ax)


def test_axes_given_are_the_axes_returned():
    _, ax = pyplot.subplots()
    assert draw_count(make_counts(), title="", ax=ax) is ax
