"""Why a likelihood changed between two runs: the change split over what may have moved it.

Five switches stand between an old run and a new one. Each is set to the old run or to the new:

* ``figures`` – which figures are let in: the years and bases known to the one run or to the
  other, whether they were published in between or added to the file;
* ``revised`` – which value is used for a year and basis that both runs know;
* ``time`` – what remains of the move of the as-of day: which prior is allowed, and which
  announced re-basings count as known;
* ``method`` – the priors, the method, and what a re-basing is expected to add;
* ``parameters`` – what was asked: the area, the targets, and the facts of the indicator. Figures
  of another area are other figures altogether, so that they go with this switch alone.

The part of a switch is its Shapley value: what turning it on adds to the likelihood, averaged
over all orders in which the five can be turned on (Shapley, L. S., 1953, "A value for n-person
games", doi:10.1515/9781400881970-018). The parts add up to the change, and change sign when the
runs change places. Where the figures alone settle whether a target is decided, they get the
whole change: against a published figure nothing else counts.

What a run published and what its inputs give today may differ, because the code moved in
between or can no longer read the old priors; that difference is the part ``code``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from urbanstats.outlook.inputs import (
    READINGS,
    SWITCHES,
    Inputs,
    figures_of,
    likelihoods,
    mix,
    revised_figures,
)

PARTS = (*SWITCHES, "code")
CHANGE_COLUMNS = [
    "indicator", "year", "reading", "old", "new", "old_status", "new_status",
    *PARTS, "new_years", "revised_years",
]  # fmt: skip
ROUNDING = 1e-12  # what sums of floating-point numbers may be off by

Switched = frozenset[str]
Key = tuple[int, str]  # target year and reading


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
    computed once, and nothing is computed if no input differs.

    Parameters
    ----------
    old, new
        Inputs of the same indicator.

    Returns
    -------
    Split
        Parts for the target years that both runs have.

    Raises
    ------
    DataError
        If neither run's priors hold one that may be used.
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
    return Split(parts, _years(added), _years(revised))


def _subsets(switches: Iterable[str]) -> list[Switched]:
    every = list(switches)
    return [frozenset(on) for size in range(len(every) + 1) for on in combinations(every, size)]


def _years(keys: Iterable[tuple[int, str]]) -> tuple[int, ...]:
    return tuple(sorted({year for year, _ in keys}))


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
            rows.append(
                {"indicator": row["indicator"], "year": row["year"], "reading": reading}
                | {"old": old, "new": new}
                | {"old_status": was[names[1]], "new_status": row[names[1]]}
                | _published_parts(split, (row["year"], reading), new - old)
            )
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS)


def _published_parts(split: Split | None, key: Key, change: float) -> dict[str, object]:
    """Return the parts of a published change: what the inputs do not explain is the code's."""
    if split is None or key not in split.parts:
        return dict.fromkeys(PARTS, math.nan) | {"new_years": (), "revised_years": ()}
    parts = split.parts[key]
    unexplained = change - math.fsum(parts.values())
    years = {"new_years": split.new_years, "revised_years": split.revised_years}
    return {**parts, "code": unexplained if abs(unexplained) > ROUNDING else 0.0, **years}
