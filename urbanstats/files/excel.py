"""Excel workbooks: a gate that opens only what is safe, and tables as sheets.

Text stays text and a number stays a number; a workbook is refused before it is opened where it is
too large, damaged, locked, or holds macros. ``name`` is what error messages call a file or sheet.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import DataError, ParameterError
from urbanstats.words.text import screen_width

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet


MOST_BYTES = 100 * 2**20
MOST_RATIO = 100  # of unpacked to packed; blank formatted rows reach 50
MOST_ENTRIES = 1_000
SMALL = 2**20  # unpacked bytes that no ratio makes dangerous
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # begins .xls files and files with a password
LOCKED = "EncryptedPackage".encode("utf-16-le")
DECLARATIONS = [word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in (
    "utf-8", "utf-16-le", "utf-16-be")]  # fmt: skip
PARTS = {"[Content_Types].xml", "xl/workbook.xml"}
EPOCH = datetime(1980, 1, 1)  # the first moment a zip archive can hold


def read_container(path: Path, *, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of an Excel file after checking that it is whole and safe to open.

    It may unpack to ``most`` bytes.

    Raises
    ------
    DataError
        ``XLSX-MISSING`` (cannot be read), ``XLSX-EMPTY`` (0 bytes), ``XLSX-TYPE`` (something
        else under this name), ``XLSX-OLD`` (.xls), ``XLSX-PASSWORD``, ``XLSX-BROKEN`` (cut off or
        damaged), ``XLSX-MACRO`` (holds programs), ``XLSX-BOMB`` (unpacks to too much),
        ``XLSX-ENTITY`` (declares entities).
    """
    name = path.name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError("XLSX-MISSING", where=name, why=error.strerror or str(error)) from error
    if not content:
        raise DataError("XLSX-EMPTY", where=name)
    if content.startswith(OLD):
        raise DataError("XLSX-PASSWORD" if LOCKED in content else "XLSX-OLD", where=name)
    if not content.startswith(b"PK"):
        text = b"\0" not in content[:4096] and not content.startswith(b"%PDF")
        raise DataError("XLSX-TYPE" if text else "XLSX-BROKEN", where=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, name, len(content), most)
            _check_parts(archive, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
            zipfile.LargeZipFile, zipfile.zlib.error) as error:  # fmt: skip
        raise DataError("XLSX-BROKEN", where=name) from error
    return content


def _check_sizes(archive: zipfile.ZipFile, name: str, packed: int, most: int) -> None:
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    told = f"{size / 2**20:,.1f} MB"
    if size > most:
        raise DataError("XLSX-BOMB", where=name, size=told, most=f"{most >> 20} MB")
    if size > SMALL and size > MOST_RATIO * packed:
        limit = f"{MOST_RATIO} × {packed / 1024:,.1f} KB"  # of its own size
        raise DataError("XLSX-BOMB", where=name, size=told, most=limit)
    if len(entries) > MOST_ENTRIES:
        raise DataError("XLSX-BOMB.parts", where=name, size=len(entries), most=MOST_ENTRIES)


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    names = set(archive.namelist())
    if not names >= PARTS:
        raise DataError("XLSX-TYPE", where=name)
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        raise DataError("XLSX-MACRO", where=name)
    for part in names:
        content = archive.read(part)  # all of it: a damaged part is found here
        if part.endswith((".xml", ".rels")) and any(word in content for word in DECLARATIONS):
            raise DataError("XLSX-ENTITY", where=name)


