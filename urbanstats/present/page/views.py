"""What the templates of the pages are filled with, from a run's briefing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from urbanstats.brief.indicator import Brief, TextTable, on_basis, own_reading_text
from urbanstats.brief.run import Briefing, PastLikelihood
from urbanstats.present.svg import bars_svg, fan_svg, histogram_svg, history_svg, spark_svg
from urbanstats.words.phrases import likelihood_text, name_of, say, target_text
from urbanstats.words.text import bold_pieces

HOME = "zh"  # the city's own language has the plain names
SIGN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"  # Chinese signs and their marks
CHINESE = re.compile(f"([{SIGN}](?:[{SIGN}—…·“” ]*[{SIGN}])?)")
LIGHTS = {  # what the plan's last year looks like -> key of its word
    "met": "met",
    "likely": "more_likely_met",
    "even": "even_chance",
    "unlikely": "more_likely_missed",
    "missed": "missed",
}
MOST_DAYS = 30  # rows of the history
REPEATED = {"likelihoods": 2}  # first columns of a table that repeat number and name


@dataclass(frozen=True)
class Table:
    """A table of text: names of columns, and rows by the head that neighbours share."""

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def table_of(data: TextTable, skip: int = 0) -> Table:
    """Return a brief's table for the page, without its first ``skip`` columns.

    Examples
    --------
    >>> table_of(TextTable(["a", "b"], [["x", "1"], ["x", "2"]])).groups
    (('x', (('1',), ('2',))),)
    """
    groups = groupby((tuple(row[skip:]) for row in data.rows), key=lambda row: row[0])
    return Table(
        columns=tuple(data.columns[skip:]),
        groups=tuple((head, tuple(row[1:] for row in mine)) for head, mine in groups),
    )


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
    pieces = []
    for piece, bold in bold_pieces(str(text)):
        safe = escape(piece) if lang == HOME else _name_chinese(piece)
        pieces.append(Markup("<strong>{}</strong>").format(safe) if bold else safe)
    return Markup("").join(pieces)


def _name_chinese(text: str) -> Markup:
    """Return escaped text whose Chinese parts say that they are Chinese."""
    named = Markup('<span lang="zh-Hans">{}</span>')
    parts = enumerate(CHINESE.split(text))
    return Markup("").join(named.format(part) if at % 2 else escape(part) for at, part in parts)


def start_view(briefing: Briefing, lang: str) -> dict[str, object]:
    """Return what the template of the start page fills in."""
    plan, said = briefing.overview, briefing.overview.said[lang]
    slugs = department_slugs(briefing.departments())
    cards = [card(brief, slugs, lang) for brief in briefing.indicators]
    groups = [(name, list(mine)) for name, mine in groupby(cards, key=lambda one: one["group"])]
    counts = Counter(slug for one in cards for slug in one["slugs"])
    return {
        "plan": plan,
        "said": said,
        "area": briefing.indicators[0].said[lang].area,
        "as_of": briefing.as_of,
        "changes": briefing.changes[lang],
        "expected": list(zip(plan.expected, said.tables["expected"].rows, strict=True)),
        "lights": {light: say(key, lang) for light, key in LIGHTS.items()},
        "departments": [
            {"name": name_of("department", name, lang), "slug": slug, "n": counts[slug]}
            for name, slug in slugs.items()
        ],
        "groups": [
            (name, mine, list(dict.fromkeys(slug for one in mine for slug in one["slugs"])))
            for name, mine in groups
        ],
        "cards": cards,
        "pace": table_of(said.tables["pace"]),
        "audit": table_of(said.tables["audit"]),
    }


def card(brief: Brief, slugs: Mapping[str, str], lang: str) -> dict[str, object]:
    """Return what a card tells of an indicator: how its last target stands."""
    look = {"lang": lang, "basis": brief.basis, "unit": brief.unit}
    return {
        **_link(brief, lang),
        **_standing(brief, lang),
        "slugs": [slugs[name] for name in brief.departments],
        "spark": Markup(spark_svg(brief.figures, brief.fan, brief.targets, **look)),
    }


def _link(brief: Brief, lang: str) -> dict[str, object]:
    """Return how an indicator is called where a link leads to its page."""
    file = file_name(brief.stem, lang)
    return {"number": brief.number, "name": brief.said[lang].short, "file": file}


def _standing(brief: Brief, lang: str) -> dict[str, object]:
    """Return who answers for an indicator, and how its last target stands."""
    target = brief.targets[-1]
    return {
        "group": name_of("group", brief.group, lang),
        "departments": [name_of("department", name, lang) for name in brief.departments],
        "light": target.light,
        "last": brief.said[lang].lights[-1],
        "year": target.year,
        "target": target_text(target.direction, target.value, brief.unit, lang),
        "plan_basis": own_reading_text(target, lang),
    }


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


def indicator_view(briefing: Briefing, position: int, lang: str) -> dict[str, object]:
    """Return what the template of an indicator's page fills in, of the one at a position from 0."""
    brief, around = briefing.indicators[position], (None, *briefing.indicators, None)
    before, after = (one and _link(one, lang) for one in (around[position], around[position + 2]))
    last = on_basis(brief.figures, brief.basis)[-1]
    basis = name_of("basis", brief.basis, lang)
    history = changed_days(briefing.history.get(brief.id, []), lang)
    tables = brief.said[lang].tables.items()
    return {
        **_standing(brief, lang),
        "number": brief.number,
        "said": brief.said[lang],
        "as_of": brief.as_of,
        "light_word": say(LIGHTS[brief.targets[-1].light], lang),
        "two_bases": any(own_reading_text(target, lang) for target in brief.targets),
        "origin": say("caption_origin", lang, basis=basis, year=last.year, as_of=brief.as_of),
        "charts": _charts(brief, [entry for day in history for entry in day], lang),
        "tables": {name: table_of(table, REPEATED.get(name, 0)) for name, table in tables},
        "days": len(history),
        "history": history_table(history, lang),
        "before": before,
        "after": after,
    }


