"""The columns and rows of an entry sheet, the same for whoever writes one and whoever reads one."""

from __future__ import annotations

from dataclasses import dataclass

from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import say

HEADERS = {  # column -> phrase of its header
    "id": "entry_id",
    "name": "entry_name",
    "department": "entry_department",
    "year": "entry_year",
    "unit": "entry_unit",
    "basis": "entry_basis",
    "last": "entry_last",
    "target": "entry_target",
    "value": "entry_value",
    "note": "entry_note",
}
NEEDED = ("id", "department", "year", "unit", "basis", "value", "note")  # of a return
OPEN = ("basis", "value", "note")  # to be filled in
UNITS = {"percent": "entry_percent", "persons": "entry_persons"}


@dataclass(frozen=True)
class Row:
    """One row of an entry sheet: the texts of its columns, and the bases that may be chosen."""

    texts: dict[str, object]
    unit: str
    bases: tuple[str, ...]


def headers(lang: str) -> list[str]:
    """Return the header of an entry sheet.

    Examples
    --------
    >>> headers("zh")[-2:]
    ['实际值（请填写）', '备注']
    """
    return [say(phrase, lang) for phrase in HEADERS.values()]


def column_of(text: str) -> str:
    """Return which column a header in either language names, "" if it names none.

    Examples
    --------
    >>> column_of("年份"), column_of("Year"), column_of("Remarks")
    ('year', 'year', '')
    """
    for column, phrase in HEADERS.items():
        if text in (say(phrase, lang) for lang in LANGUAGES):
            return column
    return ""


def unit_text(unit: str, lang: str = "en") -> str:
    """Return what an entry sheet calls a unit."""
    return say(UNITS[unit], lang)
