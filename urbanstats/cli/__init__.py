"""The command line: words become calls, results become a few lines, errors become one."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from functools import partial

from urbanstats import __version__
from urbanstats.cli.desk import add_export, add_import, add_lab, add_template
from urbanstats.cli.night import add_nightly, add_page, add_slides, add_verify
from urbanstats.cli.panel import add_audit, add_backtest, add_forecast, add_learn
from urbanstats.cli.parser import Parser, spoken_language, written_language
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
from urbanstats.words.phrases import say

COMMANDS = (
    add_lab,
    add_nightly,
    add_verify,
    add_page,
    add_slides,
    add_template,
    add_import,
    add_export,
    add_forecast,
    add_learn,
    add_backtest,
    add_audit,
)
EXTRAS = {"lab": "desk", "nightly": "night", "page": "night", "slides": "night"}
STEPS = {
    ParameterError: "step_parameters",
    FitError: "step_fit",
    TargetError: "step_targets",
    DataError: "step_data",
    NotebookError: "step_notebooks",
    StorageError: "step_store",
    LockedError: "step_lock",
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
    words = list(sys.argv[1:] if words is None else words)
    lang = spoken_language(words, os.environ)
    _print_every_sign()
    try:
        asked = build_parser(lang).parse_args(words)
        asked.lang = lang
        asked.explicit = getattr(asked, "language", None)
        asked.language = written_language(asked.explicit, os.environ)
        check_extra(asked.command.__name__)
        asked.command(asked)
    except UrbanstatsError as error:
        step = next((STEPS[kind] for kind in type(error).__mro__ if kind in STEPS), "step_run")
        line = say("error_line", lang, step=say(step, lang), message=error.text(lang))
        print(line, file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(say("error_stopped", lang), file=sys.stderr)
        return NotebookError.exit_code
    except Exception as error:
        told = say("error_bug", lang, error=f"{type(error).__name__}: {error}", log=_log(error))
        print(told, file=sys.stderr)
        return UrbanstatsError.exit_code
    return 0


def build_parser(lang: str = "en") -> Parser:
    """Return the parser of every command and its options, with help in a language."""
    parser = Parser(prog="urbanstats", description="cli_title", epilog="cli_epilog", lang=lang)
    version = f"urbanstats {__version__}"
    parser.add_argument("--version", action="version", version=version, help="help_version")
    commands = parser.add_subparsers(
        title="cli_commands",
        required=True,
        metavar="COMMAND",
        parser_class=partial(Parser, lang=lang),
    )
    for add in COMMANDS:
        add(commands)
    return parser


def check_extra(command: str) -> None:
    """Refuse a command whose packages, those of an extra, were not installed with the others.

    Raises
    ------
    ParameterError
        With the packages that are missing, and how to install them.
    """
    if (extra := EXTRAS.get(command)) is None:
        return
    from importlib.metadata import requires

    told = requires("urbanstats") if _is_installed("urbanstats") else None
    needed = [each for each in told or () if f'extra == "{extra}"' in each]
    names = (re.match(r"[\w.-]+", each)[0] for each in needed)
    if missing := [name for name in names if not _is_installed(name)]:
        raise ParameterError("PAR-EXTRA", command=command, missing=missing, extra=extra)


def _is_installed(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def _print_every_sign() -> None:
    """Let a screen without Chinese show a question mark instead of ending the command."""
    with suppress(AttributeError):  # a stream that was put in place of the screen
        sys.stdout.reconfigure(errors="replace")


def _log(error: Exception) -> str:
    """Write the whole traceback into a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="urbanstats-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    return file.name
