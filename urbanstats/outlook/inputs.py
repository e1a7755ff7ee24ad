"""What a forecast is made from, as a value: so that two runs can be mixed and computed again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from urbanstats.errors import DataError
from urbanstats.outlook.assess import fit_or_pooled
from urbanstats.outlook.likelihood import judge
from urbanstats.outlook.readings import Reading, as_published
from urbanstats.plan.series import PER_FIGURE, Series
from urbanstats.plan.values import Indicator, Rebasing, Target
from urbanstats.trend import Projection
from urbanstats.trend.priors import Priors

SWITCHES = ("figures", "revised", "time", "method", "parameters")
READINGS = {"as_published": "", "plan_basis": "_plan_basis"}  # and the ending of their columns

Figure = tuple[int, str]  # year and basis


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What the forecasts of one indicator in one run were made from.

    Parameters
    ----------
    indicator, targets
        The indicator and its targets, ordered by year.
    series
        Figures that were let in.
    day
        As-of day: decides which prior is allowed and which re-basings are known.
    rebasings
        Announced re-basings, known by then or not.
    priors
        Gives the priors that a forecast as of a day may use. The same day gives the same object.
    method
        Key of ``urbanstats.METHODS``.
    """

    indicator: Indicator
    targets: tuple[Target, ...]
    series: Series
    day: date
    rebasings: tuple[Rebasing, ...]
    priors: Callable[[date], Priors]
    method: str

    @property
    def known_rebasings(self) -> tuple[Rebasing, ...]:
        """Return the re-basings announced by the as-of day."""
        return tuple(each for each in self.rebasings if each.known <= self.day)

    @property
    def identity(self) -> tuple:
        """Return a key that is the same for inputs that give the same likelihoods."""
        asked = self.indicator, self.targets, self.series
        return (*asked, self.known_rebasings, self.method, id(self.priors(self.day)))


def likelihoods(inputs: Inputs) -> dict[tuple[int, str], tuple[float, str]]:
    """Return likelihood [0-1] and status of each target by year and reading, as `assess` does.

    Raises
    ------
    DataError
        If no prior may be used as of the day.
    """
    series, targets = inputs.series, inputs.targets
    priors = inputs.priors(inputs.day)

    @cache
    def project(basis: str, years: tuple[int, ...]) -> Projection:
        return fit_or_pooled(series.on(basis), years, inputs.method, priors)[0]

    own = Reading.plain(series, targets, project(series.basis, tuple(t.year for t in targets)))
    published = as_published(series, inputs.indicator, targets, inputs.known_rebasings, project)
    return {
        (target.year, name): judge(reading.series, target, reading.projection)
        for name, readings in zip(READINGS, (published, (own,)), strict=True)
        for reading in readings
        for target in reading.targets
    }


def mix(old: Inputs, new: Inputs, on: Iterable[str]) -> Inputs:
    """Return inputs that are the new run's for the switches that are on, else the old run's.

    Where one run's priors hold none that a forecast as of the other's day may use, or cannot be
    read any more, the other run's stand in.

    Parameters
    ----------
    old, new
        Inputs of the same indicator.
    on
        Switches, of ``SWITCHES``.
    """
    side = {switch: new if switch in on else old for switch in SWITCHES}
    asked, judged = side["parameters"], side["method"]
    other = old if judged is new else new
    return replace(
        asked,
        series=_mixed_series(old.series, new.series, on, asked),
        day=side["time"].day,
        rebasings=judged.rebasings,
        priors=lambda day: _either(judged.priors, other.priors, day),
        method=judged.method,
    )


def _either(first: Callable, second: Callable, day: date) -> Priors:
    try:
        return first(day)
    except DataError:
        return second(day)


def _mixed_series(old: Series, new: Series, on: Iterable[str], asked: Inputs) -> Series:
    """Return the series of figures that the switches let in, known on the later of both days."""
    as_of = max(old.as_of, new.as_of)
    if old.area != new.area:
        return replace(asked.series, as_of=as_of)
    before, after = figures_of(old), figures_of(new)
    figures = after | before  # a figure that says the same stays the old one, source and all
    if "revised" in on:
        figures |= {key: after[key] for key in revised_figures(before, after)}
    keys = sorted(after if "figures" in on else before)
    columns = zip(*(figures[key] for key in keys), strict=True)
    plan_basis = asked.indicator.plan_basis
    on_plan_basis = any(basis == plan_basis for _, basis in keys)
    return replace(
        asked.series,
        basis=plan_basis if on_plan_basis else keys[-1][1],
        as_of=as_of,
        **dict(zip(PER_FIGURE, columns, strict=True)),
    )


def figures_of(series: Series) -> dict[Figure, tuple]:
    """Return every figure with what belongs to it (as in PER_FIGURE), by year and basis."""
    rows = zip(*(getattr(series, part) for part in PER_FIGURE), strict=True)
    return dict(zip(zip(series.years, series.bases, strict=True), rows, strict=True))


def revised_figures(before: dict[Figure, tuple], after: dict[Figure, tuple]) -> list[Figure]:
    """Return the years and bases that both have with different values."""
    at = list(PER_FIGURE).index("values")
    return [key for key in before if key in after and before[key][at] != after[key][at]]
