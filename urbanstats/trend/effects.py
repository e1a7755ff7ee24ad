"""Effects of reference classes: how forecasts of one class are off, beyond what its kind is.

Sewage treatment of Chinese cities rose faster and steadier than percentages usually do. What
practice forecasts of a class leave over after the adjustment of their kind is described by a
location and a log spread of its own, shrunk towards none as by a normal prior that weighs
``PSEUDO_TRIALS`` forecasts (a random effect, estimated by penalised least squares; N. M. Laird
and J. H. Ware 1982, Biometrics 38, 963). One effect is learned for histories of up to ``SHORT``
figures, one for longer ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from urbanstats.trend.adjust import FARTHEST_MOVE, FARTHEST_STRETCH, ClassEffect
from urbanstats.trend.priors import span_name

if TYPE_CHECKING:
    from urbanstats.trend.calibration import Trials

PSEUDO_TRIALS = 30.0
DEGREES = 6.0  # of Student's t: far residuals count for less
MOST_SQUARED = 9.0  # squared residuals, in units of the usual, are held below
ROUNDS = 8  # of reweighting, and of Newton's method for the spread


def learn_effects(
    trials: Trials, rest: np.ndarray
) -> tuple[dict[tuple[str, str], ClassEffect], np.ndarray]:
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
        weight = (DEGREES + 1) / (DEGREES + (r - x @ location) ** 2)
        location = np.linalg.solve((x * weight[:, None]).T @ x + ridge, x.T @ (weight * r))
    error, ridge = r - x @ location, PSEUDO_TRIALS * np.eye(y.shape[1])
    for _ in range(ROUNDS):
        excess = np.minimum((error / np.exp(y @ spread) / usual) ** 2, MOST_SQUARED) - 1
        slope = y.T @ excess - PSEUDO_TRIALS * spread
        spread = spread + np.linalg.solve(2 * y.T @ y + ridge, slope)
    return ClassEffect(location, spread)


def _without(effect, trials, rest, rows):
    move = trials.class_location[rows] @ effect.location
    stretch = trials.class_spread[rows] @ effect.spread
    left = rest[rows] - np.clip(move, -FARTHEST_MOVE, FARTHEST_MOVE)
    return left / np.exp(np.clip(stretch, -FARTHEST_STRETCH, FARTHEST_STRETCH))
