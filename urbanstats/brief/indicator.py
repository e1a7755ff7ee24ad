"""What a run says of an indicator, kept as plain data: numbers once, words in both languages.

Notebooks write briefs; page, slides and workbook are laid out from them, and compute nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from urbanstats.brief.likelihood import (
    evidence_text,
    finding_sentence,
    joint_sentence,
    meaning_text,
    two_readings,
    verdict,
)
from urbanstats.brief.measures import measures_table
from urbanstats.brief.overview import rebasing_parts
from urbanstats.brief.required import prospect_sentence, required_sentence
from urbanstats.brief.scenarios import scenario_sentences, scenario_table
from urbanstats.brief.tables import likelihood_table, method_table, source_table
from urbanstats.outlook.required import past_bars
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import (
    leaning,
    likelihood_text,
    likelihood_words,
    name_of,
    outcome,
    say,
)

if TYPE_CHECKING:
    import pandas as pd

    from urbanstats.outlook.arrival import Prospect
    from urbanstats.outlook.indicator import Assessment
    from urbanstats.outlook.joint import JointOutcome
    from urbanstats.outlook.required import Required
    from urbanstats.plan.series import Series
    from urbanstats.plan.values import Plan
    from urbanstats.trend import Projection


FORMAT = 1
FAN = (0.1, 0.25, 0.5, 0.75, 0.9)


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
    scenarios, methods, measures
        Results of ``compare_scenarios``, ``compare_methods`` and ``compare_measures``.
    """

    answer: Assessment
    needed: Required
    ahead: Prospect
    joint: JointOutcome
    scenarios: pd.DataFrame
    methods: pd.DataFrame
    measures: pd.DataFrame


