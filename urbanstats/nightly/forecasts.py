"""The forecasts of all notebooks as one table, checked before anyone sees it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

from urbanstats.errors import NotebookError

if TYPE_CHECKING:
    import pandas as pd

FORECASTS = "forecasts"  # name of the table's files in a run, without an ending
Key = tuple[str, int]


def merge_forecasts(tables: Iterable[pd.DataFrame], expected: Iterable[Key]) -> pd.DataFrame:
    """Return one table with one row per indicator and year, in the order expected.

    Parameters
    ----------
    tables
        Tables with the columns of `urbanstats.outlook`: indicator, year, likelihood, status,
        note, and quantiles named `q0.05` to `q0.95`.
    expected
        Indicator and year of every row that must be there, in the plan's order.

    Raises
    ------
    NotebookError
        If a row is missing, twice, or not asked for (OUT-ROWS), a likelihood is not in [0, 1]
        and nothing says why (OUT-RANGE), or quantiles cross (OUT-ORDER).
    """
    import pandas as pd

    table = pd.concat(list(tables), ignore_index=True)
    order = {key: place for place, key in enumerate(expected)}
    keys = [(str(name), int(year)) for name, year in zip(table.indicator, table.year, strict=True)]
    if sorted(keys) != sorted(order):
        odd = sorted(set(order).symmetric_difference(keys)) or ["one of them is there twice"]
        raise _refused(
            "OUT-ROWS",
            "forecasts",
            f"{len(keys)} rows where {len(order)} were asked for, first difference: {odd[0]}",
        )
    check_forecasts(table)
    places = pd.Series([order[key] for key in keys], index=table.index)
    return table.loc[places.sort_values().index].reset_index(drop=True)


def check_forecasts(table: pd.DataFrame) -> None:
    """Refuse a table that holds a number nobody could mean.

    Raises
    ------
    NotebookError
        If a likelihood is not in [0, 1], or absent without a note (OUT-RANGE), or if quantiles
        are absent from a forecast or descend (OUT-ORDER).
    """
    quantiles = [name for name in table.columns if str(name).startswith("q0.")]
    for row in table.to_dict("records"):
        where = f"forecasts, {row['indicator']} {row['year']}"
        likelihood = float(row["likelihood"])
        absent = math.isnan(likelihood) and str(row["note"]).strip()
        if not absent and not 0.0 <= likelihood <= 1.0:
            raise _refused("OUT-RANGE", where, f"likelihood {likelihood} without a reason")
        values = [float(row[name]) for name in quantiles]
        if all(map(math.isnan, values)) and row["status"] != "forecast":
            continue
        if not all(map(math.isfinite, values)) or values != sorted(values):
            raise _refused("OUT-ORDER", where, f"the quantiles {values} do not ascend")


def _refused(code: str, where: str, wrong: str) -> NotebookError:
    return NotebookError(
        code,
        where=where,
        wrong=wrong,
        expected="Every target once, likelihoods from 0 to 1 and ascending quantiles are expected",
        do="look into the notebook that wrote the row; nothing was published",
    )
