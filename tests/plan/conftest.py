"""A copy of the shipped data folder that a test may spoil."""

import shutil
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "data"


@pytest.fixture
def data(tmp_path):
    """Return a fresh copy of the data folder."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "data"))
