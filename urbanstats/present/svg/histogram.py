"""The reality check: past changes of like series, and the change that is needed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from urbanstats.brief.required import span_text
from urbanstats.present.charts.frame import BAND_INNER, BLUE, INK, ORANGE
from urbanstats.present.svg.paper import (
    DASHES,
    LEVEL,
    LINE,
    SIZE,
    WIDTH,
    Scale,
    element,
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
from urbanstats.words.phrases import digits_text, likelihood_text, say

TOP, BOTTOM = 84, 230  # the field of the bars
LEFT, RIGHT = 40, WIDTH - 14
FAR = {"class_": "sketch-far", "fill": BLUE}
SHORT = {"class_": "sketch-short", "fill": BAND_INNER}
RING = {"class_": "sketch-own", "fill": "#fff", "stroke": INK, "stroke_width": 1.8}


def sketch_histogram(pace: Mapping | None, *, lang: str = "en", unit: str) -> str:
    """Return an SVG of past changes of like series with the change needed as a line in it.

    Dark bars went as far as needed; rings beneath are the series' own past changes.

    Parameters
    ----------
    pace
        As in a `Brief`.
    lang
        ``"en"`` or ``"zh"``.
    unit
        As in a `Brief`.

    Returns
    -------
    str
        ``""`` where no year is left, so that nothing can be needed.
    """
    if pace is None:
        return ""
    bars, met = pace["bars"], pace["status"] == "met"
    x = Scale(bars[0]["low"], bars[-1]["high"], LEFT, RIGHT)
    y = Scale(0, max(bar["height"] for bar in bars), BOTTOM, TOP)
    parts = _axes(x, y, pace, unit, lang)
    for far, look in ((True, FAR), (False, SHORT)):
        parts.append(group([_bar(x, y, bar) for bar in bars if bar["far"] == far], **look))
    parts.append(rule((LEFT, RIGHT), (BOTTOM, BOTTOM), strong=True))
    own = [marker("circle", (x(each), BOTTOM + 11), 5) for each in pace["own"]]
    entries = [
        (partial(swatch, **FAR), say("reality_inside" if met else "reality_larger", lang)),
        (
            partial(swatch, **SHORT),
            say("reality_outside" if met else "reality_smaller", lang),
        ),
    ]
    if own:
        entries.append((lambda *at: marker("circle", at, 5, **RING), say("reality_own", lang)))
    named, foot = key(entries, BOTTOM + 2 * LINE + 24)
    label = say("sketch_histogram", lang, span=span_text(pace["span"], lang))
    label += say("sentence_space", lang) + ", ".join(_needed(pace, unit, lang))
    parts += [group(own, **RING), *_line(x, pace, unit, lang), *named]
    return sheet("histogram", (WIDTH, foot + 2), label, parts)


def _bar(x: Scale, y: Scale, bar: Mapping) -> str:
    left, top = x(bar["low"]), y(bar["height"])
    width = max(x(bar["high"]) - left - 0.8, 0.5)
    return element("rect", x=left, y=top, width=width, height=BOTTOM - top)


def _axes(x: Scale, y: Scale, pace: Mapping, unit: str, lang: str) -> list[str]:
    """Return grid, numbers and the words of both axes."""
    parts = [write(4, SIZE, say("reality_y", lang), class_="sketch-quiet")]
    for tick in ticks(0, y.high, 3):
        words = digits_text(tick, lang=lang)
        parts += [
            rule((LEFT, RIGHT), (y(tick), y(tick))),
            write(LEFT - 7, y(tick) + 5.5, words, text_anchor="end"),
        ]
    for tick in ticks(x.low, x.high, 5):
        parts.append(write(x(tick), BOTTOM + 19 + SIZE, _signed(tick, lang), text_anchor="middle"))
    name = "reality_x_points" if unit == "percent" else "reality_x_growth"
    words = say(name, lang, span=span_text(pace["span"], lang))
    middle = (LEFT + RIGHT) / 2
    foot = BOTTOM + 19 + SIZE + LINE
    return [*parts, write(middle, foot, words, text_anchor="middle", class_="sketch-quiet")]


def _line(x: Scale, pace: Mapping, unit: str, lang: str) -> list[str]:
    """Return the line at the change needed, and beside it how common that was."""
    at = x(pace["compared"])
    look = {"class_": "sketch-needed", "stroke": ORANGE, "stroke_width": 3}
    parts = [path([(at, TOP - 40), (at, BOTTOM)], stroke_dasharray=DASHES, **look)]
    words = _needed(pace, unit, lang)
    left = at + 8 + 1.1 * max(map(text_width, words)) > WIDTH
    side = {"x": at - 8, "text_anchor": "end"} if left else {"x": at + 8}
    lines = [write(y=TOP - 30 + 20 * row, words=line, **side) for row, line in enumerate(words)]
    return [*parts, group(lines, **LEVEL)]


def _needed(pace: Mapping, unit: str, lang: str) -> list[str]:
    """Return the change needed and the share of past changes that went as far, in two lines."""
    percent = unit == "percent"
    number = _signed(round(pace["compared"], 2 if percent else 1), lang)
    amount = say("points" if percent else "percent", lang, number=number)
    share = likelihood_text(pace["share"], lang)
    name = "reality_room" if pace["status"] == "met" else "reality_needed"
    return say(name, lang, amount=amount, share=share).split("\n")


def _signed(value: float, lang: str) -> str:
    return ("+" if value > 0 else "") + digits_text(round(value, 6), lang=lang).replace("-", "−")
