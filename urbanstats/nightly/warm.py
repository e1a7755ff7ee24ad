"""The warm process: it imports, reads and draws once, and every notebook is forked from it.

What is forked finds all that done, and shares its memory. As only a process without threads may
be forked, this one runs none. It ends, and stops all it forked, when the night's process ends.

    the night's process > warm process > one process a notebook (papermill) > its kernel
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import psutil

from urbanstats.errors import NotebookError, UrbanstatsError
from urbanstats.nightly.notebook import ForkedKernel, execute, fork_kernel
from urbanstats.nightly.runner import LOG, RESULT, SOURCE, Asked, Job

LONGEST_SOCKET_FOLDER = 60  # a socket's path may have about 100 characters in all
OWN_FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


@dataclass
class _Run:
    """A job under way."""

    job: Job
    process: BaseProcess
    answer: Connection
    began: float
    again: bool


def serve(socket: int) -> None:
    """Run what the night's process asks for, and tell it of each job how it ended.

    Parameters
    ----------
    socket
        Number of the open file that leads to it. It sends one `Asked` and receives, as each job
        ends, its name, the seconds it took, and the error (None: it ran to its end).
    """
    night = Connection(socket)
    asked: Asked = night.recv()
    _warm_up(asked.jobs[0].parameters)
    waiting, running = [(job, False) for job in asked.jobs], []
    with _private_folder() as private:
        try:
            while waiting or running:
                while waiting and len(running) < asked.workers:
                    running.append(_start(*waiting.pop(0), asked, private))
                soonest = min(run.began for run in running) + asked.limit - time.monotonic()
                ends = [night, *(run.process.sentinel for run in running)]
                if night in wait(ends, timeout=max(0.0, soonest)):
                    return  # it says nothing any more, so it has ended
                for run in [run for run in running if _is_over(run, asked)]:
                    running.remove(run)
                    error = _error_of(run, asked)
                    if error and error.code == "NB-START" and not run.again:
                        waiting.insert(0, (run.job, True))
                    else:
                        night.send((run.job.name, time.monotonic() - run.began, error))
        finally:
            for run in running:
                _stop(run.process)


def _warm_up(parameters: Mapping[str, object]) -> None:
    """Do once what every notebook would do, and keep what it leaves in memory."""
    from urbanstats.outlook import assess, compare_measures, compare_methods
    from urbanstats.plan.load import load_plan
    from urbanstats.present.charts import draw_fan, half_axes
    from urbanstats.present.picture import write_figure

    with suppress(UrbanstatsError):  # the notebooks will tell
        area, day = parameters.get("area", "Liuzhou"), parameters.get("as_of") or None
        answer = assess(load_plan().indicators[0].id, area, day)
        compare_methods(answer.series, answer.targets)
        compare_measures(answer.series, answer.targets[-1], answer.projection)
        axes = draw_fan(answer.series, answer.projection, table=answer.table, ax=half_axes())
        with tempfile.TemporaryDirectory() as folder:
            write_figure(axes.figure, Path(folder, "warm"))
    gc.collect()
    gc.freeze()  # or the first collection of each fork would copy all this


@contextmanager
def _private_folder() -> Iterator[Path]:
    """Give a folder with a short path that no other user can enter, gone afterwards."""
    usual = tempfile.gettempdir()
    parent = usual if len(usual) <= LONGEST_SOCKET_FOLDER else "/tmp"
    with tempfile.TemporaryDirectory(
        prefix="urbanstats-", dir=parent, ignore_cleanup_errors=True
    ) as name:
        yield Path(name)


def _start(job: Job, again: bool, asked: Asked, private: Path) -> _Run:
    own = asked.folder / job.name
    if again:
        shutil.rmtree(own)
    own.mkdir(parents=True)
    shutil.copyfile(job.notebook, own / SOURCE)
    context = multiprocessing.get_context("fork")
    answer, theirs = context.Pipe(duplex=False)
    sockets = private / f"{job.name}-{int(again)}"
    sockets.mkdir(mode=0o700)
    process = context.Process(target=_child, args=(theirs, own, job, sockets, asked.timeout))
    process.start()
    theirs.close()
    return _Run(job, process, answer, time.monotonic(), again)


def _child(answer: Connection, folder: Path, job: Job, private: Path, timeout: int) -> None:
    """Run one notebook in this process and send back the error, if there is one."""
    os.setsid()
    os.chdir(folder)
    os.environ.update(dict.fromkeys(OWN_FOLDERS, str(private)))  # no start-up files
    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(log, 1)
    os.dup2(log, 2)
    kernel = fork_kernel()  # before there is a thread
    threading.Thread(target=_end_with_parent, args=(kernel, private), daemon=True).start()
    try:
        execute({**job.parameters, "output": RESULT}, kernel, private, timeout)
    except UrbanstatsError as error:
        answer.send(error)


def _end_with_parent(kernel: ForkedKernel, private: Path) -> None:
    """Wait for the end of the warm process; if it was killed, tidy up and end too."""
    multiprocessing.parent_process().join()
    kernel.kill()
    shutil.rmtree(private.parent, ignore_errors=True)
    os._exit(1)


def _is_over(run: _Run, asked: Asked) -> bool:
    return not run.process.is_alive() or run.began <= time.monotonic() - asked.limit


def _error_of(run: _Run, asked: Asked) -> UrbanstatsError | None:
    """Return the error that a run ended with, and leave nothing of it running."""
    try:
        if run.process.is_alive():
            _stop(run.process)
            return NotebookError("NB-TIMEOUT.process", timeout=asked.timeout)
        if run.answer.poll():
            with suppress(EOFError):  # it ended without an error to send
                return run.answer.recv()
        if run.process.exitcode != 0:
            last = _last_line(asked.folder / run.job.name / LOG)
            return NotebookError("NB-BROKEN.process", last=last)
        return None
    finally:
        run.answer.close()
        run.process.close()


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


def _last_line(log: Path) -> str | None:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else None
