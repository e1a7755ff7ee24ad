"""What a run is read in besides its figures: the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.nightly.archive import SITE
from urbanstats.nightly.briefing import BRIEFS, load_briefing
from urbanstats.nightly.manifest import Run, run_facts
from urbanstats.nightly.storage import storage_errors

if TYPE_CHECKING:
    from pathlib import Path


def write_publications(run: Run) -> list[Path]:
    """Write the pages into a run that is laid out, and return their paths.

    A run whose notebooks leave no briefs has none: there is nothing to lay out.

    Raises
    ------
    DataError
        If its briefs cannot be read.
    StorageError
        If a file cannot be written.
    """
    from urbanstats.present.page import write_site

    briefs = {path.stem for path in (run.folder / BRIEFS).glob("*.json")}
    if briefs != {job.name for job in run.jobs}:
        return []
    briefing = load_briefing(run.folder, run_facts(run))
    with storage_errors(run.folder):
        return [*write_site(briefing, run.folder / SITE)]
