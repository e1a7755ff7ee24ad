"""What a target needs, how common that is and by when; and how a plan agrees with itself.

``needed`` is a result of ``required``, ``ahead`` of ``prospect``, ``findings`` of ``audit_plan``;
``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from urbanstats.brief.likelihood import paragraph
from urbanstats.brief.tables import name_columns
from urbanstats.outlook.required import Prospect, Required
from urbanstats.plan.values import Plan
from urbanstats.trend.changes import PastChanges
from urbanstats.words.phrases import (
    digits_text,
    figure_text,
    likelihood_text,
    name_of,
    number_text,
    reach_text,
    say,
    target_text,
)

SMALLEST = 0.001  # share below which past changes say nothing more exact
UNLIKELY = 0.05  # a next figure beyond the level itself, and less likely than this, is not told
MOVES = {  # by kind, and whether the change is upwards
    ("percent", True): "rise", ("percent", False): "fall",
    ("count", True): "rise_count", ("count", False): "fall_count",
}  # fmt: skip


def change_text(change: float, unit: str, lang: str = "en") -> str:
    """Return a change with its unit, percentages in points, to at most two decimals.

    Examples
    --------
    >>> change_text(4.69, "percent"), change_text(1100, "persons", "zh")
    ('4.69 points', '1100人')
    """
    if unit == "percent":
        number = digits_text(round(change, 2), lang=lang)
        return say("one_point", lang) if number == "1" else say("points", lang, number=number)
    return number_text(round(change), unit, lang=lang)


def share_text(share: float, n: int, lang: str = "en") -> str:
    r"""Return a share [0-1] of ``n`` past changes; the smallest as "fewer than 1 in ...".

    Below 1 percent one decimal is shown. Nothing finer than 1 in 1000, or 1 in ``n``, is told.

    Examples
    --------
    >>> share_text(0.037, 1193), share_text(0.0, 46), share_text(0.002, 5000)
    ('4\xa0%', 'fewer than 1 in 46', '0.2\xa0%')
    """
    if share < max(SMALLEST, 1 / n):
        few = min(round(1 / SMALLEST), n)
        return say("fewer_than", lang, n=digits_text(few, lang=lang))
    if share < 0.01:
        return say("percent", lang, number=f"{100 * share:.1f}")
    return likelihood_text(share, lang)


def span_text(years: int, lang: str = "en") -> str:
    """Return a length of time, such as "3 years"."""
    return say("one_year_long", lang) if years == 1 else say("years_long", lang, n=years)


def past_text(past: PastChanges, lang: str = "en") -> str:
    """Return which past changes of like series are meant, and how many."""
    return say("past_of", lang, **past_facts(past, lang))


def past_facts(past: PastChanges, lang: str = "en") -> dict[str, object]:
    """Return the blanks of every phrase on past changes: n, span, series, band and so on."""
    low, high = (number_text(end, "percent", lang=lang) for end in (past.low, past.high))
    return {
        "n": digits_text(past.changes, lang=lang),
        "span": span_text(past.span, lang),
        "series": digits_text(past.series, lang=lang),
        "reference": name_of("class", past.name, lang),
        "through": past.through,
        "band": say("past_band", lang, low=low, high=high) if past.kind == "percent" else "",
    }


def required_sentence(needed: Required, lang: str = "en") -> str:
    """Return what a target still needs and how common such a change has been."""
    parts = [need_sentence(needed, lang)]
    if needed.past:
        parts += [past_sentence(needed, lang), own_sentence(needed, lang)]
    name = name_of("indicator", needed.target.indicator, lang)
    return say("named", lang, name=name, text=paragraph(parts, lang))


def own_sentence(needed: Required, lang: str = "en") -> str:
    """Return how many of the series' own past changes went as far as the one needed."""
    span = span_text(needed.span, lang)
    if not needed.own:
        return say("own_none", lang, span=span)
    return say("own_as_large", lang, span=span, k=needed.own_as_large, n=len(needed.own))


