"""What a return would change: each figure beside what was known of its year before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from urbanstats.desk.entry import Figure, Return
from urbanstats.desk.layout import unit_text
from urbanstats.plan.rules import (
    FIGURE,
    REVISED,
    SUSPECT,
    first_disagreement,
    newest_vintage,
    rounding,
)
from urbanstats.plan.tables import in_force
from urbanstats.plan.values import LANGUAGES, Plan
from urbanstats.present.words import number_text

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
    known: pd.Series | None

    @property
    def quality(self) -> str:
        """Return the quality of the row that this change adds."""
        return REVISED if self.kind == REVISES else "official"


def compare(
    found: Return, observations: pd.DataFrame, area: str, published: date
) -> tuple[Change, ...]:
    """Return what each figure of a return changes; what speaks against one becomes a finding.

    Parameters
    ----------
    found
        The return that was read.
    observations
        All published figures (``load_observations``).
    area
        Area the return is about.
    published
        Day on which its figures became known.
    """
    usable = observations[(observations["quality"] != SUSPECT) & (observations["area"] == area)]
    changes = []
    for figure in found.figures:
        mine = usable[usable["indicator"] == figure.indicator.id]
        known = in_force(mine[mine["published"] <= published])
        before = len(found.findings)
        _look_at(found, figure, known, published)
        if any(one.refused for one in found.findings[before:]):
            continue
        change = _change(figure, known, mine[mine["published"] <= published])
        changes.append(change)
        later = _contradiction(change, mine, area, published)
        if later is not None:
            told = {"known": _told(figure, later["value"]), "day": later["published"]}
            _find(found, figure, "ENTRY-LATER", value=str(figure.number), **told)
    return tuple(changes)


def _change(figure: Figure, known: pd.DataFrame, all_known: pd.DataFrame) -> Change:
    row, number = _on(known, figure), figure.number
    if row is None:
        return Change(figure, NEW, None)
    on_it = (all_known[["year", "basis"]] == [figure.year, figure.basis]).all(axis=1)
    said = newest_vintage(all_known[on_it])
    row = row.copy()  # of the sources that say so, the day of the first
    row["published"] = min(said.loc[said["value"] == row["value"], "published"])
    if abs(row["value"] - number.value) > rounding(min(row["decimals"], number.decimals)):
        return Change(figure, REVISES, row)
    same = (said["value"] - number.value).abs() < 1e-9
    same &= said["quality"].isin(["official", REVISED]) & (said["decimals"] == number.decimals)
    return Change(figure, SAME if same.any() else CONFIRMS, row)


def _on(known: pd.DataFrame, figure: Figure) -> pd.Series | None:
    rows = known[(known["year"] == figure.year) & (known["basis"] == figure.basis)]
    return rows.iloc[0] if len(rows) else None


def _contradiction(
    change: Change, mine: pd.DataFrame, area: str, published: date
) -> pd.Series | None:
    """Return the row that a figure would contradict once it is added, None if there is none."""
    figure, number = change.figure, change.figure.number
    if change.kind == SAME:
        return None
    key = [area, figure.indicator.id, figure.year, figure.basis]
    row = dict(zip(FIGURE, key, strict=True))
    row |= {"value": number.value, "decimals": number.decimals, "published": published}
    others = mine[(mine[FIGURE] == key).all(axis=1)]
    added = pd.DataFrame([row | {"quality": change.quality}], index=[-1])
    together = pd.concat([others[list(added.columns)], added])
    rows = first_disagreement(together)
    if rows is None:
        return None
    return rows.drop(index=-1, errors="ignore").iloc[-1]


def _look_at(found: Return, figure: Figure, known: pd.DataFrame, published: date) -> None:
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
        unit = tuple(unit_text(figure.indicator.unit, lang) for lang in LANGUAGES)
        _find(found, figure, "ENTRY-SLIP", unit=unit, **told)
    elif far and near["basis"] == figure.basis:
        _find(found, figure, "ENTRY-FAR", **told)


def note_targets(found: Return, plan: Plan) -> None:
    """Note every figure that is exactly its year's target: it may have been copied."""
    levels = {(target.indicator, target.year): target.value for target in plan.targets}
    for figure in found.figures:
        if levels.get((figure.indicator.id, figure.year)) == figure.number.value:
            _find(found, figure, "ENTRY-TARGET", value=str(figure.number), year=figure.year)


def _nearest(known: pd.DataFrame, figure: Figure) -> pd.Series | None:
    """Return the known figure nearest in time, of another year and on the same basis if any is."""
    if known.empty:
        return None
    away = (known["year"] - figure.year).abs()
    order = known.assign(other=known["basis"] != figure.basis, same=away == 0, away=away)
    return order.sort_values(["other", "same", "away"], kind="stable").iloc[0]


def _told(figure: Figure, value: float) -> tuple[str, ...]:
    return tuple(number_text(round(value, 4), figure.indicator.unit, lang=la) for la in LANGUAGES)


def _find(found: Return, figure: Figure, code: str, **blanks: object) -> None:
    found.find(code, figure.sheet, figure.cell, **blanks)
