"""What was found in a return: where, what, and whether it can be taken all the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from urbanstats.words.phrases import say

PHRASES = {
    "XLSX-MISSING": "found_missing",
    "XLSX-EMPTY": "found_empty",
    "XLSX-TYPE": "found_type",
    "XLSX-OLD": "found_old",
    "XLSX-PASSWORD": "found_password",
    "XLSX-BROKEN": "found_broken",
    "XLSX-MACRO": "found_macro",
    "XLSX-BOMB": "found_bomb",
    "XLSX-ENTITY": "found_entity",
    "ENTRY-SHEET": "found_sheet",
    "ENTRY-SIZE": "found_size",
    "ENTRY-TWICE": "found_twice",
    "ENTRY-MERGED": "found_merged",
    "ENTRY-HIDDEN": "found_hidden",
    "ENTRY-INDICATOR": "found_indicator",
    "ENTRY-DEPARTMENT": "found_department",
    "ENTRY-YEAR": "found_year",
    "ENTRY-UNIT": "found_unit",
    "ENTRY-BASIS": "found_basis",
    "ENTRY-FORMULA": "found_formula",
    "ENTRY-ERROR": "found_error",
    "ENTRY-QUALIFIER": "found_qualifier",
    "ENTRY-TEXT": "found_text",
    "ENTRY-COMMA": "found_comma",
    "ENTRY-DATE": "found_date",
    "ENTRY-SIGN": "found_sign",
    "ENTRY-FORMAT": "found_format",
    "ENTRY-RANGE-PERCENT": "found_range_percent",
    "ENTRY-RANGE-PERSONS": "found_range_persons",
    "ENTRY-WHOLE": "found_whole",
    "ENTRY-DECIMALS": "found_decimals",
    "ENTRY-SLIP": "found_slip",
    "ENTRY-FUTURE": "found_future",
    "ENTRY-DUPLICATE": "found_duplicate",
    "ENTRY-LATER": "found_later",
}
FLAGS = {  # the figure is taken, and somebody should look at it
    "ENTRY-READ": "found_read",
    "ENTRY-PERCENT": "found_percent",
    "ENTRY-RESULT": "found_result",
    "ENTRY-SHOWN": "found_shown",
    "ENTRY-FAR": "found_far",
    "ENTRY-TARGET": "found_target",
    "ENTRY-SKIPPED": "found_skipped",
    "ENTRY-UNFINISHED": "found_unfinished",
}


@dataclass(frozen=True)
class Finding:
    """One thing found in a return.

    Parameters
    ----------
    code
        One of ``PHRASES`` (the return is refused) or ``FLAGS`` (only told).
    file, sheet, cell
        Where; sheet and cell are empty for what concerns the whole file or sheet.
    blanks
        What the phrase is filled in with. A pair is what it says in English and in Chinese.
    """

    code: str
    file: str
    sheet: str = ""
    cell: str = ""
    blanks: Mapping[str, object] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Return whether the return cannot be taken because of this."""
        return self.code not in FLAGS

    def text(self, lang: str = "en") -> str:
        """Return the finding in one line: file, sheet and cell, what is wrong, what to do."""
        where = self.file
        if self.cell:
            place = {"file": self.file, "sheet": self.sheet, "cell": self.cell}
            where = say("entry_cell", lang, **place)
        blanks = {name: _in(lang, value) for name, value in self.blanks.items()}
        text = say((PHRASES | FLAGS)[self.code], lang, **blanks)
        return say("entry_finding", lang, where=where, text=text, code=self.code)


def _in(lang: str, value: object) -> object:
    return value[lang == "zh"] if isinstance(value, tuple) else value
