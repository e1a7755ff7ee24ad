"""From a cell of a return to a figure: what can be read in one way is read, all else refused.

Every reading that is not simply the number in the cell is told (a remark); nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl.cell import Cell

Remark = tuple[str, dict[str, object]]  # code, and the blanks of its phrase

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


def is_blank(cell: Cell, formula: Cell) -> bool:
    """Return whether nothing was filled in; `cell` holds the value, `formula` what was typed."""
    return formula.data_type != "f" and (cell.value is None or str(cell.value).strip() == "")


def read_number(cell: Cell, formula: Cell, unit: str) -> tuple[Number | None, list[Remark]]:
    """Return the figure of a cell, None if it cannot be taken, and what is to be said of it.

    Parameters
    ----------
    cell, formula
        The cell with its value, and the same cell with its formula, if it has one.
    unit
        ``"percent"`` (0-100) or ``"persons"`` (above 0).
    """
    value, remarks = cell.value, []
    if formula.data_type == "f" and value in (None, ""):
        return None, [("ENTRY-FORMULA", {})]
    if cell.data_type == "e":
        return None, [("ENTRY-ERROR", {"text": value})]
    if isinstance(value, date | time | timedelta):  # a moment is a date too
        return None, [("ENTRY-DATE", {"text": str(value).removesuffix(" 00:00:00")})]
    if isinstance(value, bool):
        return None, [("ENTRY-TEXT", {"text": str(value).upper()})]
    read = _read_text if isinstance(value, str) else _read_stored
    number, said = read(value, cell.number_format, unit)
    if number and formula.data_type == "f":
        remarks.append(("ENTRY-RESULT", {"value": str(number)}))
    return _possible(number, unit, remarks + said)


def _read_text(text: str, _: str, unit: str) -> tuple[Number | None, list[Remark]]:
    plain = text.translate(FULL_WIDTH).strip()
    percent = plain.endswith("%")
    digits = plain[:-1].rstrip() if percent else plain
    told = {"text": f"“{text.strip()[:40]}”"}
    if THOUSANDS.fullmatch(digits):
        digits = digits.replace(",", "")
    if not NUMBER.fullmatch(digits):
        vague = QUALIFIER.search(plain) and re.search("[0-9]", plain)
        code = "ENTRY-COMMA" if COMMA.fullmatch(digits) else "ENTRY-TEXT"
        return None, [("ENTRY-QUALIFIER" if vague else code, told)]
    if percent and unit != "percent":
        return None, [("ENTRY-SIGN", told | {"unit": unit})]
    number = Number(float(digits), len(digits.partition(".")[2]))
    return number, [("ENTRY-READ", told | {"value": str(number)})]


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
    remarks = []
    if "%" in bare:
        told = {"held": f"{held.normalize():f}", "value": f"{figure:.{decimals}f}"}
        remarks.append(("ENTRY-PERCENT", told))
    if re.search("[0#?]", bare) and "E" not in bare.upper() and decimals > most:
        told = {"shown": f"{figure:.{most}f}", "value": f"{figure:.{decimals}f}"}
        remarks.append(("ENTRY-SHOWN", told))
    zeros = min(places[1].count("0") if places else 0, MOST_DECIMALS[unit])
    return Number(float(figure), max(decimals, zeros)), remarks


def _possible(
    number: Number | None, unit: str, remarks: list[Remark]
) -> tuple[Number | None, list[Remark]]:
    """Return the figure if it can be one of this unit, None and the reason if not."""
    if number is None:
        return None, remarks
    most = MOST_DECIMALS[unit]
    if not (0 <= number.value <= 100 if unit == "percent" else number.value > 0):
        return None, [*remarks, (f"ENTRY-RANGE-{unit.upper()}", {"value": str(number)})]
    if number.decimals > most:
        code = "ENTRY-DECIMALS" if most else "ENTRY-WHOLE"
        return None, [*remarks, (code, {"value": str(number), "most": most})]
    return number, remarks
