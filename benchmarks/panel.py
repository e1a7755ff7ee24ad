"""Assemble the panel that the shipped priors are learned from.

    python benchmarks/panel.py BENCH --out panel.parquet
    urbanstats learn panel.parquet --through 2016 --out data/priors/2016
    urbanstats learn panel.parquet --through 2023 --out data/priors/2023

BENCH is a folder with ``panel.parquet`` (yearly indicators of countries and municipalities)
and ``china_cities.csv`` (urban construction yearbook, by city). Neither is part of this
project; ``data/priors/README.md`` names their sources.
"""

import argparse
from pathlib import Path

import pandas as pd

URBAN_SHARE = "urban_population_percent_of_total"
CITY_CLASSES = {
    "water_supply_coverage": ("water_coverage", "city_service"),
    "sewage_treatment_rate": ("sewage_treatment", "city_service"),
    "green_coverage": ("green_coverage",),
}
COLUMNS = ["series_id", "year", "value", "kind", "reference_class"]


def assemble(bench: Path) -> pd.DataFrame:
    """Return the tidy panel: series_id, year, value, kind, reference_class."""
    world = pd.read_parquet(bench / "panel.parquet")
    urban = world["indicator"].astype(str) == URBAN_SHARE
    world["reference_class"] = urban.map({True: "urbanization_rate", False: ""})
    cities = pd.read_csv(bench / "china_cities.csv")
    parts = [world[COLUMNS].astype({"series_id": str, "kind": str})]
    for column, classes in CITY_CLASSES.items():
        for name in classes:
            ids = "cn|" + cities["city_code"].astype(str) + f"|{column}"
            ids += "|service" if name == "city_service" else ""
            part = pd.DataFrame({"series_id": ids, "year": cities["year"], "value": cities[column]})
            parts.append(part.dropna().assign(kind="percent", reference_class=name))
    return pd.concat(parts, ignore_index=True)


def main() -> None:
    """Write the panel to a Parquet file."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("bench", type=Path)
    words.add_argument("--out", type=Path, required=True)
    asked = words.parse_args()
    panel = assemble(asked.bench)
    panel.to_parquet(asked.out, index=False)
    print(f"{asked.out}: {len(panel)} rows of {panel['series_id'].nunique()} series")


if __name__ == "__main__":
    main()
