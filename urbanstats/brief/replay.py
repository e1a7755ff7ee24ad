"""What past days would have said, in sentences and tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from urbanstats.words.phrases import (
    figure_text,
    likelihood_text,
    name_of,
    number_text,
    outcome,
    say,
)

if TYPE_CHECKING:
    from urbanstats.outlook.backtest.replay import Replay
    from urbanstats.plan.values import Indicator, Plan


DIFFERENT = 0.005  # likelihoods nearer than this look alike


def outcome_counts(outcomes: pd.DataFrame) -> dict[str, int]:
    """Return how many targets are known, met, missed and unknown."""
    count = outcomes["outcome"].value_counts().to_dict()
    met, missed = count.get("met", 0), count.get("missed", 0)
    total = {"targets": len(outcomes), "known": met + missed}
    return total | {"met": met, "missed": missed, "unknown": len(outcomes) - met - missed}


def known_text(row: pd.Series, lang: str) -> str:
    """Return what was known already: met or missed."""
    return say(f"replay_known_{outcome(row['likelihood'])}", lang)


def happened_text(row: pd.Series, unit: str, lang: str) -> str:
    """Return what came: the published value, and whether it met the target."""
    value = figure_text(row["value"], unit, lang)
    key = "replay_happened_met" if row["outcome"] == "met" else "replay_happened_missed"
    return say(key, lang, value=value)


def dated_target(row: pd.Series, unit: str, lang: str) -> str:
    """Return a target's year and level."""
    level = number_text(row["target"], unit, lang=lang)
    return say("replay_target", lang, year=row["year"], level=level)


def full_name(indicator: Indicator, lang: str) -> str:
    """Return an indicator's short name, or its full one where it has none."""
    name = name_of("indicator", indicator.id, lang)
    return indicator.name(lang) if name == indicator.id else name


def replay_text(replay: Replay, lang: str = "en") -> str:
    """Return what a replay shows, as a Markdown list: outcomes, scores, and how far they go."""
    counts = outcome_counts(replay.outcomes)
    lines = [say("replay_outcomes", lang, **counts)]
    scores = replay.scores()
    if scores.empty:
        lines.append(say("replay_unscored", lang))
    else:
        ours, others = scores[scores["method"] == "pooled"].iloc[0], scores.iloc[1:]
        both = {name: f"{ours[name]:.3f}" for name in ("brier", "log_score")}
        numbers = {name: ours[name] for name in ("statements", "outcomes", "indicators")}
        lines.append(say("replay_overall", lang, **both, **numbers))
        better = others["brier_excess"] <= 0
        if not better.all():
            lines.append(say("replay_worse", lang, methods=_listed(others[~better], lang)))
        if better.any():
            lines.append(say("replay_better", lang, methods=_listed(others[better], lang)))
        lines.append(say("replay_few", lang, indicators=ours["indicators"]))
    lines.append(say("replay_afterwards", lang))
    return "\n".join(f"* {line}" for line in lines)


def _listed(scores: pd.DataFrame, lang: str) -> str:
    texts = [
        f"{name_of('method', name, lang)} {score:.3f}"
        for name, score in zip(scores["method"], scores["brier"], strict=True)
    ]
    return say("source_comma", lang).join(texts)


def score_table(scores: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per row of ``Replay.scores``, each score with its standard error."""
    pairs = {"brier": "brier_error", "log_score": "log_error", "brier_excess": "excess_error"}
    table = scores.drop(columns=list(pairs.values())).astype(object)
    for name, error in pairs.items():
        table[name] = [_pair(*pair) for pair in zip(scores[name], scores[error], strict=True)]
    for thing in {"method", "indicator"} & set(table):
        table[thing] = [name_of(thing, name, lang) for name in table[thing]]
    return table.rename(columns=lambda key: say(f"column_{key}", lang))


def _pair(number: float, error: float) -> str:
    return f"{number:.3f}" if pd.isna(error) else f"{number:.3f} ± {error:.3f}"


def said_table(replay: Replay, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per known outcome: what was said on each day, and what happened."""
    rows = {}
    for _, row in replay.said[replay.said["outcome"] != "unknown"].iterrows():
        indicator = plan.indicator(row["indicator"])
        mine = rows.setdefault((indicator.number, row["year"]), {})
        mine[say("column_indicator", lang)] = full_name(indicator, lang)
        mine[say("column_target", lang)] = dated_target(row, indicator.unit, lang)
        mine[say("column_outcome", lang)] = happened_text(row, indicator.unit, lang)
        mine[say("replay_as_of", lang, as_of=row["as_of"])] = _said(row, lang)
    return pd.DataFrame([row for _, row in sorted(rows.items())])


def _said(row: pd.Series, lang: str) -> str:
    if row["status"] == "decided":
        return known_text(row, lang)
    published, own = row["likelihood"], row["likelihood_plan_basis"]
    texts = likelihood_text(published, lang), likelihood_text(own, lang)
    if abs(own - published) > DIFFERENT:
        return say("replay_two", lang, published=texts[0], own=texts[1])
    return texts[0]


def unknown_table(outcomes: pd.DataFrame, plan: Plan, lang: str = "en") -> pd.DataFrame:
    """Return the targets whose outcome is not known, and why, one row per indicator and reason."""
    unknown = outcomes[outcomes["outcome"] == "unknown"]
    rows = [
        {
            "number": plan.indicator(name).number,
            "indicator": plan.indicator(name).name(lang),
            "years": ", ".join(map(str, mine["year"])),
            "why": name_of("reason", reason, lang),
        }
        for (name, reason), mine in unknown.groupby(["indicator", "reason"], sort=False)
    ]
    return pd.DataFrame(rows).rename(columns=lambda key: say(f"column_{key}", lang))
