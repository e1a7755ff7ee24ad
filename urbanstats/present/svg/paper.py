"""What every drawing is made of: elements, scales, ticks, markers and a key."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from urbanstats.brief.likelihood import paragraph
from urbanstats.present.palette import FAINT, INK
from urbanstats.words.text import is_wide

WIDTH, SIZE = 460, 16  # text is still 11 pixels high where the sheet is shown 320 wide
LINE = 22  # from one line of text to the next
FONT = "system-ui, sans-serif"
DASHES = "7 4"
MUTED = {"class_": "sketch-quiet"}
LEVEL = {  # the look of words that stand among marks
    "class_": "sketch-level",
    "font_weight": 700,
    "stroke": "#fff",
    "stroke_width": 3,
    "paint_order": "stroke",
}
SHAPES = {  # corners of a marker, as parts of its radius
    "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
    "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    "triangle": ((0, -1.2), (1.1, 0.9), (-1.1, 0.9)),
    "wedge": ((0, 1.2), (1.1, -0.9), (-1.1, -0.9)),
}
Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """A straight scale: values from low to high stand at places from start to end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        return self.start + (value - self.low) * self.step

    @property
    def step(self) -> float:
        """Return how far apart two values stand that differ by 1."""
        return (self.end - self.start) / (self.high - self.low)


def element(tag: str, content: str = "", **attributes: object) -> str:
    """Return an element; content is markup already, attributes are escaped.

    In a name ``_`` stands for ``-`` and one at its end falls off.

    Examples
    --------
    >>> element("circle", class_="sketch-dot", cx=1.25, stroke_width=2.0)
    '<circle class="sketch-dot" cx="1.2" stroke-width="2"/>'
    """
    written = ""
    for name, value in attributes.items():
        text = place(value) if isinstance(value, int | float) else escape(str(value))
        written += f' {name.rstrip("_").replace("_", "-")}="{text}"'
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


def place(value: float) -> str:
    """Return a coordinate to one decimal at most.

    Examples
    --------
    >>> place(3.04), place(-0.01), place(2.46)
    ('3', '0', '2.5')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def sheet(
    kind: str, size: Point, label: Sequence[str], parts: Iterable[str], lang: str = "en"
) -> str:
    """Return the whole drawing: its kind gives it a class, the label's sentences are read aloud."""
    return element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {place(size[0])} {place(size[1])}",
        role="img",
        class_=f"sketch sketch-{kind}",
        aria_label=paragraph(label, lang),
        font_family=FONT,
        font_size=SIZE,
        fill="currentColor",
    )


def group(parts: Iterable[str], **look: object) -> str:
    """Return parts that share a look, ``""`` where there are none."""
    content = "".join(parts)
    return element("g", content, **look) if content else ""


def path(points: Iterable[Point], **look: object) -> str:
    """Return a line through points."""
    return element("path", d="M" + _points(points), fill="none", **look)


def area(points: Iterable[Point], **look: object) -> str:
    """Return the area within points."""
    return element("polygon", points=_points(points), **look)


def _points(points: Iterable[Point]) -> str:
    return " ".join(f"{place(x)},{place(y)}" for x, y in points)


def write(x: float, y: float, words: str, **look: object) -> str:
    """Return a line of text; ``y`` is its foot."""
    return element("text", escape(words), x=x, y=y, **look)


def marker(shape: str, at: Point, radius: float = 5, note: str = "", **look: object) -> str:
    """Return a marker, ``"circle"`` or a name of `SHAPES`; a pointer on it shows the note."""
    title = element("title", escape(note)) if note else ""
    x, y = at
    if shape == "circle":
        return element("circle", title, cx=x, cy=y, r=radius, **look)
    corners = _points((x + radius * dx, y + radius * dy) for dx, dy in SHAPES[shape])
    return element("polygon", title, points=corners, **look)


def marked_line(
    at: Sequence[Point], shape: str, line: Mapping, dots: Mapping, notes: Sequence[str] = ()
) -> list[str]:
    """Return a line through points, each with a marker and its note; one point has no line."""
    joined = [path(at, **line)] if len(at) > 1 else []
    notes = notes or [""] * len(at)
    markers = [marker(shape, point, note=note) for point, note in zip(at, notes, strict=True)]
    return [*joined, group(markers, **dots)]


def text_width(words: str) -> float:
    """Return how wide a text may be, in the widest of the usual fonts."""
    return SIZE * sum(
        1.0 if is_wide(sign) else 0.96 if sign in "%<>+−" else 0.64 if sign.isdigit() else 0.6
        for sign in words
    )


def apart(heights: dict[int, float], bottom: float) -> dict[int, float]:
    """Return heights so far apart that lines of text do not touch, none below the bottom."""
    order = sorted(heights, key=heights.get)
    placed: list[float] = []
    for year in order:
        placed.append(max([heights[year], *(foot + LINE for foot in placed[-1:])]))
    over = max(placed[-1] - bottom, 0)
    placed = [foot - over for foot in placed]
    for number in range(len(placed) - 2, -1, -1):
        placed[number] = min(placed[number], placed[number + 1] - LINE)
    return dict(zip(order, placed, strict=True))


def ticks(low: float, high: float, about: int = 4) -> list[float]:
    """Return round numbers between two values, about so many.

    Examples
    --------
    >>> ticks(61.8, 70.3), ticks(0, 1)
    ([62.0, 64.0, 66.0, 68.0, 70.0], [0.0, 0.2, 0.4, 0.6, 0.8, 1.0])
    """
    rough = (high - low) / about
    ten = 10.0 ** math.floor(math.log10(rough))
    step = min((nice * ten for nice in (1, 2, 5, 10)), key=lambda each: abs(each - rough))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [round(number * step, 9) for number in range(first, last + 1)]


def rule(x: Point, y: Point, strong: bool = False) -> str:
    """Return a thin line from (x[0], y[0]) to (x[1], y[1]): an axis, or a line of the grid."""
    name, color = ("sketch-axis", INK) if strong else ("sketch-grid", FAINT)
    line = f"M{place(x[0])} {place(y[0])}L{place(x[1])} {place(y[1])}"
    return element("path", class_=name, d=line, stroke=color)


def key(entries: Iterable[tuple[str, Mapping, str]], top: float) -> tuple[list[str], float]:
    """Return a key in as many lines as it needs from its top on, and where it ends.

    An entry is its sign (``"line"``, ``"patch"`` or the shape of a marker), look and words.
    """
    left = 4
    parts, x, y = [], left, top + LINE / 2
    for sign, look, words in entries:
        wide = 32 + text_width(words)
        if x > left and x + wide > WIDTH:
            x, y = left, y + LINE
        parts += [_sign(sign, x + 12, y, look), write(x + 30, y + 5.5, words)]
        x += wide + 12
    return parts, y + LINE / 2


def _sign(sign: str, x: float, y: float, look: Mapping) -> str:
    """Return the sign of a key's entry, around its middle."""
    if sign == "line":
        return path([(x - 10, y), (x + 10, y)], **look)
    if sign == "patch":
        return element("rect", x=x - 10, y=y - 6, width=20, height=12, **look)
    return marker(sign, (x, y), **look)
