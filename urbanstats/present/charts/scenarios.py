"""The chart of scenarios: the middle course of each, and where its futures fall at the end."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from urbanstats.brief.likelihood import caption_text, published_text, verdict
from urbanstats.brief.scenarios import chance_text, scenario_label
from urbanstats.errors import ParameterError
from urbanstats.outlook.scenario import Scenario
from urbanstats.plan.series import Series
from urbanstats.present.charts import frame
from urbanstats.present.palette import BLUE, QUIET, SMALL
from urbanstats.trend.projection import Projection
from urbanstats.words.phrases import name_of, number_text, reach_text, say

LOOKS = (  # colour, line and sign of each scenario; told apart in every common colour blindness
    (BLUE, "-", "o"),
    (QUIET, ":", "s"),
    ("#007A5A", (0, (5, 1.5, 1, 1.5)), "^"),
    ("#9B4F8E", (0, (7, 1.5)), "D"),
    ("#7A5C00", (0, (2, 1)), "v"),
)
LAYOUT = frame.Layout(left=1.3, right=5.0, top=2.0, bottom=1.5, indent=62, rise=88)
RECENT = 2  # years before the last figure that the axes show
FIRST, SPACING = 0.3, 0.22  # years from the last year to the first bar, and to the next
MARK = 0.09  # of the same height, for the mark of a target
ROOM = 0.2  # of the height of the axes, for one label


@frame.style()
def draw_scenarios(
    series: Series,
    projections: Mapping[Scenario | str, Projection],
    table: pd.DataFrame,
    *,
    title: str = "",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Return axes with published figures and the middle course of each scenario to its end.

    Bars beyond the last year hold 8 in 10 futures of that year, the sign in each is the middle.
    Beside them each scenario is named, with its likelihood of reaching the last target.

    Parameters
    ----------
    series
        Published figures; the courses open from the last one on the series' basis.
    projections
        Results of ``apply_scenario`` by scenario (or its text), at most 5. Where their years
        are all past, the slide says so.
    table
        Rows of ``compare_scenarios`` for the same scenarios, with the targets to draw.
    ax
        Axes to draw on; the labels need as much again as two thirds of its width on its right.

    Raises
    ------
    ParameterError
        If there are more scenarios than can be told apart, or one is not in the table.
    """
    rows = _last_rows(projections, table)
    first = rows[0]
    ax = ax or LAYOUT.axes()
    reach = reach_text(first["direction"], first["target"], series.unit, lang)
    key = say("scenario_key", lang, year=first["year"], reach=reach)
    if _end(projections) > series.last[0]:
        since = min(year for year in series.years if year >= series.last[0] - RECENT)
        _draw_all(ax, series, projections, table, since, lang)
        labels = [(scenario_label(r, series.unit, lang), _result(r, series, lang)) for r in rows]
        _write_labels(ax, [row["median"] for row in rows], labels)
        told = [key, published_text(series, since, lang)]
        told += [say("alt_scenario", lang, name=name, result=result) for name, result in labels]
    else:
        ax.set_axis_off()
        told = [say("scenario_past", lang, year=series.last[0])]
        frame.add_text(ax, told[0], (0, 0.5), (-LAYOUT.indent, 0))
    name = title or name_of("indicator", series.indicator, lang)
    head = say("scenario_title", lang, name=name, area=name_of("area", series.area, lang))
    small = [say("scenario_spread", lang), caption_text(series, lang)]
    return LAYOUT.write(ax, head, above=[key], small=small, told=told, lang=lang)


def _end(projections):
    """Return the last year of the scenarios."""
    return max(next(iter(projections.values())).years)


def _last_rows(projections, table):
    """Return the table's row of each scenario for the last target."""
    names = [str(scenario) for scenario in projections]
    final = table[table["year"] == table["year"].max()].set_index("scenario", drop=False)
    missing = [name for name in names if name not in final.index]
    if not names or len(names) > len(LOOKS) or missing:
        facts = {"missing": missing[0] if missing else None, "n": len(names), "most": len(LOOKS)}
        raise ParameterError("PAR-SCENARIO.chart", **facts)
    return [final.loc[name] for name in names]


