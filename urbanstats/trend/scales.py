"""Scales on which yearly changes are roughly alike wherever the series stands.

A scale maps a published value to a real line, ``z = g(y)``, on which a trend is a Gaussian
process. Percentages use points (``identity``) and the ``folded_root``; counts use ``log`` and
``root``, both relative to the series' own anchor, so that a count in persons and the same
count in thousands get the same forecast. Which scale suits a series is learned, not chosen.

Source of the folded root: J. W. Tukey (1977), *Exploratory Data Analysis*, chapter 15.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

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
