"""Results as tables of text: human column names, numbers with their units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.brief.likelihood import judgement, two_readings
from urbanstats.words.phrases import (
    figures_text,
    likelihood_text,
    name_of,
    number_text,
    range_texts,
    say,
    target_text,
)

if TYPE_CHECKING:
    from IPython.display import HTML, Markdown

    from urbanstats.plan.series import Series
    from urbanstats.plan.values import Indicator, Plan


def name_columns(table: pd.DataFrame | list[dict], lang: str) -> pd.DataFrame:
    """Return rows as a table whose columns are named for reading."""
    return pd.DataFrame(table).rename(columns=lambda key: say(f"column_{key}", lang))


def likelihood_table(table: pd.DataFrame, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per target: level, likelihood in number and words, range, evidence.

    ``table`` holds rows of ``forecast_targets``; ``lang`` is ``"en"`` or ``"zh"``.
    """
    rows = [_target_row(row, plan.indicator(row["indicator"]), lang) for _, row in table.iterrows()]
    return name_columns(rows, lang)


def _target_row(row: pd.Series, indicator: Indicator, lang: str) -> dict[str, object]:
    unit, own = indicator.unit, row["likelihood_plan_basis"]
    likelihood, words = judgement(row, unit, lang)
    return {
        "number": indicator.number,
        "indicator": indicator.name(lang),
        "year": row["year"],
        "target": target_text(row["direction"], row["target"], unit, lang),
        "likelihood": likelihood,
        "words": words,
        "plan_basis": likelihood_text(own, lang) if two_readings(row) else "–",
        **futures_cells(row, unit, indicator.decimals, lang),
        "rests_on": figures_text(row["n_observations"], lang),
        "last_year": row["last_year"],
    }


def futures_cells(row: pd.Series, unit: str, decimals: int, lang: str) -> dict[str, str]:
    """Return median and 8 in 10 futures of a row, dashes where its target is decided."""
    if row.get("status") == "decided":
        return {"median": "–", "range": "–"}
    low, high = range_texts(row, unit, decimals, lang)
    return {
        "median": number_text(row["median"], unit, decimals, lang),
        "range": low if low == high else say("span", lang, low=low, high=high),
    }


def expected_table(expected: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a table of ``expected_targets`` for reading, expectations to one decimal."""
    return name_columns(expected.round({"expected": 1}), lang)


def source_table(series: Series, lang: str = "en") -> pd.DataFrame:
    """Return one row per published figure: year, figure, basis, day it was known, source."""
    figures = {
        "year": series.years,
        "value": [number_text(value, series.unit, lang=lang) for value in series.values],
        "basis": [name_of("basis", basis, lang) for basis in series.bases],
        "published": [day.isoformat() for day in series.published],
        "source": series.sources,
    }
    return name_columns(pd.DataFrame(figures), lang)


def method_table(table: pd.DataFrame, series: Series, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per method and target of ``compare_methods``."""
    return name_columns([_method_row(row, series, lang) for _, row in table.iterrows()], lang)


def _method_row(row: pd.Series, series: Series, lang: str) -> dict[str, object]:
    head = {"method": name_of("method", row["method"], lang), "year": row["year"]}
    if row["reason"]:
        reason = name_of("reason", row.get("code", row["reason"]), lang)
        answer = {"likelihood": say("no_answer", lang, reason=reason), "median": "–", "range": "–"}
        return head | answer
    likelihood = {"likelihood": likelihood_text(row["likelihood"], lang)}
    return head | likelihood | futures_cells(row, series.unit, series.decimals, lang)


def lay_out(table: pd.DataFrame) -> HTML:
    """Return a table for a notebook: no row numbers, nothing cut off, text on the left."""
    from IPython.display import HTML

    with pd.option_context("display.max_colwidth", None):
        text = table.to_html(index=False, border=0, classes="urbanstats", justify="left")
    return HTML(f"<style>table.urbanstats td {{text-align: left}}</style>\n{text}")


def show(*parts: str | Sequence[str] | pd.DataFrame | None) -> Markdown:
    r"""Return what a notebook tells: a sentence as a paragraph, several as a list, and tables.

    Examples
    --------
    >>> show(["One.", "Two."], "That is all.", None).data
    '* One.\n* Two.\n\nThat is all.'
    """
    from IPython.display import Markdown

    return Markdown("\n\n".join(_shown(part) for part in parts if part is not None))


def _shown(part: str | Sequence[str] | pd.DataFrame) -> str:
    if isinstance(part, str):
        return part
    if isinstance(part, pd.DataFrame):
        rows = [list(part.columns), ["---"] * len(part.columns), *part.to_numpy().tolist()]
        return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)
    return "\n".join(f"* {sentence}" for sentence in part)
