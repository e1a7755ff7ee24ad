"""Which series of a panel can be forecast, and why the others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from urbanstats.errors import DataError, TargetError
from urbanstats.trend.learning import COLUMNS, infer_decimals
from urbanstats.trend.pooled import LONGEST
from urbanstats.trend.scales import BOUNDS


@dataclass(frozen=True)
class Member:
    """One good series: its newest figures, ascending years without repeats."""

    name: str
    kind: str
    years: np.ndarray
    values: np.ndarray
    decimals: int
    reference_class: str

    def value(self, year: int) -> float | None:
        """Return the figure of a year, None if there is none."""
        at = np.flatnonzero(self.years == year)
        return float(self.values[at[0]]) if len(at) else None


def screen(
    observations: pd.DataFrame, as_of: date | None = None
) -> tuple[list[Member], dict[str, str]]:
    """Return the series that can be forecast, and the reason for each that cannot.

    Parameters
    ----------
    observations
        As in ``forecast_panel``.
    as_of
        Day of knowledge: figures of that day's year and later are left out.

    Raises
    ------
    DataError
        If a column is missing or there are no rows.
    """
    missing = [name for name in COLUMNS if name not in observations]
    if missing or observations.empty:
        found = ", ".join(map(str, observations.columns))
        raise DataError(
            "DATA-COLUMN" if missing else "DATA-NOROWS",
            where="observations",
            wrong=f"there is no column {missing[0]!r}; found {found}" if missing else "no rows",
            expected=f"The columns {', '.join(COLUMNS)} with a row per figure are expected",
            do="rename the column, or add it" if missing else "give at least one figure",
        )
    members, refused = [], {}
    for name, rows in _series(observations):
        reason = _reason(rows)
        keep = ~np.isnan(rows["number"])
        if as_of:
            keep &= rows["year"] < as_of.year
        if not reason and not keep.any():
            reason = "no values" + (f" before {as_of.year}" if as_of else "")
        if reason:
            refused[name] = reason
        else:
            members.append(_member(name, rows, keep))
    return members, refused


def _series(observations):
    """Yield each series' name and its columns as arrays, ordered by year."""
    table = observations.reindex(columns=[*COLUMNS, "reference_class", "decimals"])
    table = table.astype({"kind": object, "reference_class": object}).assign(
        year=pd.to_numeric(table["year"], errors="coerce").astype(float),
        number=pd.to_numeric(table["value"], errors="coerce").astype(float),
    )
    table["bad"] = table["value"].notna() & table["number"].isna()
    names = table["series_id"].astype(str).to_numpy()
    order = np.lexsort((table["year"].to_numpy(), names))
    columns = {name: table[name].to_numpy()[order] for name in table}
    found, starts = np.unique(names[order], return_index=True)
    for name, start, end in zip(found, starts, [*starts[1:], len(order)], strict=True):
        yield str(name), {key: column[start:end] for key, column in columns.items()}


def _reason(rows):
    """Return why a series cannot be forecast, "" if it can."""
    years, values, kinds = rows["year"], rows["number"], set(rows["kind"])
    if len(kinds) > 1 or not kinds <= set(BOUNDS):
        return f"kind {' and '.join(sorted(map(repr, kinds)))}; 'percent' or 'count' is expected"
    if rows["bad"].any():
        return f"{rows['value'][rows['bad']][0]!r} is not a number"
    if np.isnan(years).any() or (years != np.floor(years)).any():
        return "a year is not a whole number"
    low, high = BOUNDS[kinds.pop()]
    outside = (values < low) | (values > high) | np.isinf(values)
    if outside.any():
        return f"{values[outside][0]:g} in {years[outside][0]:.0f} is outside {low:g} to {high:g}"
    twice = np.flatnonzero(np.diff(years) == 0)
    return f"two figures for {years[twice[0]]:.0f}" if len(twice) else ""


def _member(name, rows, keep):
    years = rows["year"][keep].astype(int)[-LONGEST:]
    values = rows["number"][keep][-LONGEST:]
    decimals, reference_class = rows["decimals"][0], rows["reference_class"][0]
    kind = rows["kind"][0]
    return Member(
        name=name,
        kind=kind,
        years=years,
        values=values,
        decimals=infer_decimals(values) if pd.isna(decimals) else int(decimals),
        reference_class=kind if pd.isna(reference_class) else str(reference_class),
    )


def screen_targets(
    targets: pd.DataFrame | None, kinds: Mapping[str, str]
) -> dict[str, list[tuple[int, str, float]]]:
    """Return the targets of each series as (year, direction, value).

    Parameters
    ----------
    targets
        As in ``forecast_panel``.
    kinds
        Kind of each series, "" if the series was refused.

    Raises
    ------
    TargetError
        If a row names a series without observations, an unknown direction, no level in a year,
        or a level that a series of that kind cannot have.
    """
    if targets is None:
        return {}
    found = {}
    for row, target in enumerate(targets.itertuples(), start=1):
        if wrong := _wrong_target(target, kinds):
            raise TargetError(
                "TGT-ROW",
                where=f"targets, row {row}",
                wrong=wrong,
                expected="A known series, at_least or at_most, and a finite level are expected",
                do="correct the row",
            )
        level = float(target.value)
        found.setdefault(str(target.series_id), []).append(
            (int(target.year), target.direction, level)
        )
    return found


def _wrong_target(target, kinds):
    """Return what is wrong with a row of targets, "" if nothing."""
    name = str(target.series_id)
    if name not in kinds:
        return f"no observations have the series_id {name!r}"
    if target.direction not in ("at_least", "at_most"):
        return f"the direction {target.direction!r} is unknown"
    if not np.isfinite(target.value) or not float(target.year).is_integer():
        return f"{target.value} in {target.year} is not a level in a year"
    low, high = BOUNDS.get(kinds[name], (-np.inf, np.inf))
    if not low <= target.value <= high:
        return f"{target.value:g} is outside {low:g} to {high:g}"
    return ""


def find_shares(
    observations: pd.DataFrame, targets: pd.DataFrame | None = None
) -> dict[str, list[str]]:
    """Return the series of percentages that look like shares of 1, which nothing can tell apart.

    Returns
    -------
    dict
        ``"figures"``: series whose figures all lie between 0 and 1; ``"targets"``: series with a
        target of at most 1 while every figure is above 1. Only what was found is there.
    """
    found = {"figures": [], "targets": []}
    rows = () if targets is None else targets.groupby(targets["series_id"].astype(str))["value"]
    levels = {name: pd.to_numeric(cells, errors="coerce").to_numpy() for name, cells in rows}
    for name, rows in _series(observations):
        values = rows["number"][~np.isnan(rows["number"])]
        if set(rows["kind"]) != {"percent"} or not len(values):
            continue
        aims = levels.get(name, np.array([]))
        if values.max() <= 1 and ((values > 0) & (values < 1)).any():
            found["figures"].append(name)
        elif values.min() > 1 and ((aims > 0) & (aims <= 1)).any():
            found["targets"].append(name)
    return {doubt: names for doubt, names in found.items() if names}
