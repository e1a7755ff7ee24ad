"""Notebooks are thin: they ask and show, the package answers. Each runs as the night runs it."""

import ast
import json
import re
from pathlib import Path

import pytest

from urbanstats.nightly.night import list_jobs
from urbanstats.nightly.parameters import check_night, check_notebook
from urbanstats.nightly.runner import Job, run_jobs
from urbanstats.nightly.storage import hash_folder
from urbanstats.plan.tables import load_plan
from urbanstats.present.alt import read_alt

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MOST_LINES = 12
NOT_THIN = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.Try)
JOBS = ("scorecard", "15_green_coverage", "01_resident_urbanization_rate")
OF_THE_NIGHT = {"forecast_indicator", "scorecard"}
EXPLORING = {"explore"}  # a panel to work with: it leaves nothing for the night
OTHERS = [path for path in NOTEBOOKS if path.stem not in OF_THE_NIGHT | EXPLORING]


def broken_rules(notebook: dict) -> list[str]:
    """Return which rules of a thin notebook are broken, in words."""
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    text = [line for c in cells if c["cell_type"] == "markdown" for line in source(c).splitlines()]
    headings = [line for line in text if line.startswith("# ")]
    tagged = [cell for cell in code if "parameters" in cell["metadata"].get("tags", ())]
    broken = {
        "it opens with one heading, a question": cells[0]["cell_type"] != "markdown"
        or len(headings) != 1
        or not source(cells[0]).startswith(headings[0])
        or headings[0][-1] not in "?？",
        "one cell is tagged parameters": len(tagged) != 1,
        "parameters come before all other code": bool(tagged) and tagged[0] is not code[0],
        "parameters are annotated literals with a comment each": bool(tagged)
        and not all(is_parameter(line) for line in source(tagged[0]).splitlines()),
        "a cell has at most 12 lines": any(len(source(c).splitlines()) > MOST_LINES for c in code),
        "no logic in a notebook": any(has_logic(source(cell)) for cell in code),
        "kept without outputs": any(c["outputs"] or c["execution_count"] for c in code),
        "the last cell saves the result": "save_result(output, " not in source(code[-1]),
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
    comment = line[statements[0].end_col_offset :].strip()
    return comment.startswith("# ") and len(comment) > 6


def has_logic(code: str) -> bool:
    return any(isinstance(node, NOT_THIN) for node in ast.walk(ast.parse(code)))


def thin(**changes: object) -> dict:
    """Return a notebook that keeps every rule, but for the cells given."""

    def cell(text: str, kind: str = "code", tags: tuple[str, ...] = ()) -> dict:
        own = {"outputs": [], "execution_count": None} if kind == "code" else {}
        return {"cell_type": kind, "source": text, "metadata": {"tags": list(tags)}, **own}

    parts = {
        "heading": cell("# Will it be reached?\n\nThe plan asks.", "markdown"),
        "parameters": cell('area: str = "Liuzhou"  # where it is', tags=("parameters",)),
        "body": cell("import urbanstats"),
        "end": cell("save_result(output, table, {})"),
    }
    for name, text in changes.items():
        parts[name] = {**parts[name], **(text if isinstance(text, dict) else {"source": text})}
    return {"cells": list(parts.values())}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_thin(path):
    allowed = ["the last cell saves the result"] if path.stem in EXPLORING else []
    assert broken_rules(json.loads(path.read_text(encoding="utf-8"))) == allowed


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
        ("a cell has at most 12 lines", {"body": "x = 1\n" * 13}),
        ("no logic in a notebook", {"body": "for year in years:\n    pass"}),
        ("no logic in a notebook", {"body": "def f():\n    return 1"}),
        ("no logic in a notebook", {"body": "try:\n    x\nexcept KeyError:\n    x = 1"}),
        ("kept without outputs", {"body": {"execution_count": 3}}),
        ("kept without outputs", {"body": {"outputs": [{"text": "1"}]}}),
        ("the last cell saves the result", {"end": "table"}),
    ],
)
def test_a_broken_rule_is_seen(rule, changes):
    assert broken_rules(thin()) == []
    assert rule in broken_rules(thin(**changes))


