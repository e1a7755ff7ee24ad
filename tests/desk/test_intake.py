"""A return becomes rows of the observations, all of them or none, and overwrites nothing."""

import csv
import io
import os
import threading
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.desk.intake import ORDER, check_taken, intake_text, take_in, with_rows
from urbanstats.errors import DataError, LockedError, ParameterError, StorageError
from urbanstats.plan.load import load_observations, load_series
from urbanstats.plan.package import hold_data, write_hashes

TABLE = "observations/observations.csv"
DAY = date(2019, 3, 1)
LATER = date(2019, 6, 1)
INTERRUPTED = (
    "an import was interrupted here; give the same `urbanstats import` again, which finishes it "
    "first"
)


def lines(data):
    return (data / TABLE).read_text(encoding="utf-8").splitlines()


@pytest.fixture
def take(fill, data):
    """Give a function that fills in a return and takes it into the copied data folder."""

    def take(cells, day=DAY, **words):
        return take_in(fill(cells), day, "张三", data=data, **words)

    return take


def test_a_figure_is_added_with_its_source_and_is_known_from_its_day(take, data):
    before = lines(data)
    intake = take({"I2": 49.8, "J2": "年末\n数"})
    added = [line for line in lines(data) if line not in before]
    assert added == [
        "Liuzhou,hukou_urbanization_rate,2018,49.8,percent,1,registration,2019-03-01,official,"
        f'"公安局填报表, 公安局.xlsx (sha256 {intake.found.digest[:12]}), 2019-03-01公布, '
        '录入人 张三",'
        "备注：年末 数"
    ]
    series = load_series(2, as_of=DAY, data=data)
    assert (series.last, series.qualities[-1]) == ((2018, 49.8), "official")
    assert load_series(2, as_of=DAY - timedelta(1), data=data).last == (2017, 49.52)
    assert write_hashes(data) == ()


def test_the_row_stands_where_the_order_of_the_file_puts_it_and_no_other_line_moves(take, data):
    before = lines(data)
    take({"I2": 49.8, "I5": 14230})
    after = lines(data)
    assert [line for line in after if line in before] == before
    keys = [line.split(",")[:3] for line in after[1:]]
    assert keys == sorted(keys)


def test_the_same_return_twice_is_nothing_new(take, data):
    take({"I2": 49.8, "I5": 14230})
    files = {path: (data / path).read_bytes() for path in (TABLE, "datapackage.json")}
    again = take({"I2": 49.8, "I5": 14230})
    assert (again.rows, [one.kind for one in again.changes]) == (0, ["same", "same"])
    assert {path: (data / path).read_bytes() for path in files} == files
    assert intake_text(again).endswith("Nothing new: nothing was written.")
    check_taken(again)


def test_a_revision_counts_from_its_day_and_the_old_figure_before(take, data):
    take({"I2": 49.8})
    revised = take({"I2": 49.95}, LATER)
    assert [one.kind for one in revised.changes] == ["revises"]
    assert load_series(2, as_of=LATER - timedelta(1), data=data).last == (2018, 49.8)
    series = load_series(2, as_of=LATER, data=data)
    assert (series.last, series.qualities[-1]) == ((2018, 49.95), "revised")
    assert len(load_observations(data)) == 1245


def test_a_revision_back_to_the_first_figure_is_a_revision(take, data):
    days = [DAY, LATER, date(2019, 9, 1)]
    for value, day in zip([49.8, 49.95, 49.8], days, strict=True):
        take({"I2": value}, day)
    assert [load_series(2, as_of=day, data=data).last[1] for day in days] == [49.8, 49.95, 49.8]


def test_the_very_same_file_may_replace_a_revision_later(fill, data, tmp_path):
    first = fill({"I2": 49.8}).rename(tmp_path / "first.xlsx")
    take_in(first, DAY, "张三", data=data)
    take_in(fill({"I2": 49.95}), LATER, "张三", data=data)
    assert take_in(first, date(2019, 9, 1), "张三", data=data).rows == 1
    assert load_series(2, as_of="2019-09-01", data=data).last == (2018, 49.8)


def test_a_figure_that_agrees_with_a_reprint_is_added_as_official(fill, data):
    before = load_series(2, as_of="2023-05", data=data)
    intake = take_in(fill({"D2": 2021, "I2": 50.73}), date(2023, 5, 1), "张三", data=data)
    assert [one.kind for one in intake.changes] == ["confirms"]
    assert str(intake.changes[0].known["published"]) == "2022-04-30"
    after = load_series(2, as_of="2023-05", data=data)
    assert after.values == before.values
    assert after.qualities[-2] == "official"