def past_sentence(needed: Required, lang: str = "en") -> str:
    """Return how many past changes of like series went as far as the one needed."""
    facts = {"past": past_text(needed.past, lang)}
    facts["share"] = share_text(needed.share, needed.past.changes, lang)
    sentence = say("past_within" if needed.status == "met" else "past_as_large", lang, **facts)
    crowded = needed.crowded and needed.status != "met"
    return paragraph([sentence, say("past_crowded", lang) if crowded else ""], lang)


def need_sentence(needed: Required, lang: str = "en") -> str:
    """Return the change a target needs, or why none can be asked for."""
    target = needed.target
    reach = reach_text(target.direction, target.value, target.unit, lang)
    last = figure_text(needed.last, target.unit, lang)
    facts = {"reach": reach, "year": target.year, "last": last, "last_year": needed.last_year}
    size = change_text(abs(needed.change), target.unit, lang)
    if needed.status == "passed":
        return say("need_passed", lang, year=target.year)
    if needed.status == "decided":
        value = figure_text(needed.published, target.unit, lang)
        words = say("met" if needed.reached else "missed", lang)
        return say("need_decided", lang, value=value, words=words, **facts)
    if needed.status == "met":
        key = "need_met_at_most" if target.direction == "at_most" else "need_met"
        return say(key, lang, room=size, **facts)
    move = say(MOVES[needed.kind, needed.change > 0], lang, amount=size)
    facts |= {"move": move, "years": span_text(needed.years, lang), "rate": _rate(needed, lang)}
    return say("need_ahead", lang, **facts)


def _rate(needed: Required, lang: str) -> str:
    """Return the yearly change, "" where one year is left anyway; for counts with the growth."""
    text = ""
    if needed.years > 1:
        yearly = change_text(abs(needed.per_year), needed.target.unit, lang)
        text = say("need_rate", lang, rate=yearly)
    if needed.kind == "count":
        text += say("need_growth", lang, number=digits_text(round(needed.percent_per_year, 1)))
    return text


def prospect_sentence(ahead: Prospect, lang: str = "en") -> str:
    """Return by when a level may be expected, and what the next figure must be.

    Of a level to be maintained only the second is told.
    """
    even, likely = (_when(year, ahead, lang) for year in (ahead.even, ahead.likely))
    parts = [say("when_likely", lang, even=even, likely=likely), _delay(ahead, lang)]
    parts = [] if ahead.target.direction == "maintain" else parts
    if ahead.target.year > ahead.next_year:
        parts.append(_next(ahead, lang))
    return paragraph(parts, lang)


def _when(year: int | None, ahead: Prospect, lang: str) -> str:
    return say("one_year", lang, year=year) if year else say("not_by", lang, year=ahead.through)


def _delay(ahead: Prospect, lang: str) -> str:
    if ahead.delay is None:
        return say("delay_never", lang, year=ahead.through)
    years = f"{ahead.delay:.1f}"
    if float(years) <= 0:
        return say("delay_none", lang)
    return say("delay_late", lang, years=years)


def _next(ahead: Prospect, lang: str) -> str:
    """Return what the next figure must be."""
    figure, target = _next_told(ahead), ahead.target
    if figure is None:
        return say("next_none", lang, year=ahead.next_year)
    direction = "at_most" if target.direction == "at_most" else "at_least"
    reach = reach_text(direction, figure, target.unit, lang)
    likelihood = likelihood_text(ahead.next_likelihood, lang)
    return say("next_needed", lang, year=ahead.next_year, reach=reach, likelihood=likelihood)


def _next_told(ahead: Prospect) -> float | None:
    """Return the next figure needed; None if it is beyond the level and hardly likely."""
    figure, level = ahead.next_needed, ahead.target.value
    if figure is None:
        return None
    beyond = figure < level if ahead.target.direction == "at_most" else figure > level
    return None if beyond and ahead.next_likelihood < UNLIKELY else figure


