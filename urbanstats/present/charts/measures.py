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
from urbanstats.present.charts.frame import SMALL, add_caption, add_head, add_text, new_axes, style
from urbanstats.present.palette import BLUE, FAINT, GREY, INK, ORANGE, QUIET
from urbanstats.words.phrases import (
    name_of,
    say,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.values import Plan


# Where things stand across the slide, in points from the left of the axes.
FAMILIES, NAMES, LANES, NUMBERS, VERDICTS, WIDTH = 0, 92, (372, 444, 516), 568, 686, 888
SIGNS = {  # place, shape and colour all say the same
    "off_track": (LANES[0], "v", ORANGE),
    "unclear": (LANES[1], "D", QUIET),
    "on_track": (LANES[2], "o", BLUE),
}
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
    ax = ax or new_axes(left=0.55, right=0.45, top=1.5, bottom=1.15)
    heights = _heights(table)
    for height, (_, row) in zip(heights, table.iterrows(), strict=True):
        _draw_row(ax, height, row, lang)
    _write_families(ax, table, heights, lang)
    _set_axes(ax, heights, lang)
    first = table.iloc[0]
    area = name_of("area", first["area"], lang)
    head = say("measures_title", lang, name=title, area=area, year=first["year"])
    counts, why, space = (
        counts_sentence(table, lang),
        why_text(table, lang),
        say("sentence_space", lang),
    )
    add_head(ax, head, counts, rise=64)
    add_caption(ax, why + space + _small_print(table, lang), drop=10)
    set_alt(ax, head, [counts, *_alt(table, lang), why], lang)
    return ax


def _alt(table: pd.DataFrame, lang: str) -> Iterator[str]:
    """Return the verdict of every measure that has one."""
    for _, row in table[table["reason"] == ""].iterrows():
        facts = {"number": measured_text(row, lang), "verdict": verdict_text(row, lang)}
        text = say("alt_measure", lang, says=say(row["says"], lang), **facts)
        yield say("alt_row", lang, name=name_of("measure", row["measure"], lang), text=text)


def _heights(table: pd.DataFrame) -> list[float]:
    """Return the height of each row: one apart, and a gap where another thing is compared."""
    changes = (table["compares"] != table["compares"].shift()).cumsum() - 1
    return [-(place + GAP * change) for place, change in enumerate(changes)]


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


def _write_families(ax: Axes, table: pd.DataFrame, heights: list[float], lang: str) -> None:
    """Write on the left what the measures beside it compare."""
    for family in dict.fromkeys(table["compares"]):
        mine = [at for at, each in zip(heights, table["compares"], strict=True) if each == family]
        name = name_of("compares", family, lang)
        middle = (mine[0] + mine[-1]) / 2
        ax.text(FAMILIES, middle, name, va="center", color=QUIET, fontsize=SMALL)
        ax.plot([NAMES - 8] * 2, [mine[0] + 0.4, mine[-1] - 0.4], color=GREY, lw=2)


def _set_axes(ax: Axes, heights: list[float], lang: str) -> None:
    """Draw the three lanes with their names above, and hide the frame."""
    ax.set_xlim(0, WIDTH)
    ax.set_ylim(min(heights) - 0.6, 0.6)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    for says, (place, _, color) in SIGNS.items():
        ax.plot([place, place], [min(heights) - 0.4, 0.5], color=FAINT, lw=2, zorder=0)
        look = {"ha": "center", "va": "bottom", "fontsize": SMALL, "color": color}
        add_text(ax, say(says, lang), (place / WIDTH, 1), (0, 2), **look)


def _small_print(table: pd.DataFrame, lang: str) -> str:
    first = table.iloc[0]
    years = {"first": first["baseline_year"], "last": first["last_year"]}
    parts = [say("measures_caption", lang, as_of=first["as_of"], **years)]
    if table["to_confirm"].any():
        parts.append(say("measures_confirm", lang))
    return say("sentence_space", lang).join(parts)


MEASURES_AT, FIRST, LAST = 0, 330, 870  # points from the left of the axes


@style()
def draw_concordance(
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
    ax = ax or new_axes(left=0.55, right=0.45, top=1.75, bottom=0.95)
    measures = list(dict.fromkeys(table["measure"]))
    numbers = sorted({plan.indicator(each).number for each in table["indicator"]})
    step = (LAST - FIRST) / max(len(numbers) - 1, 1)
    columns = {number: FIRST + place * step for place, number in enumerate(numbers)}
    for height, measure in enumerate(reversed(measures)):
        ax.axhline(height, xmin=0.33, color=FAINT, lw=1, zorder=0)
        ax.text(MEASURES_AT, height, name_of("measure", measure, lang), va="center", fontsize=SMALL)
    for _, row in table.iterrows():
        height = len(measures) - 1 - measures.index(row["measure"])
        _draw_cell(ax, columns[plan.indicator(row["indicator"]).number], height, row)
    _set_matrix_axes(ax, columns, len(measures))
    _add_legend(ax, lang)
    area = name_of("area", table["area"].iloc[0], lang)
    head = say("concordance_title", lang, area=area, year=table["year"].iloc[0])
    add_head(ax, head, "", rise=82)
    add_caption(ax, say("concordance_key", lang, as_of=table["as_of"].iloc[0]), drop=14)
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


def _set_matrix_axes(ax: Axes, columns: dict[int, float], rows: int) -> None:
    ax.set_xlim(0, 888)
    ax.set_ylim(-0.7, rows - 0.3)
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)
    for number, place in columns.items():
        add_text(ax, str(number), (place / 888, 1), (0, 4), ha="center", va="bottom", color=INK)


def _add_legend(ax: Axes, lang: str) -> None:
    signs = {says: SIGNS[says] for says in ("on_track", "unclear", "off_track")}
    for says, (_, shape, tone) in signs.items():
        ax.plot([], [], marker=shape, color=tone, ms=11, ls="", label=say(says, lang))
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.07), ncols=3)
