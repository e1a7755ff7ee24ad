"""A run beside the runs before: its morning digest, and a run read back with its history.

    digest.json       every target that both runs forecast: old, new, and the parts of the change
    digest.en.txt     the same in a few lines for people, the largest changes first
    digest.zh.txt
    figures/changes_<language>    the same as a slide, where there is a run to compare with

The digest tells what a run changed since the last published one, and why. If that one is
damaged, or written by a version that this one cannot read, tonight's run is published all the
same, and its digest says what is in the way.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.brief.names import FORECASTS
from urbanstats.errors import DataError, UrbanstatsError
from urbanstats.files.atomic import hash_folder, replace_file, replace_json, storage_errors
from urbanstats.nightly.archive import FIGURES, RUNS, began, last_run
from urbanstats.nightly.manifest import DATA, MANIFEST, Run, verify_run
from urbanstats.plan.values import Plan
from urbanstats.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from urbanstats.brief.run import Briefing, PastLikelihood
    from urbanstats.outlook.attribution import Inputs, Split
    from urbanstats.trend.priors import Priors

FORMAT = 1
DIGEST = "digest"
PRIORS = "priors"
BRIEFS = "briefs"
ALIKE = ("area", "method")  # a run's parameters that must be the same to stand in one history
DAMAGED = OSError, ValueError, KeyError, TypeError, AttributeError  # what a bad file ends in
MOST_RUNS = 400  # newest runs that a history looks at
HISTORY = ["indicator", "year", "likelihood"]


@dataclass(frozen=True)
class Digest:
    """A run compared with the one before."""

    since: str = ""  # id of the run before; empty if there is none
    table: pd.DataFrame | None = None  # as by `compare_forecasts`, with area and both as-of days
    # Why the runs could not be compared, by language; and why the changes of an indicator could
    # not be traced to their causes, by id and language.
    reason: dict[str, str] = field(default_factory=dict)
    not_split: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Side:
    """One of two runs: what it was asked, and the data it stands on."""

    data: Path
    as_of: date
    area: str
    method: str
    priors: Callable[[date], Priors]


def write_digest(run: Run, table: pd.DataFrame, plan: Plan) -> Digest:
    """Compare a run with the last published one, write what changed into it, and return it.

    The run is laid out and not yet published; `table` holds its forecasts. Whatever is wrong with
    the run before ends in the digest's `reason`, never in an error; only a file that cannot be
    written raises, a `StorageError`.
    """
    before = last_run(run.night.out)
    digest, slide = Digest(before.name if before else ""), None
    try:
        if before:
            digest = _compare(run, table, before)
            slide = _draw(digest.table, plan, run.night.language)
        texts = _texts(digest, plan)
    except Exception as error:  # an older run must not stop this one; the reader is told
        digest, slide = Digest(digest.since, reason=_told(error, run)), None
        texts = _texts(digest, plan)
    with storage_errors(run.folder):
        replace_json(run.folder / f"{DIGEST}.json", _as_json(digest))
        for lang, text in texts.items():
            replace_file(run.folder / f"{DIGEST}.{lang}.txt", f"{text}\n".encode())
        if slide:
            from urbanstats.present.picture import write_figure

            write_figure(slide, run.folder / FIGURES / f"changes_{run.night.language}")
    return digest


def _told(error: Exception, run: Run) -> dict[str, str]:
    """Return an error's words by language, without where on this machine the runs are kept."""
    own, bug = isinstance(error, UrbanstatsError), f"{type(error).__name__}: {error}"
    texts = {lang: error.text(lang) if own else bug for lang in LANGUAGES}
    return {lang: text.replace(f"{run.night.out}{os.sep}", "") for lang, text in texts.items()}


