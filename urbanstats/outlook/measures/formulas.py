"""Measures of progress that offices and the United Nations use, each a small pure function."""

from __future__ import annotations

import numpy as np

from urbanstats.outlook.likelihood import reaches
from urbanstats.outlook.measures.progress import HAIR, Course, Reading, undefined

SDSN_HALF = 0.5  # of the required pace: below it an indicator stagnates


def current_status(course: Course) -> Reading:
    """Return ESCAP's Current Status Index: progress made since the baseline, 10 at the target.

    10 d (y_c - y_0) / abs(y_T - y_0); 10 once the target is met, below 0 if the change goes the
    wrong way. ESCAP reads it beside the time passed: ahead if it is at least 10 times the
    share of the years passed. Undefined before a figure after the baseline year, and where
    target and baseline are equal.

    Source: UN ESCAP, Statistics Division, *Progress Assessment Methodology* (technical notes of
    the Asia and the Pacific SDG Progress Report), after A. Bidarbakht Nia (2017), Tracking
    progress towards the SDGs: measuring the otherwise ambiguous progress, SD/WP/05.
    """
    if course.met:
        return Reading(10.0, "met")
    if reason := course.obstacle():
        return undefined(reason)
    return Reading(10 * course.share, "ahead" if course.pace >= 1 - HAIR else "behind")


def anticipated_progress(course: Course, gamma: float = 1.0) -> Reading:
    """Return an ESCAP-style Anticipated Progress Index: how far the trend misses the target.

    0 if the weighted straight line through all figures meets the target in its year, else
    10 abs(y_T - projected) / abs(y_T - y_0). At most 2: keep the pace; at most 10: accelerate;
    above: reverse the trend. Undefined with fewer than two figures, without a baseline, where
    target and baseline are equal and the line misses, and once the target's year is known.
    ``gamma`` is the exponent of the weights [(t - t_first + 1) / (t_last - t_first + 1)]^gamma:
    0 weighs all years alike, more makes recent years count more.

    After UN ESCAP (source as `current_status`) and UNECE, *Technical notes on the progress
    assessment* (2023); details, the weights and the classes among them, to be confirmed.
    """
    if reason := course.no_way_ahead(2):
        return undefined(reason)
    projected = weighted_line(course.figures, course.target.year, gamma)
    if reaches(projected, course.target):
        return Reading(0.0, "maintain_pace")
    if course.baseline_year not in course.figures:
        return undefined("MSR-NO-BASELINE")
    if not course.gap:
        return undefined("MSR-NO-CHANGE")
    index = 10 * abs(course.target.value - projected) / course.gap
    verdict = "maintain_pace" if index <= 2 else "accelerate" if index <= 10 else "reverse"
    return Reading(index, verdict)


def weighted_line(figures: dict[int, float], year: int, gamma: float = 1.0) -> float:
    """Return where the time-weighted straight line through figures (two or more) is in a year.

    Weights as in `anticipated_progress`.

    Examples
    --------
    >>> round(weighted_line({2016: 63.01, 2017: 64.01, 2018: 64.74}, 2020), 3)
    66.443
    """
    t, y = np.array(list(figures)), np.array(list(figures.values()))
    weights = ((t - t[0] + 1) / (t[-1] - t[0] + 1)) ** gamma
    middle, mean = np.average(t, weights=weights), np.average(y, weights=weights)
    slope = (weights * (t - middle) * (y - mean)).sum() / (weights * (t - middle) ** 2).sum()
    return float(mean + slope * (year - middle))


