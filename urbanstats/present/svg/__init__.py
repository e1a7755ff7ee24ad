"""Small charts as inline SVG for pages and panels, drawn from the plain data of a brief.

Each function returns one ``<svg>`` without script, style or id. Colours are presentation
attributes and every part has a class, so that a page's own stylesheet may change them.
``figures``, ``fan``, ``targets``, ``pace``, ``basis`` and ``unit`` are as in a `Brief`; figures and
targets are never empty. ``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle

from urbanstats.brief.indicator import (
    FAN,
    Bar,
    FanYear,
    Figure,
    Pace,
    TargetYear,
    on_basis,
    own_reading_text,
)
from urbanstats.brief.required import span_text
from urbanstats.brief.run import PastLikelihood
from urbanstats.present import palette
from urbanstats.present.svg import paper
from urbanstats.words import phrases
from urbanstats.words.phrases import name_of, say

Figures, Fan, Targets = Sequence[Figure], Sequence[FanYear], Sequence[TargetYear]

ENDS = ("q10", "q90")  # of 8 in 10 futures
BANDS = (  # key of its name, quantiles, class, colour
    ("eight_in_ten", *ENDS, "sketch-outer", palette.BAND_OUTER),
    ("five_in_ten", "q25", "q75", "sketch-inner", palette.BAND_INNER),
)
RECENT = 3  # years before the last figure, or the first target, that are shown
HALF, BESIDE = 0.4, 0.3  # years: half a target's dash, and from a year to the bar beside it
SPARK = (160, 48)  # width and height of the small fan
HOLLOW = {"fill": "#fff", "stroke_width": 1.8}
FIGURES = {"class_": "sketch-figures", "stroke": palette.INK}
DOT = {"class_": "sketch-dot", "fill": palette.INK}
TARGET = {"class_": "sketch-target", "stroke": palette.ORANGE, "stroke_width": 3}
FAR = {"class_": "sketch-far", "fill": palette.BLUE}
SHORT = {"class_": "sketch-short", "fill": palette.BAND_INNER}
NEEDED = {"class_": "sketch-needed", "stroke": palette.ORANGE, "stroke_width": 3}
RING = {"class_": "sketch-own", "fill": "#fff", "stroke": palette.INK, "stroke_width": 1.8}
LOOKS = (  # of a line in time: marker, colour, dashes; told apart without colour
    ("circle", palette.BLUE, "none"),
    ("square", palette.ORANGE, "8 4"),
    ("triangle", palette.PURPLE, "2 3"),
    ("diamond", palette.INK, "8 3 2 3"),
)


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where values stand on the sheet, and the words and figures that all parts share."""

    x: paper.Scale
    y: paper.Scale
    basis: str
    unit: str
    lang: str

    def at(self, year: float, value: float) -> tuple[float, float]:
        """Return the place of a value."""
        return self.x(year), self.y(value)

    def note(self, year: int, value: float) -> str:
        """Return a year and its figure in words."""
        return f"{year}: {phrases.figure_text(value, self.unit, self.lang)}"


# -- the fan, large on an indicator's page and tiny on its card -------------------------------


