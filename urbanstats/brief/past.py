"""What changed since the last run, in a few lines; and what past days would have said."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from urbanstats.brief.tables import name_columns
from urbanstats.outlook.backtest.replay import Replay
from urbanstats.plan.values import Indicator, Plan
from urbanstats.words.phrases import (
    digits_text,
    figure_text,
    likelihood_text,
    likelihood_words,
    name_of,
    number_text,
    outcome,
    say,
)

CAUSES = ("figures", "revised", "time", "method", "parameters", "code")
POINT = 0.01 - 1e-9  # from here on a likelihood has changed
MOST = 7  # changes told one by one
MOST_DECIDED = 6  # decided targets told by name
MOST_YEARS = 3  # years of new figures told by number
DIFFERENT = 0.005  # likelihoods nearer than this look alike


def digest_lines(
    table: pd.DataFrame | None,
    plan: Plan,
    lang: str = "en",
    *,
    since: str = "",
    reason: str = "",
    not_split: Mapping[str, str] | None = None,
) -> list[str]:
    """Return what changed since the last run, in twelve lines at most.

    Parameters
    ----------
    table
        Changes as by ``compare_forecasts``, with the columns old_as_of and new_as_of; None if
        there is nothing to compare.
    plan
        Gives the indicators' names.
    since, reason
        Id of the last run, empty if there is none; and why the two could not be compared.
    not_split
        Why an indicator's changes could not be traced to their causes, by its id.
    """
    if not since:
        return [say("digest_first", lang)]
    if table is None:
        return [say("digest_refused", lang, run=since, reason=reason)]
    changes = list_changes(table, lang)
    decided = (changes["new_status"] == "decided") & (changes["old_status"] != "decided")
    lines = [since_text(table, lang), count_text(table, lang)]
    if decided.any():
        lines.append(_decided_text(changes[decided], plan, lang))
    others = changes[~decided]
    lines += [change_sentence(row, table, plan, lang) for _, row in others.head(MOST).iterrows()]
    if len(others) > MOST:
        points = points_text(abs(others["new"] - others["old"]).iloc[MOST], lang)
        lines.append(say("digest_more", lang, n=len(others) - MOST, points=points))
    if not_split:
        why = next(iter(not_split.values()))
        lines.append(say("digest_not_split", lang, n=len(not_split), reason=why))
    return lines


def list_changes(table: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return what is worth telling of the figures as they will be published, the largest first.

    That is a likelihood that changed by 1 point or more, crossed into another class, or became
    decided. Words of both runs are added in the columns old_words and new_words.
    """
    told = table[table["reading"] == "as_published"].copy()
    for run in ("old", "new"):
        told[f"{run}_words"] = [
            standing(row[run], row[f"{run}_status"], lang, words=True) for _, row in told.iterrows()
        ]
    size = abs(told["new"] - told["old"])
    worth = (size >= POINT) | (told["old_words"] != told["new_words"])
    return told.loc[size[worth].sort_values(ascending=False, kind="stable").index]


def standing(likelihood: float, status: str, lang: str = "en", *, words: bool = False) -> str:
    """Return where a target stands: met or missed, or how likely, as a number or in words."""
    if status == "decided":
        return say(outcome(likelihood), lang)
    return (likelihood_words if words else likelihood_text)(likelihood, lang)


def since_text(table: pd.DataFrame, lang: str = "en") -> str:
    """Return on what the two runs rest."""
    old, new = table["old_as_of"].iloc[0], table["new_as_of"].iloc[0]
    return say("digest_since_same" if old == new else "digest_since", lang, old=old, new=new)


def count_text(table: pd.DataFrame, lang: str = "en") -> str:
    """Return how many likelihoods changed, and how many crossed into another class."""
    changes = list_changes(table, lang)
    total = int((table["reading"] == "as_published").sum())
    n = int((abs(changes["new"] - changes["old"]) >= POINT).sum())
    open_still = (changes["new_status"] != "decided") & (changes["old_status"] != "decided")
    crossed = int((open_still & (changes["old_words"] != changes["new_words"])).sum())
    if not n and not crossed:
        return say("digest_none", lang, total=total)
    classes = say("digest_classes", lang, n=crossed) if crossed else ""
    return say("digest_count", lang, n=n, total=total) + classes + say("digest_end", lang)


def target_name(row: pd.Series, plan: Plan, lang: str = "en") -> str:
    """Return the short name of a change's indicator with the target's year."""
    name = full_name(plan.indicator(row["indicator"]), lang)
    return say("digest_target", lang, name=name, year=row["year"])


def points_text(change: float, lang: str = "en", *, signed: bool = False) -> str:
    """Return a change in likelihood in whole percentage points."""
    number = f"{100 * change:+.0f}" if signed else f"{100 * change:.0f}"
    key = "likelihood_point" if number.lstrip("+-") == "1" else "likelihood_points"
    return say(key, lang, number=number.replace("-", "−"))


def _decided_text(decided: pd.DataFrame, plan: Plan, lang: str) -> str:
    names = []
    for _, row in decided.head(MOST_DECIDED).iterrows():
        facts = {"verdict": row["new_words"], "old": likelihood_text(row["old"], lang)}
        target = target_name(row, plan, lang)
        names.append(say("digest_decided_target", lang, target=target, **facts))
    text = say("digest_names_comma", lang).join(names)
    if len(decided) > MOST_DECIDED:
        text += say("digest_and_more", lang, n=len(decided) - MOST_DECIDED)
    key = "digest_decided_one" if len(decided) == 1 else "digest_decided"
    return say(key, lang, n=len(decided), names=text)


