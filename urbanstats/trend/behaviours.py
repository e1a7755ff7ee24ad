"""The grid of behaviours: every way a yearly series is allowed to move, and the scale it moves on.

A scale maps a published value to a real line, ``z = g(y)``, on which a trend is a Gaussian
process. Percentages use points (``identity``) and the ``folded_root``; counts use ``log`` and
``root``, both relative to the series' own anchor, so that a count in persons and the same
count in thousands get the same forecast. Which scale suits a series is learned, not chosen.
Source of the folded root: J. W. Tukey (1977), *Exploratory Data Analysis*, chapter 15.

A behaviour fixes everything but the level: its scale, the size of its yearly shocks, how noisy
its publication is, whether its drift lasts, fades or was never there, and whether its level
wanders or returns. What each symbol means is in ``docs/method.md``. The grid is fixed; what is
learned is how much weight each behaviour deserves.

A panel, to learn from and to forecast, is a table with one row per series and year.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from urbanstats.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

_FOLD = 0.01  # keeps the folded root's slope finite at 0 % and 100 %
_LOG_START = 0.005  # of the anchor; keeps the logarithm finite at a count of nought

BOUNDS = {"percent": (0.0, 100.0), "count": (0.0, np.inf)}


@dataclass(frozen=True)
class Scale:
    """One way to measure a value: ``forward`` to the real line, ``log_slope``, and ``back``.

    All three take (values, anchor), arrays that broadcast; ``anchor`` is a positive level in
    the unit of the values and is not used by percent scales. ``back`` returns the bound for
    what lies beyond it.
    """

    name: str
    forward: Callable[[np.ndarray, np.ndarray], np.ndarray]
    log_slope: Callable[[np.ndarray, np.ndarray], np.ndarray]
    back: Callable[[np.ndarray, np.ndarray], np.ndarray]


def _folded_root(y, anchor):
    p = np.clip(y, 0, 100) / 100
    return 2 * (np.sqrt(p + _FOLD) - np.sqrt(1 - p + _FOLD))


def _folded_root_log_slope(y, anchor):
    p = np.clip(y, 0, 100) / 100
    return np.log(0.01 / np.sqrt(p + _FOLD) + 0.01 / np.sqrt(1 - p + _FOLD))


def _folded_root_back(z, anchor):
    both = 1 + 2 * _FOLD
    edge = np.sqrt(1 + _FOLD) - np.sqrt(_FOLD)
    half = np.clip(z / 2, -edge, edge)
    root = (half + np.sqrt(2 * both - half**2)) / 2
    back = np.clip(100 * (root**2 - _FOLD), 0, 100)
    return np.where(np.abs(z / 2) < edge, back, np.where(z > 0, 100.0, 0.0))


def _share(y, anchor):
    return np.maximum(y / anchor, 0) + _LOG_START


IDENTITY = Scale(
    "identity",
    lambda y, anchor: np.asarray(y, float),
    lambda y, anchor: np.zeros_like(y, float),
    lambda z, anchor: np.clip(z, 0, 100),
)
FOLDED_ROOT = Scale("folded_root", _folded_root, _folded_root_log_slope, _folded_root_back)
LOG = Scale(
    "log",
    lambda y, anchor: np.log(_share(y, anchor)),
    lambda y, anchor: -np.log(_share(y, anchor)) - np.log(anchor),
    lambda z, anchor: anchor * np.maximum(np.exp(z) - _LOG_START, 0),
)
ROOT = Scale(
    "root",
    lambda y, anchor: np.sqrt(_share(y, anchor)),
    lambda y, anchor: -0.5 * np.log(_share(y, anchor)) - np.log(2 * anchor),
    lambda z, anchor: anchor * np.maximum(np.maximum(z, 0) ** 2 - _LOG_START, 0),
)


def count_anchor(values: np.ndarray) -> np.ndarray:
    """Return each row's anchor: its last value, or its largest where the last is nought.

    ``values`` has shape (series, years) in the series' unit, oldest first; a row of noughts
    gets the anchor 1.
    """
    last, top = values[:, -1], values.max(axis=1)
    anchor = np.where(last > 0, last, top)
    return np.where(anchor > 0, anchor, 1.0)


GRID_COLUMNS = ("scale", "noise", "drift", "lasting", "level", "shock", "mean_drift")


@dataclass(frozen=True)
class Shape:
    """Correlation structure of a behaviour, in units of the yearly shock.

    noise : publication noise (r). drift : spread of the yearly drift (q). lasting : the
    drift's yearly correlation (rho), 1 for a constant slope. level : the level's yearly
    correlation (phi), 1 for a level that wanders, below 1 for one that returns.
    """

    noise: float
    drift: float = 0.0
    lasting: float = 1.0
    level: float = 1.0

    def covariance(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Return the covariance of the noise-free path between years ``a`` and ``b``.

        Years count from the first observation (0, 1, ...); shocks start the year after it.
        """
        a, b = np.asarray(a, float)[:, None], np.asarray(b, float)[None, :]
        if self.level < 1:
            path = self.level ** np.abs(a - b) / (1 - self.level**2)
        else:
            path = np.minimum(a, b)
        return path + self.drift**2 * _summed_drift(a, b, self.lasting)


