"""Notebooks are thin: they ask and show, the package answers. Each runs as the night runs it."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from urbanstats.files.atomic import hash_folder
from urbanstats.nightly.gate import check_night, check_notebook
from urbanstats.nightly.night import list_jobs
from urbanstats.nightly.runner import Job, run_jobs
from urbanstats.plan.load import load_plan
from urbanstats.present.alt import read_alt

NOTEBOOKS = {path.stem: path for path in (Path(__file__).parents[1] / "notebooks").glob("*.ipynb")}
MOST_LINES = 12
NOT_THIN = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.While, ast.Try, ast.With),
)
OF_THE_NIGHT = {"forecast_indicator", "scorecard"}
EXPLORING = "explore"  # a panel to work with: it leaves nothing for the night
GREEN, URBAN = "15_green_coverage", "01_resident_urbanization_rate"
BESIDE = {"backtest": ("_pit", "_reliability"), "replay": ("",)}  # the night, and their figures
ASKED = {"adopted": {"as_of": "2018-06-08"}, "newest": {"language": "zh"}}
OF_A_NIGHT = [
    ("adopted", "scorecard"),
    ("adopted", GREEN),
    ("newest", "scorecard"),
    ("newest", URBAN),
]
KINDS = {
    "scorecard": ("likelihoods", "paths", "count", "measures"),
    "forecast_indicator": ("fan", "fan_half", "reality", "scenarios", "methods", "measures"),
}


def broken_rules(notebook: dict) -> list[str]:
    """Return which rules of a thin notebook are broken, in words."""
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    text = [line for c in cells if c["cell_type"] == "markdown" for line in source(c).splitlines()]
    headings = [line for line in text if line.startswith("# ")]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", ())]
    ids = [cell["id"] for cell in cells]
    broken = {
        "it opens with one heading, a question": cells[0]["cell_type"] != "markdown"
        or len(headings) != 1
        or not source(cells[0]).startswith(headings[0])
        or headings[0][-1] not in "?？",
        "one cell is tagged parameters": len(tagged) != 1,
        "parameters come before all other code": bool(tagged) and tagged[0] is not code[0],
        "parameters are annotated literals with a comment each": bool(tagged)
        and not all(is_parameter(line) for line in source(tagged[0]).splitlines()),
        "imports come right after the parameters": importing(code) not in ([1], [1, 2]),
        "a cell has at most 12 lines": any(len(source(c).splitlines()) > MOST_LINES for c in code),
        "no logic in a notebook": any(has_logic(source(cell)) for cell in code),
        "kept without outputs or traces of a run": any(
            c["outputs"] or c["execution_count"] for c in code
        )
        or any(set(cell["metadata"]) - {"tags"} for cell in cells)
        or set(notebook["metadata"]) != {"kernelspec", "language_info"},
        "names of cells are words, each once": len(set(ids)) < len(ids)
        or not all(name.replace("-", "").isalpha() for name in ids),
        "the last parameter is where results go, nowhere by default": bool(tagged)
        and not re.search(r'^output: str = ""  # .*\Z', source(tagged[0]), re.MULTILINE),
        "the last cell saves the result": not re.search(
            r"^save_result\(output, .*\Z", source(code[-1]), re.MULTILINE
        ),
    }
    return [rule for rule, is_broken in broken.items() if is_broken]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def is_parameter(line: str) -> bool:
    """Tell whether a line is an annotated literal with a comment that explains it."""
    statements = ast.parse(line).body
    if len(statements) != 1 or not isinstance(statements[0], ast.AnnAssign):
        return False
    try:
        ast.literal_eval(statements[0].value)
    except (ValueError, TypeError):
        return False
    comment = line[statements[0].end_col_offset :]
    return comment.startswith("  # ") and len(comment) > 8


def has_logic(code: str) -> bool:
    return any(isinstance(node, NOT_THIN) for node in ast.walk(ast.parse(code)))


def importing(code: list[dict]) -> list[int]:
    """Return the numbers of the code cells that import, from 0."""
    bodies = [ast.parse(source(cell)).body for cell in code]
    kinds = (ast.Import, ast.ImportFrom)
    return [n for n, body in enumerate(bodies) if any(isinstance(each, kinds) for each in body)]


def thin(**changes: object) -> dict:
    """Return a notebook that keeps every rule, but for the cells given."""

    def cell(name: str, text: str, kind: str = "code", tags: tuple[str, ...] = ()) -> dict:
        own = {"outputs": [], "execution_count": None} if kind == "code" else {}
        facts = {"id": name, "cell_type": kind, "source": text, "metadata": {"tags": list(tags)}}
        return facts | own

    parts = {
        "heading": cell("heading", "# Will it be reached?\n\nThe plan asks.", "markdown"),
        "parameters": cell(
            "parameters",
            'area: str = "Liuzhou"  # where it is\noutput: str = ""  # folder',
            tags=("parameters",),
        ),
        "body": cell("body", "import urbanstats"),
        "end": cell("end", "save_result(output, table, {})"),
    }
    for name, text in changes.items():
        parts[name] = {**parts[name], **(text if isinstance(text, dict) else {"source": text})}
    return {"cells": list(parts.values()), "metadata": {"kernelspec": {}, "language_info": {}}}


def test_the_five_notebooks_are_there():
    assert set(NOTEBOOKS) == {*OF_THE_NIGHT, EXPLORING, "backtest", "replay"}


def test_every_notebook_is_thin():
    broken = {
        name: broken_rules(json.loads(path.read_text(encoding="utf-8")))
        for name, path in NOTEBOOKS.items()
    }
    assert broken.pop(EXPLORING) == [
        "the last parameter is where results go, nowhere by default",
        "the last cell saves the result",
    ]
    assert {name: rules for name, rules in broken.items() if rules} == {}


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("it opens with one heading, a question", {"heading": "# It will be reached"}),
        ("it opens with one heading, a question", {"heading": "Text\n# Will it?"}),
        ("it opens with one heading, a question", {"heading": "# Will it?\n# Or not?"}),
        ("one cell is tagged parameters", {"parameters": {"metadata": {}}}),
        ("one cell is tagged parameters", {"body": {"metadata": {"tags": ["parameters"]}}}),
        ("parameters are annotated literals with a comment each", {"parameters": "n: int = 1"}),
        ("parameters are annotated literals with a comment each", {"parameters": "n = 1  # how"}),
        (
            "parameters are annotated literals with a comment each",
            {"parameters": "n: int = 1 + len('a')  # derived"},
        ),
        ("imports come right after the parameters", {"body": "x = 1"}),
        ("imports come right after the parameters", {"parameters": "import x"}),
        ("a cell has at most 12 lines", {"body": "x = 1\n" * 13}),
        ("no logic in a notebook", {"body": "for year in years:\n    pass"}),
        ("no logic in a notebook", {"body": "def f():\n    return 1"}),
        ("no logic in a notebook", {"body": "with x:\n    pass"}),
        ("no logic in a notebook", {"body": "try:\n    x\nexcept KeyError:\n    x = 1"}),
        ("kept without outputs or traces of a run", {"body": {"execution_count": 3}}),
        ("kept without outputs or traces of a run", {"body": {"outputs": [{"text": "1"}]}}),
        ("kept without outputs or traces of a run", {"body": {"metadata": {"trusted": True}}}),
        ("names of cells are words, each once", {"body": {"id": "cell-3"}}),
        ("names of cells are words, each once", {"body": {"id": "end"}}),
        (
            "the last parameter is where results go, nowhere by default",
            {"parameters": 'output: str = "runs"  # folder'},
        ),
        ("the last cell saves the result", {"end": "table"}),
    ],
)
def test_a_broken_rule_is_seen(rule, changes):
    assert broken_rules(thin()) == []
    assert rule in broken_rules(thin(**changes))


def test_every_notebook_is_valid_and_runs_on_the_usual_kernel():
    for path in NOTEBOOKS.values():
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        assert notebook.metadata.kernelspec.name == "python3"


def test_the_defaults_of_every_notebook_are_values_the_night_accepts():
    for path in NOTEBOOKS.values():
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tagged = next(c for c in cells if "parameters" in c["metadata"].get("tags", ()))
        lines = ast.parse(source(tagged)).body
        check_notebook(path, {line.target.id: ast.literal_eval(line.value) for line in lines})


def test_the_night_runs_the_scorecard_and_every_indicator():
    plan = load_plan()
    jobs = list_jobs(check_night({"as_of": "2018-06-08"}, plan), plan)
    assert {job.notebook.stem for job in jobs} == OF_THE_NIGHT
    assert len(jobs) == 16


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run notebooks as the night does: as of the plan's day, one of them twice, and in Chinese."""
    plan = load_plan()
    folder = tmp_path_factory.mktemp("notebooks")
    jobs = {
        run: {job.name: job for job in list_jobs(check_night(asked, plan), plan)}
        for run, asked in ASKED.items()
    }
    chosen = {run: [jobs[run][job] for of, job in OF_A_NIGHT if of == run] for run in ASKED}
    chosen["adopted"].append(replace(jobs["adopted"][GREEN], name="again"))
    chosen["newest"] += [Job(name, NOTEBOOKS[name], {"language": "zh"}) for name in BESIDE]
    outcomes = {
        run: run_jobs(some, folder / run, workers=2, timeout=300) for run, some in chosen.items()
    }
    return folder, outcomes


