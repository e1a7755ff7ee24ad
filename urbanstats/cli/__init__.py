"""The command line: words become calls, results become a few lines, errors become one."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence

from urbanstats import __version__
from urbanstats.cli.lab import add_lab
from urbanstats.cli.night import add_nightly, add_verify
from urbanstats.cli.panel import add_backtest, add_forecast, add_learn
from urbanstats.cli.parser import Parser
from urbanstats.cli.plan import add_audit
from urbanstats.errors import (
    DataError,
    FitError,
    LockedError,
    NotebookError,
    ParameterError,
    StorageError,
    TargetError,
    UrbanstatsError,
)

COMMANDS = (add_nightly, add_verify, add_forecast, add_learn, add_backtest, add_audit, add_lab)
STEPS = {
    ParameterError: "parameters",
    FitError: "fit",
    TargetError: "targets",
    DataError: "data",
    NotebookError: "notebooks",
    StorageError: "store",
    LockedError: "lock",
}


def main(words: Sequence[str] | None = None) -> int:
    """Carry out one command and return its exit code.

    Parameters
    ----------
    words
        Words after `urbanstats`; default: those of the command line.

    Returns
    -------
    int
        0 done, 1 a bug, 2 a bad parameter, 3 bad data or targets, 4 a notebook failed or was
        stopped, 5 storage, 6 another run holds the lock.
    """
    try:
        asked = build_parser().parse_args(words)
        asked.command(asked)
    except UrbanstatsError as error:
        step = next((STEPS[kind] for kind in type(error).__mro__ if kind in STEPS), "run")
        print(f"urbanstats: {step}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("urbanstats: stopped before anything ran", file=sys.stderr)
        return NotebookError.exit_code
    except Exception as error:
        log = _log(error)
        print(f"urbanstats: bug: {type(error).__name__}: {error}. See {log}", file=sys.stderr)
        return UrbanstatsError.exit_code
    return 0


def build_parser() -> Parser:
    """Return the parser of every command and its options."""
    parser = Parser(prog="urbanstats", description="How likely are the targets of a city's plan?")
    parser.add_argument("--version", action="version", version=f"urbanstats {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(commands)
    return parser


def _log(error: Exception) -> str:
    """Write the whole traceback into a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="urbanstats-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    return file.name
