"""One notebook executed through papermill, with a kernel of its own that leaves nothing behind.

The kernel talks over sockets in a private folder instead of network ports: parallel kernels
cannot take each other's port, and nobody else on the machine can listen.
"""

from __future__ import annotations

import json
import os
import signal
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import nbformat
from ipykernel.kernelapp import IPKernelApp
from jupyter_client import AsyncKernelManager
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import LocalProvisioner
from matplotlib.figure import Figure
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from urbanstats.errors import NotebookError
from urbanstats.nightly.runner import EXECUTED, SOURCE
from urbanstats.present.picture import page_png

KERNEL = "python3"
ENGINE = "urbanstats"
STARTUP_SECONDS = 60
PAUSE = 5  # seconds from one writing of a notebook under way to the next
OF_PAPERMILL = {"injected-parameters", "papermill-error-cell-tag"}


def execute(
    parameters: Mapping[str, object], kernel: ForkedKernel, private: Path, timeout: int
) -> None:
    """Execute `source.ipynb` of the working directory into `executed.ipynb` beside it.

    Parameters
    ----------
    parameters
        Checked values for the notebook's `parameters` cell; names are ours, never a user's.
    kernel
        Kernel that waits for its first word, ended afterwards with all that its cells left running.
    private
        Empty folder with a short path that only this user can enter, for the kernel's sockets.
    timeout
        Seconds that one cell may take.

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
        failure = _failure(error, timeout)
        _stamp(failure)
        raise failure from error
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

    def start(self, words: list[str]) -> None:
        """Let it begin, with the words of a kernel's command line."""
        with suppress(BrokenPipeError), open(self.words, "w", encoding="utf-8") as pipe:
            json.dump(words, pipe)  # one that is dead already is found to be by its manager

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
        self.kernel.start(cmd[cmd.index("-f") :])
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
            kernel.initialize(json.loads(told))
            pictures = kernel.shell.display_formatter.formatters["image/png"]
            pictures.for_type(Figure, page_png)
            kernel.start()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _failure(error: Exception, timeout: int) -> NotebookError:
    """Return the error in a reader's words: which cell, and what happened in it."""
    cell = _last_cell()
    if isinstance(error, PapermillExecutionError):
        first = str(error.evalue).strip().splitlines() or [""]
        told = {"kind": error.ename, "message": first[0].rstrip(".")}
        return NotebookError("NB-RAISED", **cell, **told)
    if isinstance(error, CellTimeoutError):
        return NotebookError("NB-TIMEOUT", **cell, timeout=timeout)
    if isinstance(error, DeadKernelError):
        return NotebookError("NB-DEAD", **cell)
    return NotebookError("NB-START", why=str(error))


def _last_cell() -> dict[str, object]:
    """Return number and first line of the cell that ran last, as the author wrote them.

    Papermill calls every cell completed, but only a cell that was begun has a start time.
    """
    number, last = 0, {"number": 1}
    for cell in nbformat.read(EXECUTED, as_version=4).cells:
        if OF_PAPERMILL & set(cell.metadata.get("tags", ())):
            continue
        number += 1
        if cell.metadata.get("papermill", {}).get("start_time"):
            first = (cell.source.strip().splitlines() or [""])[0]
            last = {"number": number, "first": first or None}
    return last


def _stamp(failure: NotebookError) -> None:
    """Write on top of the executed notebook that it failed, whatever papermill recorded."""
    notebook = nbformat.read(EXECUTED, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**This run failed.** {failure}"))
    notebook.metadata["urbanstats"] = {"outcome": "failed", "error": str(failure)}
    nbformat.write(notebook, EXECUTED)