def fan_svg(
    figures: Figures, fan: Fan, targets: Targets, *, lang: str = "en", basis: str, unit: str
) -> str:
    """Return an SVG of published figures, the fan of futures, and the targets in its way.

    Figures on the basis of the forecast are solid, others hollow. Where a figure will be
    published on another basis, a bar beside the fan holds 8 in 10 of those futures. Shown are
    the last few years. The fan may be empty.
    """
    seen = _recent(figures, targets, basis)
    ahead = [target for target in targets if _stands_beside(target, basis)]
    values = [each.value for each in (*seen, *targets)]
    low, high = _limits(
        [*values, *(getattr(each, q) for each in (*fan, *ahead) for q in ENDS)], unit
    )
    years = [each.year for each in (*seen, *fan, *targets)]
    wide = max(
        paper.text_width(phrases.digits_text(tick, lang=lang)) for tick in paper.ticks(low, high)
    )
    x = paper.Scale(min(years) - 0.45, max(years) + 0.5, wide + 12, paper.WIDTH - 4)
    field = Field(x=x, y=paper.Scale(low, high, 266, 46), basis=basis, unit=unit, lang=lang)
    drawn = [
        _futures(field, seen, fan),
        _readings(field, ahead),
        _targets(field, fan, targets),
        _figures(field, seen),
    ]
    parts = [*_fan_axes(field, {target.year for target in targets})]
    parts += [part for marks, _ in drawn for part in marks]
    named, foot = paper.key([one for _, names in (drawn[-1], *drawn[:-1]) for one in names], 296)
    return paper.sheet(
        "fan", (paper.WIDTH, foot + 2), _fan_label(field, figures, targets), parts + named, lang
    )


def spark_svg(
    figures: Figures, fan: Fan, targets: Targets, *, lang: str = "en", basis: str, unit: str
) -> str:
    """Return a small SVG of the figures, the fan on the same basis, and the last target."""
    seen = on_basis(_recent(figures, targets, basis), basis)
    last = targets[-1:]
    years = [each.year for each in (*seen, *fan, *last)]
    values = [each.value for each in (*seen, *last)]
    low, high = _limits([*values, *(getattr(each, q) for each in fan for q in ENDS)], unit)
    x = paper.Scale(min(years), max(max(years), min(years) + 1), 6, SPARK[0] - 14)
    field = Field(x=x, y=paper.Scale(low, high, SPARK[1] - 5, 5), basis=basis, unit=unit, lang=lang)
    parts, _ = _futures(field, seen, fan, width=2)
    for target in last:
        x, y = field.at(target.year, target.value)
        look = {"stroke": palette.ORANGE, "stroke_width": 3, "class_": "sketch-target"}
        parts.append(paper.path([(x - 13, y), (x + 13, y)], stroke_dasharray="7 3", **look))
    line = [field.at(figure.year, figure.value) for figure in seen]
    parts.append(paper.path(line, **FIGURES, stroke_width=2))
    parts += [paper.marker("circle", point, 2.5, **DOT) for point in line]
    return paper.sheet("spark", SPARK, _fan_label(field, figures, last), parts, lang)


def _recent(figures: Figures, targets: Targets, basis: str) -> list[Figure]:
    """Return the figures of the last few years before the last one or the first target."""
    last = on_basis(figures, basis)[-1]
    since = min([last.year, *(target.year for target in targets)]) - RECENT
    return [figure for figure in figures if figure.year >= since]


def _limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Return values' ends with air around, percentages never past 0-100."""
    air = max(0.1 * (max(values) - min(values)), 0.5)
    low, high = max(min(values) - air, 0), max(values) + air
    return low, min(high, 100) if unit == "percent" else high


def _stands_beside(target: TargetYear, basis: str) -> bool:
    """Return whether a target's figure is still to come, on another basis than the fan's."""
    return not target.decided and bool(target.rebased_to or target.basis != basis)


def _fan_label(field: Field, figures: Figures, targets: Targets) -> list[str]:
    """Return the last figure, and of every target what is likely, as sentences."""
    lang, last = field.lang, on_basis(figures, field.basis)[-1]
    value = phrases.figure_text(last.value, field.unit, lang)
    return [
        say("svg_fan", lang),
        say("svg_last", lang, year=last.year, value=value),
        *(_target_sentence(target, field.unit, lang, ends=True) for target in targets),
    ]


