"""Learning the adjustment: forecasts of past panel figures, held against what came.

Forecasts are made from short histories cut out of the panel, with priors learned without
the series in question. For each length of history, what their probits leave over is described
by a location, a spread (maximum likelihood with Student's t, six degrees of freedom, which a
few breaks cannot pull about) and a table of residuals; how often the last figure came again
by a logistic regression. What is peculiar to a reference class is left to ``effects``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from urbanstats.trend.adjust import RESIDUAL_PROBITS, Adjustment, ClassEffect, Features, History
from urbanstats.trend.effects import learn_effects
from urbanstats.trend.gauss import Pattern
from urbanstats.trend.mixture import mixture
from urbanstats.trend.priors import LENGTH_NAMES, length_name
from urbanstats.trend.tabulate import probit, tabulate

LENGTHS = (1, 2, 3, 4, 5, 8, 13, 20)  # figures in a practice history
HORIZONS = (1, 2, 3, 4, 5)
MOST = 40_000  # practice histories of a kind
EACH = 4  # tries to cut one out of a series
UNNAMED = 1 / 3  # of them are forecast as if their reference class were not known
CHUNK = 32  # histories forecast at a time: what fits the processor's cache
FARTHEST = 4.3  # probits of what came are held within; beyond, the mixture's tail is hearsay
WIDEST = 3.0  # residuals are held within: the outermost tail stays the mixture's own
FEWEST = 200  # practice forecasts that can teach an adjustment
DEGREES = 6.0  # of Student's t
_RIDGE = 1.0


@dataclass(frozen=True)
class Practice:
    """Practice histories of one kind and length, and what came after.

    values (N, n); later (N, H), NaN where the panel has no figure; decimals, reference class
    and fold (N,).
    """

    values: np.ndarray
    later: np.ndarray
    decimals: np.ndarray
    classes: np.ndarray
    folds: np.ndarray


def practise(series: list[tuple], rng: np.random.Generator) -> dict[int, Practice]:
    """Return practice histories by length, four of each series, until there are ``MOST``.

    ``series`` holds (years, values, decimals, reference class, fold) of each series of a kind.
    """
    found = {n: [] for n in LENGTHS}
    for chosen in rng.permutation(len(series)):
        if sum(map(len, found.values())) >= MOST:
            break
        for _ in range(EACH):
            n = int(rng.choice(LENGTHS))
            cut = _cut(series[chosen], n, rng)
            if cut:
                name = "" if rng.random() < UNNAMED else cut[3]
                found[n].append((*cut[:3], name, cut[4]))
    return {
        n: Practice(*(np.array(part) for part in zip(*cuts, strict=True)))
        for n, cuts in found.items()
        if cuts
    }


def _cut(series, n, rng):
    """Return one history of ``n`` figures in consecutive years and what followed, or None."""
    years, values, *facts = series
    ends = np.arange(n - 1, len(years) - 1)
    ends = ends[years[ends] - years[ends - n + 1] == n - 1]
    if not len(ends):
        return None
    end = int(rng.choice(ends))
    ahead = dict(zip((years[end + 1 :] - years[end]).tolist(), values[end + 1 :], strict=True))
    later = np.array([ahead.get(h, np.nan) for h in HORIZONS])
    if np.isnan(later).all():
        return None
    return values[end - n + 1 : end + 1], later, *facts


@dataclass(frozen=True)
class Trials:
    """Practice forecasts whose outcome is known, R of them.

    location (R, 6), spread (R, 8), unchanged (R, 9), class_location (R, 5), class_spread (R, 2):
    features. probits (R,): of what came, under the mixture. direction (R,): of the recent change,
    -1 or 1. same (R,): whether the last figure came again. figures (R,): in the history. classes
    and folds (R,): of the series.
    """

    location: np.ndarray
    spread: np.ndarray
    unchanged: np.ndarray
    class_location: np.ndarray
    class_spread: np.ndarray
    probits: np.ndarray
    direction: np.ndarray
    same: np.ndarray
    figures: np.ndarray
    classes: np.ndarray
    folds: np.ndarray

    def where(self, mask: np.ndarray) -> Trials:
        """Return the trials for which ``mask`` (R,) holds."""
        return Trials(**{name: part[mask] for name, part in vars(self).items()})


def try_out(kind: str, practice: dict[int, Practice], log_prior, progress) -> Trials:
    """Return the forecasts of all practice histories of a kind, and what came.

    ``log_prior(reference_class, fold)`` gives the log weights learned without that fold's
    series, (B,).
    """
    parts = []
    for n, cuts in progress(sorted(practice.items())):
        for start in range(0, len(cuts.values), CHUNK):
            part = Practice(*(each[start : start + CHUNK] for each in vars(cuts).values()))
            parts.append(_try(kind, n, part, log_prior))
    names = list(Trials.__dataclass_fields__)
    return Trials(**{name: np.concatenate([part[name] for part in parts]) for name in names})


def _try(kind, n, cuts, log_prior):
    priors = np.array([log_prior(*key) for key in zip(cuts.classes, cuts.folds, strict=True)])
    pattern = Pattern(tuple(range(n)), (0,) * n, tuple(n - 1 + h for h in HORIZONS))
    mixed = mixture(cuts.values, kind, pattern, priors)
    history = History.of(np.arange(n), cuts.values, cuts.decimals, cuts.classes == "")
    features = Features.of(mixed, *tabulate(mixed, history.last), history, np.array(HORIZONS))
    known = ~np.isnan(cuts.later)
    z = probit(mixed.cdf(np.nan_to_num(cuts.later)[..., None]))[..., 0]
    series = np.nonzero(known)[0]
    rows = {
        name: np.stack([part[known] for part in getattr(features, name)()], axis=1)
        for name in ("location", "spread", "unchanged", "class_location", "class_spread")
    }
    return rows | {
        "probits": np.clip(z[known], -FARTHEST, FARTHEST),
        "direction": history.direction()[series],
        "same": (cuts.later == history.last[:, None])[known],
        "figures": np.full(len(series), n),
        "classes": cuts.classes[series],
        "folds": cuts.folds[series],
    }


def learn_adjustments(
    trials: Trials,
) -> tuple[dict[str, Adjustment], dict[tuple[str, str], ClassEffect]]:
    """Return adjustments by length of history, and effects by (reference class, length).

    Lengths are named as by ``priors.length_name``; a length with few trials learns from all
    of them.
    """
    lengths = np.array([length_name(n) for n in trials.figures])
    fits, moved = {}, trials.where(~trials.same)
    rest = np.empty(len(moved.probits))
    for name in LENGTH_NAMES:
        mine = lengths == name
        fits[name] = _fit(trials.where(mine) if mine.sum() >= FEWEST else trials)
        now = lengths[~trials.same] == name
        location, spread, _ = fits[name]
        rest[now] = (moved.probits[now] - moved.location[now] @ location) / np.exp(
            moved.spread[now] @ spread
        )
    effects, rest = learn_effects(moved, np.clip(rest, -WIDEST, WIDEST))
    rest = rest * moved.direction
    tables = {name: _table(rest, lengths[~trials.same] == name) for name in LENGTH_NAMES}
    counts = {name: int((lengths == name).sum()) for name in LENGTH_NAMES}
    adjustments = {
        name: Adjustment(*fits[name][:2], tables[name], fits[name][2], counts[name])
        for name in LENGTH_NAMES
    }
    return adjustments, effects


def _fit(trials):
    """Return coefficients of location, spread and unchanged."""
    moved = trials.where(~trials.same)
    unchanged = _logistic(trials.unchanged, trials.same.astype(float))
    return *_location_spread(moved.location, moved.spread, moved.probits), unchanged


def _table(rest, mine):
    """Return the quantiles of the directed residuals of one length, of all where it has few."""
    rest = rest[mine] if mine.sum() >= FEWEST else rest
    if not len(rest):  # every figure came again
        return RESIDUAL_PROBITS.copy()
    table = np.clip(np.quantile(rest, ndtr(RESIDUAL_PROBITS)), -WIDEST, WIDEST)
    return np.maximum.accumulate(table + 1e-9 * np.arange(len(table)))


def _location_spread(location, spread, z):
    """Return coefficients of the location and of the log spread of z, by maximum likelihood."""
    split = location.shape[1]

    def loss(coefficients):
        a, b = coefficients[:split], coefficients[split:]
        scale = np.exp(spread @ b)
        r = (z - location @ a) / scale
        pull = (DEGREES + 1) / DEGREES * r / (1 + r**2 / DEGREES)
        value = np.log(scale) + (DEGREES + 1) / 2 * np.log1p(r**2 / DEGREES)
        slope = np.r_[-(location.T @ (pull / scale)), spread.T @ (1 - pull * r)]
        return value.sum() + _RIDGE * coefficients @ coefficients, slope + 2 * _RIDGE * coefficients

    found = minimize(loss, np.zeros(split + spread.shape[1]), jac=True, method="L-BFGS-B").x
    return found[:split], found[split:]


def _logistic(features, happened):
    """Return coefficients of the log-odds of what happened, by penalised maximum likelihood."""

    def loss(coefficients):
        odds = features @ coefficients
        value = (np.logaddexp(0, odds) - happened * odds).sum()
        slope = features.T @ (expit(odds) - happened)
        return value + _RIDGE * coefficients @ coefficients, slope + 2 * _RIDGE * coefficients

    return minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B").x
