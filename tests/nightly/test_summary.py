"""What the command line says at the end."""

import math
from pathlib import Path

import pandas as pd
import pytest

from urbanstats.nightly.night import Published, likelihood_lines, summarise


@pytest.fixture
def table():
    rows = [
        ("water_supply_coverage", 2018, 0.4, 0.4, "forecast"),
        ("water_supply_coverage", 2019, 0.004, 0.12, "forecast"),
        ("green_coverage", 2018, 1.0, 1.0, "decided"),
        ("green_coverage", 2019, math.nan, math.nan, "forecast"),
    ]
    columns = ["indicator", "year", "likelihood", "likelihood_plan_basis", "status"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(status_plan_basis=table["status"])


def test_every_indicator_has_a_line_and_every_year_a_column(table, plan):
    assert likelihood_lines(table, plan) == [
        "Likelihood of reaching each year's target (in brackets: as the plan counts)",
        "                                               2018         2019",
        "10 Public water supply coverage                40 %  <1 % (12 %)",
        "15 Green coverage of the built-up area          met            –",
    ]


def test_chinese_names_keep_the_columns_straight(table, plan):
    _, head, first, second = likelihood_lines(table, plan, "zh")
    assert first.startswith("10 ")
    columns = [sum(1 + (ord(sign) > 0x2E80) for sign in line) for line in (head, first, second)]
    assert len(set(columns)) == 1


def test_the_summary_says_where_everything_is(table, plan):
    folder = Path("/srv/urbanstats/runs/2018-06-08-en")
    lines = summarise(Published("2018-06-08-en", folder, table, 41.7), plan).splitlines()
    assert lines[-2:] == [
        "published in 42 s: /srv/urbanstats/runs/2018-06-08-en",
        "figures: /srv/urbanstats/figures/latest",
    ]


def test_the_chinese_summary_says_where_everything_is(table, plan):
    folder = Path("/srv/urbanstats/runs/2018-06-08-en")
    lines = summarise(Published("2018-06-08-en", folder, table, 41.7), plan, "zh").splitlines()
    assert lines[-2:] == [
        "已发布（用时42秒）：/srv/urbanstats/runs/2018-06-08-en",
        "图件：/srv/urbanstats/figures/latest",
    ]


def test_the_summary_names_page_and_slides_where_there_are_some(table, plan, tmp_path):
    folder = tmp_path / "runs" / "2018-06-08-en"
    (folder / "site").mkdir(parents=True)
    (folder / "briefing_en.pptx").touch()
    lines = summarise(Published("2018-06-08-en", folder, table, 41.7), plan).splitlines()
    assert lines[-2:] == [
        f"page: {tmp_path}/site/latest/index.html",
        f"slides: {folder}/briefing_en.pptx",
    ]
