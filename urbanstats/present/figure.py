"""The look of every figure, and how a figure becomes files.

Charts are drawn for a 16:9 slide of 13.33 x 7.5 inches, with the font that comes with the
package. Equal figures give equal bytes.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

HERE = Path(__file__).parent
STYLE_FILE = HERE / "urbanstats.mplstyle"
FONT_FILE = HERE / "fonts" / "UrbanstatsSans-Regular.otf"

SLIDE = (40 / 3, 7.5)  # inches, 16:9
LINE_WIDTH = 880  # points of a slide's 960 that text may take
TITLE_SIZE, TEXT_SIZE, CAPTION_SIZE = 26, 17, 13  # points

INK, QUIET, GREY, FAINT = "#1F2328", "#59606A", "#8A8F98", "#E4E7EB"
BLUE, ORANGE = "#0072B2", "#D55E00"  # told apart in every common colour blindness
# What must stay on one line: a word or a Chinese sign, with the marks that belong to it.
PIECE = re.compile(r"[（《〔“]*(?:[⺀-\uffef]|[^ ⺀-\uffef]+)?[，。、；：）》〕”]* *")
PURPLE = "#8F4A8B"  # figures as they will be published, where the plan's basis is another
BAND_OUTER, BAND_INNER = "#C5DDEC", "#8DBEDD"


@contextmanager
def style() -> Iterator[None]:
    """Draw in the style of the package, whatever the machine's own settings are.

    Also a decorator: ``@style()``. The settings of before come back at the end.
    """
    _prepare()
    with matplotlib.rc_context(fname=STYLE_FILE):
        yield


@cache
def _prepare() -> None:
    """Make the font known, and let matplotlib choose its backend before the style begins.

    A notebook's backend turns interactive drawing on when it is chosen; that must outlast the
    style, or every figure but the first would stay unseen.
    """
    font_manager.fontManager.addfont(FONT_FILE)
    plt.draw_if_interactive()


def new_axes(left: float, right: float, top: float, bottom: float = 1.3) -> Axes:
    """Return empty axes on a new slide, with margins in inches."""
    width, height = SLIDE
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    return plt.figure(figsize=SLIDE).add_axes(box)


def add_head(ax: Axes, title: str, subtitle: str, *, indent: float = 0, rise: float = 40) -> None:
    """Write the title ``rise`` points above the axes, the subtitle below it, both indented."""
    width = 72 * ax.get_figure().get_figwidth() * ax.get_position().width
    size = min(TITLE_SIZE, LINE_WIDTH / _ems(title)) if title else TITLE_SIZE
    ax.set_title(title, x=-indent / width, pad=rise, fontsize=size)
    add_text(ax, subtitle, (0, 1), (-indent, rise - 11), va="top", color=QUIET)


def add_caption(ax: Axes, caption: str, *, indent: float = 0, drop: float = 44) -> None:
    """Write small print ``drop`` points below the axes and ``indent`` points left of them."""
    text = wrap_text(caption, LINE_WIDTH / CAPTION_SIZE)
    add_text(ax, text, (0, 0), (-indent, -drop), va="top", color=QUIET, fontsize=CAPTION_SIZE)


def add_text(ax: Axes, text: str, corner: tuple, offset: tuple, **look: object) -> Text:
    """Write text at an offset (points) from a corner of the axes (0-1), and return it."""
    look = {"fontsize": TEXT_SIZE, "va": "center", "linespacing": 1.25} | look
    where = {"xycoords": "axes fraction", "textcoords": "offset points"}
    return ax.annotate(text, corner, offset, annotation_clip=False, **where, **look)


def add_behind(ax: Axes, drawn: Text, text: str) -> None:
    """Write small and quiet text behind another text, on its middle line."""
    where = {"xycoords": drawn, "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(text, (1, 0.5), (4, 0), va="center", fontsize=CAPTION_SIZE, color=QUIET, **where)


def wrap_text(text: str, width: float) -> str:
    r"""Return text broken into lines of at most ``width`` ems, between words or Chinese signs.

    Examples
    --------
    >>> wrap_text("one two three", 4)
    'one two\nthree'
    >>> wrap_text("常住人口城镇化率", 4)
    '常住人口\n城镇化率'
    """
    lines = [""]
    for piece in filter(None, PIECE.findall(text)):
        if lines[-1] and _ems(lines[-1] + piece.rstrip(" ")) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.rstrip(" ") for line in lines)


def _ems(text: str) -> float:
    """Return about how wide a text is: a Chinese sign is 1 em, a Latin letter half of it."""
    return sum(1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.52 for sign in text)


def missing_glyphs(figure: Figure) -> str:
    """Return the characters of a figure's texts that its font cannot draw, or ``""``."""
    _prepare()
    known = font_manager.get_font(FONT_FILE).get_charmap()
    shown = {sign for text in figure.findobj(Text) for sign in text.get_text()}
    return "".join(sorted(sign for sign in shown if ord(sign) not in known and sign != "\n"))


@style()
def write_figure(figure: Figure, path: str | Path) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG and return the two paths.

    Equal figures give equal files: no dates, no machine's own fonts. A character that the font
    does not have is drawn as a box, with one warning that names it.

    Parameters
    ----------
    path
        Folder and name without an ending; ``.png`` and ``.svg`` are added. The folder exists.
    """
    missing = missing_glyphs(figure)
    if missing:
        warnings.warn(f"{Path(path).name}: the font has no sign for {missing}", stacklevel=2)
    png, svg = Path(f"{path}.png"), Path(f"{path}.svg")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(png, metadata={"Software": None}, pil_kwargs={"compress_level": 1})
        figure.savefig(svg, metadata={"Date": None, "Creator": None})
    return png, svg
