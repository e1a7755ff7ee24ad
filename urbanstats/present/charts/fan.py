"""What was published, what may come, what the plan asks: of one indicator, or of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation

from urbanstats.brief.likelihood import (
    caption_text,
    finding_sentence,
    meaning_sentence,
    origin_text,
    published_text,
    reading_sentence,
    standing_text,
    two_readings,
    verdict,
)
from urbanstats.outlook import Assessment
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan
from urbanstats.present.alt import set_alt
from urbanstats.present.charts import frame
from urbanstats.present.palette import (
    BAND_INNER,
    BAND_OUTER,
    BLUE,
    INK,
    PURPLE,
    QUIET,
    SMALL,
    TEXT_SIZE,
)
from urbanstats.trend.projection import Projection
from urbanstats.words import phrases
from urbanstats.words.phrases import name_of, say

BANDS = (("eight_in_ten", 0.1, 0.9, BAND_OUTER), ("five_in_ten", 0.25, 0.75, BAND_INNER))
FAN = frame.Layout(left=1.3, right=3.45, top=2.4, indent=62, rise=130)
READING = 7  # ems of small print beside a likelihood
RECENT, RECENT_HALF = 5, 2  # years before the last figure, or the first target, that are shown


@frame.style()
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
    ax
        Axes to draw on; the likelihoods need half its width free on its right. On
        ``half_axes()``, for the side of text that names and weighs the targets, there are
        fewer years, one band, and neither title nor likelihoods.
    """
    ax = ax or FAN.axes()
    rows = [] if table is None else [row for _, row in table.sort_values("year").iterrows()]
    since, until = _shown_years(ax, series, projection, rows)
    bands = BANDS[:1] if frame.is_half(ax) else BANDS
    drawn = _draw_futures(ax, series, projection, bands, lang)
    drawn += _draw_missing(ax, series, projection, lang)
    drawn += _draw_readings(ax, series, rows, lang)
    drawn += frame.add_targets(ax, series, rows, lang)
    drawn += frame.add_published(ax, series, since, lang)
    frame.set_scales(
        ax, series.kind, [point for point in drawn if since <= point[0] <= until], lang
    )
    ax.set_ylabel(name_of("axis", series.unit, lang))
    _add_legend(ax)
    if frame.is_half(ax):
        outside = series.years[0] < since or series.years[-1] > until
        note = say("caption_years", lang) if outside else ""
        frame.HALF_SLIDE.write_foot(ax, [origin_text(series, lang), note], lang)
    else:
        _write_chances(ax, series, rows, lang)
        above = [finding_sentence(row, series.unit, series.decimals, lang) for row in rows[-1:]]
        FAN.write_head(ax, _head(series, title, lang), above, lang)
        FAN.write_foot(ax, [caption_text(series, lang, since)], lang)
    name = _head(series, title or name_of("indicator", series.indicator, lang), lang)
    head = say("alt_fan", lang, head=name)
    set_alt(ax, head, _alt_fan(series, projection, rows, lang), lang)
    return ax


def _shown_years(
    ax: Axes, series: Series, projection: Projection, rows: list[pd.Series]
) -> tuple[int, int]:
    """Return the first and last year to show; half a slide ends a year after all is decided."""
    years = [row["year"] for row in rows]
    since = min([series.last[0], *years]) - (RECENT_HALF if frame.is_half(ax) else RECENT)
    if frame.is_half(ax):
        return since, max(years or projection.years) + 1
    return since, max(*series.years, *projection.years)


def _head(series: Series, title: str, lang: str) -> str:
    area = name_of("area", series.area, lang)
    return say("title", lang, name=title, area=area) if title else area


def _alt_fan(series: Series, projection: Projection, rows: list, lang: str) -> Iterator[str]:
    """Return what the chart shows: figures, where the futures lie, and every target."""
    yield published_text(series, series.last[0] - RECENT, lang)
    last = projection.years[-1]
    if last > series.last[0]:
        ends = {"low": 0.1, "median": 0.5, "high": 0.9}
        values = {name: projection.quantile(q, last) for name, q in ends.items()}
        yield say("alt_futures", lang, year=last, **_number_texts(values, series, lang))
    for row in rows:
        yield meaning_sentence(row, series.unit, series.decimals, lang)
        yield reading_sentence(row, lang)


