"""What targets do together: all years of one, and how many of one year.

A target in another unit than its series is refused (UnitMismatch).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from urbanstats.errors import DataError, ParameterError
from urbanstats.outlook.likelihood import check_unit, judge
from urbanstats.plan.load import data_folder
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend.projection import Projection

FILE = "dependence.csv"
ALL = "all"  # every pair of indicators together; horizon 0 is every horizon together
DEPENDENCE_COLUMNS = [
    "through", "pair", "horizon", "cities", "origins", "correlation", "standard_error", "common",
]  # fmt: skip


@dataclass(frozen=True)
class Dependence:
    """The correlation between different indicators of one city, all pairs and horizons together.

    Parameters
    ----------
    through
        Last year of the figures it was learned from.
    cities
        Number of cities.
    correlation
        Correlation [-1, 1] of the normal scores of figures under their forecasts.
    standard_error
        Of the correlation, over cities; what other years would have shown is not in it.
    common
        The part of the correlation that all cities had in common in a year.
    """

    through: int
    cities: int
    correlation: float
    standard_error: float
    common: float

    @property
    def shared(self) -> float:
        """Return the correlation of a common shock: 0 where a negative one was learned."""
        return max(self.correlation, 0.0)


def load_dependence(as_of: date, path: Path | None = None) -> Dependence:
    """Return the newest dependence that a forecast as of a date may use.

    Parameters
    ----------
    as_of
        Day of knowledge; a period of figures is allowed if it ends before that day's year.
    path
        Table with the columns ``DEPENDENCE_COLUMNS``; default: the one shipped.

    Raises
    ------
    DataError
        If there is no such table, or every period in it has seen later years.

    Examples
    --------
    >>> load_dependence(date(2018, 6, 8)).through
    2016
    """
    path = path or data_folder() / "priors" / FILE
    if not path.is_file():
        raise DataError("DEPENDENCE-MISSING", where=str(path))
    table = pd.read_csv(path)
    whole = table[(table["pair"] == ALL) & (table["horizon"] == 0)]
    allowed = whole[whole["through"] < as_of.year]
    if allowed.empty:
        through = sorted(map(int, whole["through"])) or None
        years = {"year": as_of.year, "before": as_of.year - 1, "through": through}
        raise DataError("DEPENDENCE-HINDSIGHT", where=str(path), **years)
    row = allowed.loc[allowed["through"].idxmax()]
    learned = (float(row[name]) for name in ("correlation", "standard_error", "common"))
    return Dependence(int(row["through"]), int(row["cities"]), *learned)


DRAWS, SEED = 20_000, 2018
INDEPENDENT, COMMON = "independent", "common_shock"
COUNT_COLUMNS = [
    "as_of", "year", "targets", "decided", "dependence", "correlation", "through",
    "met", "probability", "at_least",
]  # fmt: skip
STRONGEST = 0.95  # correlation up to which the even points below are exact to nine digits
FACTOR = np.linspace(-8, 8, 801)  # of the common shock, in standard deviations
DENSITY = np.exp(-(FACTOR**2) / 2) / np.exp(-(FACTOR**2) / 2).sum()


@dataclass(frozen=True, kw_only=True)
class JointOutcome:
    """What the yearly targets of one indicator do together.

    Parameters
    ----------
    targets
        The targets, by year.
    likelihoods
        Probability [0-1] of each alone; 1 or 0 where the figure is published.
    all_met
        Probability [0-1] that every one is met, at most the least of the `likelihoods`.
    standard_error
        Of `all_met`, from drawing: the root of p (1 - p) / draws; 0 where all draws agree.
    first
        Probability [0-1] that a year's target is met and no earlier one, for each year.
    none
        Probability [0-1] that no target is met. `first` and `none` sum to 1.
    """

    targets: tuple[Target, ...]
    likelihoods: tuple[float, ...]
    all_met: float
    standard_error: float
    first: tuple[float, ...]
    none: float


def forecast_joint(
    series: Series,
    targets: Sequence[Target],
    projection: Projection,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> JointOutcome:
    """Return what the yearly targets of one indicator do together.

    Futures are drawn from the projection. In each year the best of them meet the target, as
    many as its exact likelihood says: so no draw contradicts a single likelihood by more than
    half a draw, and only the order of the draws is used. A year with a published figure on the
    series' basis is met, or not, in every draw. The classical methods draw each year by itself,
    so that their years share no luck and `all_met` comes out low.

    Parameters
    ----------
    series, targets
        Published figures, and the targets of one indicator, one a year, in the series' unit.
    projection
        Of the series, for all years of the targets that are not published.
    draws, seed
        Number of futures, 1 or more; the same seed gives the same futures.

    Raises
    ------
    ParameterError
        If there is no target, or two for one year, or a target's year was not projected.

    Examples
    --------
    >>> from urbanstats.outlook import assess
    >>> found = assess("green_coverage", as_of="2018-06-08")
    >>> joint = forecast_joint(found.series, found.targets, found.projection)
    >>> joint.all_met <= min(joint.likelihoods), round(sum(joint.first) + joint.none, 9)
    (True, 1.0)
    """
    targets = tuple(sorted(targets, key=lambda target: target.year))
    years = [target.year for target in targets]
    if not years or len(set(years)) < len(years):
        raise ParameterError("PAR-TARGETS", years=years or None)
    futures, rng = projection.draws(draws, seed), np.random.default_rng(seed)
    likelihoods, met = [], np.zeros((draws, len(targets)), bool)
    for column, target in enumerate(targets):
        check_unit(series, target)
        likelihood, status = judge(series, target, projection)
        likelihoods.append(float(likelihood))
        if status == "decided":
            met[:, column] = likelihood
            continue
        drawn = futures[:, projection.years.index(target.year)]
        met[_best(drawn, likelihood, target.direction, rng), column] = True
    before = np.cumsum(met, axis=1) - met
    all_met = min(met.all(axis=1).mean(), *likelihoods)
    return JointOutcome(
        targets=targets,
        likelihoods=tuple(likelihoods),
        all_met=float(all_met),
        standard_error=float(np.sqrt(all_met * (1 - all_met) / draws)),
        first=tuple((met & (before == 0)).mean(axis=0).tolist()),
        none=float((~met.any(axis=1)).mean()),
    )


def _best(drawn, share, direction, rng):
    """Return which draws are the best ``share`` of all; equal ones are taken at random."""
    outward = drawn if direction == "at_most" else -drawn
    return np.lexsort((rng.random(len(drawn)), outward))[: round(share * len(drawn))]


def count_probabilities(likelihoods: Sequence[float], correlation: float = 0.0) -> np.ndarray:
    r"""Return the probabilities of 0, 1, ... n targets met, (n + 1,).

    Target i is met if :math:`\sqrt\rho F + \sqrt{1-\rho} E_i` is at most
    :math:`\Phi^{-1}(p_i)`, where F, the luck that all share, and every E_i are standard normal.
    Given F the targets are independent and their number follows by convolution (the
    Poisson-binomial law); F is averaged over 801 even points, exact to nine digits. Each
    target keeps its likelihood, so the expected number is the sum of the likelihoods for every
    correlation. What this leaves out: indicators that are linked more closely than others.

    Parameters
    ----------
    likelihoods
        Probability [0-1] of each target; 1 or 0 where it is decided.
    correlation
        Correlation of any two outcomes' normal scores, 0 (independent) to 0.95.

    Raises
    ------
    ParameterError
        If a likelihood or the correlation is out of range.

    Examples
    --------
    >>> count_probabilities([0.5, 0.5]).tolist()
    [0.25, 0.5, 0.25]
    >>> count_probabilities([0.5, 0.5], 0.5).round(4).tolist()
    [0.3333, 0.3333, 0.3333]
    """
    p = np.asarray(likelihoods, float)
    _check_range(p, 1.0, "PAR-PROBABILITY.likelihood")
    _check_range(np.array([correlation], float), STRONGEST, "PAR-CORRELATION")
    if correlation == 0:
        return _convolve(p[None])[0]
    given = (ndtri(p) - np.sqrt(correlation) * FACTOR[:, None]) / np.sqrt(1 - correlation)
    return DENSITY @ _convolve(ndtr(given))


def _check_range(values, top, code):
    wrong = values[~((values >= 0) & (values <= top))]
    if len(wrong):
        raise ParameterError(code, value=float(wrong[0]), top=top)


def _convolve(p):
    """Return the law of the number of successes for each row of chances, (rows, n + 1)."""
    law = np.zeros((len(p), p.shape[1] + 1))
    law[:, 0] = 1.0
    for chance in p.T[..., None]:
        law[:, 1:] = law[:, 1:] * (1 - chance) + law[:, :-1] * chance
        law[:, :1] *= 1 - chance
    return law


def expected_targets(table: pd.DataFrame) -> pd.DataFrame:
    """Return how many targets are expected to be met in each year.

    The expectation is the sum of the likelihoods, whatever links the indicators to each other.
    ``table`` holds rows of `forecast_targets`; one row per year comes back: year, targets (their
    number), decided (of them, with a published figure), expected (to be met, 0 to targets).
    """
    marked = table.assign(decided=table["status"] == "decided")
    rows = marked.groupby("year", as_index=False).agg(
        targets=("likelihood", "size"), decided=("decided", "sum"), expected=("likelihood", "sum")
    )
    return rows.sort_values("year", ignore_index=True)


def forecast_count(
    forecasts: pd.DataFrame, year: int, *, correlation: float | None = None
) -> pd.DataFrame:
    """Return how many of the targets of a year are met, with the columns ``COUNT_COLUMNS``.

    Parameters
    ----------
    forecasts
        Rows of ``forecast_targets`` for one area, such as ``assess_plan`` gives.
    year
        Year of the targets that are counted.
    correlation
        Strength of the common shock, 0 to 0.95; default: as learned from other cities by the
        forecasts' as-of date.

    Returns
    -------
    DataFrame
        For every number met from 0 to all, one row where the indicators are "independent" and
        one where they share a "common_shock": probability [0-1] of that number, and of at
        least that number. targets and decided (already published) are counts, through is the
        last year the correlation was learned from, 0 if it was given.

    Raises
    ------
    ParameterError
        If no forecast is of that year. The rest as `count_probabilities`, `load_dependence`.
    """
    rows = forecasts[forecasts["year"] == year]
    if rows.empty:
        years = sorted(set(forecasts["year"]))
        raise ParameterError("PAR-YEAR.count", year=year, years=years or None)
    as_of, through = rows["as_of"].iloc[0], 0
    if correlation is None:
        learned = load_dependence(date.fromisoformat(as_of))
        correlation, through = learned.shared, learned.through
    decided = int((rows["status"] == "decided").sum())
    facts = {"as_of": as_of, "year": year, "targets": len(rows), "decided": decided}
    laws = ((INDEPENDENT, 0.0, 0), (COMMON, correlation, through))
    tables = []
    for name, rho, known in laws:
        p = count_probabilities(rows["likelihood"], rho)
        law = {"met": np.arange(len(p)), "probability": p}
        law |= {"at_least": np.minimum(p[::-1].cumsum()[::-1], 1.0)}
        about = {"dependence": name, "correlation": rho, "through": known}
        tables.append(pd.DataFrame(facts | about | law))
    return pd.concat(tables, ignore_index=True)[COUNT_COLUMNS]


def count_ranges(counts: pd.DataFrame) -> pd.DataFrame:
    """Return the expected number of targets met, and the range of 8 in 10 futures.

    One row per dependence of `forecast_count`: dependence, expected (number), low and high, the
    10 % and 90 % quantiles of the number: at least 8 in 10 futures lie between them, ends included.
    """
    rows = []
    for name, law in counts.groupby("dependence", sort=False):
        met, p = law["met"].to_numpy(), law["probability"].to_numpy()
        low, high = (int(met[np.argmax(p.cumsum() >= level - 1e-9)]) for level in (0.1, 0.9))
        rows.append({"dependence": name, "expected": float(met @ p), "low": low, "high": high})
    return pd.DataFrame(rows)
