"""The frame of every slide: 16:9, a real title, the small print and the slide's number."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.present.deck.fit import INDENT, Box, Fitted, break_lines, fit
from urbanstats.present.deck.text import LOCALES, Look, clean, set_look, write_text
from urbanstats.present.palette import QUIET
from urbanstats.words.phrases import say

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide


WIDTH, HEIGHT = 960, 540  # points
TITLE = Box(36, 18, 888, 62)
BODY = Box(36, 86, 888, 406)
SMALL_PRINT = Box(36, 500, 812, 32)
NUMBER = Box(876, 500, 48, 32)
OPENING = Box(72, 120, 816, 130)  # title of the first slide
TITLE_SIZES, TEXT_SIZES, SMALL_SIZE = (28, 26, 24, 22, 20, 18, 16), (20, 18, 16), 12
SMALLER = 4  # points by which a title may shrink to stand on one line
FIELD = "{8B6C41E0-36D4-4B8E-9C0F-2A9B5D1C7E55}"  # of the slide number; any constant will do
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
DECORATIVE_USE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"  # Microsoft's mark of decoration
OPENING_LAYOUT, TITLE_LAYOUT = "Title Slide", "Title Only"


def open_deck() -> Presentation:
    """Return an empty deck: python-pptx's own template, made 16:9 and stripped of the rest."""
    import pptx
    from pptx.util import Pt

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name not in (OPENING_LAYOUT, TITLE_LAYOUT):
            deck.slide_layouts.remove(layout)
    _place_holders(deck.slide_master)
    for layout in deck.slide_layouts:
        _place_holders(layout, OPENING if layout.name == OPENING_LAYOUT else TITLE)
    return deck


def _place_holders(page, title: Box = TITLE) -> None:
    """Put a master's or a layout's placeholders where slides have them; drop those of no use."""
    from pptx.enum.shapes import PP_PLACEHOLDER as KIND

    boxes = {KIND.TITLE: title, KIND.CENTER_TITLE: title, KIND.BODY: BODY}
    boxes |= {KIND.FOOTER: SMALL_PRINT, KIND.SLIDE_NUMBER: NUMBER}
    for shape in list(page.placeholders):
        box = boxes.get(shape.placeholder_format.type)
        if box is None:
            shape._element.getparent().remove(shape._element)
        else:
            place(shape, box)


def place(shape: BaseShape, box: Box) -> None:
    """Put a shape into its box."""
    from pptx.util import Pt

    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)


def add_slide(deck: Presentation, title: str, small_print: str, lang: str) -> Slide:
    """Return a new slide with its title, small print and number."""
    return _add(deck, TITLE_LAYOUT, (title, TITLE, TITLE_SIZES), small_print, lang)


def add_opening(deck: Presentation, title: str, small_print: str, lang: str) -> Slide:
    """Return the first slide of a deck."""
    sizes = (40, 36, 32, 28, 24, 20)
    return _add(deck, OPENING_LAYOUT, (title, OPENING, sizes), small_print, lang)


def _add(deck: Presentation, layout: str, head: tuple, small_print: str, lang: str) -> Slide:
    title, box, sizes = head
    slide = deck.slides.add_slide(deck.slide_layouts.get_by_name(layout))
    _write_title(slide, _fit_title(title, box, sizes), box, lang)
    for holder in slide.slide_layout.placeholders:
        kind = holder.element.ph.get("type")
        if kind in ("ftr", "sldNum"):
            shape = _copy_holder(slide, holder)
            if kind == "ftr":
                fitted = fit([small_print], SMALL_PRINT, (SMALL_SIZE,))
                look = Look(size=SMALL_SIZE, color=QUIET)
                fill(shape, fitted.paragraphs, look, lang, anchor="middle")
            else:
                _write_number(shape, len(deck.slides), lang)
    return slide


def _fit_title(title: str, box: Box, sizes: Sequence[float]) -> Fitted:
    """Return a title on one line if that need not be small, else on the lines there is room for."""
    for size in sizes:
        if size >= sizes[0] - SMALLER and len(break_lines(title, box.width, size)) == 1:
            return Fitted([title], size)
    return fit([title], box, sizes)


