"""Speed and memory of the engine beside its peers, on panels of growing size.

    python benchmarks/speed.py --bench FOLDER --work FOLDER --peers-python PYTHON

Every measurement is a process of its own on the same series, one after the other in one run:
the engine in this environment, the peers by ``peers_speed.py`` in theirs. Series are 14 values
drawn from the benchmark's panel, with return. The engine gives 17 quantiles, a mean and the
likelihood of a target at 3 horizons; the peers give the 17 quantiles only, and use all
processors. Seconds are processor seconds (all processes of a measurement together), which
other work on the machine hardly touches; seconds on the clock stand beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from tables import RESULTS, publish
from tables import markdown as md

SIZES = (100, 1_000, 10_000, 45_000)
LENGTH = 14
HORIZONS = (1, 2, 3)
MEASURED = {"AutoETS": 10_000, "AutoARIMA": 100}  # series; more are extrapolated
STARTS = 5
ONE = (
    "import urbanstats as u; s = u.Series.of(range(2008, 2018), [88.1, 89.0, 90.2, 91.7, 92.0, "
    "93.1, 94.5, 95.2, 95.9, 97.4], decimals=1); p = u.fit(s, [2018, 2019, 2020]); "
    "print(p.quantile(0.5, 2020), p.cdf(97.95, 2020))"
)


def draw_panel(bench: Path, size: int) -> pd.DataFrame:
    """Return ``size`` series of 14 values: random windows of random series of the panel."""
    panel = pd.read_parquet(bench / "panel.parquet", columns=["series_id", "year", "value", "kind"])
    panel = panel.sort_values(["series_id", "year"])
    ids, starts = np.unique(panel["series_id"].astype(str).to_numpy(), return_index=True)
    ends = np.r_[starts[1:], len(panel)]
    values, kinds = panel["value"].to_numpy(float), panel["kind"].astype(str).to_numpy()
    rng, rows = np.random.default_rng(size), []
    while len(rows) < size:
        at = rng.integers(len(ids))
        room = ends[at] - starts[at] - LENGTH
        if room < 0:
            continue
        first = starts[at] + rng.integers(room + 1)
        window = values[first : first + LENGTH]
        if window.min() >= 0 and (kinds[first] == "count" or window.max() <= 100):
            rows.append((window, kinds[first]))
    return pd.DataFrame(
        {
            "series_id": np.repeat([f"s{i:05d}" for i in range(size)], LENGTH),
            "year": np.tile(np.arange(2004, 2004 + LENGTH), size),
            "value": np.concatenate([window for window, _ in rows]),
            "kind": np.repeat([kind for _, kind in rows], LENGTH),
        }
    )


def usage() -> tuple[float, float]:
    """Return processor seconds so far and the peak memory in GB, children included."""
    parts = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    seconds = sum(part.ru_utime + part.ru_stime for part in parts)
    return seconds, sum(part.ru_maxrss for part in parts) / 1e6


def time_ours(path: Path) -> dict:
    """Forecast a panel and return how long it took; runs in a process of its own."""
    from urbanstats.outlook.panel import forecast_panel

    panel = pd.read_parquet(path)
    last = panel.groupby("series_id", sort=False)["value"].last()
    targets = pd.DataFrame(
        {
            "series_id": np.repeat(last.index, len(HORIZONS)),
            "year": np.tile(2003 + LENGTH + np.array(HORIZONS), len(last)),
            "direction": "at_least",
            "value": np.repeat(last.to_numpy(), len(HORIZONS)),
        }
    )
    before, clock = usage()[0], time.perf_counter()
    table = forecast_panel(panel, targets, horizons=HORIZONS)
    seconds, memory = usage()
    return {
        "cpu": seconds - before,
        "clock": time.perf_counter() - clock,
        "memory": memory,
        "series": table["series_id"].nunique(),
    }


def measure(python: str, script: Path, words: list[str]) -> dict:
    """Return what a script prints as JSON in its last line."""
    done = subprocess.run(
        [python, str(script), *words], check=True, capture_output=True, text=True, env=os.environ
    )
    return json.loads(done.stdout.splitlines()[-1])


def cold_starts() -> list[tuple[float, float]]:
    """Return seconds, of the processor and on the clock, from nothing to one series' forecast."""
    seconds = []
    for _ in range(STARTS):
        before, clock = usage()[0], time.perf_counter()
        subprocess.run([sys.executable, "-c", ONE], check=True, capture_output=True)
        seconds.append((usage()[0] - before, time.perf_counter() - clock))
    return seconds


