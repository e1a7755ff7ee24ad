"""The package is a building: each floor knows only the floors below it."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "urbanstats"
FLOORS = (
    "errors", "words", "files", "plan", "trend", "outlook", "brief", "present", "desk",
    "nightly", "cli",
)  # fmt: skip
GROUND = 2  # words and errors stand on the ground together
MODULES = sorted(PACKAGE.rglob("*.py"))
parse = cache(ast.parse)
MOST_LINES, MOST_OF_A_FUNCTION = 500, 30


def floor_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_floors(source: str) -> list[str]:
    """Return the floors that a module names, in whichever way it imports them."""
    names = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole path"
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    parts = [name.split(".") for name in names]
    return [part[1] for part in parts if part[0] == "urbanstats" and len(part) > 1]


def climbs(floor: str, source: str) -> list[str]:
    allowed = FLOORS[: max(FLOORS.index(floor) + 1, GROUND)]
    known = set(FLOORS)
    return [name for name in imported_floors(source) if name in known and name not in allowed]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_no_module_imports_a_floor_above_its_own():
    modules = [path for path in MODULES if path != PACKAGE / "__init__.py"]
    assert len(modules) > 50
    assert {floor_of(path) for path in modules} == set(FLOORS)
    found = {str(path): climbs(floor_of(path), read(path)) for path in modules}
    assert {path: names for path, names in found.items() if names} == {}


def test_the_package_itself_imports_no_floor():
    assert imported_floors(read(PACKAGE / "__init__.py")) == []


@pytest.mark.parametrize(
    "source",
    [
        "import urbanstats.present.charts.fan",
        "from urbanstats import nightly",
        "from urbanstats.present import charts",
        "def late():\n    from urbanstats.cli import main",
    ],
)
def test_a_climbing_import_is_seen_however_it_is_written(source):
    assert climbs("trend", source) != []


def test_an_import_from_below_is_allowed():
    assert climbs("trend", "from urbanstats.plan.values import Target") == []


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


def imported_modules(source: str, known: set[str]) -> set[str]:
    """Return the modules that a module imports, inside its functions and for its types too."""
    names = set()
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            full = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= full & known or {node.module}
    return names & known


def circles(imports: dict[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the modules that import each other, by whatever way round, each circle sorted."""
    reached = {name: set(below) for name, below in imports.items()}
    for middle in imports:  # Warshall's closure
        for below in reached.values():
            if middle in below:
                below |= reached[middle]
    return {
        tuple(sorted(other for other in imports if name in reached[other] and other in below))
        for name, below in reached.items()
        if name in below
    }


def test_no_modules_import_each_other():
    sources = {name_of(path): read(path) for path in MODULES}
    imports = {
        name: imported_modules(code, set(sources)) - {name} for name, code in sources.items()
    }
    assert sum(map(len, imports.values())) > 200
    assert circles(imports) == set()


def test_a_circle_is_seen_whatever_its_length():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"d", "a"}, "d": set()}) == {("a", "b", "c")}
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == set()
    late = "def f():\n    from urbanstats.plan import series\n    import urbanstats.errors"
    known = {"urbanstats.plan", "urbanstats.plan.series", "urbanstats.errors"}
    assert imported_modules(late, known) == {"urbanstats.plan.series", "urbanstats.errors"}


def too_long(source: str) -> list[str]:
    """Return what is longer than a page or two: the module itself, or functions of it."""
    found = ["module"] * (len(source.splitlines()) > MOST_LINES)
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) is not None else node.body
            length = body[-1].end_lineno - body[0].lineno + 1 if body else 0
            found += [node.name] * (length > MOST_OF_A_FUNCTION)
    return found


def test_modules_and_functions_stay_small():
    found = {str(path): too_long(read(path)) for path in MODULES}
    assert {path: names for path, names in found.items() if names} == {}


def test_what_is_too_long_is_seen_and_a_docstring_does_not_count():
    body = "    x = 1\n" * MOST_OF_A_FUNCTION
    assert too_long(f'def f():\n    """Do.\n\n    Well.\n    """\n{body}') == []
    assert too_long(f"class A:\n  def f():\n{body}    x = 2\n") == ["f"]
    assert too_long("x = 1\n" * (MOST_LINES + 1)) == ["module"]


def run_at_import(source: str) -> list[str]:
    """Return the statements of a module that do more than import, define or name."""
    allowed = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign)
    main_or_types = (ast.If,)
    return [
        ast.unparse(node)
        for node in parse(source).body
        if not isinstance(node, allowed + main_or_types)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]


def test_nothing_runs_at_import_but_definitions():
    found = {str(path): run_at_import(read(path)) for path in MODULES}
    assert {path: code for path, code in found.items() if code} == {}


def test_a_statement_that_runs_at_import_is_seen():
    assert run_at_import('"""Say."""\nimport x\nY = x.y()\nx.go()\n') == ["x.go()"]


WIDTH = 74  # of the map; behind it stands what a floor is for
MOST_MODULES, MOST_OF_A_FLOOR, MOST_OF_A_ROOM = 100, 25, 12


def drawn_rooms(text: str) -> dict[str, list[str]]:
    """Return the modules of every room on a map, the top floor first."""
    rooms, floor = {}, ""
    for line in text.splitlines():
        for word in re.finditer(r"\w+/?", line[:WIDTH]):
            if word.start() == 4:
                floor = room = word[0]
                rooms[room] = []
            elif word[0].endswith("/"):
                room = f"{floor}/{word[0][:-1]}"
                rooms[room] = []
            else:
                rooms[room].append(word[0])
    return rooms


def standing_rooms() -> dict[str, list[str]]:
    """Return the modules of every room as they stand, without what only opens a room."""
    rooms = {}
    for path in MODULES:
        *room, name = path.relative_to(PACKAGE).with_suffix("").parts
        if name != "__init__" and "fonts" not in room:
            rooms.setdefault("/".join(room), []).append(name)
    return rooms


def test_the_map_in_architecture_shows_every_module_where_it_stands():
    text = (PACKAGE.parent / "ARCHITECTURE.md").read_text(encoding="utf-8")
    drawn = drawn_rooms(text[text.index("    cli ") : text.index("\n\n`tests/test_floors.py`")])
    floors = [room for room in drawn if "/" not in room]
    assert floors == ["cli", *reversed([f for f in FLOORS if f not in ("errors", "cli")]), "errors"]
    drawn = {room: sorted(names) for room, names in drawn.items() if names}
    assert drawn == {room: sorted(names) for room, names in standing_rooms().items() if room}


def test_the_house_stays_small():
    folders = [path.relative_to(PACKAGE).parent for path in MODULES]
    assert len(MODULES) <= MOST_MODULES
    assert {str(room): n for room in folders if (n := folders.count(room)) > MOST_OF_A_ROOM} == {}
    floors = [str(folder).split("/")[0] for folder in folders]
    assert {floor: n for floor in floors if (n := floors.count(floor)) > MOST_OF_A_FLOOR} == {}
