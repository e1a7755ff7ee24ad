"""Other methods beside ours: what each says of one target, and which cannot answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.ticker import MaxNLocator

from urbanstats.brief.likelihood import caption_text
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LEVEL,
    LINE_WIDTH,
    SLIDE,
    SMALL,
    TEXT_SIZE,
    Layout,
    add_text,
    ends_with_air,
    show_digits,
    style,
    wrap_text,
)
from urbanstats.present.charts.rows import row_heights, set_rows
from urbanstats.present.palette import BLUE, INK, ORANGE, QUIET
from urbanstats.words.phrases import (
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


LAYOUT = Layout(left=4.6, right=1.4, indent=300, rise=88)
ROW = 1.6  # inches that a row takes at most
FOOT = 0.8  # inches for the small print at the foot of the slide
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
    layout = _layout(len(rows), len(refusals))
    ax = ax or layout.axes()
    heights = row_heights([""] * len(rows))
    set_rows(ax, min(heights, default=-1), air=0.5)
    for height, row in zip(heights, rows, strict=True):
        _draw_method(ax, height, row, lang)
    _draw_target(ax, target, lang)
    _show_values(ax, rows, target, lang)
    for number, line in enumerate(refusals):
        place = (-LAYOUT.indent, -DROP - LINE * number)
        add_text(ax, line, (0, 0), place, va="top", color=QUIET)
    area = name_of("area", series.area, lang)
    head = say("methods_title", lang, name=title, area=area, year=target.year)
    layout.write(ax, head, [say("methods_key", lang)], [caption_text(series, lang)], lang)
    set_alt(ax, head, [*_alt(rows, target, lang), *refusals], lang)
    return ax


def _layout(rows: int, lines: int) -> Layout:
    """Return axes as high as their rows need, with room below for lines of refusals."""
    drop = DROP + LINE * lines + (14 if lines else 0)
    room = SLIDE[1] - LAYOUT.top - FOOT - drop / 72
    height = min(ROW * max(rows, 1), room)
    return replace(LAYOUT, bottom=SLIDE[1] - LAYOUT.top - height, drop=drop)


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


def _draw_method(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    """Draw the middle and 8 in 10 futures of one method, and the likelihood it gives."""
    look = {"color": BLUE if row["method"] == "pooled" else INK}
    ax.plot([row["q0.1"], row["q0.9"]], [height, height], lw=7, alpha=0.45, **look)
    ax.plot(row["median"], height, marker="o", ms=13, **look)
    look |= {"xycoords": ("axes fraction", "data"), "linespacing": None}
    name, text = name_of("method", row["method"], lang), likelihood_text(row["likelihood"], lang)
    add_text(ax, name, (0, height), (-LAYOUT.indent, 0), fontsize=SMALL, **look)
    add_text(ax, text, (1, height), (24, 0), fontsize=20, **look)


def _draw_target(ax: Axes, target: Target, lang: str) -> None:
    """Draw the target as a dashed level with level and year above it."""
    ax.axvline(target.value, clip_on=False, zorder=1, **LEVEL)
    level = number_text(target.value, target.unit, lang=lang)
    mark = say("methods_target", lang, year=target.year, level=level)
    look = {"ha": "center", "va": "baseline", "color": ORANGE, "fontsize": SMALL}
    look["linespacing"] = None
    add_text(ax, mark, (target.value, 1), (0, 6), xycoords=("data", "axes fraction"), **look)


def _show_values(ax: Axes, rows: list[pd.Series], target: Target, lang: str) -> None:
    """Show every interval and the target on an axis at the foot."""
    values = [target.value, *(row[q] for row in rows for q in ("q0.1", "q0.9"))]
    ax.set_xlim(*ends_with_air(values, target.unit))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    show_digits(ax.xaxis, lang)
    ax.set_xlabel(name_of("axis", target.unit, lang))
    ax.grid(visible=True, axis="x")
    ax.spines["bottom"].set_visible(True)