def _compare(run: Run, table: pd.DataFrame, folder: Path) -> Digest:
    import pandas as pd

    from urbanstats.outlook.attribution import compare_forecasts

    manifest = verify_run(folder)
    before = pd.read_parquet(folder / f"{FORECASTS}.parquet")
    old, new = _sides(run, folder, manifest)
    both = [name for name in run.night.indicators if name in set(before["indicator"])]
    try:
        splits, not_split = _split(old, new, both, run)
    except Exception as error:  # the changes themselves can still be told
        splits, not_split = {}, dict.fromkeys(both, _told(error, run))
    changes = compare_forecasts(before, table, splits)
    if changes.empty:
        raise DataError("NIGHT-NOTHING", where=folder.name)
    days = {"old_as_of": old.as_of.isoformat(), "new_as_of": new.as_of.isoformat()}
    changes = changes.assign(area=run.night.area, **days)
    return Digest(folder.name, changes, not_split=not_split)


def _sides(run: Run, folder: Path, manifest: dict) -> tuple[Side, Side]:
    """Return both runs; where their data or priors are the same, they share one folder."""
    from urbanstats.trend.priors import load_priors

    hashes = hash_folder(run.folder / DATA)
    new_data, old_data = run.folder / DATA, folder / DATA
    new_priors, old_priors = (
        cache(partial(load_priors, folder=data / PRIORS)) for data in (new_data, old_data)
    )
    if manifest["data"] == hashes:
        old_data = new_data
    if _of_priors(manifest["data"]) == _of_priors(hashes):
        old_priors = new_priors
    asked, night = manifest["parameters"], run.night
    as_of = date.fromisoformat(asked["as_of"])
    return (
        Side(old_data, as_of, asked["area"], asked["method"], old_priors),
        Side(new_data, night.as_of, night.area, night.method, new_priors),
    )


def _of_priors(hashes: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in hashes.items() if name.startswith(f"{PRIORS}/")}


def _split(
    old: Side, new: Side, indicators: Iterable[str], run: Run
) -> tuple[dict[str, Split], dict[str, str]]:
    """Return the parts of every indicator's changes, and why there are none for some."""
    from urbanstats.outlook.attribution import split_change
    from urbanstats.plan.load import load_plan

    plans = load_plan(old.data), load_plan(new.data)
    splits, not_split = {}, {}
    for name in indicators:
        try:
            pair = (_inputs(side, plan, name) for side, plan in zip((old, new), plans, strict=True))
            splits[name] = split_change(*pair)
        except Exception as error:  # one indicator's trouble is not the others'
            not_split[name] = _told(error, run)
    return splits, not_split


def _inputs(side: Side, plan: Plan, name: str) -> Inputs:
    from urbanstats.outlook.attribution import Inputs
    from urbanstats.plan.load import load_series

    return Inputs(
        indicator=plan.indicator(name),
        targets=plan.targets_for(name),
        series=load_series(name, side.area, side.as_of, data=side.data),
        day=side.as_of,
        rebasings=plan.rebasings,
        priors=side.priors,
        method=side.method,
    )


def _as_json(digest: Digest) -> dict:
    rows = [] if digest.table is None else digest.table.to_dict("records")
    facts = {"since": digest.since or None, "reason": digest.reason.get("en")}
    changes = [{key: None if value != value else value for key, value in r.items()} for r in rows]
    not_split = {name: why["en"] for name, why in digest.not_split.items()}
    return {"format": FORMAT, **facts, "not_split": not_split, "changes": changes}


def _texts(digest: Digest, plan: Plan) -> dict[str, str]:
    """Return the digest in a few lines, by language."""
    from urbanstats.brief.past import digest_lines

    texts = {}
    for lang in LANGUAGES:
        why = {name: why[lang] for name, why in digest.not_split.items()}
        told = {"reason": digest.reason.get(lang, ""), "not_split": why}
        lines = digest_lines(digest.table, plan, lang, since=digest.since, **told)
        texts[lang] = "\n".join(lines)
    return texts


