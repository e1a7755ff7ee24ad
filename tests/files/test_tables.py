"""A CSV file is read as it is, or refused with the line and the reason."""

from datetime import date

import pytest

from urbanstats.errors import DataError
from urbanstats.files.tables import end_of_period, read_table

FIELDS = [
    {"name": "area", "type": "string"},
    {"name": "year", "type": "integer"},
    {"name": "value", "type": "number"},
]
GOOD = "area,year,value\nLiuzhou,2017,64.01\n"


def read(text, fields=FIELDS):
    content = text if isinstance(text, bytes) else text.encode("utf-8")
    return read_table(content, "table.csv", fields)


def refusal(text, fields=FIELDS):
    with pytest.raises(DataError) as error:
        read(text, fields)
    return str(error.value)


def test_columns_are_typed_and_rows_carry_their_line_number():
    table = read("area,year,value\nLiuzhou,2017,64.01\n\nGuilin,2018,50\n")
    assert table.lines == (2, 4)
    assert table.rows == (
        {"area": "Liuzhou", "year": 2017, "value": 64.01},
        {"area": "Guilin", "year": 2018, "value": 50.0},
    )
    assert [type(cell) for cell in table.rows[1].values()] == [str, int, float]


def test_the_line_number_is_that_of_the_file_even_after_a_cell_of_two_lines():
    table = read('area,year,value\n"Liu\nzhou",2017,1\nGuilin,2018,2\n')
    assert table.lines == (2, 4)


