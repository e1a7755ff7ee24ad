"""The reality check: past changes of like series, the series' own, and the change needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FuncFormatter, MaxNLocator

from urbanstats.brief.likelihood import caption_text
from urbanstats.brief.required import (
    need_sentence,
    own_sentence,
    past_facts,
    reality_sentence,
    required_sentence,
    share_text,
    span_text,
)
from urbanstats.outlook.required import past_bars
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LINE_WIDTH,
    TEXT_SIZE,
    add_caption,
    add_head,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BAND_INNER, BLUE, INK, ORANGE
from urbanstats.words.phrases import digits_text, name_of, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from urbanstats.outlook.required import Required
    from urbanstats.plan.series import Series


INDENT = 62  # points from the margin of the slide to the axes


@style()
def draw_reality(
    needed: Required, series: Series, *, title: str = "", lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with past changes as a histogram, and the change needed as a line in it.

    The bars are worked out from the quantiles of like series' changes over the same years from
    the same level: of 100 changes, how many fell into each. Dark bars went as far as needed.
    Beneath stand the series' own past changes.

    Parameters
    ----------
    needed
        Result of ``required`` for a target that lies ahead.
    series
        The figures it was made from; they give area and sources.
    title
        Name of the indicator, for the head of the slide; default: its short name.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on.

    Notes
    -----
    Where the target's year is decided or past there is no change to draw: the slide then holds
    that sentence alone.
    """
    ax = ax or new_axes(left=1.3, right=0.6, top=2.3, bottom=2.05)
    if needed.past is None:
        return _write_alone(ax, needed, series, title, lang)
    bars = past_bars(needed)
    low, high = bars["low"].min(), bars["high"].max()
    _draw_bars(ax, needed, bars, lang)
    _draw_own(ax, needed, lang)
    _draw_needed(ax, needed, lang)
    _set_axes(ax, needed, low, high, lang)
    name = title or name_of("indicator", series.indicator, lang)
    head = say("reality_title", lang, name=name, area=name_of("area", series.area, lang))
    parts = [need_sentence(needed, lang), own_sentence(needed, lang)]
    if needed.crowded and needed.status == "ahead":
        parts.append(say("chart_crowded", lang))
    text = say("sentence_space", lang).join(parts)
    add_head(ax, head, wrap_text(text, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=118)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=3)
    beyond = 1 - (needed.past.below(high) - needed.past.below(low))
    key = say("reality_key", lang, beyond=_beyond(beyond, lang), **past_facts(needed.past, lang))
    add_caption(
        ax, key + say("sentence_space", lang) + caption_text(series, lang), indent=INDENT, drop=62
    )
    told = [need_sentence(needed, lang), reality_sentence(needed, lang), own_sentence(needed, lang)]
    set_alt(ax, head, told, lang)
    return ax


def _write_alone(ax: Axes, needed: Required, series: Series, title: str, lang: str) -> Axes:
    ax.set_axis_off()
    name = title or name_of("indicator", series.indicator, lang)
    head = say("reality_title", lang, name=name, area=name_of("area", series.area, lang))
    text = required_sentence(needed, lang)
    add_head(ax, head, wrap_text(text, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=118)
    add_caption(ax, caption_text(series, lang), indent=INDENT, drop=62)
    set_alt(ax, head, [text], lang)
    return ax


def _draw_bars(ax: Axes, needed: Required, bars: pd.DataFrame, lang: str) -> None:
    """Draw of 100 changes how many fell into each bar; the one at the change needed is cut."""
    wide, far = bars["high"] - bars["low"], bars["far"]
    met = needed.status == "met"
    sides = (
        (far, BLUE, say("reality_inside" if met else "reality_larger", lang)),
        (~far, BAND_INNER, say("reality_outside" if met else "reality_smaller", lang)),
    )
    for side, color, label in sides:
        look = {"align": "edge", "color": color, "edgecolor": "white", "lw": 0.8}
        ax.bar(bars["low"][side], bars["height"][side], wide[side], label=label, **look)
    highest = bars["height"].max()
    ax.set_ylim(-0.09 * highest, 1.28 * highest)


def _draw_own(ax: Axes, needed: Required, lang: str) -> None:
    """Draw the own past changes as rings beneath the bars."""
    ax.axhline(0, color=INK, lw=1)
    if needed.own:
        heights = np.full(len(needed.own), 0.5 * ax.get_ylim()[0])
        look = {"ls": "", "marker": "o", "mfc": "white", "mec": INK, "mew": 1.6, "clip_on": False}
        ax.plot(needed.own, heights, label=say("reality_own", lang), **look)


def _draw_needed(ax: Axes, needed: Required, lang: str) -> None:
    """Draw the change needed as a line, and beside it how common it was."""
    ax.axvline(needed.compared, color=ORANGE, ls=(0, (2.2, 1.1)), lw=3, zorder=4)
    key = "reality_room" if needed.status == "met" else "reality_needed"
    number = _signed(round(needed.compared, 2 if needed.kind == "percent" else 1), lang)
    amount = say("points" if needed.kind == "percent" else "percent", lang, number=number)
    share = share_text(needed.share, needed.past.changes, lang)
    left = needed.compared > np.mean(ax.dataLim.intervalx)
    look = {"ha": "right" if left else "left", "va": "top", "color": ORANGE, "fontsize": TEXT_SIZE}
    ax.annotate(
        say(key, lang, amount=amount, share=share),
        (needed.compared, ax.get_ylim()[1]),
        (-10 if left else 10, 0),
        textcoords="offset points",
        linespacing=1.25,
        **look,
    )


def _set_axes(ax: Axes, needed: Required, low: float, high: float, lang: str) -> None:
    key = "reality_x_points" if needed.kind == "percent" else "reality_x_growth"
    ax.set_xlabel(say(key, lang, span=span_text(needed.span, lang)))
    ax.set_ylabel(say("reality_y", lang))
    ax.set_xlim(low, high)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(value, lang)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= ax.get_ylim()[1]])


def _signed(value: float, lang: str) -> str:
    """Return a change with its sign."""
    return ("+" if value > 0 else "") + digits_text(round(value, 6), lang=lang).replace("-", "−")


def _beyond(share: float, lang: str) -> str:
    return say("percent", lang, number=digits_text(100 * share, 0, lang))
