"""A department's return, read cell by cell."""

from __future__ import annotations

import hashlib
import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path

from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from urbanstats.desk.template import HEADERS, unit_text
from urbanstats.errors import DataError
from urbanstats.files.excel import open_workbook, read_container
from urbanstats.plan.values import Indicator, Plan
from urbanstats.words.catalogue import LANGUAGES, fill, read_words
from urbanstats.words.phrases import name_of, say
from urbanstats.words.text import nearest

NEEDED = ("id", "department", "year", "unit", "basis", "value", "note")  # columns of a return
MOST_BYTES = 10 * 2**20  # unpacked; a return of a hundred rows has 0.1 MB
MOST_ROWS, MOST_COLUMNS = 5_000, 100
TITLE_ROWS = 10  # the header stands in one of the first rows
Remark = tuple[str, dict[str, object]]  # code and facts of a finding

FULL_WIDTH = {**{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}, 0x3000: " "}
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
COMMA = re.compile(r"[+-]?[0-9.]*,[0-9.,]*")
QUALIFIER = re.compile(
    r"[≥≤<>≧≦~≈±约近超逾多余]|以上|以下|左右|不低于|不少于|至少"
    r"|\b(over|above|below|about|at least|at most|nearly|up to)\b",
    re.IGNORECASE,
)
UNSHOWN = re.compile(r'"[^"]*"|\\.|!.|\[[^\]]*\]|[_*].')  # parts of a format that are no digits
DIGITS = 15  # significant digits that Excel itself shows
MOST_DECIMALS = {"percent": 4, "persons": 0}  # 4: the most that published figures were found with


@dataclass(frozen=True)
class Number:
    """A figure as it was given: its value, and the decimals it was given with."""

    value: float
    decimals: int

    def __str__(self) -> str:
        return f"{self.value:.{self.decimals}f}"


def read_number(cell: Cell, formula: Cell, unit: str) -> tuple[Number | None, list[Remark]]:
    """Return the figure of a cell, None if it cannot be taken, and what is to be said of it.

    ``formula`` is the same cell with its formula, if it has one; ``unit`` is ``"percent"`` (0-100)
    or ``"persons"`` (above 0).
    """
    value = cell.value
    if formula.data_type == "f" and value in (None, ""):
        return None, [("ENTRY-FORMULA", {})]
    if cell.data_type == "e":
        return None, [("ENTRY-ERROR", {"text": value})]
    if isinstance(value, date | time | timedelta):  # a moment is a date too
        return None, [("ENTRY-DATE", {"text": str(value).removesuffix(" 00:00:00")})]
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        return None, [("ENTRY-TEXT", {"text": str(value).upper()})]
    read = _read_text if isinstance(value, str) else _read_stored
    number, remarks = read(value, cell.number_format, unit)
    if number is None:
        return None, remarks
    if formula.data_type == "f":
        remarks = [("ENTRY-RESULT", {"value": str(number)}), *remarks]
    wrong = _impossible(number, unit)
    return None if wrong else number, remarks + wrong


def _read_text(text: str, _: str, unit: str) -> tuple[Number | None, list[Remark]]:
    plain = text.translate(FULL_WIDTH).strip()
    percent = plain.endswith("%")
    digits = plain[:-1].rstrip() if percent else plain
    quoted = _quoted(text.strip())
    if THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    if not NUMBER.fullmatch(digits):
        vague = QUALIFIER.search(plain) and re.search("[0-9]", plain)
        code = "ENTRY-COMMA" if COMMA.fullmatch(digits) else "ENTRY-TEXT"
        return None, [("ENTRY-QUALIFIER" if vague else code, quoted)]
    if percent and unit != "percent":
        return None, [("ENTRY-SIGN", quoted | {"unit": unit_texts(unit)})]
    number = Number(float(digits), len(digits.partition(".")[2]))
    return number, [("ENTRY-READ", quoted | {"value": str(number)})]


def _read_stored(value: float, form: str, unit: str) -> tuple[Number | None, list[Remark]]:
    held = Decimal(f"{value:.{DIGITS}g}")
    bare = UNSHOWN.sub("", form.split(";")[0])
    scaled = re.search("[0#?],+(?![0#?,])", bare)
    if scaled or ("%" in bare and unit != "percent"):
        return None, [("ENTRY-FORMAT", {"held": f"{held.normalize():f}", "format": form})]
    figure = held * 100 if "%" in bare else held
    decimals = max(0, -figure.normalize().as_tuple().exponent)
    places = re.search(r"\.([0#?]*)", bare)
    most = len(places[1]) if places else 0
    read, remarks = {"value": f"{figure:.{decimals}f}"}, []
    if "%" in bare:
        remarks.append(("ENTRY-PERCENT", read | {"held": f"{held.normalize():f}"}))
    if re.search("[0#?]", bare) and "E" not in bare.upper() and decimals > most:
        remarks.append(("ENTRY-SHOWN", read | {"shown": f"{figure:.{most}f}"}))
    zeros = min(places[1].count("0") if places else 0, MOST_DECIMALS[unit])
    return Number(float(figure), max(decimals, zeros)), remarks


