"""Tables go in and out as CSV, Excel and Parquet, whole or not at all."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbanstats.errors import DataError, ParameterError, StorageError
from urbanstats.files.tables import read_panel, shield, unshield, write_table

TABLE = pd.DataFrame({"series_id": ["01001", "NA"], "year": [2016, 2017], "value": [1.5, 2.25]})


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".xlsx"])
def test_a_table_comes_back_as_it_went(tmp_path, ending):
    path = write_table(TABLE, tmp_path / f"t{ending}")
    pd.testing.assert_frame_equal(read_panel(path), TABLE, check_dtype=False)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_an_empty_number_is_missing_and_an_unreadable_one_stays_text(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("\ufeffseries_id,value\na,\nb,3\n", encoding="utf-8")
    assert read_panel(path)["value"].tolist()[1] == 3
    path.write_text("series_id,value\na,\nb,1;3\n", encoding="utf-8")
    assert read_panel(path)["value"].tolist()[1] == "1;3"


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00"], ids=["nothing in it", "not the text it should be"]
)
def test_a_damaged_file_is_refused(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"A whole csv file with a header is expected.*DATA-FILE"):
        read_panel(path)


def test_a_missing_file_and_an_unknown_ending_are_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_panel(tmp_path / "none.parquet")
    with pytest.raises(ParameterError) as error:
        read_panel("figures.xls")
    assert str(error.value) == (
        "figures.xls: files ending in '.xls' are not known here. A name that ends in .csv or "
        ".parquet or .xlsx is expected: save it under such a name.  [PAR-FILE]"
    )


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    with pytest.raises(StorageError, match=r"cannot be written .*non-existent directory"):
        write_table(TABLE, tmp_path / "nowhere" / "t.csv")
    assert list(tmp_path.iterdir()) == []


RISKY = [
    "=1+1",
    "+86",
    "-5",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    " =1",
    "\u00a0=1",
    "\n=1",
    "＝1",
    "'=1",
    "'-",
]
PLAIN = ["Liuzhou", "01001", "NA", "'quoted'", "a=b", "–", "_x000D_", "_x0041_x0042_", "a\nb", ""]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_our_own_export_gives_the_same_ids_back(tmp_path, ending):
    table = pd.DataFrame({"series_id": RISKY + PLAIN, "year": 2016, "value": 1.25})
    back = read_panel(write_table(table, tmp_path / f"t{ending}"))
    assert back["series_id"].tolist() == RISKY + PLAIN
    assert set(back["value"]) == {1.25}


@pytest.mark.parametrize("text", RISKY)
def test_no_cell_of_a_csv_file_begins_like_a_formula(tmp_path, text):
    path = write_table(pd.DataFrame({text: [text], "value": [-1.5]}), tmp_path / "t.csv")
    with path.open(encoding="utf-8", newline="") as file:
        head, row = csv.reader(file)
    assert head[0] == row[0] == f"'{text}"
    assert row[1] == "-1.5"


@pytest.mark.parametrize("text", RISKY)
def test_every_text_of_an_excel_file_is_text_and_every_number_a_number(tmp_path, text):
    path = write_table(pd.DataFrame({text: [text], "value": [-1.5]}), tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(path)["table"]
    assert [sheet[cell].data_type for cell in ("A1", "A2", "B2")] == ["s", "s", "n"]
    assert sheet["A2"].quotePrefix
    assert sheet["B2"].value == -1.5


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\0")), min_size=1))
def test_any_text_comes_back_from_a_csv_cell_as_it_went(texts):
    assert [unshield(shield(text)) for text in texts] == texts


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn"]), max_size=20))
def test_any_text_comes_back_from_an_excel_cell_as_it_went(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("round") / "t.xlsx"
    table = pd.DataFrame({"series_id": [text], "year": [1]})
    assert read_panel(write_table(table, path))["series_id"].tolist() == [text]


def test_equal_tables_give_equal_bytes_in_an_excel_file(tmp_path):
    first, second = (write_table(TABLE, tmp_path / f"{n}.xlsx").read_bytes() for n in "ab")
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def excel(path, change, sheets=("one",)):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name in sheets:
        book.create_sheet(name).append(["series_id", "value"])
        book[name].append(["a", 1])
    change(book[sheets[0]])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("change", "sheets", "message"),
    [
        (
            lambda sheet: sheet.__setitem__("B2", "=1/3"),
            ["one"],
            "t.xlsx, sheet one, cell B2: it holds a formula without a stored result. A value is "
            "expected: open and save it in Excel.  [XLSX-FORMULA]",
        ),
        (
            lambda sheet: sheet.__setitem__("B2", "#DIV/0!"),
            ["one"],
            "t.xlsx, sheet one, cell B2: it holds the error #DIV/0!. A figure or text is expected: "
            "correct it in Excel, or empty the cell.  [XLSX-ERRORCELL]",
        ),
        (
            lambda sheet: sheet.insert_rows(1),
            ["one"],
            "t.xlsx, sheet one: the first row is not a header (). A name for each column is "
            "expected: delete the rows above the header, and name each column once.  "
            "[XLSX-HEADER]",
        ),
        (
            lambda sheet: sheet.__setitem__("XFD2", 1),
            ["one"],
            "t.xlsx: a row has 16,384 columns. At most 500 are expected: delete the columns beside "
            "the table.  [XLSX-HEADER]",
        ),
        (
            lambda sheet: None,
            ["one", "two"],
            "t.xlsx: 2 of its sheets hold something (one and two). One sheet with a table is "
            "expected: save the table in a workbook of its own.  [XLSX-SHEETS]",
        ),
    ],
)
def test_an_excel_file_that_is_not_one_table_of_values_is_refused(
    tmp_path, change, sheets, message
):
    with pytest.raises(DataError) as error:
        read_panel(excel(tmp_path / "t.xlsx", change, sheets))
    assert str(error.value) == message


def test_numbers_days_and_blank_rows_of_an_excel_file_are_read_as_a_reader_sees_them(tmp_path):
    def fill(sheet):
        sheet.append([])
        sheet.append([1001, 2.5])
        sheet.append([date(2018, 6, 8), None])

    table = read_panel(excel(tmp_path / "t.xlsx", fill))
    assert table["series_id"].tolist() == ["a", "1001", "2018-06-08"]
    assert table["value"].tolist()[:2] == [1, 2.5]


def test_a_text_longer_than_a_cell_is_refused(tmp_path):
    with pytest.raises(
        ParameterError, match=r"32,768 signs in one cell do not fit .*\[PAR-SHEET\]"
    ):
        write_table(pd.DataFrame({"series_id": ["x" * 32_768]}), tmp_path / "t.xlsx")
