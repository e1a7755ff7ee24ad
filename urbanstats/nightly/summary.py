"""A published run in a few lines of plain text, for the one who started it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.nightly.archive import FIGURES, LATEST, SITE
from urbanstats.nightly.digest import DIGEST
from urbanstats.nightly.night import Published
from urbanstats.nightly.publications import SLIDES
from urbanstats.plan.values import Plan
from urbanstats.words.phrases import likelihood_text, say
from urbanstats.words.text import screen_width

if TYPE_CHECKING:
    import pandas as pd

CELL = 13  # columns of the screen for one year


def summarise(published: Published, plan: Plan, lang: str = "en") -> str:
    """Return every target's likelihood as a small table, what changed, and where the run is.

    Parameters
    ----------
    published
        The run.
    plan
        Plan that holds the indicators' names.
    lang
        Language of the names, `"en"` or `"zh"`.
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
    digest = published.folder / f"{DIGEST}.{lang}.txt"
    changes = ["", *digest.read_text(encoding="utf-8").splitlines()] if digest.is_file() else []
    return "\n".join([*likelihood_lines(published.table, plan, lang), *changes, "", *places])


def likelihood_lines(table: pd.DataFrame, plan: Plan, lang: str = "en") -> list[str]:
    """Return one line per indicator with the likelihood of each year's target.

    In brackets stands the plan's own basis where it is another. A target without a likelihood
    shows a dash; one that is decided shows what was published.
    """
    from urbanstats.present.sentences import plan_basis_text, verdict

    years = sorted({int(year) for year in table["year"]})
    names = {one.id: f"{one.number:>2} {one.name(lang)}" for one in plan.indicators}
    width = max(screen_width(names[name]) for name in table["indicator"])
    lines = [say("summary_head", lang), " " * width + "".join(f"{year:>{CELL}}" for year in years)]
    for name, rows in table.groupby("indicator", sort=False):
        cells = dict.fromkeys(years, "–")
        for _, row in rows[rows["likelihood"].notna()].iterrows():
            decided = row["status"] == "decided"
            said = verdict(row, lang) if decided else likelihood_text(row["likelihood"], lang)
            cell = f"{said} {plan_basis_text(row, lang)}"
            cells[row["year"]] = cell.strip().replace("\xa0", " ")
        shown = "".join(" " * (CELL - screen_width(cells[year])) + cells[year] for year in years)
        lines.append(names[name] + " " * (width - screen_width(names[name])) + shown)
    return lines