def _target_sentence(target: TargetYear, unit: str, lang: str, *, ends: bool = False) -> str:
    """Return how likely a target is, with the ends of the fan or without, or how it was decided."""
    facts = {
        "year": target.year,
        "target": phrases.target_text(target.direction, target.value, unit, lang),
        "likelihood": phrases.likelihood_text(target.likelihood, lang),
    }
    if target.decided:
        value = phrases.figure_text(target.published_value, unit, lang)
        words = say(phrases.outcome(target.likelihood), lang)
        return say("svg_decided", lang, value=value, words=words, **facts)
    if not ends:
        return say("svg_likelihood", lang, **facts)
    parts = {"median": "median", "low": "q10", "high": "q90"}
    facts |= {
        name: phrases.figure_text(getattr(target, part), unit, lang) for name, part in parts.items()
    }
    return say("svg_target", lang, **facts)


def _fan_axes(field: Field, asked: set[int]) -> list[str]:
    """Return grid, axes and their words; the years of targets stand out."""
    across, bottom = (field.x.start, field.x.end), field.y.start
    marks = paper.ticks(field.y.low, field.y.high)
    rows = [paper.rule(across, (field.y(tick),) * 2) for tick in marks]
    levels = [
        paper.write(across[0] - 8, field.y(tick) + 5.5, phrases.digits_text(tick, lang=field.lang))
        for tick in marks
    ]
    first, last = round(field.x.low + 0.45), round(field.x.high - 0.5)
    every = 1 + int((last - first + 1) * (paper.text_width("2020") + 6) > across[1] - across[0])
    bold = {"font_weight": 700}
    years = [
        paper.write(field.x(year), bottom + paper.LINE, str(year), **bold if year in asked else {})
        for year in range(last, first - 1, -every)
    ]
    return [
        paper.write(4, paper.SIZE, name_of("axis", field.unit, field.lang), **paper.MUTED),
        *rows,
        paper.group(levels, text_anchor="end"),
        paper.rule(across, (bottom, bottom), strong=True),
        paper.group(years, text_anchor="middle"),
    ]


def _futures(field: Field, seen: Figures, fan: Fan, width: float = 2.5) -> tuple[list, list]:
    """Return bands and median that open from the last figure, and their entries in the key."""
    if not fan:
        return [], []
    last = on_basis(seen, field.basis)[-1]
    start = field.at(last.year, last.value)
    edge = {q: [start, *(field.at(each.year, getattr(each, q)) for each in fan)] for q in FAN}
    parts, named = [], []
    for name, low, high, label, color in BANDS:
        look = {"class_": label, "fill": color}
        parts.append(paper.area([*edge[low], *reversed(edge[high])], **look))
        named.append(("patch", look, say(name, field.lang)))
    look = {"class_": "sketch-median", "stroke": palette.BLUE, "stroke_width": width}
    parts.append(paper.path(edge["q50"], **look))
    return parts, [("line", look, say("median", field.lang)), *named]


def _readings(field: Field, ahead: Targets) -> tuple[list, list]:
    """Return a bar and a median for each figure that will be published on another basis."""
    look = {"class_": "sketch-reading", "stroke": palette.PURPLE}
    parts, named = [], {}
    for target in ahead:
        year, median = target.year + BESIDE, target.median
        parts.append(
            paper.path([field.at(year, getattr(target, q)) for q in ENDS], stroke_width=5, **look)
        )
        note = field.note(target.year, median)
        parts.append(paper.marker("diamond", field.at(year, median), 5, note, **HOLLOW | look))
        name = name_of("basis", target.rebased_to or target.basis, field.lang)
        phrase = "as_rebased" if target.rebased_to else "as_published"
        named[say(phrase, field.lang, basis=name)] = {"stroke_width": 5, **look}
    return parts, [("line", look, words) for words, look in named.items()]