def _summed_drift(a, b, rho):
    """Return cov(sum of drift to year a, sum to year b) for an AR(1) drift of variance 1."""
    if rho == 1:
        return a * b
    short, gap = np.minimum(a, b), np.abs(a - b)
    square = short * (1 + rho) / (1 - rho) - 2 * rho * (1 - rho**short) / (1 - rho) ** 2
    overhang = rho * (1 - rho**short) * (1 - rho**gap) / (1 - rho) ** 2
    return square + overhang


_DRIFTS = [(0.0, 1.0), *[(q, rho) for q in (0.25, 0.7, 2.0) for rho in (1.0, 0.7)], (8.0, 1.0)]
SHAPES = (
    *(Shape(noise, *drift) for noise in (0.1, 1.0, 3.0) for drift in _DRIFTS),
    Shape(0.1, level=0.85),
    Shape(0.1, level=0.5),
)


@dataclass(frozen=True)
class Block:
    """All behaviours of one scale: every shape with every shock size and mean drift."""

    scale: Scale
    shocks: tuple[float, ...]  # standard deviation of a yearly shock, on the scale
    drifts: tuple[float, ...]  # mean drift a year, on the scale
    fastest: float  # largest believable standard deviation of a yearly drift, on the scale

    @property
    def size(self) -> int:
        """Return the number of behaviours."""
        return len(SHAPES) * len(self.shocks) * len(self.drifts)


def _steps(low, high, count):
    return tuple(float(x) for x in np.geomspace(low, high, count))


BLOCKS = {
    "percent": (
        Block(IDENTITY, _steps(0.003, 12, 11), (-1.0, -0.3, 0.0, 0.3, 1.0), 12),
        Block(FOLDED_ROOT, _steps(0.0002, 0.5, 10), (-0.03, -0.01, 0.0, 0.01, 0.03), 0.5),
    ),
    "count": (
        Block(LOG, _steps(0.002, 1, 10), (-0.05, -0.02, 0.0, 0.02, 0.05), 0.7),
        Block(ROOT, _steps(0.001, 0.7, 10), (-0.025, -0.01, 0.0, 0.01, 0.025), 0.35),
    ),
}


def grid_text(kind: str) -> str:
    """Return `behaviour_table` as the text of a CSV file, by which a grid is known again."""
    lines = [",".join(GRID_COLUMNS)]
    for block in BLOCKS[kind]:
        ends = [f"{shock},{mu}" for shock in block.shocks for mu in block.drifts]
        for s in SHAPES:
            start = f"{block.scale.name},{s.noise},{s.drift},{s.lasting},{s.level}"
            lines += [f"{start},{end}" for end in ends]
    return "\n".join([*lines, ""])


@cache
def behaviour_table(kind: str) -> np.ndarray:
    """Return the grid of a kind, one row per behaviour in weight order, with ``GRID_COLUMNS``."""
    rows = [
        (block.scale.name, s.noise, s.drift, s.lasting, s.level, shock, mu)
        for block in BLOCKS[kind]
        for s in SHAPES
        for shock in block.shocks
        for mu in block.drifts
    ]
    return np.array(rows, [("scale", "U11"), *((name, float) for name in GRID_COLUMNS[1:])])


def believable(kind: str) -> np.ndarray:
    """Return which behaviours of a kind drift no faster than their scale's ``fastest``, (B,)."""
    table = behaviour_table(kind)
    fastest = np.repeat([b.fastest for b in BLOCKS[kind]], [b.size for b in BLOCKS[kind]])
    return table["shock"] * table["drift"] <= fastest


COLUMNS = ["series_id", "year", "value", "kind"]  # of a panel, to learn from and to forecast


def numbered(panel: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return a panel's ``COLUMNS``, reference_class ("" if none) and ``more``, in numbers or NaN.

    The columns ``more`` hold numbers and may be missing; `DataError` if another one is.
    """
    import pandas as pd  # here, because it is slow to import

    if missing := [name for name in COLUMNS if name not in panel]:
        found = {"missing": missing[0], "found": list(panel.columns)}
        raise DataError("DATA-COLUMN.panel", **found, columns=COLUMNS)
    panel = panel.reindex(columns=[*COLUMNS, "reference_class", *more])
    for name in ("year", "value", *more):
        panel[name] = pd.to_numeric(panel[name], errors="coerce")
    panel["reference_class"] = panel["reference_class"].astype(object).fillna("").astype(str)
    return panel


def in_range(panel: pd.DataFrame) -> pd.Series:
    """Return for each row whether its value is possible for its kind; False for no number."""
    ends = [{kind: bounds[at] for kind, bounds in BOUNDS.items()} for at in (0, 1)]
    return panel["value"].between(*(panel["kind"].map(end).astype(float) for end in ends))


def infer_decimals(values: np.ndarray) -> int:
    """Return the fewest decimals (0-4) that print all values as they are; 4 if none does."""
    return next((d for d in range(4) if np.abs(np.round(values, d) - values).max() <= 1e-9), 4)
