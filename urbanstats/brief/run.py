"""A whole run as plain data: the plan at a glance, every indicator's brief, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from urbanstats.brief.indicator import (
    Brief,
    Light,
    Part,
    Record,
    TextTable,
    Words,
    fan_entries,
    figure_entries,
    pace_entry,
    target_entries,
)
from urbanstats.brief.likelihood import (
    count_sentence,
    evidence_text,
    finding_sentence,
    joint_sentence,
    judgement,
    meaning_sentences,
    two_readings,
)
from urbanstats.brief.measures import measures_table
from urbanstats.brief.names import SCORECARD
from urbanstats.brief.required import (
    audit_table,
    prospect_sentence,
    required_sentence,
    required_table,
)
from urbanstats.brief.scenarios import rebasing_parts, scenario_sentences, scenario_table
from urbanstats.brief.tables import expected_table, likelihood_table, method_table, source_table
from urbanstats.outlook.indicator import Assessment
from urbanstats.outlook.joint import JointOutcome
from urbanstats.outlook.required import Prospect, Required
from urbanstats.plan.values import Plan
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import likelihood_text, name_of, outcome, say

SAFE, UNSAFE = 0.8, 0.2
APART = 0.25  # likelihoods of both readings at least so far apart: the basis decides
ORDER = ("met", "safe", "open", "unsafe", "missed", "luck")


@dataclass(frozen=True)
class Expected(Record):
    """How many targets of a year there are, are decided, and are expected to be met."""

    year: int
    targets: int
    decided: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class PlanWords(Record):
    """What page and slides say of the plan in one language: its title, and sentences.

    The tables' names are expected, pace and audit.
    """

    title: str
    overview: list[str]
    count: list[str]
    tables: dict[str, TextTable]


@dataclass(frozen=True, kw_only=True)
class Overview(Part):
    """What a run says of the plan as a whole.

    ``document`` is the plan's number, ``adopted`` the day it was adopted (ISO text); ``expected``
    has one entry per year, and ``said`` what page and slides say, by language.
    """

    stem = SCORECARD

    document: str
    adopted: str
    expected: list[Expected]
    said: dict[str, PlanWords]


@dataclass(frozen=True)
class PastLikelihood:
    """How likely the target of a year was (0-1), as the newest run of a day (ISO text) had it."""

    as_of: str
    run: str
    year: int
    likelihood: float


@dataclass(frozen=True, kw_only=True)
class Briefing:
    """A run read back, for page, slides and workbook.

    Parameters
    ----------
    run, as_of
        Id of the run, and its day of knowledge (ISO text).
    language, version
        Language of the run's figures, and version of the package that computed it.
    overview, indicators
        The plan at a glance, and briefs in the plan's order.
    changes
        By language, the digest's lines: what changed since the run before.
    history
        By indicator's id, one entry per day of knowledge and target year, oldest first. Includes
        this run.
    figures
        Folder of the run's figure files.
    """

    run: str
    as_of: str
    language: str
    version: str
    overview: Overview
    indicators: tuple[Brief, ...]
    changes: dict[str, list[str]]
    history: dict[str, list[PastLikelihood]] = field(default_factory=dict)
    figures: Path = Path()

    def departments(self) -> list[str]:
        """Return the departments that answer for an indicator, in the plan's order, each once."""
        return list(dict.fromkeys(name for one in self.indicators for name in one.departments))


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What was found out about one indicator.

    Parameters
    ----------
    answer
        Result of ``assess``.
    needed, ahead
        Results of ``required`` and ``prospect`` for the last target.
    joint
        Result of ``forecast_joint``.
    rebasing
        Result of ``Assessment.sensitivity``.
    scenarios, methods, measures
        Results of ``compare_scenarios``, ``compare_methods`` and ``compare_measures``.
    """

    answer: Assessment
    needed: Required
    ahead: Prospect
    joint: JointOutcome
    rebasing: pd.DataFrame | None
    scenarios: pd.DataFrame
    methods: pd.DataFrame
    measures: pd.DataFrame


def brief_indicator(found: Findings, plan: Plan) -> Brief:
    """Return everything a run says of an indicator: what its notebook found out, told."""
    answer, series = found.answer, found.answer.series
    asked = plan.indicator(series.indicator)
    names = ("number", "id", "group", "departments", "unit", "kind", "decimals")
    return Brief(
        **{name: getattr(asked, name) for name in names},
        area=series.area,
        as_of=series.as_of.isoformat(),
        method=answer.projection.method,
        basis=series.basis,
        figures=figure_entries(series),
        fan=fan_entries(answer.projection, series.last[0]),
        targets=target_entries(answer.table),
        pace=pace_entry(found.needed),
        said={lang: _words(found, plan, lang) for lang in LANGUAGES},
    )


def _words(found: Findings, plan: Plan, lang: str) -> Words:
    answer, series = found.answer, found.answer.series
    rebasing, grid = rebasing_parts(answer, found.rebasing, lang)
    last = answer.table.iloc[-1]
    frames = {
        "likelihoods": likelihood_table(answer.table, plan, lang),
        "rebasing": grid,
        "scenarios": scenario_table(found.scenarios, series, lang),
        "methods": method_table(found.methods, series, lang),
        "measures": measures_table(found.measures, lang),
        "sources": source_table(series, lang),
    }
    prospect, spread = prospect_sentence(found.ahead, lang), say("scenario_spread", lang)
    return Words(
        name=plan.indicator(series.indicator).name(lang),
        short=name_of("indicator", series.indicator, lang),
        area=name_of("area", series.area, lang),
        finding=finding_sentence(last, series.unit, series.decimals, lang),
        meaning=meaning_sentences(answer.table, series, lang),
        required=[required_sentence(found.needed, lang)],
        prospect=[_on_basis("joint_plan_basis", prospect, answer, lang)],
        joint=[_joint(found, lang)],
        scenarios=[*scenario_sentences(found.scenarios, series, lang), spread],
        rebasing=rebasing,
        evidence=[evidence_text(answer.projection, lang)],
        lights=[_light(row, series.unit, lang) for _, row in answer.table.iterrows()],
        tables={name: TextTable.of(table) for name, table in frames.items() if table is not None},
    )


def _on_basis(key: str, sentence: str, answer: Assessment, lang: str) -> str:
    """Return a sentence with the basis it stands on, where the targets read differently on two."""
    two = any(two_readings(row) for _, row in answer.table.iterrows())
    return say(key, lang, text=sentence) if two else sentence


def _joint(found: Findings, lang: str) -> str:
    """Return how the years go together, and on which basis; with several it is the plan's."""
    several = len(found.answer.readings) > 1
    sentence = joint_sentence(found.joint, lang, plan_basis=several)
    return sentence if several else _on_basis("joint_as_published", sentence, found.answer, lang)


