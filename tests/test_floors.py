"""The package is a building: each floor knows only the floors below it."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "urbanstats"
FLOORS = ("errors", "plan", "trend", "outlook", "present", "desk", "nightly", "cli")
MODULES = sorted(PACKAGE.rglob("*.py"))


def floor_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_floors(source: str) -> list[str]:
    """Return the floors that a module names, in whichever way it imports them."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    parts = [name.split(".") for name in names]
    return [part[1] for part in parts if part[0] == "urbanstats" and len(part) > 1]


def climbs(floor: str, source: str) -> list[str]:
    allowed = FLOORS[: FLOORS.index(floor) + 1]
    known = set(FLOORS)
    return [name for name in imported_floors(source) if name in known and name not in allowed]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_imports_a_floor_above_its_own(path):
    if path == PACKAGE / "__init__.py":
        assert imported_floors(path.read_text(encoding="utf-8")) == []
        return
    assert floor_of(path) in FLOORS, f"{path.name} stands on no floor"
    assert climbs(floor_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import urbanstats.present.words",
        "from urbanstats import nightly",
        "from urbanstats.present import charts",
        "def late():\n    from urbanstats.cli import main",
    ],
)
def test_a_climbing_import_is_seen_however_it_is_written(source):
    assert climbs("trend", source) != []


def test_an_import_from_below_is_allowed():
    assert climbs("trend", "from urbanstats.plan.values import Target") == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(path):
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef) and node.body:
            told = ast.get_docstring(node) is not None
            body = node.body[1:] if told else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            assert length <= 30, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_runs_at_import_but_definitions(path):
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        main_or_types = isinstance(node, ast.If)
        assert docstring or main_or_types or isinstance(node, allowed), ast.unparse(node)
