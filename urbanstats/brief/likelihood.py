"""Likelihoods, targets and what they rest on, in sentences.

``row`` is one of ``forecast_targets``, ``unit`` and ``decimals`` are those of the indicator, and
``lang`` is ``"en"`` or ``"zh"``.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from urbanstats.outlook.joint import JointOutcome, count_ranges
from urbanstats.plan.series import Series
from urbanstats.trend.projection import Evidence, Projection
from urbanstats.words.phrases import (
    digits_text,
    figure_text,
    figures_text,
    likelihood_text,
    likelihood_words,
    name_of,
    outcome,
    range_texts,
    reach_text,
    say,
)

LONGEST = 34  # characters of a source's title that a caption shows
PAIRS = ("《》", "〈〉", "（）", "()", "“”", "〔〕")  # what a cut title must not leave open


def paragraph(sentences: Iterable[str], lang: str) -> str:
    """Return sentences one behind the other, without empty ones."""
    return say("sentence_space", lang).join(filter(None, sentences))


def evidence_sentence(evidence: Evidence, lang: str = "en") -> str:
    """Return on what a projection rests: its own figures, and the like series behind it."""
    first, last = evidence.first_year, evidence.last_year
    alone = first == last
    years = say("one_year" if alone else "years", lang, year=last, first=first, last=last)
    basis = ""
    if evidence.n_on_basis < evidence.n_observations:
        basis = say("evidence_basis", lang, n=evidence.n_on_basis)
    figures = figures_text(evidence.n_observations, lang)
    own = say("evidence_own", lang, figures=figures, years=years, basis=basis)
    if not evidence.prior:
        return own + say("evidence_alone", lang)
    n, year = digits_text(evidence.prior_series, lang=lang), evidence.prior_through
    reference = name_of("class", evidence.prior, lang)
    return own + say("evidence_class", lang, n=n, reference=reference, year=year)


def evidence_text(projection: Projection, lang: str = "en") -> str:
    """Return by which method a projection was made, and on what it rests."""
    method = say("method_used", lang, method=name_of("method", projection.method, lang))
    return paragraph([method, evidence_sentence(projection.evidence, lang)], lang)


def meaning_sentence(row: pd.Series, unit: str, decimals: int, lang: str = "en") -> str:
    """Return what one row of a forecast table means: likelihood in words and number, and range."""
    reach = reach_text(row["direction"], row["target"], unit, lang)
    if row["status"] == "decided":
        value = figure_text(row["published_value"], unit, lang)
        facts = {"year": row["year"], "target": reach, "value": value}
        return say("meaning_decided", lang, words=verdict(row, lang), **facts)
    futures = say("meaning_futures", lang, futures=_futures(row, unit, decimals, lang))
    likely = likelihood_sentence(row["year"], reach, row["likelihood"], lang)
    return paragraph([likely, futures], lang)


def likelihood_sentence(year: int, reach: str, likelihood: float, lang: str = "en") -> str:
    """Return how likely it is that a year's target is met; ``reach`` as by ``reach_text``."""
    words, number = likelihood_words(likelihood, lang), likelihood_text(likelihood, lang)
    return say("meaning_forecast", lang, year=year, target=reach, words=words, likelihood=number)


def finding_sentence(row: pd.Series, unit: str, decimals: int, lang: str = "en") -> str:
    """Return what stands under a chart's title: the target, and where the futures lie."""
    if row["status"] == "decided":
        return meaning_sentence(row, unit, decimals, lang)
    reach = reach_text(row["direction"], row["target"], unit, lang)
    futures = _futures(row, unit, decimals, lang)
    facts = {"year": row["year"], "target": reach, "futures": futures}
    return say("finding_published" if two_readings(row) else "finding", lang, **facts)


def _futures(row: pd.Series, unit: str, decimals: int, lang: str) -> str:
    low, high = range_texts(row, unit, decimals, lang)
    return say("futures_at" if low == high else "futures_between", lang, low=low, high=high)


def two_readings(row: pd.Series) -> bool:
    """Return whether a row reads differently on the plan's basis than as published."""
    parts = ("likelihood", "status")
    return any(row[part] != row[f"{part}_plan_basis"] for part in parts)


