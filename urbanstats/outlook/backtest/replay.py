"""What would have been said of the plan's targets on past days, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from urbanstats.errors import DataError, FitError, ParameterError
from urbanstats.outlook.backtest.scores import brier, fit_baseline, log_score, mean_and_error
from urbanstats.outlook.indicator import Assessment, assess, deciding_basis
from urbanstats.outlook.likelihood import attainment, reaches
from urbanstats.outlook.measures.progress import BASELINE_YEAR
from urbanstats.outlook.panel import Member
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan, Rebasing, Target

TARGET_COLUMNS = ["indicator", "area", "year", "direction", "target"]
OUTCOME_COLUMNS = [
    *TARGET_COLUMNS, "outcome", "value", "basis", "source",
    "outcome_plan_basis", "value_plan_basis", "plan_basis", "reason",
]  # fmt: skip


def known_outcomes(
    plan: Plan, area: str = "Liuzhou", as_of: date | str | None = None
) -> pd.DataFrame:
    """Return what became of every target of the plan, as far as it is known.

    One row per target, ``OUTCOME_COLUMNS``, by the figures of an area known on a day (default: the
    newest). ``outcome``: "met", "missed" or "unknown", by the figure as published: ``value`` on
    ``basis``, read in ``source``. ``outcome_plan_basis`` and ``value_plan_basis``: the same on the
    plan's own basis. A figure that rounds to the target meets it. ``reason`` says why an outcome is
    unknown: "OUT-NONE" (no figure of the target's year or later), "OUT-BASIS" (the year has a
    figure, but not on the basis that decides), "OUT-YEAR" (later years have figures, this one has
    none); "" where it is known. ParameterError if the area or the day is not known.

    Examples
    --------
    >>> from urbanstats.plan.load import load_plan
    >>> known_outcomes(load_plan(), as_of="2019-06-30")["outcome"].value_counts().to_dict()
    {'unknown': 44, 'missed': 1}
    """
    rows = []
    for indicator in plan.indicators:
        series = _series(indicator, area, as_of)
        for target in plan.targets_for(indicator.id):
            rows.append(_outcome(series, indicator, target, plan.rebasings) | {"area": area})
    return pd.DataFrame(rows, columns=OUTCOME_COLUMNS)


def _series(indicator: Indicator, area: str, as_of) -> Series | None:
    """Return what was published about an indicator, None if there was nothing."""
    try:
        return load_series(indicator.id, area, as_of)
    except DataError as error:
        if error.code != "DATA-NOSERIES":
            raise
        return None


def _outcome(
    series: Series | None, indicator: Indicator, target: Target, rebasings: Sequence[Rebasing]
) -> dict[str, object]:
    row = {name: getattr(target, name) for name in ("indicator", "year", "direction")}
    row |= {"target": target.value, "plan_basis": indicator.plan_basis, "basis": ""}
    if series:
        row["basis"], _ = deciding_basis(series, indicator, target.year, rebasings)
    outcome, value, source = _figure(series, target, row["basis"])
    own_outcome, own_value, _ = _figure(series, target, indicator.plan_basis)
    row |= {"outcome": outcome, "value": value, "source": source}
    row |= {"outcome_plan_basis": own_outcome, "value_plan_basis": own_value}
    return row | {"reason": _reason(series, target.year) if outcome == "unknown" else ""}


def _figure(series: Series | None, target: Target, basis: str) -> tuple[str, float, str]:
    """Return what came of a target on a basis: the outcome, the figure and its source."""
    for row in series.table().to_dict("records") if series else ():
        if (row["year"], row["basis"]) == (target.year, basis):
            outcome = "met" if reaches(row["value"], target) else "missed"
            return outcome, row["value"], row["source"]
    return "unknown", float("nan"), ""


def _reason(series: Series | None, year: int) -> str:
    if not series or max(series.years) < year:
        return "OUT-NONE"
    return "OUT-BASIS" if year in series.years else "OUT-YEAR"


ABSTAIN = 0.5  # what a baseline counts as saying where it cannot answer
CAUTION = 0.1  # how far the cautious reading of the schedule stays from 0 and 1
BASELINE_COLUMNS = ["coin", "no_change", "drift", "pro_rata", "pro_rata_cautious"]
COLUMN_OF = {"pooled": "likelihood", "pooled_undeclared": "undeclared"} | {
    name: name for name in BASELINE_COLUMNS
}  # method -> its likelihoods in what was said
SAID_COLUMNS = [
    "as_of", *TARGET_COLUMNS, "status", "likelihood", "basis", "rebased_to",
    "likelihood_plan_basis", "status_plan_basis", "undeclared", "prior_through",
    *BASELINE_COLUMNS,
]  # fmt: skip
SCORE_COLUMNS = [
    "method", "statements", "outcomes", "indicators", "brier", "brier_error", "log_score",
    "log_error", "brier_excess", "excess_error",
]  # fmt: skip


@dataclass(frozen=True)
class Replay:
    """What was said on each day, and what happened.

    Parameters
    ----------
    outcomes
        One row per target of the plan, as by `known_outcomes`, with today's knowledge.
    said
        One row per as-of date and target, ``SAID_COLUMNS`` and the outcomes' ``outcome``,
        ``value`` and ``outcome_plan_basis``. ``likelihood`` is of the figure as published; the
        columns named as the baselines hold theirs (0-1). A target whose figure was known by the
        day has the status "decided"; it is not scored, and the baselines say nothing (NaN).
    """

    outcomes: pd.DataFrame
    said: pd.DataFrame

    @property
    def scored(self) -> pd.DataFrame:
        """Return the rows of ``said`` that were open on the day and are decided now."""
        now = self.said["outcome"] != "unknown"
        return self.said[now & (self.said["status"] == "forecast")]

    def scores(self, by: Sequence[str] = ()) -> pd.DataFrame:
        """Return mean scores of what was said, one row per method and group.

        ``SCORE_COLUMNS`` after those of ``by``, columns of ``said`` such as as_of or indicator
        (none: all together). Scores are losses, 0 is best. ``brier`` and ``log_score``: as in the
        module ``scores`` (a coin gets 0.25 and 0.693). ``brier_excess``: how much larger the Brier
        score is than that of the pooled trend on the same targets (below 0: this method did
        better). Their ``_error`` is a standard error clustered over indicators, NaN for one; with
        a handful of indicators it is itself rough. ``statements`` counts what was said,
        ``outcomes`` the targets.
        """
        groups = self.scored.groupby(list(by), sort=False) if by else [((), self.scored)]
        rows = [
            dict(zip(by, key, strict=True)) | _score(rows, method)
            for key, rows in groups
            if len(rows)
            for method in COLUMN_OF
        ]
        return pd.DataFrame(rows, columns=[*by, *SCORE_COLUMNS])

    def __repr__(self) -> str:
        known = self.outcomes["outcome"].value_counts()
        return (
            f"Replay({', '.join(self.said['as_of'].unique())}: {len(self.scored)} statements on "
            f"{len(self.scored.drop_duplicates(['indicator', 'year']))} outcomes; of "
            f"{len(self.outcomes)} targets {known.get('met', 0)} met, "
            f"{known.get('missed', 0)} missed, {known.get('unknown', 0)} unknown)"
        )

    def _repr_html_(self) -> str:
        return self.scores().round(3).to_html(index=False)


def _score(rows: pd.DataFrame, method: str) -> dict[str, object]:
    came = (rows["outcome"] == "met").to_numpy(float)
    said, own = (rows[COLUMN_OF[name]].to_numpy(float) for name in (method, "pooled"))
    losses = brier(came, said)
    pairs = (losses, log_score(came, said), losses - brier(came, own))
    numbers = [number for loss in pairs for number in mean_and_error(loss, rows["indicator"])]
    outcomes = len(rows.drop_duplicates(["indicator", "year"]))
    counts = (len(rows), outcomes, rows["indicator"].nunique())
    return dict(zip(SCORE_COLUMNS, (method, *counts, *numbers), strict=True))


def replay(
    as_of_dates: Iterable[date | str],
    indicators: Sequence[str | int] | None = None,
    area: str = "Liuzhou",
) -> Replay:
    """Return what would have been said as of each date, next to what happened.

    ``pooled_undeclared`` is the pooled trend without the declared re-basing, whose size was judged
    after the event, if only from what was known before. Beside the pooled trend stand baselines,
    which see the same figures on the deciding basis, those before the target's year; without the
    figures it needs, one says one half.

    * ``coin``: one half.
    * ``no_change``: the last figure for certain.
    * ``drift``: a random walk with drift, which needs three figures.
    * ``pro_rata`` (时序进度): 1 if the last figure is at or above the straight line from the
      plan's figure of 2017 to the target (or rounds to it), else 0. A figure of 2017 or before
      is held against the plan's, even where that stands on another basis: the kindest reading,
      for on the plan's own basis every target is on schedule until a later figure is known.
    * ``pro_rata_cautious``: the same verdict told as 0.9 or 0.1, because nobody who reads a
      schedule means certainty.

    Parameters
    ----------
    as_of_dates
        Days of knowledge (dates or ISO text), at least one; repeated ones count once.
    indicators
        Ids or numbers; default: those with a known outcome.
    area
        Area whose figures are held against the plan's targets.

    Raises
    ------
    ParameterError
        If no date is given, or an indicator or the area is unknown.
    DataError
        If nothing had been published about an indicator by one of the dates, or every prior
        has seen later years.

    Examples
    --------
    >>> replay(["2018-06-08"], [15])
    Replay(2018-06-08: 3 statements on 3 outcomes; of 45 targets 8 met, 4 missed, 33 unknown)
    """
    days = list(dict.fromkeys(as_of_dates))
    if not days:
        raise ParameterError("PAR-ASOF.none")
    plan = load_plan()
    outcomes = known_outcomes(plan, area)
    known = outcomes.loc[outcomes["outcome"] != "unknown", "indicator"]
    asked = [plan.indicator(key).id for key in indicators or dict.fromkeys(known)]
    parts = [_said(assess(name, area, day)) for day in days for name in asked]
    said = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=SAID_COLUMNS)
    happened = outcomes[["indicator", "year", "outcome", "value", "outcome_plan_basis"]]
    return Replay(outcomes, said.merge(happened, on=["indicator", "year"], how="left"))


def _said(found: Assessment) -> pd.DataFrame:
    """Return the rows of one indicator on one day, those of the baselines beside ours."""
    pairs = [(reading.series, target) for reading in found.readings for target in reading.targets]
    baselines = {target.year: _baselines(found.series, own, target) for own, target in pairs}
    table = found.table.assign(**dict.fromkeys(BASELINE_COLUMNS, np.nan))
    coming = table["rebased_to"] != ""
    table["undeclared"] = table["likelihood"].mask(coming, table["likelihood_plan_basis"])
    for at in table.index[table["status"] == "forecast"]:
        table.loc[at, BASELINE_COLUMNS] = baselines[table.at[at, "year"]]
    return table[SAID_COLUMNS]


def _baselines(on_plan_basis: Series, deciding: Series, target: Target) -> list[float]:
    """Return what each of ``BASELINE_COLUMNS`` says of a target."""
    figures = [figure for figure in deciding.own.items() if figure[0] < target.year]
    baseline = on_plan_basis.value(BASELINE_YEAR)
    schedule = cautious = ABSTAIN
    if figures and baseline is not None:
        schedule = float(on_schedule(*figures[-1], baseline, target))
        cautious = abs(schedule - CAUTION)
    walks = [_walk(deciding, figures, target, method) for method in ("no_change", "drift")]
    return [0.5, *walks, schedule, cautious]


def _walk(series, figures, target, method):
    if not figures:
        return ABSTAIN
    years, values = (np.array(part) for part in zip(*figures, strict=True))
    name, kind, decimals = series.indicator, series.kind, series.decimals
    member = Member(name, kind, years, values, decimals, series.reference_class)
    try:
        return attainment(fit_baseline(member, [target.year], method), target)
    except FitError:
        return ABSTAIN


def on_schedule(year: int, value: float, baseline: float, target: Target) -> bool:
    """Return whether a figure is on the straight line from the plan's baseline to a target.

    A figure that rounds to the line, or lies on its good side, is on it; one of before 2017 is
    held against ``baseline`` itself, the figure of 2017 in the target's unit.

    Examples
    --------
    >>> rate = Target(indicator="rate", year=2020, direction="at_least", value=68.7,
    ...               unit="percent", decimals=2)
    >>> on_schedule(2018, 64.74, 64.01, rate), on_schedule(2018, 65.57, 64.01, rate)
    (False, True)
    """
    passed = max(year - BASELINE_YEAR, 0) / (target.year - BASELINE_YEAR)
    level = baseline + (target.value - baseline) * passed
    return reaches(value, replace(target, value=level))
