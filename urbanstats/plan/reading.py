"""From the bytes of a CSV file to typed rows that know their lines in the file.

Text stays text (``NA`` is a name, ``01001`` keeps its zero); nothing is guessed or repaired.
"""

from __future__ import annotations

import calendar
import csv
import difflib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from urbanstats.errors import DataError
from urbanstats.words.text import listed

NUMBER = r"[-+]?([0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?|inf|infinity|nan)"


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file.

    Parameters
    ----------
    name
        What error messages call the file.
    lines
        Line of the file on which each row begins; the header is line 1.
    rows
        Typed cells of each row by column. They are shared: a caller changes a copy.
    """

    name: str
    lines: tuple[int, ...]
    rows: tuple[dict, ...]


def read_table(content: bytes, name: str, fields: list[dict]) -> Table:
    """Return the table in a CSV file, typed.

    Parameters
    ----------
    content
        The file's bytes: UTF-8, commas, one header line.
    name
        What error messages call the file.
    fields
        Frictionless fields: each with ``name`` and ``type`` (string, integer, number, date).
        Exactly these columns are expected, in any order; rows have them in this one.

    Raises
    ------
    DataError
        If the file is empty, cut off, not UTF-8, not a table of these columns, or a cell
        cannot be read as its type; the message names the lines.
    """
    lines = _split(_decode(content, name), name)
    header, body = lines[0][1], lines[1:]
    names = [field["name"] for field in fields]
    _check_header(header, names, name)
    _check_widths(body, len(header), content.endswith(b"\n"), name)
    columns = []
    for field in fields:
        at = header.index(field["name"])
        columns.append(_typed([(line, cells[at]) for line, cells in body], field, name))
    rows = (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
    return Table(name, tuple(line for line, _ in body), tuple(rows))


def place(name: str, lines: list[int], column: str = "") -> str:
    """Return where a mistake is, in words: file, rows (five at most), column.

    Examples
    --------
    >>> place("targets.csv", [15, 16], "value")
    'targets.csv, rows 15 and 16, column value'
    """
    words = listed([str(line) for line in lines])
    rows = f"row {words}" if len(lines) == 1 else f"rows {words}"
    return ", ".join([name, rows, *([f"column {column}"] if column else [])])


def end_of_period(text: str) -> date:
    """Return the last day of a year, a month or a day.

    Raises
    ------
    ValueError
        If the text is none of them.

    Examples
    --------
    >>> [str(end_of_period(text)) for text in ("2019", "2019-02", "2019-05-17")]
    ['2019-12-31', '2019-02-28', '2019-05-17']
    """
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(text)
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    if text.count("-") == 2:
        return date(year, month, day)
    month = month if "-" in text else 12
    return date(year, month, calendar.monthrange(year, month)[1])


def _decode(content: bytes, name: str) -> str:
    if not content:
        raise DataError(
            "DATA-EMPTY",
            where=name,
            wrong="the file is empty (0 bytes)",
            expected="A header and rows are expected",
            do="the copy may have failed; take the file again",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            "DATA-ENCODING",
            where=place(name, [content.count(b"\n", 0, error.start) + 1]),
            wrong=f"byte 0x{content[error.start]:02x} is not UTF-8",
            expected="Text in UTF-8 is expected",
            do="save the file as CSV UTF-8",
        ) from error
    if "\0" in text:
        raise DataError(
            "DATA-BINARY",
            where=place(name, [text.count("\n", 0, text.index("\0")) + 1]),
            wrong="there is a NUL byte",
            expected="Plain text is expected",
            do="the file is damaged; take it again",
        )
    return text


def _split(text: str, name: str) -> list[tuple[int, list[str]]]:
    """Return (line on which the record starts, cells), blank lines left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, start = [], 1
    try:
        for cells in reader:
            if cells:
                records.append((start, cells))
            start = reader.line_num + 1
    except csv.Error as error:
        raise DataError(
            "DATA-QUOTE",
            where=place(name, [start]),
            wrong=f"a quotation mark is opened and not closed properly ({error})",
            expected="Quotation marks in pairs, each before or after a comma, are expected",
            do="close the quotation, or write the mark twice inside it",
        ) from error
    if len(records) < 2:
        raise DataError(
            "DATA-NOROWS",
            where=name,
            wrong="there is a header but no row" if records else "there is no row",
            expected="At least one row is expected",
            do="take the file again, or add the rows",
        )
    return records


def _check_header(header: list[str], columns: list[str], name: str) -> None:
    if len(header) == 1 and re.search("[;\t]", header[0]):
        raise DataError(
            "DATA-DIALECT",
            where=place(name, [1]),
            wrong="the columns are separated by semicolons or tabs",
            expected="Columns separated by commas, and decimal points, are expected",
            do="save the file as CSV with commas",
        )
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise DataError(
            "DATA-COLDUP",
            where=place(name, [1]),
            wrong=f"the column {listed(twice)} appears twice",
            expected="Every column once is expected",
            do="delete or rename one",
        )
    missing = [column for column in columns if column not in header]
    extra = [column for column in header if column not in columns]
    if missing or extra:
        near = difflib.get_close_matches(missing[0], extra, n=1) if missing else []
        raise DataError(
            "DATA-COLUMN",
            where=place(name, [1]),
            wrong=f"there is no column {missing[0]!r}"
            if missing
            else f"the column {extra[0]!r} is unknown",
            expected=f"The columns {', '.join(columns)} are expected",
            do=f"rename {near[0]!r} to {missing[0]!r}" if near else "correct the header",
        )


def _check_widths(body: list[tuple[int, list[str]]], width: int, whole: bool, name: str) -> None:
    for line, cells in body:
        if len(cells) == width:
            continue
        cut = line == body[-1][0] and len(cells) < width and not whole
        raise DataError(
            "DATA-TRUNC" if cut else "DATA-RAGGED",
            where=place(name, [line]),
            wrong=f"it has {len(cells)} of {width} columns"
            + (" and the file does not end with a newline; it looks cut off" if cut else ""),
            expected=f"{width} columns in every row are expected",
            do="take the file again" if cut else "put text that holds a comma in quotation marks",
        )


def _typed(cells: list[tuple[int, str]], field: dict, name: str) -> list:
    """Return one column in its type, or refuse it with the lines that cannot be read."""
    if field["type"] == "string":
        return [cell for _, cell in cells]
    parse, code, kind, example = PARSERS[field["type"]]
    values, wrong = [], []
    for line, cell in cells:
        try:
            values.append(parse(cell))
        except ValueError:
            wrong.append((line, cell))
    if wrong:
        raise DataError(
            code,
            where=place(name, [line for line, _ in wrong], field["name"]),
            wrong=f"{listed([repr(cell) for _, cell in wrong])} cannot be read as {kind}",
            expected=f"Plain text such as {example} is expected",
            do="correct the cell; if nothing was published, leave the whole row out",
        )
    return values


def _whole(text: str) -> int:
    if not re.fullmatch("-?[0-9]{1,15}", text):
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    """Return the number; inf and nan are read here and refused by the rules."""
    if not re.fullmatch(NUMBER, text, re.IGNORECASE):
        raise ValueError(text)
    return float(text)


PARSERS: dict[str, tuple[Callable, str, str, str]] = {
    "integer": (_whole, "DATA-NUMBER", "a whole number", "2018"),
    "number": (_number, "DATA-NUMBER", "a number", "66.2 (no %, no thousands comma)"),
    "date": (end_of_period, "DATA-DATE", "a date", "2018-06-08, 2018-06 or 2018"),
}
