"""Scores of probabilities and quantiles, and the skill beside what anybody could say.

A forecast is worth its cost only if it beats two baselines: nothing changes, or change goes on as
it was. A backtest always holds them beside the methods it was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scoringrules
from scipy.special import ndtri, stdtr, stdtrit

from urbanstats.errors import FitError
from urbanstats.outlook.panel import Member
from urbanstats.trend.projection import Evidence, Projection

BASELINES = ("no_change", "drift")
FEWEST = 3  # figures for a drift with a spread


def fit_baseline(member: Member, years: Sequence[int], method: str) -> Projection:
    """Return the projection of one of ``BASELINES`` for years after a series' last figure.

    ``"no_change"`` says the last figure for certain. ``"drift"`` is a random walk with drift:
    the mean yearly change goes on, with Student's t intervals of n - 2 degrees of freedom that
    hold the uncertainty of the drift too.

    Raises
    ------
    FitError
        If a drift is asked of fewer than three figures.
    """
    t, y = member.years, member.values
    ahead = np.array(years) - t[-1]
    if method == "no_change":
        distribution = Walk(np.full(len(ahead), y[-1]), np.zeros(len(ahead)), 1)
    else:
        distribution = _drift(member.name, t, y, ahead)
    return Projection(
        years=tuple(years),
        unit="percent" if member.kind == "percent" else "persons",
        kind=member.kind,
        decimals=member.decimals,
        method=method,
        origin=int(t[-1]),
        evidence=Evidence(len(t), len(t), int(t[0]), int(t[-1])),
        distribution=distribution,
    )


def _drift(name, t, y, ahead):
    """Return the walk: changes over several years count as the sum of as many yearly ones."""
    if len(t) < FEWEST:
        raise FitError("FIT-SHORT.drift", method="drift", indicator=name, n=len(t), fewest=FEWEST)
    gaps, span = np.diff(t), t[-1] - t[0]
    pace = (y[-1] - y[0]) / span
    yearly = np.sqrt((((np.diff(y) - pace * gaps) ** 2) / gaps).sum() / (len(t) - 2))
    return Walk(y[-1] + pace * ahead, yearly * np.sqrt(ahead + ahead**2 / span), len(t) - 2)


@dataclass(frozen=True)
class Walk:
    """Student's t about a centre, one of each per year; a width of nought is a certain figure."""

    centre: np.ndarray
    width: np.ndarray
    freedom: int

    def cdf(self, values: np.ndarray, column: int) -> np.ndarray:
        """Return P(figure <= value)."""
        away = values - self.centre[column]
        if self.width[column] == 0:
            return (away >= 0).astype(float)
        return stdtr(self.freedom, away / self.width[column])

    def quantile(self, levels: np.ndarray, column: int) -> np.ndarray:
        """Return the values not exceeded with probability ``levels``."""
        return self.centre[column] + self.width[column] * stdtrit(self.freedom, levels)

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` draws of every year, each year on its own."""
        return self.centre + self.width * rng.standard_t(self.freedom, (n, len(self.centre)))


EVEN = (np.arange(50) + 0.5) / 50  # levels over which quantile scores are averaged
SUREST = 0.01  # a log score takes likelihoods to be this far from 0 and 1: no infinite losses
RESAMPLES = 500  # draws of outcomes behind the consistency bands
BAND = (0.05, 0.95)  # quantiles between which 9 in 10 of them lie
TOLERANCE = 1e-9  # of a figure, for comparing it with an end of an interval


def quantiles_at(quantiles: np.ndarray, levels: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Return quantiles at other levels, (N, W): straight lines on the probit scale.

    Exact for a normal distribution. ``levels`` (Q,) ascend; ``wanted`` (W,) lie among them.

    Examples
    --------
    >>> quantiles_at(np.array([[10.0, 20.0]]), np.array([0.1, 0.9]), np.array([0.5])).tolist()
    [[15.0]]
    """
    have, want = ndtri(levels), ndtri(wanted)
    left = np.clip(np.searchsorted(have, want, side="right") - 1, 0, len(have) - 2)
    share = (want - have[left]) / (have[left + 1] - have[left])
    return quantiles[:, left] * (1 - share) + quantiles[:, left + 1] * share


def crps(actual: np.ndarray, quantiles: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Return the continuous ranked probability score of each row of quantiles, (N,).

    Twice the mean quantile score over 50 evenly spaced levels (``EVEN``), in the unit of
    the figures; for a normal distribution within 0.2 % of the closed form.
    """
    even = quantiles_at(quantiles, levels, EVEN)
    return scoringrules.crps_quantile(np.asarray(actual, float), even, EVEN)


def interval_score(
    actual: np.ndarray, low: np.ndarray, high: np.ndarray, level: float
) -> np.ndarray:
    """Return the score of central intervals that claim to hold the figure with ``level`` (0-1).

    The width, and 2 / (1 - level) times the distance by which a figure lies outside.
    """
    return scoringrules.interval_score(actual, low, high, 1 - level)


def covered(actual: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return whether each figure lies in its interval, ends included."""
    slack = TOLERANCE * np.maximum(1, np.abs(actual))
    return (actual >= low - slack) & (actual <= high + slack)


def brier(outcome: np.ndarray, likelihood: np.ndarray) -> np.ndarray:
    """Return the squared distance of each likelihood from what came (1 or 0); a coin gets 0.25."""
    return scoringrules.brier_score(np.asarray(outcome, float), np.asarray(likelihood, float))


def log_score(outcome: np.ndarray, likelihood: np.ndarray) -> np.ndarray:
    """Return minus the logarithm of the likelihood given to what came; a coin gets 0.693.

    Likelihoods count as at least ``SUREST`` away from 0 and 1.
    """
    safe = np.clip(np.asarray(likelihood, float), SUREST, 1 - SUREST)
    return scoringrules.log_score(np.asarray(outcome, float), safe)


def mean_and_error(values: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Return the mean of scores and its standard error, clustered over ``groups``.

    Scores of one series hang together, so the series are what was sampled: the error sums each
    group's deviations before squaring. It is NaN for a single group.

    Examples
    --------
    >>> mean_and_error(np.array([1.0, 1.0, 3.0, 3.0]), np.array(["a", "a", "b", "b"]))
    (2.0, 1.0)
    """
    values = np.asarray(values, float)
    mean = float(values.mean())
    sums = pd.Series(values - mean).groupby(np.asarray(groups), sort=False).sum().to_numpy()
    if len(sums) < 2:
        return mean, float("nan")
    return mean, float(np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()) / len(values))


def skill_and_error(
    own: np.ndarray, reference: np.ndarray, groups: np.ndarray
) -> tuple[float, float]:
    """Return the skill 1 - mean(own) / mean(reference) and its clustered standard error.

    1 is perfect, 0 as good as the reference, below 0 worse; NaN where the reference is never
    wrong. The error is that of the ratio of means to first order.
    """
    own, reference = np.asarray(own, float), np.asarray(reference, float)
    base = reference.mean()
    if not base > 0:
        return float("nan"), float("nan")
    ratio = own.mean() / base
    _, error = mean_and_error((own - ratio * reference) / base, groups)
    return float(1 - ratio), error


def _bins(likelihood, bins):
    return np.minimum((np.asarray(likelihood, float) * bins).astype(int), bins - 1)


def calibration_error(outcome: np.ndarray, likelihood: np.ndarray, bins: int = 10) -> float:
    """Return the expected calibration error: mean gap between likelihood and frequency, 0-1.

    Likelihoods are sorted into equally wide bins, and each bin's gap counts by its size.
    """
    gap = np.asarray(outcome, float) - np.asarray(likelihood, float)
    sums = np.bincount(_bins(likelihood, bins), gap, minlength=bins)
    return float(np.abs(sums).sum() / len(gap))


def reliability(
    outcome: np.ndarray, likelihood: np.ndarray, groups: np.ndarray, bins: int = 10, seed: int = 0
) -> pd.DataFrame:
    """Return the numbers of a reliability diagram, one row per bin that holds a likelihood.

    Parameters
    ----------
    outcome
        What came: 1 or 0.
    likelihood
        What had been said (0-1).
    groups
        Questions of one group share one draw when the bands are made, because what decides one
        decides the others; the row number makes all questions independent.
    bins
        Number of equally wide bins.
    seed
        The same seed gives the same bands.

    Returns
    -------
    DataFrame
        ``likelihood``: mean in the bin; ``frequency``: share of outcomes that came; ``low`` and
        ``high``: where the frequency falls 9 times in 10 if these likelihoods are right, from
        ``RESAMPLES`` draws of outcomes (Bröcker & Smith 2007); ``questions``: their number.
    """
    p, o = np.asarray(likelihood, float), np.asarray(outcome, float)
    place, rng = _bins(p, bins), np.random.default_rng(seed)
    codes, names = pd.factorize(np.asarray(groups))
    size = np.bincount(place, minlength=bins)
    held = size > 0
    came = np.empty((RESAMPLES, bins))
    for row in came:
        row[:] = np.bincount(place, rng.random(len(names))[codes] < p, minlength=bins)
    low, high = np.quantile(came[:, held] / size[held], BAND, axis=0)
    return pd.DataFrame(
        {
            "likelihood": np.bincount(place, p, minlength=bins)[held] / size[held],
            "frequency": np.bincount(place, o, minlength=bins)[held] / size[held],
            "low": low,
            "high": high,
            "questions": size[held],
        }
    )


def pit_histogram(
    low: np.ndarray, high: np.ndarray, groups: np.ndarray, bins: int = 10
) -> pd.DataFrame:
    """Return the histogram of the probability integral transform, one row per bin.

    A published figure is rounded, so its transform is a stretch: from ``low``, the probability
    of a smaller figure, to ``high``, that of one not larger. Each figure's unit of mass is
    spread evenly over its stretch (Czado, Gneiting & Held 2009), so nothing is drawn at random.

    Returns
    -------
    DataFrame
        ``left`` and ``right`` edges, ``share`` of the mass (1 / bins each where forecasts are
        calibrated; a U says too narrow, a hill too wide), and ``error``: the standard error of
        the share, clustered over ``groups``.
    """
    low, high = np.asarray(low, float)[:, None], np.asarray(high, float)[:, None]
    edges = np.linspace(0, 1, bins + 1)
    width = high - low
    spread = np.clip((edges - low) / np.where(width > 0, width, 1.0), 0, 1)
    point = (edges > low) | (edges >= 1)  # no stretch: all mass in the bin that holds it
    mass = np.diff(np.where(width > 0, spread, point), axis=1, prepend=0.0)[:, 1:]
    mass[:, 0] += 1 - mass.sum(axis=1)
    pairs = [mean_and_error(column, groups) for column in mass.T]
    share, error = zip(*pairs, strict=True)
    return pd.DataFrame({"left": edges[:-1], "right": edges[1:], "share": share, "error": error})


COIN = {"brier": 0.25, "log_score": float(np.log(2))}
KEYS = ["series_id", "length", "origin", "year"]
POINT_SCORES = ["crps", "interval_80", "covered_50", "covered_80", "covered_95"]


def summarise(
    forecasts: pd.DataFrame, questions: pd.DataFrame, by: Sequence[str] = ()
) -> pd.DataFrame:
    """Return one row per method and group of a backtest.

    Parameters
    ----------
    forecasts, questions
        Tables of a ``Backtest``.
    by
        Columns of both tables that make the groups; none: one row per method.

    Returns
    -------
    DataFrame
        method, the columns of ``by``, and

        * ``series``, ``forecasts``, ``questions``: how many of each;
        * ``crps``, ``interval_80``: mean losses in points (counts: in hundredths of the last
          figure); ``covered_50`` ... ``covered_95``: shares of figures inside (0-1);
        * ``skill_no_change``, ``skill_drift``: 1 - CRPS / CRPS of the baseline, on what both
          answered; 1 is perfect, 0 no better;
        * ``brier``, ``log_score``, ``calibration_error``: of the questions;
        * ``brier_skill_coin``, ``brier_skill_no_change``, ``brier_skill_drift``: 1 - Brier score
          / that of a coin or baseline.

        Each is followed by its standard error ``..._error``, clustered over series (none for
        the calibration error). NaN where nothing was asked, or the reference is never wrong.
    """
    by = list(by)
    own = dict(list(questions.groupby(["method", *by], sort=False)))
    out = []
    for key, rows in forecasts.groupby(["method", *by], sort=False):
        group = dict(zip(by, key[1:], strict=True))
        asked = own.get(key, questions.iloc[:0])
        out.append(
            {"method": key[0], **group, "series": rows["series_id"].nunique()}
            | {"forecasts": len(rows), "questions": len(asked)}
            | _of_points(rows, forecasts)
            | _of_questions(asked, questions)
        )
    return pd.DataFrame(out)


def _pair(name, compute, *numbers):
    """Return a mean or skill and its error by the names of their columns, NaN of no numbers."""
    pair = compute(*numbers) if len(numbers[0]) else (np.nan, np.nan)
    return dict(zip((name, f"{name}_error"), pair, strict=True))


def _of_points(rows, forecasts):
    found = {}
    for name in POINT_SCORES:
        found |= _pair(name, mean_and_error, rows[name], rows["series_id"])
    for baseline in BASELINES:
        found |= _skill(f"skill_{baseline}", rows, forecasts, baseline, "crps")
    return found


def _of_questions(rows, questions):
    found = {}
    for name in COIN:
        found |= _pair(name, mean_and_error, rows[name], rows["series_id"])
    gap = calibration_error(rows["outcome"], rows["likelihood"]) if len(rows) else np.nan
    coin = np.full(len(rows), COIN["brier"])
    found |= {"calibration_error": gap}
    found |= _pair("brier_skill_coin", skill_and_error, rows["brier"], coin, rows["series_id"])
    for baseline in BASELINES:
        found |= _skill(f"brier_skill_{baseline}", rows, questions, baseline, "brier")
    return found


def _skill(name, rows, table, baseline, score):
    """Return a skill against a baseline and its error, on the rows that both answered."""
    keys = [*KEYS, *(key for key in ("direction", "level", "k") if key in table)]
    base = table.loc[table["method"] == baseline, [*keys, score]]
    both = rows[[*keys, score]].merge(base, on=keys, suffixes=("", "_base"))
    return _pair(name, skill_and_error, both[score], both[f"{score}_base"], both["series_id"])
