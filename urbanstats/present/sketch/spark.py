"""The fan of an indicator without words, small enough for a card."""

from __future__ import annotations

from collections.abc import Sequence

from urbanstats.present.figure import INK, ORANGE
from urbanstats.present.sketch.fan import Field, draw_futures, limits, recent
from urbanstats.present.sketch.paper import Scale, marker, path, sheet
from urbanstats.present.sketch.told import figures_told
from urbanstats.words.phrases import say

WIDTH, HEIGHT = 160, 48


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
    x = Scale(min(years), max(max(years), min(years) + 1), 6, WIDTH - 14)
    y = Scale(*limits(values, unit), HEIGHT - 5, 5)
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
    return sheet("spark", (WIDTH, HEIGHT), label, parts)
