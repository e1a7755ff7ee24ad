"""The desk from the command line: a template out, a return in, a run's tables out."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from urbanstats import cli
from urbanstats.files.atomic import hash_file, hash_folder
from urbanstats.nightly.gate import check_night
from urbanstats.outlook.indicator import assess
from urbanstats.plan.load import load_plan, load_series

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.fixture
def data(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "data", ignore=shutil.ignore_patterns(".*")))


def run(capsys, *words):
    code = cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out.replace("\u00a0", " "), err


def filled(capsys, path, **cells):
    assert run(capsys, "template", "--department", "公安局", "-o", path)[0] == 0
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book["填报"][cell] = value
    book.save(path)
    return path


def test_a_template_is_written_and_named_in_its_language(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "template", "--department", "公安局") == (
        0,
        "公安局.xlsx: 6 rows for 公安局\n",
        "",
    )
    assert openpyxl.load_workbook("公安局.xlsx").sheetnames[0] == "填报"
    told = run(
        capsys, "template", "--department", "all", "-o", ".", "--language", "en", "--years", 2021
    )
    assert told[0] == 5  # the first template is not overwritten
    assert "[STORE-EXISTS]" in told[2]


def test_two_commands_bring_a_return_into_the_next_night(capsys, tmp_path, data, monkeypatch):
    path = filled(capsys, tmp_path / "公安局.xlsx", I2=49.8)
    words = ["import", path, "--published", "2019-03-01", "--by", "张三", "--data", data]
    code, out, err = run(capsys, *words, "--dry-run")
    assert (code, err) == (0, "")
    assert "no figure yet -> 49.8 %\nNothing was written (--dry-run).\n" in out
    assert load_series(2, as_of="2019-03-01", data=data).last == (2017, 49.52)
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert out.endswith(f"Next: URBANSTATS_DATA={data} urbanstats nightly\n")
    monkeypatch.setenv("URBANSTATS_DATA", str(data))
    night = check_night({}, load_plan())
    assert load_series(2, as_of=night.as_of).value(2018) == 49.8
    assert assess(2, as_of="2019-03-01").table.set_index("year").loc[2018, "status"] == "decided"
    assert assess(2, as_of="2019-02-28").table.set_index("year").loc[2018, "status"] == "forecast"
    code, out, _ = run(capsys, *words, "--language", "zh")
    assert (code, out.splitlines()[-1]) == (0, "没有新数据，未写入。")


def test_a_return_with_one_bad_cell_leaves_with_3_and_names_it(capsys, tmp_path, data):
    path = filled(capsys, tmp_path / "公安局.xlsx", I2=49.8, I5="≥14000")
    code, out, err = run(
        capsys, "import", path, "--published", "2019-03-01", "--by", "张三", "--data", data
    )
    assert code == 3
    assert "公安局.xlsx, sheet 填报, cell I5: “≥14000” is a bound" in out
    assert err.startswith("urbanstats: data: 公安局.xlsx: findings to be mended: 1; nothing")
    assert load_series(2, as_of="2019-03-01", data=data).last == (2017, 49.52)


def test_a_day_to_come_is_a_wrong_parameter(capsys, tmp_path, data):
    path = filled(capsys, tmp_path / "公安局.xlsx")
    later = date.today() + timedelta(2)
    told = run(capsys, "import", path, "--published", later, "--by", "x", "--data", data)
    assert (told[0], "[PAR-PUBLISHED]" in told[2]) == (2, True)


@pytest.fixture
def published(tmp_path):
    """Make a folder with a published run of one indicator."""
    folder = tmp_path / "runs" / "2018-06-08-en-20180608T000000Z"
    shutil.copytree(SHIPPED, folder / "data", ignore=shutil.ignore_patterns(".*"))
    table = pd.DataFrame(assess(2, as_of="2018-06-08").table)
    table.to_parquet(folder / "forecasts.parquet")
    manifest = {
        "run": folder.name,
        "rows": 3,
        "parameters": {"as_of": "2018-06-08", "area": "Liuzhou", "method": "pooled"},
        "versions": {"urbanstats": "1.0"},
        "files": hash_folder(folder),
    }
    path = folder / "manifest.json"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "manifest.sha256").write_text(f"{hash_file(path)}  manifest.json\n")
    return folder


def test_export_writes_the_newest_run_as_one_workbook(capsys, tmp_path, published, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = run(capsys, "export", "-o", "t.xlsx", "--language", "zh")
    assert told == (0, "t.xlsx：预测, 规划目标, 已公布数据, 人口背景数据, 说明\n", "")
    sheet = openpyxl.load_workbook("t.xlsx")["预测"]
    assert (sheet.max_row, sheet["B2"].value) == (4, "户籍人口城镇化率")


def test_export_of_a_run_that_was_changed_is_refused(capsys, tmp_path, published):
    (published / "forecasts.parquet").write_bytes(b"x")
    told = run(capsys, "export", published, "-o", tmp_path / "t.xlsx")
    assert (told[0], "[STORE-CORRUPT]" in told[2]) == (5, True)
    assert not (tmp_path / "t.xlsx").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["-o", "t.csv"], "[PAR-FILE]"),
        (["-o", "t.xlsx"], "no run has been published here"),
        (["none", "-o", "t.xlsx"], "none: there is no such folder"),
    ],
)
def test_export_without_a_run_or_under_a_wrong_name_is_refused(
    capsys, tmp_path, monkeypatch, words, code
):
    monkeypatch.chdir(tmp_path)
    told = run(capsys, "export", *words)
    assert told[0] == 2
    assert code in told[2]


def test_audit_and_forecast_write_excel_too(capsys, tmp_path):
    assert run(capsys, "audit", "--out", tmp_path / "a.xlsx")[0] == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["table"].max_row == 20


def test_a_return_that_is_not_there_is_one_line(capsys, tmp_path):
    words = ["import", tmp_path / "none.xlsx", "--published", "2019-03-01", "--by", "张三"]
    assert run(capsys, *words) == (
        2,
        "",
        f"urbanstats: parameters: {tmp_path}/none.xlsx: there is no such file. The return of a "
        "department, an .xlsx file, is expected: correct the path.  [PAR-RETURN]\n",
    )
