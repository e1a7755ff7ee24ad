"""What-if scenarios in words and in tables, and a supposed re-basing.

``row`` and ``table`` are of ``compare_scenarios``, ``series`` the figures they were made from;
``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

import math

import pandas as pd

from urbanstats.brief.likelihood import judgement, paragraph, verdict
from urbanstats.brief.required import MOVES, change_text, span_text
from urbanstats.brief.tables import futures_cells, name_columns
from urbanstats.outlook.indicator import Assessment
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.words.phrases import (
    digits_text,
    figure_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    reach_text,
    say,
    target_text,
)

AMOUNTS = {  # scenarios that are named with their amount
    "yearly_change": "scenario_yearly",
    "best_of_peers": "scenario_best",
    "step": "scenario_step",
}


def scenario_label(row: pd.Series, unit: str, lang: str = "en") -> str:
    """Return what a scenario is called, with its amount in the indicator's unit."""
    label = name_of("scenario", row["name"], lang)
    if row["name"] in AMOUNTS:
        move, year = _move(row, unit, lang), f"{row['from_year'] or 0:.0f}"
        label = say(AMOUNTS[row["name"]], lang, move=move, year=year)
    return label[:1].upper() + label[1:]


def _move(row, unit, lang):
    growth = row["name"] == "best_of_peers" and unit != "percent"
    return _move_text(row["amount"], "growth" if growth else unit, lang)


def _move_text(amount: float, unit: str, lang: str) -> str:
    """Return a change as what the indicator does; ``unit`` "growth" is percent of itself."""
    if abs(amount) < 0.005:
        return say("stay", lang)
    if unit == "growth":
        size = say("percent", lang, number=digits_text(round(abs(amount), 1), lang=lang))
        return say("grow" if amount > 0 else "shrink", lang, amount=size)
    kind = "percent" if unit == "percent" else "count"
    return say(MOVES[kind, amount > 0], lang, amount=change_text(abs(amount), unit, lang))


def scenario_sentence(row: pd.Series, series: Series, lang: str = "en") -> str:
    """Return what would have to be true in a scenario, and what becomes of a target then."""
    reach = reach_text(row["direction"], row["target"], series.unit, lang)
    facts = {"condition": _condition(row, series, lang), "year": row["year"], "reach": reach}
    if row["status"] == "decided":
        value = figure_text(row["published_value"], series.unit, lang)
        return say("then_decided", lang, value=value, words=verdict(row, lang), **facts)
    likelihood, words = chance_text(row, lang)
    median = number_text(row["median"], series.unit, series.decimals, lang)
    parts = [say("then", lang, median=median, likelihood=likelihood, words=words, **facts)]
    if likelihood != likelihood_text(row["likelihood"], lang):
        bound = number_text(0 if row["direction"] == "at_most" else 100, series.unit, lang=lang)
        parts.append(say("may_be", lang, bound=bound))
    return paragraph(parts, lang)


def _condition(row, series, lang):
    """Return what is supposed."""
    last_year, last = series.last
    start = {"last": figure_text(last, series.unit, lang), "last_year": last_year}
    if row["name"] == "trend":
        return say("if_trend", lang)
    if row["name"] == "halted":
        return say("if_halted", lang, **start)
    move = _move(row, series.unit, lang)
    if row["name"] == "step":
        return say("if_step", lang, move=move, year=int(row["from_year"]))
    if row["name"] == "yearly_change":
        return say("if_yearly", lang, move=move, **start)
    peers = {
        "n": digits_text(row["changes"], lang=lang),
        "span": span_text(int(row["span"]), lang),
        "series": digits_text(row["series"], lang=lang),
        "reference": name_of("class", row["reference_class"], lang),
        "through": int(row["through"]),
    }
    return say("if_best", lang, move=move, **peers, **start)


def chance_text(row: pd.Series, lang: str) -> tuple[str, str]:
    """Return a likelihood in number and in words; both ends where it is not known better."""
    ends = row["likelihood"], row["up_to"]
    texts = [likelihood_text(end, lang) for end in ends]
    words = [likelihood_words(end, lang) for end in ends]
    return tuple(
        low if low == high else say("may_be_span", lang, low=low, high=high)
        for low, high in (texts, words)
    )


def scenario_sentences(table: pd.DataFrame, series: Series, lang: str = "en") -> list[str]:
    """Return what every row of ``compare_scenarios`` means, one entry each.

    That the trend is already as fast as the best of its peers is told where both are there.
    """
    sentences = []
    for _, row in table.iterrows():
        slower = say("peers_slower", lang) if _trend_as_fast(row, table) else ""
        sentences.append(paragraph([scenario_sentence(row, series, lang), slower], lang))
    return sentences


