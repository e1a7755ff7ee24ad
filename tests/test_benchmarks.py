"""The benchmark scripts parse their words, and run on a slice where the panels are at hand.

The benchmark's folder is no part of this repository: name it in URBANSTATS_BENCH.
"""

import importlib
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from urbanstats.outlook.panel import PANEL_QUANTILES
from urbanstats.trend.priors import load_priors

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
BENCH = Path(os.environ.get("URBANSTATS_BENCH", "benchmark"))
SCRIPTS = ("peers", "skill", "speed")
needs_bench = pytest.mark.skipif(
    not (BENCH / "tasks_pairs.parquet").is_file(),
    reason=f"NO BENCHMARK FOLDER at {BENCH}: set URBANSTATS_BENCH to run the benchmarks on a slice",
)


@pytest.fixture
def script(monkeypatch):
    """Return a function that imports a script as it is imported when run."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    yield importlib.import_module
    for name in (*SCRIPTS, "desk", "tables", "dependence", "panel"):
        sys.modules.pop(name, None)


@pytest.fixture
def small_bench(tmp_path):
    """Return a folder like the benchmark's with 30 tasks and a panel of 300 series."""
    folder = tmp_path / "bench"
    folder.mkdir()
    pairs = pd.read_parquet(BENCH / "tasks_pairs.parquet")
    pairs = pairs[pairs["core"]].iloc[::80].head(30)
    pairs.to_parquet(folder / "tasks_pairs.parquet")
    for name in ("hist", "points", "questions"):
        table = pd.read_parquet(BENCH / f"tasks_{name}.parquet")
        table = table[table["pair_id"].isin(pairs["pair_id"])]
        table.to_parquet(folder / f"tasks_{name}.parquet")
    panel = pd.read_parquet(BENCH / "panel.parquet")
    some = [*pairs["series_id"], *panel["series_id"].drop_duplicates().iloc[::120]]
    panel[panel["series_id"].isin(some)].to_parquet(folder / "panel.parquet")
    (folder / "score.py").symlink_to(BENCH / "score.py")
    return folder


def test_the_walk_through_the_panel_times_every_sort_of_move(script, capsys):
    taken = script("desk").main(["--moves", "2", "--indicators", "2"])
    counts = {sort: len(times) for sort, times in taken.items()}
    assert counts["amount"] == 4
    assert set(counts) == {"indicator", "scenario", "amount", "basis", "as_of"}
    assert all(each > 0 for times in taken.values() for each in times)
    assert "warm       all" in capsys.readouterr().out


NIGHT = r"""
import pathlib, subprocess, sys, time
BURN = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"

def main():
    subprocess.Popen([sys.executable, "-c", BURN])  # outlives its parent
    held = bytes(range(256)) * 400_000
    run = pathlib.Path(sys.argv[sys.argv.index("--out") + 1], "runs", "one")
    run.mkdir(parents=True)
    (run / "file").write_bytes(held[:2_000_000])
    time.sleep(0.6)
"""


