"""What changed between two runs, split over its causes by computing both runs' inputs anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import combinations

import pandas as pd

from urbanstats.errors import DataError
from urbanstats.outlook.indicator import Reading, as_published, fit_or_pooled
from urbanstats.outlook.likelihood import judge
from urbanstats.plan.series import PER_FIGURE, Series
from urbanstats.plan.values import Indicator, Rebasing, Target
from urbanstats.trend.priors import Priors
from urbanstats.trend.projection import Projection

SWITCHES = ("figures", "revised", "time", "method", "parameters")
READINGS = {"as_published": "", "plan_basis": "_plan_basis"}  # and the ending of their columns

Key = tuple[int, str]  # year and basis of a figure, or year and reading of a target


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

    DataError if no prior may be used as of the day.
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
    read any more, the other run's stand in. Both are inputs of the same indicator; ``on`` holds
    names of ``SWITCHES``.
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


def _either(first, second, day):
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


def figures_of(series: Series) -> dict[Key, tuple]:
    """Return every figure with what belongs to it (as in PER_FIGURE), by year and basis."""
    rows = zip(*(getattr(series, part) for part in PER_FIGURE), strict=True)
    return dict(zip(zip(series.years, series.bases, strict=True), rows, strict=True))


def revised_figures(before: dict[Key, tuple], after: dict[Key, tuple]) -> list[Key]:
    """Return the years and bases that both have with different values."""
    at = list(PER_FIGURE).index("values")
    return [key for key in before if key in after and before[key][at] != after[key][at]]


PARTS = (*SWITCHES, "code")
CHANGE_COLUMNS = [
    "indicator", "year", "reading", "old", "new", "old_status", "new_status",
    *PARTS, "new_years", "revised_years",
]  # fmt: skip
ROUNDING = 1e-12  # what sums of floating-point numbers may be off by

Switched = frozenset[str]


@dataclass(frozen=True)
class Split:
    """The parts of an indicator's changes, as far as its inputs explain them.

    Parameters
    ----------
    parts
        Part of each switch by target year and reading; a probability that was added (-1 to 1).
    new_years, revised_years
        Years with a figure that only the new run let in, and with one of another value.
    """

    parts: Mapping[Key, Mapping[str, float]]
    new_years: tuple[int, ...]
    revised_years: tuple[int, ...]


def split_change(old: Inputs, new: Inputs) -> Split:
    """Return the parts of the changes from one run's inputs to another's, of both readings.

    All 32 settings of the switches are looked at; those that come to the same inputs are
    computed once, and nothing is computed if no input differs. Both are inputs of the same
    indicator; parts are for the target years that both runs have. DataError if neither run's
    priors hold one that may be used.
    """
    mixed = {on: mix(old, new, on) for on in _subsets(SWITCHES)}
    keys = {on: inputs.identity for on, inputs in mixed.items()}
    years = {target.year for target in new.targets} & {target.year for target in old.targets}
    wanted = [(year, reading) for year in sorted(years) for reading in READINGS]
    if len(set(keys.values())) == 1:
        parts = {key: dict.fromkeys(SWITCHES, 0.0) for key in wanted}
    else:
        different = {identity: mixed[on] for on, identity in keys.items()}
        told = {identity: likelihoods(inputs) for identity, inputs in different.items()}
        parts = {key: _parts({on: told[keys[on]][key] for on in keys}) for key in wanted}
    if old.series.area != new.series.area:
        return Split(parts, (), ())
    before, after = figures_of(old.series), figures_of(new.series)
    added, revised = after.keys() - before.keys(), revised_figures(before, after)
    return Split(parts, *(tuple(sorted({year for year, _ in keys})) for keys in (added, revised)))


def _subsets(switches: Iterable[str]) -> list[Switched]:
    every = list(switches)
    return [frozenset(on) for size in range(len(every) + 1) for on in combinations(every, size)]


def _parts(values: Mapping[Switched, tuple[float, str]]) -> dict[str, float]:
    """Return the part of each switch from likelihood and status of one target in all settings."""
    decided = {on: status == "decided" for on, (_, status) in values.items()}
    now = decided[frozenset(SWITCHES)]
    if now != decided[frozenset()] and all(
        is_decided == (("figures" in on) == now) for on, is_decided in decided.items()
    ):
        change = values[frozenset(SWITCHES)][0] - values[frozenset()][0]
        return dict.fromkeys(SWITCHES, 0.0) | {"figures": change}
    return _shapley({on: likelihood for on, (likelihood, _) in values.items()})


def _shapley(values: Mapping[Switched, float]) -> dict[str, float]:
    parts, n = {}, len(SWITCHES)
    for switch in SWITCHES:
        others = _subsets(each for each in SWITCHES if each != switch)
        parts[switch] = sum(
            (values[on | {switch}] - values[on]) / (n * math.comb(n - 1, len(on))) for on in others
        )
    return parts


def compare_forecasts(
    before: pd.DataFrame, after: pd.DataFrame, splits: Mapping[str, Split]
) -> pd.DataFrame:
    """Return what became of each likelihood between two runs, and why.

    Parameters
    ----------
    before, after
        Published forecasts of the two runs, with the columns of ``forecast_readings`` (those of
        the plan's basis may be absent).
    splits
        Results of `split_change` by indicator. Without one the parts are not told (NaN).

    Returns
    -------
    pandas.DataFrame
        One row per target and reading that both runs have, in the order of the new run, with the
        columns ``CHANGE_COLUMNS``. ``old`` and ``new`` are probabilities as published (0-1); the
        parts are what each cause added to them (-1 to 1), and add up to ``new - old`` to within
        1e-12. ``new_years`` and ``revised_years`` name the figures that came or changed.
    """
    earlier = {(row["indicator"], row["year"]): row for row in before.to_dict("records")}
    rows = []
    for row in after.to_dict("records"):
        was, split = earlier.get((row["indicator"], row["year"])), splits.get(row["indicator"])
        for reading, ending in READINGS.items():
            names = [f"likelihood{ending}", f"status{ending}"]
            if was is None or any(math.isnan(each.get(names[0], math.nan)) for each in (was, row)):
                continue
            old, new = was[names[0]], row[names[0]]
            states = (was[names[1]], row[names[1]])
            head = (row["indicator"], row["year"], reading, old, new, *states)
            parts = _published_parts(split, (row["year"], reading), new - old)
            rows.append(dict(zip(CHANGE_COLUMNS, head, strict=False)) | parts)
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)


def _published_parts(split: Split | None, key: Key, change: float) -> dict[str, object]:
    """Return the parts of a published change: what the inputs do not explain is the code's."""
    if split is None or key not in split.parts:
        return dict.fromkeys(PARTS, math.nan) | {"new_years": (), "revised_years": ()}
    parts = split.parts[key]
    unexplained = change - math.fsum(parts.values())
    years = {"new_years": split.new_years, "revised_years": split.revised_years}
    return {**parts, "code": unexplained if abs(unexplained) > ROUNDING else 0.0, **years}
