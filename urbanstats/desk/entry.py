"""A department's return: every cell read and checked, everything that was found collected."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.desk.cells import FULL_WIDTH, Number, is_blank, read_number
from urbanstats.desk.findings import Finding
from urbanstats.desk.layout import HEADERS, NEEDED, column_of, unit_text
from urbanstats.errors import DataError
from urbanstats.plan.values import Indicator, Plan
from urbanstats.plan.workbook import open_workbook, read_container
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import name_of, say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BYTES = 10 * 2**20  # unpacked; a return of a hundred rows has 0.1 MB
MOST_ROWS, MOST_COLUMNS = 5_000, 100
TITLE_ROWS = 10  # the header stands in one of the first rows


@dataclass(frozen=True)
class Figure:
    """A figure of a return that can be taken, and the cell it stands in."""

    indicator: Indicator
    year: int
    basis: str
    number: Number
    department: str
    note: str
    sheet: str
    cell: str


@dataclass
class Return:
    """What a return says: figures, cells left empty, and findings.

    Parameters
    ----------
    file, digest
        Name of the file, and the SHA-256 of its content (hexadecimal).
    figures
        Figures without a finding that refuses them, in the order of the sheet.
    blank
        Cells that were left empty: not reported.
    findings
        Everything that was found, in the order of the sheet.
    """

    file: str
    digest: str = ""
    figures: list[Figure] = field(default_factory=list)
    blank: int = 0
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, sheet: str = "", cell: str = "", **blanks: object) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, self.file, sheet, cell, blanks))


def read_return(path: str | os.PathLike, plan: Plan, bases: dict[str, list[str]]) -> Return:
    """Return what a department's return says; whatever is wrong with it is a finding.

    Parameters
    ----------
    path
        Excel file made from a template.
    plan
        Gives the indicators and their departments.
    bases
        Statistical bases of each indicator, by its id.
    """
    found = Return(Path(path).name)
    try:
        content = read_container(Path(path), most=MOST_BYTES)
        found.digest = hashlib.sha256(content).hexdigest()
        values, formulas = (open_workbook(content, found.file, values=v) for v in (True, False))
    except DataError as error:
        found.find(error.code, wrong=tuple(error.part("wrong", la) for la in LANGUAGES))
        return found
    sheets = [sheet for sheet in values.worksheets if _header(sheet)]
    if not sheets:
        names = [(sheet.title,) * 2 for sheet in values.worksheets]
        columns = [_both(_header_text, name) for name in NEEDED]
        found.find("ENTRY-SHEET", columns=_listed(columns), sheets=_listed(names))
        return found
    notes = {say("entry_notes_sheet", lang) for lang in LANGUAGES}
    for sheet in values.worksheets:
        if sheet not in sheets and sheet.title not in notes and sheet.max_row > 1:
            found.find("ENTRY-SKIPPED", sheet.title, sheet.dimensions)
    seen: dict[tuple, str] = {}
    for sheet in sheets:
        _Reader(found, plan, bases, sheet, formulas[sheet.title], seen).read()
    return found


def _header(sheet: Worksheet) -> tuple[int, dict[str, list[int]]] | None:
    """Return the row of the header and the places of its columns, None if there is none."""
    last = min(sheet.max_column, MOST_COLUMNS)
    for row in range(1, min(sheet.max_row, TITLE_ROWS) + 1):
        places: dict[str, list[int]] = {}
        for at in range(1, last + 1):
            column = column_of(str(sheet.cell(row, at).value or "").strip())
            places.setdefault(column, []).append(at)
        if set(NEEDED) <= set(places):
            return row, {name: at for name, at in places.items() if name}
    return None


@dataclass
class _Reader:
    """Reads one sheet into a return."""

    found: Return
    plan: Plan
    bases: dict[str, list[str]]
    sheet: Worksheet
    formulas: Worksheet
    seen: dict[tuple, str]

    def read(self) -> None:
        """Read every row below the header."""
        top, places = _header(self.sheet)
        title, find = self.sheet.title, self.found.find
        for ranged in sorted(str(one) for one in self.formulas.merged_cells.ranges):
            find("ENTRY-MERGED", title, ranged)
        twice = [name for name, at in places.items() if len(at) > 1]
        for name in twice:
            texts = _both(_header_text, name)
            cell = self.sheet.cell(top, places[name][1]).coordinate
            find("ENTRY-TWICE", title, cell, column=texts)
        if self.sheet.max_row > MOST_ROWS or self.sheet.max_column > MOST_COLUMNS:
            size = {"rows": self.sheet.max_row, "columns": self.sheet.max_column}
            find("ENTRY-SIZE", title, "A1", **size)
        elif not twice:
            columns = {name: at[0] for name, at in places.items()}
            for row in range(top + 1, self.sheet.max_row + 1):
                self._read_row(row, columns)

    def _read_row(self, row: int, columns: dict[str, int]) -> None:
        cell, formula = (s.cell(row, columns["value"]) for s in (self.sheet, self.formulas))
        texts = {name: self._text(row, at) for name, at in columns.items()}
        if is_blank(cell, formula):
            self.found.blank += texts["id"] != ""
            return
        where = {name: self.sheet.cell(row, at).coordinate for name, at in columns.items()}
        before = len(self.found.findings)
        if self.sheet.row_dimensions[row].hidden:
            self._find("ENTRY-HIDDEN", where["value"])
        asked = self._asked(texts, where)
        if asked is None:
            return
        indicator, year, basis = asked
        number, remarks = read_number(cell, formula, indicator.unit)
        for code, blanks in remarks:
            if "unit" in blanks:
                blanks = blanks | {"unit": _both(unit_text, indicator.unit)}
            self._find(code, where["value"], **blanks)
        here = f"{self.sheet.title}!{where['value']}"
        other = self.seen.setdefault(asked, here)
        if other != here:
            self._find("ENTRY-DUPLICATE", where["value"], other=other)
        if number and not any(one.refused for one in self.found.findings[before:]):
            tail = texts["department"], texts["note"], self.sheet.title, where["value"]
            self.found.figures.append(Figure(indicator, year, basis, number, *tail))

    def _asked(self, texts: dict[str, str], where: dict[str, str]) -> tuple | None:
        """Return indicator, year and basis of a row, None if one of them is wrong."""
        known = {one.id: one for one in self.plan.indicators}
        indicator = known.get(texts["id"])
        if indicator is None:
            near = difflib.get_close_matches(texts["id"], known, n=1) or list(known)
            known = _listed([(one,) * 2 for one in near])
            self._find("ENTRY-INDICATOR", where["id"], **_told(texts["id"]), known=known)
            return None
        problems = list(self._problems(indicator, texts))
        for code, column, expected in problems:
            self._find(code, where[column], **_told(texts[column]), **expected)
        if problems:
            return None
        return indicator, int(_year(texts["year"])), self._basis(indicator, texts["basis"])

    def _problems(self, indicator: Indicator, texts: dict[str, str]) -> Iterator[tuple]:
        """Yield code, column and what is expected for each cell that names something wrong."""
        departments = indicator.departments
        if texts["department"] not in departments:
            yield (
                "ENTRY-DEPARTMENT",
                "department",
                {"known": _listed([(one,) * 2 for one in departments])},
            )
        if not _year(texts["year"]):
            yield "ENTRY-YEAR", "year", {}
        unit = _both(unit_text, indicator.unit)
        if texts["unit"] not in (*unit, indicator.unit):
            yield "ENTRY-UNIT", "unit", {"known": unit}
        if not self._basis(indicator, texts["basis"]):
            names = [_both(_basis_name, one) for one in self.bases[indicator.id]]
            yield "ENTRY-BASIS", "basis", {"known": _listed(names)}

    def _basis(self, indicator: Indicator, text: str) -> str:
        """Return the basis that a text names, by its id or in either language, "" if none."""
        ids = self.bases[indicator.id]
        return next((one for one in ids if text in (one, *_both(_basis_name, one))), "")

    def _text(self, row: int, column: int) -> str:
        value = self.sheet.cell(row, column).value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return re.sub(r"\s+", " ", "" if value is None else str(value)).strip()

    def _find(self, code: str, cell: str, **blanks: object) -> None:
        self.found.find(code, self.sheet.title, cell, **blanks)


def _both(words, thing: str) -> tuple[str, ...]:
    """Return what a thing is called in English and in Chinese."""
    return tuple(words(thing, lang) for lang in LANGUAGES)


def _listed(names: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Return names, each in English and Chinese, as a list in either language."""
    columns = zip(*names, strict=True)
    return tuple(say("list_comma", la).join(c) for la, c in zip(LANGUAGES, columns, strict=True))


def _header_text(column: str, lang: str) -> str:
    return say(HEADERS[column], lang)


def _basis_name(basis: str, lang: str) -> str:
    return name_of("basis", basis, lang)


def _told(text: str) -> dict[str, str]:
    return {"text": f"“{text[:40]}”"}


def _year(text: str) -> str:
    """Return the four digits of a year, "" if it is none."""
    digits = text.translate(FULL_WIDTH).removesuffix("年")
    return digits if re.fullmatch("(19|20)[0-9]{2}", digits) else ""
