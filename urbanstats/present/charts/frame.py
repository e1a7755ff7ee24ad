"""The look of every figure: slide, title, caption, marks.

Charts are drawn for a 16:9 slide of 13.33 x 7.5 inches, or for the half of one that stands beside
text, with the font that comes with the package. No text is smaller than 16 points, so that it is
read from the back of a room.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import Bbox, TransformedBbox

from urbanstats import __version__
from urbanstats.plan.series import Series
from urbanstats.present.alt import set_alt
from urbanstats.present.palette import (
    BLUE,
    FAINT,
    FONT_FILE,
    GREY,
    HALF,
    INK,
    LEAST_TITLE,
    LIGHTS,
    LINE_WIDTH,
    ORANGE,
    QUIET,
    SLIDE,
    SMALL,
    TEXT_SIZE,
    TITLE_SIZE,
)
from urbanstats.words import phrases
from urbanstats.words.phrases import name_of, say
from urbanstats.words.text import is_wide, wrap

STYLE_FILE = Path(__file__).parents[1] / "urbanstats.mplstyle"

Points = list[tuple[int, float]]  # years and values
Texts = Iterable[str]
LEVEL = {"color": ORANGE, "lw": 3, "ls": (0, (2.2, 1.1))}  # look of a target


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


@dataclass(frozen=True)
class Layout:
    """Where a chart stands on its slide, and where its words stand around it."""

    left: float = 0.55  # margins of the axes, in inches
    right: float = 0.45
    top: float = 2.0
    bottom: float = 1.3
    indent: float = 0  # points that title and small print begin on the left of the axes
    rise: float = 40  # points from the axes up to the title
    drop: float = 44  # points from the axes down to the small print

    def box(self, size: tuple[float, float]) -> tuple[float, float, float, float]:
        """Return left, bottom, width and height of the axes as shares of a size in inches."""
        width, height = size
        across, up = (self.left + self.right) / width, (self.top + self.bottom) / height
        return self.left / width, self.bottom / height, 1 - across, 1 - up

    def axes(self) -> Axes:
        """Return empty axes on a new slide."""
        return plt.figure(figsize=SLIDE).add_axes(self.box(SLIDE))

    def write(
        self, ax: Axes, title: str, *, above: Texts = (), small: Texts, told: Texts, lang: str
    ) -> Axes:
        """Write title, sentences below it and small print, and tell in words what is shown."""
        self.write_head(ax, title, above, lang)
        self.write_foot(ax, small, lang)
        set_alt(ax, title, told, lang)
        return ax

    def write_head(self, ax: Axes, title: str, above: Texts, lang: str) -> None:
        """Write the title and the sentences between it and the axes.

        A long title is set smaller, a very long one in two lines.
        """
        width = 72 * ax.get_figure().get_figwidth() * ax.get_position().width
        size = min(TITLE_SIZE, LINE_WIDTH / _ems(title)) if title else TITLE_SIZE
        if size < LEAST_TITLE:
            title, size = wrap_text(title, LINE_WIDTH / LEAST_TITLE), LEAST_TITLE
        look = {"pad": self.rise, "fontsize": size, "linespacing": 1.1}
        ax.set_title(title, x=-self.indent / width, **look)
        text = wrap_text(say("sentence_space", lang).join(above), LINE_WIDTH / TEXT_SIZE)
        add_text(ax, text, (0, 1), (-self.indent, self.rise - 11), va="top", color=QUIET)

    def write_foot(self, ax: Axes, small: Texts, lang: str) -> None:
        """Write the small print below the axes.

        It ends with the version of the package: with the day of knowledge, that tells which run a
        figure is of and still gives equal runs equal files, which a clock's time would not.
        """
        across = LINE_WIDTH * ax.get_figure().get_figwidth() / SLIDE[0]
        text = say("sentence_space", lang).join(filter(None, small))
        text = wrap_text(f"{text} urbanstats\u00a0{__version__}".strip(), across / SMALL)
        look = {"va": "top", "color": QUIET, "fontsize": SMALL}
        add_text(ax, text, (0, 0), (-self.indent, -self.drop), **look)


HALF_SLIDE = Layout(left=1.15, right=0.15, top=1.5, bottom=1.1, indent=70, drop=34)


@style()
def half_axes() -> Axes:
    """Return empty axes of half a slide, for a chart beside text that says what it is about.

    A chart on them has no title and no likelihoods of its own. A notebook does not show them by
    itself; ``ax.figure`` does.
    """
    return Figure(figsize=HALF).add_axes(HALF_SLIDE.box(HALF))


def is_half(ax: Axes) -> bool:
    """Return whether axes stand on less than a slide, beside text."""
    return ax.get_figure().get_figwidth() < 0.75 * SLIDE[0]


def add_text(ax: Axes, text: str, corner: tuple, offset: tuple, **look: object) -> Text:
    """Write text at an offset (points) from a corner of the axes (0-1), and return it.

    The corner is in other coordinates if ``xycoords`` says so.
    """
    look = {"fontsize": TEXT_SIZE, "va": "center", "linespacing": 1.25} | look
    where = {"xycoords": "axes fraction", "textcoords": "offset points"} | look
    return ax.annotate(text, corner, offset, annotation_clip=False, **where)


def add_behind(ax: Axes, drawn: Text, text: str) -> None:
    """Write quiet text behind another text, on its middle line."""
    look = {"fontsize": SMALL, "linespacing": None, "color": QUIET}
    add_text(ax, text, (1, 0.5), (4, 0), xycoords=drawn, **look)


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
    known = _charmap()
    shown = {sign for text in figure.findobj(Text) for sign in text.get_text()}
    return "".join(sorted(sign for sign in shown if ord(sign) not in known and sign != "\n"))


@cache
def _charmap() -> dict[int, int]:
    """Return the characters that the font can draw, and the numbers of their glyphs."""
    return font_manager.get_font(FONT_FILE).get_charmap()


OTHER_MARKERS = "sD^vP"
YEAR_WIDTH = 42  # points that a year takes below the axes


def show_whole(ax: Axes, line: Line2D) -> None:
    """Let the markers of a line show whole at the top of the axes, at 100 %."""
    line.set_clip_box(TransformedBbox(Bbox([[0, 0], [1, 1.1]]), ax.transAxes))


def add_published(ax: Axes, series: Series, since: int, lang: str) -> Points:
    """Draw every published figure, other bases hollow; return the points.

    A basis without a figure from ``since`` on is not in sight and gets no name in the legend.
    """
    figures = list(zip(series.years, series.values, series.bases, strict=True))
    look = {"label": say("published_figures", lang), "color": INK, "marker": "o", "zorder": 4}
    lines = ax.plot(*zip(*series.own.items(), strict=True), **look)
    others = sorted(set(series.bases) - {series.basis})
    for basis, marker in zip(others, cycle(OTHER_MARKERS)):
        points = [(year, value) for year, value, its_basis in figures if its_basis == basis]
        name = say("other_basis", lang, basis=name_of("basis", basis, lang))
        label = name if points[-1][0] >= since else f"_{name}"
        look = {"color": QUIET, "lw": 1.2, "ls": ":", "marker": marker, "mfc": "white"}
        lines += ax.plot(*zip(*points, strict=True), label=label, **look)
    for line in lines:
        show_whole(ax, line)
    return [(year, value) for year, value, _ in figures]


def add_targets(ax: Axes, series: Series, rows: list[pd.Series], lang: str) -> Points:
    """Draw each target as a dashed level over its year, marked with both; return the points."""
    dashes = LEVEL | {"clip_on": False, "zorder": 5}
    for row in rows:
        year, level = row["year"], row["target"]
        label = say("target", lang) if row is rows[0] else None
        ax.plot([year - 0.38, year + 0.38], [level, level], label=label, **dashes)
        text = phrases.digits_text(level, lang=lang)
        if not is_half(ax):
            text = say("target_mark", lang, year=year, level=text)
        middle = row.get("median_plan_basis", row["median"])
        aside = -12 if row.get("rebased_to") else 0  # beside the bar of the re-based figure
        below = level < middle  # the side on which the middle of the fan is not
        look = {"ha": "center", "va": "top" if below else "bottom", "color": ORANGE, "zorder": 6}
        look |= {"fontsize": SMALL, "linespacing": 1.05, "xycoords": "data"}
        look["path_effects"] = [withStroke(linewidth=3, foreground="white")]
        add_text(ax, text, (year, level), (aside, -6 if below else 5), **look)
    return [(row["year"], row["target"]) for row in rows]


def set_scales(ax: Axes, kind: str, points: Points, lang: str) -> None:
    """Show the given (year, value) points with air around, percentages never past 0-100."""
    years, values = zip(*points, strict=True)
    first, last = min(years), max(years)
    ax.set_ylim(*ends_with_air(values, kind))
    ax.set_xlim(first - 0.45, last + 0.5)
    room = 72 * ax.get_figure().get_figwidth() * ax.get_position().width / (last - first + 1)
    ax.xaxis.set_major_locator(MultipleLocator(np.ceil(YEAR_WIDTH / room)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    show_digits(ax.yaxis, lang)


def ends_with_air(values: Iterable[float], kind: str) -> tuple[float, float]:
    """Return the ends of an axis that shows all values, percentages never past 0-100."""
    low, high = min(values), max(values)
    air = max(0.12 * (high - low), 0.5)
    ends = low - air, high + air
    return (max(ends[0], 0), min(ends[1], 100)) if kind == "percent" else ends


def show_digits(axis: Axis, lang: str) -> None:
    """Label an axis with numbers as the language writes them."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: phrases.digits_text(value, lang=lang)))


