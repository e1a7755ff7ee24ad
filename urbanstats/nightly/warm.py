"""The warm process, and the notebooks that are forked from it and executed through papermill.

It imports, reads and draws once; what is forked finds all that done, and shares its memory. As
only a process without threads may be forked, this one runs none. It ends, and stops all it
forked, when the night's process ends.

    the night's process > warm process > one process a notebook (papermill) > its kernel

Kernels talk over sockets in a private folder instead of network ports: parallel kernels cannot
take each other's port, and nobody else on the machine can listen.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import shutil
import signal
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, NoReturn

import nbformat
import psutil
from ipykernel.kernelapp import IPKernelApp
from jupyter_client import AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from matplotlib import pyplot
from matplotlib.figure import Figure
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from urbanstats.errors import NotebookError, UrbanstatsError
from urbanstats.nightly.runner import EXECUTED, LOG, RESULT, SOURCE, Asked, Job
from urbanstats.present.picture import page_png, write_figure

LONGEST_SOCKET_FOLDER = 60  # a socket's path may have about 100 characters in all
OWN_FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
KERNEL = "python3"
ENGINE = "urbanstats"
STARTUP_SECONDS = 60
IMPORTED_LATER = (  # by what notebooks call, or by their kernel when it starts
    "IPython.core.magics.execution",
    "ipykernel.debugger",
    "matplotlib_inline.backend_inline",
    "pandas.io.formats.html",
    "pyarrow.parquet",
    "tornado.platform.asyncio",
    "urbanstats.brief.run",
)
PAUSE = 5  # seconds from one writing of a notebook under way to the next
OF_PAPERMILL = {"injected-parameters", "papermill-error-cell-tag"}


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

    `socket` is the number of the open file that leads to it. It sends one `Asked` and receives,
    as each job ends, its name, the seconds it took, and the error (None: it ran to its end).
    """
    night = Connection(socket)
    asked: Asked = night.recv()
    _warm_up(asked.jobs[0].parameters)
    waiting, running = [(job, False) for job in asked.jobs], []
    with _private_folder() as private:
        try:
            while waiting or running:
                while waiting and len(running) < asked.workers:
                    running.append(_start(*waiting.pop(0), asked, Path(private)))
                soonest = min(run.began for run in running) + asked.limit - time.monotonic()
                ends = [night, *(run.process.sentinel for run in running)]
                if night in wait(ends, timeout=max(0.0, soonest)):
                    return  # it says nothing any more, so it has ended
                late = time.monotonic() - asked.limit
                for run in list(running):
                    if run.process.is_alive() and run.began > late:
                        continue
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

    with suppress(UrbanstatsError):  # the notebooks will tell
        area, day = parameters.get("area", "Liuzhou"), parameters.get("as_of") or None
        answer = assess(load_plan().indicators[0].id, area, day)
        compare_methods(answer.series, answer.targets)
        compare_measures(answer.series, answer.targets[-1], answer.projection)
        axes = draw_fan(answer.series, answer.projection, table=answer.table, ax=half_axes())
        with tempfile.TemporaryDirectory() as folder:
            write_figure(axes.figure, Path(folder, "warm"))
    nbformat.validate(nbformat.v4.new_notebook())  # it compiles what notebooks are checked by
    for module in IMPORTED_LATER:
        import_module(module)
    gc.collect()
    gc.freeze()  # or the first collection of each fork would copy all this


def _private_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder with a short path that no other user can enter, gone afterwards."""
    usual = tempfile.gettempdir()
    parent = usual if len(usual) <= LONGEST_SOCKET_FOLDER else "/tmp"
    return tempfile.TemporaryDirectory(prefix="urbanstats-", dir=parent, ignore_cleanup_errors=True)


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
            log = asked.folder / run.job.name / LOG
            lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            return NotebookError("NB-BROKEN.process", last=lines[-1] if lines else None)
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


def execute(
    parameters: Mapping[str, object], kernel: ForkedKernel, private: Path, timeout: int
) -> None:
    """Execute `source.ipynb` of the working directory into `executed.ipynb` beside it.

    The values are checked, their names are ours, never a user's. The kernel waits for its first
    word, and is ended afterwards with all that its cells left running; its sockets stand in the
    empty folder `private`. One cell may take `timeout` seconds.

    Raises
    ------
    NotebookError
        If a cell raises (NB-RAISED), runs out of time (NB-TIMEOUT), or if the kernel dies
        (NB-DEAD) or does not start (NB-START).
    """
    manager = AsyncKernelManager(
        kernel_name=KERNEL,
        transport="ipc",
        ip=str(private / "socket"),
        connection_file=str(private / "connection.json"),
    )
    manager.provisioner = ForkProvisioner(kernel_spec=manager.kernel_spec, parent=manager)
    manager.provisioner.kernel = kernel
    papermill_engines.register(ENGINE, SeldomWriting)
    try:
        execute_notebook(
            SOURCE,
            EXECUTED,
            dict(parameters),
            engine_name=ENGINE,
            kernel_name=KERNEL,
            language="python",
            km=manager,
            progress_bar=False,
            start_timeout=STARTUP_SECONDS,
            execution_timeout=timeout,
        )
    except (PapermillExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        raise _failed(error, timeout) from error
    finally:
        kernel.kill()


class SeldomWriting(NBClientEngine):
    """Writes a notebook every few seconds and at its end, not before and after every cell."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> None:
        """Execute the notebook; however that ends, papermill writes it then."""
        save = nb_man.save

        def save_seldom(**changed: Any) -> None:
            if (nb_man.now() - nb_man.last_save_time).total_seconds() > PAUSE:
                save(**changed)

        nb_man.save = save_seldom
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **options)
        finally:
            nb_man.save = save