def growth_ratio(course: Course) -> Reading:
    """Return Eurostat's and Statistics Canada's ratio of observed to required yearly growth.

    R = d g_o / abs(g_r) with compound rates g_o = (y_c/y_0)^(1/(t_c-t_0)) - 1 and
    g_r = (y_T/y_0)^(1/(t_T-t_0)) - 1. From 0.95 on significant, from 0.60 moderate, from 0
    limited progress, below 0 away from the target; a target that is met overrides. Undefined
    before a figure after the baseline year, where target and baseline are equal, and for
    values not above 0.

    Source: Eurostat, *Sustainable development in the European Union: monitoring report on
    progress towards the SDGs*, annex on the method; Statistics Canada, *Canadian Indicator
    Framework*; both as in Open SDG, progress-methodology.
    """
    if course.met:
        return Reading(None, "met")
    if reason := course.obstacle() or _not_positive(course, course.target.value):
        return undefined(reason)
    years = course.target.year - course.baseline_year
    required = growth_rate(course.start, course.target.value, years)
    ratio = course.sign * _observed_growth(course) / abs(required)
    slow = "moderate" if ratio >= 0.6 else "limited" if ratio >= 0 else "away"
    return Reading(ratio, "significant" if ratio >= 0.95 else slow)


def growth_rate(first: float, last: float, years: float) -> float:
    """Return the compound yearly growth from one value above 0 to another, as a share.

    Examples
    --------
    >>> round(growth_rate(64.01, 68.7, 3), 5)
    0.02385
    """
    return (last / first) ** (1 / years) - 1


def chart_level(course: Course) -> Reading:
    """Return the share of the way that UNSD's Progress Chart expects by the target's year.

    q = d (y - y_0) / abs(y_T - y_0), y being the current figure carried on at the observed
    compound growth. From 0.95 on level 3 (met or on track), from 0.10 level 2 (fair progress,
    acceleration needed), below level 1 (stagnation or regression). A figure that meets the
    target, or is within 1 percentage point of a target of 0 or 100 %, is level 3 whatever q.
    Undefined as `growth_ratio`, except that the target may be 0.

    Source: United Nations Statistics Division, *SDG Progress Chart 2023: Technical Note*.
    """
    if course.met or _near_bound(course):
        return Reading(None, "level_3")
    if reason := course.obstacle() or _not_positive(course):
        return undefined(reason)
    ahead = course.target.year - course.year
    carried = course.value * (1 + _observed_growth(course)) ** ahead
    q = course.sign * (carried - course.start) / course.gap
    return Reading(q, "level_3" if q >= 0.95 else "level_2" if q >= 0.1 else "level_1")


def _near_bound(course):
    bound = course.target.value in (0, 100) and course.target.unit == "percent"
    return bound and bool(course.figures) and abs(course.value - course.target.value) <= 1


def _not_positive(course, *more):
    return "MSR-NOT-POSITIVE" if min(course.start, course.value, *more) <= 0 else ""


def _observed_growth(course):
    return growth_rate(course.start, course.value, course.year - course.baseline_year)


def trend_arrow(course: Course) -> Reading:
    """Return SDSN's ratio of the mean yearly change to the required one, behind its arrow.

    d (y_c - y_0)/(t_c - t_0) over abs(y_T - y_0)/(t_T - t_0). From 1 on, or at the target, up;
    from 0.5 moderately improving; from 0 stagnating; below decreasing. Undefined before a
    figure after the baseline year, and where target and baseline are equal.

    After J. Sachs and others, Sustainable Development Solutions Network, *Sustainable
    Development Report*, chapter on the method; details to be confirmed.
    """
    if course.met:
        return Reading(None, "arrow_up")
    if reason := course.obstacle():
        return undefined(reason)
    steps = {"arrow_up": 1 - HAIR, "arrow_rising": SDSN_HALF, "arrow_level": 0.0}
    verdict = next((name for name, step in steps.items() if course.pace >= step), "arrow_down")
    return Reading(course.pace, verdict)


def completion(value: float, target: float, direction: str = "at_least") -> float:
    """Return the completion rate 完成率 in percent, 100 value / target, both above 0 in one unit.

    ``"at_most"`` turns the fraction over, 100 target / value, so that 100 or more is always good.

    Examples
    --------
    >>> round(completion(64.74, 66.2), 2)
    97.79
    """
    return 100 * (target / value if direction == "at_most" else value / target)


def pro_rata(completion: float, elapsed: float, total: float) -> float:
    """Return completion held against time (时序进度, 预警值), in percent; 100 is on schedule.

    completion total / elapsed, such as 完成率 × 12 / N after N months, or × 4 / N after N
    quarters: the completion rate in percent; periods passed and periods in all, both above 0.

    Examples
    --------
    >>> pro_rata(60, 6, 12)
    120.0
    """
    return completion * total / elapsed