def open_workbook(content: bytes, name: str, *, values: bool, stream: bool = False) -> Workbook:
    """Return the workbook in a container that `read_container` returned.

    With ``values`` a cell with a formula gives its stored result, else the formula. With ``stream``
    the cells are read one row after another (merged cells are then not told). DataError
    ``XLSX-BROKEN`` if it is no workbook.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():  # of extensions that do not matter for cells
            warnings.simplefilter("ignore")
            how = {"data_only": values, "read_only": stream, "keep_links": False}
            return load_workbook(io.BytesIO(content), **how)
    except Exception as error:  # a damaged part makes openpyxl fail in any way
        raise DataError("XLSX-BROKEN", where=name) from error


def workbook_bytes(book: Workbook) -> bytes:
    """Return a workbook as the bytes of an .xlsx file: equal workbooks give equal bytes."""
    book.properties.creator = "urbanstats"
    book.properties.created = EPOCH
    raw, packed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "docProps/core.xml":  # holds the moment of saving
                pattern = rb"(<dcterms:modified[^>]*>)[^<]*"
                content = re.sub(pattern, rb"\g<1>1980-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(part, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
    return packed.getvalue()


RISKY = re.compile("'*(?:[\\s\u00a0]*[=+\\-@＝＋－＠]|[ \u00a0\\n]*[\\t\\r])")
CONTROL = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")  # Excel writes _x000D_
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
MOST_ROWS, MOST_COLUMNS = 1_048_575, 500
LONGEST = 32_767  # signs that one cell of Excel holds
WIDEST = 60


def sheet_bytes(tables: dict[str, pd.DataFrame]) -> bytes:
    """Return a workbook with one sheet for each table, as the bytes of an .xlsx file.

    Text is written as text whatever it begins with, so that no spreadsheet takes it for a
    formula; numbers stay numbers, days become text such as 2018-06-08, what is missing stays
    empty. A column gets the number format that ``table.attrs["formats"]`` names for it, if any. The
    name of a sheet has at most 31 signs. Equal tables give equal bytes.

    Raises
    ------
    ParameterError
        If a table has more rows than a sheet, or a text is longer than a cell holds.
    """
    from openpyxl import Workbook

    for name, table in tables.items():
        _check_fits(name, table)
    book = Workbook(write_only=True)
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    return workbook_bytes(book)


def _check_fits(name: str, table: pd.DataFrame) -> None:
    if len(table) > MOST_ROWS:
        raise ParameterError("PAR-SHEET", sheet=name, n=len(table), most=MOST_ROWS)
    for column in table.select_dtypes(exclude=["number", "bool", "datetime"]):
        longest = max((len(_escaped(str(cell))) for cell in table[column]), default=0)
        if longest > LONGEST:
            where = {"sheet": name, "column": column}
            raise ParameterError("PAR-SHEET.signs", **where, n=longest, most=LONGEST)


def _escaped(text: str) -> str:
    return CONTROL.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def _fill(sheet: Worksheet, table: pd.DataFrame) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    formats = [table.attrs.get("formats", {}).get(name, "General") for name in table.columns]
    head = [_cell(WriteOnlyCell(sheet), str(name)) for name in table.columns]
    for at, cell in enumerate(head):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        width = max([width_of(cell.value), *map(width_of, table.iloc[:200, at])])
        sheet.column_dimensions[get_column_letter(at + 1)].width = min(width + 2, WIDEST)
    sheet.freeze_panes, sheet.print_title_rows = "A2", "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes, one wide
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.append(head)
    for row in table.itertuples(index=False, name=None):
        cells = [_cell(WriteOnlyCell(sheet), value) for value in row]
        for cell, form in zip(cells, formats, strict=True):
            if cell.data_type == "n":
                cell.number_format = form
            elif width_of(cell.value) > WIDEST:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def _cell(cell, value):
    """Return the cell with its value: a number, an empty cell, or text that is never a formula."""
    from pandas import isna  # here, because pandas is slow to import

    if isinstance(value, Real) and not isinstance(value, bool) and abs(value) < float("inf"):
        cell.value = value.item() if hasattr(value, "item") else value
        return cell
    if value is None or (not isinstance(value, str) and isna(value)):
        return cell
    text = str(value)
    cell.value, cell.data_type = _escaped(text), "s"
    cell.quotePrefix = bool(RISKY.match(text))
    return cell


def width_of(value: object) -> int:
    """Return how many signs wide a value is; a Chinese sign counts for two."""
    lines = (f"{value:.6g}" if isinstance(value, Real) else str(value)).splitlines() or [""]
    return max(map(screen_width, lines))


def read_sheet(path: Path) -> pd.DataFrame:
    """Return the only table of an Excel file: the header in the first row, cells as they are.

    Raises
    ------
    DataError
        If the file is not safe to open (see `read_container`), holds no table or several, has a
        header that is not one (``XLSX-HEADER``), an error such as #DIV/0! (``XLSX-ERRORCELL``), or
        a formula whose result was not stored (``XLSX-FORMULA``).
    """
    import pandas as pd

    content = read_container(path)
    books = [open_workbook(content, path.name, values=v, stream=True) for v in (True, False)]
    found = {}
    for sheet in books[0].worksheets:
        rows = list(_rows(sheet, books[1][sheet.title], path.name))
        if any(any(cell is not None for cell in row) for row in rows):
            found[sheet.title] = rows
    if len(found) != 1:
        facts = {"n": len(found), "sheets": list(found) or None}
        raise DataError("XLSX-SHEETS", where=path.name, **facts)
    (title, (header, *body)) = next(iter(found.items()))
    _check_header(header, path.name, title)
    width = len(header)
    rows = [[*row, *[None] * (width - len(row))][:width] for row in body]
    full = [row for row in rows if any(cell is not None for cell in row)]
    return pd.DataFrame(full, columns=[str(cell) for cell in header], dtype=object)


def _rows(values: Worksheet, formulas: Worksheet, name: str) -> Iterator[list[object]]:
    """Yield the rows of a sheet, each cut after its last value."""
    for sheet in (values, formulas):
        sheet.reset_dimensions()  # a file may claim a million columns
    for row, asked in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        cells = []
        for cell, formula in zip(row, asked, strict=True):
            if cell.value is not None or formula.value is not None:
                _check_cell(cell, formula, {"file": name, "sheet": values.title})
            cells.append(_value(cell.value))
        if len(cells) > MOST_COLUMNS:
            raise DataError("XLSX-HEADER.wide", where=name, n=len(cells), most=MOST_COLUMNS)
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _check_cell(cell, formula, where: dict[str, str]) -> None:
    if cell.data_type == "e":
        raise DataError("XLSX-ERRORCELL", **where, cell=formula.coordinate, value=cell.value)
    if formula.data_type == "f" and cell.value is None:
        raise DataError("XLSX-FORMULA", **where, cell=formula.coordinate)


def _value(value: object) -> object:
    if isinstance(value, str):
        return ESCAPED.sub(lambda match: chr(int(match[1], 16)), value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if hasattr(value, "isoformat"):
        return value.isoformat().removesuffix("T00:00:00")
    return value


def _check_header(header: list[object], file: str, sheet: str) -> None:
    names = ["" if cell is None else str(cell) for cell in header]
    odd = [name for name in names if not name or names.count(name) > 1]
    if odd or not names:
        raise DataError("XLSX-HEADER", file=file, sheet=sheet, names=names)
