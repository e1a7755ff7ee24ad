"""The scorecard: every indicator's likelihood of reaching each year's target, on one slide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patches import Patch

from urbanstats.brief.likelihood import plan_basis_text, standing_text, two_readings
from urbanstats.brief.tables import expected_targets
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    SMALL,
    add_behind,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.palette import BLUE, FAINT, GREY, LIGHTS, ORANGE, QUIET
from urbanstats.words.phrases import (
    SIGNS,
    figures_text,
    leaning,
    likelihood_text,
    name_of,
    outcome,
    say,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.values import Indicator, Plan


# Where things stand across the slide, in points from the left of the axes.
NUMBERS, NAMES, COLUMNS, EVIDENCE, WIDTH = 138, 146, 372, 818, 888
TRACK = 0.3  # of a column's width: the axis from 0 to 100 %
GAP = 0.45  # of a row, between groups
REASONS = 4  # rows counted anew whose cause is named


@style()
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
    plan
        Gives the indicators' numbers, names, groups and order.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or new_axes(left=0.55, right=0.45, top=2.0, bottom=1.05)
    years = sorted(table["year"].unique())
    columns = {year: _column(position, len(years)) for position, year in enumerate(years)}
    indicators = [each for each in plan.indicators if each.id in set(table["indicator"])]
    heights = _row_heights(indicators)
    for indicator in indicators:
        rows = table[table["indicator"] == indicator.id]
        _draw_row(ax, heights[indicator.id], indicator, rows, lang)
        for _, row in rows.iterrows():
            _draw_cell(ax, heights[indicator.id], columns[row["year"]], row, lang)
    _write_groups(ax, indicators, heights, lang)
    _set_axes(ax, columns, min(heights.values()))
    _write_columns(ax, columns, table, lang)
    _add_legend(ax, lang)
    area, as_of = name_of("area", table["area"].iloc[0], lang), table["as_of"].iloc[0]
    head = say("scorecard_title", lang, area=area)
    add_head(ax, head, "", rise=102)
    key = say("scorecard_key", lang, as_of=as_of)
    if reasons := _reasons(table, plan, lang):
        key += say("sentence_space", lang) + say("scorecard_readings", lang, reasons=reasons)
    add_caption(ax, key, drop=34)
    set_alt(ax, head, _alt(table, indicators, lang), lang)
    return ax


def _alt(table: pd.DataFrame, indicators: list, lang: str) -> Iterator[str]:
    """Return how many targets of each year are expected to be met, and each one's likelihood."""
    for _, row in expected_targets(table).iterrows():
        count = {"expected": f"{row['expected']:.1f}", "n": f"{row['targets']:.0f}"}
        yield say("expected", lang, year=f"{row['year']:.0f}", **count)
    comma = say("source_comma", lang)
    for indicator in indicators:
        rows = table[table["indicator"] == indicator.id]
        parts = [
            say("alt_year", lang, year=row["year"], text=standing_text(row, lang))
            for _, row in rows.iterrows()
        ]
        name = f"{indicator.number} {_name(indicator, lang)}"
        yield say("alt_row", lang, name=name, text=comma.join(parts))


def _name(indicator: Indicator, lang: str) -> str:
    """Return an indicator's short name, or its full one if it has no short one."""
    name = name_of("indicator", indicator.id, lang)
    return indicator.name(lang) if name == indicator.id else name


def _reasons(table: pd.DataFrame, plan: Plan, lang: str) -> str:
    """Return which rows are counted anew, and by what; "" if none."""
    causes = {
        plan.indicator(row["indicator"]).number: name_of(
            "basis", row["rebased_to"] or row["basis"], lang
        )
        for _, row in table.iterrows()
        if two_readings(row)
    }
    parts = [f"{number}: {cause}" for number, cause in sorted(causes.items())]
    more = ["…"] if len(parts) > REASONS else []
    return say("source_comma", lang).join(parts[:REASONS] + more)


def _column(position: int, count: int) -> tuple[float, float]:
    """Return where a year's axis begins, and how long it is."""
    width = (EVIDENCE - COLUMNS) / count
    return COLUMNS + position * width, TRACK * width


