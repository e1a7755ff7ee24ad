"""How much room text takes on a slide, and text that fits the room there is.

Everything is in points, 72 to the inch. Text is measured in the bundled font. Of the typefaces
that an office shows, Arial is about 3 % narrower and bold Arial 4 % wider; Chinese signs are as
wide as they are high in all of them. Lines are spaced exactly, so no typeface changes their height.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from urbanstats.present.palette import FONT_FILE
from urbanstats.words.text import wrap

SPACING = 1.25  # of the size, from line to line
GAP = 0.5  # of the size, between paragraphs
SLACK = 1.05  # bold text is wider than what is measured
INDENT = 16  # of a list's text, behind its bullet
SCALE = 200  # size at which text is measured
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])(?=\S)")


@dataclass(frozen=True)
class Box:
    """Where something stands on a slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Fitted:
    """Text that fits, the size at which it does, and whether something was left out."""

    paragraphs: list[str]
    size: float
    shortened: bool = False


def width_of(text: str, size: float) -> float:
    """Return how wide one line of text is; the marks of bold text take no room.

    Examples
    --------
    >>> round(width_of("常住人口", 20)) == round(width_of("**常住**人口", 20)) == 84
    True
    """
    return SLACK * _length(text.replace("**", "")) * size / SCALE


@lru_cache(maxsize=100_000)
def _length(text: str) -> float:
    return _font().getlength(text)


@cache
def _font():
    from PIL import ImageFont

    return ImageFont.truetype(FONT_FILE, SCALE, layout_engine=ImageFont.Layout.BASIC)


def break_lines(text: str, width: float, size: float) -> list[str]:
    """Return text as the lines it takes in a width; what is too wide alone breaks anywhere.

    Examples
    --------
    >>> break_lines("one two three", 70, 16)
    ['one two', 'three']
    """
    return wrap(text, width, partial(width_of, size=size), cut=True)


def height_of(paragraphs: Sequence[str], width: float, size: float) -> float:
    """Return how high paragraphs are in a width."""
    lines = sum(len(break_lines(text, width, size)) for text in paragraphs)
    return size * (SPACING * lines + GAP * max(len(paragraphs) - 1, 0))


def fit(paragraphs: Sequence[str], box: Box, sizes: Sequence[float], *, more: str = "…") -> Fitted:
    """Return text that fits a box: as large as it can be, else without its last sentences.

    Parameters
    ----------
    paragraphs
        The text, what matters most first.
    box
        Room for it.
    sizes
        Sizes that may be tried, the largest first.
    more
        Tells at the end that something was left out.
    """
    kept = [text for text in paragraphs if text]
    for size in sizes:
        if height_of(kept, box.width, size) <= box.height:
            return Fitted(kept, size)
    size = sizes[-1]
    while kept:
        kept = _without_last(kept)
        told = [*kept[:-1], f"{kept[-1]} {more}"] if kept else []
        if told and height_of(told, box.width, size) <= box.height:
            return Fitted(told, size, shortened=True)
    return Fitted([_cut(paragraphs[0], box, size, more)], size, shortened=True)


def _without_last(paragraphs: list[str]) -> list[str]:
    """Return paragraphs without their last sentence."""
    sentences = SENTENCE.split(paragraphs[-1])
    if len(sentences) == 1:
        return paragraphs[:-1]
    return [*paragraphs[:-1], paragraphs[-1][: -len(sentences[-1])].rstrip()]


def _cut(text: str, box: Box, size: float, more: str) -> str:
    """Return the beginning of one sentence that alone is too long."""
    fits = max(int(box.height / (SPACING * size)), 1)
    plain = text.replace("**", "")
    while len(break_lines(f"{plain} {more}", box.width, size)) > fits and plain:
        plain = plain[: -max(len(plain) // 40, 1)].rstrip()
    return f"{plain} {more}"


def paginate(paragraphs: Sequence[str], box: Box, size: float) -> list[list[str]]:
    """Return paragraphs on as many slides as they need, at least one."""
    pages: list[list[str]] = [[]]
    for text in paragraphs:
        if pages[-1] and height_of([*pages[-1], text], box.width, size) > box.height:
            pages.append([])
        pages[-1].append(text)
    return pages
