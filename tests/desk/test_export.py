"""Planners take away one workbook of a published run, in words they read and numbers they use."""

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from urbanstats.desk.export import run_tables
from urbanstats.errors import ParameterError
from urbanstats.files.excel import sheet_bytes
from urbanstats.outlook.indicator import assess

SHIPPED = Path(__file__).parents[2] / "data"
FACTS = {"run": "2019-06-30-en-20190701T000000Z", "as_of": "2019-06-30", "area": "Liuzhou",
         "method": "pooled", "urbanstats": "1.0"}  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a folder with what a run leaves: forecasts and a copy of the data."""
    folder = tmp_path_factory.mktemp("run")
    shutil.copytree(SHIPPED, folder / "data", ignore=shutil.ignore_patterns(".*"))
    tables = [assess(name, as_of="2019-06-30").table for name in (1, 2)]
    pd.concat(tables, ignore_index=True).to_parquet(folder / "forecasts.parquet")
    return folder


@pytest.fixture(scope="module")
def tables(run):
    return run_tables(run, FACTS)


def test_a_workbook_has_a_sheet_for_each_table_named_in_the_language(run, tables):
    names = ["Forecasts", "Targets", "Published figures", "Population", "About"]
    assert list(tables) == names
    assert list(run_tables(run, FACTS, "zh")) == [
        "预测",
        "规划目标",
        "已公布数据",
        "人口背景数据",
        "说明",
    ]


def test_a_likelihood_is_a_number_and_a_decided_target_has_its_figure(tables):
    rows = tables["Forecasts"].set_index(["No.", "Year"])
    assert 0 < rows.loc[(1, 2020), "Likelihood"] < 1
    decided = rows.loc[(1, 2018)]
    assert (decided["Published"], decided["In words"]) == (64.74, "missed")
    assert pd.isna(decided["Median"])
    assert rows.loc[(1, 2020), "Basis"] == "2020 census"
    assert rows.loc[(1, 2020), "Low (8 in 10)"] < rows.loc[(1, 2020), "High (8 in 10)"]


def test_figures_stand_with_their_sources_and_none_later_than_the_run(tables):
    figures = tables["Published figures"]
    assert figures["Known from"].max() <= "2019-06-30"
    assert (figures["Source"] != "").all()
    assert set(figures["Area"]) == {"Liuzhou"}
    assert len(tables["Targets"]) == 45
    assert tables["Targets"]["As printed"].tolist()[12] == "≥80"


def test_the_workbook_opens_with_numbers_as_numbers_and_shares_as_percent(tables, tmp_path):
    path = tmp_path / "t.xlsx"
    path.write_bytes(sheet_bytes(tables))
    sheet = openpyxl.load_workbook(path)["Forecasts"]
    at = [cell.value for cell in sheet[1]].index("Likelihood") + 1
    cell = sheet.cell(3, at)
    assert (cell.data_type, cell.number_format) == ("n", "0%")
    assert sheet_bytes(tables) == path.read_bytes()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_column_has_a_name_for_reading_once(run, lang):
    for table in run_tables(run, FACTS, lang).values():
        assert table.columns.is_unique
        assert not any("_" in name for name in table.columns)


def test_a_folder_without_forecasts_is_refused(tmp_path):
    with pytest.raises(ParameterError, match=r"there are no forecasts in it.*\[PAR-RUN\]"):
        run_tables(tmp_path, FACTS)
