"""The scorecard: every indicator and every year in one native table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbanstats.brief.indicator import on_basis, own_reading
from urbanstats.present.deck.fit import SPACING, Box, fit
from urbanstats.present.deck.frame import BODY, add_slide, add_text
from urbanstats.present.deck.opening import run_text
from urbanstats.present.deck.table import SIDE, SIZE, Cell, add_table, row_height
from urbanstats.present.deck.text import Look
from urbanstats.present.palette import QUIET
from urbanstats.words.phrases import SIGNS, figures_text, say

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from urbanstats.brief.indicator import Brief, Light, TargetYear
    from urbanstats.brief.run import Briefing


# A sign and a tint by how a target stands: told apart without colour, and in colour blindness.
BLUE_TINT, GREY_TINT, ORANGE_TINT = "#CDE3F1", "#E9EBEE", "#FADCC8"
TINTS = {
    "met": BLUE_TINT,
    "likely": BLUE_TINT,
    "even": GREY_TINT,
    "unlikely": ORANGE_TINT,
    "missed": ORANGE_TINT,
}
NUMBER, NAME, RESTS_ON = 52, 246, 146  # widths of columns, in points
NAME_LINES = 2  # that the name of an indicator may take
KEY = 44  # height of the key below the table


def add_scorecard(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add the table of every indicator and year, on as many slides as it needs."""
    years = [entry.year for entry in briefing.overview.expected]
    width = (BODY.width - NUMBER - NAME - RESTS_ON) / len(years)
    widths = [NUMBER, NAME, *[width] * len(years), RESTS_ON]
    head = _head_row(years, lang)
    rows = [indicator_row(brief, years, lang) for brief in briefing.indicators]
    room = BODY.height - KEY - row_height(head, widths)
    title = scorecard_title(briefing, lang)
    for page in _pages(rows, widths, room):
        slide = add_slide(deck, title, run_text(briefing, lang), lang)
        alt = say("slide_scorecard_alt", lang, n=len(page))
        add_table(slide, [head, *page], widths, (BODY.left, BODY.top), lang, alt)
        key = Box(BODY.left, BODY.top + BODY.height - KEY + 3, BODY.width, KEY - 3)
        add_text(slide, [say("slide_key", lang)], key, lang, look=Look(size=SIZE, color=QUIET))


def scorecard_title(briefing: Briefing, lang: str) -> str:
    """Return how many of the last year's targets are expected to be met."""
    last = briefing.overview.expected[-1]
    expected = f"{last.expected:.1f}"
    return say("slide_scorecard", lang, expected=expected, n=last.targets, year=last.year)


def _head_row(years: Sequence[int], lang: str) -> list[Cell]:
    names = ["column_number", "column_indicator", "column_rests_on"]
    number, indicator, rests_on = (Cell(say(name, lang), bold=True) for name in names)
    return [number, indicator, *(Cell(str(year), bold=True) for year in years), rests_on]


def indicator_row(brief: Brief, years: Sequence[int], lang: str) -> list[Cell]:
    """Return one indicator's row of the scorecard; a year without a target stays empty."""
    said = brief.said[lang]
    lights = {
        target.year: Cell(light_text(target, light, lang), TINTS[target.light])
        for target, light in zip(brief.targets, said.lights, strict=True)
    }
    cells = [lights.get(year, Cell("–")) for year in years]
    name = Box(0, 0, NAME - 2 * SIDE, NAME_LINES * SPACING * SIZE)
    (short,) = fit([said.short], name, (SIZE,)).paragraphs
    return [Cell(str(brief.number)), Cell(short), *cells, Cell(_rests_on(brief, lang))]


def light_text(target: TargetYear, light: Light, lang: str) -> str:
    """Return a target's sign and likelihood, and in brackets how it reads as the plan counts."""
    text = f"{SIGNS[target.light]} {light.likelihood}"
    own = own_reading(target, lang)
    return f"{text} {say('bracket', lang, text=own)}" if own else text


def _rests_on(brief: Brief, lang: str) -> str:
    total = len(brief.figures)
    own = len(on_basis(brief.figures, brief.basis))
    if own < total:
        return say("figures_of", lang, n=own, total=total)
    return figures_text(total, lang)


def _pages(rows: list[list[Cell]], widths: Sequence[float], room: float) -> list[list]:
    """Return rows by slide, none higher than the room."""
    pages, used = [[]], 0.0
    for row in rows:
        height = row_height(row, widths)
        if pages[-1] and used + height > room:
            pages, used = [*pages, []], 0.0
        pages[-1].append(row)
        used += height
    return pages
