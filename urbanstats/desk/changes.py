"""What a return would change: each figure beside what was known of its year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from urbanstats.desk.entry import Figure, Return, by_language
from urbanstats.desk.layout import unit_text
from urbanstats.plan.load import in_force
from urbanstats.plan.rules import (
    REVISED,
    SUSPECT,
    first_disagreement,
    newest_vintage,
    rounding,
)
from urbanstats.plan.values import Plan
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import number_text

FAR = 5.0  # points a year: one in six yearly changes of the shipped percentages is larger
FAR_RATIO = 2.0  # for counts
SLIP_BELOW = (1.0, 10.0)  # up to 1 where at least 10 was published: a fraction, not a percentage
SLIP_RATIO = 1_000.0  # for counts: thousands or ten thousands instead of persons
SAME, CONFIRMS, REVISES, NEW = "same", "confirms", "revises", "new"


@dataclass(frozen=True)
class Change:
    """One figure of a return and what it does to what is known.

    Parameters
    ----------
    figure
        The figure.
    kind
        ``"new"``, ``"revises"`` (differs beyond rounding from what was known), ``"confirms"``
        (agrees with it) or ``"same"`` (an official figure says exactly this already).
    known
        Row of the figure known on the day the return is published, None if there was none.
    """

    figure: Figure
    kind: str
    known: dict | None

    @property
    def quality(self) -> str:
        """Return the quality of the row that this change adds."""
        return REVISED if self.kind == REVISES else "official"


def compare(
    found: Return, observations: Sequence[dict], area: str, published: date
) -> tuple[Change, ...]:
    """Return what each figure of a return changes; what speaks against one becomes a finding.

    Parameters
    ----------
    found
        The return that was read.
    observations
        Rows of all published figures.
    area
        Area the return is about.
    published
        Day on which its figures became known.
    """
    usable = [row for row in observations if row["quality"] != SUSPECT and row["area"] == area]
    changes = []
    for figure in found.figures:
        mine = [row for row in usable if row["indicator"] == figure.indicator.id]
        by_then = [row for row in mine if row["published"] <= published]
        known, before = in_force(by_then), len(found.findings)
        _look_at(found, figure, known, published)
        if any(one.refused for one in found.findings[before:]):
            continue
        change = _change(figure, _on(known, figure), _on(by_then, figure))
        changes.append(change)
        later = _contradiction(change, _on(mine, figure), published)
        if later:
            told = {"known": _told(figure, later["value"]), "day": later["published"]}
            _find(found, figure, "ENTRY-LATER", value=str(figure.number), **told)
    return tuple(changes)


def _on(rows: list[dict], figure: Figure) -> list[dict]:
    """Return the rows of a figure's year and basis."""
    return [row for row in rows if (row["year"], row["basis"]) == (figure.year, figure.basis)]


def _change(figure: Figure, counting: list[dict], rows: list[dict]) -> Change:
    if not counting:
        return Change(figure, NEW, None)
    number, said = figure.number, newest_vintage(rows)
    value, decimals = counting[0]["value"], counting[0]["decimals"]
    first = min(row["published"] for row in said if row["value"] == value)
    row = counting[0] | {"published": first}  # of the sources that say so, the day of the first
    if abs(value - number.value) > rounding(min(decimals, number.decimals)):
        return Change(figure, REVISES, row)
    same = any(
        abs(row["value"] - number.value) < 1e-9
        and row["quality"] in ("official", REVISED)
        and row["decimals"] == number.decimals
        for row in said
    )
    return Change(figure, SAME if same else CONFIRMS, row)


def _contradiction(change: Change, others: list[dict], published: date) -> dict | None:
    """Return the row that a figure would contradict once it is added, None if there is none."""
    if change.kind == SAME or not others:
        return None
    number = change.figure.number
    added = others[0] | {"value": number.value, "decimals": number.decimals}
    together = [*others, added | {"published": published, "quality": change.quality}]
    apart = [at for at in first_disagreement(together) if at < len(others)]
    return others[apart[-1]] if apart else None


def _look_at(found: Return, figure: Figure, known: list[dict], published: date) -> None:
    """Find what speaks against a figure in the light of those known before it."""
    number, percent = figure.number, figure.indicator.unit == "percent"
    if figure.year > published.year:
        _find(found, figure, "ENTRY-FUTURE", year=figure.year, day=published)
    elif figure.year == published.year:
        _find(found, figure, "ENTRY-UNFINISHED", year=figure.year, day=published)
    near = _nearest(known, figure)
    if near is None:
        return
    told = {"value": str(number), "last": _told(figure, near["value"]), "year": near["year"]}
    ratio = max(number.value, near["value"]) / max(min(number.value, near["value"]), 1e-9)
    low, high = SLIP_BELOW
    slip = 0 < number.value <= low and near["value"] >= high if percent else ratio >= SLIP_RATIO
    years = max(abs(figure.year - near["year"]), 1)
    far = abs(number.value - near["value"]) > FAR * years if percent else ratio > FAR_RATIO
    if slip:
        unit = by_language(unit_text, figure.indicator.unit)
        _find(found, figure, "ENTRY-SLIP", unit=unit, **told)
    elif far and near["basis"] == figure.basis:
        _find(found, figure, "ENTRY-FAR", **told)


def note_targets(found: Return, plan: Plan) -> None:
    """Note every figure that is exactly its year's target: it may have been copied."""
    levels = {(target.indicator, target.year): target.value for target in plan.targets}
    for figure in found.figures:
        if levels.get((figure.indicator.id, figure.year)) == figure.number.value:
            _find(found, figure, "ENTRY-TARGET", value=str(figure.number), year=figure.year)


def _nearest(known: list[dict], figure: Figure) -> dict | None:
    """Return the known figure nearest in time, of another year and on the same basis if any is."""

    def order(row: dict) -> tuple[bool, bool, int]:
        away = abs(row["year"] - figure.year)
        return row["basis"] != figure.basis, away == 0, away

    return min(known, key=order, default=None)


def _told(figure: Figure, value: float) -> dict[str, str]:
    number, unit = round(value, 4), figure.indicator.unit
    return {lang: number_text(number, unit, lang=lang) for lang in LANGUAGES}


def _find(found: Return, figure: Figure, code: str, **facts: object) -> None:
    found.find(code, figure.sheet, figure.cell, **facts)
