"""The public names, and how fast the package is there."""

import subprocess
import sys

import pytest

import urbanstats

HEAVY = {"matplotlib", "numpy", "pandas", "papermill", "scipy", "statsmodels"}


@pytest.mark.parametrize("name", urbanstats.__all__)
def test_every_public_name_loads(name):
    assert getattr(urbanstats, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'urbanstats' has no attribute 'asess'"):
        _ = urbanstats.asess


def test_dir_lists_the_public_names():
    assert set(urbanstats.__all__) == set(dir(urbanstats))


@pytest.mark.parametrize("module", ["urbanstats", "urbanstats.cli"])
def test_importing_loads_no_heavy_library(module):
    code = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(done.stdout.split()) == set()
