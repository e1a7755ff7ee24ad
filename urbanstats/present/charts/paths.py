"""Small multiples: every indicator's figures, futures and target path, on one slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, MaxNLocator

from urbanstats.brief.likelihood import standing_text
from urbanstats.present.alt import set_alt
from urbanstats.present.charts.frame import (
    SMALL,
    add_caption,
    add_head,
    new_axes,
    show_whole,
    style,
)
from urbanstats.present.palette import BAND_OUTER, BLUE, INK, ORANGE, PURPLE, QUIET
from urbanstats.words.phrases import SIGNS, digits_text, name_of, number_text, outcome, say

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from urbanstats.outlook import Assessment
    from urbanstats.plan.values import Indicator, Plan


# Points: a panel's numbers on its left, its two lines of text, its foot.
NUMBERS, LINES, FOOT = 52, 50, 12
COLUMNS = 5
RECENT = 2  # years before the first target that a panel shows
AIR = 0.5  # least air above and below what a panel shows


@style()
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
    plan
        Gives the indicators' numbers and order.
    lang
        ``"en"`` or ``"zh"``.
    ax
        Axes to draw on, about as wide as a slide.
    """
    ax = ax or new_axes(left=0.42, right=0.44, top=1.32, bottom=1.0)
    ax.set_axis_off()
    found = {answer.series.indicator: answer for answer in answers}
    shown = [each for each in plan.indicators if each.id in found]
    for place, indicator in enumerate(shown):
        panel = ax.inset_axes(_bounds(ax, place, len(shown)))
        _draw_panel(panel, found[indicator.id], lang)
        _write_panel(panel, found[indicator.id], indicator, lang)
        if place < len(shown) - COLUMNS:
            panel.tick_params(axis="x", labelbottom=False)
    _add_legend(ax, lang)
    first = answers[0]
    year = max(target.year for target in first.targets)
    head = say("paths_title", lang, area=name_of("area", first.series.area, lang))
    add_head(ax, head, "", rise=46)
    key = say("paths_key", lang, year=year, as_of=first.series.as_of, units=_units(shown, lang))
    add_caption(ax, key, drop=26)
    set_alt(ax, head, _alt(shown, found, lang), lang)
    return ax


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
    box = ax.get_position()
    size = ax.get_figure().get_size_inches()
    width, height = 72 * size[0] * box.width, 72 * size[1] * box.height
    rows = -(-count // COLUMNS)
    across, up = width / COLUMNS, height / rows
    row, column = divmod(place, COLUMNS)
    left = column * across + NUMBERS
    bottom = height - (row + 1) * up + FOOT
    return (
        left / width,
        bottom / height,
        (across - NUMBERS - 12) / width,
        (up - LINES - FOOT) / height,
    )


def _draw_panel(panel: Axes, answer: Assessment, lang: str) -> None:
    """Draw the figures, the futures and the targets of one indicator."""
    series, table = answer.series, answer.table
    first, last = table["year"].min(), table["year"].max()
    since = first - RECENT
    figures = zip(series.years, series.values, series.bases, strict=True)
    mine = [(year, value) for year, value, basis in figures if basis == series.basis]
    points = [point for point in mine if since <= point[0] <= last] or [series.last]
    drawn = points + _draw_futures(panel, answer)
    (line,) = panel.plot(*zip(*points, strict=True), color=INK, marker="o", ms=5, lw=1.8, zorder=4)
    show_whole(panel, line)
    for _, row in table.iterrows():
        drawn += _draw_target(panel, row, series.basis)
    _set_scales(panel, [since, last], [value for _, value in drawn], series.kind, lang)


def _draw_futures(panel: Axes, answer: Assessment) -> list[tuple[int, float]]:
    """Draw the median and 8 in 10 futures after the last figure; return their points."""
    series, projection = answer.series, answer.projection
    ahead = [year for year in projection.years if year > series.last[0]]
    if not ahead:
        return []
    years = [series.last[0], *ahead]
    low, middle, high = (
        [series.last[1], *(projection.quantile(q, year) for year in ahead)] for q in (0.1, 0.5, 0.9)
    )
    panel.fill_between(years, low, high, color=BAND_OUTER, lw=0)
    (line,) = panel.plot(years, middle, color=BLUE, lw=2)
    show_whole(panel, line)
    return [*zip(years, low, strict=True), *zip(years, high, strict=True)]


def _draw_target(panel: Axes, row: pd.Series, basis: str) -> list[tuple[int, float]]:
    """Draw the level of a target, and the figure that decides it where that has another basis."""
    year, level = row["year"], row["target"]
    dashes = {"color": ORANGE, "lw": 2.5, "ls": (0, (1.6, 0.8)), "clip_on": False, "zorder": 5}
    panel.plot([year - 0.42, year + 0.42], [level, level], **dashes)
    if not (row["rebased_to"] or row["basis"] != basis):
        return [(year, level)]
    at, look = year + 0.22, {"color": PURPLE, "zorder": 3, "clip_on": False}
    if row["status"] == "decided":
        panel.plot(at, row["published_value"], marker="s", mfc="white", ms=6, **look)
        return [(year, level), (year, row["published_value"])]
    ends = row["q0.1"], row["q0.9"]
    panel.plot([at, at], ends, lw=4, solid_capstyle="butt", **look)
    panel.plot(at, row["median"], marker="D", mfc="white", ms=5, **look)
    return [(year, level), *((year, end) for end in ends)]


def _set_scales(panel: Axes, years: list, values: list[float], kind: str, lang: str) -> None:
    """Show all years and values with some air, percentages never past 0-100; few marks."""
    air = max(0.12 * (max(values) - min(values)), AIR)
    ends = min(values) - air, max(values) + air
    panel.set_ylim(*((max(ends[0], 0), min(ends[1], 100)) if kind == "percent" else ends))
    panel.set_xlim(years[0] - 0.4, years[1] + 0.6)
    panel.set_xticks([years[0], years[1]])
    panel.yaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10]))
    panel.yaxis.set_major_formatter(FuncFormatter(lambda value, _: digits_text(value, lang=lang)))
    panel.tick_params(length=3, pad=2, labelsize=SMALL)


