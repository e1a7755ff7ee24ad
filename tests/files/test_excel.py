"""An Excel file is opened only where that is safe, and equal workbooks are equal files."""

import random
import time
import zipfile

import openpyxl
import pytest

from urbanstats.errors import DataError
from urbanstats.files.excel import PARTS, open_workbook, read_container, workbook_bytes


def archive(path, size, *, entries=1, packs=True):
    content = b" " * size if packs else random.Random(1).randbytes(size)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name in PARTS:
            file.writestr(name, "<x/>")
        for number in range(entries):
            file.writestr(f"xl/{number}.bin", content)
    return path


@pytest.mark.parametrize(
    ("size", "words", "told"),
    [
        (3 * 2**20, {"packs": False}, "it unpacks to 3.0 MB, limit 2 MB"),
        (200 * 2**20, {}, "it unpacks to 200.0 MB, limit 2 MB"),
        (2**20, {"entries": 1}, "it unpacks to 1.0 MB, limit 100 × 1.3 KB"),
        (1, {"entries": 1_000}, "it unpacks to 1,002 files, limit 1,000"),
    ],
    ids=["size", "bomb", "ratio", "entries"],
)
def test_a_file_that_unpacks_to_too_much_is_refused_at_once(tmp_path, size, words, told):
    path = archive(tmp_path / "t.xlsx", size, **words)
    began = time.perf_counter()
    with pytest.raises(DataError) as error:
        read_container(path, most=2 * 2**20)
    assert time.perf_counter() - began < 1
    assert str(error.value) == (
        f"t.xlsx: {told}. A file that holds a table is expected: copy the table into a new "
        "workbook.  [XLSX-BOMB]"
    )


def test_a_small_file_may_pack_well(tmp_path):
    assert read_container(archive(tmp_path / "t.xlsx", 2**19))


def test_what_is_no_workbook_inside_a_whole_archive_is_refused(tmp_path):
    path = archive(tmp_path / "t.xlsx", 1)
    with pytest.raises(DataError, match=r"\[XLSX-BROKEN\]"):
        open_workbook(read_container(path), "t.xlsx", values=True)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<x/>")
    with pytest.raises(DataError, match=r"its content is not an Excel workbook.*\[XLSX-TYPE\]"):
        read_container(path)


def test_equal_workbooks_are_equal_files_that_can_be_opened():
    def book():
        book = openpyxl.Workbook()
        book.active.append(["柳州", 1.5])
        return book

    first = workbook_bytes(book())
    time.sleep(1.1)  # a file saved by openpyxl itself would hold another second
    assert workbook_bytes(book()) == first
    opened = open_workbook(first, "t.xlsx", values=True)
    assert [cell.value for cell in opened.active[1]] == ["柳州", 1.5]
