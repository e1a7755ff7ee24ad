"""Weights of all behaviours given a history, from closed forms for a Gaussian path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from scipy.special import ndtr

from urbanstats.trend.behaviours import BLOCKS, SHAPES, count_anchor


@dataclass(frozen=True)
class Pattern:
    """When a series has figures and for which years it is asked.

    years : years with a figure, counted from the first (starts with 0, never decreases).
    levels : which unknown level each figure stands on; forecasts stand on level 0.
    ahead : years asked for, on the same count; they may lie inside the history.
    """

    years: tuple[int, ...]
    levels: tuple[int, ...]
    ahead: tuple[int, ...]

    @property
    def contrasts(self) -> int:
        """Number of figures left once each level is given away."""
        return len(self.years) - len(set(self.levels))

    def leads(self) -> np.ndarray:
        """Return True for the first figure of each level: the one that sets it."""
        return np.array([level not in self.levels[:i] for i, level in enumerate(self.levels)])


@dataclass(frozen=True)
class ClosedForm:
    """What a pattern gives for each of the S shapes, with shocks of size 1.

    contrasts : (S, n - m, n) whitened combinations of the figures that are free of the levels.
    drift : (S, n - m) the same combinations of a drift of 1 a year.
    log_det : (S,) log-determinant in the likelihood of the contrasts.
    gain : (S, H, n) forecast mean as a combination of the figures.
    carry : (S, H) what a drift of 1 a year adds to the forecast beyond the gain.
    spread : (S, H, H) covariance of the published figures in the years asked for.
    """

    contrasts: np.ndarray
    drift: np.ndarray
    log_det: np.ndarray
    gain: np.ndarray
    carry: np.ndarray
    spread: np.ndarray


@lru_cache(maxsize=256)
def closed_form(pattern: Pattern) -> ClosedForm:
    """Return the closed forms of every shape in ``SHAPES`` for one pattern of years."""
    forms = [_one_shape(shape, pattern) for shape in SHAPES]
    return ClosedForm(*(np.stack(part) for part in zip(*forms, strict=True)))


def _one_shape(shape, pattern):
    t, ahead = np.array(pattern.years, float), np.array(pattern.ahead, float)
    n, m = len(t), len(set(pattern.levels))
    design = np.equal.outer(pattern.levels, range(m)).astype(float)
    k = shape.covariance(t, t) + shape.noise**2 * np.eye(n)
    k_ahead = shape.covariance(t, ahead)
    k_future = shape.covariance(ahead, ahead) + shape.noise**2 * np.eye(len(ahead))

    whiten = np.linalg.inv(np.linalg.cholesky(k))
    q, r = np.linalg.qr(whiten @ design, mode="complete")
    levels, free = q[:, :m].T @ whiten, q[:, m:].T @ whiten  # combinations of the figures
    set_level = np.linalg.solve(r[:m], levels)  # (m, n): generalised least squares levels
    log_det = -2 * np.log(np.diag(whiten)).sum() + 2 * np.log(np.abs(np.diag(r[:m]))).sum()

    seen = free @ k_ahead
    gain = set_level[[0] * len(ahead)] + seen.T @ free
    missed = np.eye(m)[0][:, None] - design.T @ (whiten.T @ (whiten @ k_ahead))
    level_error = np.linalg.solve(r[:m].T, missed)
    known = whiten @ k_ahead
    spread = k_future - known.T @ known + level_error.T @ level_error
    return free, free @ t, log_det, gain, ahead - gain @ t, spread


def combine(matrix: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return ``matrix @ row`` for each row of ``values``, shape (N,) + matrix.shape[:-1].

    Sums figure by figure rather than by a matrix product, so that a series gets the same
    bytes alone as in a batch of any size.
    """
    total = np.zeros((len(values), *matrix.shape[:-1]))
    for i in range(values.shape[1]):
        total += values[:, i].reshape(-1, *[1] * (matrix.ndim - 1)) * matrix[..., i]
    return total


NEGLIGIBLE = 1e-4  # of the heaviest weight: lighter behaviours are dropped
AT_ONCE = 10_000  # numbers that a distribution function is computed for in one go
MOST = {0: 320, 1: 160}  # behaviours kept at most with none or one change to judge by; else
USUAL = 80


def anchors(values: np.ndarray, kind: str) -> np.ndarray:
    """Return the level each row's scale is relative to, (N,); 1 for percentages."""
    return count_anchor(values) if kind == "count" else np.ones(len(values))


def log_likelihood(values: np.ndarray, kind: str, pattern: Pattern) -> np.ndarray:
    """Return the log-likelihood of each series under each behaviour, shape (N, B).

    ``values`` (N, n) in the unit of the series. The density is that of the figures given the
    first of each level, in the unit of the series, so that scales compete fairly; with one
    figure it is 0 throughout.
    """
    form, anchor = closed_form(pattern), anchors(values, kind)[:, None]
    parts = [_block_log_likelihood(b, values, anchor, pattern, form) for b in BLOCKS[kind]]
    return np.concatenate(parts, axis=1)


def _block_log_likelihood(block, values, anchor, pattern, form):
    z = block.scale.forward(values, anchor)
    slope = np.where(pattern.leads(), 0.0, block.scale.log_slope(values, anchor)).sum(axis=1)
    rest = combine(form.contrasts, z)  # (N, S, n - m)
    mu = np.array(block.drifts)
    square = (
        (rest**2).sum(axis=2)[..., None]
        - 2 * (rest * form.drift).sum(axis=2)[..., None] * mu
        + (form.drift**2).sum(axis=1)[:, None] * mu**2
    )  # (N, S, mu)
    shock = np.array(block.shocks)[:, None]
    constant = form.log_det[:, None, None] + pattern.contrasts * np.log(2 * np.pi * shock**2)
    ll = -0.5 * (constant + np.maximum(square, 0)[:, :, None, :] / shock**2)
    return ll.reshape(len(values), -1) + slope[:, None]


