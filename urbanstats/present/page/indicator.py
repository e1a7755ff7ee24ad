"""What the page of an indicator shows: everything its brief says, and the way to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from urbanstats.present.page.text import (
    LIGHTS,
    Table,
    file_name,
    stem,
    table_of,
)
from urbanstats.present.sentences import own_reading_text
from urbanstats.present.sketch import sketch_bars, sketch_fan, sketch_histogram, sketch_history
from urbanstats.words.phrases import likelihood_text, name_of, say, target_text

if TYPE_CHECKING:
    from urbanstats.present.brief import Brief
    from urbanstats.present.briefing import Briefing

MOST_DAYS = 30  # rows of the history
REPEATED = 2  # first columns of the likelihoods that repeat number and name


def indicator_view(briefing: Briefing, position: int, lang: str) -> dict[str, object]:
    """Return what the template of an indicator's page fills in.

    Parameters
    ----------
    briefing
        The run.
    position
        Of the indicator in it, from 0.
    lang
        ``"en"`` or ``"zh"``.
    """
    brief = briefing.indicators[position]
    said, target = brief.said[lang], brief.targets[-1]
    history = turns(briefing.history.get(brief.id, []), lang)
    return {
        "number": brief.number,
        "said": said,
        "group": name_of("group", brief.group, lang),
        "departments": [name_of("department", name, lang) for name in brief.departments],
        "as_of": brief.as_of,
        "light": target["light"],
        "light_word": say(LIGHTS[target["light"]], lang),
        "year": target["year"],
        "target": target_text(target["direction"], target["value"], brief.unit, lang),
        "last": said["lights"][-1],
        "plan_basis": own_reading_text(target, lang),
        "two_bases": any(own_reading_text(each, lang) for each in brief.targets),
        "origin": _origin(brief, lang),
        "sketches": _sketches(brief, [entry for day in history for entry in day], lang),
        "tables": _tables(brief, lang),
        "days": len(history),
        "history": history_table(history, lang),
        "before": _neighbour(briefing, position - 1, lang),
        "after": _neighbour(briefing, position + 1, lang),
    }


def _origin(brief: Brief, lang: str) -> str:
    """Return on which figure a fan stands."""
    mine = [figure["year"] for figure in brief.figures if figure["basis"] == brief.basis]
    basis = name_of("basis", brief.basis, lang)
    return say("caption_origin", lang, basis=basis, year=mine[-1], as_of=brief.as_of)


def _sketches(brief: Brief, history: list[dict], lang: str) -> dict[str, object]:
    from markupsafe import Markup

    look = {"lang": lang, "unit": brief.unit}
    fan = sketch_fan(brief.figures, brief.fan, brief.targets, basis=brief.basis, **look)
    drawn = {
        "fan": fan,
        "bars": sketch_bars(brief.targets, **look),
        "histogram": sketch_histogram(brief.pace, **look),
        "history": sketch_history(history, lang=lang) if history else "",
    }
    return {name: Markup(svg) for name, svg in drawn.items()}


def _tables(brief: Brief, lang: str) -> dict[str, Table]:
    tables = brief.said[lang]["tables"]
    skipped = {"likelihoods": REPEATED}
    return {name: table_of(data, skipped.get(name, 0)) for name, data in tables.items()}


def _neighbour(briefing: Briefing, position: int, lang: str) -> dict[str, object] | None:
    if not 0 <= position < len(briefing.indicators):
        return None
    brief = briefing.indicators[position]
    name = brief.said[lang]["short"]
    return {"number": brief.number, "name": name, "file": file_name(stem(brief), lang)}


def turns(entries: Sequence[dict], lang: str) -> list[list[dict]]:
    """Return the days on which a likelihood was told otherwise than before, and those beside.

    The first and the last day stay, and the day before each change, so that a line through
    what is left is the line through all of it. A likelihood that is not known is left out.
    """
    known = [entry for entry in entries if entry["likelihood"] == entry["likelihood"]]
    days = [list(day) for _, day in groupby(known, key=lambda entry: entry["as_of"])]
    told = [_told(day, lang) for day in days]
    last = len(days) - 1
    return [
        day
        for at, day in enumerate(days)
        if at in (0, last) or told[at] != told[at - 1] or told[at] != told[at + 1]
    ]


def _told(day: Sequence[dict], lang: str) -> dict[int, str]:
    return {entry["year"]: likelihood_text(entry["likelihood"], lang) for entry in day}


def history_table(days: Sequence[Sequence[dict]], lang: str) -> Table:
    """Return one row per day on which a likelihood was told otherwise, the newest first."""
    years = sorted({entry["year"] for day in days for entry in day})
    rows = []
    for day in days:
        told = _told(day, lang)
        row = (day[0]["as_of"], *(told.get(year, "–") for year in years))
        if not rows or row[1:] != rows[-1][1:] or day is days[-1]:
            rows.append(row)
    names = [say("one_year", lang, year=year) for year in years]
    columns = (say("column_as_of", lang), *names)
    return table_of({"columns": columns, "rows": rows[: -MOST_DAYS - 1 : -1]})
