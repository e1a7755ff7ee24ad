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
    """Refuse a panel that lacks one of ``COLUMNS``, with the columns found."""
    missing = [name for name in COLUMNS if name not in panel]
    if missing:
        found = {"missing": missing[0], "found": list(panel.columns)}
        raise DataError("DATA-COLUMN.panel", **found, columns=COLUMNS)


def numbered(panel: pd.DataFrame, *more: str) -> pd.DataFrame:
    """Return a panel's ``COLUMNS``, reference_class ("" if none) and ``more``, in numbers or NaN.

    Refuses as `check_columns`; of the columns ``more`` all are numbers, and may be missing.
    """
    import pandas as pd  # here, because it is slow to import

    check_columns(panel)
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
    for decimals in range(4):
        if np.abs(np.round(values, decimals) - values).max() <= 1e-9:
            return decimals
    return 4