def outputs(folder: Path) -> list[dict]:
    """Return what the cells of an executed notebook left."""
    executed = json.loads((folder / "executed.ipynb").read_text(encoding="utf-8"))
    return [one for cell in executed["cells"] for one in cell.get("outputs", ())]


def told_as_errors(folder: Path) -> list[str]:
    """Return what a notebook wrote to standard error: a planner would have to explain it."""
    return [one["text"] for one in outputs(folder) if one.get("name") == "stderr"]


def shown(folder: Path) -> int:
    """Return how many pictures a notebook shows."""
    return sum(
        any(kind.startswith("image/") for kind in o.get("data", ())) for o in outputs(folder)
    )


@pytest.mark.slow
@pytest.mark.parametrize(("run", "job"), OF_A_NIGHT)
def test_a_notebook_of_the_night_ends_without_a_warning_and_leaves_every_figure(runs, run, job):
    folder, outcomes = runs
    assert str(outcomes[run][job].error or "") == ""
    assert told_as_errors(folder / run / job) == []
    paths = outcomes[run][job].result.figures
    kinds = KINDS["scorecard" if job == "scorecard" else "forecast_indicator"]
    names = [f"{job}_{kind}_{ASKED[run].get('language', 'en')}" for kind in kinds]
    assert sorted(path.stem for path in paths if path.suffix == ".png") == sorted(names)
    assert sorted(path.stem for path in paths if path.suffix == ".svg") == sorted(names)
    assert shown(folder / run / job) == len(set(kinds) - {"fan_half"})
    texts = [read_alt(path) for path in paths if path.suffix == ".png"]
    assert [text for text in texts if len(re.findall(r"\d+", text)) < 5] == []