def test_the_night_runs_the_scorecard_and_every_indicator():
    plan = load_plan()
    jobs = list_jobs(check_night({"as_of": "2018-06-08"}, plan), plan)
    assert {job.notebook.stem for job in jobs} == OF_THE_NIGHT
    assert len(jobs) == 16


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_the_defaults_of_a_notebook_are_values_the_night_accepts(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    tagged = next(c for c in cells if "parameters" in c["metadata"].get("tags", ()))
    lines = ast.parse(source(tagged)).body
    check_notebook(path, {line.target.id: ast.literal_eval(line.value) for line in lines})


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Run the notebooks as the night does: as of the plan's day twice, and today in Chinese."""
    plan = load_plan()
    folder = tmp_path_factory.mktemp("notebooks")
    words = {"first": {"as_of": "2018-06-08"}, "again": {"as_of": "2018-06-08"}}
    words["chinese"] = {"language": "zh"}
    outcomes = {}
    for name, values in words.items():
        jobs = [j for j in list_jobs(check_night(values, plan), plan) if j.name in JOBS]
        outcomes[name] = run_jobs(jobs, folder / name, workers=2, timeout=300)
    return folder, outcomes


@pytest.mark.slow
@pytest.mark.parametrize("run", ["first", "again", "chinese"])
@pytest.mark.parametrize("job", JOBS)
def test_a_notebook_runs_to_its_end_and_leaves_a_whole_result(runs, run, job):
    _, outcomes = runs
    assert str(outcomes[run][job].error or "") == ""
    names = [path.name for path in outcomes[run][job].result.figures]
    language = "zh" if run == "chinese" else "en"
    assert names != []
    assert all(name.startswith(job) for name in names)
    assert all(name.endswith((f"_{language}.png", f"_{language}.svg")) for name in names)


KINDS = {
    "scorecard": ("likelihoods", "paths", "count", "measures"),
    "01_resident_urbanization_rate": (
        "fan", "fan_half", "reality", "scenarios", "methods", "measures",
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("run", "language"), [("first", "en"), ("chinese", "zh")])
@pytest.mark.parametrize("job", KINDS)
def test_figures_keep_their_names_and_each_tells_what_it_shows(runs, run, language, job):
    paths = runs[1][run][job].result.figures
    names = [f"{job}_{kind}_{language}" for kind in KINDS[job]]
    assert sorted(path.stem for path in paths if path.suffix == ".png") == sorted(names)
    assert sorted(path.stem for path in paths if path.suffix == ".svg") == sorted(names)
    texts = [read_alt(path) for path in paths if path.suffix == ".png"]
    assert [text for text in texts if len(re.findall(r"\d+", text)) < 5] == []


@pytest.mark.slow
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name)
def test_a_notebook_beside_the_night_runs_with_its_defaults(path, tmp_path):
    outcome = run_jobs([Job(path.stem, path)], tmp_path, workers=1, timeout=300)[path.stem]
    assert str(outcome.error or "") == ""
    assert len(outcome.result.table) > 0


@pytest.mark.slow
def test_the_replay_runs_for_one_indicator_in_chinese_without_a_warning(tmp_path):
    path = next(path for path in OTHERS if path.stem == "replay")
    asked = {"indicators": [15], "as_of_dates": ["2018-06-08"], "language": "zh"}
    outcome = run_jobs([Job("replay", path, asked)], tmp_path, workers=1, timeout=300)["replay"]
    assert str(outcome.error or "") == ""
    assert outcome.result.table["indicator"].tolist() == ["green_coverage"] * 3
    names = [path.name for path in outcome.result.figures]
    assert names == ["replay_zh.png", "replay_zh.svg"]
    executed = json.loads((tmp_path / "replay" / "executed.ipynb").read_text(encoding="utf-8"))
    outputs = [one for c in executed["cells"] for one in c.get("outputs", ())]
    assert [one["text"] for one in outputs if one.get("name") == "stderr"] == []


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
def test_equal_runs_give_equal_tables_and_figures_byte_for_byte(runs, job):
    folder, _ = runs
    first, again = (hash_folder(folder / name / job / "result") for name in ("first", "again"))
    assert first == again


@pytest.mark.slow
@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("run", ["first", "chinese"])
def test_nothing_is_written_to_standard_error_of_a_notebook(runs, run, job):
    """A warning in a notebook is something a planner would have to explain."""
    folder, _ = runs
    executed = json.loads((folder / run / job / "executed.ipynb").read_text(encoding="utf-8"))
    outputs = [one for c in executed["cells"] for one in c.get("outputs", ())]
    assert [one["text"] for one in outputs if one.get("name") == "stderr"] == []


@pytest.mark.slow
def test_the_scorecard_says_the_same_as_the_notebook_of_an_indicator(runs):
    _, outcomes = runs
    card = outcomes["first"]["scorecard"].result.table.set_index(["indicator", "year"])
    one = outcomes["first"]["15_green_coverage"].result.table.set_index(["indicator", "year"])
    for column in ("likelihood", "median", "q0.1", "q0.9"):
        assert one[column].to_dict() == card.loc[one.index, column].to_dict()
