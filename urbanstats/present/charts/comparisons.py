"""What others say beside us: other methods of one target, and measures of progress of any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from urbanstats.brief.likelihood import caption_text
from urbanstats.brief.measures import (
    counts_sentence,
    measure_name,
    measured_text,
    verdict_text,
    why_text,
)
from urbanstats.plan.series import Series
from urbanstats.plan.values import Plan, Target
from urbanstats.present import palette
from urbanstats.present.charts import frame
from urbanstats.words.phrases import (
    likelihood_text,
    name_of,
    number_text,
    range_texts,
    say,
    target_text,
)

METHODS = frame.Layout(left=4.6, right=1.4, indent=300, rise=88)
ROW = 1.6  # inches that a row takes at most
FOOT = 0.8  # inches for the small print at the foot of the slide
DROP, LINE = 72, 22  # points from the rows to the refusals, and of one line of them


@frame.style()
def draw_methods(
    table: pd.DataFrame,
    series: Series,
    target: Target,
    *,
    title: str = "",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Return axes with one row per method: middle, 8 in 10 futures, likelihood of the target.

    Below stand the methods that cannot answer, by the reason why.

    Parameters
    ----------
    table
        Rows of ``compare_methods``; those of the target's year are drawn.
    target
        The target all methods are asked about.
    ax
        Axes to draw on; the names need half its width free on its left, the likelihoods a
        fifth on its right.
    """
    mine = table[table["year"] == target.year]
    rows = [row for _, row in mine[mine["reason"] == ""].iterrows()]
    refusals = _refusals(mine, lang)
    layout = _layout(len(rows), len(refusals))
    ax = ax or layout.axes()
    heights = frame.row_heights([""] * len(rows))
    frame.set_rows(ax, min(heights, default=-1), air=0.5)
    for height, row in zip(heights, rows, strict=True):
        _draw_method(ax, height, row, lang)
    _draw_target(ax, target, lang)
    _show_values(ax, rows, target, lang)
    for number, line in enumerate(refusals):
        place = (-METHODS.indent, -DROP - LINE * number)
        frame.add_text(ax, line, (0, 0), place, va="top", color=palette.QUIET)
    area = name_of("area", series.area, lang)
    head = say("methods_title", lang, name=title, area=area, year=target.year)
    key, small = [say("methods_key", lang)], [caption_text(series, lang)]
    told = [*_alt_methods(rows, target, lang), *refusals]
    return layout.write(ax, head, above=key, small=small, told=told, lang=lang)


def _layout(rows: int, lines: int) -> frame.Layout:
    """Return axes as high as their rows need, with room below for lines of refusals."""
    drop = DROP + LINE * lines + (14 if lines else 0)
    room = palette.SLIDE[1] - METHODS.top - FOOT - drop / 72
    height = min(ROW * max(rows, 1), room)
    return replace(METHODS, bottom=palette.SLIDE[1] - METHODS.top - height, drop=drop)


def _refusals(table: pd.DataFrame, lang: str) -> list[str]:
    """Return lines that name the methods which cannot answer, by the reason why."""
    lines, refused = [], table[table["reason"] != ""]
    for code, mine in refused.groupby(refused.get("code", refused["reason"]), sort=False):
        methods = [name_of("method", method, lang) for method in mine["method"]]
        facts = {"methods": say("source_comma", lang).join(methods)}
        text = say("no_answers", lang, reason=name_of("reason", code, lang), **facts)
        lines += frame.wrap_text(text, palette.LINE_WIDTH / palette.TEXT_SIZE).split("\n")
    return lines


def _alt_methods(rows: list[pd.Series], target: Target, lang: str) -> list[str]:
    """Return the target, and what every method that answers says of it."""
    level = target_text(target.direction, target.value, target.unit, lang)
    told = [say("alt_target", lang, year=target.year, target=level)]
    for row in rows:
        low, high = range_texts(row, target.unit, target.decimals, lang)
        facts = {"low": low, "high": high, "likelihood": likelihood_text(row["likelihood"], lang)}
        facts["median"] = number_text(row["median"], target.unit, target.decimals, lang)
        told.append(say("alt_method", lang, name=name_of("method", row["method"], lang), **facts))
    return told


