"""Learn how far the indicators of one city share their luck, from forecasts held against figures.

    python benchmarks/dependence.py BENCH --out data/priors/dependence.csv

BENCH is the folder of ``panel.py``. Water, sewage and green coverage of 173 Chinese cities are
forecast 1-3 years ahead from every origin of a period, with priors that end where it begins, and
each figure that came is given its normal score: the probit of the mid-PIT (the middle of the
probabilities of less than, and of no more than, what the figure rounds to). A correlation is the
mean product of two indicators' scores of the same city, origin and horizon, each divided by its
root mean square about nought, where the forecast put its centre. ``data/priors/README.md``
describes the columns.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from panel import assemble
from scipy.special import ndtri

from urbanstats.outlook.joint import ALL, DEPENDENCE_COLUMNS
from urbanstats.outlook.panel import forecast_panel
from urbanstats.trend.learning import learn_priors
from urbanstats.trend.priors import Priors

PERIODS = ((2009, 2016), (2016, 2022))  # last year the priors know, last year of the figures
HORIZONS = (1, 2, 3)
SURE = 1e-4  # mid-PITs are held this far from 0 and 1
RESAMPLES = 1000
KEYS = ["city", "origin", "horizon"]


def city_panel(bench: Path) -> pd.DataFrame:
    """Return the cities' part of the panel, with the columns city and indicator."""
    panel = assemble(bench)
    panel = panel[panel["series_id"].str.startswith("cn|")].reset_index(drop=True)
    parts = panel["series_id"].str.split("|", expand=True)
    return panel.assign(city=parts[1], indicator=parts[2])


def score_origin(cities: pd.DataFrame, origin: int, through: int, priors: Priors) -> pd.DataFrame:
    """Return the normal scores of the figures of 1-3 years after an origin, none after through."""
    seen = cities[cities["year"] <= origin]
    current = seen.loc[seen["year"] == origin, "series_id"]
    years = cities["year"].between(origin + 1, min(origin + HORIZONS[-1], through))
    came = cities[years & cities["series_id"].isin(current)]
    sides = [came.assign(direction=direction) for direction in ("at_least", "at_most")]
    seen = seen[seen["series_id"].isin(current)]
    table = forecast_panel(seen, pd.concat(sides), horizons=HORIZONS, priors=priors)
    said = table[table["direction"] != ""].astype({"year": int})
    said = said.pivot_table("likelihood", ["series_id", "year"], "direction").reset_index()
    middle = (1 - said["at_least"] + said["at_most"]) / 2
    said["score"] = ndtri(middle.clip(SURE, 1 - SURE))
    said["origin"], said["horizon"] = origin, said["year"] - origin
    return said.merge(came[["series_id", "year", "city", "indicator"]], on=["series_id", "year"])


def pair_up(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the products of different indicators' scores, and of their means over all cities."""
    square = scores["score"].pow(2).groupby([scores["indicator"], scores["horizon"]])
    scores = scores.assign(score=scores["score"] / np.sqrt(square.transform("mean")))
    year = scores.groupby(["indicator", "origin", "horizon"])["score"]
    scores = scores.assign(mean=year.transform("mean"))[[*KEYS, "indicator", "score", "mean"]]
    pairs = scores.merge(scores, on=KEYS)
    pairs = pairs[pairs["indicator_x"] < pairs["indicator_y"]]
    return pairs.assign(
        pair=pairs["indicator_x"] + " " + pairs["indicator_y"],
        product=pairs["score_x"] * pairs["score_y"],
        common=pairs["mean_x"] * pairs["mean_y"],
    )


def summarise(pairs: pd.DataFrame, rng: np.random.Generator) -> dict:
    """Return the correlation of some pairs, its standard error, and the part common to cities."""
    cities = pairs.groupby("city")["product"].agg(["sum", "size"])
    drawn = rng.multinomial(len(cities), np.full(len(cities), 1 / len(cities)), RESAMPLES)
    sums, sizes = (drawn @ cities.to_numpy()).T
    return {
        "cities": len(cities),
        "origins": pairs["origin"].nunique(),
        "correlation": pairs["product"].mean(),
        "standard_error": np.std(sums / sizes),
        "common": pairs["common"].mean(),
    }


def learn_dependence(cities: pd.DataFrame, priors: Priors, through: int) -> pd.DataFrame:
    """Return the correlations of one period, with the columns ``DEPENDENCE_COLUMNS``."""
    forecast = cities[cities["reference_class"] != "city_service"]
    origins = range(priors.through, through)
    scores = pd.concat([score_origin(forecast, year, through, priors) for year in origins])
    pairs, rng = pair_up(scores), np.random.default_rng(0)
    whole = [pairs.assign(pair=ALL), pairs.assign(horizon=0), pairs.assign(pair=ALL, horizon=0)]
    cells = pd.concat([pairs, *whole]).groupby(["pair", "horizon"])
    rows = [
        {"pair": pair, "horizon": horizon, "through": through} | summarise(cell, rng)
        for (pair, horizon), cell in cells
    ]
    return pd.DataFrame(rows)[DEPENDENCE_COLUMNS]


def main() -> None:
    """Write the table of all periods."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("bench", type=Path)
    words.add_argument("--out", type=Path, required=True)
    asked = words.parse_args()
    cities = city_panel(asked.bench)
    tables = [
        learn_dependence(cities, learn_priors(cities, through=start), through)
        for start, through in PERIODS
    ]
    table = pd.concat(tables)
    table.to_csv(asked.out, index=False, float_format="%.3f", lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()
