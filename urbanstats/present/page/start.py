"""What the start page shows: the plan at a glance, and a card for each indicator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from urbanstats.present.page.text import LIGHTS, file_name, stem, table_of
from urbanstats.present.sentences import own_reading_text
from urbanstats.present.sketch import sketch_spark
from urbanstats.words.phrases import name_of, say, target_text

if TYPE_CHECKING:
    from urbanstats.present.brief import Brief
    from urbanstats.present.briefing import Briefing


def start_view(briefing: Briefing, lang: str) -> dict[str, object]:
    """Return what the template of the start page fills in."""
    overview, said = briefing.overview, briefing.overview.said[lang]
    slugs = department_slugs(briefing.departments())
    cards = [card(brief, slugs, lang) for brief in briefing.indicators]
    groups = groupby(cards, key=lambda one: one["group"])
    return {
        "area": briefing.indicators[0].said[lang]["area"],
        "document": overview.document,
        "as_of": briefing.as_of,
        "changes": briefing.changes[lang],
        "expected": list(zip(overview.expected, said["tables"]["expected"]["rows"], strict=True)),
        "count": said["count"],
        "overview": said["overview"],
        "year": overview.expected[-1]["year"],
        "lights": {light: say(key, lang) for light, key in LIGHTS.items()},
        "departments": [
            {"name": name_of("department", name, lang), "slug": slug, "n": _count(cards, slug)}
            for name, slug in slugs.items()
        ],
        "groups": [(name, _with_slugs(list(mine))) for name, mine in groups],
        "cards": cards,
        "pace": table_of(said["tables"]["pace"]),
        "audit": table_of(said["tables"]["audit"]),
        "findings": len(said["tables"]["audit"]["rows"]),
    }


def card(brief: Brief, slugs: dict[str, str], lang: str) -> dict[str, object]:
    """Return what a card tells of an indicator: how its last target stands."""
    from markupsafe import Markup

    said, target = brief.said[lang], brief.targets[-1]
    look = {"lang": lang, "basis": brief.basis, "unit": brief.unit}
    spark = sketch_spark(brief.figures, brief.fan, brief.targets, **look)
    return {
        "number": brief.number,
        "name": said["short"],
        "file": file_name(stem(brief), lang),
        "group": name_of("group", brief.group, lang),
        "light": target["light"],
        "target": target_text(target["direction"], target["value"], brief.unit, lang),
        "year": target["year"],
        **said["lights"][-1],
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
