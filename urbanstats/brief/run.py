"""A whole run as plain data: the plan at a glance, every indicator's brief, and what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.brief.audit import audit_table
from urbanstats.brief.indicator import FORMAT, Brief, Record, TextTable, items
from urbanstats.brief.likelihood import count_sentence
from urbanstats.brief.overview import overview_text
from urbanstats.brief.required import required_table
from urbanstats.brief.tables import expected_table, expected_targets
from urbanstats.words.catalogue import LANGUAGES

if TYPE_CHECKING:
    import pandas as pd

    from urbanstats.outlook.arrival import Prospect
    from urbanstats.outlook.required import Required
    from urbanstats.plan.values import Plan


@dataclass(frozen=True)
class Expected(Record):
    """How many targets of a year there are, are decided, and are expected to be met."""

    year: int
    targets: int
    decided: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class PlanWords(Record):
    """What page and slides say of the plan in one language.

    Parameters
    ----------
    title
        Of the plan.
    overview, count
        Sentences.
    tables
        By name: expected, pace, audit.
    """

    title: str
    overview: list[str]
    count: list[str]
    tables: dict[str, TextTable]


@dataclass(frozen=True, kw_only=True)
class Overview(Record):
    """What a run says of the plan as a whole.

    Parameters
    ----------
    document, adopted
        The plan's number, and the day it was adopted (ISO text).
    expected
        One entry per year.
    said
        By language, what page and slides say.
    """

    document: str
    adopted: str
    expected: list[Expected]
    said: dict[str, PlanWords]

    def to_data(self) -> dict:
        """Return the overview as a dictionary for JSON, with the number of its format."""
        return {"format": FORMAT, **super().to_data()}


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
    run
        Id of the run.
    as_of
        Day of knowledge (ISO text).
    language
        Language of the run's figures.
    version
        Version of the package that computed the run.
    overview
        The plan at a glance.
    indicators
        Briefs in the plan's order.
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


def brief_plan(
    table: pd.DataFrame,
    plan: Plan,
    paces: tuple[Sequence[Required], Sequence[Prospect]],
    counts: pd.DataFrame,
    findings: pd.DataFrame,
) -> Overview:
    """Return everything a run says of the plan as a whole.

    Parameters
    ----------
    table
        Rows of ``tabulate_assessments``.
    plan
        Gives names.
    paces
        Results of ``required`` and of ``prospect``, one of each per indicator.
    counts
        Result of ``forecast_count``.
    findings
        Result of ``audit_plan``.
    """
    expected = expected_targets(table)
    return Overview(
        document=plan.document,
        adopted=plan.adopted.isoformat(),
        expected=[Expected(**year) for year in expected.to_dict("records")],
        said={
            lang: PlanWords(
                title=plan.title_zh if lang == "zh" else plan.title_en,
                overview=items(overview_text(table, plan, lang)),
                count=[count_sentence(counts, lang)],
                tables={
                    "expected": TextTable.of(expected_table(table, lang)),
                    "pace": TextTable.of(required_table(*paces, lang)),
                    "audit": TextTable.of(audit_table(findings, lang)),
                },
            )
            for lang in LANGUAGES
        },
    )