def _targets(field: Field, fan: Fan, targets: Targets) -> tuple[list, list]:
    """Return each target as a dashed level over its year, with the level beside it."""
    look = TARGET | {"stroke_dasharray": paper.DASHES}
    middles = {each.year: each.q50 for each in fan}
    dashes, levels = [], []
    for target in targets:
        year, level = target.year, target.value
        dashes.append(paper.path([field.at(year + side, level) for side in (-HALF, HALF)]))
        below = level < middles.get(year, target.median)  # where the fan's middle is not
        below = below and field.y(level) + paper.LINE < field.y.start
        words = phrases.digits_text(level, lang=field.lang)
        beside = _stands_beside(target, field.basis)
        left = paper.text_width(words) / 2 - (BESIDE * field.x.step - 8) if beside else 0
        x = field.x(year) - max(left, 0)
        levels.append(paper.write(x, field.y(level) + (18 if below else -8), words))
    marks = [paper.group(dashes, **look), paper.group(levels, text_anchor="middle", **paper.LEVEL)]
    return marks, [("line", look, say("target", field.lang))] if targets else []


def _figures(field: Field, seen: Figures) -> tuple[list, list]:
    """Return every published figure, those on other bases hollow."""
    parts, named = [], [("circle", DOT, say("published_figures", field.lang))]
    look = {"class_": "sketch-other", "stroke": palette.QUIET}
    dashed, dots = {"stroke_dasharray": "2 3", **look}, HOLLOW | look
    bases = sorted({figure.basis for figure in seen} - {field.basis})
    for basis, shape in zip(bases, cycle(paper.SHAPES)):
        parts += _line_on(field, seen, basis, (shape, dashed, dots))
        name = name_of("basis", basis, field.lang)
        named.append((shape, dots, say("other_basis", field.lang, basis=name)))
    solid = FIGURES | {"stroke_width": 2.5}
    return [*parts, *_line_on(field, seen, field.basis, ("circle", solid, DOT))], named


def _line_on(field: Field, seen: Figures, basis: str, look: tuple) -> list[str]:
    """Return the figures of a basis as markers, joined by a line."""
    mine = [(figure.year, figure.value) for figure in on_basis(seen, basis)]
    notes = [field.note(*figure) for figure in mine]
    return paper.marked_line([field.at(*figure) for figure in mine], *look, notes)


# -- how likely each year's target is, as bars from 0 to 100 percent --------------------------


def bars_svg(targets: Targets, *, lang: str = "en", unit: str) -> str:
    """Return an SVG of the likelihood of each year's target, with its number.

    Where the plan's own basis reads differently, that likelihood stands beneath.
    """
    names = [_bar_name(target, unit, lang) for target in targets]
    numbers = [
        say(each.light, lang) if each.decided else phrases.likelihood_text(each.likelihood, lang)
        for each in targets
    ]
    left, right = (max(map(paper.text_width, words)) + 10 for words in (names, numbers))
    x = paper.Scale(0, 1, left, paper.WIDTH - right)
    wide = x.end - x.start
    parts, y = [], 4.0
    for name, number, target in zip(names, numbers, targets, strict=True):
        light, box = target.light, {"x": left, "y": y, "height": 18}
        bar = {"fill": palette.LIGHTS[light], "width": wide * target.likelihood}
        parts += [
            paper.write(0, y + 15, name),
            paper.element("rect", class_="sketch-track", fill=palette.FAINT, width=wide, **box),
            paper.element("rect", class_=f"sketch-{light}", **bar, **box),
            paper.write(x.end + 8, y + 15, number, font_weight=700),
        ]
        y += 32
        if words := own_reading_text(target, lang):
            parts.append(paper.write(left, y + 6, words, **paper.MUTED, fill=palette.QUIET))
            y += paper.LINE
    label = [say("svg_bars", lang), *(_target_sentence(each, unit, lang) for each in targets)]
    return paper.sheet(
        "bars", (paper.WIDTH, y + paper.LINE), label, _shares(x, y, lang) + parts, lang
    )


def _bar_name(target: TargetYear, unit: str, lang: str) -> str:
    level = phrases.number_text(target.value, unit, lang=lang)
    return say("panel_target", lang, year=target.year, level=level)


