"""A replay for people: what was said on each day beside what happened, sentences and tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from urbanstats.brief.replay import (
    DIFFERENT,
    _said,
    dated_target,
    full_name,
    happened_text,
    known_text,
    outcome_counts,
)
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    SMALL,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BLUE, FAINT, GREY, INK, LIGHTS, ORANGE, QUIET
from urbanstats.words.phrases import (
    leaning,
    likelihood_text,
    name_of,
    say,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.outlook.backtest.replay import Replay
    from urbanstats.plan.values import Indicator, Plan


# Where things stand across the slide, in points from the left of the axes.
NAMES, TARGETS, COLUMNS, HAPPENED, WIDTH = 0, 188, 306, 746, 888
LONGEST_TRACK = 105  # the axis from 0 to 100 %
TRACK = 0.54  # of a column's width, if that is less
GAP = 0.4  # of a row, between indicators


@style()
def draw_replay(replay: Replay, plan: Plan, *, lang: str = "en", ax: Axes | None = None) -> Axes:
    """Return axes with one row per known outcome and one bar per as-of date.

    A bar runs from 0 to 100 % likelihood of the figure as published and has its number beside
    it; a hollow circle stands at the likelihood on the plan's basis where that differs. A
    target whose figure was known by the day has a sign and a word instead. On the right: what
    happened.

    Parameters
    ----------
    replay
        What was said, and the outcomes; targets without a known outcome are not drawn.
    plan
        Gives the indicators' units, decimals and order.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide; four dates fit.
    """
    ax = ax or new_axes(left=0.55, right=0.45, top=1.95, bottom=1.2)
    rows = replay.said[replay.said["outcome"] != "unknown"]
    heights = _heights(rows, plan)
    columns = _columns(list(rows["as_of"].unique()))
    for _, row in rows.iterrows():
        _draw_cell(ax, heights[row["indicator"], row["year"]], columns[row["as_of"]], row, lang)
    for _, row in rows.drop_duplicates(["indicator", "year"]).iterrows():
        indicator = plan.indicator(row["indicator"])
        _write_row(ax, heights[indicator.id, row["year"]], indicator, row, lang)
    _write_names(ax, heights, plan, lang)
    _set_axes(ax, columns, min(heights.values(), default=-1))
    _write_heads(ax, columns, lang)
    _add_legend(ax, lang)
    head = say("replay_title", lang, area=name_of("area", replay.outcomes["area"].iloc[0], lang))
    add_head(ax, head, "", rise=96)
    counts = outcome_counts(replay.outcomes)
    key = say("replay_key", lang, **counts) if len(rows) else say("replay_none", lang)
    add_caption(ax, key, drop=38)
    known = say("replay_outcomes", lang, **counts)
    set_alt(ax, head, [known, *_alt(rows, plan, lang)], lang)
    return ax


def _alt(rows: pd.DataFrame, plan: Plan, lang: str) -> Iterator[str]:
    """Return what was said of each target on each day, and what happened."""
    for (name, _), mine in rows.groupby(["indicator", "year"], sort=False):
        indicator, first = plan.indicator(name), mine.iloc[0]
        days = [say("replay_as_of", lang, as_of=day) for day in mine["as_of"]]
        said = [
            f"{day} {_said(row, lang)}" for day, (_, row) in zip(days, mine.iterrows(), strict=True)
        ]
        text = say("source_comma", lang).join([*said, happened_text(first, indicator.unit, lang)])
        target = f"{full_name(indicator, lang)} {dated_target(first, indicator.unit, lang)}"
        yield say("alt_row", lang, name=target, text=text)


def _heights(rows: pd.DataFrame, plan: Plan) -> dict[tuple[str, int], float]:
    """Return the height of each target's row: one apart, and a gap between indicators."""
    heights, height = {}, 0.0
    for indicator in plan.indicators:
        years = sorted(rows.loc[rows["indicator"] == indicator.id, "year"].unique())
        height -= GAP if heights and years else 0
        for year in years:
            height -= 1
            heights[indicator.id, year] = height
    return heights