@dataclass
class ForkedKernel:
    """A kernel forked from this process, with what `LocalProvisioner` asks of a `Popen`."""

    pid: int
    words: int
    returncode: int | None = None
    stdin = stdout = stderr = None

    def poll(self) -> int | None:
        """Return its exit code, None as long as it runs."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    wait = poll

    def send_signal(self, number: int) -> None:
        """Send a signal to it alone."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it and whatever its cells left running, which shares its process group."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        if self.poll() is None:
            self.send_signal(signal.SIGKILL)


class ForkProvisioner(LocalProvisioner):
    """Gives a kernel that has been forked already instead of starting a program."""

    kernel: ForkedKernel

    async def launch_kernel(self, cmd: list[str], **_: Any) -> KernelConnectionInfo:
        """Let the kernel begin; of the command, only the words after the program matter."""
        with suppress(BrokenPipeError), open(self.kernel.words, "w", encoding="utf-8") as pipe:
            json.dump(cmd[cmd.index("-f") :], pipe)  # its manager will find one that is dead
        self.process, self.pid, self.pgid = self.kernel, self.kernel.pid, self.kernel.pid
        return self.connection_info


def fork_kernel() -> ForkedKernel:
    """Return a kernel that waits to be started; this process must not run any threads."""
    theirs, ours = os.pipe()
    pid = os.fork()
    if pid == 0:
        _be_kernel(theirs)
    os.close(theirs)
    return ForkedKernel(pid, ours)


def _be_kernel(words: int) -> NoReturn:
    """Be a kernel until the end; one that is never started ends with its parent."""
    try:
        os.setsid()
        for file in map(int, os.listdir("/dev/fd")):  # or nobody would see its parent's end
            if file > 2 and file != words:
                with suppress(OSError):
                    os.close(file)
        with open(words, encoding="utf-8") as pipe:
            told = pipe.read()
        if told:
            kernel = IPKernelApp.instance(parent_handle=os.getppid(), matplotlib="inline")
            kernel.config.HistoryManager.enabled = False  # nobody will ask what was run
            kernel.initialize(json.loads(told))
            pictures = kernel.shell.display_formatter.formatters["image/png"]
            pictures.for_type(Figure, page_png)
            pyplot.uninstall_repl_displayhook()  # it would paint every figure once more, unseen
            kernel.start()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _failed(error: Exception, timeout: int) -> NotebookError:
    """Return the error in a reader's words, and stamp the executed notebook with it.

    Papermill calls every cell completed, but only a cell that was begun has a start time. Cells
    are counted as the author wrote them.
    """
    notebook = nbformat.read(EXECUTED, as_version=4)
    own = [c for c in notebook.cells if not OF_PAPERMILL & set(c.metadata.get("tags", ()))]
    last = {"number": 1}
    for number, cell in enumerate(own, 1):
        if cell.metadata.get("papermill", {}).get("start_time"):
            first = (cell.source.strip().splitlines() or [""])[0]
            last = {"number": number, "first": first or None}
    if isinstance(error, PapermillExecutionError):
        first = str(error.evalue).strip().splitlines() or [""]
        told = {"kind": error.ename, "message": first[0].rstrip(".")}
        failure = NotebookError("NB-RAISED", **last, **told)
    elif isinstance(error, CellTimeoutError):
        failure = NotebookError("NB-TIMEOUT", **last, timeout=timeout)
    elif isinstance(error, DeadKernelError):
        failure = NotebookError("NB-DEAD", **last)
    else:
        failure = NotebookError("NB-START", why=str(error))
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**This run failed.** {failure}"))
    notebook.metadata["urbanstats"] = {"outcome": "failed", "error": str(failure)}
    nbformat.write(notebook, EXECUTED)
    return failure
