"""Loading the plan and what had been published, from checked files.

``data`` is a data folder, as for `data_folder`. Each function raises `DataError` if a file is
missing, was changed, or breaks a rule; `load_plan` also `TargetError`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import Stamp, stamp_of
from urbanstats.files.tables import Table, end_of_period, read_table
from urbanstats.plan.package import check_hash, described, load_description, read_bytes
from urbanstats.plan.rules import (
    REVISED,
    SUSPECT,
    check_description,
    check_key,
    check_observations,
    newest_vintage,
)
from urbanstats.plan.series import PER_FIGURE, Series
from urbanstats.plan.values import Indicator, Plan, Rebasing, Target

if TYPE_CHECKING:
    import pandas as pd


SHIPPED = tuple(above / "data" for above in Path(__file__).parents[1:3])  # installed, in project
QUALITIES = ("official", REVISED, "reprint", "implied", SUSPECT)  # best first


def data_folder(data: str | os.PathLike | None = None) -> Path:
    """Return the data folder: the one given, else ``URBANSTATS_DATA``, else the one shipped."""
    installed, project = SHIPPED
    named = data or os.environ.get("URBANSTATS_DATA")
    return Path(named or (installed if installed.is_dir() else project))


def load_plan(data: str | os.PathLike | None = None) -> Plan:
    """Return the plan: its indicators and its dated targets."""
    folder = data_folder(data)
    return _plan(folder, stamp_of(folder))


@lru_cache(maxsize=8)
def _plan(folder: Path, stamp: Stamp) -> Plan:
    indicators = tuple(
        Indicator(**row | {"departments": tuple(row["departments"].split(";"))})
        for row in sorted(_table(folder, "indicators").rows, key=lambda row: row["number"])
    )
    known = {indicator.id: indicator for indicator in indicators}
    targets = tuple(
        Target(**row, unit=known[row["indicator"]].unit, decimals=known[row["indicator"]].decimals)
        for row in _table(folder, "targets").rows
    )
    rebasings = tuple(Rebasing(**row) for row in _table(folder, "rebasings").rows)
    facts = _table(folder, "plan").rows[0]
    return Plan(**facts, indicators=indicators, targets=targets, rebasings=rebasings)


def load_rows(name: str, data: str | os.PathLike | None = None) -> list[dict]:
    """Return the rows of a table of the data package by its name there, such as ``"bases"``."""
    return [dict(row) for row in _table(data_folder(data), name).rows]


def load_bases(data: str | os.PathLike | None = None) -> dict[str, list[str]]:
    """Return the statistical bases of each indicator and context series, by its id."""
    bases: dict[str, list[str]] = {}
    for row in _table(data_folder(data), "bases").rows:
        bases.setdefault(row["indicator"], []).append(row["basis"])
    return bases


def load_observations(data: str | os.PathLike | None = None) -> pd.DataFrame:
    """Return every published figure of the data folder, the suspect ones too.

    One row per figure and source, indexed by line of the file: area, indicator, year, value (in
    unit), unit, decimals (as printed by the source), basis, published (the day by which it was
    known: the end of the period if only a month or year is recorded), quality (official, revised,
    reprint, implied, suspect), source and note.
    """
    import pandas as pd  # here, because it is slow to import

    table = _table(data_folder(data), "observations")
    return pd.DataFrame(list(table.rows), pd.Index(table.lines, name="line"))


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
    is taken, then the one of best quality, then the latest. The series' `basis` is the one the
    plan's figures stand on if it has figures there, else that of the latest year.

    Parameters
    ----------
    indicator
        Id or number of one of the plan's indicators.
    area
        Area in English, as in ``data/observations/areas.csv``.
    as_of
        Day of knowledge: a date, or text such as ``"2018-06-08"`` (a month or year counts to
        its end). Unless given, the day of the newest figure of the whole table.

    Raises
    ------
    ParameterError
        If the indicator, the area or the day is not known.
    DataError
        If nothing had been published by then.

    Examples
    --------
    >>> load_series("resident_urbanization_rate", as_of="2018-06-08").years
    (2005, 2010, 2016, 2017)
    """
    asked, folder = load_plan(data).indicator(indicator), data_folder(data)
    rows = _table(folder, "observations").rows
    day = _day(as_of) or max(row["published"] for row in rows)
    areas = sorted(row["area"] for row in _table(folder, "areas").rows)
    if area not in areas:
        raise ParameterError("PAR-AREA", area=area, areas=areas)
    mine = [row for row in rows if (row["area"], row["indicator"]) == (area, asked.id)]
    usable = [row for row in mine if row["quality"] != SUSPECT]
    known = in_force([row for row in usable if row["published"] <= day])
    if not known:
        first = min((row["published"] for row in usable), default=None)
        raise DataError("DATA-NOSERIES", indicator=asked.id, area=area, day=day, first=first)
    bases = [row["basis"] for row in known]
    return Series(
        indicator=asked.id,
        area=area,
        unit=asked.unit,
        kind=asked.kind,
        reference_class=asked.reference_class,
        decimals=asked.decimals,
        basis=asked.plan_basis if asked.plan_basis in bases else bases[-1],
        as_of=day,
        **{part: tuple(row[column] for row in known) for part, column in PER_FIGURE.items()},
    )


def in_force(figures: Sequence[dict]) -> list[dict]:
    """Return the figure that counts for each year and basis, ordered by year and then basis.

    ``figures`` are observations of one indicator and area, known by one day, none suspect.
    """
    best: dict[tuple, dict] = {}
    for row in sorted(newest_vintage(figures), key=_order):
        best.setdefault((row["year"], row["basis"]), row)
    return list(best.values())


def _order(row: dict) -> tuple:
    """Return what orders figures by year and basis, the one that counts first."""
    rank, day = QUALITIES.index(row["quality"]), row["published"].toordinal()
    return row["year"], row["basis"], -row["decimals"], rank, -day, row["source"]


def _day(as_of: date | str | None) -> date | None:
    """Return the as-of day, None if none is asked for."""
    if as_of is None or as_of == "":
        return None
    if isinstance(as_of, date):
        return as_of.date() if isinstance(as_of, datetime) else as_of
    try:
        return end_of_period(str(as_of))
    except ValueError as error:
        raise ParameterError("PAR-ASOF", as_of=as_of) from error


def _table(folder: Path, name: str) -> Table:
    """Return a checked table; read anew once a file of the folder changes."""
    return _read(folder, name, stamp_of(folder))


@lru_cache(maxsize=64)
def _read(folder: Path, name: str, stamp: Stamp) -> Table:
    """Read and check one table; `stamp` keeps a changed file from being taken from memory."""
    resource = described(load_description(folder), name)
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


def check_table(folder: Path, name: str, content: bytes) -> Table:
    """Return the table that a file's content holds, after every check but that of its hash.

    ``name`` is that of the table's resource, ``folder`` holds the other tables, and the bytes
    ``content`` are on the disk or about to be written there.
    """
    resource = described(load_description(folder), name)
    table = read_table(content, resource["path"], resource["schema"]["fields"])
    check_description(table, resource, lambda other: _table(folder, other))
    if name == "observations":
        known = (*_table(folder, "indicators").rows, *_table(folder, "context").rows)
        check_observations(table, {row["id"]: row["unit"] for row in known})
    check_key(table, resource)
    return table
