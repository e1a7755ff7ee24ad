"""A mixture written down at fixed places, so that many quantiles cost little.

The mixture's distribution function is exact anywhere; its inverse is not a formula. Each
forecast is therefore tabulated at places spread over its own range, where the distribution
function is exact, and read between them on the probit scale, where a normal distribution is
a straight line.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from urbanstats.trend.behaviours import BLOCKS
from urbanstats.trend.mixture import Mixture
from urbanstats.trend.scales import BOUNDS

SMALLEST = 1e-12  # probabilities are kept this far from 0 and 1 on the probit scale
_TAIL = [1.9, 2.3, 2.8, 3.4, 4.2]  # probits of the nodes: many in the middle, few outside
_PROBITS = np.array([*(-z for z in reversed(_TAIL)), *np.linspace(-1.6, 1.6, 21), *_TAIL])
_ROUGH = np.array([*(-z for z in reversed(_TAIL)), *np.linspace(-1.2, 1.2, 5), *_TAIL])
NODES = len(_ROUGH) + len(_PROBITS) + 1  # a rough round, a finer one, and the last figure
_POINTS = np.array([-2.8, -1.7, -0.8, 0.0, 0.8, 1.7, 2.8])
_SHARES = np.diff(np.r_[0.0, ndtr((_POINTS[1:] + _POINTS[:-1]) / 2), 1.0])


def probit(p: np.ndarray) -> np.ndarray:
    """Return the standard normal quantile of probabilities, finite also at 0 and 1."""
    return ndtri(np.clip(p, SMALLEST, 1 - SMALLEST))


def interpolate(x: np.ndarray, xp: np.ndarray, fp: np.ndarray) -> np.ndarray:
    """Return each row's piecewise linear interpolation, flat beyond its ends.

    ``x`` (..., Q), ``xp`` and ``fp`` (..., V) with ``xp`` never decreasing along the last axis.
    """
    left = (xp[..., None, :] <= x[..., None]).sum(axis=-1) - 1
    left = np.clip(left, 0, xp.shape[-1] - 2)
    x0, x1 = (np.take_along_axis(xp, left + i, axis=-1) for i in (0, 1))
    f0, f1 = (np.take_along_axis(fp, left + i, axis=-1) for i in (0, 1))
    share = np.where(x1 > x0, (x - x0) / np.where(x1 > x0, x1 - x0, 1.0), 1.0)
    return f0 + np.clip(share, 0.0, 1.0) * (f1 - f0)


def tabulate(mixture: Mixture, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return nodes and the probits of the mixture's distribution function there, (N, H, V).

    ``last`` (N,) is each series' newest figure, about which forecasts crowd: a node too.
    The nodes lie near the mixture's own quantiles, within the bounds of its kind; both arrays
    never decrease along their last axis.
    """
    rough = _nodes(mixture)
    probits = np.maximum.accumulate(probit(mixture.cdf(rough)), axis=-1)
    wanted = np.broadcast_to(_PROBITS, (*rough.shape[:2], len(_PROBITS)))
    finer = interpolate(wanted, probits, rough)
    finer = np.concatenate([finer, np.broadcast_to(last[:, None, None], finer[..., :1].shape)], -1)
    nodes = np.concatenate([rough, finer], axis=-1)
    probits = np.concatenate([probits, probit(mixture.cdf(finer))], axis=-1)
    order = np.argsort(nodes, axis=-1, kind="stable")
    probits = np.take_along_axis(probits, order, axis=-1)
    return np.take_along_axis(nodes, order, axis=-1), np.maximum.accumulate(probits, axis=-1)


def _nodes(mixture):
    """Return rough quantiles: each normal stands in as a few weighted points, sorted."""
    z = mixture.mean[..., None] + mixture.sd[..., None] * _POINTS  # (N, K, H, P)
    anchor = mixture.anchor[:, None, None, None]
    back = [block.scale.back(z, anchor) for block in BLOCKS[mixture.kind]]
    points = np.where((mixture.block == 0)[:, :, None, None], *back)
    weights = np.broadcast_to(mixture.weights[:, :, None, None] * _SHARES, points.shape)
    series, _, years, _ = points.shape
    points = points.transpose(0, 2, 1, 3).reshape(series, years, -1)
    weights = weights.transpose(0, 2, 1, 3).reshape(series, years, -1)
    real = np.where(weights > 0, points, -np.inf)  # what has no weight must not move a node
    points = np.where(weights > 0, points, real.max(axis=-1, keepdims=True))
    order = np.argsort(points, axis=-1, kind="stable")
    points = np.take_along_axis(points, order, axis=-1)
    weights = np.take_along_axis(weights, order, axis=-1)
    middle = np.cumsum(weights, axis=-1) - weights / 2
    wanted = ndtr(_ROUGH)
    width = middle.shape[-1]
    rows = zip(middle.reshape(-1, width), points.reshape(-1, width), strict=True)
    nodes = np.array([np.interp(wanted, below, at) for below, at in rows])
    return np.clip(nodes.reshape(series, years, -1), *BOUNDS[mixture.kind])
