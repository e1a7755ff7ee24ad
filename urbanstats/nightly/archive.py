"""The archive of runs: private while it works, published in one step, never changed after.

    runs/.<run id>.partial/   the run under way; nobody reads it
    runs/<run id>/            a published run: notebooks, forecasts, figures, manifest
    runs/failed/<run id>/     a run that was not published, with all it left
    runs/status.json          how the last night ended; its age tells whether it ran
    figures/<run id>          the figures of a published run
    figures/latest            the figures of the newest one
    site/latest               the pages of the newest one that has any: the address to bookmark

Whatever goes wrong, and whenever: a published run stays as it is, byte for byte. Old runs are
thinned out by a rule (`list_thin`): what lasts of them stays as it is, the rest goes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from filelock import FileLock, Timeout

from urbanstats.errors import LockedError, ParameterError
from urbanstats.files.atomic import (
    replace_file,
    replace_json,
    storage_errors,
    sync_folder,
    sync_tree,
)
from urbanstats.nightly.manifest import LASTING, MANIFEST, SEAL, THINNED, is_thinned, stamp

RUNS = "runs"
FAILED = "failed"
FIGURES = "figures"
SITE = "site"
LATEST = "latest"
STATUS = "status.json"
PARTIAL = ".partial"
HOLDER = ".running.json"
BEGAN = re.compile(r"-(\d{8}T\d{6}Z)(?:-(\d+))?$")  # the end of a run id


@contextmanager
def hold_lock(out: Path) -> Iterator[None]:
    """Hold the only right to write below `out`; it is given back even if this process dies.

    Raises
    ------
    LockedError
        If another run holds it.
    StorageError
        If the folder cannot be written.
    """
    runs = out / RUNS
    with storage_errors(runs):
        runs.mkdir(parents=True, exist_ok=True)
        lock = FileLock(runs / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError("NIGHT-LOCKED", where=str(runs), **_holder(runs)) from None
    try:
        with storage_errors(runs):
            now = stamp(datetime.now(UTC))
            replace_json(runs / HOLDER, {"process": os.getpid(), "since": now})
        yield
    finally:
        (runs / HOLDER).unlink(missing_ok=True)
        lock.release()


def _holder(runs: Path) -> dict[str, object]:
    """Return process and start of the run that holds the lock, nothing if it has just begun."""
    try:
        holder = json.loads((runs / HOLDER).read_text(encoding="utf-8"))
        return {"process": holder["process"], "since": holder["since"]}
    except (OSError, ValueError, KeyError):
        return {}


def open_run(out: Path, run: str) -> Path:
    """Return the private folder of a new run; the caller holds the lock.

    What an interrupted run left behind is first moved to the failed runs, and a published
    run that was interrupted before its figures were linked gets its link.
    """
    runs = out / RUNS
    with storage_errors(runs):
        (out / FIGURES).mkdir(exist_ok=True)
        for left in runs.glob(f".*{PARTIAL}"):
            keep_failed(out, left.name.removeprefix(".").removesuffix(PARTIAL))
        for published in runs.glob(f"*/{MANIFEST}"):
            shown = os.path.lexists(out / FIGURES / published.parent.name)
            if not shown and (published.parent / FIGURES).is_dir():
                _show_figures(out, published.parent.name)
        folder = _partial(out, run)
        folder.mkdir()
    return folder


def new_run_id(out: Path, as_of: str, language: str, moment: datetime) -> str:
    """Return a run id that no run has: forecast origin, language, start in UTC."""
    first = f"{as_of}-{language}-{moment:%Y%m%dT%H%M%SZ}"
    number, run = 1, first
    while any(path.exists() for path in (_partial(out, run), _failed(out, run), out / RUNS / run)):
        number += 1
        run = f"{first}-{number}"
    return run


def last_run(out: Path) -> Path | None:
    """Return the folder of the published run that began last, None if there is none yet."""
    found = [(began(folder.name), folder) for folder in (out / RUNS).glob("[!.]*-*Z*")]
    return max(((start, folder) for start, folder in found if start), default=(None, None))[1]


def began(run: str) -> tuple[str, int] | None:
    """Return when a run began and its number at that second, for sorting; None if no run's id.

    Examples
    --------
    >>> began("2018-06-08-en-20260101T020000Z-2")
    ('20260101T020000Z', 2)
    """
    match = BEGAN.search(run)
    return (match[1], int(match[2] or 1)) if match else None


def find_run(out: Path, folder: str | Path | None = None, *, whole: bool = False) -> Path:
    """Return the folder of a run that was named, or of the newest published one below `out`.

    Raises
    ------
    ParameterError
        If there is none, or if it is to be whole and was thinned out.
    """
    found = Path(folder) if folder else last_run(out)
    if found is None or not found.is_dir():
        code = "PAR-RUN" if folder else "PAR-RUN.none"
        raise ParameterError(code, where=str(folder or out / RUNS))
    if whole and is_thinned(found):
        raise ParameterError("PAR-RUN.thinned", where=str(found))
    return found


def check_outside(path: Path) -> None:
    """Refuse to write to a place that lies in a published run, which is never changed.

    Raises
    ------
    ParameterError
        If it does.
    """
    place = path.resolve()
    if any((parent / MANIFEST).is_file() for parent in (place, *place.parents)):
        raise ParameterError("PAR-OUT", path=str(path))


def publish(out: Path, run: str) -> Path:
    """Make a finished private folder public in one step and return where it is now."""
    folder = out / RUNS / run
    with storage_errors(folder):
        sync_tree(_partial(out, run))
        os.replace(_partial(out, run), folder)
        sync_folder(folder.parent)
        _show_figures(out, run)
        _show_latest(out / FIGURES, run)
        if (folder / SITE).is_dir():
            _show_site(out, run)
    return folder


def keep_failed(out: Path, run: str) -> Path:
    """Move the private folder of a run that is not published to the failed runs."""
    folder = _failed(out, run)
    with storage_errors(folder):
        folder.parent.mkdir(exist_ok=True)
        os.replace(_partial(out, run), folder)
    return folder


def list_thin(runs: Iterable[str], today: date, keep: int) -> list[str]:
    """Return which runs are to be thinned out, oldest first.

    Every run that began in the last ``keep`` days stays whole; of the older ones the newest of
    each month does. What is no run's id is left out.

    Examples
    --------
    >>> runs = [f"2018-06-08-en-2026{day}T020000Z" for day in ("0103", "0131", "0301", "0302")]
    >>> list_thin(runs, date(2026, 3, 31), 30)
    ['2018-06-08-en-20260103T020000Z']
    """
    first_day = f"{today - timedelta(days=keep):%Y%m%d}"
    started = sorted((start, run) for run in runs if (start := began(run)))
    old = [(moment[:6], run) for (moment, _), run in started if moment[:8] < first_day]
    newest = dict(old)
    return [run for month, run in old if newest[month] != run]


def thin_out(out: Path, keep: int, today: date) -> int:
    """Thin out old runs by the rule of `list_thin`, and return how many were.

    Forecasts, briefs, digest and manifest stay; pictures, notebooks, pages, slides and the copy
    of the data go. A mark is set first: a run without it is whole, one with it is thinned, and
    the next night deletes what an interrupted one left. The newest run, and those that
    `latest` shows, are never touched. The caller holds the lock.

    Raises
    ------
    StorageError
        If a file cannot be written or deleted.
    """
    links = [os.path.realpath(out / place / LATEST) for place in (FIGURES, SITE)]
    runs, marked = (out / RUNS).resolve(), 0
    shown = {last_run(runs.parent), *(Path(link).parent for link in links)}
    published = [path.parent.name for path in runs.glob(f"[!.]*/{MANIFEST}")]
    for run in list_thin(published, today, keep):
        folder = runs / run
        if folder in shown:
            continue
        with storage_errors(folder):
            if not is_thinned(folder):
                replace_json(folder / THINNED, {"thinned": today.isoformat()})
                marked += 1
            _delete_rest(folder, out / FIGURES / run)
    return marked


def _delete_rest(folder: Path, figures: Path) -> None:
    """Delete what of a marked run does not last, and what shows its figures."""
    if figures.is_dir() and not figures.is_symlink():
        shutil.rmtree(figures)
    figures.unlink(missing_ok=True)
    for path in sorted(folder.rglob("*"), reverse=True):  # what is inside before its folder
        name = path.relative_to(folder).as_posix()
        if path.is_dir():
            with suppress(OSError):  # something in it lasts
                path.rmdir()
        elif name not in (MANIFEST, SEAL, THINNED) and not LASTING.match(name):
            path.unlink()


def write_status(out: Path, content: dict) -> Path:
    """Write how a night ended; the run published last stays named whatever happens later."""
    path = out / RUNS / STATUS
    with storage_errors(path):
        try:
            last = json.loads(path.read_text(encoding="utf-8")).get("last_published")
        except (OSError, ValueError):
            last = None
        if content["outcome"] == "published":
            last = content["run"]
        return replace_json(path, {**content, "last_published": last})


def _partial(out: Path, run: str) -> Path:
    return out / RUNS / f".{run}{PARTIAL}"


def _failed(out: Path, run: str) -> Path:
    return out / RUNS / FAILED / run


def _show_figures(out: Path, run: str) -> None:
    """Show a run's figures under `figures/`: by a link, or by a copy where links fail."""
    try:
        _swap_link(out / FIGURES / run, Path("..", RUNS, run, FIGURES))
    except OSError:
        shutil.copytree(out / RUNS / run / FIGURES, out / FIGURES / run, dirs_exist_ok=True)


def _show_latest(figures: Path, run: str) -> None:
    """Point to the newest run: by a link, or by a file that names it where links fail."""
    try:
        _swap_link(figures / LATEST, Path(run))
    except OSError:
        replace_file(figures / LATEST, run.encode())
    sync_folder(figures)


def _show_site(out: Path, run: str) -> None:
    """Show a run's pages as the latest: by a link, or by a copy where links fail."""
    latest = out / SITE / LATEST
    latest.parent.mkdir(exist_ok=True)
    try:
        _swap_link(latest, Path("..", RUNS, run, SITE))
    except OSError:
        if latest.is_symlink():
            latest.unlink()
        elif latest.exists():
            shutil.rmtree(latest)
        shutil.copytree(out / RUNS / run / SITE, latest)
    sync_folder(latest.parent)


def _swap_link(path: Path, target: Path) -> None:
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target, target_is_directory=True)
    os.replace(draft, path)
