"""The rows of a CSV file, read strictly: typed, each with its line, nothing guessed or repaired.

Text stays text (``NA`` is a name, ``01001`` keeps its zero).
"""

from __future__ import annotations

import calendar
import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from urbanstats.errors import DataError
from urbanstats.words.text import nearest

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
        raise DataError("DATA-EMPTY", where=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, byte = content.count(b"\n", 0, error.start) + 1, content[error.start]
        raise DataError("DATA-ENCODING", where=name, rows=[line], byte=byte) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataError("DATA-BINARY", where=name, rows=[line])
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
        raise DataError("DATA-QUOTE", where=name, rows=[start], why=str(error)) from error
    if len(records) < 2:
        raise DataError("DATA-NOROWS.header" if records else "DATA-NOROWS", where=name)
    return records


def _check_header(header: list[str], columns: list[str], name: str) -> None:
    if len(header) == 1 and re.search("[;\t]", header[0]):
        raise DataError("DATA-DIALECT", where=name, rows=[1])
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise DataError("DATA-COLDUP", where=name, rows=[1], columns=twice)
    missing = [column for column in columns if column not in header]
    extra = [column for column in header if column not in columns]
    where = {"where": name, "rows": [1], "columns": columns}
    if missing:
        near = nearest(missing[0], extra)
        raise DataError("DATA-COLUMN", **where, missing=missing[0], near=near)
    if extra:
        raise DataError("DATA-COLUMN.extra", **where, extra=extra[0])


def _check_widths(body: list[tuple[int, list[str]]], width: int, whole: bool, name: str) -> None:
    for line, cells in body:
        if len(cells) == width:
            continue
        cut = line == body[-1][0] and len(cells) < width and not whole
        facts = {"where": name, "rows": [line], "found": len(cells), "width": width}
        raise DataError("DATA-TRUNC" if cut else "DATA-RAGGED", **facts)


def _typed(cells: list[tuple[int, str]], field: dict, name: str) -> list:
    """Return one column in its type, or refuse it with the lines that cannot be read."""
    if field["type"] == "string":
        return [cell for _, cell in cells]
    parse, code = PARSERS[field["type"]]
    values, wrong = [], {}
    for line, cell in cells:
        try:
            values.append(parse(cell))
        except ValueError:
            wrong[line] = cell
    if wrong:
        where = {"where": name, "rows": list(wrong), "column": field["name"]}
        raise DataError(code, **where, cells=list(wrong.values()))
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


PARSERS: dict[str, tuple[Callable, str]] = {
    "integer": (_whole, "DATA-NUMBER.whole"),
    "number": (_number, "DATA-NUMBER"),
    "date": (end_of_period, "DATA-DATE"),
}
