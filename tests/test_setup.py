"""pyproject.toml, requirements.txt and environment.yml name the same packages."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
UV = Path(sys.executable).with_name("uv")
CONDA_ONLY = {"python", "pip"}
IMPORT_NAMES = {
    "fonttools": "fontTools",
    "ipython": "IPython",
    "pillow": "PIL",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
}


def declared(*extras: str) -> dict[str, Requirement]:
    """Return what is declared by name, for the base and for extras with those they name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found, asked = [Requirement(word) for word in project["dependencies"]], list(extras)
    for extra in asked:
        for one in map(Requirement, project["optional-dependencies"][extra]):
            if one.name == "urbanstats":
                asked += one.extras
            else:
                found.append(one)
    return {canonicalize_name(one.name): one for one in found}


def everything() -> dict[str, Requirement]:
    return declared("all", "dev")


def pinned() -> list[Requirement]:
    lines = re.findall(r"^(\S.*?) *\\$", LOCK, flags=re.MULTILINE)
    return [Requirement(line) for line in lines]


def imported(*folders: str) -> set[str]:
    """Return the packages that modules import, inside their functions and for types too."""
    names = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"urbanstats"}


def import_names(packages: Iterable[str]) -> set[str]:
    return {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in packages}


def test_every_declared_package_has_a_lower_bound():
    bounds = {name: str(one.specifier) for name, one in everything().items()}
    assert [name for name, bound in bounds.items() if not bound.startswith(">=")] == []


def test_the_conda_environment_names_the_same_packages_with_the_same_bounds():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    words = [word for word in environment["dependencies"] if isinstance(word, str)]
    from_pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    words += [word for word in from_pip if word != "-e ."]
    found = {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, words)}
    expected = {name: str(one.specifier) for name, one in everything().items()}
    assert {k: v for k, v in found.items() if k not in CONDA_ONLY} == expected
    assert found["python"] == ">=3.11"


def test_every_pin_satisfies_its_bound():
    pins = {}
    for one in pinned():
        version = str(one.specifier).removeprefix("==")
        pins.setdefault(canonicalize_name(one.name), []).append(version)
    for name, requirement in everything().items():
        assert name in pins, f"{name} is not in requirements.txt: run 'make lock'"
        assert all(requirement.specifier.contains(version) for version in pins[name]), name


def test_every_pin_has_a_hash():
    blocks = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) > 50
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_the_lock_names_no_address():
    assert re.findall(r"://|--index|--extra-index|--find-links|@ ?file", LOCK) == []


def test_the_lock_holds_what_builds_and_installs_the_package():
    names = {one.name for one in pinned()}
    assert {"setuptools", "uv"} <= names


@pytest.mark.parametrize("folder", ["urbanstats", "tests"])
def test_every_imported_package_is_declared(folder):
    assert imported(folder) - import_names(everything()) - {"tests"} == set()


def test_the_engine_and_the_command_line_import_what_the_base_installs():
    rooms = [f"urbanstats/{floor}" for floor in ("words", "files", "plan", "trend", "outlook")]
    assert imported(*rooms) <= import_names(declared())
    lab = {"jupyterlab"}  # opened by `urbanstats lab`, which asks for its extra first
    assert imported("urbanstats/cli") - lab <= import_names(declared())


def test_the_base_holds_nothing_that_draws_or_serves():
    serving = {"matplotlib", "pillow", "papermill", "ipython", "jupyterlab", "jinja2"}
    assert declared().keys() & serving == set()
    assert declared("all").keys() == declared("night", "desk").keys() > declared().keys()


@pytest.mark.parametrize(
    ("extra", "rooms"),
    [
        ("night", ["brief", "present/charts", "present/page", "present/deck", "nightly"]),
        ("desk", ["brief", "present/charts", "present/svg", "desk"]),
    ],
)
def test_an_extra_brings_what_its_commands_import(extra, rooms):
    needed = imported(*(f"urbanstats/{room}" for room in rooms))
    assert needed <= import_names(declared(extra))


def test_jupyter_server_is_new_enough_to_be_safe():
    """2.21 is the first without the known ways into other folders and into the log."""
    assert not everything()["jupyter-server"].specifier.contains("2.20.9")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """Return the programs of an environment that holds the base and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    for name in ("urbanstats", "data"):
        left_out = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(ROOT / name, folder / "project" / name, ignore=left_out)
    for name in ("pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, folder / "project")
    programs = folder / "venv" / "bin"
    run(UV, "venv", "--python", sys.executable, folder / "venv")
    install = (UV, "pip", "install", "--python", programs / "python", folder / "project")
    done = run(*install, "--offline", check=False)  # what an earlier installation left may do
    if done.returncode:
        done = run(*install, check=False)
    if done.returncode and re.search("failed to fetch|dns|connect", done.stderr, re.IGNORECASE):
        pytest.skip(f"no packages can be fetched here: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return programs


def run(*words: object, check: bool = True, **settings: object) -> subprocess.CompletedProcess:
    words = [str(word) for word in words]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(words, check=check, capture_output=True, text=True, env=own, **settings)


ONE = """
import urbanstats
plan = urbanstats.load_plan()
series = urbanstats.load_series("green_coverage", as_of="2018-06-08")
projection = urbanstats.fit(series, [2018, 2019, 2020])
print(*(urbanstats.attainment(projection, one) for one in plan.targets_for("green_coverage")))
"""


@pytest.mark.slow
def test_the_base_alone_forecasts_one_series_as_everything_does(bare, tmp_path):
    alone = run(bare / "python", "-c", ONE, cwd=tmp_path).stdout
    assert alone == run(sys.executable, "-c", ONE, cwd=ROOT).stdout


@pytest.mark.slow
def test_the_base_alone_forecasts_a_table_on_the_command_line(bare, tmp_path):
    rows = [f"a,{year},{80 + year - 2010},percent" for year in range(2010, 2019)]
    table = "\n".join(["series_id,year,value,kind", *rows, ""])
    (tmp_path / "panel.csv").write_text(table, encoding="utf-8")
    done = run(bare / "urbanstats", "forecast", "panel.csv", "--out", "out.csv", cwd=tmp_path)
    assert "out.csv" in done.stdout
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").count("\na,") > 0


@pytest.mark.slow
def test_the_base_alone_holds_nothing_that_draws_or_serves_and_says_so(bare, tmp_path):
    names = (
        "import importlib.metadata as m; print(*(one.name.lower() for one in m.distributions()))"
    )
    there = set(run(bare / "python", "-c", names).stdout.split())
    assert {"urbanstats", "numpy", "pandas"} <= there
    others = {"matplotlib", "papermill", "jupyterlab", "ipykernel", "pillow", "pandera"}
    assert there & others == set()
    done = run(bare / "urbanstats", "nightly", "--language", "en", check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "nightly: packages that it needs are not installed (ipykernel, " in done.stderr
    assert "run \"pip install '.[night]'\" in the project's folder" in done.stderr
