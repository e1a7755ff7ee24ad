"""Other methods beside ours: what each says of one target, and which cannot answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from urbanstats.brief.likelihood import caption_text
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LINE_WIDTH,
    SLIDE,
    TEXT_SIZE,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BLUE, INK, ORANGE, QUIET
from urbanstats.words.phrases import (
    digits_text,
    likelihood_text,
    name_of,
    number_text,
    range_texts,
    say,
    target_text,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.series import Series
    from urbanstats.plan.values import Target


INDENT = 300  # points that the methods' names take on the left of the axes
TOP, FOOT = 2.0, 0.8  # inches: title above the rows, small print at the foot of the slide
ROW = 1.6  # inches that a row takes at most
DROP, LINE = 72, 22  # points from the rows to the refusals, and of one line of them


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

    Below stand the methods that cannot answer, by the reason why.

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
    mine = table[table["year"] == target.year]
    rows = [row for _, row in mine[mine["reason"] == ""].iterrows()]
    refusals = _refusals(mine, lang)
    ax = ax or _make_axes(len(rows), len(refusals))
    for height, row in enumerate(rows):
        _draw_method(ax, height, row, lang)
    _draw_target(ax, target, lang)
    _set_scales(ax, rows, target, lang)
    ax.set_xlabel(name_of("axis", target.unit, lang))
    for number, line in enumerate(refusals):
        place = (-INDENT, -DROP - LINE * number)
        add_text(ax, line, (0, 0), place, va="top", color=QUIET)
    area = name_of("area", series.area, lang)
    head = say("methods_title", lang, name=title, area=area, year=target.year)
    add_head(ax, head, say("methods_key", lang), indent=INDENT, rise=88)
    add_caption(ax, caption_text(series, lang), indent=INDENT, drop=_caption_drop(len(refusals)))
    set_alt(ax, head, [*_alt(rows, target, lang), *refusals], lang)
    return ax


def _make_axes(rows: int, lines: int) -> Axes:
    """Return axes as high as their rows need, with room below for lines of refusals."""
    room = SLIDE[1] - TOP - FOOT - _caption_drop(lines) / 72
    height = min(ROW * max(rows, 1), room)
    return new_axes(left=4.6, right=1.4, top=TOP, bottom=SLIDE[1] - TOP - height)


def _caption_drop(lines: int) -> float:
    return DROP + LINE * lines + (14 if lines else 0)


def _refusals(table: pd.DataFrame, lang: str) -> list[str]:
    """Return lines that name the methods which cannot answer, by the reason why."""
    lines, refused = [], table[table["reason"] != ""]
    for code, mine in refused.groupby(refused.get("code", refused["reason"]), sort=False):
        methods = [name_of("method", method, lang) for method in mine["method"]]
        reason = name_of("reason", code, lang)
        names = say("source_comma", lang).join(methods)
        text = say("no_answers", lang, reason=reason, methods=names)
        lines += wrap_text(text, LINE_WIDTH / TEXT_SIZE).split("\n")
    return lines


def _alt(rows: list[pd.Series], target: Target, lang: str) -> list[str]:
    """Return the target, and what every method that answers says of it."""
    level = target_text(target.direction, target.value, target.unit, lang)
    told = [say("alt_target", lang, year=target.year, target=level)]
    for row in rows:
        low, high = range_texts(row, target.unit, target.decimals, lang)
        facts = {"low": low, "high": high, "likelihood": likelihood_text(row["likelihood"], lang)}
        facts["median"] = number_text(row["median"], target.unit, target.decimals, lang)
        told.append(say("alt_method", lang, name=name_of("method", row["method"], lang), **facts))
    return told


def _draw_method(ax: Axes, height: int, row: pd.Series, lang: str) -> None:
    """Draw the middle and 8 in 10 futures of one method, and the likelihood it gives."""
    color = BLUE if row["method"] == "pooled" else INK
    beside = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
    beside["xycoords"] = ("axes fraction", "data")
    name = name_of("method", row["method"], lang)
    ax.annotate(name, (0, height), (-INDENT, 0), color=color, **beside)
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
    values = [target.value, *(row[q] for row in rows for q in ("q0.1", "q0.9"))]
    air = max(0.12 * (max(values) - min(values)), 0.5)
    ends = min(values) - air, max(values) + air
    ax.set_xlim(*((max(ends[0], 0), min(ends[1], 100)) if target.unit == "percent" else ends))
    ax.set_ylim(max(len(rows), 1) - 0.5, -0.5)
    ax.set_yticks([])
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))