def reading_sentence(row: pd.Series, lang: str = "en") -> str:
    """Return why the figure as published reads differently, and how the plan's basis reads."""
    if not two_readings(row):
        return ""
    likelihood = row["likelihood_plan_basis"]
    facts = {
        "words": likelihood_words(likelihood, lang),
        "likelihood": likelihood_text(likelihood, lang),
        "basis": name_of("basis", row["rebased_to"] or row["basis"], lang),
    }
    if not row["rebased_to"]:
        return say("reading_other", lang, **facts)
    mean, sd = f"{row['rebasing_mean']:+.1f}", f"{row['rebasing_sd']:.1f}"
    return say("reading_rebased", lang, mean=mean, sd=sd, **facts)


def plan_basis_text(row: pd.Series, lang: str = "en") -> str:
    """Return the likelihood on the plan's basis in brackets, "" where it is no other."""
    if not two_readings(row):
        return ""
    return say("bracket", lang, text=likelihood_text(row["likelihood_plan_basis"], lang))


def standing_text(row: pd.Series, lang: str = "en") -> str:
    """Return a row's likelihood, or met or missed; in brackets the reading on the plan's basis."""
    decided = row["status"] == "decided"
    text = verdict(row, lang) if decided else likelihood_text(row["likelihood"], lang)
    return f"{text} {plan_basis_text(row, lang)}".strip()


def verdict(row: pd.Series, lang: str = "en") -> str:
    """Return "met" or "missed" for a decided row of a forecast table."""
    return say(outcome(row["likelihood"]), lang)


def judgement(row: pd.Series, unit: str, lang: str = "en") -> tuple[str, str]:
    """Return a row's likelihood in number and in words; once decided, verdict and figure."""
    if row["status"] == "decided":
        value = figure_text(row["published_value"], unit, lang)
        return verdict(row, lang), say("panel_value", lang, value=value)
    return likelihood_text(row["likelihood"], lang), likelihood_words(row["likelihood"], lang)


def meaning_sentences(table: pd.DataFrame, series: Series, lang: str = "en") -> list[str]:
    """Return what every row of an indicator's forecast table means, one entry each.

    A figure on another basis is told beside its year: it must not be held against the target.
    """
    return [paragraph(_meaning(row, series, lang), lang) for _, row in table.iterrows()]


def _meaning(row: pd.Series, series: Series, lang: str) -> Iterable[str]:
    yield meaning_sentence(row, series.unit, series.decimals, lang)
    yield reading_sentence(row, lang)
    for basis, value in series.other(row["year"]):
        if basis != row["basis"]:
            figure, name = figure_text(value, series.unit, lang), name_of("basis", basis, lang)
            yield say("meaning_other", lang, figure=figure, basis=name)


def sources_text(sources: tuple[str, ...], lang: str = "en") -> str:
    """Return the sources' titles, newest first, each once, and how many more there are.

    The title is what stands before the first comma. As many are told as a short line holds;
    a very long one is cut.
    """
    titles = list(dict.fromkeys(source.split(", ")[0] for source in reversed(sources)))
    shown = [cut_title(titles[0])]
    for title in titles[1:]:
        if sum(map(len, shown)) + len(title) > LONGEST:
            break
        shown.append(title)
    text = say("source_comma", lang).join(shown)
    if len(titles) > len(shown):
        text = say("caption_more", lang, sources=text, n=len(titles) - len(shown))
    return say("caption_sources", lang, sources=text)