def _impossible(number: Number, unit: str) -> list[Remark]:
    """Return why a figure cannot be one of this unit, nothing if it can."""
    most, facts = MOST_DECIMALS[unit], {"value": str(number)}
    if not (0 <= number.value <= 100 if unit == "percent" else number.value > 0):
        return [(f"ENTRY-RANGE-{unit.upper()}", facts)]
    if number.decimals > most:
        return [("ENTRY-DECIMALS" if most else "ENTRY-WHOLE", facts | {"most": most})]
    return []


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


@dataclass(frozen=True)
class Finding:
    """One thing found in a return.

    code : key of ``words/findings.toml``, which tells whether the return is refused. sheet, cell :
    empty for what concerns the whole file or sheet. facts : what the blanks of its sentence are
    filled in with, as by ``words.catalogue``.
    """

    code: str
    file: str
    sheet: str = ""
    cell: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Return whether the return cannot be taken because of this."""
        return self.code in read_words("findings")["refused"]

    def text(self, lang: str = "en") -> str:
        """Return the finding in one line: file, sheet and cell, what is wrong, what to do."""
        place = {"file": self.file, "sheet": self.sheet, "cell": self.cell}
        where = say("entry_cell", lang, **place) if self.cell else self.file
        sentences = read_words("findings")["refused" if self.refused else "taken"]
        text = fill(sentences[self.code][lang], self.facts, lang)
        return say("entry_finding", lang, where=where, text=text, code=self.code)


@dataclass
class Return:
    """What a return says: figures, cells left empty, and findings.

    file : its name. digest : SHA-256 of its content (hexadecimal). figures : those without a
    finding that refuses them. blank : how many cells were left empty, not reported. findings :
    everything that was found. Figures and findings are in the order of the sheet.
    """

    file: str
    digest: str = ""
    figures: list[Figure] = field(default_factory=list)
    blank: int = 0
    findings: list[Finding] = field(default_factory=list)

    def find(self, code: str, sheet: str = "", cell: str = "", **facts: object) -> None:
        """Add a finding."""
        self.findings.append(Finding(code, self.file, sheet, cell, facts))


def read_return(path: str | os.PathLike, plan: Plan, bases: dict[str, list[str]]) -> Return:
    """Return what a department's return says; whatever is wrong with it is a finding.

    ``path`` is an Excel file made from a template; the plan gives the indicators and their
    departments, ``bases`` the statistical bases of each indicator, by its id.
    """
    found = Return(Path(path).name)
    try:
        content = read_container(Path(path), most=MOST_BYTES)
        found.digest = hashlib.sha256(content).hexdigest()
        values, formulas = (open_workbook(content, found.file, values=v) for v in (True, False))
    except DataError as error:
        found.find(error.code, wrong=error.parts("wrong"))
        return found
    headers = {sheet.title: _header(sheet) for sheet in values.worksheets}
    if not any(headers.values()):
        columns = {lang: [say(HEADERS[one], lang) for one in NEEDED] for lang in LANGUAGES}
        found.find("ENTRY-SHEET", columns=columns, sheets=list(headers))
        return found
    notes = {say("entry_notes_sheet", lang) for lang in LANGUAGES}
    for sheet in values.worksheets:
        if not headers[sheet.title] and sheet.title not in notes and sheet.max_row > 1:
            found.find("ENTRY-SKIPPED", sheet.title, sheet.dimensions)
    seen: dict[tuple, str] = {}
    for title, header in headers.items():
        if header:
            _Reader(found, plan, bases, values[title], formulas[title], seen).read(*header)
    return found


def _header(sheet: Worksheet) -> tuple[int, dict[str, list[int]]] | None:
    """Return the row of the header and the places of its columns, None if there is none."""
    last = min(sheet.max_column, MOST_COLUMNS)
    named = {say(key, lang): column for column, key in HEADERS.items() for lang in LANGUAGES}
    for row in range(1, min(sheet.max_row, TITLE_ROWS) + 1):
        places: dict[str, list[int]] = {}
        for at in range(1, last + 1):
            if column := named.get(str(sheet.cell(row, at).value or "").strip()):
                places.setdefault(column, []).append(at)
        if set(NEEDED) <= set(places):
            return row, places
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

    def read(self, top: int, places: dict[str, list[int]]) -> None:
        """Read every row below the header, which stands in row `top`."""
        for ranged in sorted(str(one) for one in self.formulas.merged_cells.ranges):
            self._find("ENTRY-MERGED", ranged)
        twice = [name for name, at in places.items() if len(at) > 1]
        for name in twice:
            again = self.sheet.cell(top, places[name][1]).coordinate
            texts = {lang: say(HEADERS[name], lang) for lang in LANGUAGES}
            self._find("ENTRY-TWICE", again, column=texts)
        rows, columns = self.sheet.max_row, self.sheet.max_column
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            self._find("ENTRY-SIZE", "A1", rows=rows, columns=columns)
        elif not twice:
            columns = {name: at[0] for name, at in places.items()}
            for row in range(top + 1, rows + 1):
                self._read_row(row, columns)

    def _read_row(self, row: int, columns: dict[str, int]) -> None:
        cell, formula = (s.cell(row, columns["value"]) for s in (self.sheet, self.formulas))
        texts = {name: self._text(row, at) for name, at in columns.items()}
        if formula.data_type != "f" and texts["value"] == "":
            self.found.blank += texts["id"] != ""
            return
        where = {name: self.sheet.cell(row, at).coordinate for name, at in columns.items()}
        before = len(self.found.findings)
        if self.sheet.row_dimensions[row].hidden:
            self._find("ENTRY-HIDDEN", where["value"])
        if not (asked := self._asked(texts, where)):
            return
        indicator, year, basis = asked
        number, remarks = read_number(cell, formula, indicator.unit)
        for code, facts in remarks:
            self._find(code, where["value"], **facts)
        here = f"{self.sheet.title}!{where['value']}"
        if (other := self.seen.setdefault(asked, here)) != here:
            self._find("ENTRY-DUPLICATE", where["value"], other=other)
        if number and not any(one.refused for one in self.found.findings[before:]):
            tail = texts["department"], texts["note"], self.sheet.title, where["value"]
            self.found.figures.append(Figure(indicator, year, basis, number, *tail))

    def _asked(self, texts: dict[str, str], where: dict[str, str]) -> tuple | None:
        """Return indicator, year and basis of a row, None if one of them is wrong."""
        known = {one.id: one for one in self.plan.indicators}
        if indicator := known.get(texts["id"]):
            problems = self._problems(indicator, texts)
        else:
            near = nearest(texts["id"], known)
            problems = [("ENTRY-INDICATOR", "id", {"known": [near] if near else list(known)})]
        before = len(self.found.findings)
        for code, column, expected in problems:
            self._find(code, where[column], **_quoted(texts[column]), **expected)
        if len(self.found.findings) > before:
            return None
        return indicator, int(_year(texts["year"])), self._basis(indicator, texts["basis"])

    def _problems(self, indicator: Indicator, texts: dict[str, str]) -> Iterator[tuple]:
        """Yield code, column and what is expected for each cell that names something wrong."""
        if texts["department"] not in indicator.departments:
            yield "ENTRY-DEPARTMENT", "department", {"known": indicator.departments}
        if not _year(texts["year"]):
            yield "ENTRY-YEAR", "year", {}
        unit = unit_texts(indicator.unit)
        if texts["unit"] not in (*unit.values(), indicator.unit):
            yield "ENTRY-UNIT", "unit", {"known": unit}
        if not self._basis(indicator, texts["basis"]):
            ids = self.bases[indicator.id]
            names = {lang: [name_of("basis", one, lang) for one in ids] for lang in LANGUAGES}
            yield "ENTRY-BASIS", "basis", {"known": names}

    def _basis(self, indicator: Indicator, text: str) -> str:
        """Return the basis that a text names, by its id or in either language, "" if none."""
        for basis in self.bases[indicator.id]:
            if text in (basis, *(name_of("basis", basis, lang) for lang in LANGUAGES)):
                return basis
        return ""

    def _text(self, row: int, column: int) -> str:
        value = self.sheet.cell(row, column).value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return re.sub(r"\s+", " ", "" if value is None else str(value)).strip()

    def _find(self, code: str, cell: str, **facts: object) -> None:
        self.found.find(code, self.sheet.title, cell, **facts)


def unit_texts(unit: str) -> dict[str, str]:
    """Return what an entry sheet calls a unit in each language, as a fact of a finding."""
    return {lang: unit_text(unit, lang) for lang in LANGUAGES}


def _quoted(text: str) -> dict[str, str]:
    return {"text": f"“{text[:40]}”"}


def _year(text: str) -> str:
    """Return the four digits of a year, "" if it is none."""
    digits = text.translate(FULL_WIDTH).removesuffix("年")
    return digits if re.fullmatch("(19|20)[0-9]{2}", digits) else ""
