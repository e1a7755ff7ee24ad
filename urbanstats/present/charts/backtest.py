"""The pictures of a backtest: reliability diagram, PIT histogram, and the replay of past days.

Source: J. Bröcker & L. A. Smith (2007), *Weather and Forecasting* 22, 651,
doi:10.1175/WAF993.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from urbanstats.brief import past
from urbanstats.outlook.backtest.replay import Replay
from urbanstats.plan.values import Plan
from urbanstats.present.charts import frame
from urbanstats.present.palette import BAND_INNER, BAND_OUTER, BLUE, GREY, INK, ORANGE, QUIET, SMALL
from urbanstats.words.phrases import likelihood_text, name_of, say

RELIABILITY = frame.Layout(left=1.5, right=1.0, top=1.9, bottom=1.7, indent=88, rise=88, drop=70)
PIT = replace(RELIABILITY, bottom=2.15, drop=102)
EXAMPLE = 0.7  # likelihood that the title of the reliability diagram speaks of
TICKS = (0, 0.2, 0.4, 0.6, 0.8, 1)
CHANCE = 1.96  # standard errors either side that hold 95 % of what chance does
LARGEST = 900  # area of the largest dot, in square points


@frame.style()
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
    """
    ax = ax or RELIABILITY.axes()
    ax.plot([0, 1], [0, 1], color=GREY, ls=(0, (4, 2)), zorder=1)
    told = []
    for _, row in table.iterrows():
        ends = [row["low"], row["high"]]
        ax.plot([row["likelihood"]] * 2, ends, color=BAND_OUTER, lw=16, solid_capstyle="butt")
        facts = {
            "frequency": frame.percent_text(row["frequency"], lang),
            "n": f"{row['questions']:.0f}",
        }
        facts["likelihood"] = likelihood_text(row["likelihood"], lang)
        told.append(say("alt_bin", lang, **facts))
    area = LARGEST * table["questions"] / table["questions"].max()
    ax.scatter(table["likelihood"], table["frequency"], np.maximum(area, 60), color=BLUE, zorder=3)
    _write_sides(ax, lang)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_ticks(TICKS)
        frame.show_percent(axis, lang)
    ax.set(xlim=(-0.03, 1.03), ylim=(-0.05, 1.05))
    ax.set_xlabel(say("reliability_x", lang))
    ax.set_ylabel(say("reliability_y", lang))
    title = say("reliability_title", lang, example=likelihood_text(EXAMPLE, lang))
    words = {"above": [say("reliability_key", lang)], "small": [caption]}
    return RELIABILITY.write(ax, title, told=[*told, caption], lang=lang, **words)


def _write_sides(ax: Axes, lang: str) -> None:
    """Name both sides of the diagonal, and the diagonal itself."""
    look = {"color": QUIET, "fontsize": SMALL}
    frame.add_text(ax, say("came_more", lang), (0.03, 0.93), (0, 0), va="top", **look)
    frame.add_text(
        ax, say("came_less", lang), (0.97, 0.08), (0, 0), ha="right", va="bottom", **look
    )
    frame.add_text(
        ax, say("as_said", lang), (0.985, 0.93), (-18, -34), ha="right", va="top", **look
    )


