"""Loading the plan and what had been published, from checked files."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, wraps
from pathlib import Path

import pandas as pd

from urbanstats.errors import DataError, ParameterError
from urbanstats.plan.package import check_hash, load_description, read_bytes
from urbanstats.plan.reading import end_of_period, listed, read_table
from urbanstats.plan.rules import (
    REVISED,
    SUSPECT,
    check_description,
    check_key,
    check_observations,
    newest_vintage,
)
from urbanstats.plan.series import Series
from urbanstats.plan.stamps import Stamp, stamp_of
from urbanstats.plan.values import Indicator, Plan, Rebasing, Target

SHIPPED = Path(__file__).parents[2] / "data"
QUALITIES = ("official", REVISED, "reprint", "implied", SUSPECT)  # best first


def data_folder(data: str | os.PathLike | None = None) -> Path:
    """Return the data folder: the one given, else ``URBANSTATS_DATA``, else the one shipped."""
    return Path(data or os.environ.get("URBANSTATS_DATA") or SHIPPED)


def load_plan(data: str | os.PathLike | None = None) -> Plan:
    """Return the plan: its indicators and its dated targets.

    Parameters
    ----------
    data
        Data folder, as for `data_folder`.

    Raises
    ------
    DataError, TargetError
        If a file is missing, was changed, or breaks a rule.
    """
    folder = data_folder(data)
    indicators = tuple(
        Indicator(**row | {"departments": tuple(row["departments"].split(";"))})
        for row in _table(folder, "indicators").sort_values("number").to_dict("records")
    )
    known = {indicator.id: indicator for indicator in indicators}
    targets = tuple(
        Target(**row, unit=known[row["indicator"]].unit, decimals=known[row["indicator"]].decimals)
        for row in _table(folder, "targets").to_dict("records")
    )
    rebasings = tuple(Rebasing(**row) for row in _table(folder, "rebasings").to_dict("records"))
    facts = _table(folder, "plan").to_dict("records")[0]
    return Plan(**facts, indicators=indicators, targets=targets, rebasings=rebasings)


def load_table(name: str, data: str | os.PathLike | None = None) -> pd.DataFrame:
    """Return any table of the data package by its name there, such as ``"bases"``, checked.

    Raises
    ------
    DataError
        If a file is missing, was changed, or breaks a rule.
    """
    return _table(data_folder(data), name).copy()


def load_observations(data: str | os.PathLike | None = None) -> pd.DataFrame:
    """Return every published figure of the data folder, the suspect ones too.

    Parameters
    ----------
    data
        Data folder, as for `data_folder`.

    Returns
    -------
    pandas.DataFrame
        One row per figure and source, indexed by line of the file: area, indicator, year,
        value (in unit), unit, decimals (as printed by the source), basis, published (the day
        by which it was known: the end of the period if only a month or year is recorded),
        quality (official, revised, reprint, implied, suspect), source and note.

    Raises
    ------
    DataError
        If a file is missing, was changed, or breaks a rule.
    """
    return load_table("observations", data)


def load_series(
    indicator: str | int,
    area: str = "Liuzhou",
    as_of: date | str | None = None,
    *,
    data: str | os.PathLike | None = None,
) -> Series:
    """Return what had been published about an indicator of an area by a day.

    Suspect figures are left out. A figure that was revised by that day stands in place of what
    was published before; as of an earlier day the earlier one stands. Where several sources give
    one year on one basis (they agree, or loading would have failed), the one with most decimals
    is taken, then the one of best quality, then the latest.

    Parameters
    ----------
    indicator
        Id or number of one of the plan's indicators.
    area
        Area in English, as in ``data/observations/areas.csv``.
    as_of
        Day of knowledge: a date, or text such as ``"2018-06-08"`` (a month or year counts to
        its end). Unless given, the day of the newest figure of the whole table.
    data
        Data folder, as for `data_folder`.

    Returns
    -------
    Series
        Its `basis` is the one the plan's figures stand on if it has figures there, else that
        of the latest year.

    Raises
    ------
    ParameterError
        If the indicator, the area or the day is not known.
    DataError
        If nothing had been published by then, or a file breaks a rule.

    Examples
    --------
    >>> load_series("resident_urbanization_rate", as_of="2018-06-08").years
    (2005, 2010, 2016, 2017)
    """
    asked = load_plan(data).indicator(indicator)
    table = load_observations(data)
    day = _day(as_of) or max(table["published"])
    _check_area(area, _table(data_folder(data), "areas"))
    mine = (table["area"] == area) & (table["indicator"] == asked.id)
    usable = table[mine & (table["quality"] != SUSPECT)]
    known = in_force(usable[usable["published"] <= day])
    if known.empty:
        _refuse_empty(asked.id, area, day, usable)
    on_plan_basis = (known["basis"] == asked.plan_basis).any()
    return Series(
        indicator=asked.id,
        area=area,
        unit=asked.unit,
        kind=asked.kind,
        reference_class=asked.reference_class,
        decimals=asked.decimals,
        basis=asked.plan_basis if on_plan_basis else known["basis"].iloc[-1],
        as_of=day,
        years=tuple(known["year"].tolist()),
        values=tuple(known["value"].tolist()),
        bases=tuple(known["basis"]),
        published=tuple(known["published"]),
        qualities=tuple(known["quality"]),
        sources=tuple(known["source"]),
    )


def in_force(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figure that counts for each year and basis, ordered by year and then basis.

    Parameters
    ----------
    figures
        Rows of `load_observations` of one indicator and area, known by one day, none suspect.
    """
    figures = newest_vintage(figures)
    rank = figures.assign(rank=figures["quality"].map(QUALITIES.index))
    best = rank.sort_values(
        ["year", "basis", "decimals", "rank", "published", "source"],
        ascending=[True, True, False, True, False, True],
    )
    return best.drop_duplicates(["year", "basis"])


