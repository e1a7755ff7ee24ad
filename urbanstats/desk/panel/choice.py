"""What can be chosen in the panel, and what a choice comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from urbanstats.errors import DataError, FitError
from urbanstats.outlook.indicator import Reading, as_published, forecast_readings
from urbanstats.outlook.likelihood import forecast_targets
from urbanstats.outlook.required import Required, required
from urbanstats.outlook.scenario import Scenario, apply_scenario
from urbanstats.plan.load import kept, load_plan, load_rows, load_series
from urbanstats.plan.rules import SUSPECT
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit
from urbanstats.trend.priors import load_priors
from urbanstats.trend.projection import Projection

BASES = ("published", "plan")
SCENARIOS = ("trend", "halted", "best_of_peers", "yearly_change")  # need no more than an amount
WIDEST = 10  # points a year, either way
STEPS = 40  # of the slider, either way
NICE = (1, 2, 5, 10)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is chosen in the panel.

    indicator : its id. area : its name. as_of : day of knowledge (ISO text). method : key of
    ``METHODS``. basis : ``"published"`` reads each target by the figure as it will be published,
    ``"plan"`` on the plan's own basis. scenario : one of `SCENARIOS`. amount : the change a year
    that ``"yearly_change"`` supposes (in the unit).
    """

    indicator: str
    area: str
    as_of: str
    method: str = "pooled"
    basis: str = "published"
    scenario: str = "trend"
    amount: float = 0.0
    lang: str = "zh"

    @property
    def place(self) -> tuple[str, str, str]:
        """Return indicator, area and day."""
        return self.indicator, self.area, self.as_of

    @property
    def supposed(self) -> Scenario:
        """Return the scenario, with its amount if it needs one."""
        amount = self.amount if self.scenario == "yearly_change" else None
        return Scenario(self.scenario, amount)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a choice comes to.

    plain, projection : on the plan's own basis, what is expected, and what would be in the
    scenario. table : likelihoods in the scenario, as by ``forecast_readings``, on the basis
    chosen. refusal : code of the reason why the method chosen does not answer, ``""`` if it does.
    """

    series: Series
    targets: tuple[Target, ...]
    plain: Projection
    projection: Projection
    table: pd.DataFrame
    refusal: str


@kept
def _known_days(indicator: str) -> dict[str, set[date]]:
    """Return, for each area with usable figures of an indicator, the days of their publication."""
    days: dict[str, set[date]] = {}
    for row in load_rows("observations"):
        if row["indicator"] == indicator and row["quality"] != SUSPECT:
            days.setdefault(row["area"], set()).add(row["published"])
    return days


def areas_of(indicator: str) -> list[str]:
    """Return the areas with figures of an indicator, the plan's own first."""
    own = load_plan().area
    return sorted(_known_days(indicator), key=lambda area: (area != own, area))


def days_of(indicator: str, area: str) -> list[str]:
    """Return the days on which one more figure was known, and the plan's own; newest first.

    Days before anything learned from like series may be used are left out.
    """
    days = {day for day in _known_days(indicator).get(area, ()) if _learned_by(day)}
    return sorted({str(day) for day in days} | {load_plan().adopted.isoformat()}, reverse=True)


@kept
def _learned_by(day: date) -> bool:
    """Return whether a forecast as of a day has like series to lean on."""
    try:
        load_priors(day)
    except DataError:
        return False
    return True


@kept
def needed_for(indicator: str, area: str, as_of: str) -> Required:
    """Return what the last target still needs; worked out once."""
    return required(load_series(indicator, area, as_of), load_plan().targets_for(indicator)[-1])


@kept
def _fitted(
    place: tuple[str, str, str], method: str, basis: str, years: tuple[int, ...]
) -> tuple[Projection, str]:
    """Return a method's projection, or the pooled one and the code of the method's refusal."""
    series = load_series(*place).on(basis)
    try:
        return fit(series, years, method), ""
    except FitError as refusal:
        return fit(series, years), refusal.code


def apply_choice(choice: Choice) -> Answer:
    """Return what a choice comes to; fits are kept, so that another amount costs little.

    Raises
    ------
    UrbanstatsError
        If nothing had been published by the day, or the scenario knows nothing of like series.
    """
    plan, series = load_plan(), load_series(*choice.place)
    targets = plan.targets_for(choice.indicator)
    years = tuple(target.year for target in targets)
    better = {"direction": targets[-1].direction}

    def project(basis: str, years: tuple[int, ...]) -> Projection:
        projection, _ = _fitted(choice.place, choice.method, basis, years)
        return apply_scenario(projection, series.on(basis), choice.supposed, **better)

    plain, refusal = _fitted(choice.place, choice.method, series.basis, years)
    own = Reading.plain(series, targets, project(series.basis, years))
    if choice.basis == "plan":
        table = forecast_targets(series, targets, own.projection)
    else:
        asked = plan.indicator(choice.indicator)
        readings = as_published(series, asked, targets, plan.rebasings, project)
        table = forecast_readings(readings, own)
    words = {"plain": plain, "projection": own.projection, "table": table, "refusal": refusal}
    return Answer(series=series, targets=targets, **words)


def yearly_slider(choice: Choice) -> dict[str, float | str]:
    """Return how the slider of yearly changes is set, in the unit a year, by the trait's name.

    It spans twice the change that the last target needs, either way; at least 1 point or a
    twentieth of the last figure, at most 10 points. It starts at the change needed.

    Raises
    ------
    UrbanstatsError
        If nothing can be told of what the last target needs.
    """
    needed = needed_for(*choice.place)
    percent, ahead = needed.kind == "percent", needed.status == "ahead"
    least = 1.0 if percent else needed.last / 20
    wide = max(2 * abs(needed.per_year) if ahead else 0.0, least)
    wide = min(wide, WIDEST) if percent else wide
    ten = 10.0 ** math.floor(math.log10(wide / STEPS))
    step = next(nice * ten for nice in NICE if nice * ten * STEPS >= wide * 0.999)
    end = round(step * math.ceil(wide / step - 1e-9), 6)
    need = math.ceil(abs(needed.per_year) / step - 1e-9) * step * (-1 if needed.change < 0 else 1)
    start = round(min(max(need, -end), end), 6) if ahead else 0.0
    form = "+.2f" if percent else "+.0f"
    return {"min": -end, "max": end, "step": step, "value": start, "readout_format": form}