@dataclass(frozen=True)
class Mixture:
    """Predictive distribution of N series in H years: normals on each behaviour's scale.

    kind : ``"percent"`` or ``"count"``. anchor : level that each series' scales are relative to,
    (N,). weights : of each kept behaviour, (N, K), summing to 1. block, shape, shock : scale
    number, shape number and shock size of each, (N, K). mean : forecast mean on the behaviour's
    scale, (N, K, H). spread : covariance between the years for each shape with shocks of size 1,
    (S, H, H).
    """

    kind: str
    anchor: np.ndarray
    weights: np.ndarray
    block: np.ndarray
    shape: np.ndarray
    shock: np.ndarray
    mean: np.ndarray
    spread: np.ndarray

    def row(self, number: int) -> Mixture:
        """Return the mixture of one of the series, with N = 1."""
        each = ["anchor", "weights", "block", "shape", "shock", "mean"]
        return replace(self, **{name: getattr(self, name)[number : number + 1] for name in each})

    @property
    def sd(self) -> np.ndarray:
        """Return the standard deviation on the behaviour's scale, (N, K, H)."""
        unit = np.sqrt(np.diagonal(self.spread, axis1=1, axis2=2))
        return self.shock[..., None] * unit[self.shape]

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return P(published figure <= value) for ``values`` (N, H, V), same shape."""
        anchor = self.anchor[:, None, None]
        z = np.stack([block.scale.forward(values, anchor) for block in BLOCKS[self.kind]])
        total, steep, row = np.zeros(values.shape), 1 / self.sd, np.arange(len(values))
        some = max(1, AT_ONCE // values.size)  # behaviours at once: few numbers cost many calls
        for first in range(0, self.weights.shape[1], some):
            k = slice(first, first + some)
            u = z[self.block[:, k].T, row]  # (K, N, H, V)
            u -= self.mean[:, k].transpose(1, 0, 2)[..., None]
            u *= steep[:, k].transpose(1, 0, 2)[..., None]
            ndtr(u, out=u)
            u *= self.weights[:, k].T[..., None, None]
            for each in u:  # in order: the same bytes in a batch of any size
                total += each
        return total

    def draws(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return ``n`` joint draws of the first series' figures, (n, H), in its unit."""
        k = rng.choice(self.weights.shape[1], size=n, p=self.weights[0])
        noise = rng.standard_normal((n, self.mean.shape[2]))
        root = np.linalg.cholesky(self.spread)[self.shape[0, k]]
        z = self.mean[0, k] + self.shock[0, k, None] * np.einsum("nij,nj->ni", root, noise)
        back = [block.scale.back(z, self.anchor[0]) for block in BLOCKS[self.kind]]
        return np.choose(self.block[0, k, None], back)


def mixture(values: np.ndarray, kind: str, pattern: Pattern, log_prior: np.ndarray) -> Mixture:
    """Return the mixture of N series of one kind under a prior over behaviours, (B,) or (N, B).

    ``values`` (N, n) in the unit of the series; ``log_prior`` may hold minus infinity.
    Behaviours of ``NEGLIGIBLE`` weight, and all but the heaviest few hundred (``MOST``,
    ``USUAL``), are dropped and the rest reweighted to 1.
    """
    score = log_likelihood(values, kind, pattern) + log_prior
    top = _heaviest(score, MOST.get(pattern.contrasts, USUAL))
    weights = np.take_along_axis(score, top, axis=1)
    weights = np.exp(weights - weights[:, :1])
    weights[weights < NEGLIGIBLE] = 0.0
    kept = (weights > 0).sum(axis=1).max()
    top, weights = top[:, :kept], weights[:, :kept]
    weights = weights / weights.cumsum(axis=1)[:, -1:]  # in order: the same bytes in any batch
    form, anchor = closed_form(pattern), anchors(values, kind)
    moments = _moments(values, kind, form, anchor, top)
    return Mixture(kind, anchor, weights, *moments, form.spread)


def _heaviest(score, most):
    """Return the numbers of the ``most`` highest scores of each row, highest first."""
    part = np.sort(np.argpartition(-score, most, axis=1)[:, :most], axis=1)
    order = np.argsort(-np.take_along_axis(score, part, axis=1), axis=1, kind="stable")
    return np.take_along_axis(part, order, axis=1)


def _moments(values, kind, form, anchor, chosen):
    """Return scale, shape and shock (N, K) and mean (N, K, H) of each chosen behaviour."""
    number, shape = np.empty(chosen.shape, int), np.empty(chosen.shape, int)
    shock, mean = np.empty(chosen.shape), np.empty((*chosen.shape, form.gain.shape[1]))
    first = 0
    for n, block in enumerate(BLOCKS[kind]):
        at = np.nonzero((chosen >= first) & (chosen < first + block.size))
        rest, mu = np.divmod(chosen[at] - first, len(block.drifts))
        s, size = np.divmod(rest, len(block.shocks))
        base = combine(form.gain, block.scale.forward(values, anchor[:, None]))  # (N, S, H)
        number[at], shape[at], shock[at] = n, s, np.array(block.shocks)[size]
        mean[at] = base[at[0], s] + np.array(block.drifts)[mu, None] * form.carry[s]
        first += block.size
    return number, shape, shock, mean