def show_percent(axis: Axis, lang: str) -> None:
    """Label an axis of shares (0-1) in percent."""
    axis.set_major_formatter(FuncFormatter(lambda share, _: percent_text(share, lang)))


def percent_text(share: float, lang: str) -> str:
    """Return a share (0-1) in whole percent."""
    return phrases.number_text(100 * share, "percent", 0, lang)


# -- rows on a slide: names on the left, tracks from 0 to 100 % across, heads and a legend above --

# Places across are points from the left of the axes. The first row lies at -1, each further row one
# lower, and a gap lower still where another group of rows begins.
WIDTH = 888  # points from the left to the right of the axes
KEYS = {"more_likely_met": BLUE, "even_chance": GREY, "more_likely_missed": ORANGE}


@dataclass(frozen=True)
class Track:
    """An axis from 0 to 100 % that lies in a row."""

    left: float  # points
    length: float  # points
    thick: float = 0.62  # of a row
    beside: float = 8  # points from its end to the number

    def at(self, share: float) -> float:
        """Return where a share (0-1) of the track lies."""
        return self.left + share * self.length


def row_heights(groups: Sequence[Hashable], gap: float = 0) -> list[float]:
    """Return the height of each row, given the group of each; ``gap`` is a part of a row."""
    heights, height = [], 0.0
    for place, group in enumerate(groups):
        height -= 1 + (gap if place and group != groups[place - 1] else 0)
        heights.append(height)
    return heights


