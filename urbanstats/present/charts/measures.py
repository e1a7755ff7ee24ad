"""Measures of progress as charts: those of one indicator, and all indicators' beside each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.brief.measures import (
    counts_sentence,
    measure_name,
    measured_text,
    verdict_text,
    why_text,
)
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import SMALL, TEXT_SIZE, Layout, style
from urbanstats.present.charts.rows import row_heights, set_rows, write_groups, write_head
from urbanstats.present.palette import BLUE, FAINT, INK, ORANGE, QUIET
from urbanstats.words.phrases import name_of, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.values import Plan


SIGNS = {  # place, shape and colour all say the same
    "off_track": (372, "v", ORANGE),
    "unclear": (444, "D", QUIET),
    "on_track": (516, "o", BLUE),
}
MEASURES = Layout(top=1.5, bottom=1.15, rise=64, drop=10)
# Where things stand across the slide, in points from the left of the axes.
NAMES, NUMBERS, VERDICTS = 92, 568, 686
GAP = 0.4  # of a row, between measures that compare different things


@style()
def draw_measures(
    table: pd.DataFrame, *, title: str, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with one row per measure: a sign for what it says, its number, its verdict.

    Signs stand under off track, unclear or on track. A measure that cannot be computed keeps
    its row without a sign, and says why. Below stands why the measures disagree.

    Parameters
    ----------
    table
        Rows of ``compare_measures`` for one target.
    title
        Name of the indicator, for the head of the slide; the area is added.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or MEASURES.axes()
    heights = row_heights(list(table["compares"]), GAP)
    set_rows(ax, heights[-1])
    for height, (_, row) in zip(heights, table.iterrows(), strict=True):
        _draw_row(ax, height, row, lang)
    families = [name_of("compares", each, lang) for each in table["compares"]]
    write_groups(ax, heights, families, line=NAMES - 8, color=QUIET)
    for says, (place, _, color) in SIGNS.items():
        ax.plot([place, place], [heights[-1] - 0.4, -0.5], color=FAINT, lw=2, zorder=0)
        write_head(ax, say(says, lang), place, 2, ha="center", color=color)
    first = table.iloc[0]
    area = name_of("area", first["area"], lang)
    head = say("measures_title", lang, name=title, area=area, year=first["year"])
    counts, why = counts_sentence(table, lang), why_text(table, lang)
    MEASURES.write(ax, head, [counts], [why, *_small_print(table, lang)], lang)
    set_alt(ax, head, [counts, *_alt(table, lang), why], lang)
    return ax


def _alt(table: pd.DataFrame, lang: str) -> Iterator[str]:
    """Return the verdict of every measure that has one."""
    for _, row in table[table["reason"] == ""].iterrows():
        facts = {"number": measured_text(row, lang), "verdict": verdict_text(row, lang)}
        text = say("alt_measure", lang, says=say(row["says"], lang), **facts)
        yield say("alt_row", lang, name=name_of("measure", row["measure"], lang), text=text)


def _draw_row(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    color = BLUE if row["measure"] == "attainment" else INK
    line = {"y": height - 0.3, "va": "baseline", "fontsize": SMALL}
    ax.text(NAMES, s=measure_name(row, lang), color=color, **line)
    if row["reason"]:
        ax.text(NUMBERS, s=verdict_text(row, lang), color=QUIET, **line)
        return
    place, shape, tone = SIGNS[row["says"]]
    ax.plot(place, height, marker=shape, color=tone, ms=10, clip_on=False)
    ax.text(NUMBERS, s=measured_text(row, lang), color=color, **line)
    ax.text(VERDICTS, s=verdict_text(row, lang), color=color, **line)


def _small_print(table: pd.DataFrame, lang: str) -> Iterator[str]:
    first = table.iloc[0]
    years = {"first": first["baseline_year"], "last": first["last_year"]}
    yield say("measures_caption", lang, as_of=first["as_of"], **years)
    if table["to_confirm"].any():
        yield say("measures_confirm", lang)


MATRIX = Layout(top=1.75, bottom=0.95, rise=82, drop=14)
FIRST, LAST = 330, 870  # points from the left of the axes to the columns of the matrix


@style()
def draw_measures_matrix(
    table: pd.DataFrame, plan: Plan, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with a row per measure and a column per indicator of the plan.

    A sign in a cell says what the measure says of the indicator's target; a small dot stands
    where it cannot be computed.

    Parameters
    ----------
    table
        Rows of ``compare_measures`` for one target of each indicator, of the same year.
    plan
        Gives the indicators' numbers.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or MATRIX.axes()
    measures = list(dict.fromkeys(table["measure"]))
    heights = dict(zip(measures, row_heights([""] * len(measures)), strict=True))
    numbers = sorted({plan.indicator(each).number for each in table["indicator"]})
    step = (LAST - FIRST) / max(len(numbers) - 1, 1)
    columns = {number: FIRST + place * step for place, number in enumerate(numbers)}
    set_rows(ax, -len(measures), air=0.7)
    for measure, height in heights.items():
        ax.axhline(height, xmin=0.33, color=FAINT, lw=1, zorder=0)
        ax.text(0, height, name_of("measure", measure, lang), va="center")
    for number, place in columns.items():
        write_head(ax, str(number), place, 4, ha="center", fontsize=TEXT_SIZE)
    for _, row in table.iterrows():
        place = columns[plan.indicator(row["indicator"]).number]
        _draw_cell(ax, place, heights[row["measure"]], row)
    _add_legend(ax, lang)
    area = name_of("area", table["area"].iloc[0], lang)
    head = say("concordance_title", lang, area=area, year=table["year"].iloc[0])
    key = say("concordance_key", lang, as_of=table["as_of"].iloc[0])
    MATRIX.write(ax, head, [], [key], lang)
    set_alt(ax, head, _matrix_alt(table, plan, lang), lang)
    return ax


def _matrix_alt(table: pd.DataFrame, plan: Plan, lang: str) -> Iterator[str]:
    """Return for each indicator how many measures say what."""
    for name, mine in table.groupby("indicator", sort=False):
        counts = mine["says"].value_counts()
        sides = ("on_track", "off_track", "unclear")
        parts = [
            say("alt_side", lang, says=say(each, lang), n=counts.get(each, 0)) for each in sides
        ]
        number = plan.indicator(name).number
        text = say("source_comma", lang).join(parts)
        yield say("alt_row", lang, name=f"{number} {name_of('indicator', name, lang)}", text=text)


def _draw_cell(ax: Axes, place: float, height: float, row: pd.Series) -> None:
    if row["says"] == "undefined":
        ax.plot(place, height, marker="o", color=QUIET, ms=2.5)
        return
    _, shape, tone = SIGNS[row["says"]]
    ax.plot(place, height, marker=shape, color=tone, ms=11, clip_on=False)


def _add_legend(ax: Axes, lang: str) -> None:
    signs = {says: SIGNS[says] for says in ("on_track", "unclear", "off_track")}
    for says, (_, shape, tone) in signs.items():
        ax.plot([], [], marker=shape, color=tone, ms=11, ls="", label=say(says, lang))
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.07), ncols=3)