def cut_title(title: str, longest: int = LONGEST) -> str:
    """Return a title of at most about ``longest`` characters, cut where it may be cut.

    The cut stands at a space or a bracket in the second half if there is one, and never leaves
    a title mark or a bracket open.

    Examples
    --------
    >>> cut_title("柳州人口增长情况（柳州日报 2017-04-13）", 20)
    '柳州人口增长情况…'
    >>> cut_title("《中国城乡建设统计年鉴》城市部分", 9)
    '《中国城乡建设统计…》'
    """
    if len(title) <= longest:
        return title
    head = title[:longest]
    breaks = [at for at in range(longest // 3, longest) if head[at] in " （(，；"]
    head = head[: breaks[-1]] if breaks else head
    for opening, closing in PAIRS:
        at = head.rfind(opening)
        if at > head.rfind(closing):
            if at >= longest // 3:
                head = head[:at]
            else:
                return f"{head}…{closing}"
    return head.rstrip() + "…"


def published_text(series: Series, since: int, lang: str = "en") -> str:
    """Return the published figures of a series from a year on, with their unit and years."""
    figures = [
        say("figure_of", lang, year=year, value=figure_text(value, series.unit, lang))
        for year, value, basis in zip(series.years, series.values, series.bases, strict=True)
        if year >= since and basis == series.basis
    ]
    return say("published_are", lang, figures=say("source_comma", lang).join(figures))


def origin_text(series: Series, lang: str = "en") -> str:
    """Return forecast origin and day of knowledge."""
    return say("caption_origin", lang, year=series.last[0], as_of=series.as_of.isoformat())


def caption_text(series: Series, lang: str = "en", since: int = 0) -> str:
    """Return a chart's small print: basis, forecast origin, day of knowledge, sources.

    ``since`` is the first year a chart shows; that earlier figures are left out is told.
    """
    parts = [
        say("caption_basis", lang, basis=name_of("basis", series.basis, lang)),
        origin_text(series, lang),
        say("caption_since", lang, year=since) if series.years[0] < since else "",
        sources_text(series.sources, lang),
    ]
    return paragraph(parts, lang)


def count_sentence(table: pd.DataFrame, lang: str = "en") -> str:
    """Return how many targets of a year are expected to be met, and the range of 8 in 10 futures.

    ``table`` holds rows of ``forecast_count``.
    """
    facts, (alone, shared) = table.iloc[0], count_ranges(table).to_dict("records")
    n, decided, year = facts["targets"], facts["decided"], facts["year"]
    if decided == n:
        return say("count_all_decided", lang, n=n, year=year, met=f"{alone['expected']:.0f}")
    own, other = (_range(span, lang) for span in (alone, shared))
    more = say("count_same", lang) if own == other else say("count_other", lang, range=other)
    words = {"n": n, "year": year, "expected": f"{alone['expected']:.1f}"}
    known = say("count_decided", lang, decided=decided) if decided else ""
    return paragraph([say("count_expected", lang, range=own, other=more, **words), known], lang)


def _range(span: dict, lang: str) -> str:
    low, high = span["low"], span["high"]
    return say("count_exactly" if low == high else "count_range", lang, low=low, high=high)


def joint_sentence(outcome: JointOutcome, lang: str = "en", *, plan_basis: bool = False) -> str:
    """Return how likely all yearly targets of an indicator are met, and when first.

    Of a level to be maintained only the first is told. ``outcome`` is a result of
    ``forecast_joint``; ``plan_basis`` says that it is of figures on the plan's own basis.
    """
    if plan_basis:
        return say("joint_plan_basis", lang, text=joint_sentence(outcome, lang))
    name = name_of("indicator", outcome.targets[0].indicator, lang)
    words = {"n": len(outcome.targets), "name": name}
    if set(outcome.likelihoods) <= {0.0, 1.0}:
        return say("joint_decided", lang, met=f"{sum(outcome.likelihoods):.0f}", **words)
    likelihood = likelihood_text(outcome.all_met, lang)
    lost = 0.0 in outcome.likelihoods
    told = say("joint_lost" if lost else "joint_all", lang, likelihood=likelihood, **words)
    first = "" if outcome.targets[0].direction == "maintain" else _first(outcome, lang)
    return paragraph([told, first], lang)


def _first(outcome: JointOutcome, lang: str) -> str:
    """Return in which year a target is first met; a year that is already missed is left out."""
    alone = zip(outcome.targets, outcome.first, outcome.likelihoods, strict=True)
    years = [(target.year, p) for target, p, single in alone if single > 0]
    if years[0][1] == 1:
        return say("joint_first_known", lang, year=years[0][0])
    texts = [(year, likelihood_text(p, lang)) for year, p in years]
    firsts = [say("joint_first_year", lang, year=year, likelihood=text) for year, text in texts]
    none = likelihood_text(outcome.none, lang)
    return say("joint_first", lang, list=say("joint_comma", lang).join(firsts), none=none)
