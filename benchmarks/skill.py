"""Skill of the engine against its peers on the benchmark's tasks, as Markdown tables.

    python benchmarks/skill.py --bench FOLDER --work FOLDER [--parts core peers unknown cities]

The folder of the benchmark holds the tasks, the panel, the cities and ``score.py``
(see README.md). Whatever takes long, learned priors and predictions, is kept in the work
folder and used again; delete a file there to make it anew.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from tables import RESULTS, publish
from tables import markdown as md

from urbanstats.errors import UrbanstatsError
from urbanstats.outlook.backtest.scores import covered, crps, fit_baseline
from urbanstats.outlook.panel import PANEL_LEVELS, PANEL_QUANTILES, Member, forecast_panel
from urbanstats.plan.series import Series
from urbanstats.trend import METHODS, fit
from urbanstats.trend.learning import learn_priors
from urbanstats.trend.priors import Priors, read_priors, write_priors

FOLDS = 5
HORIZONS = (1, 2, 3, 4, 5)
THIN = 2  # without classes, every second series of the panel is learned from: enough for a kind
COMPARED = 300  # tasks given to each statsmodels comparator
CITY_CLASSES = {
    "water_supply_coverage": "water_coverage",
    "sewage_treatment_rate": "sewage_treatment",
    "green_coverage": "green_coverage",
}
CITY_LENGTHS = (1, 3, 10)
LAST_SEEN = 2017  # by the cities' forecasts


class Bench:
    """The benchmark's folder: core tasks of the DEV split, panel and scoring."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        pairs = pd.read_parquet(folder / "tasks_pairs.parquet")
        self.pairs = pairs[pairs["core"] & (pairs["split"] == "DEV")]
        self.points, self.questions, self.figures = (
            self._mine(name) for name in ("points", "questions", "hist")
        )
        spec = importlib.util.spec_from_file_location("score", folder / "score.py")
        self.score = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.score)

    def _mine(self, name: str) -> pd.DataFrame:
        table = pd.read_parquet(self.folder / f"tasks_{name}.parquet")
        return table[table["pair_id"].isin(self.pairs["pair_id"])]

    def panel(self) -> pd.DataFrame:
        """Return the panel; its reference class is the indicator."""
        panel = pd.read_parquet(self.folder / "panel.parquet")
        return panel.rename(columns={"indicator": "reference_class"})

    def fold_of(self, areas: pd.Series) -> pd.Series:
        """Return the fold of each area, the same for all runs."""
        names = np.sort(self.panel()["area"].unique())
        numbers = np.random.default_rng(0).integers(0, FOLDS, len(names))
        return areas.map(dict(zip(names, numbers, strict=True)))

    def run(self, path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the scored points and questions of a file of predictions."""
        return self.score.run(str(path), self.pairs, self.points, self.questions)


def learned(work: Path, name: str, panel: Callable[[], pd.DataFrame], **words: object) -> Priors:
    """Return priors from the work folder, or learn them and leave them there."""
    folder = work / "priors" / name
    if not (folder / "learned.json").is_file():
        print(f"learning {name} ...", flush=True)
        write_priors(learn_priors(panel(), **words), folder)
    return read_priors(folder)


def forecast_tasks(bench: Bench, pairs: pd.DataFrame, priors: Priors) -> tuple:
    """Return the engine's quantiles (pair_id, h) and likelihoods (qid, p) of some tasks."""
    tasks = pairs.set_index("pair_id")
    seen = bench.figures[bench.figures["pair_id"].isin(tasks.index)]
    facts = tasks.loc[seen["pair_id"], ["kind", "decimals", "indicator"]].reset_index(drop=True)
    seen = pd.concat([seen.reset_index(drop=True), facts], axis=1)
    seen = seen.rename(columns={"pair_id": "series_id", "indicator": "reference_class"})
    asked = bench.questions[bench.questions["pair_id"].isin(tasks.index)]
    asked = pd.DataFrame(
        {
            "qid": asked["qid"],
            "series_id": asked["pair_id"].astype(str),
            "year": tasks.loc[asked["pair_id"], "origin"].to_numpy() + asked["h"],
            "direction": asked["direction"].map({"ge": "at_least", "le": "at_most"}),
            "value": asked["threshold"].astype(float),
        }
    )
    table = forecast_panel(seen, asked.drop(columns="qid"), horizons=HORIZONS, priors=priors)
    table["pair_id"] = table["series_id"].astype(int)
    table["h"] = table["year"].astype(int) - tasks.loc[table["pair_id"], "origin"].to_numpy()
    points = table.drop_duplicates(["pair_id", "h"])[["pair_id", "h", *PANEL_QUANTILES]]
    keys = ["series_id", "year", "direction", "value"]
    said = table[table["direction"] != ""].rename(columns={"target": "value"})
    said = said.drop_duplicates(keys)[[*keys, "likelihood"]].astype({"year": int})
    return points, asked.merge(said, on=keys)[["qid", "likelihood"]]


def predict(bench: Bench, work: Path, name: str, groups: list) -> Path:
    """Return the file of the engine's predictions; each group is (tasks, priors to be had)."""
    path = work / f"{name}.parquet"
    if not path.exists():
        parts = [forecast_tasks(bench, pairs, priors()) for pairs, priors in groups]
        points, likelihoods = (pd.concat(tables) for tables in zip(*parts, strict=True))
        likelihoods.rename(columns={"likelihood": "p"}).to_parquet(work / f"{name}.prob.parquet")
        points.to_parquet(path)
    return path


def predict_core(bench: Bench, work: Path) -> Path:
    """Return predictions with the class known, learned from the areas of the other folds."""
    folds, panel = bench.fold_of(bench.pairs["area"]), bench.panel()
    elsewhere = bench.fold_of(panel["area"])
    groups = [
        (
            bench.pairs[folds == fold],
            lambda fold=fold: learned(work, f"known-{fold}", lambda: panel[elsewhere != fold]),
        )
        for fold in range(FOLDS)
    ]
    return predict(bench, work, "ours", groups)


def predict_unknown(bench: Bench, work: Path) -> Path:
    """Return predictions with the prior of the kind alone, the tested source left out."""
    panel = bench.panel().drop(columns="reference_class")
    some = pd.factorize(panel["series_id"])[0] % THIN == 0
    groups = [
        (
            bench.pairs[bench.pairs["source"] == source],
            lambda source=source: learned(
                work, f"unknown-{source}", lambda: panel[some & (panel["source"] != source)]
            ),
        )
        for source in sorted(bench.pairs["source"].unique())
    ]
    return predict(bench, work, "ours-unknown", groups)


def run_drift(bench: Bench, work: Path) -> dict[str, tuple]:
    """Return scored random walks with drift by the name of the ratio that refers to them.

    Student's t intervals; as they come, and cut at the bounds of their kind.
    """
    levels = np.array(PANEL_LEVELS)

    def cut(member, years):
        walk = fit_baseline(member, years, "drift")
        return [walk.quantile(levels, year) for year in years]

    def uncut(member, years):
        walk = fit_baseline(member, years, "drift").distribution
        return [walk.quantile(levels, column) for column in range(len(years))]

    return {
        "CRPS / drift": bench.run(_predict_each(bench, work, "drift", bench.pairs, uncut)),
        "CRPS / cut drift": bench.run(_predict_each(bench, work, "drift-cut", bench.pairs, cut)),
    }


def predict_comparator(bench: Bench, work: Path, method: str) -> Path:
    """Return predictions of a statsmodels comparator for tasks taken evenly."""
    pairs = bench.pairs.sort_values("pair_id")
    pairs = pairs.iloc[:: max(1, len(pairs) // COMPARED)][:COMPARED]

    def answer(member, years):
        words = {"kind": member.kind, "decimals": member.decimals}
        said = fit(Series.of(member.years, member.values, **words), years, method)
        return [said.quantile(np.array(PANEL_LEVELS), year) for year in years]

    return _predict_each(bench, work, f"comparator-{method}", pairs, answer)


def _predict_each(bench, work, name, pairs, answer):
    path, rows, start = work / f"{name}.parquet", [], pairs.set_index("pair_id")
    if path.exists():
        return path
    for pair, seen in bench.figures[bench.figures["pair_id"].isin(start.index)].groupby("pair_id"):
        task, years = start.loc[pair], seen["year"].to_numpy()
        values = seen["value"].to_numpy(float)
        member = Member(str(pair), task["kind"], years, values, int(task["decimals"]), "")
        ahead = [int(years[-1]) + h for h in HORIZONS]
        try:
            said = answer(member, ahead)
        except UrbanstatsError:
            continue
        rows += [[pair, h, *quantiles] for h, quantiles in zip(HORIZONS, said, strict=True)]
    pd.DataFrame(rows, columns=["pair_id", "h", *PANEL_QUANTILES]).to_parquet(path)
    (work / f"{name}.json").write_text(json.dumps({"tasks": len(start)}), encoding="utf-8")
    return path


def facts_row(bench: Bench, result: tuple, drifts: dict[str, tuple]) -> dict:
    """Return one line of scores; the CRPS is relative to the drifts, on the same rows."""
    points, questions = result
    relative = {}
    for name, drift in drifts.items():
        both = {"own": result, "drift": on_rows_of(drift, result)}
        relative[name] = f"{bench.score.rel_gm(both, 'drift').loc['own', 'relCRPS']:.3f}"
    error, _ = bench.score.ece(questions["p"].to_numpy(), questions["outcome"].to_numpy())
    return relative | {
        "Brier": f"{questions['brier'].mean():.4f}",
        "log score": f"{questions['logloss'].mean():.4f}",
        "ECE": f"{error:.4f}",
        "80 %": f"{points['cov80'].mean():.3f}",
        "95 %": f"{points['cov95'].mean():.3f}",
    }


def on_rows_of(result: tuple, other: tuple) -> tuple:
    """Return the part of a result that another method answered too."""
    keys = pd.MultiIndex.from_frame(other[0][["pair_id", "h"]])
    return tuple(t[pd.MultiIndex.from_frame(t[["pair_id", "h"]]).isin(keys)] for t in result)


def report_core(bench: Bench, work: Path, name: str, path: Path, results: Path) -> None:
    """Publish the engine's scores, and its coverage by length and horizon."""
    own, drifts = bench.run(path), run_drift(bench, work)
    walk = drifts["CRPS / drift"]
    rows = [
        {"method": "urbanstats", **facts_row(bench, own, drifts)},
        {"method": "random walk with drift (t)", **facts_row(bench, walk, drifts)},
    ]
    cells = own[0].groupby(["n", "h"])[["cov80", "cov95"]].mean().unstack("h")
    widest = [(cells[c] - level).abs().to_numpy().max() for c, level in
              (("cov80", 0.8), ("cov95", 0.95))]  # fmt: skip
    grid = pd.DataFrame(
        [
            {"n": n, **{f"h = {h}": f"{row['cov80', h]:.3f} / {row['cov95', h]:.3f}"
                        for h in HORIZONS}}
            for n, row in cells.iterrows()
        ]
    )  # fmt: skip
    text = (
        f"{own[0]['pair_id'].nunique()} tasks, {len(own[1])} questions; all answered.\n\n"
        f"{md(pd.DataFrame(rows))}\n\nCoverage of 80 % / 95 % intervals by figures seen (n) and "
        f"horizon (h); largest gap {widest[0]:.3f} / {widest[1]:.3f}:\n\n{md(grid)}"
    )
    publish(f"Skill: {name.lower()}", text, results)


def report_peers(bench: Bench, work: Path, methods: list[str], results: Path) -> None:
    """Publish every peer beside the engine on the tasks that the peer answered."""
    ours, drifts = bench.run(predict_core(bench, work)), run_drift(bench, work)
    files = {path.stem: path for path in sorted((work / "peers").glob("*.parquet"))}
    files |= {f"statsmodels: {m}": predict_comparator(bench, work, m) for m in methods}
    rows = []
    for name, path in files.items():
        asked = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["tasks"]
        if not len(pd.read_parquet(path)):
            rows.append({"peer": name, "answered": f"0 of {asked}"})
            continue
        own = bench.run(path)
        same = facts_row(bench, on_rows_of(ours, own), drifts)
        rows.append(
            {"peer": name, "answered": f"{own[0]['pair_id'].nunique()} of {asked}"}
            | facts_row(bench, own, drifts)
            | {f"ours: {key}": same[key] for key in ("CRPS / drift", "Brier", "80 %")}
        )
    text = (
        "Each peer on the tasks it answers, and urbanstats (class known) on the same tasks. "
        "Fewer than 2535 tasks asked: a sample taken evenly, because the peer is slow.\n\n"
    )
    publish("Skill: peers", text + md(pd.DataFrame(rows)), results)


def city_panel(bench: Bench) -> pd.DataFrame:
    """Return the Chinese cities' figures of all years, tidy."""
    table = pd.read_csv(bench.folder / "china_cities.csv")
    long = table.melt(["city_code", "year"], list(CITY_CLASSES), "indicator").dropna()
    return pd.DataFrame(
        {
            "series_id": long["city_code"].astype(str) + " " + long["indicator"],
            "year": long["year"],
            "value": long["value"],
            "kind": "percent",
            "reference_class": long["indicator"].map(CITY_CLASSES),
        }
    )


def report_cities(bench: Bench, work: Path, results: Path) -> None:
    """Publish forecasts of 2018-2020 made with what 2017 knew."""
    cities = city_panel(bench)

    def panel():
        rest = bench.panel().assign(reference_class="")
        some = pd.factorize(rest["series_id"])[0] % THIN == 0
        return pd.concat([rest[some], cities], ignore_index=True)

    priors = learned(work, "cities", panel, through=LAST_SEEN)
    seen = cities[cities["year"] <= LAST_SEEN].sort_values(["series_id", "year"])
    last = seen.groupby("series_id")["year"].max()
    seen = seen[seen["series_id"].isin(last.index[last == LAST_SEEN])]
    rows = []
    for n in CITY_LENGTHS:
        part = seen.groupby("series_id").tail(n)
        full = part.groupby("series_id")["year"].transform("size") == n
        said = forecast_panel(part[full], horizons=[1, 2, 3], priors=priors)
        both = said.drop(columns="reference_class").merge(cities, on=["series_id", "year"])
        actual = both["value"].to_numpy()
        both["crps"] = crps(actual, both[PANEL_QUANTILES].to_numpy(), np.array(PANEL_LEVELS))
        both["held"] = covered(actual, both["q0.1"].to_numpy(), both["q0.9"].to_numpy())
        for (name, year), group in both.groupby(["reference_class", "year"], sort=False):
            rows.append(
                {"class": name, "n": n, "year": year, "cities": len(group)}
                | {"CRPS, points": f"{group['crps'].mean():.2f}"}
                | {"80 % interval holds": f"{group['held'].mean():.3f}"}
            )
    table = pd.DataFrame(rows).sort_values(["class", "year", "n"], ignore_index=True)
    text = f"Learned through {LAST_SEEN} from the cities and the panel; no later figure seen.\n\n"
    publish("Skill: Chinese cities in real time", text + md(table), results)


def main(words: list[str] | None = None) -> None:
    """Publish the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, required=True, help="folder of the benchmark")
    parser.add_argument("--work", type=Path, required=True, help="folder for what takes long")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file for the tables")
    every = ["core", "peers", "cities", "unknown"]
    parser.add_argument("--parts", nargs="+", choices=every, default=every)
    classical = [method for method in METHODS if method != "pooled"]
    parser.add_argument("--comparators", nargs="+", choices=classical, default=classical)
    asked = parser.parse_args(words)
    asked.work.mkdir(parents=True, exist_ok=True)
    bench, place = Bench(asked.bench), (asked.work, asked.results)
    if "core" in asked.parts:
        report_core(bench, asked.work, "Class known", predict_core(bench, asked.work), place[1])
    if "peers" in asked.parts:
        report_peers(bench, asked.work, asked.comparators, asked.results)
    if "cities" in asked.parts:
        report_cities(bench, *place)
    if "unknown" in asked.parts:
        path = predict_unknown(bench, asked.work)
        report_core(bench, asked.work, "Class unknown", path, place[1])


if __name__ == "__main__":
    main()
