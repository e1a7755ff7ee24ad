"""The arithmetic of Chinese target appraisal: completion, and completion held against time.

Source: practice of 目标考核 (target appraisal), as vendors of appraisal systems publish it
(onnets.com). It was made for amounts that add up during a year. A level that starts near its
target, such as a rate, looks almost complete on the first day; ``incremental_completion``
looks at the change instead.
"""

from __future__ import annotations

from urbanstats.outlook.measures.course import HAIR, Course, Reading, undefined


def completion(value: float, target: float, direction: str = "at_least") -> float:
    """Return the completion rate 完成率 in percent, 100 value / target.

    Parameters
    ----------
    value, target
        The figure and the level asked for, in one unit, both above 0.
    direction
        ``"at_most"`` turns the fraction over, 100 target / value, so that 100 or more is
        always good.

    Examples
    --------
    >>> round(completion(64.74, 66.2), 2)
    97.79
    """
    return 100 * (target / value if direction == "at_most" else value / target)


def pro_rata(completion: float, elapsed: float, total: float) -> float:
    """Return completion held against time (时序进度, 预警值), in percent; 100 is on schedule.

    completion total / elapsed, such as 完成率 × 12 / N after N months, or × 4 / N after N
    quarters.

    Parameters
    ----------
    completion
        Completion rate in percent.
    elapsed, total
        Periods passed and periods in all, both above 0.

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
