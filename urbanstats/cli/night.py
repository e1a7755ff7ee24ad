"""Commands of the night: nightly, verify, page and slides."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from urbanstats.words.phrases import say


def nightly(asked: argparse.Namespace) -> None:
    """Run one night and print what it found."""
    from urbanstats.nightly.gate import DEFAULTS, check_night
    from urbanstats.nightly.night import list_jobs, run_night, summarise
    from urbanstats.plan.load import load_plan

    values = {name: value for name, value in vars(asked).items() if name in DEFAULTS}
    plan = load_plan()
    night = check_night(values, plan)
    jobs = list_jobs(night, plan)
    for name in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(name) != signal.SIG_IGN:  # nohup asks to go on
            signal.signal(name, signal.default_int_handler)
    print(summarise(run_night(night, plan, jobs), plan, asked.lang))


def verify(asked: argparse.Namespace) -> None:
    """Compare every file of a published run with the hash its manifest records."""
    from urbanstats.nightly.manifest import is_thinned, verify_run

    manifest = verify_run(asked.folder)
    key = "verify_thinned" if is_thinned(asked.folder) else "verify_whole"
    counts = {"rows": manifest["rows"], "files": len(manifest["files"])}
    print(say(key, asked.lang, run=manifest["run"], **counts))


def page(asked: argparse.Namespace) -> None:
    """Write the pages of a published run and print where they begin."""
    from urbanstats.files.atomic import storage_errors
    from urbanstats.nightly.archive import SITE, check_outside, find_run
    from urbanstats.nightly.digest import load_briefing
    from urbanstats.present.page import START, write_site
    from urbanstats.present.page.views import file_name

    briefing = load_briefing(find_run(Path(), asked.folder))
    folder = asked.out or Path(SITE, briefing.run)
    check_outside(folder)
    with storage_errors(folder):
        pages = write_site(briefing, folder)
    told = {"path": folder / file_name(START, asked.lang), "n": len(pages), "run": briefing.run}
    print(say("page_written", asked.lang, **told))


def slides(asked: argparse.Namespace) -> None:
    """Write the slides of a run and print where they are; a file someone worked on stays."""
    from urbanstats.files.atomic import storage_errors
    from urbanstats.nightly.archive import check_outside, find_run
    from urbanstats.nightly.digest import load_briefing
    from urbanstats.nightly.night import SLIDES
    from urbanstats.present.deck import write_deck

    briefing = load_briefing(find_run(Path(), asked.folder, whole=True))
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
    from urbanstats.present.deck import is_own

    if path.exists() and not is_own(path):
        raise StorageError("SLIDES-TAKEN", where=str(path))
