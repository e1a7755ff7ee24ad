"""How likely each year's target is, as bars from 0 to 100 percent."""

from __future__ import annotations

from collections.abc import Sequence

from urbanstats.brief.likelihood import own_reading_text
from urbanstats.present.charts.frame import FAINT, LIGHTS, QUIET
from urbanstats.present.svg.fan import likelihoods_told
from urbanstats.present.svg.paper import (
    LINE,
    SIZE,
    WIDTH,
    Scale,
    element,
    rule,
    sheet,
    text_width,
    write,
)
from urbanstats.words.phrases import likelihood_text, number_text, say

THICK, GAP = 18, 14


def sketch_bars(targets: Sequence[dict], *, lang: str = "en", unit: str) -> str:
    """Return an SVG of the likelihood of each year's target, with its number.

    Where the plan's own basis reads differently, that likelihood stands beneath.

    Parameters
    ----------
    targets
        As in a `Brief`.
    lang
        ``"en"`` or ``"zh"``.
    unit
        As in a `Brief`.
    """
    names = [_name(target, unit, lang) for target in targets]
    left = max(map(text_width, names), default=0) + 10
    right = max(text_width(_number(target, lang)) for target in targets) + 10
    x = Scale(0, 1, left, WIDTH - right)
    parts, y = [], 4.0
    for name, target in zip(names, targets, strict=True):
        rows, y = _row(x, y, name, target, lang)
        parts += rows
    label = say("sketch_bars", lang) + likelihoods_told(targets, unit, lang)
    return sheet("bars", (WIDTH, y + LINE), label, [*_axis(x, y, lang), *parts])


def _name(target: dict, unit: str, lang: str) -> str:
    level = number_text(target["value"], unit, lang=lang)
    return say("panel_target", lang, year=target["year"], level=level)


def _number(target: dict, lang: str) -> str:
    if target["light"] in ("met", "missed"):
        return say(target["light"], lang)
    return likelihood_text(target["likelihood"], lang)


def _row(x: Scale, y: float, name: str, target: dict, lang: str) -> tuple[list[str], float]:
    """Return one target's bar with its words, and where the next one begins."""
    foot, light, wide = y + THICK - 3, target["light"], x.end - x.start
    box = {"x": x.start, "y": y, "height": THICK}
    parts = [
        write(0, foot, name),
        element("rect", class_="sketch-track", fill=FAINT, width=wide, **box),
        element(
            "rect",
            class_=f"sketch-{light}",
            fill=LIGHTS[light],
            width=wide * target["likelihood"],
            **box,
        ),
        write(x.end + 8, foot, _number(target, lang), font_weight=700),
    ]
    y += THICK + GAP
    if words := own_reading_text(target, lang):
        parts.append(write(x.start, y + 6, words, class_="sketch-quiet", fill=QUIET))
        y += LINE
    return parts, y


def _axis(x: Scale, foot: float, lang: str) -> list[str]:
    """Return the lines and words at 0, 50 and 100 percent."""
    marks = [(0, "start"), (0.5, "middle"), (1, "end")]
    words = [say("percent", lang, number=round(100 * part)) for part, _ in marks]
    return [
        part
        for (share, anchor), text in zip(marks, words, strict=True)
        for part in (
            rule((x(share), x(share)), (0, foot)),
            write(x(share), foot + SIZE - 1, text, text_anchor=anchor, class_="sketch-quiet"),
        )
    ]
