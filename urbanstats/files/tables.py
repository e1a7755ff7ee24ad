"""Tables as CSV, Excel or Parquet files, read and written whole.

A spreadsheet runs a text that begins with = + - or @ as a formula. In a CSV file such a text
gets an apostrophe in front (`shield`), which reading takes off again; in an Excel file it is
marked as text.
"""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd

from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import write_whole
from urbanstats.files.excel import RISKY, read_sheet, sheet_bytes

NUMBERS = ("year", "value", "decimals")
ENDINGS = (".csv", ".parquet", ".xlsx")


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
    path = Path(path)
    ending = check_ending(path)
    if ending == ".xlsx":
        return _numbered(read_sheet(path).map(lambda cell: "" if cell is None else str(cell)))
    try:
        table = pd.read_parquet(path) if ending == ".parquet" else _read_csv(path)
    except (OSError, ValueError) as error:
        text = str(error).splitlines()[0]
        why = getattr(error, "strerror", None) or text
        raise DataError(
            "DATA-FILE", where=str(path), text=text, why=why, ending=ending[1:]
        ) from error
    return table


def _read_csv(path):
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return _numbered(table.map(unshield).rename(columns=unshield))


def _numbered(table):
    """Return a table of text with numbers where every cell of a column of numbers is one."""
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
        return write_workbook({"table": table}, path)
    if ending == ".parquet":
        return write_whole(path, lambda part: table.to_parquet(part, index=False))
    return write_whole(path, lambda part: write_csv(table, part, float_format="%.10g"))


def write_workbook(tables: dict[str, pd.DataFrame], path: str | os.PathLike) -> Path:
    """Write tables into one Excel workbook, a sheet each, and return the path.

    Parameters
    ----------
    tables
        Tables by the name of their sheet; how cells are written tells ``sheets.sheet_bytes``.
    path
        Where to; whatever was there is replaced. Equal tables give equal bytes.

    Raises
    ------
    ParameterError
        If a table does not fit into a sheet.
    StorageError
        If the file cannot be written; what was there before stays.
    """
    content = sheet_bytes(tables)
    return write_whole(path, lambda part: part.write_bytes(content))


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
    table = table.assign(**{name: table[name].map(_shield_text) for name in text})
    cells = (cell for name in text for cell in [name, *table[name]])
    returns = any(isinstance(cell, str) and "\r" in cell for cell in cells)
    quoting = csv.QUOTE_ALL if returns else csv.QUOTE_MINIMAL
    layout = {"lineterminator": "\n", "float_format": float_format, "quoting": quoting}
    table.to_csv(path, index=False, encoding=encoding, **layout)


def _shield_text(cell):
    return shield(cell) if isinstance(cell, str) else cell


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
