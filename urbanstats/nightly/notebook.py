"""One notebook executed through papermill, with a kernel of its own that leaves nothing behind.

The kernel talks over sockets in a private folder instead of network ports: parallel kernels
cannot take each other's port, and nobody else on the machine can listen.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import nbformat
from jupyter_client import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook

from urbanstats.errors import NotebookError
from urbanstats.nightly.runner import EXECUTED, SOURCE

KERNEL = "python3"
STARTUP_SECONDS = 60
STARTUP_DEATH = "Kernel died before replying"
OF_PAPERMILL = {"injected-parameters", "papermill-error-cell-tag"}
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
OWN_FOLDERS = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")


def execute(folder: Path, parameters: Mapping[str, object], private: Path, timeout: int) -> None:
    """Execute `source.ipynb` of a folder into `executed.ipynb` beside it.

    Parameters
    ----------
    folder
        Folder that holds the notebook; it becomes the working directory, so that no path is
        pasted into the notebook.
    parameters
        Checked values for the notebook's `parameters` cell; names are ours, never a user's.
    private
        Empty folder with a short path that only this user can enter, for the kernel's sockets
        and settings.
    timeout
        Seconds that one cell may take.

    Raises
    ------
    NotebookError
        If a cell raises (NB-RAISED), runs out of time (NB-TIMEOUT), or if the kernel dies
        (NB-DEAD) or does not start (NB-START). A kernel that dies before it says its first
        word is started a second time.
    """
    os.chdir(folder)
    _settle(private)
    try:
        try:
            _run(parameters, private / "first", timeout)
        except RuntimeError as error:
            if STARTUP_DEATH not in str(error):
                raise
            _run(parameters, private / "second", timeout)
    except (PapermillExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        failure = _failure(error, timeout)
        _stamp(failure)
        raise failure from error


def _settle(private: Path) -> None:
    """Give the kernel settings of its own: no start-up files, no hidden threads."""
    for name in OWN_FOLDERS:
        os.environ[name] = str(private / "settings")
    for name in ONE_THREAD:
        os.environ[name] = "1"
    os.environ["PYTHONHASHSEED"] = "0"


def _run(parameters: Mapping[str, object], sockets: Path, timeout: int) -> None:
    kernel = AsyncKernelManager(kernel_name=KERNEL, transport="ipc", ip=str(sockets))
    try:
        execute_notebook(
            SOURCE,
            EXECUTED,
            dict(parameters),
            kernel_name=KERNEL,
            language="python",
            km=kernel,
            progress_bar=False,
            start_timeout=STARTUP_SECONDS,
            execution_timeout=timeout,
        )
    finally:
        _end(kernel)


def _end(kernel: AsyncKernelManager) -> None:
    """End the kernel and whatever its cells left running (they share its process group)."""
    group = getattr(kernel.provisioner, "pgid", None)
    if group:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _failure(error: Exception, timeout: int) -> NotebookError:
    """Return the error in a reader's words: which cell, and what happened in it."""
    cell = _last_cell()
    if isinstance(error, PapermillExecutionError):
        first = str(error.evalue).strip().splitlines() or [""]
        return NotebookError(
            "NB-RAISED",
            where=cell,
            wrong=f"{error.ename}: {first[0].rstrip('.')}",
            expected="A cell that ends without an error is expected",
            do="open the executed notebook, which shows the whole traceback",
        )
    if isinstance(error, CellTimeoutError):
        return NotebookError(
            "NB-TIMEOUT",
            where=cell,
            wrong=f"ran over {timeout} s",
            expected="A cell that ends in time is expected",
            do="make it quicker, or allow more with --timeout",
        )
    started = isinstance(error, DeadKernelError)
    return NotebookError(
        "NB-DEAD" if started else "NB-START",
        where=cell if started else "kernel",
        wrong="the kernel died (out of memory?)" if started else f"did not start ({error})",
        expected="A kernel that answers to the end is expected",
        do="look at kernel.log beside the executed notebook",
    )


def _last_cell() -> str:
    """Return number and first line of the cell that ran last, as the author wrote them.

    Papermill calls every cell completed, but only a cell that was begun has a start time.
    """
    number, last = 0, "cell 1"
    for cell in nbformat.read(EXECUTED, as_version=4).cells:
        if OF_PAPERMILL & set(cell.metadata.get("tags", ())):
            continue
        number += 1
        if cell.metadata.get("papermill", {}).get("start_time"):
            first = (cell.source.strip().splitlines() or [""])[0]
            last = f"cell {number} (begins: {first})" if first else f"cell {number}"
    return last


def _stamp(failure: NotebookError) -> None:
    """Write on top of the executed notebook that it failed, whatever papermill recorded."""
    notebook = nbformat.read(EXECUTED, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_markdown_cell(f"**This run failed.** {failure}"))
    notebook.metadata["urbanstats"] = {"outcome": "failed", "error": str(failure)}
    nbformat.write(notebook, EXECUTED)