def report(asked: argparse.Namespace) -> None:
    """Measure everything and publish the table."""
    here, rows = Path(__file__), []
    for size in asked.sizes:
        panel = asked.work / f"speed-{size}.parquet"
        if not panel.exists():
            draw_panel(asked.bench, size).to_parquet(panel)
        ours = measure(sys.executable, here, ["--time", str(panel)])
        row = {"series": size, "cpu": ours["cpu"], "clock": ours["clock"], "GB": ours["memory"]}
        for name, most in MEASURED.items():
            part = min(size, most)
            words = ["--panel", str(panel), "--model", name, "--series", str(part)]
            if asked.peers_python:
                peer = measure(asked.peers_python, here.with_name("peers_speed.py"), words)
                row[name] = peer["cpu"] / part * size
                row[f"{name} clock"] = peer["clock"] / part * size
        rows.append(row)
        print(row, file=sys.stderr, flush=True)
    publish("Speed", _words(rows, cold_starts()), asked.results)


def _words(rows: list[dict], starts: list[tuple[float, float]]) -> str:
    table, before = [], None
    cpu, clock = zip(*starts, strict=True)
    for row in rows:
        ratio = row["cpu"] / before["cpu"] / (row["series"] / before["series"]) if before else None
        line = {
            "series": f"{row['series']:,}",
            "urbanstats, processor s": f"{row['cpu']:.2f}",
            "clock s": f"{row['clock']:.2f}",
            "memory, GB": f"{row['GB']:.2f}",
            "cost per series against the row above": f"{ratio:.2f}" if ratio else None,
        }
        for name, most in MEASURED.items():
            if name in row:
                mark = " (extrapolated)" if row["series"] > most else ""
                line[f"{name}, processor s"] = f"{row[name]:.1f}{mark}"
                line[f"× {name}"] = f"{row[name] / row['cpu']:.1f}"
                line[f"× {name}, clock"] = f"{row[f'{name} clock'] / row['clock']:.1f}"
        table.append(line)
        before = row
    return (
        "17 quantiles at 3 horizons of series of 14 values; urbanstats also means and likelihoods. "
        "Panels, imports and compilation are not timed. Processor seconds of all processes; × is "
        "the peer's time over ours.\n\n"
        f"{md(pd.DataFrame(table))}\n\n"
        "From a cold start to the forecast of one series: "
        f"{statistics.median(cpu):.2f} s of the processor, {statistics.median(clock):.2f} s on the "
        f"clock (medians of {STARTS}; least {min(cpu):.2f} and {min(clock):.2f}). "
        f"Load of the machine at the end: {os.getloadavg()[0]:.1f}."
    )


def main(words: list[str] | None = None) -> None:
    """Measure and publish, or time one panel."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, help="folder of the benchmark")
    parser.add_argument("--work", type=Path, help="folder for the panels drawn")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file for the tables")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--peers-python", help="Python of the peers' environment; none: ours only")
    parser.add_argument("--time", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.time:
        print(json.dumps(time_ours(asked.time)))
        return
    if not (asked.bench and asked.work):
        parser.error("--bench and --work are needed")
    asked.work.mkdir(parents=True, exist_ok=True)
    report(asked)


if __name__ == "__main__":
    main()