def _shares(x: paper.Scale, foot: float, lang: str) -> list[str]:
    """Return the lines and words at 0, 50 and 100 percent."""
    parts = []
    for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
        words = say("percent", lang, number=round(100 * share))
        parts.append(paper.rule((x(share), x(share)), (0, foot)))
        parts.append(
            paper.write(x(share), foot + paper.SIZE - 1, words, text_anchor=anchor, **paper.MUTED)
        )
    return parts


# -- past changes of like series, and the change that is needed -------------------------------


def histogram_svg(pace: Pace | None, *, lang: str = "en", unit: str) -> str:
    """Return an SVG of past changes of like series with the change needed as a line in it.

    Dark bars went as far as needed; rings beneath are the series' own past changes. Where
    no year is left, nothing can be needed and there is no chart: ``""``.
    """
    if pace is None:
        return ""
    bars, met = pace.bars, pace.status == "met"
    x = paper.Scale(bars[0].low, bars[-1].high, 40, paper.WIDTH - 14)
    y = paper.Scale(0, max(bar.height for bar in bars), 230, 84)
    far, short = (
        paper.group([_bar(x, y, bar) for bar in bars if bar.far == side], **look)
        for side, look in ((True, FAR), (False, SHORT))
    )
    own = [paper.marker("circle", (x(each), y.start + 11)) for each in pace.own]
    entries = [
        ("patch", FAR, say("required_inside" if met else "required_larger", lang)),
        ("patch", SHORT, say("required_outside" if met else "required_smaller", lang)),
        *([("circle", RING, say("required_own", lang))] if own else []),
    ]
    named, foot = paper.key(entries, y.start + 2 * paper.LINE + 24)
    needed = _needed(pace, unit, lang)
    parts = [
        *_histogram_axes(x, y, pace.span, unit, lang),
        *(far, short, paper.rule((x.start, x.end), (y.start, y.start), strong=True)),
        paper.group(own, **RING),
        *_needed_line(x(pace.compared), y, needed),
        *named,
    ]
    about = say("svg_histogram", lang, span=span_text(pace.span, lang))
    return paper.sheet(
        "histogram", (paper.WIDTH, foot + 2), [about, ", ".join(needed)], parts, lang
    )


def _bar(x: paper.Scale, y: paper.Scale, bar: Bar) -> str:
    left, top = x(bar.low), y(bar.height)
    width = max(x(bar.high) - left - 0.8, 0.5)
    return paper.element("rect", x=left, y=top, width=width, height=y.start - top)


def _histogram_axes(x: paper.Scale, y: paper.Scale, span: int, unit: str, lang: str) -> list[str]:
    """Return grid, numbers and the words of both axes."""
    parts = [paper.write(4, paper.SIZE, say("required_y", lang), **paper.MUTED)]
    for tick in paper.ticks(0, y.high, 3):
        words = phrases.digits_text(tick, lang=lang)
        parts.append(paper.rule((x.start, x.end), (y(tick), y(tick))))
        parts.append(paper.write(x.start - 7, y(tick) + 5.5, words, text_anchor="end"))
    foot, middle = y.start + 19 + paper.SIZE, {"text_anchor": "middle"}
    for tick in paper.ticks(x.low, x.high, 5):
        parts.append(paper.write(x(tick), foot, phrases.signed_text(tick, lang), **middle))
    name = "required_x_points" if unit == "percent" else "required_x_growth"
    words = say(name, lang, span=span_text(span, lang))
    return [
        *parts,
        paper.write((x.start + x.end) / 2, foot + paper.LINE, words, **middle, **paper.MUTED),
    ]


def _needed_line(at: float, y: paper.Scale, words: Sequence[str]) -> list[str]:
    """Return the line at the change needed, and beside it how common that was."""
    left = at + 8 + 1.1 * max(map(paper.text_width, words)) > paper.WIDTH
    side = {"x": at - 8, "text_anchor": "end"} if left else {"x": at + 8}
    lines = [
        paper.write(y=y.end - 30 + 20 * row, words=line, **side) for row, line in enumerate(words)
    ]
    line = paper.path([(at, y.end - 40), (at, y.start)], stroke_dasharray=paper.DASHES, **NEEDED)
    return [line, paper.group(lines, **paper.LEVEL)]


