"""The weather symbols of the German sustainability strategy."""

from __future__ import annotations

from urbanstats.outlook.measures.course import Course, Reading, undefined

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

    Parameters
    ----------
    course
        Figures and target.
    fewest
        Figures in consecutive years up to the current one that are needed; the strategy asks
        for 4. With fewer, and once the target's year is known, the symbol is undefined.

    Notes
    -----
    Source: Statistisches Bundesamt, *Nachhaltige Entwicklung in Deutschland: Indikatorenbericht*
    (indicator report of the Deutsche Nachhaltigkeitsstrategie), chapter on the symbols.
    """
    if reason := course.no_way_ahead(1):
        return undefined(reason)
    run = course.recent[-CHANGES - 1 :]
    if len(run) < fewest:
        return undefined("MSR-SHORT")
    change = course.sign * (run[-1] - run[0]) / (len(run) - 1)  # towards the target
    if course.met or _constant(course):
        held = ("sun", "sun_fading") if course.met else ("cloud", "thunderstorm")
        return Reading(None, held[change < 0])
    left = abs(course.target.value - course.value)
    miss = 1 - change * (course.target.year - course.year) / left
    if change < 0:
        return Reading(miss, "thunderstorm")
    return Reading(miss, "sun" if miss < 0.05 else "sun_cloud" if miss <= 0.2 else "cloud")


def _constant(course):
    baseline = course.figures.get(course.baseline_year)
    return course.target.direction == "maintain" or baseline == course.target.value
