"""Everything that is found in a department's return, and every reason to refuse a series."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from tests.golden.mistakes import DAY, Texts, containers

RATES = range(1990, 2020)  # years of the first indicator on the sheet below: rows 2 to 31
FOUND = [  # row of the sheet (32 and later: a count), what stands in its columns, number format
    (2, {"I": "≥80"}, ""),
    (3, {"I": "未统计"}, ""),
    (4, {"I": "49,8"}, ""),
    (5, {"I": datetime(2019, 4, 9)}, ""),
    (6, {"I": "#DIV/0!"}, ""),
    (7, {"I": "=1/2"}, ""),
    (8, {"I": 100.5}, ""),
    (9, {"I": 148 / 3}, ""),
    (10, {"I": 49.8, "A": "hukou_rate"}, ""),
    (11, {"I": 49.8, "A": "§"}, ""),
    (12, {"I": 49.8, "C": "教育局"}, ""),
    (13, {"I": 49.8, "D": "去年"}, ""),
    (14, {"I": 49.8, "E": "‰"}, ""),
    (15, {"I": 49.8, "F": "抽样"}, ""),
    (16, {"I": 0.4965}, ""),
    (17, {"I": "４９．８"}, ""),
    (18, {"I": 0.498}, "0.00%"),
    (19, {"I": 49.8137}, "0.00"),
    (20, {"I": "=248.9/5"}, ""),
    (21, {"I": 5.1}, ""),
    (22, {"I": 49.8, "D": 2019}, ""),
    (23, {"I": 49.9, "D": 2019}, ""),
    (24, {"I": 49.72, "D": 2018}, ""),
    (25, {"I": 49.9, "D": 2025}, ""),
    (26, {"I": 49.9}, "hidden"),
    (27, {"I": 50.3, "D": 2017}, ""),
    (28, {"I": 49.9}, "merged"),
    (32, {"I": "71.2%"}, ""),
    (33, {"I": 13900}, "0%"),
    (34, {"I": 0}, ""),
    (35, {"I": 1.39}, ""),
    (36, {"I": 13, "D": 2018}, ""),
]


def all_findings(folder: Path) -> dict[str, Texts]:
    """Return code, English and Chinese of everything found in a return, by code and number."""
    told = {}
    for number, one in enumerate(_found_in_returns(folder)):
        told[f"{number:02d} {one.code}"] = (one.code, one.text("en"), one.text("zh"))
    return told


def all_refusals() -> dict[str, Texts]:
    """Return column ``reason``, English and Chinese of every series or target refused."""
    from urbanstats.outlook.panel import answer_panel, forecast_panel

    told = {}
    for name, (figures, words) in _refused_panels().items():
        table, answers = (
            answer(figures, horizons=[1], **words) for answer in (forecast_panel, answer_panel)
        )
        refused = table["status"] == "refused"
        why = answers.loc[refused, "reason"].iloc[0]
        told[name] = (table.loc[refused, "reason"].iloc[0], *why.parts("wrong").values())
    return told


def _found_in_returns(folder: Path) -> Iterator:
    """Yield everything found in a few returns; the first holds a mistake in each row."""
    import openpyxl

    from urbanstats.desk.intake import take_in
    from urbanstats.desk.template import write_templates

    def found(path: Path, day: date = DAY) -> list:
        return take_in(path, day, "x", dry_run=True).found.findings

    def changed(name: str, years, change) -> Path:
        path = folder / f"{name}.xlsx"
        write_templates("公安局", path, years=years)
        book = openpyxl.load_workbook(path)
        change(book, book["填报"])
        book.save(path)
        return path

    yield from found(_stored(changed("cells", RATES, _spoil)))
    changes = {
        "columns": lambda book, sheet: sheet.__setitem__("A1", "序号"),
        "twice": lambda book, sheet: sheet.__setitem__("K1", "年份"),
        "size": lambda book, sheet: sheet.__setitem__("I6000", 1),
        "more": lambda book, sheet: book.create_sheet("另表").__setitem__("A2", 1),
    }
    for name, change in changes.items():
        yield from found(changed(name, [2018], change))
    later = changed("later", [2020], lambda book, sheet: sheet.__setitem__("I2", 50.3))
    yield from found(later, date(2021, 3, 1))
    own = folder / "containers"
    own.mkdir()
    with patch.object(_entry(), "MOST_BYTES", 2**20):
        containers(own)
        for path in sorted(own.glob("*.xlsx")):
            yield from found(path)
    yield from found(own / "none.xlsx")


def _entry():
    from urbanstats.desk import entry

    return entry


def _spoil(book, sheet) -> None:
    for row, cells, how in FOUND:
        for column, value in cells.items():
            sheet[f"{column}{row}"] = value
        if how == "hidden":
            sheet.row_dimensions[row].hidden = True
        elif how == "merged":
            sheet.merge_cells(f"I{row}:I{row + 1}")
        elif how:
            sheet[f"I{row}"].number_format = how


def _stored(path: Path) -> Path:
    """Store the result of the formula in I20, which openpyxl itself cannot write."""
    sheet = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    formula = rb'(<c r="I20"[^>]*><f>[^<]*</f>)<v ?/?>(</v>)?'
    parts[sheet] = re.sub(formula, rb"\1<v>49.78</v>", parts[sheet])
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _refused_panels() -> dict[str, tuple[pd.DataFrame, dict]]:
    """Return panels of one series that is refused, or whose target is."""

    def of(*rows, **words):
        table = pd.DataFrame(rows, columns=["year", "value", "kind"]).assign(series_id="a")
        return table, words

    goal = pd.DataFrame({"series_id": ["a"], "year": [2017], "direction": "at_least", "value": 6})
    return {
        "a kind nobody knows": of((2017, 5, "share")),
        "two kinds": of((2016, 5, "percent"), (2017, 5, "count")),
        "a value that is no number": of((2017, "oops", "count")),
        "a year that is none": of((2017.5, 5, "count")),
        "a percentage above 100": of((2017, 120, "percent")),
        "a count below nought": of((2017, -1, "count")),
        "two figures for a year": of((2017, 5, "count"), (2017, 6, "count")),
        "no figure by the day": of((2019, 5, "count"), as_of=date(2018, 6, 8)),
        "no figure": of((2017, None, "count")),
        "a year that has passed": of((2016, 5, "count"), (2018, 5, "count"), targets=goal),
    }