def _number_texts(values: Mapping[str, float], series: Series, lang: str) -> dict[str, str]:
    """Return each value in the unit and with the decimals of the series."""
    unit, decimals = series.unit, series.decimals
    return {
        name: phrases.number_text(value, unit, decimals, lang) for name, value in values.items()
    }


def _draw_futures(
    ax: Axes, series: Series, projection: Projection, bands: tuple, lang: str, lw: float = 2.5
) -> frame.Points:
    """Draw bands and median that open from the last figure; return the points of 8 in 10."""
    ahead = [year for year in projection.years if year > series.last[0]]
    if not ahead:
        return []
    years = [series.last[0], *ahead]

    def line(q: float) -> list[float]:
        return [series.last[1], *(projection.quantile(q, year) for year in ahead)]

    for key, low, high, color in bands:
        ax.fill_between(years, line(low), line(high), color=color, lw=0, label=say(key, lang))
    (middle,) = ax.plot(years, line(0.5), color=BLUE, lw=lw, label=say("median", lang))
    frame.show_whole(ax, middle)
    return [(year, projection.quantile(q, year)) for year in ahead for q in (0.1, 0.9)]


def _draw_missing(ax: Axes, series: Series, projection: Projection, lang: str) -> frame.Points:
    """Draw bars and median of years inside the history without a figure; return the points."""
    points = []
    for year in projection.years:
        if year >= series.last[0] or series.value(year) is not None:
            continue
        for key, low, high, color in BANDS:
            bottom, top = (projection.quantile(q, year) for q in (low, high))
            ax.bar(year, top - bottom, 0.3, bottom, color=color, label=say(key, lang))
        middle = projection.quantile(0.5, year)
        ax.plot([year - 0.15, year + 0.15], [middle] * 2, color=BLUE, label=say("median", lang))
        points += [(year, projection.quantile(q, year)) for q in (0.1, 0.9)]
    return points


def _draw_readings(ax: Axes, series: Series, rows: list[pd.Series], lang: str) -> frame.Points:
    """Draw 8 in 10 futures and median of figures that will be published on another basis."""
    points = []
    for row in rows:
        if row["status"] == "decided" or not _on_other_basis(row, series.basis):
            continue
        basis = name_of("basis", row["rebased_to"] or row["basis"], lang)
        label = say("as_rebased" if row["rebased_to"] else "as_published", lang, basis=basis)
        at, ends = row["year"] + 0.25, (row["q0.1"], row["q0.9"])
        ax.plot([at, at], ends, color=PURPLE, lw=5, solid_capstyle="butt", label=label, zorder=3)
        ax.plot(at, row["median"], color=PURPLE, marker="D", mfc="white", ms=9, zorder=5)
        points += [(row["year"], end) for end in ends]
    return points


def _on_other_basis(row: pd.Series, basis: str) -> bool:
    """Return whether the figure of a row's year is not counted as the forecast is."""
    return bool(row["rebased_to"]) or row["basis"] != basis


def _add_legend(ax: Axes) -> None:
    """Name everything drawn, once, in one or two rows above the axes."""
    handles, labels = ax.get_legend_handles_labels()
    named = dict(zip(labels, handles, strict=True))
    across = len(named) if len(named) <= 5 else 4
    if frame.is_half(ax):
        named, across = dict(sorted(named.items(), key=lambda pair: len(pair[0]))), 2
    left, up = (frame.HALF_SLIDE.indent, 24) if frame.is_half(ax) else (FAN.indent, 40)
    corner = ax.transAxes + ScaledTranslation(-left / 72, up / 72, ax.figure.dpi_scale_trans)
    place = {"loc": "lower left", "bbox_to_anchor": (0, 1), "bbox_transform": corner}
    ax.legend(named.values(), named.keys(), ncols=across, **place)


