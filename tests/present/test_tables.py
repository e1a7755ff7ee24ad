"""Tables read like a briefing: human names, numbers with units, nothing cut off."""

import pandas as pd
import pytest

from urbanstats.brief import tables
from urbanstats.outlook.joint import expected_targets


def plain(table):
    return [[str(cell).replace("\u00a0", " ") for cell in row] for row in table.to_numpy()]


def test_a_forecast_is_laid_out_in_words_numbers_and_a_range(one_figure, plan):
    table = tables.likelihood_table(one_figure.table, plan)
    assert list(table.columns) == [
        "No.",
        "Indicator",
        "Year",
        "Target",
        "Likelihood",
        "In words",
        "On the plan's basis",
        "Median",
        "8 in 10 futures",
        "Rests on",
        "Last figure",
    ]
    assert plain(table)[2] == [
        "1",
        "Urbanization rate of the resident population",
        "2020",
        "at least 68.7 %",
        "8 %",
        "unlikely",
        "–",
        "66.71 %",
        "64.93 % to 68.49 %",
        "1 figure",
        "2017",
    ]


def test_a_decided_target_is_laid_out_with_its_figure(partly_decided, plan):
    row = plain(tables.likelihood_table(partly_decided.table, plan, "zh"))[0]
    assert row[3:9] == ["不低于66.2%", "未达标", "公布值64.74%", "–", "–", "–"]


def test_the_expected_number_met_is_the_sum_of_likelihoods():
    table = pd.DataFrame(
        {
            "year": [2019, 2018, 2018, 2018],
            "likelihood": [0.25, 0.5, 0.1, 1.0],
            "status": ["forecast", "forecast", "forecast", "decided"],
        }
    )
    expected = expected_targets(table)
    assert expected["year"].tolist() == [2018, 2019]
    assert expected["targets"].tolist() == [3, 1]
    assert expected["decided"].tolist() == [1, 0]
    assert expected["expected"].tolist() == pytest.approx([1.6, 0.25])
    shown = tables.expected_table(expected, "zh")
    assert list(shown.columns) == ["年份", "目标数", "其中已有结果", "预计达标数"]
    assert shown["预计达标数"].tolist() == [1.6, 0.2]


def test_every_figure_is_listed_with_basis_day_and_source(partly_decided):
    rows = plain(tables.source_table(partly_decided.series))
    assert len(rows) == 6
    assert rows[0] == ["2005", "45.45 %", "pre-2010 census", "2005-12-31", "given by hand"]


def test_a_method_without_an_answer_is_listed_with_its_reason(build):
    columns = ["method", "year", "median", "q0.1", "q0.9", "likelihood", "reason"]
    nan = float("nan")
    answers = pd.DataFrame(
        [
            ("line", 2020, 66.4, 65.1, 67.6, 0.034, ""),
            ("arima", 2020, nan, nan, nan, nan, "too short"),
        ],
        columns=columns,
    )
    rows = plain(tables.method_table(answers, build.series()))
    assert rows == [
        ["Straight line", "2020", "3 %", "66.40 %", "65.10 % to 67.60 %"],
        ["ARIMA", "2020", "no answer: too short", "–", "–"],
    ]


def test_a_table_in_a_notebook_is_not_cut_off_and_escapes_what_it_shows():
    long = "x" * 200 + "<script>"
    html = tables.lay_out(pd.DataFrame({"Source": [long]})).data
    assert "x" * 200 + "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<th></th>" not in html
