"""The notebooks are thin: they ask and show, the package answers."""

import ast
import json
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
FORBIDDEN = (
    ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.For, ast.While, ast.Try,
    ast.With,
)  # fmt: skip


SAVING = [path for path in PATHS if path.stem != "explore"]  # a panel leaves no result


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


@pytest.fixture(params=SAVING, ids=lambda path: path.stem)
def saving(request):
    return nbformat.read(request.param, as_version=4)


def code_of(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(notebook):
    return [c for c in notebook.cells if "parameters" in c.metadata.get("tags", [])]


def test_the_five_notebooks_are_there():
    assert [path.stem for path in PATHS] == [
        "backtest",
        "explore",
        "forecast_indicator",
        "replay",
        "scorecard",
    ]


def test_a_notebook_is_valid_and_runs_on_the_usual_kernel(notebook):
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs_counts_or_traces_of_a_run(path):
    content = json.loads(path.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
        assert set(cell["metadata"]) <= {"tags"}
    assert set(content["metadata"]) == {"kernelspec", "language_info"}


def test_cell_ids_are_names_that_stay(notebook):
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert all(each.replace("-", "").isalpha() for each in ids)


def test_it_begins_with_one_heading_that_is_a_question(notebook):
    headings = [
        line
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("# ")
    ]
    assert len(headings) == 1
    assert notebook.cells[0].source.startswith(headings[0])
    assert headings[0].endswith(("?", "？"))


def test_the_parameters_are_annotated_literals_with_a_comment_each(notebook):
    (cell,) = tagged(notebook)
    assert cell is code_of(notebook)[0]
    lines = cell.source.splitlines()
    statements = ast.parse(cell.source).body
    assert len(statements) == len(lines)
    for line, statement in zip(lines, statements, strict=True):
        assert isinstance(statement, ast.AnnAssign)
        ast.literal_eval(statement.value)
        assert "  # " in line


def test_the_last_parameter_is_the_folder_for_results_and_is_empty(saving):
    last = ast.parse(tagged(saving)[0].source).body[-1]
    assert (last.target.id, ast.literal_eval(last.value)) == ("output", "")


def test_cells_are_short_and_hold_no_logic(notebook):
    for cell in code_of(notebook):
        assert len(cell.source.splitlines()) <= 12
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not [node for node in nodes if isinstance(node, FORBIDDEN)]


def test_imports_come_right_after_the_parameters(notebook):
    importing = [
        number
        for number, cell in enumerate(code_of(notebook))
        if any(isinstance(n, (ast.Import, ast.ImportFrom)) for n in ast.parse(cell.source).body)
    ]
    assert importing in ([1], [1, 2])


def test_the_last_cell_saves_the_result(saving):
    assert code_of(saving)[-1].source.splitlines()[-1].startswith("save_result(output, ")