def change_sentence(row: pd.Series, table: pd.DataFrame, plan: Plan, lang: str) -> str:
    """Return the old and the new likelihood of one change in ``table``, and what moved it."""
    old, new = _both(row, lang)
    text = say("digest_change", lang, target=target_name(row, plan, lang), old=old, new=new)
    still_open = "decided" not in (row["old_status"], row["new_status"])
    if still_open and row["old_words"] != row["new_words"]:
        text += say("digest_crossed", lang, old=row["old_words"], new=row["new_words"])
    text += _plan_basis_text(row, table, lang)
    parts = [
        say("digest_part", lang, cause=_cause(row, cause, lang), points=points)
        for cause, points in told_parts(row, lang)
    ]
    if parts:
        text += say("digest_parts", lang, parts=say("digest_comma", lang).join(parts))
    return text + say("digest_end", lang)


def _both(row: pd.Series, lang: str) -> tuple[str, str]:
    return tuple(standing(row[run], row[f"{run}_status"], lang) for run in ("old", "new"))


def _plan_basis_text(row: pd.Series, table: pd.DataFrame, lang: str) -> str:
    """Return the other reading of the same target, if it is another one."""
    same = (table["indicator"] == row["indicator"]) & (table["year"] == row["year"])
    for _, other in table[same & (table["reading"] == "plan_basis")].iterrows():
        if _both(other, lang) != _both(row, lang):
            old, new = _both(other, lang)
            return say("digest_plan_basis", lang, old=old, new=new)
    return ""


def told_parts(row: pd.Series, lang: str = "en") -> list[tuple[str, str]]:
    """Return cause and points of each part of a change that rounds to a point, largest first."""
    parts = [(cause, row[cause]) for cause in CAUSES if abs(row[cause]) >= 0.005]
    parts.sort(key=lambda part: -abs(part[1]))
    return [(cause, points_text(part, lang, signed=True)) for cause, part in parts]


def _cause(row: pd.Series, cause: str, lang: str) -> str:
    """Return the name of a cause, with the years of the figures where there are few."""
    years = {"figures": row["new_years"], "revised": row["revised_years"]}.get(cause, ())
    if not 0 < len(years) <= MOST_YEARS:
        return name_of("cause", cause, lang)
    one = {"figures": "new_figure", "revised": "revised_figure"}
    many = {"figures": "new_figures", "revised": "revised_figures"}
    key = (one if len(years) == 1 else many)[cause]
    return say(key, lang, years=say("digest_years_comma", lang).join(map(str, years)))


# -- what past days would have said, beside what came -----------------------------------------


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
    key = "replay_happened_met" if row["outcome"] == "met" else "replay_happened_missed"
    return say(key, lang, value=figure_text(row["value"], unit, lang))


def dated_target(row: pd.Series, unit: str, lang: str) -> str:
    """Return a target's year and level."""
    level = number_text(row["target"], unit, lang=lang)
    return say("replay_target", lang, year=row["year"], level=level)


def full_name(indicator: Indicator, lang: str) -> str:
    """Return an indicator's short name, or its full one where it has none."""
    name = name_of("indicator", indicator.id, lang)
    return indicator.name(lang) if name == indicator.id else name


def replay_sentences(replay: Replay, lang: str = "en") -> list[str]:
    """Return what a replay shows: outcomes, scores, and how far they go."""
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
    return [*lines, say("replay_afterwards", lang)]


def _listed(scores: pd.DataFrame, lang: str) -> str:
    pairs = zip(scores["method"], scores["brier"], strict=True)
    texts = [f"{name_of('method', name, lang)} {score:.3f}" for name, score in pairs]
    return say("source_comma", lang).join(texts)


def score_table(scores: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return one row of text per row of ``Replay.scores``, each score with its standard error."""
    pairs = {"brier": "brier_error", "log_score": "log_error", "brier_excess": "excess_error"}
    table = scores.drop(columns=list(pairs.values())).astype(object)
    for name, error in pairs.items():
        table[name] = [_pair(*pair) for pair in zip(scores[name], scores[error], strict=True)]
    for thing in {"method", "indicator"} & set(table):
        table[thing] = [name_of(thing, name, lang) for name in table[thing]]
    return name_columns(table, lang)


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
        mine[say("replay_as_of", lang, as_of=row["as_of"])] = said_text(row, lang)
    return pd.DataFrame([row for _, row in sorted(rows.items())])


def said_text(row: pd.Series, lang: str) -> str:
    """Return the likelihood of a target on a day, with the other reading, or what was known."""
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
    rows = []
    for (name, reason), mine in unknown.groupby(["indicator", "reason"], sort=False):
        one, years = plan.indicator(name), ", ".join(map(str, mine["year"]))
        why = {"years": years, "why": name_of("reason", reason, lang)}
        rows.append({"number": one.number, "indicator": one.name(lang), **why})
    return name_columns(rows, lang)


def backtest_caption(rows: pd.DataFrame, things: str, method: str, lang: str = "en") -> str:
    """Return the small print of a backtest: how many series, origins and forecasts.

    ``rows`` are the ``"forecasts"`` or the ``"questions"`` of a ``Backtest``, as ``things`` says;
    those of ``method`` are counted.
    """
    mine = rows[rows["method"] == method]
    named = say("things_questions" if things == "questions" else "things_forecasts", lang)
    facts = {"series": mine["series_id"].nunique(), "n": digits_text(len(mine), lang=lang)}
    facts |= {"first": mine["origin"].min(), "last": mine["origin"].max()}
    facts |= {"things": named, "method": name_of("method", method, lang)}
    return say("caption_backtest", lang, **facts)
