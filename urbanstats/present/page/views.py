"""What the templates of the pages are filled with, from a run's briefing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from urbanstats.brief.indicator import TextTable, on_basis, own_reading_text
from urbanstats.present.svg import (
    bars_svg,
    fan_svg,
    histogram_svg,
    history_svg,
    spark_svg,
)
from urbanstats.words.phrases import likelihood_text, name_of, say, target_text

if TYPE_CHECKING:
    from markupsafe import Markup

    from urbanstats.brief.indicator import Brief
    from urbanstats.brief.run import Briefing, PastLikelihood


HOME = "zh"  # the city's own language has the plain names
BOLD = re.compile(r"\*\*(.+?)\*\*")
SIGN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"  # Chinese signs and their marks
CHINESE = re.compile(f"([{SIGN}](?:[{SIGN}—…·“” ]*[{SIGN}])?)")
LIGHTS = {  # what the plan's last year looks like -> key of its word
    "met": "met",
    "likely": "more_likely_met",
    "even": "even_chance",
    "unlikely": "more_likely_missed",
    "missed": "missed",
}


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    columns
        Names of the columns.
    groups
        Heads of the rows, each with its rows; neighbours with the same head share it.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def table_of(data: TextTable, skip: int = 0) -> Table:
    """Return a brief's table for the page, without its first ``skip`` columns.

    Examples
    --------
    >>> table_of(TextTable(["a", "b"], [["x", "1"], ["x", "2"]])).groups
    (('x', (('1',), ('2',))),)
    """
    rows = [tuple(row[skip:]) for row in data.rows]
    return Table(
        columns=tuple(data.columns[skip:]),
        groups=tuple(
            (head, tuple(row[1:] for row in mine))
            for head, mine in groupby(rows, key=lambda row: row[0])
        ),
    )


def stem(brief: Brief) -> str:
    """Return the name of an indicator's page without language and ending."""
    return f"{brief.number:02d}_{brief.id}"


def file_name(name: str, lang: str) -> str:
    """Return the name of a page's file.

    Examples
    --------
    >>> file_name("index", "zh"), file_name("index", "en")
    ('index.html', 'index.en.html')
    """
    return f"{name}.html" if lang == HOME else f"{name}.{lang}.html"


def mark(text: str, lang: str) -> Markup:
    """Return text as markup: escaped, ``**bold**`` strong, Chinese on English pages named so.

    Examples
    --------
    >>> mark("**Safe** <b>", "en"), mark("see 柳州", "en")
    (Markup('<strong>Safe</strong> &lt;b&gt;'),
     Markup('see <span lang="zh-Hans">柳州</span>'))
    """
    from markupsafe import Markup, escape

    pieces = []
    for number, piece in enumerate(BOLD.split(str(text))):
        safe = _name_chinese(piece) if lang != HOME else escape(piece)
        pieces.append(Markup("<strong>{}</strong>").format(safe) if number % 2 else safe)
    return Markup("").join(pieces)


def _name_chinese(text: str) -> Markup:
    """Return escaped text whose Chinese parts say that they are Chinese."""
    from markupsafe import Markup, escape

    parts = CHINESE.split(text)
    named = Markup('<span lang="zh-Hans">{}</span>')
    return Markup("").join(
        named.format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )


def start_view(briefing: Briefing, lang: str) -> dict[str, object]:
    """Return what the template of the start page fills in."""
    overview, said = briefing.overview, briefing.overview.said[lang]
    slugs = department_slugs(briefing.departments())
    cards = [card(brief, slugs, lang) for brief in briefing.indicators]
    groups = groupby(cards, key=lambda one: one["group"])
    return {
        "area": briefing.indicators[0].said[lang].area,
        "document": overview.document,
        "as_of": briefing.as_of,
        "changes": briefing.changes[lang],
        "expected": list(zip(overview.expected, said.tables["expected"].rows, strict=True)),
        "count": said.count,
        "overview": said.overview,
        "year": overview.expected[-1].year,
        "lights": {light: say(key, lang) for light, key in LIGHTS.items()},
        "departments": [
            {"name": name_of("department", name, lang), "slug": slug, "n": _count(cards, slug)}
            for name, slug in slugs.items()
        ],
        "groups": [(name, _with_slugs(list(mine))) for name, mine in groups],
        "cards": cards,
        "pace": table_of(said.tables["pace"]),
        "audit": table_of(said.tables["audit"]),
        "findings": len(said.tables["audit"].rows),
    }


def card(brief: Brief, slugs: dict[str, str], lang: str) -> dict[str, object]:
    """Return what a card tells of an indicator: how its last target stands."""
    from markupsafe import Markup

    said, target = brief.said[lang], brief.targets[-1]
    look = {"lang": lang, "basis": brief.basis, "unit": brief.unit}
    spark = spark_svg(brief.figures, brief.fan, brief.targets, **look)
    return {
        "number": brief.number,
        "name": said.short,
        "file": file_name(stem(brief), lang),
        "group": name_of("group", brief.group, lang),
        "light": target.light,
        "target": target_text(target.direction, target.value, brief.unit, lang),
        "year": target.year,
        "likelihood": said.lights[-1].likelihood,
        "words": said.lights[-1].words,
        "plan_basis": own_reading_text(target, lang),
        "departments": [name_of("department", name, lang) for name in brief.departments],
        "slugs": [slugs[name] for name in brief.departments],
        "spark": Markup(spark),
    }


