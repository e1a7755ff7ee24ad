"""A published run read back as a `Briefing`, with the history of its likelihoods."""

from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

from urbanstats.brief.indicator import Brief
from urbanstats.brief.run import FORECASTS, Briefing, Overview, PastLikelihood
from urbanstats.errors import DataError
from urbanstats.nightly.archive import FIGURES, RUNS, began
from urbanstats.nightly.digest import DIGEST
from urbanstats.nightly.manifest import MANIFEST
from urbanstats.words.catalogue import LANGUAGES

BRIEFS = "briefs"
ALIKE = ("area", "method")  # a run's parameters that must be the same to stand in one history
DAMAGED = OSError, ValueError, KeyError, TypeError, AttributeError  # what a bad file ends in
MOST_RUNS = 400  # newest runs that a history looks at
HISTORY = ["indicator", "year", "likelihood"]


def load_briefing(folder: Path, asked: dict | None = None) -> Briefing:
    """Return a run as page, slides and workbook need it.

    Parameters
    ----------
    folder
        Folder of a run that has its briefs.
    asked
        The run's facts while it has no manifest yet, as by `run_facts`.

    Raises
    ------
    DataError
        If the run has no briefs (an earlier version wrote it), or they cannot be read.
    """
    folder = folder.resolve()
    if not asked and not (folder / MANIFEST).is_file():
        raise DataError("RUN-BRIEFS.manifest", where=folder.name)
    try:
        facts = asked or json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        briefs = {path.stem: _read(path) for path in sorted((folder / BRIEFS).glob("*.json"))}
        overview = Overview.from_data(briefs.pop(Overview.stem))
        indicators = tuple(Brief.from_data(brief) for brief in briefs.values())
        changes = {lang: _lines(folder / f"{DIGEST}.{lang}.txt") for lang in LANGUAGES}
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
    tonight = facts["run"], facts["parameters"]["as_of"], _rows(folder)
    latest = {day: (run, rows) for run, day, rows in [*_earlier(folder, facts), tonight]}
    history: dict[str, list[PastLikelihood]] = {}
    for day, (run, rows) in sorted(latest.items()):
        for row in rows:
            told = PastLikelihood(day, run, row["year"], row["likelihood"])
            history.setdefault(row["indicator"], []).append(told)
    return history


def _earlier(folder: Path, facts: dict) -> list[tuple[str, str, list[dict]]]:
    """Return run, day and rows of the runs before this one that are alike, oldest first."""
    out = folder.parent.parent
    found = sorted((began(path.name), path) for path in (out / RUNS).glob("[!.]*-*Z*"))
    before = [path for start, path in found if start and start < began(facts["run"])]
    runs = []
    for path in before[-MOST_RUNS:]:
        try:
            other = _read(path / MANIFEST)["parameters"]
            if all(other[name] == facts["parameters"][name] for name in ALIKE):
                day = date.fromisoformat(other["as_of"]).isoformat()
                if day <= facts["parameters"]["as_of"]:
                    runs.append((path.name, day, _rows(path)))
        except DAMAGED:
            continue
    return runs


def _rows(folder: Path) -> list[dict]:
    """Return a run's likelihoods; one that is not known is not a number."""
    from pyarrow.parquet import ParquetFile  # far quicker than a table of pandas

    with ParquetFile(folder / f"{FORECASTS}.parquet") as file:
        rows = file.read(HISTORY).to_pylist()
    return [
        {
            "indicator": row["indicator"],
            "year": int(row["year"]),
            "likelihood": math.nan if row["likelihood"] is None else float(row["likelihood"]),
        }
        for row in rows
    ]


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
