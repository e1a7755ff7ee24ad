"""What people read a run in besides its figures: the pages and the briefing slides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.nightly.archive import SITE
from urbanstats.nightly.briefing import BRIEFS, load_briefing
from urbanstats.nightly.manifest import Run, run_facts
from urbanstats.nightly.storage import storage_errors

if TYPE_CHECKING:
    from pathlib import Path

SLIDES = "briefing_{language}.pptx"


def write_publications(run: Run) -> list[Path]:
    """Write pages and slides into a run that is laid out, and return their paths.

    A run of which a notebook left no brief has none: part of a run is not laid out.

    Raises
    ------
    DataError
        If its briefs cannot be read, or its figures are not whole.
    StorageError
        If a file cannot be written.
    """
    from urbanstats.present.page import write_site
    from urbanstats.present.slides import write_deck

    briefs = {path.stem for path in (run.folder / BRIEFS).glob("*.json")}
    if briefs != {job.name for job in run.jobs}:
        return []
    briefing = load_briefing(run.folder, run_facts(run))
    with storage_errors(run.folder):
        pages = write_site(briefing, run.folder / SITE)
        deck = write_deck(briefing, run.folder / SLIDES.format(language=briefing.language))
    return [*pages, deck]
