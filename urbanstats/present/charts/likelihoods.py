"""The likelihoods of a whole plan: every target's on one slide, and how many will be met."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from matplotlib.axes import Axes

from urbanstats.brief.likelihood import count_sentence, plan_basis_text, standing_text, two_readings
from urbanstats.brief.past import full_name
from urbanstats.outlook.joint import COMMON, INDEPENDENT, count_ranges, expected_targets
from urbanstats.plan.values import Indicator, Plan
from urbanstats.present.charts import frame
from urbanstats.present.palette import (
    BAND_INNER,
    BAND_OUTER,
    INK,
    LIGHTS,
    ORANGE,
    QUIET,
    SMALL,
    TEXT_SIZE,
)
from urbanstats.words.phrases import SIGNS, figures_text, likelihood_text, name_of, outcome, say

LAYOUT = frame.Layout(bottom=1.05, rise=102, drop=34)
# Where things stand across the slide, in points from the left of the axes.
NUMBERS, NAMES, COLUMNS, EVIDENCE = 138, 146, 372, 818
TRACK = 0.3  # of a column's width: the axis from 0 to 100 %
GAP = 0.45  # of a row, between groups
REASONS = 4  # rows counted anew whose cause is named


@frame.style()
def draw_likelihoods(
    table: pd.DataFrame, plan: Plan, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with one row per indicator and one bar per target year.

    A bar runs from 0 to 100 % likelihood and has its number beside it. A target whose figure
    is published has no bar but a sign and a word: met or missed. In brackets stands how a
    target reads on the plan's basis, where the figure is published on another. Above each year
    stands how many of its targets are expected to be met, on the right the figures a row rests on.

    Parameters
    ----------
    table
        Rows of ``forecast_targets`` for one area and one or more indicators.
    """
    ax = ax or LAYOUT.axes()
    indicators = [each for each in plan.indicators if each.id in set(table["indicator"])]
    heights = frame.row_heights([each.group for each in indicators], GAP)
    tracks = frame.spread_tracks(sorted(table["year"].unique()), (COLUMNS, EVIDENCE), TRACK)
    frame.set_rows(ax, heights[-1])
    frame.mark_tracks(ax, tracks.values(), (0, 1))
    for height, indicator in zip(heights, indicators, strict=True):
        rows = table[table["indicator"] == indicator.id]
        _write_row(ax, height, indicator, rows, lang)
        for _, row in rows.iterrows():
            _draw_cell(ax, height, tracks[row["year"]], row, lang)
    groups = [frame.wrap_text(name_of("group", each.group, lang), 7.2) for each in indicators]
    frame.write_groups(ax, heights, groups, color=QUIET)
    _write_heads(ax, tracks, table, lang)
    frame.add_legend(ax, 1.17, lang)
    head = say("scorecard_title", lang, area=name_of("area", table["area"].iloc[0], lang))
    key = say("scorecard_key", lang, as_of=table["as_of"].iloc[0])
    small, told = [key, _readings(table, plan, lang)], _alt(table, indicators, lang)
    return LAYOUT.write(ax, head, small=small, told=told, lang=lang)


def _alt(table: pd.DataFrame, indicators: list, lang: str) -> Iterator[str]:
    """Return how many targets of each year are expected to be met, and each one's likelihood."""
    for year, count in _expected(table).items():
        yield say("expected", lang, year=year, **count)
    comma = say("source_comma", lang)
    for indicator in indicators:
        rows = table[table["indicator"] == indicator.id]
        parts = [
            say("alt_year", lang, year=row["year"], text=standing_text(row, lang))
            for _, row in rows.iterrows()
        ]
        name = f"{indicator.number} {full_name(indicator, lang)}"
        yield say("alt_row", lang, name=name, text=comma.join(parts))


