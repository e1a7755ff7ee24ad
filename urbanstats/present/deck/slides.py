"""What every slide says: title, changes, glance, scorecard, paths, indicators, and the limits."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pptx.presentation import Presentation

from urbanstats.brief.indicator import Brief, TextTable, on_basis, own_reading, own_reading_text
from urbanstats.brief.likelihood import paragraph, sources_text
from urbanstats.brief.run import Briefing
from urbanstats.errors import DataError
from urbanstats.present.alt import read_alt
from urbanstats.present.deck.frame import (
    BODY,
    CELL_SIDE,
    CELL_SIZE,
    HEIGHT,
    TEXT_SIZES,
    WIDTH,
    Cell,
    add_bar,
    add_picture,
    add_slide,
    add_table,
    add_text,
    row_height,
)
from urbanstats.present.deck.text import INDENT, SPACING, Box, Look, fit, paginate, write_text
from urbanstats.present.palette import BLUE, GREY, LIGHTS, ORANGE, QUIET
from urbanstats.words import phrases
from urbanstats.words.phrases import name_of, say

TINTS = {BLUE: "#CDE3F1", GREY: "#E9EBEE", ORANGE: "#FADCC8"}  # signs say the same without colour
NUMBER, NAME, RESTS_ON = 52, 246, 146  # widths of the scorecard's columns, in points
NAME_LINES = 2  # that the name of an indicator may take
KEY = 44  # height of the key below the scorecard
PICTURE = Box(BODY.left, BODY.top, 461, BODY.height)
SIDE = Box(516, BODY.top, 408, BODY.height)
COLUMNS = (58, 158, 192)  # beside the picture: year, target, likelihood
APART = 14  # between table and text
NOTES_SIZE = 12
NOTED = ("meaning", "required", "prospect", "joint", "rebasing", "evidence")
NOTED_TABLES = ("likelihoods", "sources", "rebasing", "scenarios", "methods", "measures")


def run_text(briefing: Briefing, lang: str) -> str:
    """Return the small print of every slide: day of knowledge, run and version."""
    facts = {"as_of": briefing.as_of, "run": briefing.run, "version": briefing.version}
    return say("slide_run", lang, **facts)


# -- around the indicators --------------------------------------------------------------------


def add_opening(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add plan, area, day of knowledge and the answer in one sentence; what changed; the glance."""
    plan, said = briefing.overview, briefing.overview.said[lang]
    slide = add_slide(deck, said.title, run_text(briefing, lang), lang, first=True)
    add_bar(slide, Box(36, 120, 8, 330), BLUE)
    area = briefing.indicators[0].said[lang].area
    facts = {"document": plan.document, "adopted": plan.adopted, "as_of": briefing.as_of}
    for paragraphs, top, height, look in (
        ([say("slide_question", lang, area=area)], 262, 34, Look(size=24)),
        (said.count, 304, 96, Look(size=24, bold=True, color=BLUE)),
        ([say("slide_known", lang, **facts)], 408, 44, Look(size=16, color=QUIET)),
    ):
        add_text(slide, paragraphs, Box(72, top, 816, height), lang, look)
    add_list(deck, briefing, say("slide_changes", lang), briefing.changes[lang], lang)
    add_list(deck, briefing, say("slide_glance", lang), said.overview + said.count, lang)


def add_list(
    deck: Presentation, briefing: Briefing, title: str, sentences: list[str], lang: str
) -> None:
    """Add sentences as a list, on as many slides as they need."""
    look = Look(size=TEXT_SIZES[0], marks=True, bullets=len(sentences) > 1)
    room = Box(0, 0, BODY.width - INDENT, BODY.height)
    pages = paginate(sentences, room, TEXT_SIZES[-1])
    for number, page in enumerate(pages, start=1):
        head = say("slide_part", lang, title=title, n=number, total=len(pages))
        head = head if len(pages) > 1 else title
        add_text(add_slide(deck, head, run_text(briefing, lang), lang), page, BODY, lang, look)