def _draw_all(ax, series, projections, table, since, lang):
    """Draw figures, targets and scenarios with their axes."""
    last = _end(projections)
    drawn = _draw_lines(ax, series, projections)
    drawn += frame.add_targets(ax, series, _goals(table), lang)
    drawn += frame.add_published(ax, series, since, lang)
    frame.set_scales(ax, series.kind, [point for point in drawn if point[0] >= since], lang)
    ax.set_xlim(since - 0.45, last + FIRST + SPACING * len(projections))
    ax.set_xticks(range(since, last + 1))
    ax.set_ylabel(name_of("axis", series.unit, lang))
    _draw_ends(ax, projections.values(), last)
    goal = table.loc[table["year"].idxmax(), "target"]
    ax.plot([last, ax.get_xlim()[1]], [goal, goal], **frame.LEVEL | {"lw": 1.2, "zorder": 1})


def _goals(table):
    """Return a row per target; its median stands for the side on which lines crowd it."""
    height = MARK * (table["q0.9"].max() - table["q0.1"].min())
    goals = []
    for _, rows in table.groupby("year"):
        row = rows.iloc[0]
        gaps = rows["median"] - row["target"]
        crowd = (np.where(gaps < 0, -1, 1) * np.exp(-gaps.abs() / height)).sum()
        goals.append(row.to_dict() | {"median": row["target"] + crowd})
    return goals


def _draw_lines(ax, series, projections):
    """Draw the middle of each scenario from the last figure; return the points."""
    points = []
    for (color, dashes, sign), projection in zip(LOOKS, projections.values(), strict=False):
        ahead = [year for year in projection.years if year > series.last[0]]
        line = [series.last, *((year, projection.quantile(0.5, year)) for year in ahead)]
        look = {"color": color, "ls": dashes, "marker": sign, "markevery": [-1], "ms": 8}
        ax.plot(*zip(*line, strict=True), clip_on=False, **look)
        ends = projection.quantile([0.1, 0.9], ahead[-1])
        points += [*line, *((ahead[-1], end) for end in ends)]
    return points


def _draw_ends(ax, projections, last):
    """Draw 8 in 10 futures of the last year as bars beside each other."""
    for number, projection in enumerate(projections):
        color, _, sign = LOOKS[number]
        place = last + FIRST + SPACING * number
        low, middle, high = projection.quantile([0.1, 0.5, 0.9], last)
        look = {"color": color, "lw": 8, "alpha": 0.35, "solid_capstyle": "butt"}
        ax.plot([place, place], [low, high], clip_on=False, **look)
        ax.plot(place, middle, color=color, marker=sign, ms=10, clip_on=False)


def _write_labels(ax, medians, labels):
    """Write each scenario's name and result on the right, highest first, led to by its sign."""
    low, high = ax.get_ylim()
    order = sorted(range(len(labels)), key=lambda at: medians[at])
    heights = _spread([(medians[at] - low) / (high - low) for at in order])
    for at, height in zip(order, heights, strict=True):
        color, _, sign = LOOKS[at]
        look = {"color": color, "transform": ax.transAxes, "clip_on": False}
        ax.plot(1.06, height, marker=sign, ms=10, **look)
        look = {"va": "baseline", "fontsize": SMALL}
        frame.add_text(ax, labels[at][0], (1.1, height), (0, 4), color=color, **look)
        frame.add_text(ax, labels[at][1], (1.1, height), (0, -18), **look)


def _spread(heights):
    """Return ascending heights (0-1) moved as little as keeps labels apart and inside."""
    placed = []
    for height in heights:
        placed.append(max(height, placed[-1] + ROOM if placed else ROOM / 2))
    top = 1 - ROOM / 2
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], top)
        top = placed[at] - ROOM
    return placed


def _result(row, series, lang):
    """Return the middle and the likelihood of the last target, or that it is decided."""
    if row["status"] == "decided":
        return say("scenario_label_decided", lang, year=row["year"], words=verdict(row, lang))
    median = number_text(row["median"], series.unit, series.decimals, lang)
    likelihood, _ = chance_text(row, lang)
    return say("scenario_label", lang, year=row["year"], median=median, likelihood=likelihood)