def _draw_method(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    """Draw the middle and 8 in 10 futures of one method, and the likelihood it gives."""
    look = {"color": palette.BLUE if row["method"] == "pooled" else palette.INK}
    ax.plot([row["q0.1"], row["q0.9"]], [height, height], lw=7, alpha=0.45, **look)
    ax.plot(row["median"], height, marker="o", ms=13, **look)
    look |= {"xycoords": ("axes fraction", "data"), "linespacing": None}
    name, text = name_of("method", row["method"], lang), likelihood_text(row["likelihood"], lang)
    frame.add_text(ax, name, (0, height), (-METHODS.indent, 0), fontsize=palette.SMALL, **look)
    frame.add_text(ax, text, (1, height), (24, 0), fontsize=20, **look)


def _draw_target(ax: Axes, target: Target, lang: str) -> None:
    """Draw the target as a dashed level with level and year above it."""
    ax.axvline(target.value, clip_on=False, zorder=1, **frame.LEVEL)
    level = number_text(target.value, target.unit, lang=lang)
    mark = say("methods_target", lang, year=target.year, level=level)
    look = {"xycoords": ("data", "axes fraction"), "ha": "center", "va": "baseline"}
    look |= {"color": palette.ORANGE, "fontsize": palette.SMALL, "linespacing": None}
    frame.add_text(ax, mark, (target.value, 1), (0, 6), **look)


def _show_values(ax: Axes, rows: list[pd.Series], target: Target, lang: str) -> None:
    """Show every interval and the target on an axis at the foot."""
    values = [target.value, *(row[q] for row in rows for q in ("q0.1", "q0.9"))]
    ax.set_xlim(*frame.ends_with_air(values, target.unit))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    frame.show_digits(ax.xaxis, lang)
    ax.set_xlabel(name_of("axis", target.unit, lang))
    ax.grid(visible=True, axis="x")
    ax.spines["bottom"].set_visible(True)


SIGNS = {  # place, shape and colour all say the same
    "off_track": (372, "v", palette.ORANGE),
    "unclear": (444, "D", palette.QUIET),
    "on_track": (516, "o", palette.BLUE),
}
MEASURES = frame.Layout(top=1.5, bottom=1.15, rise=64, drop=10)
# Where things stand across the slide, in points from the left of the axes.
NAMES, NUMBERS, VERDICTS = 92, 568, 686
GAP = 0.4  # of a row, between measures that compare different things


@frame.style()
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
    """
    ax = ax or MEASURES.axes()
    heights = frame.row_heights(list(table["compares"]), GAP)
    frame.set_rows(ax, heights[-1])
    for height, (_, row) in zip(heights, table.iterrows(), strict=True):
        _draw_row(ax, height, row, lang)
    families = [name_of("compares", each, lang) for each in table["compares"]]
    frame.write_groups(ax, heights, families, line=NAMES - 8, color=palette.QUIET)
    for says, (place, _, color) in SIGNS.items():
        ax.plot([place, place], [heights[-1] - 0.4, -0.5], color=palette.FAINT, lw=2, zorder=0)
        frame.write_head(ax, say(says, lang), place, 2, ha="center", color=color)
    first = table.iloc[0]
    area = name_of("area", first["area"], lang)
    head = say("measures_title", lang, name=title, area=area, year=first["year"])
    counts, why = counts_sentence(table, lang), why_text(table, lang)
    facts = {"first": first["baseline_year"], "last": first["last_year"], "as_of": first["as_of"]}
    confirm = say("measures_confirm", lang) if table["to_confirm"].any() else ""
    small = [why, say("measures_caption", lang, **facts), confirm]
    told = [counts, *_alt_measures(table, lang), why]
    return MEASURES.write(ax, head, above=[counts], small=small, told=told, lang=lang)


def _alt_measures(table: pd.DataFrame, lang: str) -> Iterator[str]:
    """Return the verdict of every measure that has one."""
    for _, row in table[table["reason"] == ""].iterrows():
        facts = {"number": measured_text(row, lang), "verdict": verdict_text(row, lang)}
        text = say("alt_measure", lang, says=say(row["says"], lang), **facts)
        yield say("alt_row", lang, name=name_of("measure", row["measure"], lang), text=text)


def _draw_row(ax: Axes, height: float, row: pd.Series, lang: str) -> None:
    color = palette.BLUE if row["measure"] == "attainment" else palette.INK
    line = {"y": height - 0.3, "va": "baseline", "fontsize": palette.SMALL}
    ax.text(NAMES, s=measure_name(row, lang), color=color, **line)
    if row["reason"]:
        ax.text(NUMBERS, s=verdict_text(row, lang), color=palette.QUIET, **line)
        return
    place, shape, tone = SIGNS[row["says"]]
    ax.plot(place, height, marker=shape, color=tone, ms=10, clip_on=False)
    ax.text(NUMBERS, s=measured_text(row, lang), color=color, **line)
    ax.text(VERDICTS, s=verdict_text(row, lang), color=color, **line)


MATRIX = frame.Layout(top=1.75, bottom=0.95, rise=82, drop=14)
SIDES = ("on_track", "off_track", "unclear")
FIRST, LAST = 330, 870  # points from the left of the axes to the columns of the matrix


@frame.style()
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
    """
    ax = ax or MATRIX.axes()
    codes = list(dict.fromkeys(table["measure"]))
    heights = dict(zip(codes, frame.row_heights([""] * len(codes)), strict=True))
    numbers = sorted({plan.indicator(each).number for each in table["indicator"]})
    step = (LAST - FIRST) / max(len(numbers) - 1, 1)
    columns = {number: FIRST + place * step for place, number in enumerate(numbers)}
    frame.set_rows(ax, -len(codes), air=0.7)
    for measure, height in heights.items():
        ax.axhline(height, xmin=0.33, color=palette.FAINT, lw=1, zorder=0)
        ax.text(0, height, name_of("measure", measure, lang), va="center")
    for number, place in columns.items():
        frame.write_head(ax, str(number), place, 4, ha="center", fontsize=palette.TEXT_SIZE)
    for _, row in table.iterrows():
        place = columns[plan.indicator(row["indicator"]).number]
        _draw_cell(ax, place, heights[row["measure"]], row["says"])
    _add_legend(ax, lang)
    area = name_of("area", table["area"].iloc[0], lang)
    head = say("measures_matrix_title", lang, area=area, year=table["year"].iloc[0])
    key = say("measures_matrix_key", lang, as_of=table["as_of"].iloc[0])
    return MATRIX.write(ax, head, small=[key], told=_alt_matrix(table, plan, lang), lang=lang)


def _alt_matrix(table: pd.DataFrame, plan: Plan, lang: str) -> Iterator[str]:
    """Return for each indicator how many measures say what."""
    for name, mine in table.groupby("indicator", sort=False):
        says = mine["says"].tolist()
        parts = [say("alt_side", lang, says=say(side, lang), n=says.count(side)) for side in SIDES]
        number = plan.indicator(name).number
        text = say("source_comma", lang).join(parts)
        yield say("alt_row", lang, name=f"{number} {name_of('indicator', name, lang)}", text=text)


def _draw_cell(ax: Axes, place: float, height: float, says: str) -> None:
    if says == "undefined":
        ax.plot(place, height, marker="o", color=palette.QUIET, ms=2.5)
    else:
        _, shape, tone = SIGNS[says]
        ax.plot(place, height, marker=shape, color=tone, ms=11, clip_on=False)


def _add_legend(ax: Axes, lang: str) -> None:
    for says, (_, shape, tone) in reversed(SIGNS.items()):
        ax.plot([], [], marker=shape, color=tone, ms=11, ls="", label=say(says, lang))
    ax.legend(loc="lower right", bbox_to_anchor=(1.0, 1.07), ncols=3)
