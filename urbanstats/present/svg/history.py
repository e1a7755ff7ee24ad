"""How likelihoods moved from one day of knowledge to the next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from urbanstats.present.charts.frame import BLUE, INK, ORANGE, PURPLE
from urbanstats.present.svg.paper import (
    LINE,
    WIDTH,
    Scale,
    group,
    marker,
    path,
    rule,
    sheet,
    text_width,
    write,
)
from urbanstats.words.phrases import likelihood_text, say

TOP, BOTTOM, LEFT = 12, 190, 64
LOOKS = (  # marker, colour, dashes: told apart without colour
    ("circle", BLUE, "none"),
    ("square", ORANGE, "8 4"),
    ("triangle", PURPLE, "2 3"),
    ("diamond", INK, "8 3 2 3"),
)


def sketch_history(entries: Sequence[dict], *, lang: str = "en") -> str:
    """Return an SVG of likelihoods over days of knowledge, one line per target year.

    Parameters
    ----------
    entries
        As in one of `Briefing.history`, at least one.
    lang
        ``"en"`` or ``"zh"``.
    """
    courses = _courses(entries)
    words = {year: _word(year, course, lang) for year, course in courses.items()}
    days = sorted({entry["as_of"] for entry in entries})
    first, last = (date.fromisoformat(day).toordinal() for day in (days[0], days[-1]))
    right = WIDTH - max(map(text_width, words.values())) - 24
    x = Scale(first - (first == last), last + (first == last), LEFT + 10, right)
    y = Scale(0, 1, BOTTOM, TOP)
    feet = _apart({year: y(course[-1][1]) for year, course in courses.items()})
    parts = _axes(x, y, lang) + _days(x, days)
    for number, (year, course) in enumerate(courses.items()):
        at = [(x(day), y(level)) for day, level in course]
        parts.append(rule((at[-1][0] + 7, right + 12), (at[-1][1], feet[year])))
        parts += _line(at, LOOKS[number % len(LOOKS)])
        parts.append(write(right + 16, feet[year] + 5.5, words[year]))
    told = [_told(year, course, lang) for year, course in courses.items()]
    label = say("sentence_space", lang).join([say("sketch_history", lang), *told])
    return sheet("history", (WIDTH, BOTTOM + LINE + 8), label, parts)


def _courses(entries: Sequence[dict]) -> dict[int, list[tuple[int, float]]]:
    """Return by target year its days and likelihoods, oldest first."""
    found: dict[int, list] = {}
    for entry in sorted(entries, key=lambda entry: (entry["year"], entry["as_of"])):
        day = date.fromisoformat(entry["as_of"]).toordinal()
        found.setdefault(entry["year"], []).append((day, entry["likelihood"]))
    return found


def _word(year: int, course: list, lang: str) -> str:
    """Return what stands at the end of a line: its year, and the newest likelihood."""
    return say("sketch_year", lang, year=year, likelihood=likelihood_text(course[-1][1], lang))


def _line(at: list[tuple[float, float]], look: tuple[str, str, str]) -> list[str]:
    shape, color, dashes = look
    line = {"stroke": color, "stroke_width": 2.5, "stroke_dasharray": dashes}
    joined = [path(at, class_="sketch-course", **line)] if len(at) > 1 else []
    dots = [marker(shape, spot, 5) for spot in at]
    return [*joined, group(dots, class_="sketch-spot", fill=color)]


def _apart(heights: dict[int, float]) -> dict[int, float]:
    """Return heights moved so far apart that lines of text do not touch, inside the field."""
    order = sorted(heights, key=heights.get)
    placed: list[float] = []
    for year in order:
        placed.append(max([heights[year], *(foot + LINE for foot in placed[-1:])]))
    over = max(placed[-1] - BOTTOM, 0)
    placed = [foot - over for foot in placed]
    for number in range(len(placed) - 2, -1, -1):
        placed[number] = min(placed[number], placed[number + 1] - LINE)
    return dict(zip(order, placed, strict=True))


def _axes(x: Scale, y: Scale, lang: str) -> list[str]:
    parts = []
    for share in (0, 0.5, 1):
        words = say("percent", lang, number=round(100 * share))
        parts += [
            rule((LEFT, x.end), (y(share), y(share)), strong=share == 0),
            write(LEFT - 6, y(share) + 5.5, words, text_anchor="end"),
        ]
    return parts


def _days(x: Scale, days: list[str]) -> list[str]:
    """Return the first and the last day, and others where there is room."""
    parts, free = [], 0.0
    half = text_width(days[-1]) / 2
    last = x(date.fromisoformat(days[-1]).toordinal())
    for day in days:
        at = x(date.fromisoformat(day).toordinal())
        if day == days[-1] or (at - half >= free and at + 2 * half + half + 8 <= last + half):
            parts.append(write(at, BOTTOM + LINE, day, text_anchor="middle"))
            free = at + half + 8
    return parts


def _told(year: int, course: list, lang: str) -> str:
    first, last = (likelihood_text(course[end][1], lang) for end in (0, -1))
    if len(course) == 1:
        return say("sketch_day", lang, year=year, likelihood=last)
    return say("sketch_days", lang, year=year, first=first, last=last)