def _draw(table: pd.DataFrame, plan: Plan, lang: str) -> Figure:
    """Return the slide, already let go by pyplot, whatever becomes of it."""
    from matplotlib import pyplot

    from urbanstats.present.charts.changes import draw_changes

    figure = draw_changes(table, plan, lang=lang).figure
    pyplot.close(figure)
    return figure


def load_briefing(folder: Path, asked: dict | None = None) -> Briefing:
    """Return a run as page, slides and workbook need it.

    `asked` are the run's facts, as by `run_facts`, while it has no manifest yet.

    Raises
    ------
    DataError
        If the run has no briefs (an earlier version wrote it), or they cannot be read.
    """
    from urbanstats.brief.indicator import Brief
    from urbanstats.brief.run import Briefing, Overview

    folder = folder.resolve()
    if not asked and not (folder / MANIFEST).is_file():
        raise DataError("RUN-BRIEFS.manifest", where=folder.name)
    try:
        facts = asked or _read(folder / MANIFEST)
        briefs = {path.stem: _read(path) for path in sorted((folder / BRIEFS).glob("*.json"))}
        overview = Overview.from_data(briefs.pop(Overview.stem))
        indicators = tuple(Brief.from_data(brief) for brief in briefs.values())
        digests = {lang: folder / f"{DIGEST}.{lang}.txt" for lang in LANGUAGES}
        changes = {k: path.read_text("utf-8").splitlines() for k, path in digests.items()}
        asked_for, version = facts["parameters"], facts["versions"]["urbanstats"]
        history = load_history(folder, facts)
    except DAMAGED as error:
        why = f"{type(error).__name__}: {error}"
        raise DataError("RUN-BRIEFS", where=folder.name, why=why) from error
    return Briefing(
        run=facts["run"],
        as_of=asked_for["as_of"],
        language=asked_for["language"],
        version=version,
        overview=overview,
        indicators=indicators,
        changes=changes,
        history=history,
        figures=folder / FIGURES,
    )


def load_history(folder: Path, facts: dict) -> dict[str, list[PastLikelihood]]:
    """Return what each day's newest run said, by indicator, as in `Briefing.history`.

    Runs for another area or method are left out, and so are runs after this one, runs as of a
    later day, and runs whose files cannot be read: what they said is not known.
    """
    from urbanstats.brief.run import PastLikelihood

    tonight = facts["run"], facts["parameters"]["as_of"], _rows(folder)
    latest = {day: (run, rows) for run, day, rows in [*_earlier(folder, facts), tonight]}
    history: dict[str, list[PastLikelihood]] = {}
    for day, (run, rows) in sorted(latest.items()):
        for row in rows:
            told = PastLikelihood(day, run, row["year"], row["likelihood"])
            history.setdefault(row["indicator"], []).append(told)
    return history


def _earlier(folder: Path, facts: dict) -> Iterator[tuple[str, str, list[dict]]]:
    """Give run, day and rows of the runs before this one that are alike, oldest first."""
    out = folder.parent.parent
    found = sorted((began(path.name), path) for path in (out / RUNS).glob("[!.]*-*Z*"))
    before = [path for start, path in found if start and start < began(facts["run"])]
    for path in before[-MOST_RUNS:]:
        try:
            other = _read(path / MANIFEST)["parameters"]
            if all(other[name] == facts["parameters"][name] for name in ALIKE):
                day = date.fromisoformat(other["as_of"]).isoformat()
                if day <= facts["parameters"]["as_of"]:
                    yield path.name, day, _rows(path)
        except DAMAGED:
            continue


def _rows(folder: Path) -> list[dict]:
    """Return a run's likelihoods; one that is not known is not a number."""
    from pyarrow.parquet import ParquetFile  # far quicker than a table of pandas

    with ParquetFile(folder / f"{FORECASTS}.parquet") as file:
        rows = file.read(HISTORY).to_pylist()
    for row in rows:
        likelihood = row["likelihood"]
        row["year"] = int(row["year"])
        row["likelihood"] = float("nan") if likelihood is None else float(likelihood)
    return rows


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))
