"""A random walk with drift through a short series: when it arrives, and how likely in time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import logit, stdtr

from urbanstats.outlook.measures.progress import HAIR, Course, Reading, undefined
from urbanstats.outlook.measures.urban_rural import at_a_bound, observed_difference
from urbanstats.words.phrases import leaning


def acceleration(course: Course) -> Reading:
    """Return by how many years the present transition reaches the target too late.

    A = tau - t_T, where tau is the year in which the current figure, carried on by its mean
    yearly change on the logit scale, reaches the level: to arrive in time the present course
    would have to run A years faster. At most 0 is in time. A level of 0 or 100 % is taken as
    reached where a figure rounds to it. Undefined for anything but percentages, with one
    figure, at 0 or 100 %, and once the target's year is known; no number where the figures do
    not move towards the level.

    Source: N. Cahill, M. Weinberger and L. Alkema (2020), What increase in modern contraceptive
    use is needed in FP2020 countries to reach 75% demand satisfied by 2030? An assessment
    using the Accelerated Transition Method and Family Planning Estimation Model, *Gates Open
    Research* 4:113, doi:10.12688/gatesopenres.13125.1. They carry on a Bayesian model of the
    transition; here it is a straight line on the logit scale.
    """
    if reason := course.no_way_ahead(2) or at_a_bound(course):
        return undefined(reason)
    if course.met:
        return Reading(None, "met")
    level = course.target.value if 0 < course.target.value < 100 else course.target.threshold
    drift = observed_difference(course)
    if course.sign * drift <= 0:
        return Reading(None, "never")
    arrival = course.year + (logit(level / 100) - logit(course.value / 100)) / drift
    late = float(arrival) - course.target.year
    return Reading(late, "late" if late > 0 else "in_time")


def drift_likelihood(
    values: Sequence[float],
    threshold: float,
    ahead: int,
    direction: str = "at_least",
    scale: str = "logit",
) -> Reading:
    """Return the probability [0-1] that a walk with unknown drift and spread reaches a level.

    With m yearly changes of z, their mean d and standard deviation s, it is
    1 - F_{t, m-1}( [z(threshold) - z(last) - h d] / [s sqrt(h + h^2/m)] ): Student's t, because
    both drift and spread are estimated from the same few changes.

    Parameters
    ----------
    values
        Figures of consecutive years, oldest first; percentages on the logit scale.
    threshold
        Outermost value that still counts as reaching the level (``Target.threshold``).
    ahead
        Years h from the last figure to the target, 1 or more.
    direction
        ``"at_most"`` asks to stay below the threshold.
    scale
        ``"logit"`` or ``"linear"``.

    Returns
    -------
    Reading
        Undefined with fewer than two changes (MSR-SHORT), where all changes are the same
        (MSR-NO-SPREAD), and where a value has no logit (MSR-BOUND).

    Examples
    --------
    >>> round(drift_likelihood([63.01, 64.01, 64.74], 68.7, 2).number, 4)
    0.0488
    """
    z = np.array([*values, threshold], float)
    if scale == "logit":
        if not ((z > 0) & (z < 100)).all():
            return undefined("MSR-BOUND")
        z = logit(z / 100)
    changes = np.diff(z[:-1])
    m = len(changes)
    if m < 2:
        return undefined("MSR-SHORT")
    if np.ptp(changes) < HAIR:
        return undefined("MSR-NO-SPREAD")
    width = changes.std(ddof=1) * np.sqrt(ahead + ahead**2 / m)
    needed = (z[-1] - z[-2] - ahead * changes.mean()) / width
    below = float(stdtr(m - 1, needed))
    p = below if direction == "at_most" else 1 - below
    return Reading(p, leaning(p))


def logit_likelihood(course: Course) -> Reading:
    """Return `drift_likelihood` on the logit scale of the unbroken run of figures up to now.

    Undefined for anything but percentages, and once the target's year is known.
    """
    if course.series.kind != "percent":
        return undefined("MSR-NOT-PERCENT")
    return _likelihood(course, "logit")


def linear_likelihood(course: Course) -> Reading:
    """Return `drift_likelihood` of the unbroken run of figures up to now, on their own scale.

    Undefined once the target's year is known.
    """
    return _likelihood(course, "linear")


def _likelihood(course, scale):
    if reason := course.no_way_ahead(1):
        return undefined(reason)
    target, ahead = course.target, course.target.year - course.year
    return drift_likelihood(course.recent, target.threshold, ahead, target.direction, scale)
