"""Tables: a CSV file's rows read strictly, and CSV, Excel or Parquet files read and written whole.

Rows are typed, each with its line, nothing guessed or repaired; text stays text (``NA`` is a
name, ``01001`` keeps its zero). A spreadsheet runs a text that begins with = + - or @ as a formula.
In a CSV file such a text gets an apostrophe in front (`shield`), which reading takes off again; in
an Excel file it is marked as text.
"""

from __future__ import annotations

import calendar
import csv
import io
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import write_whole
from urbanstats.files.excel import RISKY, read_sheet, sheet_bytes
from urbanstats.words.text import nearest

if TYPE_CHECKING:
    import pandas as pd

NUMBERS = ("year", "value", "decimals")
ENDINGS = (".csv", ".parquet", ".xlsx")
NUMBER = r"[-+]?([0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?|inf|infinity|nan)"


@dataclass(frozen=True)
class Table:
    """The rows of a CSV file.

    name : what error messages call the file. lines : line of the file on which each row begins;
    the header is line 1. rows : typed cells of each row by column. They are shared: a caller
    changes a copy.
    """

    name: str
    lines: tuple[int, ...]
    rows: tuple[dict, ...]


def read_table(content: bytes, name: str, fields: list[dict]) -> Table:
    """Return the table in a CSV file (UTF-8, commas, one header line), typed.

    ``name`` is what error messages call the file; ``fields`` are Frictionless fields, each with
    ``name`` and ``type`` (string, integer, number, date). Exactly these columns are expected, in
    any order; rows have them in this one.

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


def read_panel(path: str | os.PathLike) -> pd.DataFrame:
    """Return the rows of a CSV (UTF-8), Parquet or Excel file.

    Text stays text: a series_id of ``01001`` or ``NA`` is kept as it is. Only an empty number
    is missing; a number that cannot be read is left as text for the reader's check.

    Raises
    ------
    DataError
        If the file is missing, empty, or not what its name says.
    ParameterError
        If the name ends in none of ``ENDINGS``.
    """
    import pandas as pd  # here, because it is slow to import

    path = Path(path)
    ending = check_ending(path)
    if ending == ".xlsx":
        return _numbered(read_sheet(path).map(lambda cell: "" if cell is None else str(cell)))
    try:
        if ending == ".parquet":
            return pd.read_parquet(path)
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        return _numbered(table.map(unshield).rename(columns=unshield))
    except (OSError, ValueError) as error:
        text = str(error).splitlines()[0]
        why = getattr(error, "strerror", None) or text
        facts = {"text": text, "why": why, "ending": ending[1:]}
        raise DataError("DATA-FILE", where=str(path), **facts) from error


def _numbered(table):
    """Return a table of text with numbers where every cell of a column of numbers is one."""
    import pandas as pd

    for name in set(NUMBERS) & set(table):
        text = table[name].str.strip()
        number = pd.to_numeric(text, errors="coerce")
        table[name] = number if number.notna().eq(text != "").all() else text.where(text != "")
    return table


def write_table(table: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write a table as CSV, Parquet or Excel, whole or not at all, and return the path.

    Raises
    ------
    ParameterError
        If the name ends in none of ``ENDINGS``, or the table does not fit into a sheet.
    StorageError
        If the file cannot be written; what was there before stays.
    """
    path = Path(path)
    ending = check_ending(path)
    if ending == ".xlsx":
        content = sheet_bytes({"table": table})
        return write_whole(path, lambda part: part.write_bytes(content))
    if ending == ".parquet":
        return write_whole(path, lambda part: table.to_parquet(part, index=False))
    return write_whole(path, lambda part: write_csv(table, part, float_format="%.10g"))


def shield(text: str) -> str:
    """Return a text for a CSV file such that no spreadsheet takes it for a formula.

    Examples
    --------
    >>> shield("=1+1"), shield("-"), shield("'=1+1"), shield("Liuzhou")
    ("'=1+1", "'-", "''=1+1", 'Liuzhou')
    """
    return f"'{text}" if RISKY.match(text) else text


def unshield(text: str) -> str:
    """Return the text that `shield` was given.

    Examples
    --------
    >>> unshield("'=1+1"), unshield("'quoted'")
    ('=1+1', "'quoted'")
    """
    return text[1:] if text.startswith("'") and RISKY.match(text) else text


def write_csv(
    table: pd.DataFrame, path: Path, float_format: str | None = None, encoding: str = "utf-8"
) -> None:
    """Write a table as CSV with every text shielded, its column names too.

    A text that holds a carriage return would end its line there unless all cells are quoted.
    """
    table = table.rename(columns=lambda name: shield(str(name)))
    text = list(table.select_dtypes(exclude=["number", "bool", "datetime"]).columns)
    for name in text:
        safe = table[name].map(lambda cell: shield(cell) if isinstance(cell, str) else cell)
        table = table.assign(**{name: safe})
    cells = (cell for name in text for cell in [name, *table[name]])
    returns = any(isinstance(cell, str) and "\r" in cell for cell in cells)
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    layout = {"lineterminator": "\n", "float_format": float_format, "quoting": quoting}
    table.to_csv(path, index=False, encoding=encoding, **layout)


def check_ending(path: str | os.PathLike, endings: tuple[str, ...] = ENDINGS) -> str:
    """Return the ending of a file's name, in lower case.

    Raises
    ------
    ParameterError
        If it is none of the endings.
    """
    path = Path(path)
    if path.suffix.lower() not in endings:
        facts = {"ending": path.suffix or None, "endings": endings}
        raise ParameterError("PAR-FILE", where=str(path), **facts)
    return path.suffix.lower()
