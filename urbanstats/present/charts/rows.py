"""Rows on a slide: names on the left, tracks from 0 to 100 % across, heads and a legend above.

Places across are points from the left of the axes. The first row lies at -1, each further row one
lower, and a gap lower still where another group of rows begins.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.text import Text

from urbanstats.present.charts.frame import add_text
from urbanstats.present.palette import BLUE, FAINT, GREY, LIGHTS, ORANGE, SMALL
from urbanstats.words.phrases import leaning, likelihood_text, say

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
    color = LIGHTS[leaning(likelihood)]
    ax.barh(height, track.length * likelihood, track.thick, track.left, color=color)
    text = likelihood_text(likelihood, lang)
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
