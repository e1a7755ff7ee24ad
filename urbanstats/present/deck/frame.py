"""The frame of every slide, 16:9: a real title, small print, a number; and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path

import pptx
from lxml import etree
from PIL import Image
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.shapes.base import BaseShape
from pptx.slide import Slide
from pptx.table import _Cell
from pptx.text.text import Font, _Paragraph
from pptx.util import Pt

from urbanstats.present.deck.text import (
    INDENT,
    LOCALES,
    SPACING,
    Box,
    Look,
    break_lines,
    clean,
    fit,
    set_look,
    write_text,
)
from urbanstats.present.palette import GREY, INK, QUIET
from urbanstats.words.phrases import say

WIDTH, HEIGHT = 960, 540  # points
TITLE = Box(36, 18, 888, 62)
BODY = Box(36, 86, 888, 406)
SMALL_PRINT = Box(36, 500, 812, 32)
NUMBER = Box(876, 500, 48, 32)
OPENING = Box(72, 120, 816, 130)  # title of the first slide
OPENING_SIZES = (40, 36, 32, 28, 24, 20)
TITLE_SIZES, TEXT_SIZES, SMALL_SIZE = (28, 26, 24, 22, 20, 18, 16), (20, 18, 16), 12
SMALLER = 4  # points by which a title may shrink to stand on one line
CELL_SIZE, CELL_SIDE, CELL_ABOVE = 16, 6, 1  # of a table: size and margins
BARE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's style without lines and fills
FIELD = "{8B6C41E0-36D4-4B8E-9C0F-2A9B5D1C7E55}"  # of the slide number; any constant will do
DECORATIVE = "http://schemas.microsoft.com/office/drawing/2017/decorative"
DECORATIVE_USE = "{C183D7F6-B498-43B3-948B-1728B52AA6E4}"  # Microsoft's mark of decoration
OPENING_LAYOUT, TITLE_LAYOUT = "Title Slide", "Title Only"


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its lines of text, the colour behind it, and whether it is bold."""

    text: str
    tint: str = ""
    bold: bool = False


def open_deck() -> Presentation:
    """Return an empty deck: python-pptx's own template, made 16:9 and stripped of the rest."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
    for layout in list(deck.slide_layouts):
        if layout.name not in (OPENING_LAYOUT, TITLE_LAYOUT):
            deck.slide_layouts.remove(layout)
    for page in (deck.slide_master, *deck.slide_layouts):
        title = OPENING if page.name == OPENING_LAYOUT else TITLE
        boxes = {KIND.TITLE: title, KIND.CENTER_TITLE: title, KIND.BODY: BODY}
        boxes |= {KIND.FOOTER: SMALL_PRINT, KIND.SLIDE_NUMBER: NUMBER}
        for shape in list(page.placeholders):
            box = boxes.get(shape.placeholder_format.type)
            if box:
                _place(shape, box)
            else:
                shape._element.getparent().remove(shape._element)
    return deck


def _place(shape: BaseShape, box: Box) -> None:
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.width), Pt(box.height)


def add_slide(
    deck: Presentation, title: str, small_print: str, lang: str, *, first: bool = False
) -> Slide:
    """Return a new slide with its title, small print and number; the first has a large title."""
    layout = deck.slide_layouts.get_by_name(OPENING_LAYOUT if first else TITLE_LAYOUT)
    slide = deck.slides.add_slide(layout)
    box, sizes = (OPENING, OPENING_SIZES) if first else (TITLE, TITLE_SIZES)
    _place(slide.shapes.title, box)
    written, size = _fit_title(title, box, sizes)
    _fill(slide.shapes.title, written, Look(size=size, bold=True), lang, anchor="middle")
    look = Look(size=SMALL_SIZE, color=QUIET)
    for holder in layout.placeholders:
        kind = holder.element.ph.get("type")
        if kind == "ftr":
            written, _ = fit([small_print], SMALL_PRINT, (SMALL_SIZE,))
            _fill(_copy_holder(slide, holder), written, look, lang, anchor="middle")
        elif kind == "sldNum":
            shape = _copy_holder(slide, holder)
            _fill(shape, [], look, lang, anchor="middle")
            _number(shape.text_frame.paragraphs[0], len(deck.slides), look, lang)
    return slide


def _fit_title(title: str, box: Box, sizes: Sequence[float]) -> tuple[list[str], float]:
    """Return a title on one line if that need not be small, else on the lines there is room for."""
    for size in sizes:
        if size >= sizes[0] - SMALLER and len(break_lines(title, box.width, size)) == 1:
            return [title], size
    return fit([title], box, sizes)


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


def _number(paragraph: _Paragraph, number: int, look: Look, lang: str) -> None:
    """Write the slide's number as a field that follows when slides are moved."""
    paragraph._p.get_or_add_pPr().set("algn", "r")
    field = paragraph._p.makeelement(qn("a:fld"), {"id": FIELD, "type": "slidenum"})
    settings = field.makeelement(qn("a:rPr"), {"lang": LOCALES[lang]})
    text = field.makeelement(qn("a:t"), {})
    text.text = str(number)
    field.extend([settings, text])
    paragraph._p.append(field)
    set_look(Font(settings), look)