@pytest.mark.slow
def test_equal_runs_give_equal_tables_and_figures_byte_for_byte(runs):
    folder, _ = runs
    first, again = (hash_folder(folder / "adopted" / job / "result") for job in (GREEN, "again"))
    assert first == again


@pytest.mark.slow
def test_the_scorecard_says_the_same_as_the_notebook_of_an_indicator(runs):
    _, outcomes = runs
    card = outcomes["adopted"]["scorecard"].result.table.set_index(["indicator", "year"])
    one = outcomes["adopted"][GREEN].result.table.set_index(["indicator", "year"])
    for column in ("likelihood", "median", "q0.1", "q0.9"):
        assert one[column].to_dict() == card.loc[one.index, column].to_dict()


@pytest.mark.slow
@pytest.mark.parametrize("name", BESIDE)
def test_a_notebook_beside_the_night_runs_with_its_defaults_and_in_chinese(runs, name):
    folder, outcomes = runs
    outcome = outcomes["newest"][name]
    assert str(outcome.error or "") == ""
    assert told_as_errors(folder / "newest" / name) == []
    assert len(outcome.result.table) > 10
    stems = {path.stem for path in outcome.result.figures}
    assert stems == {f"{name}{kind}_zh" for kind in BESIDE[name]}
    assert shown(folder / "newest" / name) == len(stems)
