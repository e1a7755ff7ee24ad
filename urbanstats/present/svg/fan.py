"""The fan of an indicator as small SVG: large on its page, tiny on its card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle

from urbanstats.present.charts.frame import BAND_INNER, BAND_OUTER, BLUE, INK, ORANGE, PURPLE, QUIET
from urbanstats.present.svg.paper import (
    DASHES,
    LEVEL,
    LINE,
    SHAPES,
    SIZE,
    WIDTH,
    Scale,
    area,
    group,
    key,
    marker,
    path,
    rule,
    sheet,
    swatch,
    text_width,
    ticks,
    write,
)
from urbanstats.words.phrases import (
    digits_text,
    figure_text,
    likelihood_text,
    name_of,
    outcome,
    say,
    target_text,
)


def figures_told(
    figures: Sequence[dict], targets: Sequence[dict], basis: str, unit: str, lang: str
) -> str:
    """Return the last figure, and of every target what is likely, as sentences."""
    last = [figure for figure in figures if figure["basis"] == basis][-1]
    value = figure_text(last["value"], unit, lang)
    parts = [say("sketch_last", lang, year=last["year"], value=value)]
    parts += [_target_told(target, unit, lang) for target in targets]
    return "".join(say("sentence_space", lang) + part for part in parts)


def likelihoods_told(targets: Sequence[dict], unit: str, lang: str) -> str:
    """Return of every target how likely it is, as sentences."""
    parts = [
        _decided_told(target, unit, lang)
        if target["status"] == "decided"
        else say("sketch_likelihood", lang, **_facts(target, unit, lang))
        for target in targets
    ]
    return "".join(say("sentence_space", lang) + part for part in parts)


def _target_told(target: dict, unit: str, lang: str) -> str:
    if target["status"] == "decided":
        return _decided_told(target, unit, lang)
    parts = {"median": "median", "low": "q0.1", "high": "q0.9"}
    facts = {name: figure_text(target[part], unit, lang) for name, part in parts.items()}
    return say("sketch_target", lang, **facts, **_facts(target, unit, lang))


def _decided_told(target: dict, unit: str, lang: str) -> str:
    value = figure_text(target["published_value"], unit, lang)
    words = say(outcome(target["likelihood"]), lang)
    return say("sketch_decided", lang, value=value, words=words, **_facts(target, unit, lang))


def _facts(target: dict, unit: str, lang: str) -> dict[str, object]:
    return {
        "year": target["year"],
        "target": target_text(target["direction"], target["value"], unit, lang),
        "likelihood": likelihood_text(target["likelihood"], lang),
    }


BANDS = (  # key of its name, quantiles, class, colour
    ("eight_in_ten", "q0.1", "q0.9", "sketch-outer", BAND_OUTER),
    ("five_in_ten", "q0.25", "q0.75", "sketch-inner", BAND_INNER),
)
RECENT = 3  # years before the last figure, or the first target, that are shown
TOP, BOTTOM = 46, 266  # the field of the figures
HALF, BESIDE = 0.4, 0.3  # years: half a target's dash, and from a year to the bar beside it
HOLLOW = {"fill": "#fff", "stroke_width": 1.8}


@dataclass(frozen=True, kw_only=True)
class Field:
    """Where values stand on the sheet, and the words and figures that all parts share."""

    x: Scale
    y: Scale
    basis: str
    unit: str
    lang: str

    def at(self, year: float, value: float) -> tuple[float, float]:
        """Return the place of a value."""
        return self.x(year), self.y(value)

    def told(self, year: int, value: float) -> str:
        """Return a year and its figure in words."""
        return f"{year}: {figure_text(value, self.unit, self.lang)}"


def sketch_fan(
    figures: Sequence[dict],
    fan: Sequence[dict],
    targets: Sequence[dict],
    *,
    lang: str = "en",
    basis: str,
    unit: str,
) -> str:
    """Return an SVG of published figures, the fan of futures, and the targets in its way.

    Figures on the basis of the forecast are solid, others hollow. Where a figure will be
    published on another basis, a bar beside the fan holds 8 in 10 of those futures. Shown are
    the last few years.

    Parameters
    ----------
    figures, fan, targets
        As in a `Brief`; the fan may be empty, figures may not.
    lang
        ``"en"`` or ``"zh"``.
    basis, unit
        As in a `Brief`.
    """
    seen = recent(figures, targets, basis)
    field = _field(seen, fan, targets, basis, unit, lang)
    drawn = [
        draw_futures(field, seen, fan),
        _draw_readings(field, targets),
        _draw_targets(field, fan, targets),
        _draw_figures(field, seen),
    ]
    parts = _axes(field, {target["year"] for target in targets})
    parts += [part for marks, _ in drawn for part in marks]
    named, foot = key([one for _, names in (drawn[-1], *drawn[:-1]) for one in names], BOTTOM + 30)
    label = say("sketch_fan", lang) + figures_told(figures, targets, basis, unit, lang)
    return sheet("fan", (WIDTH, foot + 2), label, [*parts, *named])


def recent(figures: Sequence[dict], targets: Sequence[dict], basis: str) -> list[dict]:
    """Return the figures of the last few years before the last one or the first target."""
    mine = [figure["year"] for figure in figures if figure["basis"] == basis]
    since = min([mine[-1], *(target["year"] for target in targets)]) - RECENT
    return [figure for figure in figures if figure["year"] >= since]


def limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Return values' ends with air around, percentages never past 0-100."""
    air = max(0.1 * (max(values) - min(values)), 0.5)
    low, high = min(values) - air, max(values) + air
    return (max(low, 0), min(high, 100)) if unit == "percent" else (max(low, 0), high)