def _refuse_empty(indicator: str, area: str, day: date, usable: pd.DataFrame) -> None:
    first = min(usable["published"], default=None)
    raise DataError(
        "DATA-NOSERIES",
        where=f"{indicator} of {area}",
        wrong=f"no usable figure had been published by {day}",
        expected="At least one figure is expected",
        do=f"choose an as-of date from {first} on"
        if first
        else "add figures to observations/observations.csv, or choose another area",
    )


def _check_area(area: str, areas: pd.DataFrame) -> None:
    if area not in set(areas["area"]):
        raise ParameterError(
            "PAR-AREA",
            where="area",
            wrong=f"{area!r} is not an area of the data",
            expected="An area of observations/areas.csv is expected",
            do=f"choose one of {listed(sorted(areas['area']), most=40)}",
        )


def _day(as_of: date | str | None) -> date | None:
    """Return the as-of day, None if none is asked for."""
    if as_of is None or as_of == "":
        return None
    if isinstance(as_of, date):
        return as_of.date() if isinstance(as_of, datetime) else as_of
    try:
        return end_of_period(str(as_of))
    except ValueError as error:
        raise ParameterError(
            "PAR-ASOF",
            where="as_of",
            wrong=f"{as_of!r} cannot be read as a day",
            expected="A date such as 2018-06-08 is expected",
            do="write year, month and day with hyphens",
        ) from error


def _table(folder: Path, name: str) -> pd.DataFrame:
    """Return a checked table, for reading only; read anew once a file of the folder changes."""
    return _read(folder, name, stamp_of(folder))


@lru_cache(maxsize=64)
def _read(folder: Path, name: str, stamp: Stamp) -> pd.DataFrame:
    """Read and check one table; `stamp` keeps a changed file from being taken from memory."""
    resource = _resource(folder, name)
    content = read_bytes(folder, resource["path"])
    table = check_table(folder, name, content)
    check_hash(resource, content, folder)
    return table


def kept(function: Callable) -> Callable:
    """Return a function that keeps its answers until a file of the data folder changes."""

    @lru_cache(maxsize=512)
    def answer(stamp: Stamp, *arguments: object) -> object:
        return function(*arguments)

    @wraps(function)
    def keeping(*arguments: object) -> object:
        return answer(stamp_of(data_folder()), *arguments)

    return keeping


def _resource(folder: Path, name: str) -> dict:
    return {item["name"]: item for item in load_description(folder)["resources"]}[name]


def check_table(folder: Path, name: str, content: bytes) -> pd.DataFrame:
    """Return the table that a file's content holds, after every check but that of its hash.

    Parameters
    ----------
    folder
        Data folder that holds the other tables.
    name
        Name of the table's resource.
    content
        The file's bytes, on the disk or about to be written there.

    Raises
    ------
    DataError
        If the content breaks a rule.
    """
    resource = _resource(folder, name)
    table = read_table(content, resource["path"], resource["schema"]["fields"])
    table.attrs["path"] = resource["path"]
    check_description(table, resource, lambda other: _table(folder, other))
    if name == "observations":
        units = {
            row.id: row.unit
            for other in ("indicators", "context")
            for row in _table(folder, other).itertuples()
        }
        check_observations(table, units, resource["path"])
    check_key(table, resource)
    return table