def _needed(pace: Pace, unit: str, lang: str) -> list[str]:
    """Return the change needed and the share of past changes that went as far, in two lines."""
    percent = unit == "percent"
    number = phrases.signed_text(round(pace.compared, 2 if percent else 1), lang)
    amount = say("points" if percent else "percent", lang, number=number)
    share = phrases.likelihood_text(pace.share, lang)
    name = "required_room" if pace.status == "met" else "required_needed"
    return say(name, lang, amount=amount, share=share).split("\n")


# -- how likelihoods moved from one day of knowledge to the next ------------------------------


def history_svg(entries: Sequence[PastLikelihood], *, lang: str = "en") -> str:
    """Return an SVG of likelihoods over days of knowledge, one line per target year.

    Entries are those of one indicator in `Briefing.history`, at least one.
    """
    days = sorted({entry.as_of for entry in entries})
    days = {day: date.fromisoformat(day).toordinal() for day in days}
    lines: dict[int, list[tuple[int, float]]] = {}
    for entry in sorted(entries, key=lambda entry: (entry.year, entry.as_of)):
        lines.setdefault(entry.year, []).append((days[entry.as_of], entry.likelihood))
    texts = {
        year: [phrases.likelihood_text(each, lang) for _, each in line]
        for year, line in lines.items()
    }
    words = {year: say("svg_year", lang, year=year, last=texts[year][-1]) for year in lines}
    right = paper.WIDTH - max(map(paper.text_width, words.values())) - 24
    first, last = min(days.values()), max(days.values())
    x = paper.Scale(first - (first == last), last + (first == last), 74, right)
    y = paper.Scale(0, 1, 190, 12)
    feet = paper.apart({year: y(line[-1][1]) for year, line in lines.items()}, y.start)
    parts, label = _history_axes(x, y, days, lang), [say("svg_history", lang)]
    for (year, line), (shape, color, dashes) in zip(lines.items(), cycle(LOOKS)):
        at = [(x(day), y(likelihood)) for day, likelihood in line]
        look = {"class_": "sketch-course", "stroke": color, "stroke_width": 2.5}
        dots = {"class_": "sketch-spot", "fill": color}
        parts.append(paper.rule((at[-1][0] + 7, right + 12), (at[-1][1], feet[year])))
        parts += paper.marked_line(at, shape, look | {"stroke_dasharray": dashes}, dots)
        parts.append(paper.write(right + 16, feet[year] + 5.5, words[year]))
        ends = {"first": texts[year][0], "last": texts[year][-1]}
        label.append(say("svg_days" if len(at) > 1 else "svg_day", lang, year=year, **ends))
    return paper.sheet("history", (paper.WIDTH, y.start + paper.LINE + 8), label, parts, lang)


def _history_axes(x: paper.Scale, y: paper.Scale, days: dict[str, int], lang: str) -> list[str]:
    """Return the levels, the first and the last day, and other days where there is room."""
    parts, left = [], x.start - 10
    for share in (0, 0.5, 1):
        words = say("percent", lang, number=round(100 * share))
        parts.append(paper.rule((left, x.end), (y(share), y(share)), strong=share == 0))
        parts.append(paper.write(left - 6, y(share) + 5.5, words, text_anchor="end"))
    places = {day: x(number) for day, number in days.items()}
    last, free = max(places.values()), 0.0
    for day, at in places.items():
        half = paper.text_width(day) / 2
        if at == last or (at - half >= free and at + 2 * half + 8 <= last):
            parts.append(paper.write(at, y.start + paper.LINE, day, text_anchor="middle"))
            free = at + half + 8
    return parts
