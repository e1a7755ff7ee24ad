"""pyproject.toml, requirements.txt and environment.yml name the same packages."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.txt").read_text(encoding="utf-8")
CONDA_ONLY = {"python", "pip"}
IMPORT_NAMES = {
    "fonttools": "fontTools",
    "ipython": "IPython",
    "pillow": "PIL",
    "python-pptx": "pptx",
    "pyyaml": "yaml",
}


def declared() -> dict[str, Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    words = project["dependencies"] + project["optional-dependencies"]["dev"]
    requirements = [Requirement(word) for word in words]
    return {canonicalize_name(one.name): one for one in requirements}


def pinned() -> list[Requirement]:
    lines = re.findall(r"^(\S.*?) *\\$", LOCK, flags=re.MULTILINE)
    return [Requirement(line) for line in lines]


def imported(folder: str) -> set[str]:
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"urbanstats"}


def test_every_declared_package_has_a_lower_bound():
    bounds = {name: str(one.specifier) for name, one in declared().items()}
    assert [name for name, bound in bounds.items() if not bound.startswith(">=")] == []


def test_the_conda_environment_names_the_same_packages_with_the_same_bounds():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    words = [word for word in environment["dependencies"] if isinstance(word, str)]
    from_pip = next(item["pip"] for item in environment["dependencies"] if isinstance(item, dict))
    words += [word for word in from_pip if word != "-e ."]
    found = {canonicalize_name(one.name): str(one.specifier) for one in map(Requirement, words)}
    expected = {name: str(one.specifier) for name, one in declared().items()}
    assert {k: v for k, v in found.items() if k not in CONDA_ONLY} == expected
    assert found["python"] == ">=3.11"


def test_every_pin_satisfies_its_bound():
    pins = {}
    for one in pinned():
        version = str(one.specifier).removeprefix("==")
        pins.setdefault(canonicalize_name(one.name), []).append(version)
    for name, requirement in declared().items():
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
    known = {IMPORT_NAMES.get(name, name.replace("-", "_")) for name in declared()}
    assert imported(folder) - known == set()


def test_jupyter_server_is_new_enough_to_be_safe():
    """2.21 is the first without the known ways into other folders and into the log."""
    assert not declared()["jupyter-server"].specifier.contains("2.20.9")
