"""What a notebook leaves behind: a table, figures and a brief, sealed by a file written last.

A notebook's own word that it ran is not proof: a dead kernel can look like success. Proof is
a `result.json` that lists every file with its hash and that reads back whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import NotebookError, ParameterError
from urbanstats.nightly.storage import hash_file, hash_folder, replace_json, sync_tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

    from urbanstats.present.brief import Brief
    from urbanstats.present.briefing import Overview

SEAL = "result.json"
TABLE = "forecasts.parquet"
BRIEF = "brief.json"
FIGURES = "figures"


@dataclass(frozen=True)
class Result:
    """A result that was read back whole.

    Parameters
    ----------
    table
        Forecasts, one row per indicator and target year.
    figures
        Paths of the figure files (PNG and SVG), sorted.
    brief
        Path of the brief; None if the notebook left none.
    """

    table: DataFrame
    figures: tuple[Path, ...]
    brief: Path | None = None


def save_result(
    output: str | Path,
    table: DataFrame,
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
    from urbanstats.present.figure import write_figure

    folder = Path(output)
    (folder / SEAL).unlink(missing_ok=True)
    (folder / FIGURES).mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / TABLE, index=False)
    if brief:
        replace_json(folder / BRIEF, brief.to_data())
    for name, figure in (figures or {}).items():
        write_figure(figure, folder / FIGURES / _checked(name))
    sync_tree(folder)
    seal = {"finished": True, "rows": len(table), "files": hash_folder(folder)}
    return replace_json(folder / SEAL, seal)


def _checked(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_]{1,100}", name):
        raise ParameterError(
            "PAR-FIGURE",
            where="save_result, figures",
            wrong=f"{name!r} cannot be the name of a figure file",
            expected="At most 100 letters, digits and underscores are expected",
            do="give the figure such a name, without a suffix",
        )
    return name


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
        raise _not_whole("no result was saved", code="NB-NORESULT") from None
    except ValueError:
        raise _not_whole(f"{SEAL} is cut off or damaged") from None
    for name, expected in seal["files"].items():
        path = folder / name
        if not path.is_file() or hash_file(path) != expected:
            raise _not_whole(f"{name} is missing or not the file that was saved")
    import pandas

    table = pandas.read_parquet(folder / TABLE)
    figures = tuple(folder / name for name in seal["files"] if name.startswith(FIGURES + "/"))
    return Result(table, figures, folder / BRIEF if BRIEF in seal["files"] else None)


def _not_whole(wrong: str, code: str = "NB-RESULT") -> NotebookError:
    return NotebookError(
        code,
        where="result",
        wrong=wrong,
        expected="A notebook ends with save_result(output, table, figures)",
        do="see that its last cell is reached and calls it",
    )
