"""Commands of the night: run it, and compare a published run with its manifest."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path


def add_nightly(commands: argparse._SubParsersAction) -> None:
    """Add the command `nightly` and its options."""
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


def add_verify(commands: argparse._SubParsersAction) -> None:
    """Add the command `verify` and its options."""
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