def add_paths(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add the figure of every indicator's path, if the run drew it.

    It is drawn as a whole slide and covers this one; below it lies the title, for outlines and
    for who has the slide read out.
    """
    path = briefing.figures / f"{briefing.overview.figure_name('paths', lang)}.png"
    if path.is_file():
        title = say("slide_paths", lang)
        slide = add_slide(deck, title, run_text(briefing, lang), lang)
        add_picture(slide, path, Box(0, 0, WIDTH, HEIGHT), read_alt(path) or title)


def add_limits(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add how to read a likelihood, and on what a run rests and what it does not know."""
    add_list(deck, briefing, say("slide_meaning", lang), reading_rules(lang), lang)
    single = sum(len(brief.figures) == 1 for brief in briefing.indicators)
    method = name_of("method", briefing.indicators[0].method, lang)
    limits = [
        say("slide_method", lang, method=method),
        say("slide_evidence", lang, as_of=briefing.as_of),
        say("slide_single", lang, n=single, total=len(briefing.indicators)),
        say("slide_unknown", lang),
        say("slide_definitions", lang),
        say("slide_more_numbers", lang),
    ]
    add_list(deck, briefing, say("slide_limits", lang), limits, lang)


def reading_rules(lang: str) -> list[str]:
    """Return what a likelihood means, in number and in words."""
    edges = [phrases.likelihood_text(edge, lang) for edge, _, _ in phrases.SCALE]
    names = [say(word, lang) for _, low, high in phrases.SCALE for word in (low, high)]
    words = dict(zip(("low", "middle", "high", *"abcdef"), edges + names, strict=True))
    return [
        say("slide_means", lang),
        say("slide_range", lang),
        say("slide_words", lang, even=say("about_even", lang), **words),
        say("slide_published", lang),
        say("slide_bracket", lang),
    ]


# -- the scorecard: every indicator and every year in one table -------------------------------


def add_scorecard(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add the table of every indicator and year, on as many slides as it needs."""
    expected = briefing.overview.expected
    years, last = [entry.year for entry in expected], expected[-1]
    width = (BODY.width - NUMBER - NAME - RESTS_ON) / len(years)
    widths = [NUMBER, NAME, *[width] * len(years), RESTS_ON]
    head = _head_row(lang, "number", "indicator", *years, "rests_on")
    rows = [scorecard_row(brief, years, lang) for brief in briefing.indicators]
    facts = {"expected": f"{last.expected:.1f}", "n": last.targets, "year": last.year}
    title = say("slide_scorecard", lang, **facts)
    key = Box(BODY.left, BODY.top + BODY.height - KEY + 3, BODY.width, KEY - 3)
    look = Look(size=CELL_SIZE, color=QUIET)
    for page in _pages(rows, widths, BODY.height - KEY - row_height(head, widths)):
        slide = add_slide(deck, title, run_text(briefing, lang), lang)
        alt = say("slide_scorecard_alt", lang, n=len(page))
        add_table(slide, [head, *page], widths, (BODY.left, BODY.top), lang, alt)
        add_text(slide, [say("slide_key", lang)], key, lang, look)


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


def _head_row(lang: str, *names: str | int) -> list[Cell]:
    """Return the head of a table: names of columns, or years."""
    return [
        Cell(str(name) if isinstance(name, int) else say(f"column_{name}", lang), bold=True)
        for name in names
    ]


def scorecard_row(brief: Brief, years: Sequence[int], lang: str) -> list[Cell]:
    """Return one indicator's row of the scorecard; a year without a target stays empty."""
    cells = dict.fromkeys(years, Cell("–"))
    for target, light in zip(brief.targets, brief.said[lang].lights, strict=True):
        text = f"{phrases.SIGNS[target.light]} {light.likelihood}"
        if own := own_reading(target, lang):
            text = f"{text} {say('bracket', lang, text=own)}"
        cells[target.year] = Cell(text, TINTS[LIGHTS[target.light]])
    total = len(brief.figures)
    own = len(on_basis(brief.figures, brief.basis))
    rests_on = phrases.figures_text(total, lang)
    if own < total:
        rests_on = say("figures_of", lang, n=own, total=total)
    room = Box(0, 0, NAME - 2 * CELL_SIDE, NAME_LINES * SPACING * CELL_SIZE)
    (name,), _ = fit([brief.said[lang].short], room, (CELL_SIZE,))
    return [Cell(str(brief.number)), Cell(name), *(cells[year] for year in years), Cell(rests_on)]


# -- one indicator: its fan, and beside it what it means and what it takes --------------------


def add_indicator(deck: Presentation, briefing: Briefing, brief: Brief, lang: str) -> None:
    """Add the slide of one indicator, with all its numbers in the notes."""
    said = brief.said[lang]
    sources = sources_text(tuple(figure.source for figure in brief.figures), lang)
    small_print = paragraph([sources, run_text(briefing, lang)], lang)
    slide = add_slide(deck, indicator_title(brief, lang), small_print, lang)
    path = find_picture(brief, briefing.figures, lang)
    alt = paragraph([f"{said.name}.", *said.meaning], lang)
    add_picture(slide, path, PICTURE, read_alt(path) or alt)
    rows = [_head_row(lang, "year", "target", "likelihood"), *_target_rows(brief, lang)]
    alt = say("slide_targets_alt", lang, name=said.name)
    height = add_table(slide, rows, COLUMNS, (SIDE.left, SIDE.top), lang, alt)
    top = SIDE.top + height + APART
    room = Box(SIDE.left, top, SIDE.width, SIDE.top + SIDE.height - top)
    add_text(slide, side_text(brief, lang), room, lang, Look(size=18))
    notes = slide.notes_slide.notes_text_frame
    write_text(notes, indicator_notes(brief, lang), Look(size=NOTES_SIZE), lang)


def indicator_title(brief: Brief, lang: str) -> str:
    """Return the answer for the last target, in number and words."""
    said, target = brief.said[lang], brief.targets[-1]
    light = said.lights[-1]
    level = phrases.target_text(target.direction, target.value, brief.unit, lang)
    facts = {"number": brief.number, "name": said.short, "year": target.year, "level": level}
    if target.decided:
        return say("slide_decided", lang, verdict=light.likelihood, **facts)
    own = own_reading_text(target, lang)
    likelihood = light.likelihood + (say("source_comma", lang) + own if own else "")
    return say("slide_indicator", lang, likelihood=likelihood, words=light.words, **facts)


def find_picture(brief: Brief, figures: Path, lang: str) -> Path:
    """Return the fan drawn for half a slide, or the one for a whole slide.

    Raises
    ------
    DataError
        If the run has neither.
    """
    names = [f"{brief.figure_name(role, lang)}.png" for role in ("fan_half", "fan")]
    for path in (figures / name for name in names):
        if path.is_file():
            return path
    raise DataError("RUN-FIGURES", indicator=brief.id, file=names[-1])


def _target_rows(brief: Brief, lang: str) -> list[list[Cell]]:
    """Return year, level and likelihood of every target, in number and words."""
    rows = []
    for target, light in zip(brief.targets, brief.said[lang].lights, strict=True):
        level = phrases.target_text(target.direction, target.value, brief.unit, lang)
        lines = [f"{phrases.SIGNS[target.light]} {light.likelihood} {light.words}".rstrip()]
        if target.decided:
            value = phrases.figure_text(target.published_value, brief.unit, lang)
            lines.append(say("panel_value", lang, value=value))
        if own := own_reading_text(target, lang):
            lines.append(own)
        likelihood = Cell("\n".join(lines), TINTS[LIGHTS[target.light]], bold=True)
        rows.append([Cell(str(target.year)), Cell(level), likelihood])
    return rows


def side_text(brief: Brief, lang: str) -> list[str]:
    """Return what the last target means and what it takes; its likelihood stands above already."""
    required = say("slide_pace", lang, text=brief.required_unnamed(lang))
    return [brief.beside_likelihood(lang), required, *brief.said[lang].prospect]


def indicator_notes(brief: Brief, lang: str) -> list[str]:
    """Return an indicator's sentences and tables as lines of text.

    A table is its name, its columns, and one line per row with the cells apart.
    """
    said = brief.said[lang]
    lines = [said.name, *(sentence for part in NOTED for sentence in getattr(said, part))]
    for name in NOTED_TABLES:
        if table := said.tables.get(name):
            lines += ["", say(f"notes_{name}", lang), *table_lines(table)]
    return lines


def table_lines(table: TextTable) -> list[str]:
    """Return a table as lines of text; a column that says the same in every row is left out.

    Examples
    --------
    >>> table_lines(TextTable(["Year", "Unit"], [["2018", "%"], ["2019", "%"]]))
    ['Year', '2018', '2019']
    """
    rows = table.rows
    varied = [
        number
        for number in range(len(table.columns))
        if len(rows) < 2 or len({row[number] for row in rows}) > 1
    ]
    return [" | ".join(row[number] for number in varied) for row in [table.columns, *rows]]
