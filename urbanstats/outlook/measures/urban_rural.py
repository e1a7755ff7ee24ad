"""The United Nations' urban-rural ratio: how an urban share grows, and is carried on or back.

The ratio of urban to rural people is p / (1 - p); the urban-rural growth difference (URGD) is
the yearly change of its logarithm, which is the logit of the urban share p. A constant
difference makes the share follow a logistic curve.

Source: United Nations, Department of Economic and Social Affairs, Population Division, *World
Urbanization Prospects: The 2018 Revision, Methodology* (ESA/P/WP/252). Criticism: P. Bocquier
(2005), World Urbanization Prospects: an alternative to the UN model of projection compatible
with the mobility transition theory, *Demographic Research* 12:9 - the norm may overstate the
urban population of 2030 by about a fifth. It is a line of reference here, not a forecast.

Shares are percentages, above 0 and below 100: any other, and a difference between figures of one
year, is refused (ParameterError). Growth differences are per year.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit, logit, stdtr

from urbanstats.errors import ParameterError
from urbanstats.outlook.likelihood import reaches
from urbanstats.outlook.measures.progress import HAIR, Course, Reading, undefined
from urbanstats.words.phrases import leaning

URBAN = "urbanization_rate"  # reference class of urban shares
NORM = 0.037623, 0.02604  # of the growth difference: at a share of 0, and its fall up to 1
OWN_WEIGHTS = 0.8, 0.6, 0.4, 0.2  # of the observed difference in successive five-year periods


def growth_difference(
    first_year: int, first_share: float, second_year: int, second_share: float
) -> float:
    """Return the urban-rural growth difference per year between two urban shares.

    r = [logit(p_2) - logit(p_1)] / (t_2 - t_1).

    Examples
    --------
    >>> round(growth_difference(2016, 63.01, 2017, 64.01), 6)
    0.043152
    """
    _check_shares(first_share, second_share)
    if first_year == second_year:
        raise ParameterError("PAR-YEAR.shares", year=first_year)
    change = logit(second_share / 100) - logit(first_share / 100)
    return float(change / (second_year - first_year))


def carry_on(share: float, difference: float, years: float) -> float:
    """Return the urban share after so many years of one growth difference.

    Examples
    --------
    >>> round(carry_on(64.01, 0.043152, 3), 2)
    66.94
    """
    _check_shares(share)
    return float(100 * expit(logit(share / 100) + difference * years))


def norm_difference(share: float) -> float:
    """Return the growth difference that the world norm expects at an urban share, per year.

    r* = 0.037623 - 0.02604 p. After the United Nations' methodology (see the module); details,
    these coefficients among them, are to be confirmed.

    Examples
    --------
    >>> round(norm_difference(64.01), 6)
    0.020955
    """
    return NORM[0] - NORM[1] * share / 100


def carry_on_to_norm(share: float, difference: float, years: int) -> float:
    """Return the urban share after so many years in which growth nears the world norm.

    In successive five-year periods the growth difference is W r + (1 - W) r* with W = 0.8,
    0.6, 0.4, 0.2 and then 0; r is the observed difference, r* the norm's at the last observed
    share. After the United Nations' methodology; details are to be confirmed.

    Examples
    --------
    >>> round(carry_on_to_norm(64.01, 0.043152, 3), 2)
    66.64
    """
    norm = norm_difference(share)
    weights = [*OWN_WEIGHTS, *[0.0] * years]
    mixed = [weight * difference + (1 - weight) * norm for weight in weights]
    grown = sum(mixed[passed // 5] for passed in range(years))
    return carry_on(share, grown, 1)


def ratio_line(course: Course) -> Reading:
    """Return the urban share in the target's year if the observed growth difference lasts.

    In percent; the difference is the mean one from the first to the current figure. Undefined
    for anything but an urban share, for shares of 0 or 100, with one figure, and once the
    target's year is known.
    """
    return _line(course, carry_on)


def norm_line(course: Course) -> Reading:
    """Return the urban share in the target's year if growth nears the world norm, in percent.

    As `ratio_line`, with the growth difference of `carry_on_to_norm`. After the United
    Nations' methodology; details are to be confirmed.
    """
    return _line(course, carry_on_to_norm)


def _line(course, carry):
    reason = _not_urban(course) or course.no_way_ahead(2) or at_a_bound(course)
    if reason:
        return undefined(reason)
    share = carry(course.value, observed_difference(course), course.target.year - course.year)
    return Reading(share, "reaches" if reaches(share, course.target) else "falls_short")


def required_difference(course: Course) -> Reading:
    """Return the growth difference per year that leads from the current figure to the target.

    Fast enough if the observed difference is at least that (for "at_most": at most that); with
    one figure there is nothing to hold it against. Undefined for anything but an urban share,
    for figures or targets of 0 or 100, and once the target's year is known.
    """
    reason = _not_urban(course) or course.no_way_ahead(1) or at_a_bound(course)
    level = course.target.value
    if reason or not 0 < level < 100:
        return undefined(reason or "MSR-BOUND")
    required = growth_difference(course.year, course.value, course.target.year, level)
    if course.met:
        return Reading(required, "met")
    if len(course.figures) < 2:
        return Reading(required, "no_pace")
    enough = course.sign * (observed_difference(course) - required) >= 0
    return Reading(required, "fast_enough" if enough else "too_slow")


def _not_urban(course):
    return "" if course.series.reference_class == URBAN else "MSR-NOT-URBAN"


def at_a_bound(course: Course) -> str:
    """Return why the first or current figure has no logit (a code), or ""."""
    if course.series.kind != "percent":
        return "MSR-NOT-PERCENT"
    first, last = min(course.figures), max(course.figures)
    ends = course.figures[first], course.figures[last]
    return "" if all(0 < share < 100 for share in ends) else "MSR-BOUND"


def observed_difference(course: Course) -> float:
    """Return the mean growth difference per year from the first to the current figure."""
    first = min(course.figures)
    return growth_difference(first, course.figures[first], course.year, course.value)


def _check_shares(*shares):
    wrong = [share for share in shares if not 0 < share < 100]
    if wrong:
        raise ParameterError("PAR-SHARE", share=wrong[0])


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
    threshold, direction
        Outermost value that still counts as reaching the level (``Target.threshold``);
        ``"at_most"`` asks to stay below it.
    ahead
        Years h from the last figure to the target, 1 or more.
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
