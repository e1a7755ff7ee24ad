"""All measures against all indicators: where they agree, where they do not, where none can say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.present.alt import set_alt
from urbanstats.present.figure import (
    FAINT,
    INK,
    QUIET,
    SMALL,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
)
from urbanstats.present.measures import SIGNS, why_text
from urbanstats.words.phrases import name_of, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.values import Plan

NAMES, FIRST, LAST = 0, 330, 870  # points from the left of the axes


def agreement_table(table: pd.DataFrame, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per indicator: how many measures say what, and why they differ.

    Parameters
    ----------
    table
        Rows of ``compare_measures`` for one target of each indicator.
    plan
        Gives the indicators' numbers.
    lang
        ``"en"`` or ``"zh"``.
    """
    rows = []
    for name, mine in table.groupby("indicator", sort=False):
        counts = mine["says"].value_counts()
        words = {says: counts.get(says, 0) for says in ("on_track", "off_track", "unclear")}
        rows.append(
            {
                say("column_number", lang): plan.indicator(name).number,
                say("column_indicator", lang): name_of("indicator", name, lang),
                **{say(says, lang): count for says, count in words.items()},
                say("undefined", lang): counts.get("undefined", 0),
                say("column_agreement", lang): why_text(mine, lang),
            }
        )
    return pd.DataFrame(rows)


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
        ax.text(NAMES, height, name_of("measure", measure, lang), va="center", fontsize=SMALL)
    for _, row in table.iterrows():
        height = len(measures) - 1 - measures.index(row["measure"])
        _draw_cell(ax, columns[plan.indicator(row["indicator"]).number], height, row)
    _set_axes(ax, columns, len(measures))
    _add_legend(ax, lang)
    area = name_of("area", table["area"].iloc[0], lang)
    head = say("concordance_title", lang, area=area, year=table["year"].iloc[0])
    add_head(ax, head, "", rise=82)
    add_caption(ax, say("concordance_key", lang, as_of=table["as_of"].iloc[0]), drop=14)
    set_alt(ax, head, _alt(table, plan, lang), lang)
    return ax


def _alt(table: pd.DataFrame, plan: Plan, lang: str) -> Iterator[str]:
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


def _set_axes(ax: Axes, columns: dict[int, float], rows: int) -> None:
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
