"""Text on slides: how much room it takes, text that fits its room, and how every run looks.

Everything is in points, 72 to the inch. Text is measured in the bundled font. Of the typefaces
that an office shows, Arial is about 3 % narrower and bold Arial 4 % wider; Chinese signs are as
wide as they are high in all of them. Lines are spaced exactly, so no typeface changes their height.
Every run names its typefaces, its size and its language: no theme and no machine changes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from PIL import ImageFont
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import BaseOxmlElement, OxmlElement
from pptx.text.text import Font, TextFrame, _Paragraph
from pptx.util import Pt

from urbanstats.present.palette import FONT_FILE, INK
from urbanstats.words.text import bold_pieces, wrap

SPACING = 1.25  # of the size, from line to line
GAP = 0.5  # of the size, between paragraphs
SLACK = 1.05  # bold text is wider than what is measured
INDENT = 16  # of a list's text, behind its bullet
SCALE = 200  # size at which text is measured
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])(?=\S)")
LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"  # on every office machine, Windows and Mac
LOCALES = {"zh": "zh-CN", "en": "en-US"}
CHINESE = re.compile(r"([⺀-\uffef]+)")
# What XML cannot hold, and signs that turn the order of reading around.
REFUSED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


@dataclass(frozen=True)
class Box:
    """Where something stands on a slide."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Look:
    """How text looks: size in points, colour as ``"#RRGGBB"``; ``marks`` of bold are heeded.

    ``gap`` is the room between paragraphs, in parts of the size.
    """

    size: float
    color: str = INK
    bold: bool = False
    marks: bool = False
    bullets: bool = False
    gap: float = GAP


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
def _font() -> ImageFont.FreeTypeFont:
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


def fit(
    paragraphs: Sequence[str], box: Box, sizes: Sequence[float], *, more: str = "…"
) -> tuple[list[str], float]:
    """Return text that fits a box, and the largest of some sizes at which it does.

    Sizes are tried in their order, the largest first. Where even the smallest is too large, the
    last sentences are left out, and ``more`` at the end tells so.
    """
    kept = [text for text in paragraphs if text]
    for size in sizes:
        if height_of(kept, box.width, size) <= box.height:
            return kept, size
    while kept:
        kept = _without_last(kept)
        shown = [*kept[:-1], f"{kept[-1]} {more}"] if kept else []
        if shown and height_of(shown, box.width, size) <= box.height:
            return shown, size
    return [_cut(paragraphs[0], box, size, more)], size


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


def clean(text: object) -> str:
    r"""Return text without signs that XML refuses or that turn the order of reading around.

    Examples
    --------
    >>> clean("a\x00b\u202ec\td")
    'abc d'
    """
    return re.sub(r"[\t\n]+", " ", REFUSED.sub("", str(text)))


def write_text(frame: TextFrame, paragraphs: Sequence[str], look: Look, lang: str) -> None:
    """Write paragraphs into a text frame; Chinese stays Chinese in an English sentence."""
    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph._p.insert(0, deepcopy(_of_paragraph(look, number == 0)))
        for piece, bold, locale in _pieces(clean(text), look, lang):
            run = paragraph.add_run()
            run.text = piece
            run._r.insert(0, deepcopy(_of_run(look, bold, locale)))


@cache  # settings are slow to make and quick to copy
def _of_paragraph(look: Look, first: bool) -> BaseOxmlElement:
    """Return the settings of a paragraph: spacing, and a hanging bullet or none."""
    paragraph = _Paragraph(OxmlElement("a:p"), None)
    paragraph.line_spacing = Pt(SPACING * look.size)
    paragraph.space_before = Pt(0 if first else look.gap * look.size)
    paragraph.space_after = Pt(0)
    settings = paragraph._p.get_or_add_pPr()
    settings.set("algn", "l")
    indent = round(INDENT * 12700) if look.bullets else 0
    settings.set("marL", str(indent))
    settings.set("indent", str(-indent))
    name, facts = ("a:buChar", {"char": "•"}) if look.bullets else ("a:buNone", {})
    settings.append(settings.makeelement(qn(name), facts))
    return settings


@cache
def _of_run(look: Look, bold: bool, locale: str) -> BaseOxmlElement:
    """Return the settings of a run of text."""
    settings = OxmlElement("a:rPr")
    set_look(Font(settings), look, bold=bold)
    settings.set("lang", LOCALES[locale])
    return settings


def _pieces(text: str, look: Look, lang: str) -> Iterator[tuple[str, bool, str]]:
    """Yield a text's pieces, whether each is bold, and its language."""
    for part, bold in bold_pieces(text) if look.marks else [(text, False)]:
        for place, piece in enumerate([part] if lang == "zh" else CHINESE.split(part)):
            if piece:
                yield piece, bold or look.bold, "zh" if place % 2 else lang


def set_look(font: Font, look: Look, *, bold: bool = False) -> None:
    """Give a font its size, colour and typefaces, Latin and East Asian."""
    font.size, font.bold = Pt(look.size), bold
    font.color.rgb = RGBColor.from_string(look.color[1:])
    font.name = LATIN
    for name, typeface in (("a:ea", EAST_ASIAN), ("a:cs", LATIN)):
        font._rPr.append(font._rPr.makeelement(qn(name), {"typeface": typeface}))
