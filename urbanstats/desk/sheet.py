"""How an entry sheet looks: widths, colours, locked cells, lists to choose from, printing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from urbanstats.desk.layout import HEADERS, OPEN, Row
from urbanstats.files.excel import width_of
from urbanstats.words.phrases import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDTHS = {
    "id": 27, "name": 30, "department": 12, "year": 7, "unit": 7,
    "basis": 17, "last": 24, "target": 16, "value": 16, "note": 24,
}  # fmt: skip
HEAD, ENTRY, LINE, QUIET = "1F3864", "FFF7D6", "BFBFBF", "595959"
FONT = {"name": "Calibri", "size": 11}
LINE_HEIGHT = 16
NOTE_WIDTHS = (8, 78, 26, 60)
LONG = ("name", "last")  # columns whose text may need more lines than two
NOTES = (
    "entry_notes_value",
    "entry_notes_plain",
    "entry_notes_percent",
    "entry_notes_empty",
    "entry_notes_rows",
    "entry_notes_basis",
    "entry_notes_later",
)
ASK = {"percent": "entry_ask_percent", "persons": "entry_ask_persons"}


def fill_entry(
    sheet: Worksheet, header: list[str], rows: Sequence[Row], page: str, lang: str
) -> None:
    """Fill the sheet that a department works in: all cells locked but those to be filled in."""
    from openpyxl.utils import get_column_letter

    sheet.append(header)
    for row in rows:
        sheet.append([row.texts.get(column) for column in HEADERS])
    for at, column in enumerate(HEADERS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[column]
        for number in range(1, len(rows) + 2):
            _style(sheet.cell(number, at), column, head=number == 1)
    sheet.row_dimensions[1].height = 34
    for number, row in enumerate(rows, start=2):
        lines = max(2, *(-(-width_of(row.texts[key]) // (WIDTHS[key] - 2)) for key in LONG))
        sheet.row_dimensions[number].height = LINE_HEIGHT * lines
    _add_choices(sheet, rows, lang)
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # may be widened
    _lay_out_page(sheet, page)
    sheet.print_title_rows = "1:1"


def _style(cell, column: str, *, head: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    side = Side(style="thin", color=LINE)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    right = column == "value" and not head
    cell.alignment = Alignment(
        wrap_text=True, vertical="center", horizontal="right" if right else None
    )
    if head:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF", **FONT), PatternFill("solid", HEAD)
    elif column in OPEN:
        cell.fill, cell.protection = PatternFill("solid", ENTRY), Protection(locked=False)
    else:
        cell.font = Font(color=QUIET, **FONT)


def _add_choices(sheet: Worksheet, rows: Sequence[Row], lang: str) -> None:
    """Let the value cells take numbers that can be, and the basis cells one of a list."""
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = dict(zip(HEADERS, "ABCDEFGHIJ", strict=True))
    rules: dict[tuple, DataValidation] = {}
    for number, row in enumerate(rows, start=2):
        percent = row.unit == "percent"
        value = {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"}
        if not percent:
            value = {"type": "whole", "operator": "greaterThan", "formula1": "0"}
        choice = {"type": "list", "formula1": f'"{",".join(row.bases)}"'}
        for column, rule, phrase in (
            ("value", value, ASK[row.unit]),
            ("basis", choice, "entry_ask_basis"),
        ):
            key = (column, row.unit if column == "value" else row.bases)
            if key not in rules:
                words = {"prompt": say(phrase, lang), "error": say(phrase, lang)}
                rules[key] = DataValidation(allow_blank=column == "value", **rule, **words)
                rules[key].showErrorMessage = rules[key].showInputMessage = True
                sheet.add_data_validation(rules[key])
            rules[key].add(f"{letters[column]}{number}")


def _lay_out_page(sheet: Worksheet, page: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.oddHeader.center.text = page.replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"


def fill_notes(sheet: Worksheet, meanings: Sequence[tuple[str, str, str]], lang: str) -> None:
    """Fill the sheet that tells how to fill in: rules, who and when, what the bases mean."""
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    title, entry = say("entry_notes_title", lang), say("entry_sheet", lang)
    sheet.append([title])
    for number, phrase in enumerate(NOTES, start=1):
        blanks = {"sheet": entry} if phrase == "entry_notes_value" else {}
        sheet.append([number, say(phrase, lang, **blanks)])
    sheet.append([])
    for phrase in ("entry_notes_who", "entry_notes_when"):
        sheet.append([None, say(phrase, lang), ""])
        cell = sheet.cell(sheet.max_row, 3)
        cell.fill, cell.protection = PatternFill("solid", ENTRY), Protection(locked=False)
    sheet.append([])
    sheet.append([None, say("entry_notes_bases", lang)])
    bold = [sheet["A1"], sheet.cell(sheet.max_row, 2)]
    for row in meanings:
        sheet.append([None, *row])
    for cell in bold:
        cell.font = Font(bold=True, **FONT)
    for letter, width in zip("ABCD", NOTE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=2):
        texts = [(cell.value or "", width) for cell, width in zip(row, NOTE_WIDTHS, strict=False)]
        lines = max(-(-width_of(text) // (width - 4)) for text, width in texts)
        sheet.row_dimensions[row[0].row].height = LINE_HEIGHT * max(1, lines)
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.protection.sheet = True
    _lay_out_page(sheet, title)
