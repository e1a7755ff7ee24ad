"""Joint outcomes for people: how many targets of a year are met, and all years of one target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter

from urbanstats.brief.likelihood import count_sentence
from urbanstats.outlook.joint import COMMON, INDEPENDENT, count_ranges
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LINE_WIDTH,
    SMALL,
    TEXT_SIZE,
    add_caption,
    add_head,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BAND_INNER, BAND_OUTER, INK, ORANGE
from urbanstats.words.phrases import likelihood_text, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes


INDENT = 74  # points from the margin of the slide to the axes
SHOWN = 0.005  # probability from which a bar has its number
ROOM = 1.42  # of the tallest bar: the axis' height, with space for the legend


@style()
def draw_count(
    table: pd.DataFrame, *, title: str, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with the distribution of the number of targets met in a year.

    A bar per number, for indicators that go each its own way, darker within 8 in 10 futures;
    a stepped line for indicators that share their luck; the expected number as a dashed line.

    Parameters
    ----------
    table
        Rows of ``forecast_count``.
    title
        What the targets belong to, such as the area's name.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or new_axes(left=1.3, right=0.7, top=1.95, bottom=2.0)
    alone, shared = (table[table["dependence"] == name] for name in (INDEPENDENT, COMMON))
    alone_range = count_ranges(table).iloc[0]
    _draw_bars(ax, alone, alone_range, lang)
    edges = np.append(shared["met"] - 0.5, shared["met"].iloc[-1] + 0.5)
    correlation = f"{shared['correlation'].iloc[0]:.2f}"
    label = say("count_common", lang, correlation=correlation)
    ax.stairs(shared["probability"], edges, color=ORANGE, lw=2.5, label=label, zorder=3)
    _mark_expected(ax, alone_range["expected"], lang)
    _set_axes(ax, table, alone_range["expected"], lang)
    facts = table.iloc[0]
    head = say("count_title", lang, title=title, year=facts["year"], n=facts["targets"])
    told = count_sentence(table, lang)
    add_head(ax, head, wrap_text(told, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=82)
    add_caption(ax, _key(shared.iloc[0], lang), indent=INDENT, drop=62)
    set_alt(ax, head, [told, _alt(alone, lang)], lang)
    return ax


def _alt(alone: pd.DataFrame, lang: str) -> str:
    """Return the likelihood of every number that is not negligible."""
    parts = [
        say("alt_count", lang, n=row["met"], likelihood=likelihood_text(row["probability"], lang))
        for _, row in alone[alone["probability"] >= SHOWN].iterrows()
    ]
    return say("alt_counts", lang, list=say("source_comma", lang).join(parts))


def _draw_bars(ax: Axes, alone: pd.DataFrame, span: pd.Series, lang: str) -> None:
    """Draw a bar per number, with its likelihood at the foot where it is not negligible."""
    inside = alone["met"].between(span["low"], span["high"])
    for part, color, key in (
        (inside, BAND_INNER, "count_in_range"),
        (~inside, BAND_OUTER, "count_outside"),
    ):
        bars = alone[part]
        label = say(key, lang)
        ax.bar(bars["met"], bars["probability"], 0.86, color=color, label=label, zorder=2)
    for _, row in alone[alone["probability"] >= SHOWN].iterrows():
        text = likelihood_text(row["probability"], lang)
        add = {"ha": "center", "va": "bottom", "fontsize": SMALL, "zorder": 4}
        ax.annotate(text, (row["met"], 0), (0, 4), textcoords="offset points", **add)


def _mark_expected(ax: Axes, expected: float, lang: str) -> None:
    ax.axvline(expected, color=INK, ls=(0, (4, 2)), lw=1.5, zorder=1)  # behind the bars
    text = say("count_mark", lang, expected=f"{expected:.1f}")
    ax.annotate(
        text, (expected, 1), (6, 0), xycoords=("data", "axes fraction"),
        textcoords="offset points", va="top", linespacing=1.2,
    )  # fmt: skip


def _set_axes(ax: Axes, table: pd.DataFrame, expected: float, lang: str) -> None:
    most, n = table["probability"].max(), int(table["targets"].iloc[0])
    ax.set(xlim=(-0.6, n + 0.6), ylim=(0, ROOM * most))
    ax.set_xticks(range(0, n + 1, max(1, n // 15)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _share(value, lang)))
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(say("count_x", lang))
    ax.set_ylabel(say("count_y", lang))
    ax.set_yticks([tick for tick in ax.get_yticks() if tick <= most])
    line, *bars = ax.get_legend_handles_labels()[0]
    ax.legend(handles=[*bars, line], loc=f"upper {'right' if expected < n / 2 else 'left'}")


def _share(value: float, lang: str) -> str:
    return say("percent", lang, number=f"{100 * value:.0f}")


def _key(row: pd.Series, lang: str) -> str:
    """Return the small print: what bars and line are, and where the correlation is from."""
    learned = say("count_learned", lang, through=row["through"])
    origin = learned if row["through"] else say("count_given", lang)
    return say("count_key", lang, origin=origin, as_of=row["as_of"])