def test_a_refused_return_changes_nothing_at_all(take, data):
    files = {path: (data / path).read_bytes() for path in (TABLE, "datapackage.json")}
    intake = take({"I2": 49.8, "I5": "≥14000"})
    assert {path: (data / path).read_bytes() for path in files} == files
    with pytest.raises(DataError) as error:
        check_taken(intake)
    assert str(error.value) == (
        "公安局.xlsx: findings to be mended: 1; nothing was written. A return that is right as a "
        "whole is expected: correct the cells named above, or ask the department to, and import it "
        "again.  [ENTRY-REFUSED]"
    )
    assert error.value.text("zh") == (
        "公安局.xlsx：有1处须更正，未写入任何数据。填报表须整份无误，请按上列单元格更正"
        "（或退回部门更正）后重新导入。  [ENTRY-REFUSED]"
    )


def test_a_dry_run_tells_the_same_and_writes_nothing(take, data):
    before = sorted(path for path in data.rglob("*"))
    content = (data / TABLE).read_bytes()
    intake = take({"I2": 49.8}, dry_run=True)
    assert intake.rows == 1
    assert intake_text(intake, dry_run=True).endswith("Nothing was written (--dry-run).")
    assert (data / TABLE).read_bytes() == content
    assert sorted(path for path in data.rglob("*")) == before


def test_what_changes_is_told_in_both_languages(take, data):
    take({"I2": 49.8})
    intake = take({"I2": 49.95, "I5": 14230}, LATER)
    assert intake_text(intake, data="d").replace("\u00a0", " ").splitlines() == [
        "公安局.xlsx: figures 2, cells left empty (not reported) 4",
        "Published 2019-06-01:",
        "  Urbanization rate of the registered (hukou) population, 2018 (household registration): "
        "49.8 % (2019-03-01) -> 49.95 %, a revision",
        "  Rural migrants newly registered in cities and towns, 2018 (as in the plan): no figure "
        "yet -> 14,230 people",
        "Rows added to observations.csv: 2. Next: URBANSTATS_DATA=d urbanstats nightly",
    ]
    assert intake_text(intake, "zh").splitlines() == [
        "公安局.xlsx：填报2个数据，4格留空（未填报）",
        "公布日期2019-06-01：",
        "  户籍人口城镇化率，2018年（户籍登记）：49.8%（2019-03-01公布） -> 49.95%，更正",
        "  新增农业转移人口落户城镇数量，2018年（规划口径）：尚无数据 -> 14230人",
        "已向observations.csv添加2行。下一步：urbanstats nightly --language zh",
    ]


def test_twenty_findings_are_shown_and_the_others_counted(fill, data):
    def change(sheet):
        for row in range(8, 40):
            for column in range(1, 7):
                sheet.cell(row, column).value = sheet.cell(2, column).value
            sheet.cell(row, 4).value, sheet.cell(row, 9).value = 1980 + row, "x"

    text = intake_text(take_in(fill({}, change), DAY, "张三", data=data))
    assert text.count("[ENTRY-TEXT]") == 20
    assert "... 32 findings in all" in text


def what_is_known(data):
    try:
        return load_series(2, as_of=DAY, data=data).last
    except DataError as error:
        return error.part("do")


@pytest.mark.parametrize("step", range(8))
def test_a_kill_at_any_step_leaves_a_whole_folder_after_the_next_import(
    take, data, monkeypatch, step
):
    class Killed(BaseException):
        """Stands for a kill: nothing in the package catches it."""

    steps = iter(range(100))
    true = {name: getattr(os, name) for name in ("replace", "fsync")}

    def may_die(name):
        def act(*words):
            if next(steps) == step:
                raise Killed
            return true[name](*words)

        return act

    for name in true:
        monkeypatch.setattr(os, name, may_die(name))
    with pytest.raises(Killed):
        take({"I2": 49.8})
    monkeypatch.undo()
    before = what_is_known(data)
    assert before in [(2017, 49.52), (2018, 49.8), INTERRUPTED]
    again = take({"I2": 49.8})
    assert again.finished == (before == INTERRUPTED)
    assert again.rows == (before == (2017, 49.52))
    assert load_series(2, as_of=DAY, data=data).last == (2018, 49.8)
    assert len(lines(data)) == 1245
    assert write_hashes(data) == ()
    assert {path.name for path in data.rglob(".*")} <= {".lock", ".gitattributes"}