def required_table(
    needs: Sequence[Required], prospects: Sequence[Prospect] = (), lang: str = "en"
) -> pd.DataFrame:
    """Return one row of text per target: change needed, how common it is, by when.

    Where the level is met the change is negative: the room it leaves. A next figure that is
    beyond the level and less than 5 % likely is not told. ``needs`` are results of ``required``,
    ``prospects`` those of ``prospect`` for the same targets; without them the columns on years
    and on the next figure are left out.
    """
    rows = [_need_row(needed, lang) for needed in needs]
    if prospects:
        pairs = zip(rows, prospects, strict=True)
        rows = [row | _prospect_row(ahead, lang) for row, ahead in pairs]
    return name_columns(rows, lang)


def _need_row(needed: Required, lang: str) -> dict[str, object]:
    target, past = needed.target, needed.past
    of = len(needed.own)
    return {
        "indicator": name_of("indicator", target.indicator, lang),
        "year": target.year,
        "target": target_text(target.direction, target.value, target.unit, lang),
        "last": figure_text(needed.last, target.unit, lang),
        "change": change_text(needed.change, target.unit, lang) if past else "–",
        "per_year": change_text(needed.per_year, target.unit, lang) if past else "–",
        "past": digits_text(past.changes, lang=lang) if past else "–",
        "share": share_text(needed.share, past.changes, lang) if past else "–",
        "own": f"{needed.own_as_large} / {of}" if past and of else "–",
    }


def _prospect_row(ahead: Prospect, lang: str) -> dict[str, object]:
    figure = _next_told(ahead)
    return {
        "even": _when(ahead.even, ahead, lang),
        "likely": _when(ahead.likely, ahead, lang),
        "delay": "–" if ahead.delay is None else f"{ahead.delay:.1f}",
        "next": "–" if figure is None else number_text(figure, ahead.target.unit, lang=lang),
    }


LEVELS = ("level", "start", "threshold")  # numbers told as levels in the unit
CHANGES = (  # numbers told as changes, percentages in points
    "step", "first", "later", "last", "gap", "gap_target", "wider", "gain", "inside", "outside"
)  # fmt: skip
PLAIN = ("resident", "hukou", "resident_target", "hukou_target")
PEOPLE = ("settled", "implied")


def audit_sentence(row: pd.Series, lang: str = "en") -> str:
    """Return one finding of ``audit_plan`` with its arithmetic in words."""
    numbers, unit = row["numbers"], row["numbers"]["unit"]
    blanks = {"year": row["year"]}
    blanks |= {key: value for key, value in numbers.items() if key.endswith(("year", "steps"))}
    blanks |= {key: number_text(numbers[key], unit, lang=lang) for key in LEVELS if key in numbers}
    changes = [key for key in CHANGES if numbers.get(key) is not None]
    blanks |= {key: change_text(numbers[key], unit, lang) for key in changes}
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
    kind = row["code"].removeprefix("AUDIT-").lower()
    return say("audit_front_alone" if alone else f"audit_{kind}", lang, **blanks)


def audit_table(findings: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per finding of ``audit_plan``: kind, indicator, year, finding."""
    columns = ["severity", "indicator", "year", "finding"]
    return name_columns(pd.DataFrame(_audit_rows(findings, lang), columns=columns), lang)


def _audit_rows(findings: pd.DataFrame, lang: str) -> list[dict]:
    comma = say("source_comma", lang)
    return [
        {
            "severity": say(f"severity_{row['severity']}", lang),
            "indicator": comma.join(
                name_of("indicator", each, lang) for each in row["indicator"].split(";")
            ),
            "year": row["year"],
            "finding": audit_sentence(row, lang),
        }
        for _, row in findings.iterrows()
    ]


def audit_lines(findings: pd.DataFrame, plan: Plan, lang: str = "en") -> list[str]:
    """Return the findings of ``audit_plan`` as lines of text under a heading."""
    title = plan.title_zh if lang == "zh" else plan.title_en
    head = say("audit_head", lang, n=len(findings), title=title)
    lines = [
        say("audit_line", lang, name=row["indicator"], text=row["finding"], **row)
        for row in _audit_rows(findings, lang)
    ]
    return [head, *(lines or [say("audit_none", lang)])]
