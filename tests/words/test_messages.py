"""Why a series is refused is told in the reader's language."""

from datetime import date

import pandas as pd
import pytest

from urbanstats.outlook.panel import forecast_panel, screen
from urbanstats.words.messages import refusal_text


@pytest.mark.parametrize(
    ("rows", "chinese"),
    [
        ([(2017, 5, "share")], "kind列为'share'，应为percent或count"),
        ([(2017, "oops", "count")], "'oops'不是数字"),
        ([(2017.5, 5, "count")], "年份不是整数"),
        ([(2017, 120, "percent")], "2017年的120超出0至100"),
        ([(2017, -1, "count")], "2017年的-1小于0"),
        ([(2017, 5, "count"), (2017, 6, "count")], "2017年有两个数据"),
        ([(2019, 5, "count")], "2018年以前没有数据"),
    ],
)
def test_why_a_series_is_refused_is_told_in_chinese(rows, chinese):
    panel = pd.DataFrame(rows, columns=["year", "value", "kind"]).assign(series_id="a")
    reason = screen(panel, date(2018, 6, 8))[1]["a"]
    assert refusal_text(reason, "zh") == chinese
    assert refusal_text(reason, "en") == reason


def test_why_nothing_is_left_of_a_series_is_told_in_chinese():
    panel = pd.DataFrame({"series_id": ["a"], "year": [2017], "value": [None], "kind": "count"})
    assert refusal_text(screen(panel)[1]["a"], "zh") == "没有数据"


def test_why_a_target_is_refused_is_told_in_chinese():
    figures = pd.DataFrame({"series_id": "a", "year": [2016, 2018], "value": 5.0, "kind": "count"})
    goal = pd.DataFrame({"series_id": ["a"], "year": [2017], "direction": "at_least", "value": 6})
    table = forecast_panel(figures, goal, horizons=[1])
    reason = table[table["status"] == "refused"]["reason"].iloc[0]
    assert refusal_text(reason, "zh") == "2017年没有数据，而2018年数据已公布"
