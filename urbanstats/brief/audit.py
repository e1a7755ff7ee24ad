"""The findings of a plan's audit in words, as a table and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.brief.required import change_text, past_text, share_text
from urbanstats.words.phrases import digits_text, name_of, number_text, say

if TYPE_CHECKING:
    from urbanstats.plan.values import Plan


PHRASES = {
    "AUDIT-SAME": "audit_same",
    "AUDIT-CEILING": "audit_ceiling",
    "AUDIT-ROUNDING": "audit_rounding",
    "AUDIT-FRONT": "audit_front",
    "AUDIT-STEEP": "audit_steep",
    "AUDIT-FAINT": "audit_faint",
    "AUDIT-GAP": "audit_gap",
    "AUDIT-SETTLED": "audit_settled",
}
SEVERITIES = {
    "warning": "severity_warning",
    "check": "severity_check",
    "note": "severity_note",
}
LEVELS = ("level", "start", "threshold")  # numbers told as levels in the unit
CHANGES = (  # numbers told as changes, percentages in points
    "step", "first", "later", "last", "gap", "gap_target", "wider", "gain", "inside", "outside"
)  # fmt: skip
PLAIN = ("resident", "hukou", "resident_target", "hukou_target")
PEOPLE = ("settled", "implied")


def finding_sentence(row: pd.Series, lang: str = "en") -> str:
    """Return one finding of ``audit_plan`` with its arithmetic in words."""
    numbers, unit = row["numbers"], row["numbers"]["unit"]
    blanks = {"year": row["year"]}
    blanks |= {key: value for key, value in numbers.items() if key.endswith(("year", "steps"))}
    blanks |= {key: number_text(numbers[key], unit, lang=lang) for key in LEVELS if key in numbers}
    blanks |= {
        key: change_text(numbers[key], unit, lang)
        for key in CHANGES
        if numbers.get(key) is not None
    }
    blanks |= {key: digits_text(numbers[key], 2, lang) for key in PLAIN if key in numbers}
    blanks |= {key: change_text(numbers[key], "persons", lang) for key in PEOPLE if key in numbers}
    if "population" in numbers:
        between = numbers["outside"] <= numbers["gain"] <= numbers["inside"]
        blanks["where"] = say("audit_between" if between else "audit_beyond", lang)
        blanks["population"] = digits_text(numbers["population"] / 1e4, lang=lang)
    if "past" in numbers:
        blanks["past"] = past_text(numbers["past"], lang)
        blanks["share"] = share_text(numbers["share"], numbers["past"].changes, lang)
    alone = row["code"] == "AUDIT-FRONT" and numbers["last"] is None
    return say("audit_front_alone" if alone else PHRASES[row["code"]], lang, **blanks)


def audit_table(findings: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per finding of ``audit_plan``: kind, indicator, year, finding."""
    rows = [
        {
            "severity": say(SEVERITIES[row["severity"]], lang),
            "indicator": _names(row["indicator"], lang),
            "year": row["year"],
            "finding": finding_sentence(row, lang),
        }
        for _, row in findings.iterrows()
    ]
    columns = ["severity", "indicator", "year", "finding"]
    return pd.DataFrame(rows, columns=columns).rename(
        columns=lambda key: say(f"column_{key}", lang)
    )


def audit_text(findings: pd.DataFrame, plan: Plan, lang: str = "en") -> str:
    """Return the findings of ``audit_plan`` as lines of text under a heading."""
    title = plan.title_zh if lang == "zh" else plan.title_en
    head = say("audit_head", lang, n=len(findings), title=title)
    lines = [
        say(
            "audit_line",
            lang,
            severity=say(SEVERITIES[row["severity"]], lang),
            name=_names(row["indicator"], lang),
            year=row["year"],
            text=finding_sentence(row, lang),
        )
        for _, row in findings.iterrows()
    ]
    return "\n".join([head, *(lines or [say("audit_none", lang)])])


def _names(ids: str, lang: str) -> str:
    names = [name_of("indicator", each, lang) for each in ids.split(";")]
    return say("source_comma", lang).join(names)
