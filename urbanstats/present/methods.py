"""Other methods beside ours: what each says of one target, and which cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from urbanstats.present.figure import (
    BLUE,
    INK,
    ORANGE,
    QUIET,
    add_caption,
    add_head,
    new_axes,
    style,
)
from urbanstats.present.sentences import caption_text
from urbanstats.present.words import digits_text, likelihood_text, name_of, number_text, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.series import Series
    from urbanstats.plan.values import Target

INDENT = 300  # points that the methods' names take on the left of the axes


@style()
def draw_methods(
    table: pd.DataFrame,
    series: Series,
    target: Target,
    *,
    title: str = "",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Return axes with one row per method: middle, 8 in 10 futures, likelihood of the target.

    A method that cannot answer keeps its row and says why.

    Parameters
    ----------
    table
        Rows of ``compare_methods``; those of the target's year are drawn.
    series
        The published figures all methods were given.
    target
        The target all methods are asked about.
    title
        Name of the indicator, for the head of the slide; the area is added.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on; the names need half its width free on its left, the likelihoods a
        fifth on its right.
    """
    ax = ax or new_axes(left=4.6, right=1.4, top=2.0, bottom=1.65)
    rows = [row for _, row in table[table["year"] == target.year].iterrows()]
    for height, row in enumerate(rows):
        _draw_method(ax, height, row, lang)
    _draw_target(ax, target, lang)
    _set_scales(ax, rows, target, lang)
    ax.set_xlabel(name_of("axis", target.unit, lang))
    area = name_of("area", series.area, lang)
    head = say("methods_title", lang, name=title, area=area, year=target.year)
    add_head(ax, head, say("methods_key", lang), indent=INDENT, rise=88)
    add_caption(ax, caption_text(series, lang), indent=INDENT, drop=70)
    return ax


def _draw_method(ax: Axes, height: int, row: pd.Series, lang: str) -> None:
    """Draw the middle and 8 in 10 futures of one method, or write why it cannot answer."""
    color = BLUE if row["method"] == "pooled" else INK
    beside = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    beside["xycoords"] = ("axes fraction", "data")
    name = name_of("method", row["method"], lang)
    ax.annotate(name, (0, height), (-INDENT, 0), color=color, **beside)
    if row["reason"]:
        reason = name_of("reason", row.get("code", row["reason"]), lang)
        text = say("no_answer", lang, reason=reason)
        white = {"facecolor": "white", "edgecolor": "none", "pad": 3}  # over the target's line
        ax.annotate(text, (0, height), (14, 0), color=QUIET, bbox=white, **beside)
        return
    ax.plot([row["q0.1"], row["q0.9"]], [height, height], color=color, lw=7, alpha=0.45)
    ax.plot(row["median"], height, color=color, marker="o", ms=13)
    text = likelihood_text(row["likelihood"], lang)
    ax.annotate(text, (1, height), (24, 0), color=color, fontsize=20, **beside)


def _draw_target(ax: Axes, target: Target, lang: str) -> None:
    """Draw the target as a dashed level with level and year above it."""
    dashes = {"color": ORANGE, "lw": 3, "ls": (0, (2.2, 1.1)), "clip_on": False, "zorder": 1}
    ax.axvline(target.value, **dashes)
    level = number_text(target.value, target.unit, lang=lang)
    mark = say("methods_target", lang, year=target.year, level=level)
    where = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
    ax.annotate(mark, (target.value, 1), (0, 6), ha="center", color=ORANGE, **where)


def _set_scales(ax: Axes, rows: list[pd.Series], target: Target, lang: str) -> None:
    """Show every interval and the target, percentages never past 0-100; first method on top."""
    answers = [row for row in rows if not row["reason"]]
    values = [target.value, *(row[q] for row in answers for q in ("q0.1", "q0.9"))]
    air = max(0.12 * (max(values) - min(values)), 0.5)
    ends = min(values) - air, max(values) + air
    ax.set_xlim(*((max(ends[0], 0), min(ends[1], 100)) if target.unit == "percent" else ends))
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))
