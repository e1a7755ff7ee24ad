"""Excel files as containers: opened only where that is safe, and written as the same bytes.

An .xlsx file is a zip archive of XML. What it would unpack to is known before anything is
unpacked, so a file made to fill the memory is refused unread.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.errors import DataError

if TYPE_CHECKING:
    from openpyxl import Workbook

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

    Parameters
    ----------
    path
        The file.
    most
        Most bytes it may unpack to.

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
        raise DataError("XLSX-TYPE" if _is_text(content) else "XLSX-BROKEN", where=name)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_sizes(archive, name, len(content), most)
            _check_parts(archive, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError, NotImplementedError,
            zipfile.LargeZipFile, zipfile.zlib.error) as error:  # fmt: skip
        raise DataError("XLSX-BROKEN", where=name) from error
    return content


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:4096] and not content.startswith(b"%PDF")


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
    """Return the workbook in a container that was checked.

    Parameters
    ----------
    content
        What `read_container` returned.
    name
        What error messages call the file.
    values
        Whether a cell with a formula gives its stored result or, if not, the formula.
    stream
        Whether the cells are read one row after another (merged cells are then not told).

    Raises
    ------
    DataError
        ``XLSX-BROKEN`` if it is no workbook.
    """
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():  # of extensions that do not matter for cells
            warnings.simplefilter("ignore")
            return load_workbook(
                io.BytesIO(content), data_only=values, read_only=stream, keep_links=False
            )
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
