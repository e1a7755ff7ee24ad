"""A place of its own to produce texts in: an empty folder, no settings of the machine."""

import contextlib
import io
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from tests.golden.readable import mask

BUG = 1  # the exit code of a command that failed for no reason it knows
SETTINGS = {"COLUMNS": "80", "LC_ALL": "C.UTF-8", "MPLBACKEND": "agg"}


@contextmanager
def own_place() -> Iterator[Path]:
    """Work in an empty folder that is gone afterwards, on a machine without settings."""
    import matplotlib

    matplotlib.use("agg")
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("URBANSTATS_", "LC_", "LANG"))}
    signals = {one: signal.getsignal(one) for one in (signal.SIGTERM, signal.SIGHUP)}
    with (
        mock.patch.dict(os.environ, kept | SETTINGS, clear=True),
        tempfile.TemporaryDirectory() as folder,
        mock.patch.object(tempfile, "tempdir", folder),
        contextlib.chdir(folder),
    ):
        try:
            yield Path(folder).resolve()
        finally:
            for one, handler in signals.items():
                signal.signal(one, handler)


def say(*words: str) -> str:
    """Return what a command prints and how it ends, without this machine's folders."""
    from urbanstats.cli import main

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(list(words))
        except SystemExit as left:  # of --help
            code = left.code
    if code == BUG:
        logs = Path(tempfile.gettempdir()).glob("urbanstats-*.log")
        raise RuntimeError("\n".join(path.read_text(encoding="utf-8") for path in logs))
    told = f"{out.getvalue()}{err.getvalue()}exit code {code}\n"
    return mask(told, Path.cwd().resolve())
