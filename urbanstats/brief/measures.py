"""Measures of progress in sentences and tables.

``row`` and ``table`` are of ``compare_measures``; ``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

import pandas as pd

from urbanstats.brief.likelihood import paragraph
from urbanstats.brief.tables import name_columns
from urbanstats.plan.values import Plan
from urbanstats.words.phrases import (
    digits_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    say,
    target_text,
)

KINDS = {  # phrase and decimals of a measure's number
    "completion": ("percent", 1),
    "index": ("of_ten", 1),
    "gap": ("of_gap", 1),
    "growth": ("a_year", 3),
}
WHY = {  # phrase for each thing that is compared
    "level": "why_level", "change": "why_change", "growth": "why_growth", "trend": "why_trend",
    "likelihood": "why_likelihood",
}  # fmt: skip
FEW = ("MSR-ONLY-BASELINE", "MSR-SHORT")  # reasons that more figures would remove


def measure_name(row: pd.Series, lang: str) -> str:
    """Return a measure's name, with a star where its details are to be confirmed."""
    return name_of("measure", row["measure"], lang) + ("*" if row["to_confirm"] else "")


def measured_text(row: pd.Series, lang: str = "en") -> str:
    """Return the number of a row of ``compare_measures`` with its unit, "–" if it has none.

    A figure that is already decided and a target that is not missed have no number to tell.
    """
    number, kind = row["number"], row["kind"]
    decided = kind == "likelihood" and row["verdict"] in ("met", "missed")
    if pd.isna(number) or decided or (kind == "miss" and number < 0):
        return "–"
    if kind == "likelihood":
        return likelihood_text(number, lang)
    if kind == "level":
        return number_text(number, row["unit"], 2, lang)
    if kind == "years":
        years = digits_text(abs(number), 1, lang)
        return say("years_late" if number > 0 else "years_early", lang, number=years)
    if kind in KINDS:
        phrase, decimals = KINDS[kind]
        return say(phrase, lang, number=digits_text(number, decimals, lang))
    return digits_text(number, 2, lang)


def verdict_text(row: pd.Series, lang: str = "en") -> str:
    """Return the verdict of a row of ``compare_measures`` in words, or why it has none."""
    if row["reason"]:
        reason = name_of("reason", row["reason"], lang)
        return say("measure_undefined", lang, reason=reason)
    if row["kind"] == "likelihood" and row["verdict"] not in ("met", "missed"):
        return likelihood_words(row["number"], lang)
    return name_of("verdict", row["verdict"], lang)


def counts_sentence(table: pd.DataFrame, lang: str = "en") -> str:
    """Return the target, and how many measures say that it is on track, off track or neither."""
    counts, first = table["says"].value_counts(), table.iloc[0]
    target = target_text(first["direction"], first["target"], first["unit"], lang)
    facts = {"on": counts.get("on_track", 0), "off": counts.get("off_track", 0)}
    facts |= {says: counts.get(says, 0) for says in ("unclear", "undefined")}
    return say("measures_counts", lang, target=target, total=len(table), **facts)


def why_text(table: pd.DataFrame, lang: str = "en") -> str:
    """Return whether the measures of ``compare_measures`` agree, and if not, why.

    Only what is compared by a measure that can be computed is explained. Where more than half
    lack figures, that is said first.
    """
    few, total = int(table["reason"].isin(FEW).sum()), len(table)
    sides = table[table["says"].isin(["on_track", "off_track"])]
    parts = []
    if 2 * few > total:
        parts.append(say("measures_need", lang, n=few, total=total, as_of=table["as_of"].iloc[0]))
    if sides.empty:
        parts.append(say("measures_silent", lang))
    elif sides["says"].nunique() > 1:
        parts.append(say("measures_differ", lang, reasons=_reasons(table, lang)))
    else:
        only = sides.iloc[0]
        key = "measures_one" if len(sides) == 1 else "measures_agree"
        name = name_of("measure", only["measure"], lang)
        parts.append(say(key, lang, name=name, says=say(only["says"], lang)))
    return paragraph(parts, lang)


def _reasons(table: pd.DataFrame, lang: str) -> str:
    """Return a clause for each thing that is compared by a measure that can be computed."""
    able, first = set(table.loc[table["reason"] == "", "compares"]), table["baseline_year"].iloc[0]
    clauses = [say(key, lang, first=first) for what, key in WHY.items() if what in able]
    return say("source_comma", lang).join(clauses)


def measures_table(table: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per measure of ``compare_measures``, for a notebook."""
    return name_columns([_table_row(row, lang) for _, row in table.iterrows()], lang)


def _table_row(row: pd.Series, lang: str) -> dict[str, object]:
    return {
        "method": measure_name(row, lang),
        "compares": name_of("compares", row["compares"], lang),
        "year": row["year"],
        "measured": measured_text(row, lang),
        "words": verdict_text(row, lang),
        "says": say(row["says"], lang),
        "note": say("measures_confirm", lang) if row["to_confirm"] else "",
    }


def agreement_table(table: pd.DataFrame, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per indicator: how many measures say what, and why they differ.

    ``table`` holds the measures of one target of each indicator.
    """
    rows = []
    for name, mine in table.groupby("indicator", sort=False):
        counts = mine["says"].value_counts()
        words = {says: counts.get(says, 0) for says in ("on_track", "off_track", "unclear")}
        rows.append(
            {
                say("column_number", lang): plan.indicator(name).number,
                say("column_indicator", lang): name_of("indicator", name, lang),
                **{say(says, lang): count for says, count in words.items()},
                say("undefined", lang): counts.get("undefined", 0),
                say("column_agreement", lang): why_text(mine, lang),
            }
        )
    return pd.DataFrame(rows)
