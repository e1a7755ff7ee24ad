"""Figures as text: every mark and word that a figure consists of, where, and in which colour.

While figures are watched, none is painted: its marks are recorded in points, whatever the
resolution, and the file gets one flat colour that leads back to the record. So the record is of
what was really written under a file's name, however the writing is done.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock
from weakref import WeakKeyDictionary

import numpy as np
from matplotlib import rc_context, rcdefaults
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.path import Path as Line
from matplotlib.transforms import Affine2D
from PIL import Image

COLOUR = re.compile(r"<path.*?(#[0-9a-f]{6})", re.DOTALL)
POINTS = 72  # an inch
ABOUT = ("Title", "Description")  # what a PNG says besides
COARSE = 30  # pixels an inch, whole for every size of figure: one colour needs no more
OFF = (
    0.0137  # points; keeps what is laid out in whole or half points away from where rounding turns
)


class Recorder(RendererBase):
    """A renderer that writes down what it is asked to draw."""

    def __init__(self):
        super().__init__()
        self.marks: list[str] = []
        self.boxes: list[tuple[float, float, float, float]] = []

    def points_to_pixels(self, points):
        return points

    def flipy(self):
        return False

    def _points(self, places) -> np.ndarray:
        return np.round(np.asarray(places, float) + OFF, 1) + 0.0

    def _note(self, mark: str, gc, points: np.ndarray) -> None:
        clip = gc.get_clip_rectangle()
        where = f" within {_told(self._points(clip.extents))}" if clip else ""
        self.marks.append(f"{mark}{where}")
        known = points[np.isfinite(points).all(axis=1)]
        low, high = (known.min(axis=0), known.max(axis=0)) if len(known) else ((0, 0), (0, 0))
        self.boxes.append((low[0] - 0.3, low[1] - 0.3, high[0] + 0.3, high[1] + 0.3))

    def draw_path(self, gc, path, transform, rgbFace=None):  # noqa: N803 - matplotlib's name
        path = transform.transform_path(path)
        points = self._points(path.vertices)
        look = []
        if rgbFace is not None:
            alpha = (
                rgbFace[3] if len(rgbFace) == 4 and not gc.get_forced_alpha() else gc.get_alpha()
            )
            look.append(f"filled {to_hex((*rgbFace[:3], alpha), keep_alpha=True)}")
            look += [f"hatched {gc.get_hatch()}"] if gc.get_hatch() else []
        if gc.get_linewidth() > 0:
            dashes = gc.get_dashes()[1]
            look.append(f"line {_hex(gc)} {gc.get_linewidth():.3g}")
            look += [f"dashes {_told(np.round(dashes, 2))}"] if dashes is not None else []
        codes = "" if path.codes is None else "".join(map(str, path.codes)) + " "
        self._note(f"{' '.join(look)}: {codes}{_told(points)}", gc, points)

    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        size = prop.get_size_in_points()
        look = f"{_hex(gc)} {size:.4g} {prop.get_weight()} {prop.get_style()}"
        look += f" turned {angle:g}" if angle else ""
        width, height, _ = self.get_text_width_height_descent(s, prop, ismath)
        corners = self._points([(x, y), (x + width, y + height)])
        self._note(f"text {look}: {_told(corners[0])} {s}", gc, corners)

    def draw_image(self, gc, x, y, im, transform=None):
        height, width = im.shape[:2]
        corners = self._points([(x, y), (x + width, y + height)])
        self._note(f"image: {_told(corners)} mean {im.mean():.0f}", gc, corners)

    def order(self) -> str:
        """Return a hash of what lies above what, where they overlap and look different."""
        boxes, pairs = np.array(self.boxes), []
        for i, (left, low, right, high) in enumerate(boxes):
            under = (boxes[:i, 0] < right) & (boxes[:i, 2] > left)
            under &= (boxes[:i, 1] < high) & (boxes[:i, 3] > low)
            pairs += [f"{self.marks[j]}\n{self.marks[i]}" for j in np.flatnonzero(under)]
        return hashlib.sha256("\n".join(sorted(pairs)).encode()).hexdigest()[:16]


def _hex(gc) -> str:
    return to_hex(gc.get_rgb(), keep_alpha=True)


def _told(numbers) -> str:
    return " ".join(f"{number:.7g}" for number in np.ravel(numbers))


class Watch:
    """What was drawn while figures were watched, by its colour; a figure is recorded once."""

    def __init__(self):
        self.records: dict[str, str] = {}
        self._colours: WeakKeyDictionary[Figure, str] = WeakKeyDictionary()

    def text_of(self, png: Path, svg: Path) -> str:
        """Return what two files of a figure show, after seeing that they show the same."""
        with Image.open(png) as image:
            pixel = image.crop((0, 0, 1, 1)).convert("RGB").getpixel((0, 0))
            colour = to_hex([part / 255 for part in pixel])
            about = [f"{name}: {text}" for name, text in image.info.items() if name in ABOUT]
        source = svg.read_text(encoding="utf-8")
        if COLOUR.search(source)[1] != colour:
            raise ValueError(f"{png.name} and {svg.name} show different figures")
        told = re.findall(r"<dc:(title|description)>(.*?)</dc:", source, re.DOTALL)
        about += [f"svg {name}: {text}" for name, text in told]
        return "\n".join([*sorted(about), self.records[colour]])

    def colour_of(self, figure: Figure) -> str:
        """Return the colour of a figure, its marks written down."""
        if figure not in self._colours:
            self._colours[figure] = self._record(figure)
        return self._colours[figure]

    def _record(self, figure: Figure) -> str:
        recorder, dpi = Recorder(), figure.dpi
        figure.dpi = POINTS
        with mock.patch.object(Figure, "draw", _DRAW):
            figure.draw(recorder)
        figure.dpi = dpi
        size = _told(72 * figure.get_size_inches())
        text = "\n".join([f"size {size}", f"order {recorder.order()}", *sorted(recorder.marks)])
        colour = f"#{hashlib.sha256(text.encode()).hexdigest()[:6]}"
        self.records[colour] = text
        return colour


_DRAW = Figure.draw


@contextmanager
def watched() -> Iterator[Watch]:
    """Let figures be recorded instead of painted."""
    watch = Watch()
    save = Figure.savefig

    def draw(figure, renderer):
        colour = watch.colour_of(figure)
        gc = renderer.new_gc()
        gc.set_linewidth(0)
        where = Affine2D().scale(*figure.bbox.size)
        renderer.draw_path(gc, Line.unit_rectangle(), where, to_rgb(colour))

    def savefig(figure, *words, **look):
        save(figure, *words, **look | {"dpi": COARSE})

    with (
        rc_context(),
        mock.patch.object(Figure, "draw", draw),
        mock.patch.object(Figure, "savefig", savefig),
    ):
        rcdefaults()
        yield watch