@dataclass(frozen=True, kw_only=True)
class Brief:
    """One indicator's part of a run, as plain data that JSON can hold.

    Values and quantiles are in the unit, likelihoods are probabilities [0-1].

    Parameters
    ----------
    number, id, group, departments, unit, kind, decimals
        As in the plan's `Indicator`.
    area, as_of, method, basis
        Area, day of knowledge (ISO text), method, and the basis the fan stands on.
    figures
        One entry per published figure: year, value, basis, published, source.
    fan
        One entry per year ahead on `basis`: year, and the value not exceeded with probability
        0.1 to 0.9 by its name, such as ``"q0.1"``.
    targets
        One entry per target: year, direction, value, likelihood, status, published_value,
        likelihood_plan_basis, rebased_to, basis, median, q0.1, q0.9 (all as they will be
        published), and light: met, missed, likely, even or unlikely.
    pace
        None where no year is left, else span (years), compared (the change needed over it),
        per_year (in the unit), own (past changes of the series) and bars, as by ``past_bars``.
    said
        By language, what page and slides say: name, short, area, finding, meaning (one sentence
        per target), required, prospect, joint, scenarios, rebasing and evidence (lists of
        sentences), lights (likelihood and words of each target), and tables (columns and rows
        of text) by name: likelihoods, rebasing, scenarios, methods, measures, sources.
    """

    number: int
    id: str
    group: str
    departments: tuple[str, ...]
    unit: str
    kind: str
    decimals: int
    area: str
    as_of: str
    method: str
    basis: str
    figures: list[dict]
    fan: list[dict]
    targets: list[dict]
    pace: dict | None
    said: dict[str, dict]

    def to_data(self) -> dict:
        """Return the brief as a dictionary for JSON, with the number of its format."""
        return {"format": FORMAT, **asdict(self)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Brief:
        """Return the brief that `to_data` made a dictionary of."""
        parts = {name: value for name, value in data.items() if name != "format"}
        return cls(**parts | {"departments": tuple(data["departments"])})


def brief_indicator(found: Findings, plan: Plan) -> Brief:
    """Return everything a run says of an indicator.

    Parameters
    ----------
    found
        What its notebook found out.
    plan
        Gives the indicator's names and departments.
    """
    answer, series = found.answer, found.answer.series
    asked = plan.indicator(series.indicator)
    return Brief(
        number=asked.number,
        id=asked.id,
        group=asked.group,
        departments=asked.departments,
        unit=asked.unit,
        kind=asked.kind,
        decimals=asked.decimals,
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


def figure_entries(series: Series) -> list[dict]:
    """Return `Brief.figures` of a series."""
    columns = (series.years, series.values, series.bases, series.published, series.sources)
    return [
        {"year": year, "value": value, "basis": basis, "published": str(day), "source": source}
        for year, value, basis, day, source in zip(*columns, strict=True)
    ]


def fan_entries(projection: Projection, last: int) -> list[dict]:
    """Return `Brief.fan`: the quantiles of every year after ``last``, that of the last figure."""
    return [
        {"year": int(year), **{f"q{q:g}": float(projection.quantile(q, year)) for q in FAN}}
        for year in projection.years
        if year > last
    ]


def target_entries(table: pd.DataFrame) -> list[dict]:
    """Return `Brief.targets` of the rows of ``forecast_targets``."""
    return [_target(row) for _, row in table.iterrows()]


def _target(row: pd.Series) -> dict:
    names = (
        "year", "direction", "target", "likelihood", "status", "published_value", "basis",
        "rebased_to", "likelihood_plan_basis", "median", "q0.1", "q0.9",
    )  # fmt: skip
    entry = {name: _plain(row[name]) for name in names}
    return {"value": entry.pop("target"), **entry, "light": light(row)}


def light(row: pd.Series) -> str:
    """Return how a row of a forecast table stands: met, missed, likely, even or unlikely."""
    likelihood = row["likelihood"]
    if row["status"] == "decided":
        return outcome(likelihood)
    return leaning(likelihood)


def pace_entry(needed: Required) -> dict | None:
    """Return `Brief.pace` of a target, None where no year is left."""
    if needed.past is None:
        return None
    bars = past_bars(needed)
    return {
        "status": needed.status,
        "span": needed.span,
        "compared": needed.compared,
        "per_year": needed.per_year,
        "share": needed.share,
        "own": list(needed.own),
        "bars": [{name: _plain(row[name]) for name in bars} for _, row in bars.iterrows()],
    }


def _words(found: Findings, plan: Plan, lang: str) -> dict:
    answer, series = found.answer, found.answer.series
    told, grid = rebasing_parts(answer, lang)
    last = answer.table.iloc[-1]
    frames = {
        "likelihoods": likelihood_table(answer.table, plan, lang),
        "rebasing": grid,
        "scenarios": scenario_table(found.scenarios, series, lang),
        "methods": method_table(found.methods, series, lang),
        "measures": measures_table(found.measures, lang),
        "sources": source_table(series, lang),
    }
    return {
        "name": plan.indicator(series.indicator).name(lang),
        "short": name_of("indicator", series.indicator, lang),
        "area": name_of("area", series.area, lang),
        "finding": finding_sentence(last, series.unit, series.decimals, lang),
        "meaning": items(meaning_text(answer.table, series, lang)),
        "required": [required_sentence(found.needed, lang)],
        "prospect": [
            _on_basis("joint_plan_basis", prospect_sentence(found.ahead, lang), answer, lang)
        ],
        "joint": [_joint(found, lang)],
        "scenarios": items(scenario_sentences(found.scenarios, series, lang)),
        "rebasing": told,
        "evidence": [evidence_text(answer.projection, lang)],
        "lights": [_light_words(row, lang) for _, row in answer.table.iterrows()],
        "tables": {name: lines(table) for name, table in frames.items() if table is not None},
    }


def _on_basis(key: str, sentence: str, answer: Assessment, lang: str) -> str:
    """Return a sentence with the basis it stands on, where the targets read differently on two."""
    two = any(two_readings(row) for _, row in answer.table.iterrows())
    return say(key, lang, text=sentence) if two else sentence


def _joint(found: Findings, lang: str) -> str:
    """Return how the years go together, and on which basis; with several it is the plan's."""
    several = len(found.answer.readings) > 1
    sentence = joint_sentence(found.joint, lang, plan_basis=several)
    return sentence if several else _on_basis("joint_as_published", sentence, found.answer, lang)


def _light_words(row: pd.Series, lang: str) -> dict[str, str]:
    likelihood = row["likelihood"]
    if row["status"] == "decided":
        return {"likelihood": verdict(row, lang), "words": ""}
    words = likelihood_words(likelihood, lang)
    return {"likelihood": likelihood_text(likelihood, lang), "words": words}


def items(text: str) -> list[str]:
    r"""Return the items of a Markdown list as plain sentences.

    Examples
    --------
    >>> items("* one\n* two")
    ['one', 'two']
    """
    return [line.removeprefix("* ") for line in text.splitlines() if line]


def lines(table: pd.DataFrame) -> dict[str, list]:
    """Return a table of text as its column names and its rows."""
    rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
    return {"columns": [str(name) for name in table.columns], "rows": rows}


def _plain(value: object) -> object:
    """Return a cell as JSON knows it: no NumPy types, None for a missing number."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value
