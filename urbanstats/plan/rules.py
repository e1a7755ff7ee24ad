"""Rules that a table must keep: its own description, and sense between its columns.

The description (types, words allowed, ranges, keys) lives in ``datapackage.json``; the rules
between the columns of the observations are functions here.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from urbanstats.errors import DataError
from urbanstats.plan.reading import listed, place

Lookup = Callable[[str], pd.DataFrame]

SUSPECT = "suspect"
REVISED = "revised"
FIGURE = ["area", "indicator", "year", "basis"]


def check_description(table: pd.DataFrame, resource: dict, lookup: Lookup) -> None:
    """Refuse a table that breaks the constraints or foreign keys of its resource.

    Parameters
    ----------
    table
        Typed table, indexed by line.
    resource
        Frictionless resource: path and schema (fields, foreignKeys).
    lookup
        Returns another table of the package by its resource name.

    Raises
    ------
    DataError
        With the lines, the values found, and what is allowed.
    """
    for field in resource["schema"]["fields"]:
        cells = table[field["name"]]
        for code, holds, expected in _constraints(field):
            if len(broken := cells[~holds(cells)]):
                _refuse(code, resource["path"], broken, expected)
    for key in resource["schema"].get("foreignKeys", []):
        _check_foreign_key(table, key, resource["path"], lookup)


def _constraints(field: dict) -> list[tuple[str, Callable, str]]:
    """Return (code, test of a column, what is expected) for each constraint of a field."""
    asked = dict(field.get("constraints", {}))
    if field["type"] != "string":
        asked.pop("required", None)  # an empty number or date was refused when it was read
    low, high = asked.get("minimum", -np.inf), asked.get("maximum", np.inf)
    words = ", ".join(asked.get("enum", []))
    name = "A name of a-z, 0-9 and _ that starts with a letter, 64 signs at most,"
    tests = {
        "required": ("DATA-BLANK", lambda cells: cells.str.strip() != "", "Text in every row"),
        "enum": ("DATA-WORD", lambda cells: cells.isin(asked["enum"]), f"One of {words}"),
        "pattern": ("DATA-ID", lambda cells: cells.str.fullmatch(asked["pattern"]), name),
        "minimum": (
            "DATA-RANGE", lambda cells: cells.between(low, high), f"A number from {low} to {high}",
        ),
    }  # fmt: skip
    tests["maximum"] = tests["minimum"]
    finite = [("DATA-NONFINITE", np.isfinite, "A finite number")]
    always = finite if field["type"] == "number" else []
    return always + [test for constraint, test in tests.items() if constraint in asked]


def _check_foreign_key(table: pd.DataFrame, key: dict, name: str, lookup: Lookup) -> None:
    other = lookup(key["reference"]["resource"])
    known = pd.MultiIndex.from_frame(other[key["reference"]["fields"]])
    found = pd.MultiIndex.from_frame(table[key["fields"]])
    strange = table.loc[~found.isin(known), key["fields"]].agg(" ".join, axis=1)
    if len(strange):
        file = other.attrs["path"]
        strange.name = key["fields"][-1]
        _refuse("DATA-UNKNOWN", name, strange, f"A name that {file} lists")


def check_key(table: pd.DataFrame, resource: dict) -> None:
    """Refuse a table in which two rows share the primary key of its resource.

    Raises
    ------
    DataError
        With the lines and the key they share.
    """
    key = resource["schema"]["primaryKey"]
    twice = table[table.duplicated(key, keep=False)]
    if len(twice):
        first = twice[(twice[key] == twice[key].iloc[0]).all(axis=1)]
        raise DataError(
            "DATA-DUPLICATE",
            where=place(resource["path"], list(first.index)),
            wrong=f"{_both(first)} are for {listed(first[key].iloc[0].astype('str').tolist())}",
            expected=f"One row for each {listed(key)} is expected",
            do="delete one",
        )


def check_observations(table: pd.DataFrame, units: dict[str, str], name: str) -> None:
    """Refuse observations whose columns contradict each other, or that contradict each other.

    Parameters
    ----------
    table
        Typed observations, indexed by line.
    units
        Unit of each indicator and context series, by id.
    name
        What error messages call the file.

    Raises
    ------
    DataError
        If an indicator is unknown, a unit is not the indicator's, a percentage lies outside
        0-100 or a count is not above 0, a value has more decimals than it says, a year lies
        after its publication, or two figures of one year and basis disagree beyond rounding,
        neither is marked suspect, and no later one is marked as revised (see `vintages`).
    """
    _check_units(table, units, name)
    percent = table["unit"] == "percent"
    value, places = table["value"], 10.0 ** table["decimals"]
    year_known = table["published"].map(lambda day: day.year)
    for code, column, right, expected in (
        ("DATA-RANGE", "value", ~percent | value.between(0, 100), "A percentage from 0 to 100"),
        ("DATA-RANGE", "value", percent | (value > 0), "A number above 0"),
        (
            "DATA-DECIMALS",
            "value",
            (value * places - (value * places).round()).abs() < 1e-4,
            "A value with no more decimals than its column decimals says",
        ),
        ("DATA-FUTURE", "year", table["year"] <= year_known, "A year no later than published"),
    ):
        if not right.all():
            _refuse(code, name, table.loc[~right, column], expected)
    _check_agreement(table[table["quality"] != SUSPECT], name)


def _check_units(table: pd.DataFrame, units: dict[str, str], name: str) -> None:
    strange = table.loc[~table["indicator"].isin(list(units)), "indicator"]
    if len(strange):
        expected = "A name that plan/indicators.csv or plan/context.csv lists"
        _refuse("DATA-UNKNOWN", name, strange, expected)
    other = table.loc[table["unit"] != table["indicator"].map(units), ["indicator", "unit"]]
    if len(other):
        expected = f"{units[other['indicator'].iloc[0]]}, the indicator's own unit,"
        _refuse("DATA-UNIT", name, other["unit"], expected)


def vintages(table: pd.DataFrame) -> pd.Series:
    """Return, for each row, the vintage of its figure: the day (a number) on which it began.

    A figure of one area, indicator, year and basis begins a new vintage on the day on which a
    row of quality ``revised`` was published. Whatever is published from that day on repeats the
    revision, whatever was published before it repeats what it replaced. 0: never revised yet.
    """
    began = pd.Series(0, index=table.index)
    for key, days in table[table["quality"] == REVISED].groupby(FIGURE)["published"]:
        same = (table[FIGURE] == list(key)).all(axis=1)
        for day in sorted(set(days)):
            began[same & (table["published"] >= day)] = day.toordinal()
    return began


def newest_vintage(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the newest vintage of each figure, the others left out."""
    began = vintages(table)
    newest = began.groupby([table[column] for column in FIGURE]).transform("max")
    return table[began == newest]