def _write_chances(ax: Axes, series: Series, rows: list[pd.Series], lang: str) -> None:
    """Write the likelihood of each target in large figures on the right of the axes."""
    if rows:
        frame.add_text(ax, say("panel_title", lang), (1, 1), (30, 26), va="top", color=QUIET)
    for number, row in enumerate(rows):
        top = -14 - 94 * number
        level = phrases.number_text(row["target"], series.unit, lang=lang)
        line = say("panel_target", lang, year=row["year"], level=level)
        frame.add_text(ax, line, (1, 1), (30, top), va="top", color=QUIET)
        if row["status"] == "decided":
            value = phrases.figure_text(row["published_value"], series.unit, lang)
            big, small = verdict(row, lang), say("panel_value", lang, value=value)
        else:
            big = phrases.likelihood_text(row["likelihood"], lang)
            small = phrases.likelihood_words(row["likelihood"], lang)
        drawn = frame.add_text(ax, big, (1, 1), (30, top - 22), va="top", fontsize=TEXT_SIZE + 11)
        if two_readings(row):
            own = phrases.likelihood_text(row["likelihood_plan_basis"], lang)
            text = say("plan_basis_short", lang, likelihood=own)
            frame.add_behind(ax, drawn, frame.wrap_text(say("bracket", lang, text=text), READING))
        frame.add_text(ax, small, (1, 1), (30, top - 60), va="top")


STEP = frame.LEVEL | {"lw": 2.5, "ls": (0, (1.6, 0.8))}  # a target in a panel
PATHS = frame.Layout(left=0.42, right=0.44, top=1.32, bottom=1.0, rise=46, drop=26)
NUMBERS, LINES, FOOT, BESIDE = 52, 50, 12, 12  # points around a panel: left, above, below, right
COLUMNS = 5
PATHS_RECENT = 2  # years before the first target that a panel shows


@frame.style()
def draw_paths(
    answers: Sequence[Assessment], plan: Plan, *, lang: str = "en", ax: Axes | None = None
) -> Axes:
    """Return axes with one small panel per indicator: figures, futures, and the target path.

    In each panel stand the published figures, the median with 8 in 10 futures from the last one
    on, and a dashed level for each target. Under its name: the last target, and how likely it is
    or whether it was met. A figure that will be published on another basis is a bar of its own.

    Parameters
    ----------
    answers
        Results of ``assess`` for one area and day; 15 fit.
    """
    ax = ax or PATHS.axes()
    ax.set_axis_off()
    found = {answer.series.indicator: answer for answer in answers}
    shown = [each for each in plan.indicators if each.id in found]
    for place, indicator in enumerate(shown):
        panel = ax.inset_axes(_bounds(ax, place, len(shown)))
        _draw_panel(panel, found[indicator.id], lang)
        _write_panel(panel, found[indicator.id], indicator, lang)
        if place < len(shown) - COLUMNS:
            panel.tick_params(axis="x", labelbottom=False)
    _name_paths(ax, lang)
    first = answers[0]
    year = max(target.year for target in first.targets)
    head = say("paths_title", lang, area=name_of("area", first.series.area, lang))
    key = say("paths_key", lang, year=year, as_of=first.series.as_of, units=_units(shown, lang))
    return PATHS.write(ax, head, small=[key], told=_alt_paths(shown, found, lang), lang=lang)


def _units(indicators: Sequence[Indicator], lang: str) -> str:
    """Return the unit of most panels, and of the others by their numbers."""
    units = [each.unit for each in indicators]
    commonest = max(units, key=units.count)
    others = [
        f"{each.number}: {name_of('axis', each.unit, lang)}"
        for each in indicators
        if each.unit != commonest
    ]
    return say("source_comma", lang).join([name_of("axis", commonest, lang), *others])


