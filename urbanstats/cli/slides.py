"""Command that lays a published run out as slides."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_slides(commands: argparse._SubParsersAction) -> None:
    """Add the command `slides` and its options."""
    words = commands.add_parser(
        "slides", help="lay a published run out as PowerPoint slides", allow_abbrev=False
    )
    words.add_argument(
        "folder", nargs="?", type=Path, metavar="RUN_FOLDER", help="default: the newest in ./runs"
    )
    words.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="default: ./briefing_<language>.pptx"
    )
    words.add_argument("--language", choices=("zh", "en"), help="default: the run's own")
    words.set_defaults(command=slides)


def slides(asked: argparse.Namespace) -> None:
    """Write the slides of a run and print where they are; a file someone worked on stays."""
    from urbanstats.nightly.briefing import load_briefing
    from urbanstats.nightly.publications import SLIDES
    from urbanstats.nightly.storage import storage_errors
    from urbanstats.present.slides import write_deck

    briefing = load_briefing(asked.folder or _newest())
    lang = asked.language or briefing.language
    path = asked.out or Path(SLIDES.format(language=lang))
    _check_free(path)
    with storage_errors(path):
        write_deck(briefing, path, lang)
    print(f"{path}: {briefing.run}, {path.stat().st_size / 1e6:.1f} MB")


def _newest() -> Path:
    """Return the newest published run below here."""
    from urbanstats.errors import DataError
    from urbanstats.nightly.archive import last_run

    run = last_run(Path())
    if run is None:
        raise DataError(
            "RUN-NONE",
            where="runs",
            wrong="there is no published run below this folder",
            expected="A run is expected",
            do="run `urbanstats nightly` first, or name a run's folder",
        )
    return run


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