@frame.style()
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
    """
    ax = ax or PIT.axes()
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
        frame.show_percent(axis, lang)
    look = {"color": QUIET, "fontsize": SMALL, "va": "top"}
    frame.add_text(ax, say("pit_low", lang), (0, 0), (0, -30), **look)
    frame.add_text(ax, say("pit_high", lang), (1, 0), (0, -30), ha="right", **look)
    ax.set_xlabel(say("pit_x", lang))
    ax.set_ylabel(say("pit_y", lang))
    title, key = say("pit_title", lang), [say("pit_key", lang)]
    shares = say("source_comma", lang).join(
        frame.percent_text(each, lang) for each in table["share"]
    )
    told = [say("alt_pit", lang, shares=shares, even=frame.percent_text(even, lang)), caption]
    return PIT.write(ax, title, above=key, small=[caption], told=told, lang=lang)


REPLAY = frame.Layout(top=1.95, bottom=1.2, rise=96, drop=38)
# Where things stand across the slide, in points from the left of the axes.
TARGETS, COLUMNS, HAPPENED = 188, 306, 746
TRACK = 0.54  # of a column's width: the axis from 0 to 100 %
TRACK_LOOK = {"longest": 105, "thick": 0.6, "beside": 9}
GAP = 0.4  # of a row, between indicators
HOLLOW = {"marker": "o", "ms": 8, "mfc": "white", "mec": INK, "mew": 1.6, "ls": "none"}


@frame.style()
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
    ax
        Axes to draw on, about as wide as a slide; four dates fit.
    """
    ax = ax or REPLAY.axes()
    rows = replay.said[replay.said["outcome"] != "unknown"]
    targets = [
        (indicator, year)
        for indicator in plan.indicators
        for year in sorted(rows.loc[rows["indicator"] == indicator.id, "year"].unique())
    ]
    heights = frame.row_heights([indicator.id for indicator, _ in targets], GAP)
    tracks = frame.spread_tracks(rows["as_of"].unique(), (COLUMNS, HAPPENED), TRACK, **TRACK_LOOK)
    frame.set_rows(ax, min(heights, default=-1))
    frame.mark_tracks(ax, tracks.values(), (0, 0.5, 1))
    for height, (indicator, year) in zip(heights, targets, strict=True):
        mine = rows[(rows["indicator"] == indicator.id) & (rows["year"] == year)]
        _write_row(ax, height, mine.iloc[0], indicator.unit, lang)
        for _, row in mine.iterrows():
            _draw_cell(ax, height, tracks[row["as_of"]], row, lang)
    names = [frame.wrap_text(past.full_name(indicator, lang), 12) for indicator, _ in targets]
    frame.write_groups(ax, heights, names, half=0.38, linespacing=1.1)
    _write_heads(ax, tracks, lang)
    frame.add_legend(ax, 1.1, lang, Line2D([], [], label=say("replay_own_basis", lang), **HOLLOW))
    head = say("replay_title", lang, area=name_of("area", replay.outcomes["area"].iloc[0], lang))
    counts = past.outcome_counts(replay.outcomes)
    key = say("replay_key", lang, **counts) if len(rows) else say("replay_none", lang)
    told = [say("replay_outcomes", lang, **counts), *_alt_replay(rows, plan, lang)]
    return REPLAY.write(ax, head, small=[key], told=told, lang=lang)


def _alt_replay(rows: pd.DataFrame, plan: Plan, lang: str) -> Iterator[str]:
    """Return what was said of each target on each day, and what happened."""
    for (name, _), mine in rows.groupby(["indicator", "year"], sort=False):
        indicator, first = plan.indicator(name), mine.iloc[0]
        said = [
            f"{say('replay_as_of', lang, as_of=row['as_of'])} {past.said_text(row, lang)}"
            for _, row in mine.iterrows()
        ]
        text = say("source_comma", lang).join(
            [*said, past.happened_text(first, indicator.unit, lang)]
        )
        target = (
            f"{past.full_name(indicator, lang)} {past.dated_target(first, indicator.unit, lang)}"
        )
        yield say("alt_row", lang, name=target, text=text)


def _draw_cell(ax: Axes, height: float, track: frame.Track, row: pd.Series, lang: str) -> None:
    """Draw what was said of one target on one day, or that it was already known."""
    if row["status"] == "decided":
        ax.text(track.left, height, past.known_text(row, lang), va="center", color=QUIET)
        return
    frame.draw_likelihood(ax, height, track, row["likelihood"], lang)
    if abs(row["likelihood_plan_basis"] - row["likelihood"]) > past.DIFFERENT:
        place = track.at(row["likelihood_plan_basis"])
        ax.plot(place, height, **HOLLOW, clip_on=False, zorder=4)


def _write_row(ax: Axes, height: float, row: pd.Series, unit: str, lang: str) -> None:
    """Write the target on the left and what happened on the right."""
    ax.text(TARGETS, height, past.dated_target(row, unit, lang), va="center")
    color = BLUE if row["outcome"] == "met" else ORANGE
    ax.text(HAPPENED, height, past.happened_text(row, unit, lang), va="center", color=color)


def _write_heads(ax: Axes, tracks: dict[str, frame.Track], lang: str) -> None:
    fits = (HAPPENED - COLUMNS) / max(len(tracks), 1) / SMALL
    heads = {
        track.left: frame.wrap_text(say("replay_as_of", lang, as_of=day), fits)
        for day, track in tracks.items()
    }
    heads |= {TARGETS: say("column_target", lang), HAPPENED: say("column_outcome", lang)}
    for place, text in heads.items():
        frame.write_head(ax, text, place, 7, linespacing=1.05)