def ahead_of(targets: Sequence[dict], basis: str) -> list[dict]:
    """Return the targets whose figures are still to come, on another basis than the fan's."""
    return [
        target
        for target in targets
        if target["status"] != "decided" and (target["rebased_to"] or target["basis"] != basis)
    ]


def _field(
    seen: list[dict],
    fan: Sequence[dict],
    targets: Sequence[dict],
    basis: str,
    unit: str,
    lang: str,
) -> Field:
    """Return the field in which everything that is to be shown has its place."""
    values = [each["value"] for each in (*seen, *targets)]
    values += [entry[q] for entry in fan for q in ("q0.1", "q0.9")]
    values += [target[q] for target in ahead_of(targets, basis) for q in ("q0.1", "q0.9")]
    low, high = limits(values, unit)
    years = [each["year"] for each in (*seen, *fan, *targets)]
    wide = max(text_width(digits_text(tick, lang=lang)) for tick in ticks(low, high))
    x = Scale(min(years) - 0.45, max(years) + 0.5, wide + 12, WIDTH - 4)
    return Field(x=x, y=Scale(low, high, BOTTOM, TOP), basis=basis, unit=unit, lang=lang)


def _axes(field: Field, asked: set[int]) -> list[str]:
    """Return grid, axes and their words; the years of targets stand out."""
    left, right = field.x.start, field.x.end
    parts = [write(4, SIZE, name_of("axis", field.unit, field.lang), class_="sketch-quiet")]
    marks = ticks(field.y.low, field.y.high)
    parts += [rule((left, right), (field.y(tick), field.y(tick))) for tick in marks]
    words = {tick: digits_text(tick, lang=field.lang) for tick in marks}
    levels = [write(left - 8, field.y(tick) + 5.5, words[tick]) for tick in marks]
    parts.append(group(levels, text_anchor="end"))
    parts.append(rule((left, right), (BOTTOM, BOTTOM), strong=True))
    first, last = round(field.x.low + 0.45), round(field.x.high - 0.5)
    every = 1 + int((last - first + 1) * (text_width("2020") + 6) > right - left)
    bold = {"font_weight": 700}
    years = [
        write(field.x(year), BOTTOM + LINE, str(year), **bold if year in asked else {})
        for year in range(last, first - 1, -every)
    ]
    return [*parts, group(years, text_anchor="middle")]


def draw_futures(
    field: Field, seen: Sequence[dict], fan: Sequence[dict], width: float = 2.5
) -> tuple[list, list]:
    """Return bands and median that open from the last figure, and how the legend names them."""
    if not fan:
        return [], []
    last = [figure for figure in seen if figure["basis"] == field.basis][-1]
    start = field.at(last["year"], last["value"])
    edge = {
        q: [start, *(field.at(entry["year"], entry[q]) for entry in fan)]
        for q in fan[0]
        if q != "year"
    }
    parts, named = [], []
    for name, low, high, label, color in BANDS:
        look = {"class_": label, "fill": color}
        parts.append(area([*edge[low], *reversed(edge[high])], **look))
        named.append((partial(swatch, **look), say(name, field.lang)))
    look = {"class_": "sketch-median", "stroke": BLUE, "stroke_width": width}
    parts.append(path(edge["q0.5"], **look))
    return parts, [(_stroke(**look), say("median", field.lang)), *named]


def _stroke(**look: object) -> Callable[[float, float], str]:
    return lambda x, y: path([(x - 10, y), (x + 10, y)], **look)


def _draw_readings(field: Field, targets: Sequence[dict]) -> tuple[list, list]:
    """Return a bar and a median for each figure that will be published on another basis."""
    look = {"class_": "sketch-reading", "stroke": PURPLE}
    parts, named = [], {}
    for target in ahead_of(targets, field.basis):
        year = target["year"] + BESIDE
        ends = [field.at(year, target[q]) for q in ("q0.1", "q0.9")]
        parts.append(path(ends, stroke_width=5, **look))
        told = field.told(target["year"], target["median"])
        parts.append(marker("diamond", field.at(year, target["median"]), 5, told, **HOLLOW | look))
        name = name_of("basis", target["rebased_to"] or target["basis"], field.lang)
        phrase = "as_rebased" if target["rebased_to"] else "as_published"
        named[say(phrase, field.lang, basis=name)] = _stroke(stroke_width=5, **look)
    return parts, [(draw, words) for words, draw in named.items()]


