"""A published run in a few lines of plain text, for the one who started it."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

from urbanstats.nightly.archive import FIGURES, LATEST
from urbanstats.nightly.digest import DIGEST
from urbanstats.nightly.night import Published
from urbanstats.plan.values import Plan

if TYPE_CHECKING:
    import pandas as pd


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
    figures = published.folder.parent.parent / FIGURES / LATEST
    places = [
        f"published in {published.seconds:.0f} s: {published.folder}",
        f"figures: {figures}",
    ]
    digest = published.folder / f"{DIGEST}.{lang}.txt"
    changes = ["", *digest.read_text(encoding="utf-8").splitlines()] if digest.is_file() else []
    return "\n".join([*likelihood_lines(published.table, plan, lang), *changes, "", *places])


def likelihood_lines(table: pd.DataFrame, plan: Plan, lang: str = "en") -> list[str]:
    """Return one line per indicator with the likelihood of each year's target.

    A target without a likelihood shows a dash; one that is decided shows what was published.
    """
    from urbanstats.present.sentences import verdict
    from urbanstats.present.words import likelihood_text

    years = sorted({int(year) for year in table["year"]})
    names = {one.id: f"{one.number:>2} {one.name(lang)}" for one in plan.indicators}
    width = max(_width(names[name]) for name in table["indicator"])
    lines = [" " * width + "".join(f"{year:>10}" for year in years)]
    for name, rows in table.groupby("indicator", sort=False):
        cells = dict.fromkeys(years, "–")
        for _, row in rows.iterrows():
            if row["status"] == "decided":
                cells[row["year"]] = verdict(row, lang)
            elif not math.isnan(row["likelihood"]):
                cells[row["year"]] = likelihood_text(row["likelihood"], lang).replace("\xa0", " ")
        shown = "".join(" " * (10 - _width(cells[year])) + cells[year] for year in years)
        lines.append(names[name] + " " * (width - _width(names[name])) + shown)
    return lines


def _width(text: str) -> int:
    """Return how many columns a text takes: a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
