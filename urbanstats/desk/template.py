"""The entry sheet that a department fills in: its indicators, one row for each year."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import write_new
from urbanstats.files.excel import width_of, workbook_bytes
from urbanstats.outlook.indicator import deciding_basis
from urbanstats.plan.load import load_bases, load_plan, load_rows, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan
from urbanstats.words.phrases import name_of, number_text, say, target_text
from urbanstats.words.text import nearest

ALL = "all"
HEADERS = {  # column -> phrase of its header
    "id": "entry_id", "name": "entry_name", "department": "entry_department",
    "year": "entry_year", "unit": "entry_unit", "basis": "entry_basis", "last": "entry_last",
    "target": "entry_target", "value": "entry_value", "note": "entry_note",
}  # fmt: skip
OPEN = ("basis", "value", "note")  # to be filled in
UNITS = {"percent": "entry_percent", "persons": "entry_persons", "10k_persons": "unit_10k_persons"}
WIDTHS = dict(zip(HEADERS, (27, 30, 12, 7, 7, 17, 24, 16, 16, 24), strict=True))
HEAD, ENTRY, LINE, QUIET = "1F3864", "FFF7D6", "BFBFBF", "595959"
FONT = {"name": "Calibri", "size": 11}
LINE_HEIGHT = 16
NOTE_WIDTHS = (8, 78, 26, 60)
LONG = ("name", "last")  # columns whose text may need more lines than two
NOTES = (
    "entry_notes_value", "entry_notes_plain", "entry_notes_percent", "entry_notes_empty",
    "entry_notes_rows", "entry_notes_basis", "entry_notes_later",
)  # fmt: skip
ASK = {"percent": "entry_ask_percent", "persons": "entry_ask_persons"}
POSSIBLE = {
    "percent": {"type": "decimal", "operator": "between", "formula1": "0", "formula2": "100"},
    "persons": {"type": "whole", "operator": "greaterThan", "formula1": "0"},
}


def unit_text(unit: str, lang: str = "en") -> str:
    """Return what the sheets of the desk call a unit."""
    return say(UNITS[unit], lang)


def departments(plan: Plan) -> list[str]:
    """Return the departments that answer for the plan's indicators, in the plan's order."""
    return list(dict.fromkeys(name for one in plan.indicators for name in one.departments))


def write_templates(
    department: str,
    out: str | os.PathLike | None = None,
    *,
    years: Sequence[int] = (),
    lang: str = "zh",
    data: str | os.PathLike | None = None,
) -> list[tuple[Path, str, int]]:
    """Write the entry sheet of a department, or of each, and return path, department and rows.

    Parameters
    ----------
    department
        A department of the plan, or ``"all"``.
    out
        Excel file to write (for all departments: a folder); default: the department's name, here.
    years
        Years to be reported; default: those of the plan's targets.
    lang
        ``"zh"`` or ``"en"``.
    data
        Data folder, as for ``load_plan``.

    Raises
    ------
    ParameterError
        If the plan has no such department, or a year is none.
    StorageError
        If the file is there already with other content, or cannot be written.
    """
    plan = load_plan(data)
    if wrong := [year for year in years if not 1949 <= year <= 2100]:
        raise ParameterError("PAR-YEARS", years=wrong)
    years = sorted(set(years) or {target.year for target in plan.targets})
    known = departments(plan)
    if department == ALL:
        paths = {name: Path(out or ".") / f"{name}.xlsx" for name in known}
    elif department in known:
        paths = {department: Path(out or f"{department}.xlsx")}
    else:
        facts = {"departments": known, "all": ALL, "near": nearest(department, known, 0.4)}
        raise ParameterError("PAR-DEPARTMENT", department=department, **facts)
    written = []
    for name, path in paths.items():
        rows = _rows(name, plan, years, lang, data)
        write_new(path, workbook_bytes(_workbook(name, plan, rows, lang, data)))
        written.append((path, name, len(rows)))
    return written


def _rows(
    department: str, plan: Plan, years: list[int], lang: str, data: str | os.PathLike | None
) -> list[dict]:
    """Return the text of each column of each row, the id of its unit, and bases to choose from."""
    bases, rows = load_bases(data), []
    for indicator in plan.indicators:
        if department not in indicator.departments:
            continue
        series = _series(indicator, plan.area, data)
        targets = {
            one.year: target_text(one.direction, one.value, one.unit, lang)
            for one in plan.targets_for(indicator.id)
        }
        choices = ",".join(name_of("basis", one, lang) for one in bases[indicator.id])
        for year in years:
            basis, last = _basis_and_last(series, indicator, year, plan, lang)
            row = {
                "id": indicator.id,
                "name": indicator.name(lang),
                "department": department,
                "year": year,
                "unit": unit_text(indicator.unit, lang),
                "basis": name_of("basis", basis, lang),
                "last": last,
                "target": targets.get(year) or say("entry_none", lang),
                "kind": indicator.unit,
                "choices": choices,
            }
            rows.append(row)
    return rows


def _series(indicator: Indicator, area: str, data: str | os.PathLike | None) -> Series | None:
    try:
        return load_series(indicator.id, area, data=data)
    except DataError as error:
        if error.code != "DATA-NOSERIES":
            raise
        return None


def _basis_and_last(
    series: Series | None, indicator: Indicator, year: int, plan: Plan, lang: str
) -> tuple[str, str]:
    """Return the basis on which a year's figure is to be published, and the last one by then.

    The last figure is of this year or before and on this basis, if there is one.
    """
    if series is None:
        return indicator.published_basis or indicator.plan_basis, say("entry_none", lang)
    basis, coming = deciding_basis(series, indicator, year, plan.rebasings)
    basis = coming.to_basis if coming else basis
    table = series.table()
    until = table[table["year"] <= year]
    until = until if len(until) else table
    rows = until[until["basis"] == basis]
    row = (rows if len(rows) else until).iloc[-1]
    value = number_text(row["value"], series.unit, lang=lang)
    words = {"value": value, "year": row["year"], "basis": name_of("basis", row["basis"], lang)}
    return basis, say("entry_last_known", lang, **words)


def _workbook(
    department: str, plan: Plan, rows: list[dict], lang: str, data: str | os.PathLike | None
) -> Workbook:
    """Return the workbook of an entry sheet: the sheet to fill in, and how to fill it in."""
    book = Workbook()
    book.active.title = say("entry_sheet", lang)
    title = plan.title_zh if lang == "zh" else plan.title_en
    page = say("entry_page", lang, department=department, title=title)
    _fill_entry(book.active, rows, page, lang)
    names = {row["id"]: row["name"] for row in rows}
    meanings = [
        (names[row["indicator"]], name_of("basis", row["basis"], lang), row[f"meaning_{lang}"])
        for row in load_rows("bases", data)
        if row["indicator"] in names
    ]
    _fill_notes(book.create_sheet(say("entry_notes_sheet", lang)), meanings, lang)
    return book


def _fill_entry(sheet: Worksheet, rows: list[dict], page: str, lang: str) -> None:
    """Fill the sheet that a department works in: all cells locked but those to be filled in."""
    sheet.append([say(phrase, lang) for phrase in HEADERS.values()])
    for row in rows:
        sheet.append([row.get(column) for column in HEADERS])
    for at, column in enumerate(HEADERS, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = WIDTHS[column]
        for number in range(1, len(rows) + 2):
            _style(sheet.cell(number, at), column, head=number == 1)
    sheet.row_dimensions[1].height = 34
    for number, row in enumerate(rows, start=2):
        lines = max(2, *(-(-width_of(row[key]) // (WIDTHS[key] - 2)) for key in LONG))
        sheet.row_dimensions[number].height = LINE_HEIGHT * lines
    _add_choices(sheet, rows, lang)
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False  # may be widened
    _lay_out_page(sheet, page)
    sheet.print_title_rows = "1:1"


def _style(cell, column: str, *, head: bool) -> None:
    side = Side(style="thin", color=LINE)
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    where = "right" if column == "value" and not head else None
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=where)
    if head:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF", **FONT), PatternFill("solid", HEAD)
    elif column in OPEN:
        cell.fill, cell.protection = PatternFill("solid", ENTRY), Protection(locked=False)
    else:
        cell.font = Font(color=QUIET, **FONT)


def _add_choices(sheet: Worksheet, rows: list[dict], lang: str) -> None:
    """Let the value cells take numbers that can be, and the basis cells one of a list."""
    letters = dict(zip(HEADERS, "ABCDEFGHIJ", strict=True))
    rules: dict[tuple, DataValidation] = {}
    for number, row in enumerate(rows, start=2):
        unit, choices = row["kind"], row["choices"]
        for column, kind, rule, phrase in (
            ("value", unit, POSSIBLE[unit], ASK[unit]),
            ("basis", choices, {"type": "list", "formula1": f'"{choices}"'}, "entry_ask_basis"),
        ):
            if (column, kind) not in rules:
                words = {"prompt": say(phrase, lang), "error": say(phrase, lang)}
                made = DataValidation(allow_blank=column == "value", **rule, **words)
                made.showErrorMessage = made.showInputMessage = True
                sheet.add_data_validation(made)
                rules[column, kind] = made
            rules[column, kind].add(f"{letters[column]}{number}")


def _lay_out_page(sheet: Worksheet, page: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.oddHeader.center.text = page.replace("&", "&&")
    sheet.oddFooter.center.text = "&P / &N"


def _fill_notes(sheet: Worksheet, meanings: list[tuple[str, str, str]], lang: str) -> None:
    """Fill the sheet that tells how to fill in: rules, who and when, what the bases mean."""
    title, entry = say("entry_notes_title", lang), say("entry_sheet", lang)
    sheet.append([title])
    for number, phrase in enumerate(NOTES, start=1):
        sheet.append([number, say(phrase, lang, sheet=entry)])
    sheet.append([])
    for phrase in ("entry_notes_who", "entry_notes_when"):
        sheet.append([None, say(phrase, lang), ""])
        cell = sheet.cell(sheet.max_row, 3)
        cell.fill, cell.protection = PatternFill("solid", ENTRY), Protection(locked=False)
    sheet.append([])
    sheet.append([None, say("entry_notes_bases", lang)])
    sheet["A1"].font = sheet.cell(sheet.max_row, 2).font = Font(bold=True, **FONT)
    for row in meanings:
        sheet.append([None, *row])
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
