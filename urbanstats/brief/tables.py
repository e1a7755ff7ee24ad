"""Results laid out for reading in a notebook: human column names, numbers with their units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.brief.likelihood import two_readings, verdict
from urbanstats.words.phrases import (
    figure_text,
    figures_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    range_texts,
    say,
    target_text,
)

if TYPE_CHECKING:
    from IPython.display import HTML

    from urbanstats.plan.series import Series
    from urbanstats.plan.values import Indicator, Plan


def likelihood_table(table: pd.DataFrame, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per target: level, likelihood in number and words, range, evidence.

    Parameters
    ----------
    table
        Rows of ``forecast_targets``.
    plan
        Gives the indicators' numbers, names and decimals.
    lang
        ``"en"`` or ``"zh"``.
    """
    rows = [_target_row(row, plan.indicator(row["indicator"]), lang) for _, row in table.iterrows()]
    return pd.DataFrame(rows).rename(columns=lambda key: say(f"column_{key}", lang))


def _target_row(row: pd.Series, indicator: Indicator, lang: str) -> dict[str, object]:
    unit, decimals = indicator.unit, indicator.decimals
    if row["status"] == "decided":
        value = figure_text(row["published_value"], unit, lang)
        judgement = {
            "likelihood": verdict(row, lang),
            "words": say("panel_value", lang, value=value),
        }
        ahead = {"median": "–", "range": "–"}
    else:
        p = row["likelihood"]
        judgement = {"likelihood": likelihood_text(p, lang), "words": likelihood_words(p, lang)}
        median = number_text(row["median"], unit, decimals, lang)
        ahead = {"median": median, "range": _range(row, unit, decimals, lang)}
    return {
        "number": indicator.number,
        "indicator": indicator.name(lang),
        "year": row["year"],
        "target": target_text(row["direction"], row["target"], unit, lang),
        **judgement,
        "plan_basis": likelihood_text(row["likelihood_plan_basis"], lang)
        if two_readings(row)
        else "–",
        **ahead,
        "rests_on": figures_text(row["n_observations"], lang),
        "last_year": row["last_year"],
    }


def _range(row: pd.Series, unit: str, decimals: int, lang: str) -> str:
    low, high = range_texts(row, unit, decimals, lang)
    return low if low == high else say("span", lang, low=low, high=high)


def expected_targets(table: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets are expected to be met in each year.

    The expectation is the sum of the likelihoods, whatever links the indicators to each other.

    Parameters
    ----------
    table
        Rows of ``forecast_targets``.

    Returns
    -------
    DataFrame
        One row per year: year, targets (their number), decided (of them, with a published
        figure), expected (to be met, 0 to targets).
    """
    marked = table.assign(decided=table["status"] == "decided")
    rows = marked.groupby("year", as_index=False).agg(
        targets=("likelihood", "size"), decided=("decided", "sum"), expected=("likelihood", "sum")
    )
    return rows.sort_values("year", ignore_index=True)


def expected_table(table: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return `expected_targets` with column names for reading, expectations to one decimal."""
    expected = expected_targets(table).round({"expected": 1})
    return expected.rename(columns=lambda key: say(f"column_{key}", lang))


def source_table(series: Series, lang: str = "en") -> pd.DataFrame:
    """Return one row per published figure: year, figure, basis, day it was known, source."""
    figures = {
        "year": series.years,
        "value": [number_text(value, series.unit, lang=lang) for value in series.values],
        "basis": [name_of("basis", basis, lang) for basis in series.bases],
        "published": [day.isoformat() for day in series.published],
        "source": series.sources,
    }
    return pd.DataFrame(figures).rename(columns=lambda key: say(f"column_{key}", lang))


def method_table(table: pd.DataFrame, series: Series, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per method and target of ``compare_methods``."""
    rows = [_method_row(row, series, lang) for _, row in table.iterrows()]
    return pd.DataFrame(rows).rename(columns=lambda key: say(f"column_{key}", lang))


def _method_row(row: pd.Series, series: Series, lang: str) -> dict[str, object]:
    head = {"method": name_of("method", row["method"], lang), "year": row["year"]}
    if row["reason"]:
        reason = name_of("reason", row.get("code", row["reason"]), lang)
        answer = {"likelihood": say("no_answer", lang, reason=reason), "median": "–", "range": "–"}
        return head | answer
    return head | {
        "likelihood": likelihood_text(row["likelihood"], lang),
        "median": number_text(row["median"], series.unit, series.decimals, lang),
        "range": _range(row, series.unit, series.decimals, lang),
    }


def lay_out(table: pd.DataFrame) -> HTML:
    """Return a table for a notebook: no row numbers, nothing cut off, text on the left."""
    from IPython.display import HTML

    with pd.option_context("display.max_colwidth", None):
        text = table.to_html(index=False, border=0, classes="urbanstats", justify="left")
    return HTML(f"<style>table.urbanstats td {{text-align: left}}</style>\n{text}")
