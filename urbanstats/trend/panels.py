"""Panels, to learn from and to forecast: tables with one row per series and year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbanstats.errors import DataError
from urbanstats.trend.behaviours import BOUNDS

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ["series_id", "year", "value", "kind"]


def check_columns(panel: pd.DataFrame) -> None:
    """Refuse a panel that lacks one of ``COLUMNS``.

    Raises
    ------
    DataError
        With the columns found.
    """
    missing = [name for name in COLUMNS if name not in panel]
    if missing:
        found = {"missing": missing[0], "found": list(panel.columns)}
        raise DataError("DATA-COLUMN.panel", **found, columns=COLUMNS)


def in_range(panel: pd.DataFrame) -> pd.Series:
    """Return for each row whether its value is possible for its kind; False for no number."""
    low, high = (
        panel["kind"].map({kind: ends[at] for kind, ends in BOUNDS.items()}) for at in (0, 1)
    )
    return panel["value"].between(low.astype(float), high.astype(float))


def infer_decimals(values: np.ndarray) -> int:
    """Return the fewest decimals (0-4) that print all values as they are; 4 if none does."""
    for decimals in range(4):
        if np.abs(np.round(values, decimals) - values).max() <= 1e-9:
            return decimals
    return 4
