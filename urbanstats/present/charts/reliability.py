"""The two pictures of a backtest: the reliability diagram and the PIT histogram.

Source: J. Bröcker & L. A. Smith (2007), *Weather and Forecasting* 22, 651,
doi:10.1175/WAF993.1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LINE_WIDTH,
    TEXT_SIZE,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BAND_INNER, BAND_OUTER, BLUE, GREY, QUIET
from urbanstats.words.phrases import digits_text, likelihood_text, name_of, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


INDENT = 88  # points from the margin of the slide to the axes
EXAMPLE = 0.7  # likelihood that the title of the reliability diagram speaks of
TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)
CHANCE = 1.96  # standard errors either side that hold 95 % of what chance does
LARGEST = 900  # area of the largest dot, in square points


@style()
def draw_reliability(
    table: pd.DataFrame, *, caption: str = "", lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with a dot per bin of likelihoods, the share that came true, and its band.

    A forecaster whose word can be taken has every dot on the diagonal, up to chance: the bar
    behind each dot is where it would fall 9 times in 10 if the likelihoods were right.

    Parameters
    ----------
    table
        Numbers of the diagram: ``Backtest.reliability``.
    caption
        Small print below the axes (``backtest_caption``).
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on.
    """
    ax = ax or new_axes(left=1.5, right=1.0, top=1.9, bottom=1.7)
    ax.plot([0, 1], [0, 1], color=GREY, ls=(0, (4, 2)), zorder=1)
    for _, row in table.iterrows():
        ends = [row["low"], row["high"]]
        ax.plot([row["likelihood"]] * 2, ends, color=BAND_OUTER, lw=16, solid_capstyle="butt")
    area = LARGEST * table["questions"] / table["questions"].max()
    ax.scatter(table["likelihood"], table["frequency"], np.maximum(area, 60), color=BLUE, zorder=3)
    _write_sides(ax, lang)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(TICKS)
        axis.set_major_formatter(FuncFormatter(lambda value, _: _share_text(value, lang)))
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.05, 1.05))
    ax.set_xlabel(say("reliability_x", lang))
    ax.set_ylabel(say("reliability_y", lang))
    title = say("reliability_title", lang, example=likelihood_text(EXAMPLE, lang))
    _add_words(ax, title, say("reliability_key", lang), caption)
    told = [
        say(
            "alt_bin",
            lang,
            likelihood=likelihood_text(row["likelihood"], lang),
            frequency=_share_text(row["frequency"], lang),
            n=f"{row['questions']:.0f}",
        )
        for _, row in table.iterrows()
    ]
    set_alt(ax, title, [*told, caption], lang)
    return ax


def _write_sides(ax: Axes, lang: str) -> None:
    """Name both sides of the diagonal, and the diagonal itself."""
    look = {"color": QUIET, "fontsize": 16}
    add_text(ax, say("came_more", lang), (0.03, 0.93), (0, 0), va="top", **look)
    add_text(ax, say("came_less", lang), (0.97, 0.08), (0, 0), ha="right", va="bottom", **look)
    add_text(ax, say("as_said", lang), (0.985, 0.93), (-18, -34), ha="right", va="top", **look)


@style()
def draw_pit(
    table: pd.DataFrame, *, caption: str = "", lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with a bar per bin of the probability integral transform.

    Bars are even where intervals are as wide as they should be. The band is the even height
    give or take what chance does to each bar.

    Parameters
    ----------
    table
        Numbers of the histogram: ``Backtest.pit_histogram``.
    caption
        Small print below the axes (``backtest_caption``).
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on.
    """
    ax = ax or new_axes(left=1.5, right=1.0, top=1.9, bottom=2.15)
    even, width = 1 / len(table), table["right"] - table["left"]
    ax.bar(table["left"], table["share"], width, align="edge", color=BAND_INNER, edgecolor="white")
    for _, row in table.iterrows():
        ends = even + CHANCE * np.array([-1, 1]) * row["error"]
        across = [row["left"], row["right"]]
        ax.fill_between(across, *np.maximum(ends, 0), color=GREY, alpha=0.4, lw=0, zorder=3)
    ax.axhline(even, color=GREY, ls=(0, (4, 2)), zorder=4)
    ax.set_xticks(TICKS)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.12 * max(table["share"].max(), (even + CHANCE * table["error"]).max()))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: _share_text(value, lang)))
    look = {"color": QUIET, "fontsize": 16, "va": "top"}
    add_text(ax, say("pit_low", lang), (0, 0), (0, -30), **look)
    add_text(ax, say("pit_high", lang), (1, 0), (0, -30), ha="right", **look)
    ax.set_xlabel(say("pit_x", lang))
    ax.set_ylabel(say("pit_y", lang))
    _add_words(ax, say("pit_title", lang), say("pit_key", lang), caption, drop=102)
    set_alt(ax, say("pit_title", lang), [_alt_pit(table, lang), caption], lang)
    return ax


def _alt_pit(table: pd.DataFrame, lang: str) -> str:
    """Return the share of figures in each bin."""
    shares = [_share_text(share, lang) for share in table["share"]]
    even = _share_text(1 / len(table), lang)
    return say("alt_pit", lang, shares=say("source_comma", lang).join(shares), even=even)


def _add_words(ax: Axes, title: str, key: str, caption: str, drop: float = 70) -> None:
    add_head(ax, title, wrap_text(key, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=88)
    add_caption(ax, caption, indent=INDENT, drop=drop)


def _share_text(value: float, lang: str) -> str:
    return say("percent", lang, number=digits_text(100 * value, 0))


def backtest_caption(rows: pd.DataFrame, things: str, method: str, lang: str = "en") -> str:
    """Return the small print of a backtest: how many series, origins and forecasts.

    Parameters
    ----------
    rows
        The forecasts or the questions of a ``Backtest``.
    things
        Which of the two: ``"forecasts"`` or ``"questions"``.
    method
        Method whose rows are counted.
    lang
        ``"en"`` or ``"zh"``.
    """
    mine = rows[rows["method"] == method]
    named = say("things_questions" if things == "questions" else "things_forecasts", lang)
    return say(
        "caption_backtest",
        lang,
        series=mine["series_id"].nunique(),
        first=mine["origin"].min(),
        last=mine["origin"].max(),
        n=digits_text(len(mine), lang=lang),
        things=named,
        method=name_of("method", method, lang),
    )