def completion_rate(course: Course) -> Reading:
    """Return the completion rate of the level, in percent; 100 or more is complete.

    It looks at no year but the last: below 100 it is only "incomplete" until the figure of
    the target's year is known. Undefined without a figure, and for levels that are not above 0.
    """
    rate, reason = _rate(course)
    if reason:
        return undefined(reason)
    if course.met:
        return Reading(rate, "met")
    return Reading(rate, "missed" if course.decided else "incomplete")


def scheduled_completion(course: Course) -> Reading:
    """Return the completion rate of the level held against the years passed, in percent.

    Ahead of schedule if it is 100 or more, or the target is met. Undefined before a figure
    after the baseline year, and where `completion_rate` is.
    """
    rate, reason = _rate(course)
    if reason or course.year <= course.baseline_year:
        return undefined(reason or "MSR-ONLY-BASELINE")
    total = course.target.year - course.baseline_year
    scheduled = pro_rata(rate, course.year - course.baseline_year, total)
    ahead = course.met or scheduled >= 100 - HAIR
    return Reading(scheduled, "ahead" if ahead else "behind")


def _rate(course):
    if not course.figures:
        return 0.0, "MSR-NO-FIGURE"
    if min(course.value, course.target.value) <= 0:
        return 0.0, "MSR-NOT-POSITIVE"
    return completion(course.value, course.target.value, course.target.direction), ""


def incremental_completion(course: Course) -> Reading:
    """Return the share of the planned change that has happened, in percent.

    100 d (y_c - y_0) / abs(y_T - y_0): y_0 baseline, y_c current figure, y_T target, d = -1
    where lower is better. Ahead if the share is at least that of the years passed, or the target is
    met. Undefined before a figure after the baseline year, and where target and baseline are
    equal.
    """
    if reason := course.obstacle():
        return Reading(None, "met") if course.met else undefined(reason)
    ahead = course.met or course.pace >= 1 - HAIR
    return Reading(100 * course.share, "ahead" if ahead else "behind")


CHANGES = 5  # yearly changes that the trend is the mean of
FEWEST = 4  # figures in consecutive years without which there is no symbol


def weather_symbol(course: Course, fewest: int = FEWEST) -> Reading:
    """Return the German weather symbol, and by which share of the way left the target is missed.

    The mean of the last five yearly changes (of fewer, if there are fewer) carries the current
    figure y_c on to the target's year: m = d (y_T - carried) / abs(y_T - y_c). Below 0.05 sun, up
    to 0.20 sun and cloud, above cloud, and thunderstorm where the change goes the wrong way.

    A target that asks for the same level every year, or that is met already, has only to be
    held, and no number: met, sun; met but getting worse, a fading sun (sun and cloud); not met,
    cloud; not met and getting worse, thunderstorm.

    Undefined with less than ``fewest`` figures in consecutive years up to the current one (the
    strategy asks for 4), and once the target's year is known.

    Source: Statistisches Bundesamt, *Nachhaltige Entwicklung in Deutschland: Indikatorenbericht*
    (indicator report of the Deutsche Nachhaltigkeitsstrategie), chapter on the symbols.
    """
    if reason := course.no_way_ahead(1):
        return undefined(reason)
    run = course.recent[-CHANGES - 1 :]
    if len(run) < fewest:
        return undefined("MSR-SHORT")
    change = course.sign * (run[-1] - run[0]) / (len(run) - 1)  # towards the target
    baseline = course.figures.get(course.baseline_year)
    constant = course.target.direction == "maintain" or baseline == course.target.value
    if course.met or constant:
        held = ("sun", "sun_fading") if course.met else ("cloud", "thunderstorm")
        return Reading(None, held[change < 0])
    left = abs(course.target.value - course.value)
    miss = 1 - change * (course.target.year - course.year) / left
    if change < 0:
        return Reading(miss, "thunderstorm")
    return Reading(miss, "sun" if miss < 0.05 else "sun_cloud" if miss <= 0.2 else "cloud")
