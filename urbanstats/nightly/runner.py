"""Many notebooks in parallel: one process each, a few at a time, none able to stop the rest."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from urbanstats.errors import NotebookError, UrbanstatsError
from urbanstats.nightly.result import Result, read_result

LOG = "kernel.log"
SOURCE = "source.ipynb"
EXECUTED = "executed.ipynb"
RESULT = "result"
GRACE_SECONDS = 20  # past its time limit, for the kernel to start and to be stopped in order
WARM = """
import sys
sys.modules.update(dict.fromkeys(("debugpy", "rfc3987_syntax")))  # a second each, for nothing here
from urbanstats.nightly.warm import serve
serve(int(sys.argv[1]))
"""
# No hidden threads, which cannot be forked, and the same order of sets in every process.
ALIKE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYTHONHASHSEED": "0",
}


@dataclass(frozen=True)
class Job:
    """One notebook to run with checked parameters."""

    name: str  # and that of its folder: letters, digits and underscores
    notebook: Path
    parameters: Mapping[str, object] = field(default_factory=dict)  # without `output`


@dataclass(frozen=True)
class Outcome:
    """What became of a job: a result that was read back whole, or the error that prevented one."""

    name: str
    seconds: float
    result: Result | None = None
    error: UrbanstatsError | None = None


@dataclass(frozen=True)
class Asked:
    """What the warm process is asked to do; the first four are told at `run_jobs`."""

    jobs: tuple[Job, ...]
    folder: Path
    workers: int
    timeout: int
    limit: int  # seconds after which a notebook is stopped


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
        What to run, one at least; names differ.
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
    asked = Asked(tuple(jobs), folder.resolve(), workers, timeout, timeout + GRACE_SECONDS)
    outcomes: dict[str, Outcome | None] = {job.name: None for job in asked.jobs}
    with _warm_process(settings or {}) as answers:
        answers.send(asked)
        import pandas  # noqa: F401  what results are read with, while the other process imports too

        while None in outcomes.values():
            outcome = _next_outcome(answers, folder, outcomes)
            outcomes[outcome.name] = outcome
            on_done(outcome)
    return outcomes


@contextmanager
def _warm_process(settings: Mapping[str, str]) -> Iterator[Connection]:
    """Start the process that notebooks are forked from, and give a pipe to it.

    It stops whatever it has started, and ends, when the pipe is closed.
    """
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", WARM, str(theirs.fileno())],
        env={**os.environ, **settings, **ALIKE},
        stdin=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        start_new_session=True,
    )
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.wait()


def _next_outcome(
    answers: Connection, folder: Path, outcomes: Mapping[str, Outcome | None]
) -> Outcome:
    """Wait for the next job to end; without a warm process there is nothing to wait for."""
    try:
        name, seconds, error = answers.recv()
    except (EOFError, ConnectionError):
        name = next(name for name, outcome in outcomes.items() if outcome is None)
        return Outcome(name, 0.0, error=NotebookError("NB-BROKEN.process"))
    try:
        if error is None:
            return Outcome(name, seconds, read_result(folder / name / RESULT))
    except UrbanstatsError as problem:
        error = problem
    return Outcome(name, seconds, error=error)
