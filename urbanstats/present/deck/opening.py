"""The slides around the indicators: title, glance, changes, paths, and what to keep in mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.present.alt import read_alt
from urbanstats.present.deck.fit import INDENT, Box, paginate
from urbanstats.present.deck.frame import (
    BODY,
    HEIGHT,
    TEXT_SIZES,
    WIDTH,
    add_opening,
    add_picture,
    add_slide,
    add_text,
    mark,
)
from urbanstats.present.deck.text import Look
from urbanstats.present.palette import BLUE, QUIET
from urbanstats.words.phrases import SCALE, likelihood_text, name_of, say

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from urbanstats.brief.run import Briefing


PATHS = "scorecard_paths"  # figure of every indicator's course


def run_text(briefing: Briefing, lang: str) -> str:
    """Return the small print of every slide: day of knowledge, run and version."""
    facts = {"as_of": briefing.as_of, "run": briefing.run, "version": briefing.version}
    return say("slide_run", lang, **facts)


def add_title(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add the first slide: plan, area, day of knowledge, and the answer in one sentence."""
    plan = briefing.overview
    area = briefing.indicators[0].said[lang].area
    slide = add_opening(deck, plan.said[lang].title, run_text(briefing, lang), lang)
    mark(slide, Box(36, 120, 8, 330), BLUE)
    question = [say("slide_question", lang, area=area)]
    add_text(slide, question, Box(72, 262, 816, 34), lang, look=Look(size=24))
    answer = Look(size=24, bold=True, color=BLUE)
    add_text(slide, plan.said[lang].count, Box(72, 304, 816, 96), lang, look=answer)
    facts = {"document": plan.document, "adopted": plan.adopted, "as_of": briefing.as_of}
    known = [say("slide_known", lang, **facts)]
    add_text(slide, known, Box(72, 408, 816, 44), lang, look=Look(size=16, color=QUIET))


def add_list(
    deck: Presentation, title: str, sentences: list[str], small_print: str, lang: str
) -> None:
    """Add sentences as a list, on as many slides as they need."""
    room = Box(0, 0, BODY.width - INDENT, BODY.height)
    pages = paginate(sentences, room, TEXT_SIZES[-1])
    for number, page in enumerate(pages, start=1):
        head = title
        if len(pages) > 1:
            head = say("slide_part", lang, title=title, n=number, total=len(pages))
        slide = add_slide(deck, head, small_print, lang)
        look = Look(size=TEXT_SIZES[0], marks=True, bullets=len(sentences) > 1)
        add_text(slide, page, BODY, lang, look=look)


def add_changes(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add what changed since the run before."""
    title = say("slide_changes", lang)
    add_list(deck, title, briefing.changes[lang], run_text(briefing, lang), lang)


def add_glance(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add which targets are safe, which are open and which are not to be expected."""
    said = briefing.overview.said[lang]
    title, sentences = say("slide_glance", lang), said.overview + said.count
    add_list(deck, title, sentences, run_text(briefing, lang), lang)


def add_paths(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add the figure of every indicator's course, if the run drew it.

    It is drawn as a whole slide and covers this one; below it lies the title, for outlines and
    for who has the slide read out.
    """
    path = briefing.figures / f"{PATHS}_{lang}.png"
    if path.is_file():
        title = say("slide_paths", lang)
        slide = add_slide(deck, title, run_text(briefing, lang), lang)
        add_picture(slide, path, Box(0, 0, WIDTH, HEIGHT), read_alt(path) or title)


def add_limits(deck: Presentation, briefing: Briefing, lang: str) -> None:
    """Add how to read a likelihood, and what it rests on and leaves out."""
    small_print = run_text(briefing, lang)
    add_list(deck, say("slide_meaning", lang), reading_rules(lang), small_print, lang)
    add_list(deck, say("slide_limits", lang), limits(briefing, lang), small_print, lang)


def reading_rules(lang: str) -> list[str]:
    """Return what a likelihood means, in number and in words."""
    edges = [likelihood_text(edge, lang) for edge, _, _ in SCALE]
    names = [word for _, low, high in SCALE for word in (low, high)]
    words = dict(zip("abcdef", (say(name, lang) for name in names), strict=True))
    edges = dict(zip(("low", "middle", "high"), edges, strict=True))
    return [
        say("slide_means", lang),
        say("slide_range", lang),
        say("slide_words", lang, even=say("about_even", lang), **words, **edges),
        say("slide_published", lang),
        say("slide_bracket", lang),
    ]


def limits(briefing: Briefing, lang: str) -> list[str]:
    """Return on what a run rests, and what it does not know."""
    single = sum(len(brief.figures) == 1 for brief in briefing.indicators)
    method = name_of("method", briefing.indicators[0].method, lang)
    return [
        say("slide_method", lang, method=method),
        say("slide_evidence", lang, as_of=briefing.as_of),
        say("slide_single", lang, n=single, total=len(briefing.indicators)),
        say("slide_unknown", lang),
        say("slide_definitions", lang),
        say("slide_more_numbers", lang),
    ]