def test_the_cost_of_a_night_is_that_of_all_its_processes(tmp_path):
    (tmp_path / "urbanstats").mkdir()
    (tmp_path / "urbanstats" / "cli.py").write_text(NIGHT)
    words = [sys.executable, BENCHMARKS / "night.py", tmp_path, "--times", "1"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    cost = dict(re.findall(r"(\w+) ([\d.]+) ", told[0].removeprefix(str(tmp_path))))
    assert 0.5 <= float(cost["processor"]) < 5
    assert float(cost["wall"]) >= 0.6
    assert 100 <= float(cost["memory"]) < 200
    assert cost["folder"] == "2.0"
    assert told[2] == "  of the first: processor 1.000, wall 1.000, memory 1.000, folder 1.000"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_tells_its_words(script, name, capsys):
    with pytest.raises(SystemExit) as left:
        script(name).main(["--help"])
    assert left.value.code == 0
    assert "--bench" in capsys.readouterr().out


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_refuses_to_run_without_its_folders(script, name):
    with pytest.raises(SystemExit) as left:
        script(name).main([])
    assert left.value.code == 2


def test_a_section_of_the_results_is_replaced_and_the_others_stay(script, tmp_path, capsys):
    results = tmp_path / "RESULTS.md"
    tables = script("tables")
    for name, text in (("One", "first"), ("Two", "second"), ("One", "third")):
        tables.publish(name, text, results)
    written = results.read_text(encoding="utf-8")
    assert written.startswith("# Results of the last runs\n")
    assert written.count("## One") == written.count("## Two") == 1
    assert "first" not in written
    assert written.index("second") < written.index("third")
    assert "third" in capsys.readouterr().out


def test_a_table_is_markdown_with_a_dash_for_what_is_not_there(script):
    table = pd.DataFrame({"n": [1, 5], "score": ["0.9", None]})
    assert (
        script("tables").markdown(table) == "| n | score |\n| --- | --- |\n| 1 | 0.9 |\n| 5 | – |"
    )


def test_the_peers_quantiles_are_those_of_the_engine(script):
    assert script("peers").quantile_columns() == PANEL_QUANTILES


def shared_scores(rng, shock, trend=0.0):
    """Return scores of 400 cities whose indicators have a correlation of ``shock`` squared."""
    keys = [(f"c{c}", o, h) for c in range(400) for o in (2009, 2010, 2011) for h in (1, 2)]
    rows = pd.DataFrame(keys, columns=["city", "origin", "horizon"])
    luck = rng.standard_normal(len(rows))
    parts = []
    for number, indicator in enumerate(("green", "sewage", "water")):
        own = np.sqrt(1 - shock**2) * rng.standard_normal(len(rows))
        scores = (number + 1) * (shock * luck + own + trend)
        parts.append(rows.assign(indicator=indicator, score=scores))
    return pd.concat(parts, ignore_index=True)


@pytest.mark.parametrize(("shock", "trend"), [(0.0, 0.0), (0.7, 0.0), (0.0, 0.5), (0.5, -0.5)])
def test_the_correlation_is_that_of_different_indicators_about_the_forecast(script, shock, trend):
    dependence, rng = script("dependence"), np.random.default_rng(1)
    pairs = dependence.pair_up(shared_scores(rng, shock, trend))
    assert len(pairs) == 3 * 400 * 3 * 2
    found = dependence.summarise(pairs, rng)
    assert found["correlation"] == pytest.approx(
        (shock**2 + trend**2) / (1 + trend**2), abs=3.5 * found["standard_error"]
    )
    assert found["common"] == pytest.approx(trend**2 / (1 + trend**2), abs=0.02)
    assert (found["cities"], found["origins"]) == (400, 3)


@needs_bench
@pytest.mark.slow
def test_the_correlations_learned_from_cities_are_those_that_ship(script, tmp_path, monkeypatch):
    dependence, out = script("dependence"), tmp_path / "dependence.csv"
    monkeypatch.setattr(sys, "argv", ["dependence.py", str(BENCH), "--out", str(out)])
    dependence.main()
    shipped = BENCHMARKS.parent / "data" / "priors" / "dependence.csv"
    pd.testing.assert_frame_equal(pd.read_csv(out), pd.read_csv(shipped), atol=0.02)


@needs_bench
def test_a_panel_is_drawn_with_series_of_14_values_of_their_kind(script):
    panel = script("speed").draw_panel(BENCH, 30)
    assert panel.groupby("series_id").size().tolist() == [14] * 30
    assert panel["value"].min() >= 0
    assert panel.loc[panel["kind"] == "percent", "value"].max() <= 100


@needs_bench
def test_a_panel_is_timed(script, tmp_path):
    speed = script("speed")
    speed.draw_panel(BENCH, 30).to_parquet(tmp_path / "p.parquet")
    facts = speed.time_ours(tmp_path / "p.parquet")
    assert facts["series"] == 30
    assert facts["cpu"] > 0
    assert 0 < facts["memory"] < 8


@needs_bench
def test_the_fold_of_a_scored_area_is_never_learned_from(script, small_bench, tmp_path):
    skill = script("skill")
    bench = skill.Bench(small_bench)
    panel = bench.panel()
    folds = bench.fold_of(bench.pairs["area"])
    for fold in range(skill.FOLDS):
        learned = set(panel.loc[bench.fold_of(panel["area"]) != fold, "area"])
        assert not learned & set(bench.pairs.loc[folds == fold, "area"])


@needs_bench
@pytest.mark.filterwarnings("ignore::RuntimeWarning:pandas")  # of the benchmark's own scoring
def test_skill_is_published_from_a_slice(script, small_bench, tmp_path, monkeypatch, capsys):
    skill = script("skill")
    priors = load_priors(date.max)
    monkeypatch.setattr(skill, "learned", lambda *_, **__: priors)
    peers = tmp_path / "work" / "peers"
    peers.mkdir(parents=True)
    words = ["--bench", str(small_bench), "--work", str(tmp_path / "work")]
    results = tmp_path / "RESULTS.md"
    skill.run_drift(skill.Bench(small_bench), tmp_path / "work")
    pd.read_parquet(tmp_path / "work" / "drift.parquet").to_parquet(peers / "Walk.parquet")
    (peers / "Walk.json").write_text(json.dumps({"tasks": 30}))
    words += ["--results", str(results), "--parts", "core", "peers", "--comparators", "line"]
    skill.main(words)
    text = results.read_text(encoding="utf-8")
    assert "30 tasks" in text
    assert "| random walk with drift (t) | 1.000 |" in text
    assert "| Walk | 30 of 30 | 1.000 |" in text
    assert "| statsmodels: line |" in text
    assert np.isfinite(pd.read_parquet(tmp_path / "work" / "ours.parquet").to_numpy()).all()
    capsys.readouterr()
