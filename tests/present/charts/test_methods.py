"""The chart of methods shows who answers what, and who cannot answer."""

import pandas as pd
import pytest
from matplotlib import pyplot

from urbanstats.present.charts import draw_methods
from urbanstats.trend import METHODS

COLUMNS = ["method", "title", "year", "median", "q0.1", "q0.9", "likelihood", "reason"]
NONE = float("nan")


@pytest.fixture
def answers():
    return pd.DataFrame(
        [
            ("pooled", "Pooled", 2019, 65.0, 64.0, 66.0, 0.2, ""),
            ("pooled", "Pooled", 2020, 66.4, 65.1, 67.6, 0.034, ""),
            ("line", "Line", 2020, 67.4, 66.6, 68.3, 0.07, ""),
            ("arima", "ARIMA", 2020, NONE, NONE, NONE, NONE, "2 figures on the basis 'plan'"),
        ],
        columns=COLUMNS,
    )


@pytest.fixture
def target(build):
    return build.targets({2020: 68.7})[0]


def texts(ax):
    return [text.get_text().replace("\u00a0", " ") for text in ax.texts]


def test_every_method_that_answers_for_the_year_has_a_row(answers, target, build):
    shown = texts(draw_methods(answers, build.series(), target))
    assert {"Learned from like series", "Straight line"} <= set(shown)
    assert {"3 %", "7 %"} <= set(shown)
    assert "20 %" not in shown  # that is 2019's


def test_a_line_spans_8_in_10_futures_and_a_dot_marks_the_median(answers, target, build):
    ax = draw_methods(answers, build.series(), target)
    spans = [line.get_xdata() for line in ax.lines if line.get_marker() == "None"]
    assert [65.1, 67.6] in [list(span) for span in spans]
    dots = [line.get_xdata()[0] for line in ax.lines if line.get_marker() == "o"]
    assert dots == [66.4, 67.4]


def test_methods_that_cannot_answer_share_a_line_for_each_reason(answers, target, build):
    shown = texts(draw_methods(answers, build.series(), target))
    assert "No answer, 2 figures on the basis 'plan': ARIMA." in shown
    more = pd.concat([answers, answers.iloc[[-1]].assign(method="linear")], ignore_index=True)
    shown = texts(draw_methods(more, build.series(), target))
    assert "No answer, 2 figures on the basis 'plan': ARIMA; linear." in shown


def test_a_reason_with_a_code_is_told_in_the_readers_language(answers, target, build):
    coded = answers.assign(code=["", "", "", "FIT-SHORT"])
    assert "无法作答（数据太少）：ARIMA模型。" in texts(
        draw_methods(coded, build.series(), target, lang="zh")
    )


def test_the_target_is_a_dashed_level_with_year_and_level(answers, target, build):
    ax = draw_methods(answers, build.series(), target)
    dashed = [line for line in ax.lines if line.is_dashed()]
    assert [set(line.get_xdata()) for line in dashed] == [{68.7}]
    assert "2020 target: 68.7 %" in texts(ax)


def test_title_unit_and_caption_are_there(answers, target, build):
    ax = draw_methods(answers, build.series(), target, title="Urbanization rate")
    assert ax.get_title(loc="left") == "Urbanization rate, Liuzhou: 2020 by method"
    assert ax.get_xlabel() == "percent"
    assert any("Forecast origin: 2017" in text for text in texts(ax))


def test_a_percent_axis_stays_inside_0_to_100(answers, build):
    target = build.targets({2020: 100})[0]
    low, high = draw_methods(answers.assign(**{"q0.1": 0.1}), build.series(), target).get_xlim()
    assert (low, high) == (0, 100)


def test_the_target_alone_is_shown_where_no_method_answers(answers, target, build):
    refused = answers.assign(reason="too few")
    low, high = draw_methods(refused, build.series(), target).get_xlim()
    assert low < 68.7 < high


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_all_methods_of_a_long_name_can_be_read(target, build, plan, lang, faults):
    rows = [(m, m, 2020, 66.4, 65.1, 67.6, 0.999, "") for m in METHODS]
    rows[-1] = (*rows[-1][:3], NONE, NONE, NONE, NONE, "it jumps by 4.73 in 2011, 55 usual changes")
    table, title = pd.DataFrame(rows, columns=COLUMNS), plan.indicator(15).name(lang)
    assert faults(draw_methods(table, build.series(), target, title=title, lang=lang)) == []


def test_axes_given_are_the_axes_returned(answers, target, build):
    _, ax = pyplot.subplots()
    assert draw_methods(answers, build.series(), target, ax=ax) is ax
