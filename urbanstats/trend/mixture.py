"""Posterior weights and the mixture of normals they make.

All arrays run over N series that share one pattern of years; B counts behaviours, H years
asked for. A single series is a batch of one and gets the same bytes as in any other batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from urbanstats.trend.behaviours import BLOCKS, Block
from urbanstats.trend.gauss import ClosedForm, Pattern, closed_form, combine
from urbanstats.trend.scales import count_anchor

NEGLIGIBLE = 1e-4  # of the heaviest weight: lighter behaviours are dropped
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


def _block_log_likelihood(
    block: Block, values: np.ndarray, anchor: np.ndarray, pattern: Pattern, form: ClosedForm
) -> np.ndarray:
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

    Parameters
    ----------
    kind
        ``"percent"`` or ``"count"``.
    anchor
        Level that each series' scales are relative to, (N,).
    weights
        Weight of each kept behaviour, (N, K), summing to 1.
    block, shape, shock
        Scale number, shape number and shock size of each kept behaviour, (N, K).
    mean
        Forecast mean on the behaviour's scale, (N, K, H).
    spread
        Covariance between the years for each shape with shocks of size 1, (S, H, H).
    """

    kind: str
    anchor: np.ndarray
    weights: np.ndarray
    block: np.ndarray
    shape: np.ndarray
    shock: np.ndarray
    mean: np.ndarray
    spread: np.ndarray

    @property
    def sd(self) -> np.ndarray:
        """Return the standard deviation on the behaviour's scale, (N, K, H)."""
        unit = np.sqrt(np.diagonal(self.spread, axis1=1, axis2=2))
        return self.shock[..., None] * unit[self.shape]

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return P(published figure <= value) for ``values`` (N, H, V), same shape."""
        z = np.stack(
            [block.scale.forward(values, self.anchor[:, None, None]) for block in BLOCKS[self.kind]]
        )
        total, steep, row = np.zeros(values.shape), 1 / self.sd, np.arange(len(values))
        for k in range(self.weights.shape[1]):  # in order: the same bytes in a batch of any size
            u = z[self.block[:, k], row]
            u -= self.mean[:, k, :, None]
            u *= steep[:, k, :, None]
            ndtr(u, out=u)
            u *= self.weights[:, k, None, None]
            total += u
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