def add_text(slide: Slide, paragraphs: Sequence[str], box: Box, lang: str, look: Look) -> None:
    """Write text on a slide, as large as fits; the size in ``look`` is the largest to try."""
    room = Box(0, 0, box.width - INDENT * look.bullets, box.height)
    sizes = [size for size in (24, *TEXT_SIZES) if size <= look.size]
    written, size = fit(paragraphs, room, sizes, more=say("slide_more", lang))
    shape = slide.shapes.add_textbox(0, 0, 0, 0)
    _place(shape, box)
    _fill(shape, written, replace(look, size=size), lang)


def _fill(
    shape: BaseShape, paragraphs: Sequence[str], look: Look, lang: str, *, anchor: str = "top"
) -> None:
    """Write text into a shape without margins, which keeps its size."""
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR[anchor.upper()]
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write_text(frame, paragraphs, look, lang)


def add_picture(slide: Slide, path: Path, box: Box, alt: str) -> None:
    """Put a picture into a box, whole and as large as it can be."""
    with Image.open(path) as image:
        width, height = image.size
    scale = min(box.width / width, box.height / height)
    shape = slide.shapes.add_picture(str(path), 0, 0)
    _place(shape, Box(box.left, box.top, width * scale, height * scale))
    _describe(shape, alt)


def _describe(shape: BaseShape, alt: str) -> None:
    """Give a shape what is read out in its place."""
    shape._element.xpath("./*/p:cNvPr")[0].set("descr", clean(alt))


def add_bar(slide: Slide, box: Box, color: str) -> None:
    """Draw a filled bar: decoration, marked as such for who has the slide read out."""
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, 0, 0, 0, 0)
    _place(shape, box)
    shape.fill.solid()
    shape.fill.fore_color.rgb = RGBColor.from_string(color[1:])
    shape.line.fill.background()
    shape._element.remove(shape._element.find(qn("p:style")))
    facts = shape._element.xpath("./*/p:cNvPr")[0]
    extensions = etree.SubElement(facts, qn("a:extLst"))
    extension = etree.SubElement(extensions, qn("a:ext"), uri=DECORATIVE_USE)
    names = {"adec": DECORATIVE}
    etree.SubElement(extension, f"{{{DECORATIVE}}}decorative", {"val": "1"}, nsmap=names)


def row_height(cells: Sequence[Cell], widths: Sequence[float]) -> float:
    """Return how high a row of a table must be."""
    lines = [
        sum(
            len(break_lines(line, width - 2 * CELL_SIDE, CELL_SIZE))
            for line in cell.text.split("\n")
        )
        for cell, width in zip(cells, widths, strict=True)
    ]
    return max(lines) * SPACING * CELL_SIZE + 2 * CELL_ABOVE


def add_table(
    slide: Slide,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    corner: tuple[float, float],
    lang: str,
    alt: str,
) -> float:
    """Draw a table that a reader can edit, its first row the head; return its height.

    Widths of the columns and the corner (left, top) are in points; ``alt`` is read out before it.
    """
    heights = [row_height(row, widths) for row in rows]
    measures = [Pt(value) for value in (*corner, sum(widths), sum(heights))]
    frame = slide.shapes.add_table(len(rows), len(widths), *measures)
    _describe(frame, alt)
    table = frame.table
    table._tbl.tblPr.find(qn("a:tableStyleId")).text = BARE
    table.horz_banding, table.first_row = False, True
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        table.rows[number].height = Pt(height)
        for position, cell in enumerate(row):
            _write_cell(table.cell(number, position), cell, lang, head=number == 0)
    return sum(heights)


def _write_cell(drawn: _Cell, cell: Cell, lang: str, *, head: bool) -> None:
    drawn.margin_left = drawn.margin_right = Pt(CELL_SIDE)
    drawn.margin_top = drawn.margin_bottom = Pt(CELL_ABOVE)
    drawn.vertical_anchor = MSO_ANCHOR.MIDDLE
    look = Look(size=CELL_SIZE, color=QUIET if head else INK, bold=cell.bold, gap=0)
    write_text(drawn.text_frame, cell.text.split("\n"), look, lang)
    if cell.tint:
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = RGBColor.from_string(cell.tint[1:])
    else:
        drawn.fill.background()
    color, width = (GREY, 1.5) if head else ("#FFFFFF", 1)
    settings = drawn._tc.get_or_add_tcPr()
    line = settings.makeelement(qn("a:lnB"), {"w": str(Pt(width))})  # below the cell
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": color[1:]}))
    line.append(fill)
    settings.insert(0, line)