def _draw_targets(field: Field, fan: Sequence[dict], targets: Sequence[dict]) -> tuple[list, list]:
    """Return each target as a dashed level over its year, with the level beside it."""
    look = {"class_": "sketch-target", "stroke": ORANGE, "stroke_width": 3}
    look["stroke_dasharray"] = DASHES
    middles = {entry["year"]: entry["q0.5"] for entry in fan}
    dashes, levels = [], []
    for target in targets:
        year, level = target["year"], target["value"]
        dashes.append(path([field.at(year + side, level) for side in (-HALF, HALF)]))
        below = level < middles.get(year, target["median"])  # where the fan's middle is not
        below = below and field.y(level) + LINE < BOTTOM
        words = digits_text(level, lang=field.lang)
        beside = target in ahead_of(targets, field.basis)
        left = text_width(words) / 2 - (BESIDE * field.x.step - 8) if beside else 0
        x = field.x(year) - max(left, 0)
        levels.append(write(x, field.y(level) + (18 if below else -8), words))
    marks = [group(dashes, **look), group(levels, text_anchor="middle", **LEVEL)]
    return marks, [(_stroke(**look), say("target", field.lang))] if targets else []


def _draw_figures(field: Field, seen: Sequence[dict]) -> tuple[list, list]:
    """Return every published figure, those on other bases hollow."""
    parts, named = [], []
    bases = sorted({figure["basis"] for figure in seen} - {field.basis})
    look = {"class_": "sketch-other", "stroke": QUIET}
    for basis, shape in zip(bases, cycle(SHAPES)):
        mine = [figure for figure in seen if figure["basis"] == basis]
        parts += _course(field, mine, shape, {"stroke_dasharray": "2 3", **look}, HOLLOW | look)
        name = name_of("basis", basis, field.lang)
        draw = partial(_spot, shape=shape, **HOLLOW | look)
        named.append((draw, say("other_basis", field.lang, basis=name)))
    mine = [figure for figure in seen if figure["basis"] == field.basis]
    dot = {"class_": "sketch-dot", "fill": INK}
    course = {"class_": "sketch-figures", "stroke": INK, "stroke_width": 2.5}
    parts += _course(field, mine, "circle", course, dot)
    return parts, [
        (partial(_spot, shape="circle", **dot), say("published_figures", field.lang)),
        *named,
    ]


def _spot(x: float, y: float, *, shape: str, **look: object) -> str:
    return marker(shape, (x, y), 5, **look)


def _course(field: Field, mine: list[dict], shape: str, course: dict, dot: dict) -> list[str]:
    """Return figures as markers, joined by a line."""
    at = [field.at(figure["year"], figure["value"]) for figure in mine]
    joined = [path(at, **course)] if len(at) > 1 else []
    told = [field.told(figure["year"], figure["value"]) for figure in mine]
    dots = [marker(shape, spot, 5, words) for spot, words in zip(at, told, strict=True)]
    return [*joined, group(dots, **dot)]


SPARK_WIDTH, SPARK_HEIGHT = 160, 48


def sketch_spark(
    figures: Sequence[dict],
    fan: Sequence[dict],
    targets: Sequence[dict],
    *,
    lang: str = "en",
    basis: str,
    unit: str,
) -> str:
    """Return a small SVG of the figures, the fan on the same basis, and the last target.

    Parameters
    ----------
    figures, fan, targets
        As in a `Brief`; the fan may be empty, figures may not.
    lang
        Language of the text that is read aloud, ``"en"`` or ``"zh"``.
    basis, unit
        As in a `Brief`.
    """
    seen = [figure for figure in recent(figures, targets, basis) if figure["basis"] == basis]
    last = targets[-1:]
    years = [each["year"] for each in (*seen, *fan, *last)]
    values = [each["value"] for each in (*seen, *last)]
    values += [entry[q] for entry in fan for q in ("q0.1", "q0.9")]
    x = Scale(min(years), max(max(years), min(years) + 1), 6, SPARK_WIDTH - 14)
    y = Scale(*limits(values, unit), SPARK_HEIGHT - 5, 5)
    field = Field(x=x, y=y, basis=basis, unit=unit, lang=lang)
    parts, _ = draw_futures(field, seen, fan, width=2)
    dashes = {"stroke": ORANGE, "stroke_width": 3, "class_": "sketch-target"}
    for target in last:
        at_x, at_y = field.at(target["year"], target["value"])
        parts.append(path([(at_x - 13, at_y), (at_x + 13, at_y)], stroke_dasharray="7 3", **dashes))
    course = [field.at(figure["year"], figure["value"]) for figure in seen]
    parts.append(path(course, class_="sketch-figures", stroke=INK, stroke_width=2))
    parts += [marker("circle", spot, 2.5, class_="sketch-dot", fill=INK) for spot in course]
    label = say("sketch_fan", lang) + figures_told(figures, last, basis, unit, lang)
    return sheet("spark", (SPARK_WIDTH, SPARK_HEIGHT), label, parts)
