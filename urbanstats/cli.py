"""The command line: words become calls, results become a few lines, errors become one."""

from __future__ import annotations

import argparse
import difflib
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn

from urbanstats import __version__
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

STEPS = {
    ParameterError: "parameters",
    FitError: "fit",
    TargetError: "targets",
    DataError: "data",
    NotebookError: "notebooks",
    StorageError: "store",
    LockedError: "lock",
}


class Parser(argparse.ArgumentParser):
    """A parser whose complaints read like every other error of this package."""

    def error(self, message: str) -> NoReturn:
        """Raise a `ParameterError`; argparse would print its usage and leave."""
        word = message.rpartition(": ")[2].split(" ")[0].split("=")[0].strip("'")
        near = difflib.get_close_matches(word, _known_words(self), n=1)
        raise ParameterError(
            "PAR-WORDS",
            where="command line",
            wrong=message,
            expected=f"The words of '{self.prog} --help' are expected",
            do=f"write {near[0]!r} if you mean that" if near else "look there for what is missing",
        )


def _known_words(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Yield the options of a parser, its commands, and their options."""
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices
            for command in action.choices.values():
                yield from _known_words(command)


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
    _add_nightly(commands)
    _add_verify(commands)
    _add_forecast(commands)
    _add_learn(commands)
    _add_backtest(commands)
    _add_audit(commands)
    return parser


def _add_nightly(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser(
        "nightly",
        help="forecast every target and publish the run",
        argument_default=argparse.SUPPRESS,
        allow_abbrev=False,
    )
    words.add_argument("--as-of", metavar="DATE", help="use what had been published by this day")
    words.add_argument("--indicators", nargs="+", metavar="ID", help="ids or numbers; default: all")
    words.add_argument("--area", help="default: Liuzhou")
    words.add_argument("--method", help="default: pooled")
    words.add_argument("--language", metavar="zh|en", help="default: en")
    words.add_argument("--workers", metavar="N", help="notebooks at the same time; default: cores")
    words.add_argument("--timeout", metavar="SECONDS", help="for one notebook; default: 300")
    words.add_argument("--out", metavar="FOLDER", help="holds runs/ and figures/; default: here")
    words.set_defaults(command=nightly)


def nightly(asked: argparse.Namespace) -> None:
    """Run one night and print what it found."""
    from urbanstats.nightly.night import list_jobs, run_night
    from urbanstats.nightly.parameters import check_night
    from urbanstats.nightly.summary import summarise
    from urbanstats.plan.tables import load_plan

    values = {name: value for name, value in vars(asked).items() if name != "command"}
    plan = load_plan()
    night = check_night(values, plan)
    jobs = list_jobs(night, plan)
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(name, signal.default_int_handler)
    print(summarise(run_night(night, plan, jobs), plan, night.language))


def _add_verify(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser(
        "verify", help="compare a published run with its manifest", allow_abbrev=False
    )
    words.add_argument("folder", type=Path, metavar="RUN_FOLDER")
    words.set_defaults(command=verify)


def verify(asked: argparse.Namespace) -> None:
    """Compare every file of a published run with the hash its manifest records."""
    from urbanstats.nightly.manifest import verify_run

    manifest = verify_run(asked.folder)
    print(f"{manifest['run']}: whole, {manifest['rows']} rows, {len(manifest['files'])} files")


def _add_forecast(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser(
        "forecast", help="forecast every series of a table", allow_abbrev=False
    )
    words.add_argument("observations", metavar="OBSERVATIONS", help="CSV or Parquet")
    words.add_argument("--targets", metavar="FILE", help="CSV or Parquet")
    words.add_argument("--out", metavar="FILE", required=True, help="CSV or Parquet")
    words.add_argument(
        "--as-of", metavar="DATE", type=_day, help="use only the years before DATE's"
    )
    words.add_argument("--horizons", nargs="+", type=int, metavar="H", help="default: 1 2 3")
    words.add_argument("--priors", metavar="FOLDER", help="default: the shipped ones")
    words.set_defaults(command=forecast)


def forecast(asked: argparse.Namespace) -> None:
    """Forecast a panel from a file into a file, and print how many series were answered."""
    from tqdm import tqdm

    from urbanstats.outlook.files import check_answered, read_panel, write_table
    from urbanstats.outlook.panel import HORIZONS, forecast_panel
    from urbanstats.trend.priors import load_priors

    table = forecast_panel(
        read_panel(asked.observations),
        read_panel(asked.targets) if asked.targets else None,
        as_of=asked.as_of,
        horizons=asked.horizons or HORIZONS,
        priors=load_priors(asked.as_of or date.max, asked.priors),
        progress=partial(tqdm, unit="piece", disable=None),
    )
    write_table(table, asked.out)
    refused = table[table["status"] == "refused"].drop_duplicates("series_id")
    print(f"{asked.out}: {len(table)} rows of {table['series_id'].nunique()} series")
    for row in refused.head(5).itertuples():
        print(f"refused {row.series_id}: {row.reason}")
    if len(refused) > 5:
        print(f"... {len(refused)} series refused in all; column 'reason' tells why")
    check_answered(table, asked.observations, asked.out)


def _add_learn(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser("learn", help="learn priors from a panel", allow_abbrev=False)
    words.add_argument("panel", metavar="PANEL", help="CSV or Parquet")
    words.add_argument("--through", metavar="YEAR", type=int, help="use no later year")
    words.add_argument("--out", metavar="FOLDER", required=True)
    words.set_defaults(command=learn)


def learn(asked: argparse.Namespace) -> None:
    """Learn priors, adjustments and past changes from a panel and write them into a folder."""
    from tqdm import tqdm

    from urbanstats.outlook.files import read_panel
    from urbanstats.trend.learning import learn_into

    progress = partial(tqdm, disable=None)
    panel, folder = read_panel(asked.panel), Path(asked.out)
    priors, missing = learn_into(folder, panel, through=asked.through, progress=progress)
    print(f"{folder}: {len(priors.by_name)} priors through {priors.through}")
    if missing:
        print(f"no changes.csv: {missing}")


def _add_backtest(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser(
        "backtest", help="hold past forecasts of a panel against what came", allow_abbrev=False
    )
    words.add_argument("panel", nargs="?", default="", metavar="PANEL", help="default: the cities")
    words.add_argument("--methods", nargs="+", default=["pooled"], metavar="METHOD")
    words.add_argument("--by", nargs="+", default=[], metavar="COLUMN", help="such as horizon")
    words.add_argument("--priors", metavar="FOLDER", help="default: the shipped ones")
    words.add_argument("--out", metavar="FILE", help="CSV or Parquet for the summary")
    words.set_defaults(command=backtest)


def backtest(asked: argparse.Namespace) -> None:
    """Backtest a panel, print the scores, and write them if asked to."""
    from tqdm import tqdm

    from urbanstats.outlook.backtest import backtest as hold_against
    from urbanstats.outlook.cities import load_panel
    from urbanstats.outlook.files import write_table
    from urbanstats.trend.priors import read_priors

    found = hold_against(
        load_panel(asked.panel),
        priors=read_priors(Path(asked.priors)) if asked.priors else None,
        methods=asked.methods,
        progress=partial(tqdm, unit="origin", disable=None),
    )
    summary = found.summary(asked.by)
    print(repr(found))
    print(summary.round(3).to_string(index=False))
    if asked.out:
        print(write_table(summary, asked.out))


def _add_audit(commands: argparse._SubParsersAction) -> None:
    words = commands.add_parser(
        "audit", help="ask whether the plan agrees with itself", allow_abbrev=False
    )
    words.add_argument("--as-of", metavar="DATE", default="", help="default: the plan's own day")
    words.add_argument("--language", choices=("zh", "en"), default="en")
    words.add_argument("--out", metavar="FILE", help="CSV or Parquet for the findings")
    words.set_defaults(command=audit)


def audit(asked: argparse.Namespace) -> None:
    """Print what the plan's own numbers tell before any forecast."""
    from urbanstats.outlook.audit import audit_plan
    from urbanstats.outlook.files import write_table
    from urbanstats.plan.tables import load_plan
    from urbanstats.present.audit import audit_table, audit_text

    plan = load_plan()
    findings = audit_plan(plan, asked.as_of or None)
    print(audit_text(findings, plan, asked.language))
    if asked.out:
        print(write_table(audit_table(findings, asked.language), asked.out))


def _day(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{word!r} is not a day such as 2018-06-08") from error


def _log(error: Exception) -> str:
    """Write the whole traceback into a file of its own and return its path."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="urbanstats-", suffix=".log", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    return file.name
