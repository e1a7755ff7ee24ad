"""Forecast the benchmark's tasks with other tools, in an environment of their own.

    python benchmarks/peers.py --bench FOLDER --work FOLDER [--only NAME ...] [--sample N]

The peers need pandas < 3, so this script runs outside the environment of the package
(``requirements.txt`` beside it) and does not import it. It writes one file of quantiles per
peer, ``WORK/peers/NAME.parquet`` (pair_id, h, q0.005 ... q0.995), and how long each took; a
file that is there is kept, so that scoring again costs nothing. A peer that raises, or gives
no finite interval, has no row: it refused.
"""

from __future__ import annotations

import argparse
import json
import logging
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd

HORIZON = 5
WIDTHS = (99, 98, 95, 90, 80, 60, 40, 20)  # central intervals, percent
SAMPLES = {"AutoARIMA": 300, "Prophet": 150}  # series of a slow peer; all others answer for all
DRAWS = 1000  # of Prophet


def quantile_columns() -> list[str]:
    """Return the columns of the quantiles, ascending, without the median."""
    below = [f"q{(1 - width / 100) / 2:g}" for width in WIDTHS]
    above = [f"q{(1 + width / 100) / 2:g}" for width in reversed(WIDTHS)]
    return [*below, "q0.5", *above]


def statsforecast_peer(name: str, conformal: bool):
    """Return a function (values) -> quantiles (HORIZON, 17) of a statsforecast model."""
    from statsforecast import models
    from statsforecast.utils import ConformalIntervals

    words = {} if name == "RandomWalkWithDrift" else {"season_length": 1}
    if conformal:
        words["prediction_intervals"] = ConformalIntervals(h=HORIZON, n_windows=2)
    model = getattr(models, name)(**words)

    def forecast(values: np.ndarray) -> np.ndarray:
        said = model.forecast(y=values, h=HORIZON, level=list(WIDTHS))
        below = [said[f"lo-{width}"] for width in WIDTHS]
        above = [said[f"hi-{width}"] for width in reversed(WIDTHS)]
        return np.column_stack([*below, said["mean"], *above])

    return forecast


def prophet_peer(values: np.ndarray) -> np.ndarray:
    """Return quantiles (HORIZON, 17) of Prophet, from draws of its predictive distribution."""
    from prophet import Prophet

    days = pd.to_datetime([f"{2000 + i}-01-01" for i in range(len(values) + HORIZON)])
    model = Prophet(
        yearly_seasonality=False,
        weekly_seasonality=False,
        daily_seasonality=False,
        uncertainty_samples=DRAWS,
    )
    model.fit(pd.DataFrame({"ds": days[: len(values)], "y": values}))
    draws = model.predictive_samples(pd.DataFrame({"ds": days[len(values) :]}))["yhat"]
    levels = [float(column[1:]) for column in quantile_columns()]
    return np.quantile(draws, levels, axis=1).T


PEERS = {
    "RandomWalkWithDrift": lambda: statsforecast_peer("RandomWalkWithDrift", conformal=False),
    "AutoETS": lambda: statsforecast_peer("AutoETS", conformal=False),
    "AutoTheta": lambda: statsforecast_peer("AutoTheta", conformal=False),
    "AutoETS conformal": lambda: statsforecast_peer("AutoETS", conformal=True),
    "AutoTheta conformal": lambda: statsforecast_peer("AutoTheta", conformal=True),
    "AutoARIMA": lambda: statsforecast_peer("AutoARIMA", conformal=False),
    "Prophet": lambda: prophet_peer,
}


def load_histories(bench: Path, sample: int | None) -> list[tuple[int, str, np.ndarray]]:
    """Return (pair_id, kind, values) of the core tasks of the DEV split, or evenly taken some."""
    pairs = pd.read_parquet(bench / "tasks_pairs.parquet")
    pairs = pairs[pairs["core"] & (pairs["split"] == "DEV")].set_index("pair_id")
    figures = pd.read_parquet(bench / "tasks_hist.parquet").sort_values(["pair_id", "year"])
    figures = figures[figures["pair_id"].isin(pairs.index)]
    tasks = [
        (int(pair), pairs["kind"][pair], rows["value"].to_numpy(float))
        for pair, rows in figures.groupby("pair_id")
    ]
    return tasks[:: max(1, len(tasks) // sample)][:sample] if sample else tasks


def run(name: str, tasks: list[tuple[int, str, np.ndarray]]) -> tuple[pd.DataFrame, dict]:
    """Return a peer's quantiles of all tasks it answers, and facts about the run."""
    forecast, columns = PEERS[name](), quantile_columns()
    answered, start = [], time.perf_counter()
    for pair, kind, values in tasks:
        try:
            quantiles = np.asarray(forecast(values), float)
        except Exception:
            continue
        if not np.isfinite(quantiles).all():
            continue
        low, high = (0, 100) if kind == "percent" else (0, np.inf)
        rows = pd.DataFrame(np.clip(np.sort(quantiles, axis=1), low, high), columns=columns)
        answered.append(rows.assign(pair_id=pair, h=range(1, HORIZON + 1)))
    seconds = time.perf_counter() - start
    facts = {"tasks": len(tasks), "answered": len(answered), "seconds": round(seconds, 1)}
    table = pd.concat(answered) if answered else pd.DataFrame(columns=["pair_id", "h", *columns])
    return table, facts


def main(words: list[str] | None = None) -> None:
    """Run every peer that has no file yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="folder of the benchmark's tasks")
    parser.add_argument("--work", type=Path, required=True, help="folder for predictions")
    parser.add_argument("--only", nargs="+", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--sample", type=int, help="series per peer; default: all, slow ones some")
    asked = parser.parse_args(words)
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    folder = asked.work / "peers"
    folder.mkdir(parents=True, exist_ok=True)
    for name in asked.only:
        target = folder / f"{name}.parquet"
        if target.exists():
            print(f"{name}: kept")
            continue
        table, facts = run(name, load_histories(asked.bench, asked.sample or SAMPLES.get(name)))
        table.to_parquet(target, index=False)
        target.with_suffix(".json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
        print(f"{name}: {facts}", flush=True)


if __name__ == "__main__":
    main()
