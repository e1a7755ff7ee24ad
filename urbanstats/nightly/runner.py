"""Many notebooks in parallel: one process each, a few at a time, none able to stop the rest."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from urbanstats.errors import NotebookError, UrbanstatsError
from urbanstats.nightly.result import Result, read_result

LOG = "kernel.log"
SOURCE = "source.ipynb"
EXECUTED = "executed.ipynb"
RESULT = "result"
GRACE_SECONDS = 20  # past its time limit, for the kernel to start and to be stopped in order
LONGEST_SOCKET_FOLDER = 60  # a socket's path may have about 100 characters in all
PRELOADED = "urbanstats.nightly.notebook"


@dataclass(frozen=True)
class Job:
    """One notebook to run with checked parameters.

    Parameters
    ----------
    name
        Name of the run, used for its folder: letters, digits and underscores.
    notebook
        Path of the notebook to run.
    parameters
        Values for its `parameters` cell, without `output`.
    """

    name: str
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of a job: a result, or the error that prevented one.

    Parameters
    ----------
    name
        Name of the job.
    seconds
        Time it took.
    result
        Its result, read back whole; None after an error.
    error
        Why there is no result; None if there is one.
    """

    name: str
    seconds: float
    result: Result | None = None
    error: UrbanstatsError | None = None


@dataclass
class _Run:
    """A job under way."""

    job: Job
    process: BaseProcess
    answer: Connection
    began: float


def run_jobs(
    jobs: Iterable[Job],
    folder: Path,
    *,
    workers: int,
    timeout: int,
    settings: Mapping[str, str] | None = None,
    on_done: Callable[[Outcome], None] = lambda outcome: None,
) -> dict[str, Outcome]:
    """Run every job in a process and a folder of its own and return what became of each.

    Parameters
    ----------
    jobs
        What to run; names differ.
    folder
        Folder below which each job gets a folder named after it.
    workers
        How many run at the same time, 1 or more.
    timeout
        Seconds that one cell may take, and about the longest that a whole notebook may.
    settings
        Environment variables for the notebooks.
    on_done
        Called with each outcome as it comes in.

    Returns
    -------
    dict
        Outcomes by name, in the order of `jobs`. A job counts as done only when its result
        reads back whole. However this function ends, no process is left running.
    """
    waiting = list(jobs)
    outcomes: dict[str, Outcome | None] = {job.name: None for job in waiting}
    running: list[_Run] = []
    with _private_folder() as private:
        how = {"private": private, "timeout": timeout, "settings": dict(settings or {})}
        try:
            while waiting or running:
                while waiting and len(running) < workers:
                    running.append(_start(waiting.pop(0), folder, **how))
                for run in _ended(running, timeout + GRACE_SECONDS):
                    running.remove(run)
                    outcomes[run.job.name] = outcome = _outcome(run, folder, timeout)
                    on_done(outcome)
        finally:
            for run in running:
                _stop(run.process)
    return outcomes


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Give a folder with a short path that no other user can enter, gone afterwards."""
    usual = tempfile.gettempdir()
    parent = usual if len(usual) <= LONGEST_SOCKET_FOLDER else "/tmp"
    with tempfile.TemporaryDirectory(
        prefix="urbanstats-", dir=parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _start(job: Job, folder: Path, *, private: Path, timeout: int, settings: dict) -> _Run:
    own, sockets = folder / job.name, private / job.name
    own.mkdir(parents=True)
    sockets.mkdir(mode=0o700)
    shutil.copyfile(job.notebook, own / SOURCE)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    answer, theirs = context.Pipe(duplex=False)
    parameters = {**job.parameters, "output": RESULT}
    process = context.Process(
        target=_child, args=(theirs, own, parameters, sockets, timeout, settings)
    )
    process.start()
    theirs.close()
    return _Run(job, process, answer, time.monotonic())


def _child(
    answer: Connection, folder: Path, parameters: dict, private: Path, timeout: int, settings: dict
) -> None:
    """Run one notebook in this process and send back the error, if there is one."""
    os.setsid()
    os.environ.update(settings)
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    threading.Thread(target=_end_with_parent, args=(private,), daemon=True).start()
    from urbanstats.nightly.notebook import execute

    try:
        execute(folder, parameters, private, timeout)
    except UrbanstatsError as error:
        answer.send(error)


def _end_with_parent(private: Path) -> None:
    """Wait for the end of the night's process; if it was killed, tidy up and end too."""
    multiprocessing.parent_process().join()
    shutil.rmtree(private.parent, ignore_errors=True)
    os._exit(1)


def _ended(running: list[_Run], limit: float) -> list[_Run]:
    """Wait until something ends or runs over the limit, and return what did."""
    soonest = min(run.began for run in running) + limit - time.monotonic()
    wait([run.process.sentinel for run in running], timeout=max(0.0, soonest))
    over = time.monotonic() - limit
    return [run for run in running if not run.process.is_alive() or run.began <= over]


def _stop(process: BaseProcess) -> None:
    """Kill a process, its kernel, and whatever they started."""
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        for member in family:
            with suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
                os.killpg(member.pid, signal.SIGKILL)
            with suppress(psutil.NoSuchProcess):
                member.kill()
    process.join()


def _outcome(run: _Run, folder: Path, timeout: int) -> Outcome:
    own = folder / run.job.name
    result, error = None, None
    try:
        if run.process.is_alive():
            _stop(run.process)
            raise _lost(f"did not end within {timeout} s and was stopped", "NB-TIMEOUT")
        if run.answer.poll():
            with suppress(EOFError):  # it ended without an error to send
                raise run.answer.recv()
        if run.process.exitcode != 0:
            raise _lost(f"ended at once ({_last_line(own / LOG)})", "NB-BROKEN")
        result = read_result(own / RESULT)
    except UrbanstatsError as problem:
        error = problem
    finally:
        run.answer.close()
        run.process.close()
    return Outcome(run.job.name, time.monotonic() - run.began, result, error)


def _lost(wrong: str, code: str) -> NotebookError:
    return NotebookError(
        code,
        where="process",
        wrong=wrong,
        expected="A process that runs the notebook to its end is expected",
        do=f"look at {LOG} beside the executed notebook",
    )


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "without a word"
