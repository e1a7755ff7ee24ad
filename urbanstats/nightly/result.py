"""What a notebook leaves behind, sealed by a file written last, and the forecasts of all together.

A notebook's own word that it ran is not proof: a dead kernel can look like success. Proof is
a `result.json` that lists every file with its hash and that reads back whole.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import NotebookError, ParameterError
from urbanstats.files.atomic import hash_file, hash_folder, replace_json, sync_tree

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from urbanstats.brief.indicator import Brief
    from urbanstats.brief.run import Overview

SEAL = "result.json"
TABLE = "forecasts.parquet"
BRIEF = "brief.json"
FIGURES = "figures"


@dataclass(frozen=True)
class Result:
    """A result that was read back whole."""

    table: pd.DataFrame  # forecasts, one row per indicator and target year
    figures: tuple[Path, ...]  # PNG and SVG, sorted
    brief: Path | None = None  # None if the notebook left none


def save_result(
    output: str | Path,
    table: pd.DataFrame,
    figures: Mapping[str, Figure] | None = None,
    brief: Brief | Overview | None = None,
) -> Path | None:
    """Write what a notebook found out into a folder and return the path of its seal.

    Parameters
    ----------
    output
        Folder to write into, made if need be. Empty text: nothing is written, so that a
        notebook opened by hand leaves nothing behind.
    table
        Forecasts, one row per indicator and target year.
    figures
        Finished figures by name; a name holds letters, digits and underscores only.
    brief
        What page and slides say of it.

    Returns
    -------
    Path or None
        `result.json`, written after everything else; None when `output` is empty.

    Raises
    ------
    ParameterError
        If the name of a figure holds anything else.
    """
    if str(output) == "":
        return None
    from urbanstats.present.picture import write_figure

    folder = Path(output)
    (folder / SEAL).unlink(missing_ok=True)
    (folder / FIGURES).mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / TABLE, index=False)
    if brief:
        replace_json(folder / BRIEF, brief.to_data())
    for name, figure in (figures or {}).items():
        if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", name):
            raise ParameterError("PAR-FIGURE", name=name)
        write_figure(figure, folder / FIGURES / name)
    sync_tree(folder)
    seal = {"finished": True, "rows": len(table), "files": hash_folder(folder)}
    return replace_json(folder / SEAL, seal)


def read_result(folder: str | Path) -> Result:
    """Return what a notebook left in a folder, after comparing every file with its hash.

    Raises
    ------
    NotebookError
        If there is no seal, or a file is missing, changed or unreadable.
    """
    folder = Path(folder)
    try:
        seal = json.loads((folder / SEAL).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotebookError("NB-NORESULT") from None
    except ValueError:
        raise NotebookError("NB-RESULT.cut", file=SEAL) from None
    for name, expected in seal["files"].items():
        path = folder / name
        if not path.is_file() or hash_file(path) != expected:
            raise NotebookError("NB-RESULT", file=name)
    import pandas

    table = pandas.read_parquet(folder / TABLE)
    figures = tuple(folder / name for name in seal["files"] if name.startswith(FIGURES + "/"))
    return Result(table, figures, folder / BRIEF if BRIEF in seal["files"] else None)


def merge_forecasts(
    tables: Iterable[pd.DataFrame], expected: Iterable[tuple[str, int]]
) -> pd.DataFrame:
    """Return one table with one row per indicator and year, in the order expected.

    The tables have the columns of `urbanstats.outlook`: indicator, year, likelihood, status, note,
    and quantiles named `q0.05` to `q0.95`. Every row expected must be there.

    Raises
    ------
    NotebookError
        If a row is missing, twice, or not asked for (OUT-ROWS), or as by `check_forecasts`.
    """
    import pandas as pd

    table = pd.concat(list(tables), ignore_index=True)
    order = {key: place for place, key in enumerate(expected)}
    keys = [(str(name), int(year)) for name, year in zip(table.indicator, table.year, strict=True)]
    if sorted(keys) != sorted(order):
        odd = next(iter(sorted(set(order).symmetric_difference(keys))), None)
        raise NotebookError("OUT-ROWS", found=len(keys), asked=len(order), odd=odd)
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
        where = {"indicator": row["indicator"], "year": row["year"]}
        likelihood = float(row["likelihood"])
        absent = math.isnan(likelihood) and str(row["note"]).strip()
        if not absent and not 0.0 <= likelihood <= 1.0:
            raise NotebookError("OUT-RANGE", **where, likelihood=likelihood)
        values = [float(row[name]) for name in quantiles]
        if all(map(math.isnan, values)) and row["status"] != "forecast":
            continue
        if not all(map(math.isfinite, values)) or values != sorted(values):
            raise NotebookError("OUT-ORDER", **where, values=values)