def rounding(decimals: int) -> float:
    """Return how far two figures may lie apart that agree when rounded to so many decimals."""
    return 0.5 * 10.0**-decimals + 1e-9


def first_disagreement(table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the first rows of one figure and vintage that differ beyond rounding, or None."""
    groups = table.assign(vintage=vintages(table)).groupby([*FIGURE, "vintage"])
    spread = groups["value"].max() - groups["value"].min()
    apart = spread > groups["decimals"].min().map(rounding)
    return groups.get_group(apart.idxmax()) if apart.any() else None


def _check_agreement(table: pd.DataFrame, name: str) -> None:
    """Refuse figures of one area, indicator, year and basis that differ beyond rounding."""
    rows = first_disagreement(table)
    if rows is None:
        return
    area, indicator, year, basis = rows[FIGURE].iloc[0]
    values = [f"{row.value:.{row.decimals}f}" for row in rows.itertuples()]
    raise DataError(
        "DATA-DUPLICATE",
        where=place(name, list(rows.index)),
        wrong=f"{_both(rows)} give {indicator} of {area} for {year} on the basis "
        f'"{basis}" ({listed(values)})',
        expected="One figure per year and basis is expected",
        do="delete one, give it another basis, or mark its quality as suspect, or as revised if "
        "it replaces what was published before it",
    )


def _both(rows: pd.DataFrame) -> str:
    return "both" if len(rows) == 2 else "all"


def _refuse(code: str, name: str, cells: pd.Series, expected: str) -> None:
    shown = [repr(cell) if isinstance(cell, str) else f"{cell:.15g}" for cell in cells]
    raise DataError(
        code,
        where=place(name, list(cells.index), str(cells.name)),
        wrong=f"{listed(shown)} cannot stand here",
        expected=f"{expected} is expected",
        do="correct the cell, or delete the row",
    )
