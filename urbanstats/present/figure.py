"""The look of every figure, and how a figure becomes files.

Charts are drawn for a 16:9 slide of 13.33 x 7.5 inches, or for the half of one that stands beside
text, with the font that comes with the package. No text is smaller than 16 points, so that it is
read from the back of a room. Equal figures give equal bytes.
"""

from __future__ import annotations

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
from PIL.PngImagePlugin import PngInfo

from urbanstats import __version__
from urbanstats.present.alt import KEY, alt_of
from urbanstats.words.text import is_wide, wrap

HERE = Path(__file__).parent
STYLE_FILE = HERE / "urbanstats.mplstyle"
FONT_FILE = HERE / "fonts" / "UrbanstatsSans-Regular.otf"

SLIDE = (40 / 3, 7.5)  # inches, 16:9
HALF = (6.4, 5.6)  # inches, beside text on a slide
LINE_WIDTH = 880  # points of a slide's 960 that text may take
TITLE_SIZE, LEAST_TITLE, TEXT_SIZE, SMALL = 26, 18, 17, 16  # points; nothing is smaller

INK, QUIET, GREY, FAINT = "#1F2328", "#59606A", "#8A8F98", "#E4E7EB"
BLUE, ORANGE = "#0072B2", "#D55E00"  # told apart in every common colour blindness
PURPLE = "#8F4A8B"  # figures as they will be published, where the plan's basis is another
LIGHTS = {"met": BLUE, "likely": BLUE, "even": GREY, "unlikely": ORANGE, "missed": ORANGE}
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
    return plt.figure(figsize=SLIDE).add_axes(_box(SLIDE, left, right, top, bottom))


@style()
def half_axes() -> Axes:
    """Return empty axes of half a slide, for a chart beside text that says what it is about.

    A chart on them has no title and no likelihoods of its own. A notebook does not show them by
    itself; ``ax.figure`` does.
    """
    return Figure(figsize=HALF).add_axes(_box(HALF, left=1.15, right=0.15, top=1.5, bottom=1.1))


def is_half(ax: Axes) -> bool:
    """Return whether axes stand on less than a slide, beside text."""
    return ax.get_figure().get_figwidth() < 0.75 * SLIDE[0]


def _box(size: tuple, left: float, right: float, top: float, bottom: float) -> tuple:
    width, height = size
    return left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height


def add_head(ax: Axes, title: str, subtitle: str, *, indent: float = 0, rise: float = 40) -> None:
    """Write the title ``rise`` points above the axes, the subtitle below it, both indented.

    A long title is set smaller, a very long one in two lines.
    """
    width = 72 * ax.get_figure().get_figwidth() * ax.get_position().width
    size = min(TITLE_SIZE, LINE_WIDTH / _ems(title)) if title else TITLE_SIZE
    if size < LEAST_TITLE:
        title, size = wrap_text(title, LINE_WIDTH / LEAST_TITLE), LEAST_TITLE
    ax.set_title(title, x=-indent / width, pad=rise, fontsize=size, linespacing=1.1)
    add_text(ax, subtitle, (0, 1), (-indent, rise - 11), va="top", color=QUIET)


def add_caption(ax: Axes, caption: str, *, indent: float = 0, drop: float = 44) -> None:
    """Write small print ``drop`` points below the axes and ``indent`` points left of them.

    It ends with the version of the package: with the day of knowledge, that tells which run a
    figure is of and still gives equal runs equal files, which a clock's time would not.
    """
    across = LINE_WIDTH * ax.get_figure().get_figwidth() / SLIDE[0]
    text = wrap_text(f"{caption} urbanstats\u00a0{__version__}".strip(), across / SMALL)
    add_text(ax, text, (0, 0), (-indent, -drop), va="top", color=QUIET, fontsize=SMALL)


def add_text(ax: Axes, text: str, corner: tuple, offset: tuple, **look: object) -> Text:
    """Write text at an offset (points) from a corner of the axes (0-1), and return it."""
    look = {"fontsize": TEXT_SIZE, "va": "center", "linespacing": 1.25} | look
    where = {"xycoords": "axes fraction", "textcoords": "offset points"}
    return ax.annotate(text, corner, offset, annotation_clip=False, **where, **look)


def add_behind(ax: Axes, drawn: Text, text: str) -> None:
    """Write quiet text behind another text, on its middle line."""
    where = {"xycoords": drawn, "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(text, (1, 0.5), (4, 0), va="center", fontsize=SMALL, color=QUIET, **where)


def wrap_text(text: str, width: float) -> str:
    r"""Return text broken into lines of at most ``width`` ems, between words or Chinese signs.

    Examples
    --------
    >>> wrap_text("one two three", 4)
    'one two\nthree'
    >>> wrap_text("常住人口城镇化率", 4)
    '常住人口\n城镇化率'
    """
    return "\n".join(wrap(text, width, _ems))


def _ems(text: str) -> float:
    """Return about how wide a text is: a Chinese sign is 1 em, a Latin letter about half."""
    return sum(1.0 if is_wide(sign) else 0.48 for sign in text)


def missing_glyphs(figure: Figure) -> str:
    """Return the characters of a figure's texts that its font cannot draw, or ``""``."""
    _prepare()
    known = font_manager.get_font(FONT_FILE).get_charmap()
    shown = {sign for text in figure.findobj(Text) for sign in text.get_text()}
    return "".join(sorted(sign for sign in shown if ord(sign) not in known and sign != "\n"))


@style()
def write_figure(figure: Figure, path: str | Path) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG and return the two paths.

    Equal figures give equal files: no dates, no machine's own fonts. What the figure shows goes
    into both as their description (``read_alt``). A character that the font does not have is
    drawn as a box, with one warning that names it.

    Parameters
    ----------
    path
        Folder and name without an ending; ``.png`` and ``.svg`` are added. The folder exists.
    """
    missing = missing_glyphs(figure)
    if missing:
        warnings.warn(f"{Path(path).name}: the font has no sign for {missing}", stacklevel=2)
    png, svg = Path(f"{path}.png"), Path(f"{path}.svg")
    title = next((ax.get_title(loc="left") for ax in figure.axes), "").replace("\n", " ")
    about = {"Title": title, KEY: alt_of(figure)}
    about = {name: text for name, text in about.items() if text}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(png, pil_kwargs={"compress_level": 1, "pnginfo": _png_text(figure)})
        figure.savefig(svg, metadata={"Date": None, "Creator": None, **about})
    return png, svg


def _png_text(figure: Figure) -> PngInfo:
    """Return what a figure shows as text of a PNG, in UTF-8."""
    text = PngInfo()
    if alt := alt_of(figure):
        text.add_itxt(KEY, alt)
    return text