def _count(cards: Sequence[dict], slug: str) -> int:
    return sum(slug in one["slugs"] for one in cards)


def _with_slugs(cards: list[dict]) -> dict[str, list]:
    """Return the cards of a group, and the departments that answer for any of them."""
    slugs = dict.fromkeys(slug for one in cards for slug in one["slugs"])
    return {"cards": cards, "slugs": list(slugs)}


def department_slugs(names: Sequence[str]) -> dict[str, str]:
    """Return for each department the word that its filter has in an address.

    It is made of the English name, or of the position where there is none; it never changes
    with the language, so that an address can be passed on.

    Examples
    --------
    >>> department_slugs(["统计局", "某局"])
    {'统计局': 'statistics', '某局': '2'}
    """
    slugs: dict[str, str] = {}
    for position, name in enumerate(names, 1):
        slug = re.sub("[^a-z0-9]+", "-", name_of("department", name, "en").lower()).strip("-")
        slugs[name] = slug if slug and slug not in slugs.values() else str(position)
    return slugs


def filter_rules(names: Sequence[str]) -> str:
    """Return the style rules by which the address of a department hides the others' cards.

    On paper everything is shown, whatever the address.
    """
    slugs = department_slugs(names).values()
    if not slugs:
        return ""
    hidden = ",".join(f"#dept-{one}:target~.cards .of:not(.of-{one})" for one in slugs)
    chosen = ",".join(f'#dept-{one}:target~.filter [href="#dept-{one}"]' for one in slugs)
    return (
        f"@media screen{{{hidden}{{display:none}}"
        f"{chosen}{{background:var(--ink);border-color:var(--ink);color:var(--paper)}}}}"
    )


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
        "light": target.light,
        "light_word": say(LIGHTS[target.light], lang),
        "year": target.year,
        "target": target_text(target.direction, target.value, brief.unit, lang),
        "last": said.lights[-1],
        "plan_basis": own_reading_text(target, lang),
        "two_bases": any(own_reading_text(each, lang) for each in brief.targets),
        "origin": _origin(brief, lang),
        "charts": _charts(brief, [entry for day in history for entry in day], lang),
        "tables": _tables(brief, lang),
        "days": len(history),
        "history": history_table(history, lang),
        "before": _neighbour(briefing, position - 1, lang),
        "after": _neighbour(briefing, position + 1, lang),
    }


def _origin(brief: Brief, lang: str) -> str:
    """Return on which figure a fan stands."""
    last = on_basis(brief.figures, brief.basis)[-1]
    basis = name_of("basis", brief.basis, lang)
    return say("caption_origin", lang, basis=basis, year=last.year, as_of=brief.as_of)


def _charts(brief: Brief, history: list[PastLikelihood], lang: str) -> dict[str, object]:
    from markupsafe import Markup

    look = {"lang": lang, "unit": brief.unit}
    fan = fan_svg(brief.figures, brief.fan, brief.targets, basis=brief.basis, **look)
    drawn = {
        "fan": fan,
        "bars": bars_svg(brief.targets, **look),
        "histogram": histogram_svg(brief.pace, **look),
        "history": history_svg(history, lang=lang) if history else "",
    }
    return {name: Markup(svg) for name, svg in drawn.items()}


def _tables(brief: Brief, lang: str) -> dict[str, Table]:
    tables = brief.said[lang].tables
    skipped = {"likelihoods": REPEATED}
    return {name: table_of(data, skipped.get(name, 0)) for name, data in tables.items()}


def _neighbour(briefing: Briefing, position: int, lang: str) -> dict[str, object] | None:
    if not 0 <= position < len(briefing.indicators):
        return None
    brief = briefing.indicators[position]
    name = brief.said[lang].short
    return {"number": brief.number, "name": name, "file": file_name(stem(brief), lang)}


def turns(entries: Sequence[PastLikelihood], lang: str) -> list[list[PastLikelihood]]:
    """Return the days on which a likelihood was told otherwise than before, and those beside.

    The first and the last day stay, and the day before each change, so that a line through
    what is left is the line through all of it. A likelihood that is not known is left out.
    """
    known = [entry for entry in entries if entry.likelihood == entry.likelihood]
    days = [list(day) for _, day in groupby(known, key=lambda entry: entry.as_of)]
    told = [_told(day, lang) for day in days]
    last = len(days) - 1
    return [
        day
        for at, day in enumerate(days)
        if at in (0, last) or told[at] != told[at - 1] or told[at] != told[at + 1]
    ]


def _told(day: Sequence[PastLikelihood], lang: str) -> dict[int, str]:
    return {entry.year: likelihood_text(entry.likelihood, lang) for entry in day}


def history_table(days: Sequence[Sequence[PastLikelihood]], lang: str) -> Table:
    """Return one row per day on which a likelihood was told otherwise, the newest first."""
    years = sorted({entry.year for day in days for entry in day})
    rows = []
    for day in days:
        told = _told(day, lang)
        row = (day[0].as_of, *(told.get(year, "–") for year in years))
        if not rows or row[1:] != rows[-1][1:] or day is days[-1]:
            rows.append(row)
    names = [say("one_year", lang, year=year) for year in years]
    columns = (say("column_as_of", lang), *names)
    return table_of(TextTable(columns, rows[: -MOST_DAYS - 1 : -1]))
