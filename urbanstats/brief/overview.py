"""The plan in a few sentences: what is safe, what is not, and where the basis decides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from urbanstats.brief.likelihood import two_readings
from urbanstats.brief.scenarios import sensitivity_table
from urbanstats.outlook.readings import rebasing_sensitivity
from urbanstats.words.phrases import likelihood_text, name_of, outcome, say

if TYPE_CHECKING:
    import pandas as pd

    from urbanstats.outlook.indicator import Assessment
    from urbanstats.plan.values import Plan


SAFE, UNSAFE = 0.8, 0.2
APART = 0.25  # likelihoods of both readings at least so far apart: the basis decides
ORDER = ("met", "safe", "open", "unsafe", "missed", "luck")
MEANS, SPREADS = (1.0, 1.5, 2.0, 2.3, 2.5, 3.0, 3.5), (0.0, 0.5, 1.0, 1.5)


def overview_text(table: pd.DataFrame, plan: Plan, lang: str = "en") -> str:
    """Return which targets of the table's last year are safe, open or not to be expected.

    A target whose two readings are far apart, because its figure is published on another basis
    than the plan's, is told apart from the others. As a Markdown list, by the plan's numbers.

    Parameters
    ----------
    table
        Rows of ``assess_plan``.
    plan
        Gives the indicators' numbers.
    lang
        ``"en"`` or ``"zh"``.
    """
    groups: dict[str, list[str]] = {group: [] for group in ORDER}
    for _, row in table[table["year"] == table["year"].max()].iterrows():
        group = _group(row)
        number = plan.indicator(row["indicator"]).number
        name = f"{number} {name_of('indicator', row['indicator'], lang)}"
        facts = {"name": name, "likelihood": likelihood_text(row["likelihood"], lang)}
        own = likelihood_text(row["likelihood_plan_basis"], lang)
        if two_readings(row):
            why = _why(row, lang)
            groups[group].append(say("overview_item_both", lang, own=own, why=why, **facts))
        else:
            item = name if group in ("met", "missed") else say("overview_item", lang, **facts)
            groups[group].append(item)
    comma = say("list_comma", lang)
    lines = [
        say(f"overview_{group}", lang, names=comma.join(names))
        for group, names in groups.items()
        if names
    ]
    return "\n".join(f"* {line}" for line in lines)


def _why(row: pd.Series, lang: str) -> str:
    """Return why the figure as published is not that on the plan's basis."""
    basis = name_of("basis", row["rebased_to"] or row["basis"], lang)
    if row["rebased_to"]:
        return say("why_rebased", lang, basis=basis, mean=f"{row['rebasing_mean']:+.1f}")
    return say("why_other", lang, basis=basis)


def _group(row: pd.Series) -> str:
    if two_readings(row) and abs(row["likelihood"] - row["likelihood_plan_basis"]) >= APART:
        return "luck"
    if row["status"] == "decided":
        return outcome(row["likelihood"])
    likelihood = row["likelihood"]
    return "safe" if likelihood >= SAFE else "unsafe" if likelihood < UNSAFE else "open"


def rebasing_text(answer: Assessment, lang: str = "en") -> str:
    """Return `rebasing_parts` as Markdown, for a notebook."""
    told, grid = rebasing_parts(answer, lang)
    return "\n\n".join([*told, *([] if grid is None else [_markdown(grid)])])


def rebasing_parts(answer: Assessment, lang: str = "en") -> tuple[list[str], pd.DataFrame | None]:
    """Return what an announced re-basing is expected to add, why, and what hangs on it.

    Parameters
    ----------
    answer
        Of one indicator.
    lang
        ``"en"`` or ``"zh"``.

    Returns
    -------
    tuple
        Paragraphs, and a table of the last touched year's likelihood over means and spreads.
        One sentence and None where no re-basing is to come: which years' figures stand on
        another basis than the plan's, if any.
    """
    touched = [
        (target, rebasing, reading.series)
        for reading in answer.readings
        for target, rebasing in zip(reading.targets, reading.rebasings, strict=True)
        if rebasing
    ]
    if not touched:
        return [_bases_text(answer, lang)], None
    target, rebasing, series = touched[-1]
    told = say(
        "rebasing_known",
        lang,
        year=rebasing.year,
        basis=name_of("basis", rebasing.to_basis, lang),
        mean=f"{rebasing.mean:+.1f}",
        sd=f"{rebasing.sd:.1f}",
        reasoning=rebasing.reasoning(lang),
        source=rebasing.source,
    )
    grid = sensitivity_table(
        rebasing_sensitivity(answer.projection, target, MEANS, SPREADS), series.unit, lang
    )
    return [told, say("rebasing_depends", lang, year=target.year)], grid


def _bases_text(answer: Assessment, lang: str) -> str:
    comma = say("list_comma", lang)
    parts = [
        say(
            "rebasing_done",
            lang,
            years=comma.join(str(target.year) for target in reading.targets),
            basis=name_of("basis", reading.series.basis, lang),
            own=name_of("basis", answer.series.basis, lang),
        )
        for reading in answer.readings
        if reading.series.basis != answer.series.basis
    ]
    return say("sentence_space", lang).join(parts) or say("rebasing_none", lang)


def _markdown(table: pd.DataFrame) -> str:
    lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
