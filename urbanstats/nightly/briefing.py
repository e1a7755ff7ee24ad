"""A published run read back as a `Briefing`, with the history of its likelihoods."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import DataError
from urbanstats.nightly.archive import FIGURES, RUNS, began
from urbanstats.nightly.digest import DIGEST
from urbanstats.nightly.forecasts import FORECASTS
from urbanstats.nightly.manifest import MANIFEST
from urbanstats.plan.values import LANGUAGES
from urbanstats.present.brief import Brief
from urbanstats.present.briefing import Briefing, Overview

if TYPE_CHECKING:
    import pandas as pd

BRIEFS = "briefs"
OVERVIEW = "scorecard"
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
    try:
        facts = asked or json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        briefs = {path.stem: _read(path) for path in sorted((folder / BRIEFS).glob("*.json"))}
        overview = Overview.from_data(briefs.pop(OVERVIEW))
        indicators = tuple(Brief.from_data(brief) for brief in briefs.values())
        changes = {lang: _lines(folder / f"{DIGEST}.{lang}.txt") for lang in LANGUAGES}
    except DAMAGED as error:
        raise DataError(
            "RUN-BRIEFS",
            where=folder.name,
            wrong=f"its briefs cannot be read ({type(error).__name__}: {error})",
            expected="A published run of version 0.3 or newer is expected",
            do="run `urbanstats nightly` and name the new run",
        ) from error
    asked_for = facts["parameters"]
    return Briefing(
        run=facts["run"],
        as_of=asked_for["as_of"],
        language=asked_for["language"],
        version=facts["versions"]["urbanstats"],
        overview=overview,
        indicators=indicators,
        changes=changes,
        history=load_history(folder, facts),
        figures=folder / FIGURES,
    )


def load_history(folder: Path, facts: dict) -> dict[str, list[dict]]:
    """Return what each day's newest run said, by indicator; entries as in `Briefing.history`.

    Runs for another area or method are left out, and so are runs after this one and runs
    whose files cannot be read: what they said is not known.
    """
    import pandas as pd

    out = folder.parent.parent
    latest: dict[str, pd.DataFrame] = {}
    tonight = facts["run"], facts["parameters"]["as_of"], _table(folder)
    for run, day, table in [*_earlier(out, facts), tonight]:
        latest[day] = table.assign(run=run)
    days = [table.assign(as_of=day) for day, table in sorted(latest.items())]
    rows = pd.concat(days, ignore_index=True)
    return {
        str(name): mine[["as_of", "run", "year", "likelihood"]].to_dict("records")
        for name, mine in rows.groupby("indicator", sort=False)
    }


def _earlier(out: Path, facts: dict) -> list[tuple[str, str, pd.DataFrame]]:
    """Return run, day and table of the runs before this one that are alike, oldest first."""
    found = sorted((began(path.name), path) for path in (out / RUNS).glob("[!.]*-*Z*"))
    before = [path for start, path in found if start and start < began(facts["run"])]
    runs = []
    for path in before[-MOST_RUNS:]:
        try:
            other = _read(path / MANIFEST)["parameters"]
            if all(other[name] == facts["parameters"][name] for name in ALIKE):
                runs.append((path.name, str(other["as_of"]), _table(path)))
        except DAMAGED:
            continue
    return runs


def _table(folder: Path) -> pd.DataFrame:
    import pandas as pd

    return pd.read_parquet(folder / f"{FORECASTS}.parquet", columns=HISTORY)


def _read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
