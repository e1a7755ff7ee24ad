"""The command of the page: write the pages of a published run anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from urbanstats.cli.parser import add_parser


def add_page(commands: argparse._SubParsersAction) -> None:
    """Add the command `page` and its options."""
    words = add_parser(commands, "page", "help_page")
    words.add_argument("folder", nargs="?", type=Path, metavar="RUN_FOLDER", help="help_newest_run")
    words.add_argument("--out", type=Path, metavar="FOLDER", help="help_page_out")
    words.set_defaults(command=page)


def page(asked: argparse.Namespace) -> None:
    """Write the pages of a published run and print where they begin."""
    from urbanstats.nightly.archive import SITE, check_outside, find_run
    from urbanstats.nightly.briefing import load_briefing
    from urbanstats.nightly.storage import storage_errors
    from urbanstats.present.page import write_site
    from urbanstats.present.page.site import START
    from urbanstats.present.page.text import file_name
    from urbanstats.words.phrases import say

    briefing = load_briefing(find_run(Path(), asked.folder))
    folder = asked.out or Path(SITE, briefing.run)
    check_outside(folder)
    with storage_errors(folder):
        pages = write_site(briefing, folder)
    told = {"path": folder / file_name(START, asked.lang), "n": len(pages), "run": briefing.run}
    print(say("page_written", asked.lang, **told))
