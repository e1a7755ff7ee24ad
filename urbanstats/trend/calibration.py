"""Learning the adjustment: forecasts of past panel figures, held against what came.

Forecasts are made from short histories cut out of the panel, with priors learned without
the series in question; what their probits leave over is described by a location, a spread
and a table of residuals (maximum likelihood with Student's t, six degrees of freedom, which
a few breaks cannot pull about), and how often the last figure came again by a logistic
regression.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, ndtr

from urbanstats.trend.adjust import RESIDUAL_PROBITS, Adjustment, Features, History
from urbanstats.trend.gauss import Pattern
from urbanstats.trend.mixture import mixture
from urbanstats.trend.tabulate import probit, tabulate

LENGTHS = (1, 2, 3, 5, 8, 13, 20)  # figures in a practice history
HORIZONS = (1, 2, 3, 4, 5)
MOST = 10_000  # practice histories of a kind
CHUNK = 32  # histories forecast at a time: what fits the processor's cache
FARTHEST = 4.3  # probits of what came are held within; beyond, the mixture's tail is hearsay
WIDEST = 3.0  # residuals are held within: the outermost tail stays the mixture's own
FEWEST = 200  # practice forecasts that can teach an adjustment
_DEGREES = 6.0
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
    """Return practice histories by length, two of each series, until there are ``MOST``.

    ``series`` holds (years, values, decimals, reference class, fold) of each series of a kind.
    """
    found = {n: [] for n in LENGTHS}
    for chosen in rng.permutation(len(series)):
        if sum(map(len, found.values())) >= MOST:
            break
        for _ in range(2):
            n = int(rng.choice(LENGTHS))
            cut = _cut(series[chosen], n, rng)
            if cut:
                found[n].append(cut)
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


def learn_adjustment(kind: str, practice: dict[int, Practice], log_prior, progress) -> Adjustment:
    """Return the adjustment of a kind.

    ``log_prior(reference_class, fold)`` gives the log weights learned without that fold's
    series, (B,).
    """
    location, spread, repeat, residual, same = ([] for _ in range(5))
    for n, cuts in progress(sorted(practice.items())):
        for start in range(0, len(cuts.values), CHUNK):
            part = slice(start, start + CHUNK)
            priors = [
                log_prior(c, f) for c, f in zip(cuts.classes[part], cuts.folds[part], strict=True)
            ]
            pattern = Pattern(tuple(range(n)), (0,) * n, tuple(n - 1 + h for h in HORIZONS))
            mixed = mixture(cuts.values[part], kind, pattern, np.array(priors))
            history = History.of(np.arange(n), cuts.values[part], cuts.decimals[part], n)
            nodes, probits = tabulate(mixed, history.last)
            features = Features.of(mixed, nodes, probits, history, np.array(HORIZONS))
            later = cuts.later[part]
            known = ~np.isnan(later)
            z = probit(mixed.cdf(np.nan_to_num(later)[..., None]))[..., 0]
            location.append(_rows(features.location(), known))
            spread.append(_rows(features.spread(), known))
            repeat.append(_rows(features.unchanged(), known))
            residual.append(z[known])
            same.append((later == cuts.values[part][:, -1:])[known])
    if sum(map(len, residual)) < FEWEST:
        return Adjustment.neutral()
    return _estimate(*map(np.concatenate, (location, spread, repeat, residual, same)))


def _rows(features, known):
    return np.stack([part[known] for part in features], axis=1)


def _estimate(location, spread, repeat, z, same):
    unchanged = _logistic(repeat, same.astype(float))
    moved = ~same
    z = np.clip(z, -FARTHEST, FARTHEST)
    a, b = _location_spread(location[moved], spread[moved], z[moved])
    rest = (z[moved] - location[moved] @ a) / np.exp(spread[moved] @ b)
    table = np.clip(np.quantile(rest, ndtr(RESIDUAL_PROBITS)), -WIDEST, WIDEST)
    table = np.maximum.accumulate(table + 1e-9 * np.arange(len(table)))
    return Adjustment(a, b, table, unchanged, len(z))


def _location_spread(location, spread, z):
    """Return coefficients of the location and of the log spread of z, by maximum likelihood."""
    split = location.shape[1]

    def loss(coefficients):
        a, b = coefficients[:split], coefficients[split:]
        scale = np.exp(spread @ b)
        r = (z - location @ a) / scale
        pull = (_DEGREES + 1) / _DEGREES * r / (1 + r**2 / _DEGREES)
        value = np.log(scale) + (_DEGREES + 1) / 2 * np.log1p(r**2 / _DEGREES)
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