def test_columns_may_come_in_any_order():
    row = read("value,area,year\n1.5,Liuzhou,2017\n").rows[0]
    assert list(row.items()) == [("area", "Liuzhou"), ("year", 2017), ("value", 1.5)]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm():
    table = read(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert list(table.rows[0].values()) == ["Liuzhou", 2017, 64.01]


@pytest.mark.parametrize("text", ["NA", "None", "01001", "1E5", "", "nan", " Kent "])
def test_text_stays_the_text_it_is(text):
    assert read(f"area,year,value\n{text},2017,1\n").rows[0]["area"] == text


def test_dates_count_to_the_end_of_their_period():
    fields = [{"name": "known", "type": "date"}]
    table = read("known\n2018-06-08\n2018-02\n2018\n", fields)
    days = [date(2018, 6, 8), date(2018, 2, 28), date(2018, 12, 31)]
    assert [row["known"] for row in table.rows] == days


def test_an_empty_file_is_refused():
    assert refusal("") == (
        "table.csv: the file is empty (0 bytes). A header and rows are expected: the copy may "
        "have failed; take the file again.  [DATA-EMPTY]"
    )


def test_a_header_without_rows_is_refused():
    assert refusal("area,year,value\n") == (
        "table.csv: there is a header but no row. At least one row is expected: take the file "
        "again, or add the rows.  [DATA-NOROWS]"
    )
    assert refusal("\n\n").startswith("table.csv: there is no row. ")


def test_text_that_is_not_utf8_is_refused_with_its_line():
    assert refusal(b"area,year,value\nDo\xf1a Ana,2017,1\n") == (
        "table.csv, row 2: byte 0xf1 is not UTF-8. Text in UTF-8 is expected: save the file as "
        "CSV UTF-8.  [DATA-ENCODING]"
    )


def test_a_nul_byte_is_refused_with_its_line():
    assert refusal("area,year,value\nLiu\0zhou,2017,1\n") == (
        "table.csv, row 2: there is a NUL byte. Plain text is expected: the file is damaged; "
        "take it again.  [DATA-BINARY]"
    )


def test_semicolons_are_refused():
    assert refusal("area;year;value\nLiuzhou;2017;64,01\n") == (
        "table.csv, row 1: the columns are separated by semicolons or tabs. Columns separated by "
        "commas, and decimal points, are expected: save the file as CSV with commas.  "
        "[DATA-DIALECT]"
    )


def test_a_renamed_column_is_refused_with_the_nearest_name():
    assert refusal("area,year,values\nLiuzhou,2017,1\n") == (
        "table.csv, row 1: there is no column 'value'. The columns area, year, value are "
        "expected: rename 'values' to 'value'.  [DATA-COLUMN]"
    )


def test_a_missing_and_an_unknown_column_are_refused():
    assert refusal("area,year\nLiuzhou,2017\n") == (
        "table.csv, row 1: there is no column 'value'. The columns area, year, value are "
        "expected: correct the header.  [DATA-COLUMN]"
    )
    assert refusal("area,year,value,x\nLiuzhou,2017,1,2\n") == (
        "table.csv, row 1: the column 'x' is unknown. The columns area, year, value are "
        "expected: correct the header.  [DATA-COLUMN]"
    )


def test_a_column_that_appears_twice_is_refused():
    assert refusal("area,year,value,value\nLiuzhou,2017,1,2\n") == (
        "table.csv, row 1: the column value appears twice. Every column once is expected: delete "
        "or rename one.  [DATA-COLDUP]"
    )


def test_a_row_of_another_width_is_refused():
    assert refusal("area,year,value\nLiuzhou,2017,1\nLiuzhou,2018,1,234\n") == (
        "table.csv, row 3: it has 4 of 3 columns. 3 columns in every row are expected: put text "
        "that holds a comma in quotation marks.  [DATA-RAGGED]"
    )


def test_a_file_that_was_cut_off_is_refused():
    assert refusal("area,year,value\nLiuzhou,2017,1\nLiuzhou,20") == (
        "table.csv, row 3: it has 2 of 3 columns and the file does not end with a newline; it "
        "looks cut off. 3 columns in every row are expected: take the file again.  [DATA-TRUNC]"
    )


def test_an_open_quotation_is_refused_with_the_line_where_it_opens():
    assert refusal('area,year,value\nLiuzhou,2017,1\n"Guilin,2018,2\nBaise,2018,3\n') == (
        "table.csv, row 3: a quotation mark is opened and not closed properly (unexpected end of "
        "data). Quotation marks in pairs, each before or after a comma, are expected: close the "
        "quotation, or write the mark twice inside it.  [DATA-QUOTE]"
    )


@pytest.mark.parametrize(
    "cell", ["71.2%", "60 060", "", "1_000", "６６", "1.", "*", "<11", "#REF!"]
)
def test_what_is_not_a_number_is_refused(cell):
    assert refusal(f"area,year,value\nLiuzhou,2017,{cell}\n") == (
        f"table.csv, row 2, column value: {cell!r} cannot be read as a number. Plain text such as "
        "66.2 (no %, no thousands comma) is expected: correct the cell; if nothing was published, "
        "leave the whole row out.  [DATA-NUMBER]"
    )


@pytest.mark.parametrize("cell", ["2018.0", "2018.5", "x", "43465e0", ""])
def test_what_is_not_a_whole_number_is_refused(cell):
    assert refusal(f"area,year,value\nLiuzhou,{cell},1\n").startswith(
        f"table.csv, row 2, column year: {cell!r} cannot be read as a whole number. Plain text "
        "such as 2018 is expected: "
    )


@pytest.mark.parametrize("cell", ["01/02/2018", "2018-6-8", "2018-13", "2018-02-30", "43465", ""])
def test_what_is_not_a_date_is_refused(cell):
    assert refusal(
        f"known,x\n{cell},1\n", [{"name": "known", "type": "date"}, {"name": "x", "type": "string"}]
    ) == (
        f"table.csv, row 2, column known: {cell!r} cannot be read as a date. Plain text such as "
        "2018-06-08, 2018-06 or 2018 is expected: correct the cell; if nothing was published, "
        "leave the whole row out.  [DATA-DATE]"
    )


def test_five_bad_rows_are_shown_and_the_others_counted():
    rows = "".join(f"Liuzhou,2017,x{number}\n" for number in range(8))
    assert refusal("area,year,value\n" + rows).startswith(
        "table.csv, rows 2, 3, 4, 5, 6 and 3 more, column value: "
        "'x0', 'x1', 'x2', 'x3', 'x4' and 3 more cannot be read as a number."
    )


def test_the_end_of_february_knows_leap_years():
    assert end_of_period("2020-02") == date(2020, 2, 29)
