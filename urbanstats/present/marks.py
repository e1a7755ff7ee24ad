"""What charts over years share: published figures, targets in their years, and the scales."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import Bbox, TransformedBbox

from urbanstats.present.figure import INK, ORANGE, QUIET, SMALL, is_half
from urbanstats.words.phrases import digits_text, name_of, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from urbanstats.plan.series import Series

OTHER_MARKERS = "sD^vP"
YEAR_WIDTH = 42  # points that a year takes below the axes


def show_whole(ax: Axes, line: Line2D) -> None:
    """Let the markers of a line show whole at the top of the axes, at 100 %."""
    line.set_clip_box(TransformedBbox(Bbox([[0, 0], [1, 1.1]]), ax.transAxes))


def add_published(ax: Axes, series: Series, since: int, lang: str) -> list[tuple[int, float]]:
    """Draw every published figure, other bases hollow; return the points.

    A basis without a figure from ``since`` on is not in sight and gets no name in the legend.
    """
    figures = list(zip(series.years, series.values, series.bases, strict=True))
    points = [(year, value) for year, value, basis in figures if basis == series.basis]
    look = {"color": INK, "marker": "o", "zorder": 4}
    (line,) = ax.plot(*zip(*points, strict=True), label=say("published_figures", lang), **look)
    show_whole(ax, line)
    bases = sorted(set(series.bases) - {series.basis})
    for basis, marker in zip(bases, cycle(OTHER_MARKERS)):
        points = [(year, value) for year, value, its_basis in figures if its_basis == basis]
        name = say("other_basis", lang, basis=name_of("basis", basis, lang))
        label = name if points[-1][0] >= since else f"_{name}"
        look = {"color": QUIET, "lw": 1.2, "ls": ":", "marker": marker, "mfc": "white"}
        (line,) = ax.plot(*zip(*points, strict=True), label=label, **look)
        show_whole(ax, line)
    return [(year, value) for year, value, _ in figures]


def add_targets(
    ax: Axes, series: Series, rows: list[pd.Series], lang: str
) -> list[tuple[int, float]]:
    """Draw each target as a dashed level over its year, marked with both; return the points."""
    dashes = {"color": ORANGE, "lw": 3, "ls": (0, (2.2, 1.1)), "clip_on": False, "zorder": 5}
    for row in rows:
        year, level = row["year"], row["target"]
        label = say("target", lang) if row is rows[0] else None
        ax.plot([year - 0.38, year + 0.38], [level, level], label=label, **dashes)
        text = digits_text(level, lang=lang)
        if not is_half(ax):
            text = say("target_mark", lang, year=year, level=text)
        middle = row.get("median_plan_basis", row["median"])
        aside = -12 if row.get("rebased_to") else 0  # beside the bar of the re-based figure
        below = level < middle  # the side on which the middle of the fan is not
        ax.annotate(
            text,
            (year, level),
            (aside, -6 if below else 5),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            color=ORANGE,
            fontsize=SMALL,
            linespacing=1.05,
            annotation_clip=False,
            zorder=6,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
    return [(row["year"], row["target"]) for row in rows]


def set_scales(ax: Axes, kind: str, points: list[tuple[int, float]], lang: str) -> None:
    """Show the given (year, value) points with air around, percentages never past 0-100."""
    years, values = zip(*points, strict=True)
    first, last, low, high = min(years), max(years), min(values), max(values)
    air = max(0.12 * (high - low), 0.5)
    ends = low - air, high + air
    ax.set_ylim(*((max(ends[0], 0), min(ends[1], 100)) if kind == "percent" else ends))
    ax.set_xlim(first - 0.45, last + 0.5)
    room = 72 * ax.get_figure().get_figwidth() * ax.get_position().width / (last - first + 1)
    ax.xaxis.set_major_locator(MultipleLocator(np.ceil(YEAR_WIDTH / room)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))
