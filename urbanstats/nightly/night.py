"""One night: every indicator and the scorecard forecast, checked, and published all at once."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from urbanstats.brief.names import FORECASTS, SCORECARD, stem_of
from urbanstats.errors import NotebookError, StorageError, UrbanstatsError
from urbanstats.files.atomic import replace_file, storage_errors
from urbanstats.files.tables import write_csv
from urbanstats.nightly import archive
from urbanstats.nightly.archive import FIGURES, LATEST, SITE
from urbanstats.nightly.digest import BRIEFS, DIGEST, load_briefing, write_digest
from urbanstats.nightly.gate import NOTEBOOKS, Night, check_notebook
from urbanstats.nightly.manifest import DATA, Run, run_facts, stamp, write_manifest
from urbanstats.nightly.result import merge_forecasts
from urbanstats.nightly.runner import EXECUTED, Job, Outcome, run_jobs
from urbanstats.plan.load import data_folder
from urbanstats.plan.package import LOCK, hold_data
from urbanstats.plan.values import Plan
from urbanstats.words.phrases import say
from urbanstats.words.text import screen_width

if TYPE_CHECKING:
    import pandas as pd


FORECAST = "forecast_indicator.ipynb"
EXECUTED_NOTEBOOKS = "notebooks"
WORK = "work"


@dataclass(frozen=True)
class Published:
    """A published run.

    `table` holds the forecasts, one row per indicator and target year; `seconds` is the time the
    night took, `thinned` the number of older runs that were thinned out, `keep` the number of
    days for which every run stays whole.
    """

    id: str
    folder: Path
    table: pd.DataFrame
    seconds: float
    thinned: int = 0
    keep: int = 0


def list_jobs(night: Night, plan: Plan, notebooks: Path = NOTEBOOKS) -> tuple[Job, ...]:
    """Return the notebooks of a night: the scorecard, then one for each indicator.

    The plan says which years have targets; `notebooks` is the folder of the notebooks.
    NotebookError or ParameterError if one is broken or does not declare what it will be given.
    """
    shared = {
        "area": night.area,
        "as_of": night.as_of.isoformat(),
        "method": night.method,
        "language": night.language,
    }
    everything = {"indicators": list(night.indicators), **shared}
    jobs = [Job(SCORECARD, notebooks / f"{SCORECARD}.ipynb", everything)]
    for name in night.indicators:
        years = [target.year for target in plan.targets_for(name)]
        own = {"indicator": name, "target_years": years, **shared}
        stem = stem_of(plan.indicator(name).number, name)
        jobs.append(Job(stem, notebooks / FORECAST, own))
    for job in jobs:
        check_notebook(job.notebook, {**job.parameters, "output": ""})
    return tuple(jobs)


def run_night(night: Night, plan: Plan, jobs: tuple[Job, ...]) -> Published:
    """Run the notebooks of a night and publish what they found, or nothing.

    Every job but the scorecard adds its rows to the forecasts. A published run has the same files
    for ever after.

    Raises
    ------
    LockedError
        If another run is at work.
    NotebookError
        If a notebook failed or was stopped: the others still finished, all is kept under
        `runs/failed/`, and nothing was published.
    StorageError
        If something cannot be written.
    """
    began = datetime.now(UTC)
    with archive.hold_lock(night.out):
        name = archive.new_run_id(night.out, night.as_of.isoformat(), night.language, began)
        run = Run(name, archive.open_run(night.out, name), night, jobs, began)
        try:
            _execute(run)
            table = _gather(run, plan)
            _lay_out(run, table)
            write_digest(run, table, plan)
            _tell_figures(run)
            write_publications(run)
            write_manifest(run, "published", rows=len(table))
            folder = archive.publish(night.out, run.id)
        except KeyboardInterrupt:
            stopped = NotebookError("NIGHT-STOPPED", run=run.id)
            _keep(run, "stopped", stopped)
            raise stopped from None
        except Exception as error:
            _keep(run, "failed", error)
            raise
        _report(run, "published")
        thinned = 0
        with suppress(StorageError):  # tonight is published; the next night tries again
            thinned = archive.thin_out(night.out, night.keep, began.date())
    seconds = (datetime.now(UTC) - began).total_seconds()
    return Published(run.id, folder, table, seconds, thinned, night.keep)


def _execute(run: Run) -> None:
    """Run every notebook on a copy of the data, so that all see the same."""
    with storage_errors(run.folder), _undisturbed(data_folder()) as data:
        shutil.copytree(data, run.folder / DATA, ignore=shutil.ignore_patterns(LOCK))
    with tqdm(total=len(run.jobs), unit="notebook", disable=None) as bar:

        def note(outcome: Outcome) -> None:
            run.outcomes[outcome.name] = outcome
            bar.set_postfix_str(outcome.name)
            bar.update()
            if outcome.error:
                where, wrong = outcome.error.part("where"), outcome.error.part("wrong")
                bar.write(f"{outcome.name}: {where}: {wrong}", file=sys.stderr)

        run_jobs(
            run.jobs,
            run.folder / WORK,
            workers=run.night.workers,
            timeout=run.night.timeout,
            settings={"URBANSTATS_DATA": str(run.folder / DATA)},
            on_done=note,
        )


@contextmanager
def _undisturbed(data: Path) -> Iterator[Path]:
    """Give a data folder that nobody changes meanwhile; one that is read-only needs no lock."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(hold_data(data))
        yield data


