"""The command of the page: write the pages of a published run anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from urbanstats.cli.parser import add_parser
from urbanstats.errors import ParameterError


def add_page(commands: argparse._SubParsersAction) -> None:
    """Add the command `page` and its options."""
    words = add_parser(commands, "page", "help_page")
    words.add_argument("folder", nargs="?", type=Path, metavar="RUN_FOLDER", help="help_newest_run")
    words.add_argument("--out", type=Path, metavar="FOLDER", help="help_page_out")
    words.set_defaults(command=page)


def page(asked: argparse.Namespace) -> None:
    """Write the pages of a published run and print where they begin."""
    from urbanstats.nightly.archive import SITE, find_run
    from urbanstats.nightly.briefing import load_briefing
    from urbanstats.nightly.storage import storage_errors
    from urbanstats.present.page import write_site
    from urbanstats.present.words import say

    briefing = load_briefing(find_run(Path(), asked.folder))
    folder = _checked(asked.out or Path(SITE, briefing.run))
    with storage_errors(folder):
        pages = write_site(briefing, folder)
    told = {"path": pages[0], "n": len(pages), "run": briefing.run}
    print(say("page_written", asked.lang, **told))


def _checked(folder: Path) -> Path:
    """Return a folder that lies in no run: a published run stays as it is."""
    from urbanstats.nightly.manifest import MANIFEST

    place = folder.resolve()
    if any((parent / MANIFEST).is_file() for parent in (place, *place.parents)):
        raise ParameterError(
            "PAR-OUT",
            where="--out",
            wrong=f"{folder} lies in a published run, which is never changed",
            expected="A folder outside of it is expected",
            do="name another folder",
        )
    return folder