def _expected(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return for each year how many of how many targets are expected to be met."""
    return {
        f"{row['year']:.0f}": {"expected": f"{row['expected']:.1f}", "n": f"{row['targets']:.0f}"}
        for _, row in expected_targets(table).iterrows()
    }


def _readings(table: pd.DataFrame, plan: Plan, lang: str) -> str:
    """Return which rows are counted anew, and by what; "" if none."""
    causes = {
        plan.indicator(row["indicator"]).number: name_of(
            "basis", row["rebased_to"] or row["basis"], lang
        )
        for _, row in table.iterrows()
        if two_readings(row)
    }
    parts = [f"{number}: {cause}" for number, cause in sorted(causes.items())]
    reasons = say("source_comma", lang).join(parts[:REASONS] + ["…"] * (len(parts) > REASONS))
    return say("scorecard_readings", lang, reasons=reasons) if reasons else ""


def _write_row(
    ax: Axes, height: float, indicator: Indicator, rows: pd.DataFrame, lang: str
) -> None:
    """Write the indicator's number, its name, and the figures it rests on."""
    ax.text(NUMBERS, height, indicator.number, ha="right", va="center", color=QUIET)
    ax.text(NAMES, height, full_name(indicator, lang), va="center")
    own, on_basis = int(rows["n_observations"].max()), int(rows["n_on_basis"].max())
    mixed = on_basis < own
    evidence = say("figures_of", lang, n=on_basis, total=own) if mixed else figures_text(own, lang)
    ax.text(EVIDENCE, height, evidence, va="center", color=QUIET)


def _draw_cell(ax: Axes, height: float, track: frame.Track, row: pd.Series, lang: str) -> None:
    """Draw one target: a bar with its number, or a sign and a word once it is decided."""
    if row["status"] == "decided":
        came = outcome(row["likelihood"])
        word = f"{SIGNS[came]} {say(came, lang)}"
        drawn = ax.text(track.left, height, word, va="center", color=LIGHTS[came])
    else:
        drawn = frame.draw_likelihood(ax, height, track, row["likelihood"], lang)
    frame.add_behind(ax, drawn, plan_basis_text(row, lang))


def _write_heads(ax: Axes, tracks: dict[int, frame.Track], table: pd.DataFrame, lang: str) -> None:
    """Write above each year how many of its targets are expected to be met; halve its tracks."""
    for (year, count), track in zip(_expected(table).items(), tracks.values(), strict=True):
        ax.axvline(track.at(0.5), color="white", lw=1.2)
        frame.write_head(ax, year, track.left, 24, fontsize=TEXT_SIZE)
        frame.write_head(ax, say("expected_short", lang, **count), track.left, 4, color=QUIET)
    frame.write_head(ax, say("rests_on", lang), EVIDENCE, 4, color=QUIET)


COUNT = frame.Layout(left=1.3, right=0.7, top=1.95, bottom=2.0, indent=74, rise=82, drop=62)
SHOWN = 0.005  # probability from which a bar has its number
ROOM = 1.42  # of the tallest bar: the axis' height, with space for the legend


@frame.style()
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
    """
    ax = ax or COUNT.axes()
    alone, shared = (table[table["dependence"] == name] for name in (INDEPENDENT, COMMON))
    span, facts = count_ranges(table).iloc[0], shared.iloc[0]
    _draw_bars(ax, alone, span, lang)
    edges = [*(shared["met"] - 0.5), shared["met"].iloc[-1] + 0.5]
    label = say("count_common", lang, correlation=f"{facts['correlation']:.2f}")
    ax.stairs(shared["probability"], edges, color=ORANGE, lw=2.5, label=label, zorder=3)
    ax.axvline(span["expected"], color=INK, ls=(0, (4, 2)), lw=1.5, zorder=1)  # behind the bars
    mark, look = say("count_mark", lang, expected=f"{span['expected']:.1f}"), {"fontsize": SMALL}
    look |= {"xycoords": ("data", "axes fraction"), "va": "top", "linespacing": 1.2}
    frame.add_text(ax, mark, (span["expected"], 1), (6, 0), **look)
    _set_axes(ax, table, span["expected"], lang)
    head = say("count_title", lang, title=title, year=facts["year"], n=facts["targets"])
    above = [count_sentence(table, lang)]
    learned = say("count_learned", lang, through=facts["through"])
    origin = learned if facts["through"] else say("count_given", lang)
    key = say("count_key", lang, origin=origin, as_of=facts["as_of"])
    told = [*above, _alt_count(alone, lang)]
    return COUNT.write(ax, head, above=above, small=[key], told=told, lang=lang)


def _alt_count(alone: pd.DataFrame, lang: str) -> str:
    """Return the likelihood of every number that is not negligible."""
    parts = [
        say("alt_count", lang, n=row["met"], likelihood=likelihood_text(row["probability"], lang))
        for _, row in alone[alone["probability"] >= SHOWN].iterrows()
    ]
    return say("alt_counts", lang, list=say("source_comma", lang).join(parts))


def _draw_bars(ax: Axes, alone: pd.DataFrame, span: pd.Series, lang: str) -> None:
    """Draw a bar per number, with its likelihood at the foot where it is not negligible."""
    inside = alone["met"].between(span["low"], span["high"])
    for bars, color, key in (
        (alone[inside], BAND_INNER, "count_in_range"),
        (alone[~inside], BAND_OUTER, "count_outside"),
    ):
        look = {"color": color, "label": say(key, lang), "zorder": 2}
        ax.bar(bars["met"], bars["probability"], 0.86, **look)
    for _, row in alone[alone["probability"] >= SHOWN].iterrows():
        text = likelihood_text(row["probability"], lang)
        look = {"ha": "center", "va": "bottom", "fontsize": SMALL, "zorder": 4}
        frame.add_text(ax, text, (row["met"], 0), (0, 4), xycoords="data", linespacing=None, **look)


def _set_axes(ax: Axes, table: pd.DataFrame, expected: float, lang: str) -> None:
    most, n = table["probability"].max(), int(table["targets"].iloc[0])
    ax.set(xlim=(-0.6, n + 0.6), ylim=(0, ROOM * most))
    ax.set_xticks(range(0, n + 1, max(1, n // 15)))
    frame.show_percent(ax.yaxis, lang)
    ax.tick_params(axis="x", length=0)
    ax.set_xlabel(say("count_x", lang))
    ax.set_ylabel(say("count_y", lang))
    ax.set_yticks([tick for tick in ax.get_yticks() if tick <= most])
    line, *bars = ax.get_legend_handles_labels()[0]
    ax.legend(handles=[*bars, line], loc=f"upper {'right' if expected < n / 2 else 'left'}")