def _gather(run: Run, plan: Plan) -> pd.DataFrame:
    """Return all forecasts as one checked table; the scorecard only repeats them."""
    failed = [run.outcomes[job.name] for job in run.jobs if run.outcomes[job.name].error]
    if failed:
        raise NotebookError(
            "NIGHT-FAILED",
            run=run.id,
            failed=[outcome.name for outcome in failed],
            n=len(failed),
            jobs=len(run.jobs),
            place=failed[0].error.parts("where"),
            problem=failed[0].error.parts("wrong"),
        )
    targets = [target for name in run.night.indicators for target in plan.targets_for(name)]
    tables = [run.outcomes[job.name].result.table for job in run.jobs if job.name != SCORECARD]
    return merge_forecasts(tables, [(target.indicator, target.year) for target in targets])


def _lay_out(run: Run, table: pd.DataFrame) -> None:
    """Turn the working folder into the one that is published."""
    with storage_errors(run.folder):
        notebooks, figures = run.folder / EXECUTED_NOTEBOOKS, run.folder / archive.FIGURES
        briefs = run.folder / BRIEFS
        for folder in (notebooks, figures, briefs):
            folder.mkdir()
        for name, outcome in run.outcomes.items():
            os.replace(run.folder / WORK / name / EXECUTED, notebooks / f"{name}.ipynb")
            for figure in outcome.result.figures:
                os.replace(figure, figures / figure.name)
            if outcome.result.brief:
                os.replace(outcome.result.brief, briefs / f"{name}.json")
        table.to_parquet(run.folder / f"{FORECASTS}.parquet", index=False)
        write_csv(table, run.folder / f"{FORECASTS}.csv")
        shutil.rmtree(run.folder / WORK)


def _tell_figures(run: Run) -> None:
    """Leave beside the figures what each shows, in words, to be pasted with it."""
    from urbanstats.present.alt import alt_listing

    figures = run.folder / archive.FIGURES
    with storage_errors(figures):
        text = alt_listing(figures.glob("*.png"))
        replace_file(figures / f"alt_{run.night.language}.txt", text.encode())


def _keep(run: Run, outcome: str, error: Exception) -> None:
    """Keep and name all that a run left which is not published, and say so in the status."""
    with suppress(StorageError):  # what went wrong first is what the reader is told
        write_manifest(run, outcome, error=str(error))
        archive.keep_failed(run.night.out, run.id)
        _report(run, outcome, error)


def _report(run: Run, outcome: str, error: Exception | None = None) -> None:
    """Write how the night ended into the status file."""
    failed = [name for name, one in run.outcomes.items() if one.error]
    known = isinstance(error, UrbanstatsError)
    content = {
        "outcome": outcome,
        "run": run.id,
        "finished": stamp(datetime.now(UTC)),
        "exit_code": 0 if error is None else error.exit_code if known else 1,
        **({"error": str(error), "failed": sorted(failed)} if error else {}),
    }
    archive.write_status(run.night.out, content)


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
    from urbanstats.present.deck import write_deck
    from urbanstats.present.page import write_site

    briefs = {path.stem for path in (run.folder / BRIEFS).glob("*.json")}
    if briefs != {job.name for job in run.jobs}:
        return []
    briefing = load_briefing(run.folder, run_facts(run))
    with storage_errors(run.folder):
        pages = write_site(briefing, run.folder / SITE)
        deck = write_deck(briefing, run.folder / SLIDES.format(language=briefing.language))
    return [*pages, deck]


CELL = 13  # columns of the screen for one year


def summarise(published: Published, plan: Plan, lang: str = "en") -> str:
    """Return every target's likelihood as a small table, what changed, and where the run is.

    The plan holds the indicators' names; `lang` is their language, `"en"` or `"zh"`.
    """
    out = published.folder.parent.parent
    places = [
        say("night_published", lang, seconds=f"{published.seconds:.0f}", folder=published.folder),
        say("night_figures", lang, folder=out / FIGURES / LATEST),
    ]
    if (published.folder / SITE).is_dir():
        places.append(say("night_page", lang, path=out / SITE / LATEST / "index.html"))
    for deck in sorted(published.folder.glob(SLIDES.format(language="*"))):
        places.append(say("night_slides", lang, path=deck))
    if published.thinned:
        told = {"n": published.thinned, "days": published.keep}
        places.append(say("night_thinned", lang, **told))
    digest = published.folder / f"{DIGEST}.{lang}.txt"
    changes = ["", *digest.read_text(encoding="utf-8").splitlines()] if digest.is_file() else []
    return "\n".join([*likelihood_lines(published.table, plan, lang), *changes, "", *places])


def likelihood_lines(table: pd.DataFrame, plan: Plan, lang: str = "en") -> list[str]:
    """Return one line per indicator with the likelihood of each year's target.

    In brackets stands the plan's own basis where it is another. A target without a likelihood
    shows a dash; one that is decided shows what was published.
    """
    from urbanstats.brief.likelihood import standing_text

    years = sorted({int(year) for year in table["year"]})
    names = {one.id: f"{one.number:>2} {one.name(lang)}" for one in plan.indicators}
    width = max(screen_width(names[name]) for name in table["indicator"])
    lines = [say("summary_head", lang), " " * width + "".join(f"{year:>{CELL}}" for year in years)]
    for name, rows in table.groupby("indicator", sort=False):
        cells = dict.fromkeys(years, "–")
        for _, row in rows[rows["likelihood"].notna()].iterrows():
            cells[row["year"]] = standing_text(row, lang).replace("\xa0", " ")
        shown = "".join(" " * (CELL - screen_width(cells[year])) + cells[year] for year in years)
        lines.append(names[name] + " " * (width - screen_width(names[name])) + shown)
    return lines
