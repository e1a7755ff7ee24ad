"""A panel to try things on: the yearbook figures of Guangxi's cities that ship with the package."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from urbanstats.outlook.files import read_panel
from urbanstats.plan.rules import SUSPECT
from urbanstats.plan.tables import load_observations, load_plan

INDICATORS = ("water_supply_coverage", "sewage_treatment_rate", "green_coverage")
BASIS = "yearbook"
WIDER = ("China", "Guangxi")  # areas that are no cities


def load_panel(path: str | Path = "") -> pd.DataFrame:
    """Return a panel from a CSV, Excel or Parquet file, or that of the cities if no file is named.

    Parameters
    ----------
    path
        File with the columns ``forecast_panel`` takes; its ending tells its format.

    Raises
    ------
    DataError
        If the file cannot be read.
    ParameterError
        If its name ends in none of .csv, .xlsx and .parquet.
    """
    return read_panel(path) if str(path) else load_city_panel()


def load_city_panel() -> pd.DataFrame:
    """Return water supply, sewage treatment and green coverage of Guangxi's cities, by year.

    One row per city, indicator and year on the basis of the urban construction yearbook, as
    last published, suspect figures left out: series_id, year, value (percent), kind,
    reference_class.

    Examples
    --------
    >>> load_city_panel()["series_id"].nunique() > 40
    True
    """
    classes = {one.id: one.reference_class for one in load_plan().indicators}
    table = load_observations()
    wanted = (
        table["indicator"].isin(INDICATORS)
        & (table["basis"] == BASIS)
        & (table["quality"] != SUSPECT)
        & ~table["area"].isin(WIDER)
    )
    table = table[wanted].sort_values(["indicator", "area", "year", "published"])
    table = table.drop_duplicates(["indicator", "area", "year"], keep="last")
    return pd.DataFrame(
        {
            "series_id": table["area"] + ", " + table["indicator"],
            "year": table["year"],
            "value": table["value"],
            "kind": "percent",
            "reference_class": table["indicator"].map(classes),
        }
    ).reset_index(drop=True)