def _row_heights(indicators: list) -> dict[str, float]:
    """Return the height of each indicator's row: one apart, and a gap between groups."""
    heights, height, group = {}, 0.0, ""
    for indicator in indicators:
        height -= 1 + (GAP if group not in ("", indicator.group) else 0)
        heights[indicator.id], group = height, indicator.group
    return heights


def _draw_row(ax: Axes, height: float, indicator: Indicator, rows: pd.DataFrame, lang: str) -> None:
    """Write the indicator's number, its name, and the figures it rests on."""
    ax.text(NUMBERS, height, indicator.number, ha="right", va="center", color=QUIET)
    ax.text(NAMES, height, _name(indicator, lang), va="center")
    own, on_basis = int(rows["n_observations"].max()), int(rows["n_on_basis"].max())
    mixed = on_basis < own
    evidence = say("figures_of", lang, n=on_basis, total=own) if mixed else figures_text(own, lang)
    ax.text(EVIDENCE, height, evidence, va="center", color=QUIET)


def _draw_cell(
    ax: Axes, height: float, column: tuple[float, float], row: pd.Series, lang: str
) -> None:
    """Draw one target: a bar with its number, or a sign and a word once it is decided."""
    left, track = column
    likelihood = row["likelihood"]
    if row["status"] == "decided":
        came = outcome(likelihood)
        word = f"{SIGNS[came]} {say(came, lang)}"
        drawn = ax.text(left, height, word, va="center", color=LIGHTS[came])
        add_behind(ax, drawn, plan_basis_text(row, lang))
        return
    ax.barh(height, track, 0.62, left, color=FAINT)
    ax.barh(height, track * likelihood, 0.62, left, color=LIGHTS[leaning(likelihood)])
    text = likelihood_text(likelihood, lang)
    drawn = ax.text(left + track + 8, height, text, va="center")
    add_behind(ax, drawn, plan_basis_text(row, lang))


def _write_groups(ax: Axes, indicators: list, heights: dict[str, float], lang: str) -> None:
    for group in dict.fromkeys(indicator.group for indicator in indicators):
        mine = [heights[indicator.id] for indicator in indicators if indicator.group == group]
        name = wrap_text(name_of("group", group, lang), 7.2)
        ax.text(0, (mine[0] + mine[-1]) / 2, name, va="center", color=QUIET, fontsize=SMALL)
        ax.plot([-9, -9], [mine[0] + 0.4, mine[-1] - 0.4], color=GREY, lw=2, clip_on=False)


def _set_axes(ax: Axes, columns: dict[int, tuple[float, float]], lowest: float) -> None:
    """Give every year its axis from 0 to 100 % and hide the frame."""
    marks = (0, "0"), (1, "100\u00a0%")
    ends = [(left + part * track, text) for left, track in columns.values() for part, text in marks]
    ax.set_xticks(*zip(*ends, strict=True), fontsize=SMALL)
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(lowest - 0.6, -0.4)
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    for left, track in columns.values():
        ax.axvline(left + track / 2, color="white", lw=1.2)


def _write_columns(ax: Axes, columns: dict, table: pd.DataFrame, lang: str) -> None:
    """Write above each year how many of its targets are expected to be met."""
    expected = expected_targets(table)
    for _, row in expected.iterrows():
        left = columns[row["year"]][0]
        add_text(ax, f"{row['year']:.0f}", (left / WIDTH, 1), (0, 24), va="bottom")
        count = {"expected": f"{row['expected']:.1f}", "n": f"{row['targets']:.0f}"}
        text = say("expected_short", lang, **count)
        add_text(ax, text, (left / WIDTH, 1), (0, 4), va="bottom", fontsize=SMALL, color=QUIET)
    head = say("rests_on", lang)
    add_text(ax, head, (EVIDENCE / WIDTH, 1), (0, 4), va="bottom", fontsize=SMALL, color=QUIET)


def _add_legend(ax: Axes, lang: str) -> None:
    keys = {"more_likely_met": BLUE, "even_chance": GREY, "more_likely_missed": ORANGE}
    patches = [Patch(color=color, label=say(key, lang)) for key, color in keys.items()]
    ax.legend(handles=patches, loc="lower left", bbox_to_anchor=(-0.008, 1.17), ncols=3)
