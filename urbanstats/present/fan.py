"""The fan chart of one indicator: what was published, what may come, what the plan asks."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MultipleLocator
from matplotlib.transforms import Bbox, ScaledTranslation, TransformedBbox

from urbanstats.present.figure import (
    BAND_INNER,
    BAND_OUTER,
    BLUE,
    INK,
    LINE_WIDTH,
    ORANGE,
    PURPLE,
    QUIET,
    TEXT_SIZE,
    add_behind,
    add_caption,
    add_head,
    add_text,
    new_axes,
    style,
    wrap_text,
)
from urbanstats.present.sentences import caption_text, finding_sentence, two_readings, verdict
from urbanstats.present.words import (
    digits_text,
    figure_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    say,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from urbanstats.plan.series import Series
    from urbanstats.trend import Projection

BANDS = (("eight_in_ten", 0.1, 0.9, BAND_OUTER), ("five_in_ten", 0.25, 0.75, BAND_INNER))
OTHER_MARKERS = "sD^vP"
INDENT = 62  # points from the margin of the slide to the axes
RECENT = 5  # years before the last figure, or the first target, that the axes show


@style()
def draw_fan(
    series: Series,
    projection: Projection,
    *,
    table: pd.DataFrame | None = None,
    title: str = "",
    lang: str = "en",
    ax: Axes | None = None,
) -> Axes:
    """Return axes with published figures, the fan of futures, and the targets in its way.

    Figures on the basis of the forecast are solid, others hollow and named. The bands hold 8
    and 5 in 10 futures; where the figure will be published on another basis a bar beside them
    holds 8 in 10 of those. Beside the axes stands the likelihood of each target. The axes show the
    last few years of the history; the rest is drawn and ``ax.set_xlim`` brings it to sight.

    Parameters
    ----------
    series
        Published figures; the fan opens from the last one on the series' basis.
    projection
        Predictive distribution on the basis of the series, in its unit.
    table
        Rows of ``forecast_targets``, one per target; without it no targets are drawn.
    title
        Name of the indicator, for the head of the slide; the area is added.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on; the likelihoods need half its width free on its right.
    """
    ax = ax or new_axes(left=1.3, right=3.3, top=2.4)
    rows = [] if table is None else [row for _, row in table.sort_values("year").iterrows()]
    since = min([series.last[0], *(row["year"] for row in rows)]) - RECENT
    drawn = _draw_futures(ax, series, projection, lang)
    drawn += _draw_readings(ax, series, rows, lang)
    drawn += add_targets(ax, series, rows, lang)
    drawn += add_published(ax, series, since, lang)
    set_scales(ax, series.kind, [(year, value) for year, value in drawn if year >= since], lang)
    ax.set_ylabel(name_of("axis", series.unit, lang))
    _write_panel(ax, series, rows, lang)
    area = name_of("area", series.area, lang)
    head = say("title", lang, name=title, area=area) if title else area
    finding = finding_sentence(rows[-1], series.unit, series.decimals, lang) if rows else ""
    add_head(ax, head, wrap_text(finding, LINE_WIDTH / TEXT_SIZE), indent=INDENT, rise=130)
    _add_legend(ax)
    add_caption(ax, caption_text(series, lang, since), indent=INDENT)
    return ax


def _draw_futures(
    ax: Axes, series: Series, projection: Projection, lang: str
) -> list[tuple[int, float]]:
    """Draw what may come after the last figure, and in years without one; return the points."""
    origin = series.last[0]
    ahead = [year for year in projection.years if year > origin]
    missing = [year for year in projection.years if year < origin and series.value(year) is None]
    if ahead:
        _draw_fan_ahead(ax, series.last, projection, ahead, lang)
    for year in missing:
        _draw_missing_year(ax, projection, year, lang)
    return [(year, projection.quantile(q, year)) for year in ahead + missing for q in (0.1, 0.9)]


def _draw_readings(
    ax: Axes, series: Series, rows: list[pd.Series], lang: str
) -> list[tuple[int, float]]:
    """Draw 8 in 10 futures and median of figures that will be published on another basis."""
    points = []
    for row in rows:
        rebased = bool(row["rebased_to"])
        if row["status"] == "decided" or not (rebased or row["basis"] != series.basis):
            continue
        basis = name_of("basis", row["rebased_to"] or row["basis"], lang)
        label = say("as_rebased" if rebased else "as_published", lang, basis=basis)
        at, ends = row["year"] + 0.25, (row["q0.1"], row["q0.9"])
        ax.plot([at, at], ends, color=PURPLE, lw=5, solid_capstyle="butt", label=label, zorder=3)
        ax.plot(at, row["median"], color=PURPLE, marker="D", mfc="white", ms=9, zorder=5)
        points += [(row["year"], end) for end in ends]
    return points


def _draw_fan_ahead(
    ax: Axes, last: tuple[int, float], projection: Projection, ahead: list[int], lang: str
) -> None:
    """Draw bands and median that open from the last figure."""
    years = [last[0], *ahead]
    for key, low, high, color in BANDS:
        edges = [[last[1], *(projection.quantile(q, year) for year in ahead)] for q in (low, high)]
        ax.fill_between(years, *edges, color=color, lw=0, label=say(key, lang))
    middle = [last[1], *(projection.quantile(0.5, year) for year in ahead)]
    (line,) = ax.plot(years, middle, color=BLUE, label=say("median", lang))
    _show_whole(ax, line)


def _draw_missing_year(ax: Axes, projection: Projection, year: int, lang: str) -> None:
    """Draw bars and median of a year that lies inside the history but has no figure."""
    for key, low, high, color in BANDS:
        bottom, top = (projection.quantile(q, year) for q in (low, high))
        ax.bar(year, top - bottom, 0.3, bottom, color=color, label=say(key, lang))
    middle = projection.quantile(0.5, year)
    ax.plot([year - 0.15, year + 0.15], [middle] * 2, color=BLUE, label=say("median", lang))


def _show_whole(ax: Axes, line: Line2D) -> None:
    """Let the markers of a line show whole at the top of the axes, at 100 %."""
    line.set_clip_box(TransformedBbox(Bbox([[0, 0], [1, 1.1]]), ax.transAxes))


def add_published(ax: Axes, series: Series, since: int, lang: str) -> list[tuple[int, float]]:
    """Draw every published figure, other bases hollow; return the points.

    A basis without a figure from ``since`` on is not in sight and gets no name in the legend.
    """
    figures = list(zip(series.years, series.values, series.bases, strict=True))
    points = [(year, value) for year, value, basis in figures if basis == series.basis]
    look = {"color": INK, "marker": "o", "zorder": 4}
    (line,) = ax.plot(*zip(*points, strict=True), label=say("published_figures", lang), **look)
    _show_whole(ax, line)
    bases = sorted(set(series.bases) - {series.basis})
    for basis, marker in zip(bases, cycle(OTHER_MARKERS)):
        points = [(year, value) for year, value, its_basis in figures if its_basis == basis]
        name = say("other_basis", lang, basis=name_of("basis", basis, lang))
        label = name if points[-1][0] >= since else f"_{name}"
        look = {"color": QUIET, "lw": 1.2, "ls": ":", "marker": marker, "mfc": "white"}
        (line,) = ax.plot(*zip(*points, strict=True), label=label, **look)
        _show_whole(ax, line)
    return [(year, value) for year, value, _ in figures]


def add_targets(
    ax: Axes, series: Series, rows: list[pd.Series], lang: str
) -> list[tuple[int, float]]:
    """Draw each target as a dashed level over its year, marked with both; return the points."""
    dashes = {"color": ORANGE, "lw": 3, "ls": (0, (2.2, 1.1)), "clip_on": False, "zorder": 5}
    for row in rows:
        year, level = row["year"], row["target"]
        label = say("target", lang) if row is rows[0] else None
        ax.plot([year - 0.38, year + 0.38], [level, level], label=label, **dashes)
        text = say("target_mark", lang, year=year, level=digits_text(level, lang=lang))
        middle = row.get("median_plan_basis", row["median"])
        below = level < middle  # the side on which the middle of the fan is not
        ax.annotate(
            text,
            (year, level),
            (0, -6 if below else 5),
            textcoords="offset points",
            ha="center",
            va="top" if below else "bottom",
            color=ORANGE,
            fontsize=15,
            linespacing=1.05,
            annotation_clip=False,
            zorder=6,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
    return [(row["year"], row["target"]) for row in rows]


def set_scales(ax: Axes, kind: str, points: list[tuple[int, float]], lang: str) -> None:
    """Show the given (year, value) points with air around, percentages never past 0-100."""
    years, values = zip(*points, strict=True)
    first, last, low, high = min(years), max(years), min(values), max(values)
    air = max(0.12 * (high - low), 0.5)
    ends = low - air, high + air
    ax.set_ylim(*((max(ends[0], 0), min(ends[1], 100)) if kind == "percent" else ends))
    ax.set_xlim(first - 0.45, last + 0.5)
    ax.xaxis.set_major_locator(MultipleLocator(1))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))


def _add_legend(ax: Axes) -> None:
    """Name everything drawn, once, in one or two rows above the axes."""
    handles, labels = ax.get_legend_handles_labels()
    named = dict(zip(labels, handles, strict=True))
    across = len(named) if len(named) <= 5 else 4
    corner = ax.transAxes + ScaledTranslation(-INDENT / 72, 40 / 72, ax.figure.dpi_scale_trans)
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": corner}
    ax.legend(named.values(), named.keys(), ncols=across, **place)


def _write_panel(ax: Axes, series: Series, rows: list[pd.Series], lang: str) -> None:
    """Write the likelihood of each target in large figures on the right of the axes."""
    if rows:
        add_text(ax, say("panel_title", lang), (1, 1), (30, 26), va="top", color=QUIET)
    for number, row in enumerate(rows):
        top = -14 - 94 * number
        level = number_text(row["target"], series.unit, lang=lang)
        line = say("panel_target", lang, year=row["year"], level=level)
        add_text(ax, line, (1, 1), (30, top), va="top", color=QUIET)
        if row["status"] == "decided":
            value = figure_text(row["published_value"], series.unit, lang)
            big, small = verdict(row, lang), say("panel_value", lang, value=value)
        else:
            big = likelihood_text(row["likelihood"], lang)
            small = likelihood_words(row["likelihood"], lang)
        drawn = add_text(ax, big, (1, 1), (30, top - 22), va="top", fontsize=TEXT_SIZE + 11)
        if two_readings(row):
            own = likelihood_text(row["likelihood_plan_basis"], lang)
            text = say("plan_basis_short", lang, likelihood=own)
            add_behind(ax, drawn, say("bracket", lang, text=text))
        add_text(ax, small, (1, 1), (30, top - 60), va="top")