def _write_title(slide: Slide, fitted: Fitted, box: Box, lang: str) -> None:
    place(slide.shapes.title, box)
    look = Look(size=fitted.size, bold=True)
    fill(slide.shapes.title, fitted.paragraphs, look, lang, anchor="middle")


def _copy_holder(slide: Slide, holder: BaseShape) -> BaseShape:
    """Return a layout's placeholder on the slide; python-pptx leaves small print out."""
    element = deepcopy(holder._element)
    element.nvSpPr.cNvPr.set("id", str(max(shape.shape_id for shape in slide.shapes) + 1))
    slide.shapes._spTree.append(element)
    shape = slide.shapes[-1]
    for extra in shape._element.txBody.p_lst[1:]:
        extra.getparent().remove(extra)
    shape._element.txBody.p_lst[0].clear()
    return shape


def _write_number(shape: BaseShape, number: int, lang: str) -> None:
    """Write the slide's number as a field that follows when slides are moved."""
    from pptx.text.text import Font

    _prepare(shape, "middle")
    paragraph = shape.text_frame.paragraphs[0]._p
    paragraph.get_or_add_pPr().set("algn", "r")
    field = paragraph.makeelement(_name("fld"), {"id": FIELD, "type": "slidenum"})
    look = field.makeelement(_name("rPr"), {"lang": LOCALES[lang]})
    text = field.makeelement(_name("t"), {})
    text.text = str(number)
    field.extend([look, text])
    paragraph.append(field)
    set_look(Font(look), Look(size=SMALL_SIZE, color=QUIET))


def _name(tag: str, space: str = "a") -> str:
    from pptx.oxml.ns import qn

    return qn(f"{space}:{tag}")


def add_text(
    slide: Slide, paragraphs: Sequence[str], box: Box, lang: str, *, look: Look | None = None
) -> Fitted:
    """Write text on a slide, as large as fits; return what was written.

    The size in ``look`` is the largest to try; default: a plain list of paragraphs.
    """
    look = look or Look(size=TEXT_SIZES[0])
    room = Box(0, 0, box.width - INDENT * look.bullets, box.height)
    sizes = [size for size in (24, *TEXT_SIZES) if size <= look.size]
    fitted = fit(paragraphs, room, sizes, more=say("slide_more", lang))
    shape = slide.shapes.add_textbox(0, 0, 0, 0)
    place(shape, box)
    look = Look(**vars(look) | {"size": fitted.size})
    fill(shape, fitted.paragraphs, look, lang)
    return fitted


def fill(
    shape: BaseShape, paragraphs: Sequence[str], look: Look, lang: str, *, anchor: str = "top"
) -> None:
    """Write text into a shape without margins, which keeps its size."""
    _prepare(shape, anchor)
    write_text(shape.text_frame, paragraphs, look, lang)


def _prepare(shape: BaseShape, anchor: str) -> None:
    from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR[anchor.upper()]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def add_picture(slide: Slide, path: Path, box: Box, alt: str) -> Box:
    """Put a picture into a box, whole and as large as it can be; return where it stands."""
    from PIL import Image

    with Image.open(path) as image:
        width, height = image.size
    scale = min(box.width / width, box.height / height)
    there = Box(box.left, box.top, width * scale, height * scale)
    shape = slide.shapes.add_picture(str(path), 0, 0)
    place(shape, there)
    describe(shape, alt)
    return there


def describe(shape: BaseShape, alt: str) -> None:
    """Give a shape what is read out in its place."""
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", clean(alt))


def mark(slide: Slide, box: Box, color: str) -> None:
    """Draw a filled bar: decoration, marked as such for who has the slide read out."""
    from pptx.dml.color import RGBColor
    from pptx.enum.shapes import MSO_SHAPE

    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, 0, 0)
    place(shape, box)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(color[1:])
    shape.line.fill.background()
    shape._element.remove(shape._element.find(_name("style", "p")))
    _make_decoration(shape)


def _make_decoration(shape: BaseShape) -> None:
    from lxml import etree

    facts = shape._element.xpath("./*/p:cNvPr")[0]
    extensions = etree.SubElement(facts, _name("extLst"))
    extension = etree.SubElement(extensions, _name("ext"), uri=DECORATIVE_USE)
    etree.SubElement(
        extension, f"{{{DECORATIVE}}}decorative", {"val": "1"}, nsmap={"adec": DECORATIVE}
    )
