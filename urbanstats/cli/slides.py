"""Command that lays a published run out as slides."""

from __future__ import annotations

import argparse
from pathlib import Path

from urbanstats.cli.parser import add_parser


def add_slides(commands: argparse._SubParsersAction) -> None:
    """Add the command `slides` and its options."""
    words = add_parser(commands, "slides", "help_slides")
    words.add_argument("folder", nargs="?", type=Path, metavar="RUN_FOLDER", help="help_newest_run")
    words.add_argument("-o", "--out", type=Path, metavar="FILE", help="help_slides_out")
    words.set_defaults(command=slides)


def slides(asked: argparse.Namespace) -> None:
    """Write the slides of a run and print where they are; a file someone worked on stays."""
    from urbanstats.nightly.archive import check_outside, find_run
    from urbanstats.nightly.briefing import load_briefing
    from urbanstats.nightly.publications import SLIDES
    from urbanstats.nightly.storage import storage_errors
    from urbanstats.present.slides import write_deck
    from urbanstats.words.phrases import say

    briefing = load_briefing(find_run(Path(), asked.folder))
    path = asked.out or Path(SLIDES.format(language=asked.explicit or briefing.language))
    check_outside(path)
    _check_free(path)
    with storage_errors(path):
        write_deck(briefing, path, asked.explicit)
    size = f"{path.stat().st_size / 1e6:.1f}"
    print(say("slides_written", asked.lang, path=path, run=briefing.run, size=size))


def _check_free(path: Path) -> None:
    """Raise a `StorageError` if a file is there that this command did not write."""
    from urbanstats.errors import StorageError
    from urbanstats.present.slides import is_own

    if path.exists() and not is_own(path):
        raise StorageError(
            "SLIDES-TAKEN",
            where=str(path),
            wrong="another file is there, or slides that someone has changed",
            expected="A new file is expected, or one that this command wrote",
            do="give another name with -o, or move that file",
        )
