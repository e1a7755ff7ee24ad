"""One slide per indicator: its fan, and beside it what it means and what it takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.brief.indicator import own_reading_text
from urbanstats.brief.likelihood import sources_text
from urbanstats.errors import DataError
from urbanstats.present.alt import read_alt
from urbanstats.present.deck.fit import SENTENCE, Box
from urbanstats.present.deck.frame import BODY, add_picture, add_slide, add_text
from urbanstats.present.deck.notes import indicator_notes, write_notes
from urbanstats.present.deck.opening import run_text
from urbanstats.present.deck.scorecard import SIGNS, TINTS
from urbanstats.present.deck.table import Cell, add_table
from urbanstats.present.deck.text import Look
from urbanstats.words.phrases import figure_text, say, target_text

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from urbanstats.brief.indicator import Brief
    from urbanstats.brief.run import Briefing


PICTURE = Box(BODY.left, BODY.top, 461, BODY.height)
SIDE = Box(516, BODY.top, 408, BODY.height)
COLUMNS = (58, 158, 192)  # year, target, likelihood
APART = 14  # between table and text


def add_indicator(deck: Presentation, briefing: Briefing, brief: Brief, lang: str) -> None:
    """Add the slide of one indicator, with all its numbers in the notes."""
    said = brief.said[lang]
    sources = sources_text(tuple(figure.source for figure in brief.figures), lang)
    small_print = sources + say("sentence_space", lang) + run_text(briefing, lang)
    slide = add_slide(deck, indicator_title(brief, lang), small_print, lang)
    path = find_picture(brief, briefing.figures, lang)
    add_picture(slide, path, PICTURE, picture_alt(path, brief, lang))
    rows = [_head_row(lang), *_target_rows(brief, lang)]
    alt = say("slide_targets_alt", lang, name=said.name)
    table = add_table(slide, rows, COLUMNS, (SIDE.left, SIDE.top), lang, alt)
    top = table.top + table.height + APART
    room = Box(SIDE.left, top, SIDE.width, SIDE.top + SIDE.height - top)
    add_text(slide, side_text(brief, lang), room, lang, look=Look(size=18))
    write_notes(slide, indicator_notes(brief, lang), lang)


def indicator_title(brief: Brief, lang: str) -> str:
    """Return the answer for the last target, in number and words."""
    said, target = brief.said[lang], brief.targets[-1]
    light = said.lights[-1]
    level = target_text(target.direction, target.value, brief.unit, lang)
    facts = {"number": brief.number, "name": said.short, "year": target.year, "level": level}
    if target.decided:
        return say("slide_decided", lang, verdict=light.likelihood, **facts)
    own = own_reading_text(target, lang)
    other = say("source_comma", lang) + own
    likelihood = light.likelihood + (other if own else "")
    return say("slide_indicator", lang, likelihood=likelihood, words=light.words, **facts)


def find_picture(brief: Brief, figures: Path, lang: str) -> Path:
    """Return the fan drawn for half a slide, or the one for a whole slide.

    Raises
    ------
    DataError
        If the run has neither.
    """
    names = [f"{brief.number:02d}_{brief.id}_{sort}_{lang}.png" for sort in ("fan_half", "fan")]
    for path in (figures / name for name in names):
        if path.is_file():
            return path
    raise DataError(
        "RUN-FIGURES",
        where=brief.id,
        wrong=f"its fan is not among the run's figures ({names[-1]})",
        expected="A whole published run is expected",
        do="bring its folder back from a copy, or run `urbanstats nightly` again",
    )


def picture_alt(path: Path, brief: Brief, lang: str) -> str:
    """Return what the picture says of itself, else what the brief says of every target."""
    said = brief.said[lang]
    space = say("sentence_space", lang)
    return read_alt(path) or space.join([f"{said.name}.", *said.meaning])


def _head_row(lang: str) -> list[Cell]:
    names = ("column_year", "column_target", "column_likelihood")
    return [Cell(say(name, lang), bold=True) for name in names]


def _target_rows(brief: Brief, lang: str) -> list[list[Cell]]:
    """Return year, level and likelihood of every target, in number and words."""
    rows = []
    for target, light in zip(brief.targets, brief.said[lang].lights, strict=True):
        level = target_text(target.direction, target.value, brief.unit, lang)
        lines = [f"{SIGNS[target.light]} {light.likelihood} {light.words}".rstrip()]
        if target.decided:
            value = figure_text(target.published_value, brief.unit, lang)
            lines.append(say("panel_value", lang, value=value))
        if own := own_reading_text(target, lang):
            lines.append(own)
        tint = TINTS[target.light]
        rows.append([Cell(str(target.year)), Cell(level), Cell("\n".join(lines), tint, bold=True)])
    return rows


def side_text(brief: Brief, lang: str) -> list[str]:
    """Return what the last target means and what it takes; its likelihood stands above already."""
    said, target = brief.said[lang], brief.targets[-1]
    sentences = SENTENCE.split(said.meaning[-1])
    if not target.decided:
        sentences = sentences[1:]
    space = say("sentence_space", lang)
    required = said.required[0].removeprefix(said.short).lstrip("：. ")
    return [space.join(sentences), say("slide_pace", lang, text=required), *said.prospect]
