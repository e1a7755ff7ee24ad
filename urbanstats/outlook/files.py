"""Tables of observations, targets and forecasts as CSV or Parquet files."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from urbanstats.errors import DataError, ParameterError, StorageError

NUMBERS = ("year", "value", "decimals")


def read_panel(path: str | os.PathLike) -> pd.DataFrame:
    """Return the rows of a CSV (UTF-8) or Parquet file.

    Text stays text: a series_id of ``01001`` or ``NA`` is kept as it is. Only an empty number
    is missing; a number that cannot be read is left as text for the reader's check.

    Raises
    ------
    DataError
        If the file is missing, empty, or not what its name says.
    ParameterError
        If the name ends neither in .csv nor in .parquet.
    """
    path = Path(path)
    ending = _ending(path)
    try:
        table = pd.read_parquet(path) if ending == ".parquet" else _read_csv(path)
    except (OSError, ValueError) as error:
        raise DataError(
            "DATA-FILE",
            where=str(path),
            wrong=f"it cannot be read ({str(error).splitlines()[0]})",
            expected=f"A whole {ending[1:]} file with a header is expected",
            do="check the path, or save the file again (CSV as UTF-8 with commas)",
        ) from error
    return table


def _read_csv(path):
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    for name in set(NUMBERS) & set(table):
        text = table[name].str.strip()
        number = pd.to_numeric(text, errors="coerce")
        table[name] = number if number.notna().eq(text != "").all() else text.where(text != "")
    return table


def write_table(table: pd.DataFrame, path: str | os.PathLike) -> Path:
    """Write a table as CSV or Parquet, whole or not at all, and return the path.

    Raises
    ------
    ParameterError
        If the name ends neither in .csv nor in .parquet.
    StorageError
        If the file cannot be written; what was there before stays.
    """
    path = Path(path)
    ending = _ending(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if ending == ".parquet":
            table.to_parquet(part, index=False)
        else:
            table.to_csv(part, index=False, lineterminator="\n", float_format="%.10g")
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StorageError(
            "STORE-WRITE",
            where=str(path),
            wrong=f"it cannot be written ({error.strerror or error})",
            expected="A folder that exists and has room is expected",
            do="choose another path; nothing was changed",
        ) from error
    return path


def _ending(path):
    if path.suffix.lower() not in (".csv", ".parquet"):
        raise ParameterError(
            "PAR-FILE",
            where=str(path),
            wrong=f"files ending in {path.suffix or 'nothing'!r} are not known here",
            expected="A name that ends in .csv or .parquet is expected",
            do="save the table as one of these",
        )
    return path.suffix.lower()


def check_answered(table: pd.DataFrame, observations: str, out: str) -> None:
    """Refuse forecasts in which every series was refused.

    Parameters
    ----------
    table
        Result of ``forecast_panel``.
    observations, out
        Names of the file read and of the file that holds the reasons.

    Raises
    ------
    DataError
        If no series was answered.
    """
    if (table["status"] == "refused").groupby(table["series_id"]).all().all():
        raise DataError(
            "PANEL-REFUSED",
            where=str(observations),
            wrong="every series was refused",
            expected="At least one series that can be forecast is expected",
            do=f"see the column 'reason' of {out}",
        )
