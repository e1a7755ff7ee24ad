"""A department's template, a data folder that a test may change, and returns made from them."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from urbanstats.desk.template import write_templates

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.fixture
def data(tmp_path):
    """Return a fresh copy of the data folder."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "data", ignore=shutil.ignore_patterns(".*")))


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """Return the templates of two departments: 公安局 (a rate and a count) and 交通局."""
    folder = tmp_path_factory.mktemp("blank")
    for name in ("公安局", "交通局"):
        write_templates(name, folder / f"{name}.xlsx")
    return folder


@pytest.fixture
def fill(blank, tmp_path):
    """Give a function that fills cells of a template and returns the path of the return."""

    def fill(cells=None, change=None, name="公安局"):
        book = openpyxl.load_workbook(blank / f"{name}.xlsx")
        sheet = book["填报"]
        for cell, value in (cells or {}).items():
            sheet[cell] = value
        if change:
            change(sheet)
        path = tmp_path / f"{name}.xlsx"
        book.save(path)
        return path

    return fill
