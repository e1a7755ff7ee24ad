"""The adjustment and the effects of reference classes, learned from practice on a panel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from urbanstats.trend import adjust
from urbanstats.trend.mixture import Pattern, mixture
from urbanstats.trend.priors import LENGTH_NAMES, length_name, span_name

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
    history = adjust.History.of(np.arange(n), cuts.values, cuts.decimals, cuts.classes == "")
    features = adjust.Features.of(
        mixed, *adjust.tabulate(mixed, history.last), history, np.array(HORIZONS)
    )
    known = ~np.isnan(cuts.later)
    z = adjust.probit(mixed.cdf(np.nan_to_num(cuts.later)[..., None]))[..., 0]
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


def learn_adjustments(trials: Trials) -> tuple[dict[str, adjust.Adjustment], dict]:
    """Return adjustments by length of history, and effects by (reference class, length).

    Lengths are named as by ``priors.length_name``; a length with few trials learns from all
    of them.
    """
    lengths = np.array([length_name(n) for n in trials.figures])
    fits, moved = {}, trials.where(~trials.same)
    rest = np.empty(len(moved.probits))
    for name in LENGTH_NAMES:
        mine = lengths == name
        seen = trials.where(mine) if mine.sum() >= FEWEST else trials
        location, spread = _location_spread(seen.where(~seen.same))
        fits[name] = location, spread, _logistic(seen.unchanged, seen.same.astype(float))
        now = lengths[~trials.same] == name
        scale = np.exp(moved.spread[now] @ spread)
        rest[now] = (moved.probits[now] - moved.location[now] @ location) / scale
    effects, rest = learn_effects(moved, np.clip(rest, -WIDEST, WIDEST))
    rest = rest * moved.direction
    adjustments = {}
    for name, (location, spread, unchanged) in fits.items():
        table, count = _table(rest, lengths[~trials.same] == name), int((lengths == name).sum())
        adjustments[name] = adjust.Adjustment(location, spread, table, unchanged, count)
    return adjustments, effects


def _table(rest, mine):
    """Return the quantiles of the directed residuals of one length, of all where it has few."""
    rest = rest[mine] if mine.sum() >= FEWEST else rest
    if not len(rest):  # every figure came again
        return adjust.RESIDUAL_PROBITS.copy()
    table = np.clip(np.quantile(rest, ndtr(adjust.RESIDUAL_PROBITS)), -WIDEST, WIDEST)
    return np.maximum.accumulate(table + 1e-9 * np.arange(len(table)))


def _location_spread(trials):
    """Return coefficients of the location and of the log spread, by maximum likelihood."""
    location, spread, z = trials.location, trials.spread, trials.probits
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


PSEUDO_TRIALS = 30.0
EFFECT_DEGREES = 6.0  # of Student's t: far residuals count for less
MOST_SQUARED = 9.0  # squared residuals, in units of the usual, are held below
ROUNDS = 8  # of reweighting, and of Newton's method for the spread


def learn_effects(trials: Trials, rest: np.ndarray) -> tuple[dict, np.ndarray]:
    """Return the effects by (reference class, length), and the residuals without them.

    ``rest`` (R,) holds what the adjustment of the kind left of the trials. The residuals
    returned are each without an effect learned from the *other* folds of its class, so that
    they are as wide as those of series never seen.
    """
    effects, left = {}, rest.copy()
    spans = np.array([span_name(n) for n in trials.figures])
    for span in np.unique(spans):
        usual = rest[spans == span].std()
        for name in np.unique(trials.classes[spans == span]):
            mine = np.flatnonzero((spans == span) & (trials.classes == name))
            if not name:
                continue
            effects[str(name), str(span)] = _estimate(trials, rest, mine, usual)
            for fold in np.unique(trials.folds[mine]):
                seen = trials.folds[mine] != fold
                effect = _estimate(trials, rest, mine[seen], usual)
                left[mine[~seen]] = _without(effect, trials, rest, mine[~seen])
    return effects, left


def _estimate(trials, rest, rows, usual):
    """Return the effect that some rows show; ``usual`` is the kind's spread of residuals."""
    x, y, r = trials.class_location[rows], trials.class_spread[rows], rest[rows]
    location, spread = np.zeros(x.shape[1]), np.zeros(y.shape[1])
    ridge = PSEUDO_TRIALS * np.eye(x.shape[1])
    for _ in range(ROUNDS):
        weight = (EFFECT_DEGREES + 1) / (EFFECT_DEGREES + (r - x @ location) ** 2)
        location = np.linalg.solve((x * weight[:, None]).T @ x + ridge, x.T @ (weight * r))
    error, ridge = r - x @ location, PSEUDO_TRIALS * np.eye(y.shape[1])
    for _ in range(ROUNDS):
        excess = np.minimum((error / np.exp(y @ spread) / usual) ** 2, MOST_SQUARED) - 1
        slope = y.T @ excess - PSEUDO_TRIALS * spread
        spread = spread + np.linalg.solve(2 * y.T @ y + ridge, slope)
    return adjust.ClassEffect(location, spread)


def _without(effect, trials, rest, rows):
    move = trials.class_location[rows] @ effect.location
    stretch = trials.class_spread[rows] @ effect.spread
    left = rest[rows] - np.clip(move, -adjust.FARTHEST_MOVE, adjust.FARTHEST_MOVE)
    return left / np.exp(np.clip(stretch, -adjust.FARTHEST_STRETCH, adjust.FARTHEST_STRETCH))
