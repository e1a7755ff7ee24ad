"""Quantiles of a mixture, and the learned adjustment that makes them honest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from urbanstats.trend.behaviours import BLOCKS, BOUNDS
from urbanstats.trend.mixture import Mixture

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


RESIDUAL_PROBITS = np.linspace(-3.2, 3.2, 65)
FARTHEST_MOVE, FARTHEST_STRETCH = 0.7, 0.5  # a class may differ so far from its kind, not more
_USUAL_LOG_WIDTH = {"percent": -2.9, "count": -0.8}  # centres the width features


@dataclass(frozen=True)
class Adjustment:
    """Learned correction of one kind's forecasts.

    location, spread, unchanged : coefficients of the features of these names in ``Features``;
    unchanged gives the log-odds that the next figure repeats the last. residuals : quantiles of
    the residual at the probabilities whose probits are RESIDUAL_PROBITS, counted in the direction
    of the recent change: for a falling series they are mirrored. forecasts : number of panel
    forecasts it was learned from.
    """

    location: np.ndarray
    spread: np.ndarray
    residuals: np.ndarray
    unchanged: np.ndarray
    forecasts: int

    @classmethod
    def neutral(cls) -> Adjustment:
        """Return the adjustment that leaves every forecast as it is, for want of practice."""
        never = np.r_[-60.0, np.zeros(8)]
        return cls(np.zeros(6), np.zeros(8), RESIDUAL_PROBITS.copy(), never, 0)


@dataclass(frozen=True)
class ClassEffect:
    """How forecasts of one reference class differ from those of their kind.

    location : coefficients of ``Features.class_location``, added to the location in units of the
    spread, within ``FARTHEST_MOVE``. spread : coefficients of ``Features.class_spread``, added to
    the log spread, within ``FARTHEST_STRETCH``.
    """

    location: np.ndarray
    spread: np.ndarray

    @classmethod
    def none(cls) -> ClassEffect:
        """Return the effect of a class that is not known."""
        return cls(np.zeros(5), np.zeros(2))


@dataclass(frozen=True)
class History:
    """What the features need to know of N series, each (N,).

    last : newest figure. change : mean yearly change. trend : its t-ratio. same : share of
    changes that were none. run : unbroken unchanged years up to now. unit : size of the last
    published decimal. of_kind : whether the prior is that of the kind, the class being unknown.
    """

    last: np.ndarray
    change: np.ndarray
    trend: np.ndarray
    same: np.ndarray
    run: np.ndarray
    unit: np.ndarray
    of_kind: np.ndarray

    @classmethod
    def of(cls, years, values, decimals, of_kind) -> History:
        """Return the history of series with figures ``values`` (N, m) in ``years`` (m,).

        With one figure there is no change and nothing unchanged, with two no trend.
        """
        size = len(values)
        steps = np.diff(values, axis=1)
        none = np.zeros(size)
        if not steps.shape[1]:
            return cls(values[:, -1], none, none, none, none, 10.0**-decimals, of_kind)
        yearly = steps / np.diff(years)
        change = (values[:, -1] - values[:, 0]) / (years[-1] - years[0])
        noise = np.sqrt(((yearly - change[:, None]) ** 2).sum(axis=1) / max(len(years) - 2, 1))
        error = noise / np.sqrt(len(years) - 1)
        trend = np.divide(change, error, out=np.where(change == 0, 0.0, np.inf), where=error > 0)
        trend = trend if len(years) > 2 else none  # two figures cannot tell trend from noise
        run = np.cumprod(steps[:, ::-1] == 0, axis=1).sum(axis=1).astype(float)
        same = (steps == 0).mean(axis=1)
        return cls(values[:, -1], change, trend, same, run, 10.0**-decimals, of_kind)

    def direction(self) -> np.ndarray:
        """Return -1 for series that have been falling, else 1, (N,)."""
        return np.where(self.shrunk_change() < 0, -1.0, 1.0)

    def shrunk_change(self) -> np.ndarray:
        """Return the yearly change discounted by how uncertain it is: t^2 / (t^2 + 7) of it."""
        square = np.minimum(self.trend**2, 1e12)
        return self.change * square / (square + 7)


@dataclass(frozen=True)
class Forecast:
    """Adjusted predictive distributions of N series in H years; read by `cdf` and `quantile`.

    nodes, probits : the tabulated mixture, (N, H, V). location, spread, unchanged : (N, H).
    residuals : the kind's residual table. last and direction of the recent change (N,).
    """

    mixture: Mixture
    nodes: np.ndarray
    probits: np.ndarray
    location: np.ndarray
    spread: np.ndarray
    unchanged: np.ndarray
    residuals: np.ndarray
    last: np.ndarray
    direction: np.ndarray

    def row(self, number: int) -> Forecast:
        """Return the forecast of one of the series, with N = 1."""
        one = slice(number, number + 1)
        each = ["nodes", "probits", "location", "spread", "unchanged", "last", "direction"]
        parts = {name: getattr(self, name)[one] for name in each}
        return replace(self, mixture=self.mixture.row(number), **parts)

    def _continuous(self, z: np.ndarray) -> np.ndarray:
        """Return P(figure <= value | it changes) from the mixture's probits (N, H, V)."""
        way = self.direction[:, None, None]
        residual = way * (z - self.location[..., None]) / self.spread[..., None]
        return ndtr(way * _extended(residual, self.residuals, RESIDUAL_PROBITS))

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return P(figure <= value) for ``values`` (N, H, V) in the unit, same shape."""
        unchanged = self.unchanged[..., None]
        continuous = self._continuous(probit(self.mixture.cdf(values)))
        again = values >= self.last[:, None, None]
        return (1 - unchanged) * continuous + unchanged * again

    def quantile(self, levels: np.ndarray) -> np.ndarray:
        """Return the values not exceeded with probability ``levels`` (Q,), shape (N, H, Q)."""
        unchanged, last = self.unchanged[..., None], self.last[:, None, None]
        at_last = interpolate(np.broadcast_to(last, unchanged.shape), self.nodes, self.probits)
        below = (1 - unchanged) * self._continuous(at_last)
        above = levels > below + unchanged
        share = np.where(above, levels - unchanged, levels) / (1 - unchanged)
        way = self.direction[:, None, None]
        residual = way * _extended(way * probit(share), RESIDUAL_PROBITS, self.residuals)
        z = residual * self.spread[..., None] + self.location[..., None]
        moved = interpolate(z, self.probits, self.nodes)
        moved = np.where(above, np.maximum(moved, last), np.minimum(moved, last))
        return np.where((levels >= below) & ~above, last, moved)


def _extended(x, xp, fp):
    """Return linear interpolation that goes on with slope 1 beyond the ends."""
    inside = np.interp(x, xp, fp)
    return inside + np.minimum(x - xp[0], 0) + np.maximum(x - xp[-1], 0)


def adjusted(
    mixture: Mixture,
    history: History,
    ahead: np.ndarray,
    adjustment: Adjustment,
    effects: Sequence[ClassEffect],
) -> Forecast:
    """Return the adjusted forecast of a mixture; ``effects`` has one entry per series.

    ``ahead`` (H,) counts years from the newest figure; where it is 0 or less the year lies
    inside the history and the mixture is left as it is.
    """
    nodes, probits = tabulate(mixture, history.last)
    features = Features.of(mixture, nodes, probits, history, np.maximum(ahead, 1))
    later = ahead > 0
    location = _dot(features.location(), adjustment.location)
    spread = np.exp(_dot(features.spread(), adjustment.spread))
    own = _dot(features.class_location(), _columns(effects, "location"))
    location += spread * np.clip(own, -FARTHEST_MOVE, FARTHEST_MOVE)
    own = _dot(features.class_spread(), _columns(effects, "spread"))
    spread *= np.exp(np.clip(own, -FARTHEST_STRETCH, FARTHEST_STRETCH))
    location, spread = np.where(later, location, 0.0), np.where(later, spread, 1.0)
    odds = _dot(features.unchanged(), adjustment.unchanged)
    unchanged = np.where(later, 1 / (1 + np.exp(-odds)), 0.0)
    told = location, spread, unchanged, adjustment.residuals, history.last, history.direction()
    return Forecast(mixture, nodes, probits, *told)


def _dot(features, coefficients):
    """Return features @ coefficients, summed in order: the same bytes in a batch of any size."""
    return sum(part * weight for part, weight in zip(features, coefficients, strict=True))


def _columns(effects, part):
    """Return each coefficient of all series as a column, (N, 1), to be met by its feature."""
    return np.array([getattr(effect, part) for effect in effects]).T[..., None]


@dataclass(frozen=True)
class Features:
    """What the corrections depend on, each (N, H); the same when learning and when applying.

    at_last, at_trend : probit, under the mixture, of the last figure and of the last figure
    moved on by the shrunk change, within 2.5. width : log of the mixture's 8-in-10 interval
    relative to the range of a percentage (100) or to the last count, centred and within 3.
    repeat : log-odds the mixture gives to values that round to the last figure. level : where
    the last figure stands, (figure - 50) / 25 for a percentage, 0 for a count.
    """

    at_last: np.ndarray
    at_trend: np.ndarray
    width: np.ndarray
    repeat: np.ndarray
    horizon: np.ndarray
    history: History
    at_bound: np.ndarray
    level: np.ndarray

    @classmethod
    def of(cls, mixture, nodes, probits, history, ahead):
        """Return the features of a tabulated mixture for horizons ``ahead`` (H,) of 1 or more."""
        last = np.broadcast_to(history.last[:, None], (len(nodes), len(ahead)))
        unit = history.unit[:, None]
        moved = last + history.shrunk_change()[:, None] * ahead
        z = probit(mixture.cdf(np.stack([last, moved, last - unit / 2, last + unit / 2], axis=2)))
        at_last, at_trend = np.clip(z[..., 0], -2.5, 2.5), np.clip(z[..., 1], -2.5, 2.5)
        p = np.clip(ndtr(z[..., 3]) - ndtr(z[..., 2]), 1e-4, 1 - 1e-4)
        tenths = interpolate(np.broadcast_to([-1.2816, 1.2816], (*last.shape, 2)), probits, nodes)
        wide = tenths[..., 1] - tenths[..., 0]
        if mixture.kind == "percent":
            log_width = np.log((wide + 0.01) / 100)
            at_bound, level = last >= 100, (last - 50) / 25
        else:
            log_width = np.log((wide + unit) / (last + unit))
            at_bound, level = last <= 0, np.zeros_like(wide)
        width = np.clip((log_width - _USUAL_LOG_WIDTH[mixture.kind]) / 1.5, -3, 3)
        horizon = np.broadcast_to(np.log(ahead), last.shape)
        repeat = np.log(p / (1 - p))
        at_bound = at_bound.astype(float)
        return cls(at_last, at_trend, width, repeat, horizon, history, at_bound, level)

    def location(self):
        """Return the features of the location, six arrays."""
        w = self.width
        return np.ones_like(w), w, w**2, self.at_last, self.at_trend, self._of_kind()

    def spread(self):
        """Return the features of the log of the spread, eight arrays."""
        w, h, of_kind = self.width, self.horizon, self._of_kind()
        still = np.abs(self.at_last)
        return np.ones_like(w), h, w, w**2, still, w * h, of_kind, of_kind * w

    def _of_kind(self):
        """Return 1 where the class is not known, (N, H)."""
        return np.broadcast_to(self.history.of_kind[:, None] * 1.0, self.width.shape)

    def class_location(self):
        """Return the features of a class's own location, five arrays."""
        return np.ones_like(self.width), self.width, self.at_last, self.at_trend, self.level

    def class_spread(self):
        """Return the features of the log of a class's own spread, two arrays."""
        return np.ones_like(self.width), self.level

    def unchanged(self):
        """Return the features of the log-odds of an unchanged figure, nine arrays."""
        same = np.broadcast_to(self.history.same[:, None], self.width.shape)
        run = np.broadcast_to(np.log1p(self.history.run)[:, None], self.width.shape)
        whole = np.broadcast_to((self.history.unit == 1)[:, None] * 1.0, self.width.shape)
        h, one = self.horizon, np.ones_like(self.width)
        return one, self.repeat, same, run, self.at_bound, h, whole, same * h, run * h