def set_rows(ax: Axes, lowest: float, air: float = 0.6) -> None:
    """Measure points across, and rows from the first to the lowest; hide ticks and frame."""
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(lowest - air, air - 1)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def spread_tracks(
    columns: Sequence, ends: tuple, part: float, *, longest: float = WIDTH, **look: float
) -> dict[Hashable, Track]:
    """Return a track for each column between two places, as long as ``part`` of its width."""
    width = (ends[1] - ends[0]) / max(len(columns), 1)
    length = min(part * width, longest)
    return {name: Track(ends[0] + at * width, length, **look) for at, name in enumerate(columns)}


def mark_tracks(ax: Axes, tracks: Iterable[Track], marks: Sequence[float]) -> None:
    """Write at the foot of every track which shares (0-1) lie where."""
    ends = {track.at(mark): mark_text(mark) for track in tracks for mark in marks}
    ax.set_xticks(list(ends), list(ends.values()), fontsize=SMALL)


def mark_text(share: float) -> str:
    """Return how a share (0-1) is marked on a track."""
    return f"{100 * share:.0f}" + ("\u00a0%" if share == 1 else "")


def draw_likelihood(ax: Axes, height: float, track: Track, likelihood: float, lang: str) -> Text:
    """Draw a likelihood as a bar on its track, and return the number written beside it."""
    ax.barh(height, track.length, track.thick, track.left, color=FAINT)
    color = LIGHTS[phrases.leaning(likelihood)]
    ax.barh(height, track.length * likelihood, track.thick, track.left, color=color)
    text = phrases.likelihood_text(likelihood, lang)
    return ax.text(track.at(1) + track.beside, height, text, va="center")


def write_head(ax: Axes, text: str, place: float, up: float, **look: object) -> None:
    """Write what a column holds above it, ``up`` points over the axes."""
    add_text(ax, text, (place / WIDTH, 1), (0, up), **{"va": "bottom", "fontsize": SMALL} | look)


def write_groups(
    ax: Axes, heights: list, names: list, *, line: float = -9, half: float = 0.4, **look: object
) -> None:
    """Write on the left each group's name once, in the middle of its rows, and a line along them.

    ``names`` holds the name of each row's group; ``half`` is how far the line reaches beyond the
    middle of its first and last row, as a part of a row.
    """
    for name in dict.fromkeys(names):
        mine = [at for at, each in zip(heights, names, strict=True) if each == name]
        ax.text(0, (mine[0] + mine[-1]) / 2, name, va="center", fontsize=SMALL, **look)
        ends = [mine[0] + half, mine[-1] - half]
        ax.plot([line, line], ends, color=GREY, lw=2, clip_on=line >= 0)


def add_legend(ax: Axes, up: float, lang: str, *more: Artist) -> None:
    """Name the colours of likelihoods, and more, above the axes, whose height is 1."""
    handles = [Patch(color=color, label=say(key, lang)) for key, color in KEYS.items()]
    handles += more
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.008, up), ncols=len(handles))
