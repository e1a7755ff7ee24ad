"""Rules that a table must keep: its own description, and sense between its columns.

The description (types, words allowed, ranges, keys) lives in ``datapackage.json``; the rules
between the columns of the observations are functions here. What breaks a rule is refused with a
`DataError` that holds the lines, the values found, and what is allowed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from urbanstats.errors import DataError
from urbanstats.files.tables import Table

SUSPECT = "suspect"
REVISED = "revised"
FIGURE = ("area", "indicator", "year", "basis")
_figure = itemgetter(*FIGURE)


def check_description(table: Table, resource: dict, lookup: Callable[[str], Table]) -> None:
    """Refuse a table that breaks the constraints or foreign keys of its resource.

    ``table`` was read by the fields of ``resource``, a Frictionless resource with a schema (fields,
    foreignKeys); ``lookup`` returns another table of the package by its resource name.
    """
    for field in resource["schema"]["fields"]:
        name = field["name"]
        for code, holds, allowed in _constraints(field):
            wrong = {at: row[name] for at, row in enumerate(table.rows) if not holds(row[name])}
            _refuse(table, code, name, wrong, **allowed)
    for key in resource["schema"].get("foreignKeys", []):
        other, fields = lookup(key["reference"]["resource"]), key["reference"]["fields"]
        known = {tuple(row[name] for name in fields) for row in other.rows}
        _check_known(table, key["fields"], known, [other.name])


def _constraints(field: dict) -> list[tuple[str, Callable, dict]]:
    """Return (code, test of a cell, what is allowed) for each constraint of a field."""
    asked = dict(field.get("constraints", {}))
    if field["type"] != "string":
        asked.pop("required", None)  # an empty number or date was refused when it was read
    low, high = asked.get("minimum", -math.inf), asked.get("maximum", math.inf)
    words, span = asked.get("enum", []), {"low": low, "high": high}
    tests = {
        "required": ("DATA-BLANK", str.strip, {}),
        "enum": ("DATA-WORD", lambda cell: cell in words, {"words": words}),
        "pattern": ("DATA-ID", lambda cell: re.fullmatch(asked["pattern"], cell), {}),
        "minimum": ("DATA-RANGE", lambda cell: low <= cell <= high, span),
    }
    tests["maximum"] = tests["minimum"]
    finite = [("DATA-NONFINITE", math.isfinite, {})]
    always = finite if field["type"] == "number" else []
    return always + [test for constraint, test in tests.items() if constraint in asked]


def _check_known(table: Table, columns: list[str], known: set, files: list[str]) -> None:
    keys = [tuple(row[name] for name in columns) for row in table.rows]
    strange = {at: " ".join(key) for at, key in enumerate(keys) if key not in known}
    _refuse(table, "DATA-UNKNOWN", columns[-1], strange, files=files)


def check_key(table: Table, resource: dict) -> None:
    """Refuse a table in which two rows share the primary key of its resource."""
    key, rows = resource["schema"]["primaryKey"], {}
    for line, row in zip(table.lines, table.rows, strict=True):
        rows.setdefault(tuple(row[name] for name in key), []).append(line)
    for cells, lines in rows.items():
        if len(lines) > 1:
            where = {"where": table.name, "rows": lines}
            raise DataError("DATA-DUPLICATE", **where, columns=key, cells=list(cells))


def check_observations(table: Table, units: dict[str, str]) -> None:
    """Refuse observations whose columns contradict each other, or that contradict each other.

    ``units`` holds the unit of each indicator and context series, by id. Refused are an unknown
    indicator, a unit that is not the indicator's, a percentage outside 0-100 or a count not above
    0, a value with more decimals than it says, a year after its publication, and two figures of one
    year and basis that disagree beyond rounding, if neither is marked suspect and no later one is
    marked as revised (see `vintages`).
    """
    files = ["plan/indicators.csv", "plan/context.csv"]
    _check_known(table, ["indicator"], {(name,) for name in units}, files)
    own = [units[row["indicator"]] for row in table.rows if row["unit"] != units[row["indicator"]]]
    for code, column, right in (
        ("DATA-UNIT", "unit", lambda row: row["unit"] == units[row["indicator"]]),
        ("DATA-RANGE.percent", "value", _possible_percentage),
        ("DATA-RANGE.count", "value", lambda row: row["unit"] == "percent" or row["value"] > 0),
        ("DATA-DECIMALS", "value", _as_precise_as_told),
        ("DATA-FUTURE", "year", lambda row: row["year"] <= row["published"].year),
    ):
        wrong = {at: row[column] for at, row in enumerate(table.rows) if not right(row)}
        _refuse(table, code, column, wrong, unit=next(iter(own), None))
    found = first_disagreement(table.rows)
    if found:
        raise DataError(
            "DATA-DUPLICATE.figures",
            where=table.name,
            rows=[table.lines[at] for at in found],
            **dict(zip(FIGURE, _figure(table.rows[found[0]]), strict=True)),
            values=[f"{table.rows[at]['value']:.{table.rows[at]['decimals']}f}" for at in found],
        )


def _possible_percentage(row: dict) -> bool:
    return row["unit"] != "percent" or 0 <= row["value"] <= 100


def _as_precise_as_told(row: dict) -> bool:
    units = row["value"] * 10.0 ** row["decimals"]
    return min(units % 1, -units % 1) < 1e-4


def vintages(rows: Sequence[dict]) -> list[int]:
    """Return, for each row, the vintage of its figure: the day (a number) on which it began.

    A figure of one area, indicator, year and basis begins a new vintage on the day on which a
    row of quality ``revised`` was published. Whatever is published from that day on repeats the
    revision, whatever was published before it repeats what it replaced. 0: never revised yet.
    """
    revised: dict[tuple, list] = {}
    for row in rows:
        if row["quality"] == REVISED:
            revised.setdefault(_figure(row), [0]).append(row["published"].toordinal())
    began = []
    for row in rows:
        known = row["published"].toordinal()
        began.append(max(day for day in revised.get(_figure(row), [0]) if day <= known))
    return began


def newest_vintage(rows: Sequence[dict]) -> list[dict]:
    """Return the rows of the newest vintage of each figure, the others left out."""
    began, newest = vintages(rows), {}
    for row, day in zip(rows, began, strict=True):
        newest[_figure(row)] = max(newest.get(_figure(row), 0), day)
    return [row for row, day in zip(rows, began, strict=True) if day == newest[_figure(row)]]


def rounding(decimals: int) -> float:
    """Return how far two figures may lie apart that agree when rounded to so many decimals."""
    return 0.5 * 10.0**-decimals + 1e-9


def first_disagreement(rows: Sequence[dict]) -> list[int]:
    """Return which rows of one figure and vintage differ beyond rounding: the first such, or none.

    Suspect rows are left out.
    """
    groups: dict[tuple, list[int]] = {}
    for at, (row, began) in enumerate(zip(rows, vintages(rows), strict=True)):
        if row["quality"] != SUSPECT:
            groups.setdefault((*_figure(row), began), []).append(at)
    for _, found in sorted(groups.items()):
        values = [rows[at]["value"] for at in found]
        if max(values) - min(values) > rounding(min(rows[at]["decimals"] for at in found)):
            return found
    return []


def _refuse(table: Table, code: str, column: str, cells: dict[int, object], **allowed) -> None:
    """Refuse cells of a column by the numbers of their rows, if there are any."""
    if cells:
        where = {"where": table.name, "rows": [table.lines[at] for at in cells], "column": column}
        raise DataError(code, **where, cells=list(cells.values()), **allowed)
