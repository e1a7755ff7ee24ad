"""The manifest: what a run was asked, on what it rests, and the hash of every file it left."""

from __future__ import annotations

import json
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from urbanstats import __version__
from urbanstats.errors import StorageError
from urbanstats.files.atomic import (
    hash_file,
    hash_folder,
    replace_file,
    replace_json,
    storage_errors,
)
from urbanstats.nightly.gate import Night
from urbanstats.nightly.runner import Job, Outcome

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
DATA = "data"
THINNED = "thinned.json"  # in a run of which only the lasting part is kept
# What of an old run stays when it is thinned out: all other files go.
LASTING = re.compile(r"forecasts\.|briefs/|digest\.")
LIBRARIES = (
    "ipykernel",
    "matplotlib",
    "numpy",
    "pandas",
    "papermill",
    "pyarrow",
    "scipy",
    "statsmodels",
)


@dataclass(frozen=True)
class Run:
    """A run under way.

    `id` is its name and that of its folder, which is private until it is published and holds a
    copy of the data in `data/`; `began` is in UTC. `outcomes` says by name what became of each
    notebook so far.
    """

    id: str
    folder: Path
    night: Night
    jobs: tuple[Job, ...]
    began: datetime
    outcomes: dict[str, Outcome] = field(default_factory=dict)


def stamp(moment: datetime) -> str:
    """Return a moment in UTC as text, to the second.

    Examples
    --------
    >>> stamp(datetime(2018, 6, 8, 2, 30, tzinfo=UTC))
    '2018-06-08T02:30:00Z'
    """
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def write_manifest(run: Run, outcome: str, *, rows: int = 0, error: str = "") -> Path:
    """Write the manifest of a run, and beside it the manifest's own hash.

    `outcome` is `"published"`, `"failed"` or `"stopped"`, `rows` the number of forecasts, `error`
    why the run is not published. StorageError if the file cannot be written.
    """
    ended = datetime.now(UTC)
    with storage_errors(run.folder):
        content = {
            "format": FORMAT,
            **run_facts(run),
            "outcome": outcome,
            **({"error": error} if error else {}),
            "started": stamp(run.began),
            "finished": stamp(ended),
            "seconds": round((ended - run.began).total_seconds(), 1),
            "rows": rows,
            "notebooks": {job.name: _notebook(job, run.outcomes.get(job.name)) for job in run.jobs},
            "data": hash_folder(run.folder / DATA),
            "files": hash_folder(run.folder),
        }
        path = replace_json(run.folder / MANIFEST, content)
        replace_file(run.folder / SEAL, f"{hash_file(path)}  {MANIFEST}\n".encode())
    return path


def run_facts(run: Run) -> dict[str, object]:
    """Return what is known of a run from its start: id, parameters, versions."""
    return {"run": run.id, "parameters": _parameters(run.night), "versions": _versions()}


def _parameters(night: Night) -> dict[str, object]:
    """Return a night's parameters; where runs are and how long is the machine's own affair."""
    kept = {name: value for name, value in vars(night).items() if name not in ("out", "keep")}
    return {**kept, "as_of": night.as_of.isoformat(), "indicators": list(night.indicators)}


@cache
def _versions() -> dict[str, str]:
    """Return the versions of Python, this package and the libraries that decide the numbers."""
    own = {"python": platform.python_version(), "urbanstats": __version__}
    return own | {name: version(name) for name in LIBRARIES}


def _notebook(job: Job, outcome: Outcome | None) -> dict[str, object]:
    """Return what became of one notebook."""
    error = outcome.error if outcome else "stopped before its end"
    return {
        "notebook": job.notebook.name,
        "sha256": hash_file(job.notebook),
        "outcome": "failed" if error else "done",
        **({"error": str(error)} if error else {}),
        "seconds": round(outcome.seconds, 1) if outcome else None,
    }


def is_thinned(folder: Path) -> bool:
    """Return whether only the lasting part of a run is kept."""
    return (folder / THINNED).is_file()


def verify_run(folder: Path) -> dict:
    """Return a run's manifest after comparing every file of the run with its hash.

    Of a run that was thinned out only what lasts is compared, and its ``files`` are those.

    The folder is one such as `runs/2018-06-08-en-20261122T201500Z`. StorageError if there is no
    manifest, or a file is missing, changed or not listed.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise StorageError("STORE-CORRUPT.manifest", where=str(folder))
    seal = folder / SEAL
    if not seal.is_file() or seal.read_bytes() != f"{hash_file(path)}  {MANIFEST}\n".encode():
        raise StorageError("STORE-CORRUPT.seal", where=str(path), seal=SEAL)
    manifest = json.loads(path.read_text(encoding="utf-8"))
    expected = manifest["files"]
    found = {k: v for k, v in hash_folder(folder).items() if k not in (MANIFEST, SEAL, THINNED)}
    if is_thinned(folder):
        gone = {name for name in expected if not LASTING.match(name)}
        expected = manifest["files"] = {k: v for k, v in expected.items() if k not in gone}
        found = {k: v for k, v in found.items() if k not in gone}  # some may be left to delete
    for name in sorted(expected.keys() | found.keys()):
        where = str(folder / name)
        if name not in found:
            raise StorageError("STORE-CORRUPT.lost", where=where)
        if name not in expected:
            raise StorageError("STORE-CORRUPT.added", where=where)
        if expected[name] != found[name]:
            raise StorageError("STORE-CORRUPT", where=where)
    return manifest
