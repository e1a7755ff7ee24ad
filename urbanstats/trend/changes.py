"""Past changes of like series: how often a change as large as the one needed has happened.

A folder of priors may hold ``changes.csv``: for each reference class, and for each kind as a
whole, the quantiles of all changes over 1 to 5 years, by the level they started from: in points,
or for counts in percent of the starting value. Changes of one series overlap in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from urbanstats.errors import DataError
from urbanstats.files.atomic import Stamp, replace_file, stamp_of
from urbanstats.plan.load import data_folder
from urbanstats.trend.behaviours import in_range, numbered
from urbanstats.trend.priors import load_priors

SPANS = (1, 2, 3, 4, 5)  # years
FEWEST = 30  # changes; a cell with fewer is left out
EDGES = {"percent": (0, 20, 40, 60, 80, 90, 95, 98, 99, 100), "count": (0, np.inf)}  # of the start
PROBABILITIES = (
    0.001, 0.005, 0.01, 0.02, *(k / 20 for k in range(1, 20)), 0.98, 0.99, 0.995, 0.999
)  # fmt: skip
QUANTILES = [f"q{p:g}" for p in PROBABILITIES]
CELL = ["kind", "reference_class", "span", "low", "high"]
COLUMNS = [*CELL, "through", "changes", "series", *QUANTILES]
FILE = "changes.csv"


@dataclass(frozen=True)
class PastChanges:
    """Changes of like series over ``span`` years from one band of levels.

    name : reference class, or the kind itself (``"percent"``, ``"count"``) for all series of it.
    kind : ``"percent"``, changes in points, or ``"count"``, in percent of the starting value.
    low, high : level a change started from, low <= level < high, 100 % included in the last band.
    through : last year of the panel. changes, series : how many changes there were, and of how many
    series; they overlap in time. quantiles : change not exceeded with each of ``PROBABILITIES``,
    ascending.
    """

    name: str
    kind: str
    span: int
    low: float
    high: float
    through: int
    changes: int
    series: int
    quantiles: np.ndarray

    def below(self, change: float) -> float:
        """Return the share [0-1] of changes smaller than ``change``; equal ones do not count."""
        return _below(self.quantiles, change)

    def share(self, change: float, direction: str = "at_least") -> float:
        """Return the share [0-1] of changes that went at least as far as ``change``.

        ``"at_most"`` counts changes no larger than it, any other direction those no smaller. 0
        where it lies beyond the outermost quantile: fewer than 1 in 1000.
        """
        if direction == "at_most":
            return 1.0 - _below(-self.quantiles[::-1], -change)
        return 1.0 - self.below(change)

    def steps(self, edges: np.ndarray) -> pd.DataFrame:
        """Return the share of changes between neighbouring edges: low, high, share [0-1].

        A change that equals an edge counts above it; those outside all edges are left out.
        """
        below = np.array([self.below(edge) for edge in edges])
        return pd.DataFrame({"low": edges[:-1], "high": edges[1:], "share": np.diff(below)})


def _below(quantiles: np.ndarray, change: float) -> float:
    """Return the share below a change; of a heap of equal quantiles at it nothing counts."""
    at = int(np.searchsorted(quantiles, change))
    if at < len(quantiles) and quantiles[at] == change:
        return PROBABILITIES[at]
    if at in (0, len(quantiles)):
        return float(at > 0)
    return float(np.interp(change, quantiles[at - 1 : at + 1], PROBABILITIES[at - 1 : at + 1]))


def learn_changes(panel: pd.DataFrame, *, through: int | None = None) -> pd.DataFrame:
    """Return the quantiles of past changes, one row per class, span and band of levels.

    The columns ``COLUMNS``: cell (kind, reference_class, span in years, low and high of the
    starting level), through, number of changes and of series, and a column ``q<probability>`` per
    quantile (points; percent of the start for counts). Each kind as a whole stands under its own
    name, also for all levels together. Cells with fewer than ``FEWEST`` changes are left out; a
    change needs the figures of both its years, and a count a starting figure above nought.

    Parameters
    ----------
    panel, through
        As for ``learn_priors``.

    Raises
    ------
    DataError
        If a column is missing, or no cell has enough changes.
    """
    panel = numbered(panel)
    panel = panel[in_range(panel) & (panel["year"] <= (through or np.inf))]
    panel = panel.sort_values(["kind", "series_id", "year"], ignore_index=True)
    last = int(through or panel["year"].max())
    cells = [
        _summary(part)
        for span in SPANS
        for kind, changes in _changes(panel, span).groupby("kind")
        for part in _cells(changes, str(kind), span)
    ]
    if not any(map(len, cells)):
        raise DataError("CHANGE-EMPTY", n=FEWEST, through=through or None)
    found = pd.concat([cell for cell in cells if len(cell)]).reset_index()
    return found.assign(through=last)[COLUMNS].sort_values(CELL, ignore_index=True)


def _changes(panel: pd.DataFrame, span: int) -> pd.DataFrame:
    """Return every change over ``span`` years: kind, reference_class, series_id, start, change."""
    late = panel[["kind", "series_id", "year", "value"]].assign(year=panel["year"] - span)
    both = panel.merge(late, on=["kind", "series_id", "year"], suffixes=("", "_late"))
    both = both[(both["kind"] == "percent") | (both["value"] > 0)]
    scale = np.where(both["kind"] == "percent", 1.0, both["value"] / 100)
    change = (both["value_late"] - both["value"]) / scale
    return both.rename(columns={"value": "start"}).assign(change=change.round(9))


def _cells(changes: pd.DataFrame, kind: str, span: int) -> list[pd.DataFrame]:
    """Return the changes with the cells they belong to: class, whole kind, all levels."""
    edges = np.array(EDGES[kind])
    band = np.searchsorted(edges[1:-1], changes["start"], side="right")
    banded = changes.assign(span=span, low=edges[band], high=edges[band + 1])
    whole = banded.assign(reference_class=kind)
    parts = [banded[banded["reference_class"] != ""], whole]
    if len(edges) > 2:
        parts.append(whole.assign(low=edges[0], high=edges[-1]))
    return parts


def _summary(changes: pd.DataFrame) -> pd.DataFrame:
    """Return counts and quantiles of each cell with enough changes."""
    changes = changes[changes.groupby(CELL)["change"].transform("size") >= FEWEST]
    if changes.empty:
        return pd.DataFrame()
    groups = changes.groupby(CELL)
    counts = groups.agg(changes=("change", "size"), series=("series_id", "nunique"))
    quantiles = groups["change"].quantile(list(PROBABILITIES)).unstack()
    return counts.join(quantiles.set_axis(QUANTILES, axis=1))


def write_changes(changes: pd.DataFrame, folder: Path) -> Path:
    """Write ``changes.csv`` into a folder of priors, to five digits, and return its path."""
    text = changes.to_csv(index=False, float_format="%.5g", lineterminator="\n")
    return replace_file(Path(folder) / FILE, text.encode())


def load_changes(as_of: date, folder: Path | None = None) -> pd.DataFrame:
    """Return the past changes that a forecast as of a date may use.

    They lie beside the priors of the same forecast (see ``load_priors``), so that neither knows a
    later year.

    Raises
    ------
    DataError
        If no priors may be used as of that date, or no ``changes.csv`` lies beside them.
    """
    folder = Path(folder) if folder else data_folder() / "priors"
    through = load_priors(as_of, folder).through
    path = (folder if (folder / "learned.json").is_file() else folder / str(through)) / FILE
    if not path.is_file():
        raise DataError("CHANGE-MISSING", where=str(path))
    return _read(path, stamp_of(path))


@lru_cache(maxsize=8)
def _read(path: Path, stamp: Stamp) -> pd.DataFrame:
    """Read a table of changes; `stamp` keeps a changed file from being taken from memory."""
    return pd.read_csv(path, keep_default_na=False)


def past_changes(
    changes: pd.DataFrame, reference_class: str, kind: str, *, span: int, level: float
) -> PastChanges:
    """Return how like series changed over so many years from a level.

    Where the class has too few changes from that level, all series of the kind answer, first
    from that level, then from every level; the ``name`` and ``low`` to ``high`` of what is
    returned say which. ``changes`` is a table of ``learn_changes``, ``span`` 1 to 5 years,
    ``level`` the starting level in the unit of the kind (percent 0-100).

    Raises
    ------
    DataError
        If the table knows nothing of the kind over so many years.
    """
    cells = list(zip(*(changes[name] for name in CELL), strict=True))
    like = [
        number
        for number, (sort, name, years, low, high) in enumerate(cells)
        if (sort, years) == (kind, span)
        and name in (reference_class, kind)
        and low <= level
        and (level < high or high == 100)
    ]
    if not like:
        raise DataError("CHANGE-KIND", kind=kind, span=span, least=SPANS[0], most=SPANS[-1])

    def closeness(number: int) -> tuple[float, bool]:
        _, name, _, low, high = cells[number]
        return high - low, name != reference_class

    row = changes.iloc[min(like, key=closeness)]
    quantiles = row[QUANTILES].to_numpy(float)
    parts = row[["kind", "span", "low", "high", "through", "changes", "series"]].to_dict()
    return PastChanges(name=row["reference_class"], quantiles=quantiles, **parts)
