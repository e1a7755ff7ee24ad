"""The change required: past changes of like series, the series' own, and the one needed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from urbanstats.brief import required
from urbanstats.brief.likelihood import caption_text
from urbanstats.outlook.required import Required, past_bars
from urbanstats.plan.series import Series
from urbanstats.present.charts import frame
from urbanstats.present.palette import BAND_INNER, BLUE, INK, ORANGE
from urbanstats.words.phrases import name_of, say, signed_text

LAYOUT = frame.Layout(left=1.3, right=0.6, top=2.3, bottom=2.05, indent=62, rise=118, drop=62)


@frame.style()
def draw_required(
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

    Notes
    -----
    Where the target's year is decided or past there is no change to draw: the slide then holds
    that sentence alone.
    """
    ax = ax or LAYOUT.axes()
    name = title or name_of("indicator", series.indicator, lang)
    head = say("required_title", lang, name=name, area=name_of("area", series.area, lang))
    if needed.past is None:
        ax.set_axis_off()
        told = above = [required.required_sentence(needed, lang)]
        small = []
    else:
        _draw_all(ax, needed, lang)
        need, own = required.need_sentence(needed, lang), required.own_sentence(needed, lang)
        crowded = needed.crowded and needed.status == "ahead"
        above = [need, own] + [say("chart_crowded", lang)] * crowded
        small = [_key(needed, ax.get_xlim(), lang)]
        told = [need, required.past_sentence(needed, lang), own]
    small.append(caption_text(series, lang))
    return LAYOUT.write(ax, head, above=above, small=small, told=told, lang=lang)


def _draw_all(ax: Axes, needed: Required, lang: str) -> None:
    """Draw past changes as bars, the own ones as rings beneath, and the change needed."""
    bars = past_bars(needed)
    _draw_bars(ax, needed, bars, lang)
    ax.axhline(0, color=INK, lw=1)
    if needed.own:
        heights = np.full(len(needed.own), 0.5 * ax.get_ylim()[0])
        look = {"ls": "", "marker": "o", "mfc": "white", "mec": INK, "mew": 1.6, "clip_on": False}
        ax.plot(needed.own, heights, label=say("required_own", lang), **look)
    _draw_needed(ax, needed, lang)
    _set_axes(ax, needed, lang)
    ax.set_xlim(bars["low"].min(), bars["high"].max())
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.02), ncols=3)


def _key(needed: Required, ends: tuple[float, float], lang: str) -> str:
    """Return what the bars are made from, and how many changes lie beyond both ends."""
    low, high = (needed.past.below(end) for end in ends)
    facts = required.past_facts(needed.past, lang)
    return say("required_key", lang, beyond=frame.percent_text(1 - (high - low), lang), **facts)


def _draw_bars(ax: Axes, needed: Required, bars: pd.DataFrame, lang: str) -> None:
    """Draw of 100 changes how many fell into each bar; the one at the change needed is cut."""
    wide, far = bars["high"] - bars["low"], bars["far"]
    met = needed.status == "met"
    sides = (
        (far, BLUE, say("required_inside" if met else "required_larger", lang)),
        (~far, BAND_INNER, say("required_outside" if met else "required_smaller", lang)),
    )
    for side, color, label in sides:
        look = {"align": "edge", "color": color, "edgecolor": "white", "lw": 0.8}
        ax.bar(bars["low"][side], bars["height"][side], wide[side], label=label, **look)
    highest = bars["height"].max()
    ax.set_ylim(-0.09 * highest, 1.28 * highest)


def _draw_needed(ax: Axes, needed: Required, lang: str) -> None:
    """Draw the change needed as a line, and beside it how common it was."""
    ax.axvline(needed.compared, zorder=4, **frame.LEVEL)
    key = "required_room" if needed.status == "met" else "required_needed"
    number = signed_text(round(needed.compared, 2 if needed.kind == "percent" else 1), lang)
    amount = say("points" if needed.kind == "percent" else "percent", lang, number=number)
    share = required.share_text(needed.share, needed.past.changes, lang)
    left = needed.compared > np.mean(ax.dataLim.intervalx)
    place, offset = (needed.compared, ax.get_ylim()[1]), (-10 if left else 10, 0)
    look = {"xycoords": "data", "ha": "right" if left else "left", "va": "top", "color": ORANGE}
    frame.add_text(ax, say(key, lang, amount=amount, share=share), place, offset, **look)


def _set_axes(ax: Axes, needed: Required, lang: str) -> None:
    key = "required_x_points" if needed.kind == "percent" else "required_x_growth"
    ax.set_xlabel(say(key, lang, span=required.span_text(needed.span, lang)))
    ax.set_ylabel(say("required_y", lang))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: signed_text(value, lang)))
    frame.show_digits(ax.yaxis, lang)
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True, steps=[1, 2, 5, 10]))
    ax.set_yticks([tick for tick in ax.get_yticks() if 0 <= tick <= ax.get_ylim()[1]])
