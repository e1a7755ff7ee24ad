"""Speaker's notes: everything a run says of an indicator, with all its numbers, as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbanstats.brief.indicator import TextTable
from urbanstats.present.deck.text import Look, write_text
from urbanstats.words.phrases import say

if TYPE_CHECKING:
    from pptx.slide import Slide

    from urbanstats.brief.indicator import Brief


SIZE = 12
SENTENCES = ("meaning", "required", "prospect", "joint", "rebasing", "evidence")
TABLES = ("likelihoods", "sources", "rebasing", "scenarios", "methods", "measures")


def indicator_notes(brief: Brief, lang: str) -> list[str]:
    """Return an indicator's sentences and tables as lines of text.

    A table is its name, its columns, and one line per row with the cells apart.
    """
    said = brief.said[lang]
    lines = [said.name]
    lines += [sentence for part in SENTENCES for sentence in getattr(said, part)]
    heads = {
        "likelihoods": say("notes_likelihoods", lang),
        "sources": say("notes_sources", lang),
        "rebasing": say("notes_rebasing", lang),
        "scenarios": say("notes_scenarios", lang),
        "methods": say("notes_methods", lang),
        "measures": say("notes_measures", lang),
    }
    for name in TABLES:
        if table := said.tables.get(name):
            lines += ["", heads[name], *table_lines(table)]
    return lines


def table_lines(table: TextTable) -> list[str]:
    """Return a table as lines of text; a column that says the same in every row is left out.

    Examples
    --------
    >>> table_lines(TextTable(["Year", "Unit"], [["2018", "%"], ["2019", "%"]]))
    ['Year', '2018', '2019']
    """
    rows = table.rows
    told = [
        number
        for number in range(len(table.columns))
        if len(rows) < 2 or len({row[number] for row in rows}) > 1
    ]
    return [" | ".join(row[number] for number in told) for row in [table.columns, *rows]]


def write_notes(slide: Slide, lines: Sequence[str], lang: str) -> None:
    """Write the speaker's notes of a slide."""
    write_text(slide.notes_slide.notes_text_frame, lines, Look(size=SIZE), lang)
