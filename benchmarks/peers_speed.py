"""Time one statsforecast model on a panel; run by ``speed.py`` in the peers' environment."""

from __future__ import annotations

import argparse
import json
import resource
import time
import warnings
from pathlib import Path

import pandas as pd
from peers import WIDTHS


def main(words: list[str] | None = None) -> None:
    """Forecast the first series of a panel with all processors and print how long it took."""
    from statsforecast import StatsForecast, models

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--panel", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--series", type=int, required=True)
    asked = parser.parse_args(words)
    warnings.simplefilter("ignore")
    panel = pd.read_parquet(asked.panel)
    panel = panel.rename(columns={"series_id": "unique_id", "year": "ds", "value": "y"})
    panel = panel[panel["unique_id"].isin(panel["unique_id"].unique()[: asked.series])]

    def forecast(part: pd.DataFrame, jobs: int) -> pd.DataFrame:
        engine = StatsForecast(
            models=[getattr(models, asked.model)(season_length=1)],
            freq=1,
            n_jobs=jobs,
            fallback_model=models.RandomWalkWithDrift(),
        )
        return engine.forecast(df=part[["unique_id", "ds", "y"]], h=3, level=list(WIDTHS))

    forecast(panel.head(14 * 5), 1)  # compiles
    jobs = -1 if asked.series > 1_000 else 1  # starting processes pays off for many series only
    before, clock = _seconds(), time.perf_counter()
    table = forecast(panel, jobs)
    facts = {"cpu": _seconds() - before, "clock": time.perf_counter() - clock, "rows": len(table)}
    print(json.dumps(facts))


def _seconds() -> float:
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in parts)


if __name__ == "__main__":
    main()
