"""The last slides: what a likelihood means, on what it rests, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.present.slides.opening import add_list, run_text
from urbanstats.words.phrases import SCALE, likelihood_text, name_of, say

if TYPE_CHECKING:
    from pptx.presentation import Presentation

    from urbanstats.present.briefing import Briefing


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