def _write_panel(panel: Axes, answer: Assessment, indicator: Indicator, lang: str) -> None:
    """Write above a panel its number and name, and below them the last target's likelihood."""
    row = _last_row(answer)
    name = f"{indicator.number} {_name(indicator, lang)}"
    text = standing_text(row, lang)
    if row["status"] == "decided":
        text = f"{SIGNS[outcome(row['likelihood'])]} {text}"
    level = say("paths_level", lang, level=digits_text(row["target"], lang=lang), text=text)
    place = {"xycoords": "axes fraction", "textcoords": "offset points", "annotation_clip": False}
    look = {"fontsize": SMALL, "va": "bottom", **place}
    panel.annotate(name, (0, 1), (-NUMBERS + 8, 27), **look)
    panel.annotate(level, (0, 1), (-NUMBERS + 8, 8), color=QUIET, **look)


def _last_row(answer: Assessment) -> pd.Series:
    return answer.table.sort_values("year").iloc[-1]


def _name(indicator: Indicator, lang: str) -> str:
    name = name_of("panel", indicator.id, lang)
    return indicator.name(lang) if name == indicator.id else name


def _add_legend(ax: Axes, lang: str) -> None:
    """Name, once for all panels, what is drawn."""
    handles = [
        ax.plot([], [], color=INK, marker="o", ms=6, lw=1.8, label=say("published_figures", lang)),
        ax.plot([], [], color=BLUE, lw=2, label=say("median", lang)),
        ax.plot([], [], color=ORANGE, lw=2.5, ls=(0, (1.6, 0.8)), label=say("target", lang)),
        ax.plot(
            [], [], color=PURPLE, lw=4, marker="D", mfc="white", label=say("paths_other", lang)
        ),
    ]
    band = ax.fill_between([], [], color=BAND_OUTER, label=say("eight_in_ten", lang))
    lines = [line for (line,) in handles]
    lines.insert(1, band)
    ax.legend(handles=lines, loc="lower left", bbox_to_anchor=(0, 1.015), ncols=5)


def _alt(indicators: Sequence[Indicator], found: dict[str, Assessment], lang: str) -> Iterator[str]:
    """Return for each indicator its last figure, the median and the likelihood of its target."""
    for indicator in indicators:
        answer = found[indicator.id]
        row, series = _last_row(answer), answer.series
        numbers = {"last": series.last[1], "level": row["target"], "median": row["median"]}
        texts = {
            key: number_text(value, series.unit, series.decimals, lang)
            for key, value in numbers.items()
        }
        text = say(
            "alt_path",
            lang,
            last_year=series.last[0],
            year=row["year"],
            standing=standing_text(row, lang),
            **texts,
        )
        name = f"{indicator.number} {name_of('indicator', indicator.id, lang)}"
        yield say("alt_row", lang, name=name, text=text)
