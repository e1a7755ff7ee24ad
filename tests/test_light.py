"""Nothing is loaded before it is needed: each promise holds in a fresh process."""

import subprocess
import sys

import pytest

TABLES = {"numpy", "pandas", "scipy"}
MODELS = {"statsmodels", "scipy.stats", "scipy.optimize", "urbanstats.trend.learning"}
DRAWING = {"matplotlib", "PIL"}
SERVERS = {"papermill", "nbclient", "jupyter_client", "ipykernel", "IPython", "ipywidgets"}
HELP = """
try:
    urbanstats.cli.main(["--help"])
except SystemExit:
    pass
"""
FORECAST = """
plan = urbanstats.load_plan()
series = urbanstats.load_series("green_coverage", as_of="2018-06-08")
projection = urbanstats.fit(series, [2018, 2019, 2020])
assert urbanstats.attainment(projection, plan.targets_for("green_coverage")[-1]) > 0
"""
ASSESS = """
assert len(urbanstats.assess("green_coverage", as_of="2018-06-08").table) == 3
"""
DRAWN = """
from importlib import import_module
from pkgutil import walk_packages
for room in ("page", "deck", "svg"):
    package = import_module(f"urbanstats.present.{room}")
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        import_module(module.name)
"""


def loaded(code: str) -> set[str]:
    """Return the modules that a program loads in a fresh process."""
    program = f"import sys, urbanstats, urbanstats.cli\n{code}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize(
    ("code", "promised"),
    [
        ("", TABLES | MODELS | DRAWING | SERVERS),
        (HELP, TABLES | MODELS | DRAWING | SERVERS),
        (FORECAST, {"pandas", "openpyxl"} | MODELS | DRAWING | SERVERS),
        (ASSESS, MODELS | DRAWING | SERVERS),
        (DRAWN, {"matplotlib", "statsmodels"} | SERVERS),
    ],
    ids=["import", "help", "one series", "one indicator", "page, deck and svg"],
)
def test_what_is_not_needed_is_not_loaded(code, promised):
    found = loaded(code)
    assert "urbanstats.cli" in found
    assert found & promised == set()


def test_what_is_needed_is_seen_to_be_loaded():
    found = loaded("urbanstats.load_observations()\nfrom urbanstats.present import charts")
    assert found >= {"pandas", "matplotlib"}