def _trend_as_fast(row: pd.Series, table: pd.DataFrame) -> bool:
    """Return whether the best of peers is no better than the trend for the same target."""
    trend = table[(table["name"] == "trend") & (table["year"] == row["year"])]
    if row["name"] != "best_of_peers" or trend.empty or row["status"] == "decided":
        return False
    gain = row["median"] - trend["median"].iloc[0]
    return bool((gain if row["direction"] != "at_most" else -gain) <= 0)


def break_even_sentence(
    pace: float | None, series: Series, target: Target, *, chance: float = 0.8, lang: str = "en"
) -> str:
    """Return which yearly change makes a target as likely as asked.

    ``pace`` is the result of ``break_even`` for the same series, target and chance [0-1].
    """
    reach = reach_text(target.direction, target.value, target.unit, lang)
    facts = {"reach": reach, "year": target.year}
    if pace is None:
        return say("break_even_none", lang, **facts)
    last_year, last = series.last
    facts |= {"last": figure_text(last, series.unit, lang), "last_year": last_year}
    facts |= {"chance": likelihood_text(chance, lang), "move": _move_text(pace, series.unit, lang)}
    down = target.direction == "at_most"
    room = pace > 0 if down else pace < 0
    text = say("break_even_room" if room else "break_even", lang, **facts)
    bound = 0 if down else 100
    there = math.ceil((bound - last) / pace) if pace and series.unit == "percent" else math.inf
    if room or there >= target.year - last_year:
        return text
    there_facts = {"bound": number_text(bound, series.unit, lang=lang), "year": last_year + there}
    return paragraph([text, say("break_even_early", lang, **there_facts)], lang)


def scenario_table(table: pd.DataFrame, series: Series, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per scenario and target of ``compare_scenarios``."""
    return name_columns([_table_row(row, series, lang) for _, row in table.iterrows()], lang)


def _table_row(row, series, lang):
    unit, decided = series.unit, row["status"] == "decided"
    likelihood, words = judgement(row, unit, lang) if decided else chance_text(row, lang)
    return {
        "scenario": scenario_label(row, unit, lang),
        "year": row["year"],
        "target": target_text(row["direction"], row["target"], unit, lang),
        "likelihood": likelihood,
        "words": words,
        **futures_cells(row, unit, series.decimals, lang),
    }


def rebasing_parts(
    answer: Assessment, supposed: pd.DataFrame | None, lang: str = "en"
) -> tuple[list[str], pd.DataFrame | None]:
    """Return what an announced re-basing is expected to add, why, and what hangs on it.

    That is sentences and the `sensitivity_table` of ``supposed``, the result of the answer's
    ``sensitivity``. Where no re-basing is to come, it is one sentence and None: which years'
    figures stand on another basis than the plan's, if any.
    """
    if supposed is None:
        return [_bases_sentence(answer, lang)], None
    target, rebasing = answer.awaited()
    facts = {"year": rebasing.year, "basis": name_of("basis", rebasing.to_basis, lang)}
    facts |= {"mean": f"{rebasing.mean:+.1f}", "sd": f"{rebasing.sd:.1f}"}
    facts |= {"reasoning": rebasing.reasoning(lang), "source": rebasing.source}
    known = say("rebasing_known", lang, **facts)
    grid = sensitivity_table(supposed, answer.series.unit, lang)
    return [known, say("rebasing_depends", lang, year=target.year)], grid


def _bases_sentence(answer: Assessment, lang: str) -> str:
    parts, own = [], answer.series.basis
    for reading in answer.readings:
        if reading.series.basis != own:
            years = say("list_comma", lang).join(str(target.year) for target in reading.targets)
            bases = {"basis": reading.series.basis, "own": own}
            names = {key: name_of("basis", basis, lang) for key, basis in bases.items()}
            parts.append(say("rebasing_done", lang, years=years, **names))
    return paragraph(parts, lang) or say("rebasing_none", lang)


def sensitivity_table(table: pd.DataFrame, unit: str, lang: str = "en") -> pd.DataFrame:
    """Return a likelihood for every supposed re-basing: a row per mean, a column per spread.

    ``table`` is a result of ``rebasing_sensitivity``.
    """
    wide = table.pivot(index="mean", columns="sd", values="likelihood")
    text = wide.map(lambda likelihood: likelihood_text(likelihood, lang))
    spreads = [
        say("plus_minus", lang, amount=change_text(sd, unit, lang)) if sd else say("exact", lang)
        for sd in wide.columns
    ]
    means = [("+" if mean > 0 else "") + change_text(mean, unit, lang) for mean in wide.index]
    text.columns = spreads
    text.insert(0, say("column_rebasing", lang), [mean.replace("-", "−") for mean in means])
    return text.reset_index(drop=True)