def test_an_import_that_was_cut_between_its_two_files_is_finished_and_said(take, data, monkeypatch):
    monkeypatch.setattr("urbanstats.plan.package._finish", lambda folder: None)
    take({"I2": 49.8})
    monkeypatch.undo()
    with pytest.raises(DataError, match="an import was interrupted here"):
        load_observations(data)
    again = take({"I2": 49.8})
    assert (again.finished, again.rows) == (True, 0)
    assert intake_text(again).splitlines()[0] == (
        "An import that was interrupted before was finished first."
    )


def test_two_imports_at_once_lose_no_row(fill, data, tmp_path):
    paths = []
    for number, cell in enumerate(["I2", "I5"]):
        paths.append(tmp_path / f"{number}.xlsx")
        fill({cell: 49.8 if cell == "I2" else 14230}).replace(paths[-1])
    threads = [
        threading.Thread(target=take_in, args=(path, DAY, "张三"), kwargs={"data": data})
        for path in paths
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert load_series(2, as_of=DAY, data=data).last == (2018, 49.8)
    assert load_series(3, as_of=DAY, data=data).last == (2018, 14230)


def test_a_folder_in_use_is_waited_for_and_then_refused(take, data, monkeypatch):
    monkeypatch.setattr("urbanstats.desk.intake.hold_data", lambda d: hold_data(d, wait=0.01))
    with (
        hold_data(data),
        pytest.raises(LockedError, match=r"nothing was changed\.  \[DATA-LOCKED\]"),
    ):
        take({"I2": 49.8})


def test_a_folder_that_is_not_there_is_refused(fill, tmp_path):
    with pytest.raises(StorageError, match=r"--dry-run to see what would change"):
        take_in(fill({"I2": 49.8}), DAY, "张三", data=tmp_path / "none")


def test_a_day_to_come_and_no_name_are_refused(fill, data):
    with pytest.raises(ParameterError, match=r"is after today.*\[PAR-PUBLISHED\]"):
        take_in(fill(), date.today() + timedelta(1), "张三", data=data)
    for name in (" ", "x" * 61):
        with pytest.raises(ParameterError, match=r"\[PAR-BY\]"):
            take_in(fill(), DAY, name, data=data)


def test_line_endings_quotes_and_a_missing_last_newline_are_kept():
    row = dict.fromkeys(("area", "indicator", "basis", "published"), "m")
    row |= {"year": "2018", "source": 'a "b", c', "note": ""}
    head = "area,indicator,year,basis,published,source,note"
    for ending in ("\n", "\r\n"):
        old = ending.join([head, 'a,b,2018,p,2019,"x ""y""",', 'z,b,2018,p,2019,"two\nlines",'])
        new = with_rows(f"\ufeff{old}".encode(), [row]).decode()
        kept = f"\ufeff{old}{ending}"
        line = f'm,m,2018,m,m,"a ""b"", c",{ending}'
        assert new.replace(line, "") == kept
        assert new.index(line) + len(line) == new.index("z,b,")


# --- laws of the rows that are added ---------------------------------------------------------

CELLS = st.text('aé州,"\n ', max_size=4)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            **dict.fromkeys(("area", "indicator", "basis", "source", "note"), CELLS),
            "year": st.sampled_from(["2017", "2018"]),
            "published": st.sampled_from(["2018-06-08", "2019"]),
        }
    ),
    max_size=6,
)


def as_csv(rows, ending):
    text = io.StringIO(newline="")
    names = ("area", "indicator", "year", "basis", "published", "source", "note")
    writer = csv.DictWriter(text, names, lineterminator=ending)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def key(row):
    return tuple(row[name] for name in ORDER)


@given(old=ROWS, new=ROWS, ending=st.sampled_from(["\n", "\r\n"]))
def test_rows_are_added_in_order_and_every_cell_reads_back_as_it_was(old, new, ending):
    old = sorted(old, key=key)
    content = with_rows(as_csv(old, ending), new)
    found = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert found == sorted([*old, *new], key=key)
    assert content == as_csv(found, ending)


@given(old=ROWS, new=ROWS.map(lambda rows: [row | {"note": "new"} for row in rows]))
def test_every_old_byte_is_kept_in_whatever_order_the_old_rows_stand(old, new):
    before = as_csv(old, "\n").replace(b",2018,", b',"2018",')
    rest = with_rows(before, new)
    for row in new:
        line = as_csv([row], "\n").split(b"\n", 1)[1]
        assert line in rest
        rest = rest.replace(line, b"", 1)
    assert rest == before
