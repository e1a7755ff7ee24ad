"""The entry sheet that a department fills in: its indicators, one row for each year."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.desk.layout import Row, headers, unit_text
from urbanstats.desk.sheet import fill_entry, fill_notes
from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import write_new
from urbanstats.files.excel import workbook_bytes
from urbanstats.outlook.indicator import deciding_basis
from urbanstats.plan.load import load_bases, load_plan, load_rows, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan, Target
from urbanstats.words.phrases import name_of, number_text, say, target_text
from urbanstats.words.text import nearest

if TYPE_CHECKING:
    from openpyxl import Workbook

ALL = "all"


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
    years = _checked_years(years) or sorted({target.year for target in plan.targets})
    if department == ALL:
        names = departments(plan)
        paths = [Path(out or ".") / f"{name}.xlsx" for name in names]
    else:
        _check_department(department, plan)
        names, paths = [department], [Path(out or f"{department}.xlsx")]
    written = []
    for name, path in zip(names, paths, strict=True):
        rows = entry_rows(name, plan, years, lang, data)
        content = workbook_bytes(template(name, plan, rows, lang, data))
        write_new(path, content)
        written.append((path, name, len(rows)))
    return written


def _check_department(department: str, plan: Plan) -> None:
    names = departments(plan)
    if department not in names:
        facts = {"departments": names, "all": ALL, "near": nearest(department, names, 0.4)}
        raise ParameterError("PAR-DEPARTMENT", department=department, **facts)


def _checked_years(years: Sequence[int]) -> list[int]:
    wrong = [year for year in years if not 1949 <= year <= 2100]
    if wrong:
        raise ParameterError("PAR-YEARS", years=wrong)
    return sorted(set(years))


def entry_rows(
    department: str,
    plan: Plan,
    years: Sequence[int],
    lang: str = "zh",
    data: str | os.PathLike | None = None,
) -> list[Row]:
    """Return the rows of a department's entry sheet: its indicators, one row for each year."""
    bases, rows = load_bases(data), []
    for indicator in plan.indicators:
        if department not in indicator.departments:
            continue
        series = _series(indicator, plan.area, data)
        targets = {target.year: target for target in plan.targets_for(indicator.id)}
        for year in years:
            basis = _basis(series, indicator, year, plan)
            texts = {
                "id": indicator.id,
                "name": indicator.name(lang),
                "department": department,
                "year": year,
                "unit": unit_text(indicator.unit, lang),
                "basis": name_of("basis", basis, lang),
                "last": _last(series, basis, year, lang),
                "target": _target(targets.get(year), lang),
            }
            names = tuple(name_of("basis", one, lang) for one in bases[indicator.id])
            rows.append(Row(texts, indicator.unit, names))
    return rows


def _series(indicator: Indicator, area: str, data: str | os.PathLike | None) -> Series | None:
    try:
        return load_series(indicator.id, area, data=data)
    except DataError as error:
        if error.code != "DATA-NOSERIES":
            raise
        return None


def _basis(series: Series | None, indicator: Indicator, year: int, plan: Plan) -> str:
    """Return the basis on which the figure of a year is, or is to be, published."""
    if series is None:
        return indicator.published_basis or indicator.plan_basis
    basis, coming = deciding_basis(series, indicator, year, plan.rebasings)
    return coming.to_basis if coming else basis


def _last(series: Series | None, basis: str, year: int, lang: str) -> str:
    """Return the last figure published for this year or before, on this basis if there is one."""
    if series is None:
        return say("entry_none", lang)
    table = series.table()
    until = table[table["year"] <= year]
    until = until if len(until) else table
    rows = until[until["basis"] == basis]
    row = (rows if len(rows) else until).iloc[-1]
    return say(
        "entry_last_known",
        lang,
        value=number_text(row["value"], series.unit, lang=lang),
        year=row["year"],
        basis=name_of("basis", row["basis"], lang),
    )


def _target(target: Target | None, lang: str) -> str:
    if target is None:
        return say("entry_none", lang)
    return target_text(target.direction, target.value, target.unit, lang)


def template(
    department: str,
    plan: Plan,
    rows: list[Row],
    lang: str = "zh",
    data: str | os.PathLike | None = None,
) -> Workbook:
    """Return the workbook of an entry sheet: the sheet to fill in, and how to fill it in."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = say("entry_sheet", lang)
    title = plan.title_zh if lang == "zh" else plan.title_en
    page = say("entry_page", lang, department=department, title=title)
    fill_entry(sheet, headers(lang), rows, page, lang)
    ids = {row.texts["id"] for row in rows}
    meanings = [
        (
            plan.indicator(row["indicator"]).name(lang),
            name_of("basis", row["basis"], lang),
            row[f"meaning_{lang}"],
        )
        for row in load_rows("bases", data)
        if row["indicator"] in ids
    ]
    fill_notes(book.create_sheet(say("entry_notes_sheet", lang)), meanings, lang)
    return book