def _bounds(ax: Axes, place: int, count: int) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height of a panel, as shares of the axes."""
    inches, rows = ax.get_figure().get_size_inches(), -(-count // COLUMNS)
    width, height = 72 * inches * ax.get_position().size
    across, up = width / COLUMNS, height / rows
    row, column = divmod(place, COLUMNS)
    left, bottom = column * across + NUMBERS, height - (row + 1) * up + FOOT
    size = (across - NUMBERS - BESIDE) / width, (up - LINES - FOOT) / height
    return left / width, bottom / height, *size


def _draw_panel(panel: Axes, answer: Assessment, lang: str) -> None:
    """Draw the figures, the futures and the targets of one indicator."""
    series, table = answer.series, answer.table
    since, last = table["year"].min() - PATHS_RECENT, table["year"].max()
    points = [point for point in series.own.items() if since <= point[0] <= last] or [series.last]
    drawn = points + _draw_futures(panel, series, answer.projection, BANDS[:1], lang, 2)
    (line,) = panel.plot(*zip(*points, strict=True), color=INK, marker="o", ms=5, lw=1.8, zorder=4)
    frame.show_whole(panel, line)
    for _, row in table.iterrows():
        drawn += _draw_target(panel, row, series.basis)
    panel.set_ylim(*frame.ends_with_air([value for _, value in drawn], series.kind))
    panel.set_xlim(since - 0.4, last + 0.6)
    panel.set_xticks([since, last])
    panel.yaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10]))
    frame.show_digits(panel.yaxis, lang)
    panel.tick_params(length=3, pad=2, labelsize=SMALL)


def _draw_target(panel: Axes, row: pd.Series, basis: str) -> frame.Points:
    """Draw the level of a target, and the figure that decides it where that has another basis."""
    year, level = row["year"], row["target"]
    panel.plot([year - 0.42, year + 0.42], [level, level], clip_on=False, zorder=5, **STEP)
    if not _on_other_basis(row, basis):
        return [(year, level)]
    at, look = year + 0.22, {"color": PURPLE, "zorder": 3, "clip_on": False}
    if row["status"] == "decided":
        panel.plot(at, row["published_value"], marker="s", mfc="white", ms=6, **look)
        return [(year, level), (year, row["published_value"])]
    ends = row["q0.1"], row["q0.9"]
    panel.plot([at, at], ends, lw=4, solid_capstyle="butt", **look)
    panel.plot(at, row["median"], marker="D", mfc="white", ms=5, **look)
    return [(year, level), *((year, end) for end in ends)]


def _write_panel(panel: Axes, answer: Assessment, indicator: Indicator, lang: str) -> None:
    """Write above a panel its number and name, and below them the last target's likelihood."""
    row = answer.table.sort_values("year").iloc[-1]
    name = name_of("panel", indicator.id, lang)
    if name == indicator.id:
        name = indicator.name(lang)
    text = standing_text(row, lang)
    if row["status"] == "decided":
        text = f"{phrases.SIGNS[phrases.outcome(row['likelihood'])]} {text}"
    level = say("paths_level", lang, level=phrases.digits_text(row["target"], lang=lang), text=text)
    look = {"fontsize": SMALL, "va": "bottom", "linespacing": None}
    frame.add_text(panel, f"{indicator.number} {name}", (0, 1), (-NUMBERS + 8, 27), **look)
    frame.add_text(panel, level, (0, 1), (-NUMBERS + 8, 8), color=QUIET, **look)


def _name_paths(ax: Axes, lang: str) -> None:
    """Name, once for all panels, what is drawn."""
    looks = {
        "published_figures": {"color": INK, "marker": "o", "ms": 6, "lw": 1.8},
        "median": {"color": BLUE, "lw": 2},
        "target": STEP,
        "paths_other": {"color": PURPLE, "lw": 4, "marker": "D", "mfc": "white"},
    }
    handles = [ax.plot([], [], label=say(key, lang), **look)[0] for key, look in looks.items()]
    handles.insert(1, ax.fill_between([], [], color=BAND_OUTER, label=say("eight_in_ten", lang)))
    ax.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.015), ncols=5)


def _alt_paths(
    indicators: Sequence[Indicator], found: dict[str, Assessment], lang: str
) -> Iterator[str]:
    """Return for each indicator its last figure, the median and the likelihood of its target."""
    for indicator in indicators:
        answer = found[indicator.id]
        row, (last_year, last) = answer.table.sort_values("year").iloc[-1], answer.series.last
        numbers = {"last": last, "level": row["target"], "median": row["median"]}
        facts = _number_texts(numbers, answer.series, lang)
        facts |= {"last_year": last_year, "year": row["year"], "standing": standing_text(row, lang)}
        name = f"{indicator.number} {name_of('indicator', indicator.id, lang)}"
        yield say("alt_row", lang, name=name, text=say("alt_path", lang, **facts))
