"""The fan chart of one indicator: what was published, what may come, what the plan asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.transforms import ScaledTranslation

from urbanstats.brief.likelihood import (
    caption_text,
    finding_sentence,
    meaning_sentence,
    origin_text,
    published_text,
    reading_sentence,
    two_readings,
    verdict,
)
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    LINE_WIDTH,
    TEXT_SIZE,
    add_behind,
    add_caption,
    add_head,
    add_published,
    add_targets,
    add_text,
    is_half,
    new_axes,
    set_scales,
    show_whole,
    style,
    wrap_text,
)
from urbanstats.present.palette import BAND_INNER, BAND_OUTER, BLUE, PURPLE, QUIET
from urbanstats.words.phrases import (
    figure_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    say,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from urbanstats.plan.series import Series
    from urbanstats.trend import Projection


BANDS = (("eight_in_ten", 0.1, 0.9, BAND_OUTER), ("five_in_ten", 0.25, 0.75, BAND_INNER))
INDENT = 62  # points from the margin of the slide to the axes
INDENT_HALF = 70  # the same on half a slide
BESIDE = 7  # ems of small print beside a likelihood
RECENT, RECENT_HALF = 5, 2  # years before the last figure, or the first target, that are shown


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
        Axes to draw on; the likelihoods need half its width free on its right. On
        ``half_axes()``, for the side of text that names and weighs the targets, there are
        fewer years, one band, and neither title nor likelihoods.
    """
    ax = ax or new_axes(left=1.3, right=3.45, top=2.4)
    rows = [] if table is None else [row for _, row in table.sort_values("year").iterrows()]
    since, until = _shown_years(ax, series, projection, rows)
    drawn = _draw_futures(ax, series, projection, lang)
    drawn += _draw_readings(ax, series, rows, lang)
    drawn += add_targets(ax, series, rows, lang)
    drawn += add_published(ax, series, since, lang)
    set_scales(ax, series.kind, [point for point in drawn if since <= point[0] <= until], lang)
    ax.set_ylabel(name_of("axis", series.unit, lang))
    _add_legend(ax)
    if is_half(ax):
        outside = series.years[0] < since or series.years[-1] > until
        note = say("caption_years", lang) if outside else ""
        space = say("sentence_space", lang)
        add_caption(ax, origin_text(series, lang) + space + note, indent=INDENT_HALF, drop=34)
    else:
        _write_around(ax, series, rows, title, lang)
        add_caption(ax, caption_text(series, lang, since), indent=INDENT)
    name = _head(series, title or name_of("indicator", series.indicator, lang), lang)
    head = say("alt_fan", lang, head=name)
    set_alt(ax, head, _alt(series, projection, rows, lang), lang)
    return ax


def _shown_years(
    ax: Axes, series: Series, projection: Projection, rows: list[pd.Series]
) -> tuple[int, int]:
    """Return the first and last year to show; half a slide ends a year after all is decided."""
    years = [row["year"] for row in rows]
    since = min([series.last[0], *years]) - (RECENT_HALF if is_half(ax) else RECENT)
    if is_half(ax):
        return since, max(years or projection.years) + 1
    return since, max(*series.years, *projection.years)


def _write_around(ax: Axes, series: Series, rows: list, title: str, lang: str) -> None:
    """Write the title, the finding and the likelihoods."""
    _write_panel(ax, series, rows, lang)
    finding = finding_sentence(rows[-1], series.unit, series.decimals, lang) if rows else ""
    finding = wrap_text(finding, LINE_WIDTH / TEXT_SIZE)
    add_head(ax, _head(series, title, lang), finding, indent=INDENT, rise=130)


def _head(series: Series, title: str, lang: str) -> str:
    area = name_of("area", series.area, lang)
    return say("title", lang, name=title, area=area) if title else area


def _alt(series: Series, projection: Projection, rows: list, lang: str) -> Iterator[str]:
    """Return what the chart shows: figures, where the futures lie, and every target."""
    yield published_text(series, series.last[0] - RECENT, lang)
    last = projection.years[-1]
    if last > series.last[0]:
        ends = {"low": 0.1, "median": 0.5, "high": 0.9}
        values = {name: projection.quantile(q, last) for name, q in ends.items()}
        texts = {
            name: number_text(value, series.unit, series.decimals, lang)
            for name, value in values.items()
        }
        yield say("alt_futures", lang, year=last, **texts)
    for row in rows:
        yield meaning_sentence(row, series.unit, series.decimals, lang)
        yield reading_sentence(row, lang)


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
    for key, low, high, color in BANDS[:1] if is_half(ax) else BANDS:
        edges = [[last[1], *(projection.quantile(q, year) for year in ahead)] for q in (low, high)]
        ax.fill_between(years, *edges, color=color, lw=0, label=say(key, lang))
    middle = [last[1], *(projection.quantile(0.5, year) for year in ahead)]
    (line,) = ax.plot(years, middle, color=BLUE, label=say("median", lang))
    show_whole(ax, line)


def _draw_missing_year(ax: Axes, projection: Projection, year: int, lang: str) -> None:
    """Draw bars and median of a year that lies inside the history but has no figure."""
    for key, low, high, color in BANDS:
        bottom, top = (projection.quantile(q, year) for q in (low, high))
        ax.bar(year, top - bottom, 0.3, bottom, color=color, label=say(key, lang))
    middle = projection.quantile(0.5, year)
    ax.plot([year - 0.15, year + 0.15], [middle] * 2, color=BLUE, label=say("median", lang))


def _add_legend(ax: Axes) -> None:
    """Name everything drawn, once, in one or two rows above the axes."""
    handles, labels = ax.get_legend_handles_labels()
    named = dict(zip(labels, handles, strict=True))
    across = len(named) if len(named) <= 5 else 4
    if is_half(ax):
        named, across = dict(sorted(named.items(), key=lambda pair: len(pair[0]))), 2
    left, up = (INDENT_HALF, 24) if is_half(ax) else (INDENT, 40)
    corner = ax.transAxes + ScaledTranslation(-left / 72, up / 72, ax.figure.dpi_scale_trans)
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
            add_behind(ax, drawn, wrap_text(say("bracket", lang, text=text), BESIDE))
        add_text(ax, small, (1, 1), (30, top - 60), va="top")