def _columns(days: list[str]) -> dict[str, tuple[float, float]]:
    """Return where each day's axis begins, and how long it is."""
    width = (HAPPENED - COLUMNS) / max(len(days), 1)
    track = min(TRACK * width, LONGEST_TRACK)
    return {day: (COLUMNS + at * width, track) for at, day in enumerate(days)}


def _draw_cell(
    ax: Axes, height: float, column: tuple[float, float], row: pd.Series, lang: str
) -> None:
    """Draw what was said of one target on one day, or that it was already known."""
    left, track = column
    likelihood, own = row["likelihood"], row["likelihood_plan_basis"]
    if row["status"] == "decided":
        ax.text(left, height, known_text(row, lang), va="center", color=QUIET, fontsize=SMALL)
        return
    color = LIGHTS[leaning(likelihood)]
    ax.barh(height, track, 0.6, left, color=FAINT)
    ax.barh(height, track * likelihood, 0.6, left, color=color)
    ax.text(
        left + track + 9, height, likelihood_text(likelihood, lang), va="center", fontsize=SMALL
    )
    if abs(own - likelihood) > DIFFERENT:
        ax.plot(left + track * own, height, **_hollow(), clip_on=False, zorder=4)


def _hollow() -> dict[str, object]:
    return {"marker": "o", "ms": 8, "mfc": "white", "mec": INK, "mew": 1.6, "ls": "none"}


def _write_row(ax: Axes, height: float, indicator: Indicator, row: pd.Series, lang: str) -> None:
    """Write the target on the left and what happened on the right."""
    ax.text(TARGETS, height, dated_target(row, indicator.unit, lang), va="center", fontsize=SMALL)
    color = BLUE if row["outcome"] == "met" else ORANGE
    text = happened_text(row, indicator.unit, lang)
    ax.text(HAPPENED, height, text, va="center", color=color, fontsize=SMALL)


def _write_names(ax: Axes, heights: dict, plan: Plan, lang: str) -> None:
    for name in dict.fromkeys(name for name, _ in heights):
        mine = [height for (key, _), height in heights.items() if key == name]
        text = wrap_text(full_name(plan.indicator(name), lang), 12)
        ax.text(NAMES, (mine[0] + mine[-1]) / 2, text, va="center", fontsize=SMALL, linespacing=1.1)
        ax.plot([-9, -9], [mine[0] + 0.38, mine[-1] - 0.38], color=GREY, lw=2, clip_on=False)


def _set_axes(ax: Axes, columns: dict[str, tuple[float, float]], lowest: float) -> None:
    """Give every day its axis from 0 to 100 % and hide the frame."""
    marks = (0, "0"), (0.5, "50"), (1, "100\u00a0%")
    ends = [(left + part * track, text) for left, track in columns.values() for part, text in marks]
    ax.set_xticks([place for place, _ in ends], [text for _, text in ends], fontsize=SMALL)
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(lowest - 0.6, -0.4)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


def _write_heads(ax: Axes, columns: dict[str, tuple[float, float]], lang: str) -> None:
    look = {"va": "bottom", "fontsize": SMALL, "linespacing": 1.05}
    fits = (HAPPENED - COLUMNS) / max(len(columns), 1) / SMALL
    for day, (left, _) in columns.items():
        text = wrap_text(say("replay_as_of", lang, as_of=day), fits)
        add_text(ax, text, (left / WIDTH, 1), (0, 7), **look)
    for key, left in (("column_target", TARGETS), ("column_outcome", HAPPENED)):
        add_text(ax, say(key, lang), (left / WIDTH, 1), (0, 7), **look)


def _add_legend(ax: Axes, lang: str) -> None:
    keys = {"more_likely_met": BLUE, "even_chance": GREY, "more_likely_missed": ORANGE}
    handles = [Patch(color=color, label=say(key, lang)) for key, color in keys.items()]
    handles.append(Line2D([], [], label=say("replay_own_basis", lang), **_hollow()))
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(-0.008, 1.1), ncols=4)
