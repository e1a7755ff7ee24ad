"""Tables on slides: native ones, which a reader can edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from urbanstats.present.deck.fit import SPACING, Box, break_lines
from urbanstats.present.deck.frame import describe
from urbanstats.present.deck.text import Look, write_text
from urbanstats.present.palette import GREY, INK, QUIET

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.table import _Cell


SIZE = 16
SIDE, ABOVE = 6, 1  # margins of a cell, in points
BARE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's style without lines and fills


@dataclass(frozen=True)
class Cell:
    """One cell: its lines of text, the colour behind it, and whether it is bold."""

    text: str
    tint: str = ""
    bold: bool = False


def row_height(cells: Sequence[Cell], widths: Sequence[float], size: float = SIZE) -> float:
    """Return how high a row of cells must be."""
    lines = [
        sum(len(break_lines(line, width - 2 * SIDE, size)) for line in cell.text.split("\n"))
        for cell, width in zip(cells, widths, strict=True)
    ]
    return max(lines) * SPACING * size + 2 * ABOVE


def add_table(
    slide: Slide,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    corner: tuple[float, float],
    lang: str,
    alt: str,
) -> Box:
    """Draw a table whose first row is its head; return where it stands.

    Parameters
    ----------
    slide
        Slide to draw on.
    rows
        Cells by row, the head first.
    widths
        Widths of the columns, in points.
    corner
        Left and top, in points.
    lang
        ``"en"`` or ``"zh"``.
    alt
        What is read out before the table.
    """
    from pptx.util import Pt

    heights = [row_height(row, widths) for row in rows]
    box = Box(*corner, sum(widths), sum(heights))
    measures = [Pt(value) for value in (box.left, box.top, box.width, box.height)]
    frame = slide.shapes.add_table(len(rows), len(widths), *measures)
    describe(frame, alt)
    table = frame.table
    table._tbl.tblPr.find(f"{{{table._tbl.nsmap['a']}}}tableStyleId").text = BARE
    table.horz_banding, table.first_row = False, True
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Pt(width)
    for number, (row, height) in enumerate(zip(rows, heights, strict=True)):
        table.rows[number].height = Pt(height)
        for position, cell in enumerate(row):
            _write_cell(table.cell(number, position), cell, lang, head=number == 0)
    return box


def _write_cell(drawn: _Cell, cell: Cell, lang: str, *, head: bool) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import MSO_ANCHOR
    from pptx.util import Pt

    drawn.margin_left = drawn.margin_right = Pt(SIDE)
    drawn.margin_top = drawn.margin_bottom = Pt(ABOVE)
    drawn.vertical_anchor = MSO_ANCHOR.MIDDLE
    look = Look(size=SIZE, color=QUIET if head else INK, bold=cell.bold, gap=0)
    write_text(drawn.text_frame, cell.text.split("\n"), look, lang)
    if cell.tint:
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = RGBColor.from_string(cell.tint[1:])
    else:
        drawn.fill.background()
    _underline(drawn, GREY if head else "#FFFFFF", 1.5 if head else 1)


def _underline(drawn: _Cell, color: str, width: float) -> None:
    """Draw the line below a cell."""
    from pptx.oxml.ns import qn
    from pptx.util import Pt

    settings = drawn._tc.get_or_add_tcPr()
    line = settings.makeelement(qn("a:lnB"), {"w": str(Pt(width))})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": color[1:]}))
    line.append(fill)
    settings.insert(0, line)
