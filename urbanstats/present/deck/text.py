"""Text on slides: every run names its typefaces, its size and its language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urbanstats.present.deck.fit import GAP, INDENT, SPACING
from urbanstats.present.palette import INK

if TYPE_CHECKING:
    from pptx.text.text import TextFrame, _Paragraph


LATIN, EAST_ASIAN = "Arial", "Microsoft YaHei"  # on every office machine, Windows and Mac
LOCALES = {"zh": "zh-CN", "en": "en-US"}
BOLD = re.compile(r"\*\*(.+?)\*\*")
CHINESE = re.compile(r"([⺀-\uffef]+)")
# What XML cannot hold, and signs that turn the order of reading around.
REFUSED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


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


def clean(text: object) -> str:
    r"""Return text without signs that XML refuses or that turn the order of reading around.

    Examples
    --------
    >>> clean("a\x00b\u202ec\td")
    'abc d'
    """
    return re.sub(r"[\t\n]+", " ", REFUSED.sub("", str(text)))


def write_text(frame: TextFrame, paragraphs: Sequence[str], look: Look, lang: str) -> None:
    """Write paragraphs into a text frame; every run names its typefaces."""
    from pptx.util import Pt

    for number, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.line_spacing = Pt(SPACING * look.size)
        paragraph.space_before = Pt(look.gap * look.size if number else 0)
        paragraph.space_after = Pt(0)
        _set_bullet(paragraph, look)
        for piece, bold in _pieces(clean(text), marks=look.marks):
            for part, locale in _parts(piece, lang):
                add_run(paragraph, part, look, locale, bold=bold or look.bold)


def _pieces(text: str, *, marks: bool) -> Iterator[tuple[str, bool]]:
    """Yield a text's pieces and whether each is bold."""
    parts = BOLD.split(text) if marks else [text]
    for number, part in enumerate(parts):
        if part:
            yield part, number % 2 == 1


def _parts(text: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield parts of text with their language: Chinese stays Chinese in an English sentence."""
    if lang == "zh":
        yield text, LOCALES[lang]
        return
    for number, part in enumerate(CHINESE.split(text)):
        if part:
            yield part, LOCALES["zh" if number % 2 else lang]


def add_run(
    paragraph: _Paragraph, text: str, look: Look, locale: str, *, bold: bool = False
) -> None:
    """Add a run of text that does not depend on a theme or on a reader's machine."""
    run = paragraph.add_run()
    run.text = text
    set_look(run.font, look, bold=bold)
    run._r.get_or_add_rPr().set("lang", locale)


def set_look(font, look: Look, *, bold: bool = False) -> None:
    """Give a font its size, colour and typefaces, Latin and East Asian."""
    from pptx.dml.color import RGBColor
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    font.size, font.bold = Pt(look.size), bold
    font.color.rgb = RGBColor.from_string(look.color[1:])
    font.name = LATIN
    for name, typeface in (("a:ea", EAST_ASIAN), ("a:cs", LATIN)):
        element = font._rPr.makeelement(qn(name), {"typeface": typeface})
        font._rPr.append(element)


def _set_bullet(paragraph: _Paragraph, look: Look) -> None:
    """Align a paragraph, with a bullet that hangs before its text or without one."""
    from pptx.oxml.ns import qn

    settings = paragraph._p.get_or_add_pPr()
    settings.set("algn", "l")
    indent = round(INDENT * 12700) if look.bullets else 0
    settings.set("marL", str(indent))
    settings.set("indent", str(-indent))
    name, facts = ("a:buChar", {"char": "•"}) if look.bullets else ("a:buNone", {})
    settings.append(settings.makeelement(qn(name), facts))
