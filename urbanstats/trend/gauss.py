"""Closed forms: likelihood and forecast of a Gaussian path with unknown level.

With its shape fixed, a path is Gaussian up to its level (one unknown constant per
statistical basis, with a flat prior), its shock size and its mean drift. Everything that
follows is one factorisation of an n x n matrix per shape, shared by every series that has
figures in the same years. References: A. C. Harvey (1989), *Forecasting, Structural Time
Series Models and the Kalman Filter*, section 3.4 (diffuse likelihood); H. D. Patterson and
R. Thompson (1971), Biometrika 58, 545 (likelihood of contrasts).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from urbanstats.trend.behaviours import SHAPES


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