def _light(row: pd.Series, unit: str, lang: str) -> Light:
    likelihood, words = judgement(row, unit, lang)
    return Light(likelihood, "" if row["status"] == "decided" else words)


def brief_plan(
    table: pd.DataFrame,
    plan: Plan,
    paces: tuple[Sequence[Required], Sequence[Prospect]],
    counts: tuple[pd.DataFrame, pd.DataFrame],
    findings: pd.DataFrame,
) -> Overview:
    """Return everything a run says of the plan as a whole.

    ``table`` holds rows of ``tabulate_assessments``, ``paces`` results of ``required`` and of
    ``prospect``, one of each per indicator, ``counts`` those of ``expected_targets``, and of
    ``forecast_count`` for the last year; ``findings`` is the result of ``audit_plan``.
    """
    expected, count = counts
    return Overview(
        document=plan.document,
        adopted=plan.adopted.isoformat(),
        expected=[Expected(**year) for year in expected.to_dict("records")],
        said={
            lang: PlanWords(
                title=plan.title_zh if lang == "zh" else plan.title_en,
                overview=overview_sentences(table, plan, lang),
                count=[count_sentence(count, lang)],
                tables={
                    "expected": TextTable.of(expected_table(expected, lang)),
                    "pace": TextTable.of(required_table(*paces, lang)),
                    "audit": TextTable.of(audit_table(findings, lang)),
                },
            )
            for lang in LANGUAGES
        },
    )


def overview_sentences(table: pd.DataFrame, plan: Plan, lang: str = "en") -> list[str]:
    """Return which targets of the table's last year are safe, open or not to be expected.

    A target whose two readings are far apart, because its figure is published on another basis
    than the plan's, is told apart from the others. Names stand in the plan's order; the table is
    one of ``assess_plan``.
    """
    groups: dict[str, list[str]] = {group: [] for group in ORDER}
    for _, row in table[table["year"] == table["year"].max()].iterrows():
        group = _group(row)
        groups[group].append(_named(row, group, plan, lang))
    comma = say("list_comma", lang)
    told = {group: comma.join(names) for group, names in groups.items() if names}
    return [say(f"overview_{group}", lang, names=names) for group, names in told.items()]


def _group(row: pd.Series) -> str:
    likelihood = row["likelihood"]
    if two_readings(row) and abs(likelihood - row["likelihood_plan_basis"]) >= APART:
        return "luck"
    if row["status"] == "decided":
        return outcome(likelihood)
    return "safe" if likelihood >= SAFE else "unsafe" if likelihood < UNSAFE else "open"


def _named(row: pd.Series, group: str, plan: Plan, lang: str) -> str:
    """Return an indicator's number and name, with what the group does not tell already."""
    number = plan.indicator(row["indicator"]).number
    name = f"{number} {name_of('indicator', row['indicator'], lang)}"
    facts = {"name": name, "likelihood": likelihood_text(row["likelihood"], lang)}
    if two_readings(row):
        own = likelihood_text(row["likelihood_plan_basis"], lang)
        return say("overview_item_both", lang, own=own, why=_why(row, lang), **facts)
    return name if group in ("met", "missed") else say("overview_item", lang, **facts)


def _why(row: pd.Series, lang: str) -> str:
    """Return why the figure as published is not that on the plan's basis."""
    basis = name_of("basis", row["rebased_to"] or row["basis"], lang)
    if row["rebased_to"]:
        return say("why_rebased", lang, basis=basis, mean=f"{row['rebasing_mean']:+.1f}")
    return say("why_other", lang, basis=basis)