def _charts(brief: Brief, history: list[PastLikelihood], lang: str) -> dict[str, Markup]:
    look = {"lang": lang, "unit": brief.unit}
    fan = fan_svg(brief.figures, brief.fan, brief.targets, basis=brief.basis, **look)
    drawn = {
        "fan": fan,
        "bars": bars_svg(brief.targets, **look),
        "histogram": histogram_svg(brief.pace, **look),
        "history": history_svg(history, lang=lang) if history else "",
    }
    return {name: Markup(svg) for name, svg in drawn.items()}


def changed_days(entries: Sequence[PastLikelihood], lang: str) -> list[list[PastLikelihood]]:
    """Return the days on which a likelihood reads otherwise than before, and their neighbours.

    The first and the last day stay, and the day before each change, so that a line through
    what is left is the line through all of it. A likelihood that is not known is left out.
    """
    known = [entry for entry in entries if entry.likelihood == entry.likelihood]
    days = [list(day) for _, day in groupby(known, key=lambda entry: entry.as_of)]
    texts = [_texts(day, lang) for day in days]
    ends = (0, len(days) - 1)
    return [
        day
        for at, day in enumerate(days)
        if at in ends or texts[at] != texts[at - 1] or texts[at] != texts[at + 1]
    ]


def _texts(day: Sequence[PastLikelihood], lang: str) -> dict[int, str]:
    return {entry.year: likelihood_text(entry.likelihood, lang) for entry in day}


def history_table(days: Sequence[Sequence[PastLikelihood]], lang: str) -> Table:
    """Return one row per day on which a likelihood reads otherwise, the newest first."""
    years = sorted({entry.year for day in days for entry in day})
    rows = []
    for day in days:
        texts = _texts(day, lang)
        row = [day[0].as_of, *(texts.get(year, "–") for year in years)]
        if not rows or row[1:] != rows[-1][1:] or day is days[-1]:
            rows.append(row)
    columns = [say("column_as_of", lang), *(say("one_year", lang, year=year) for year in years)]
    return table_of(TextTable(columns, rows[: -MOST_DAYS - 1 : -1]))
