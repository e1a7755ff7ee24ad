"""How far the indicators of one city have shared their luck, as learned from other cities.

The table lies beside the priors and obeys their rule on years. ``data/priors/README.md`` tells
how it was learned and what it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from urbanstats.errors import DataError
from urbanstats.plan.tables import data_folder

FILE = "dependence.csv"
ALL = "all"  # every pair of indicators together; horizon 0 is every horizon together
DEPENDENCE_COLUMNS = [
    "through", "pair", "horizon", "cities", "origins", "correlation", "standard_error", "common",
]  # fmt: skip


@dataclass(frozen=True)
class Dependence:
    """The correlation between different indicators of one city, all pairs and horizons together.

    Parameters
    ----------
    through
        Last year of the figures it was learned from.
    cities
        Number of cities.
    correlation
        Correlation [-1, 1] of the normal scores of figures under their forecasts.
    standard_error
        Of the correlation, over cities; what other years would have shown is not in it.
    common
        The part of the correlation that all cities had in common in a year.
    """

    through: int
    cities: int
    correlation: float
    standard_error: float
    common: float

    @property
    def shared(self) -> float:
        """Return the correlation of a common shock: 0 where a negative one was learned."""
        return max(self.correlation, 0.0)


def load_dependence(as_of: date, path: Path | None = None) -> Dependence:
    """Return the newest dependence that a forecast as of a date may use.

    Parameters
    ----------
    as_of
        Day of knowledge; a period of figures is allowed if it ends before that day's year.
    path
        Table with the columns ``DEPENDENCE_COLUMNS``; default: the one shipped.

    Raises
    ------
    DataError
        If there is no such table, or every period in it has seen later years.

    Examples
    --------
    >>> load_dependence(date(2018, 6, 8)).through
    2016
    """
    path = path or data_folder() / "priors" / FILE
    if not path.is_file():
        raise DataError(
            "DEPENDENCE-MISSING",
            where=str(path),
            wrong="there is no such file",
            expected="A table of correlations between indicators is expected beside the priors",
            do="learn it with 'benchmarks/dependence.py', or give a correlation yourself",
        )
    table = pd.read_csv(path)
    whole = table[(table["pair"] == ALL) & (table["horizon"] == 0)]
    allowed = whole[whole["through"] < as_of.year]
    if allowed.empty:
        years = ", ".join(map(str, sorted(whole["through"]))) or "none"
        raise DataError(
            "DEPENDENCE-HINDSIGHT",
            where=str(path),
            wrong=f"no period ends before {as_of.year} (through: {years})",
            expected=f"Figures up to {as_of.year - 1} or earlier are expected",
            do="choose a later as-of date, or give a correlation yourself",
        )
    row = allowed.loc[allowed["through"].idxmax()]
    learned = (float(row[name]) for name in ("correlation", "standard_error", "common"))
    return Dependence(int(row["through"]), int(row["cities"]), *learned)
