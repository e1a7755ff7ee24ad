"""How a figure becomes files: painted once, as a PNG of few colours; and drawn as a short SVG.

Equal figures give equal files: no dates, no machine's own fonts. What a figure shows goes into both
as their description (``urbanstats.present.alt``).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from weakref import WeakKeyDictionary

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from urbanstats.present.alt import KEY, alt_of
from urbanstats.present.charts.frame import missing_glyphs, style

QUICK = 5  # of 9: hardly larger than the usual 6, in three quarters of the time
ON_PAGE = 2  # a figure on a notebook's page has one pixel for so many of its file, each way
SHORT = (  # what an SVG says at length, and shorter
    (re.compile(r"\n +(?=<)"), "\n"),
    (re.compile(r'(["#])UrbanstatsSans-Regular-'), r"\1g"),
    (re.compile(r'(<use xlink:href="#g\w+") transform="translate\((\S+) 0\)"'), r'\1 x="\2"'),
    (re.compile(r'( [xy]="-?\d+\.\d\d)\d+'), r"\1"),
)
GLYPH = re.compile(r'(<path id="g\w+" d=")([^"]+)(" transform="scale\()0.015625')
COARSER = 10  # so many of an outline's steps, 6,400 to an em, become one
PATH = re.compile(r'(?<= d=")[^"]+')
SHORT_PATH = ((re.compile(r"\s*([MLCQz])\s*"), r"\1"), (re.compile(r"(\.\d\d)\d+"), r"\1"))
_painted: WeakKeyDictionary[Figure, bytes] = WeakKeyDictionary()


@style()
def write_figure(figure: Figure, path: str | Path) -> tuple[Path, Path]:
    """Write a figure as PNG and SVG and return the two paths.

    A character that the font does not have is drawn as a box, with one warning that names it.

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
        if figure.stale or figure not in _painted:
            _paint(figure)
        png.write_bytes(_painted[figure])
        svg.write_text(_svg(figure), encoding="utf-8")
    return png, svg


@style()
def page_png(figure: Figure) -> bytes:
    """Return a figure as a PNG for a notebook's page, in half the resolution of its file.

    The file's PNG is kept for `write_figure`, so that a figure which does not change is painted
    once.
    """
    return _png(_paint(figure).reduce(ON_PAGE), figure)


def _paint(figure: Figure) -> Image.Image:
    """Return a figure as an image in the resolution of its file, whose PNG is kept."""
    canvas, dpi = figure.canvas, figure.dpi
    try:
        figure.dpi = rcParams["savefig.dpi"]
        agg = FigureCanvasAgg(figure)
        agg.draw()
        size = agg.get_width_height()
    finally:
        figure.dpi = dpi
        figure.set_canvas(canvas)
    figure.stale = False  # until something on it changes
    image = Image.frombuffer("RGBA", size, agg.buffer_rgba()).convert("RGB")
    _painted[figure] = _png(image, figure)
    return image


def _png(image: Image.Image, figure: Figure) -> bytes:
    """Return an image as a PNG of at most 256 colours that says what it shows, in UTF-8."""
    text, file = PngInfo(), BytesIO()
    if alt := alt_of(figure):
        text.add_itxt(KEY, alt)
    _with_few_colours(image).save(file, "png", pnginfo=text, compress_level=QUICK)
    return file.getvalue()


def _with_few_colours(image: Image.Image) -> Image.Image:
    """Return an image of at most 256 colours, in which plain areas keep theirs.

    Of like colours the quantizer takes the mean, which edges pull away from the colour of the area
    between them; here it is the one that most of their pixels have, seen at one pixel in sixteen.
    """
    few = image.quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    size = image.width // 4, image.height // 4
    colours = image.resize(size, Image.Resampling.NEAREST).split()
    places = Image.frombytes("L", size, few.resize(size, Image.Resampling.NEAREST).tobytes())
    palette = few.getpalette()
    for _, (*colour, place) in sorted(
        Image.merge("RGBA", [*colours, places]).getcolors(maxcolors=size[0] * size[1])
    ):
        palette[3 * place : 3 * place + 3] = colour
    few.putpalette(palette)
    return few


def _svg(figure: Figure) -> str:
    """Return a figure as SVG, in points to two decimals."""
    title = next((ax.get_title(loc="left") for ax in figure.axes), "").replace("\n", " ")
    about = {name: text for name, text in (("Title", title), (KEY, alt_of(figure))) if text}
    file = BytesIO()
    figure.savefig(file, format="svg", metadata={"Date": None, "Creator": None, **about})
    head, end, drawing = file.getvalue().decode().partition("</metadata>")
    drawing = PATH.sub(lambda path: _shorter(path[0], SHORT_PATH), _shorter(drawing, SHORT))
    scale = f"{0.015625 * COARSER:g}"
    drawing = GLYPH.sub(lambda one: f"{one[1]}{_outline(one[2])}{one[3]}{scale}", drawing)
    return head + end + drawing


def _shorter(text: str, changes: Iterable[tuple[re.Pattern, str]]) -> str:
    for long, short in changes:
        text = long.sub(short, text)
    return text


@lru_cache(maxsize=10_000)
def _outline(path: str) -> str:
    """Return a glyph's outline in coarser steps, each point told from the one before it."""
    parts, at, begin = [], (0, 0), (0, 0)
    for sort, numbers in re.findall(r"([MLCQz])([^MLCQz]*)", path):
        steps = [round(float(number) / COARSER) for number in numbers.split()]
        points = list(zip(steps[::2], steps[1::2], strict=True))
        away = [part for x, y in points for part in (x - at[0], y - at[1])]
        if sort == "L" and 0 in away:
            parts.append(f"h{away[0]}" if away[1] == 0 else f"v{away[1]}")
        else:
            told = " ".join(map(str, away)).replace(" -", "-")
            parts.append(f"{sort.lower()}{told}")
        begin = points[0] if sort == "M" else begin
        at = points[-1] if points else begin
    return "".join(parts)
