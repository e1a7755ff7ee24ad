"""Commands of the night: run it, and compare a published run with its manifest."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from urbanstats.cli.parser import add_parser
from urbanstats.words.phrases import say


def add_nightly(commands: argparse._SubParsersAction) -> None:
    """Add the command `nightly` and its options."""
    words = add_parser(
        commands,
        "nightly",
        "help_nightly",
        language_help="help_night_language",
        argument_default=argparse.SUPPRESS,
    )
    words.add_argument("--as-of", metavar="DATE", help="help_night_as_of")
    words.add_argument("--indicators", nargs="+", metavar="ID", help="help_night_indicators")
    words.add_argument("--area", help="help_night_area")
    words.add_argument("--method", help="help_night_method")
    words.add_argument("--workers", metavar="N", help="help_night_workers")
    words.add_argument("--timeout", metavar="SECONDS", help="help_night_timeout")
    words.add_argument("--out", metavar="FOLDER", help="help_night_out")
    words.set_defaults(command=nightly)


def nightly(asked: argparse.Namespace) -> None:
    """Run one night and print what it found."""
    from urbanstats.nightly.night import list_jobs, run_night
    from urbanstats.nightly.parameters import DEFAULTS, check_night
    from urbanstats.nightly.summary import summarise
    from urbanstats.plan.tables import load_plan

    values = {name: value for name, value in vars(asked).items() if name in DEFAULTS}
    plan = load_plan()
    night = check_night(values, plan)
    jobs = list_jobs(night, plan)
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(name, signal.default_int_handler)
    print(summarise(run_night(night, plan, jobs), plan, asked.lang))


def add_verify(commands: argparse._SubParsersAction) -> None:
    """Add the command `verify` and its options."""
    words = add_parser(commands, "verify", "help_verify")
    words.add_argument("folder", type=Path, metavar="RUN_FOLDER", help="help_verify_folder")
    words.set_defaults(command=verify)


def verify(asked: argparse.Namespace) -> None:
    """Compare every file of a published run with the hash its manifest records."""
    from urbanstats.nightly.manifest import verify_run

    manifest = verify_run(asked.folder)
    counts = {"rows": manifest["rows"], "files": len(manifest["files"])}
    print(say("verify_whole", asked.lang, run=manifest["run"], **counts))
