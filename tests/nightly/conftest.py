"""Small real notebooks and nights for the tests of this folder."""

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from urbanstats.brief.indicator import Brief
from urbanstats.brief.run import Overview
from urbanstats.files.atomic import storage_errors
from urbanstats.nightly import runner
from urbanstats.nightly.gate import Night
from urbanstats.nightly.night import SCORECARD
from urbanstats.nightly.result import read_result, save_result
from urbanstats.nightly.runner import EXECUTED, RESULT, Job, Outcome
from urbanstats.plan.load import load_plan

FACTS = {"likelihood": 0.25, "status": "forecast", "note": "", "q0.1": 61.5, "q0.9": 62.5}
PARAMETERS = 'indicator: str = ""\ntarget_years: list = []\noutput: str = ""'
COOL = """
import sys
from urbanstats.nightly import warm
warm._warm_up = lambda parameters: None
warm.serve(int(sys.argv[1]))
"""
TRUTHFUL = f"""
import pandas as pd
from urbanstats.nightly.result import save_result
rows = [{{"indicator": indicator, "year": year, **{FACTS}}} for year in target_years]
save_result(output, pd.DataFrame(rows))
"""


@pytest.fixture(scope="session")
def write_notebook():
    """Give a function that writes a notebook; its first cell is tagged `parameters`."""
    return _write_notebook


def _write_notebook(path: Path, *cells: str, parameters: str | None = PARAMETERS) -> Path:
    def cell(source: str, number: int, tags: tuple[str, ...] = ()) -> dict:
        return {
            "cell_type": "code",
            "id": f"cell-{number}",
            "metadata": {"tags": list(tags)},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }

    tagged = [] if parameters is None else [cell(parameters, 0, ("parameters",))]
    content = {
        "cells": tagged + [cell(source, number) for number, source in enumerate(cells, 1)],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "", "language": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def plan():
    return load_plan()


@pytest.fixture(scope="session")
def make_night():
    """Give a function that returns a checked night of two indicators."""

    def make(out: Path, **changes: object) -> Night:
        facts = {
            "as_of": date(2018, 6, 8),
            "indicators": ("water_supply_coverage", "green_coverage"),
            "area": "Liuzhou",
            "method": "pooled",
            "language": "en",
            "workers": 2,
            "timeout": 60,
            "keep": 30,
            "out": out,
        }
        return Night(**facts | changes)

    return make


@pytest.fixture(scope="session")
def make_jobs(plan):
    """Give a function that returns a night's jobs; some cells are replaced by job name."""

    def make(night: Night, folder: Path, **cells: str) -> tuple[Job, ...]:
        names = {f"{plan.indicator(one).number:02d}_{one}": one for one in night.indicators}
        jobs = []
        for name in (SCORECARD, *names):
            path = _write_notebook(folder / f"{name}.ipynb", cells.get(name, TRUTHFUL))
            own = names.get(name, "")
            years = [target.year for target in plan.targets_for(own)] if own else []
            jobs.append(Job(name, path, {"indicator": own, "target_years": years}))
        return tuple(jobs)

    return make


@pytest.fixture(scope="module", autouse=True)
def whole_warming():
    """Fork small notebooks from a process that has not read and drawn, which takes seconds.

    Give the code of the one that has; whole notebooks are forked from it elsewhere.
    """
    with pytest.MonkeyPatch.context() as context:
        whole = runner.WARM
        context.setattr(runner, "WARM", COOL)
        yield whole


@pytest.fixture
def left(monkeypatch):
    """Let every notebook of a night end at once, without a kernel, and leave what is put here.

    By the name of a job: other ``facts`` for its rows, ``figures``, a ``brief``, and ``files``
    beside the figures.
    """
    left: dict[str, dict] = {}

    def at_once(jobs, folder, *, on_done, **_):
        for job in jobs:
            result, own = folder / job.name / RESULT, left.get(job.name, {})
            facts = {"indicator": job.parameters["indicator"], **FACTS, **own.get("facts", {})}
            rows = [{"year": year, **facts} for year in job.parameters["target_years"]]
            table = pd.DataFrame(rows, columns=["indicator", "year", *FACTS])
            with storage_errors(folder):
                (result / "figures").mkdir(parents=True)
                for name, text in own.get("files", {}).items():
                    (result / "figures" / name).write_text(text)
                save_result(result, table, own.get("figures"), own.get("brief"))
            (folder / job.name / EXECUTED).write_text("{}")
            on_done(Outcome(job.name, 0.1, read_result(result)))

    monkeypatch.setattr("urbanstats.nightly.night.run_jobs", at_once)
    return left


@pytest.fixture(scope="session")
def truthful() -> str:
    """Give the cell of a notebook that saves one sound row per target year."""
    return TRUTHFUL


@pytest.fixture(scope="session")
def snapshot():
    """Give a function that returns path and bytes of everything below a folder."""

    def take(folder: Path) -> dict[str, bytes]:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(folder)): path.read_bytes() for path in files}

    return take


@pytest.fixture(scope="session")
def make_brief():
    """Give a function that returns a small brief of an indicator by its number and id."""
    return _make_brief


@pytest.fixture(scope="session")
def make_overview():
    """Give a function that returns a small overview."""
    return _make_overview


def _make_brief(number: int, name: str) -> Brief:
    table = {"columns": ["No.", "Indicator", "Year"], "rows": [[str(number), name, "2018"]]}
    facts = {"likelihood": 0.5, "likelihood_plan_basis": 0.5, "status": "forecast", "light": "even"}
    ends = {"median": 44.0, "q0.1": 43.0, "q0.9": 45.0, "basis": "plan", "rebased_to": ""}
    level = {"year": 2018, "direction": "at_least", "value": 44.0, "published_value": None}
    lists = ("meaning", "required", "prospect", "joint", "scenarios", "rebasing", "evidence")
    tables = ("likelihoods", "scenarios", "methods", "measures", "sources")
    words = {
        **dict.fromkeys(("name", "short", "area", "finding"), name),
        **{key: [f"{key} of {name}"] for key in lists},
        "lights": [{"likelihood": "50 %", "words": "about even"}],
        "tables": dict.fromkeys(tables, table),
    }
    figure = {"year": 2017, "value": 43.8, "basis": "plan", "published": "2018-06-08"}
    fan = {"year": 2018, "q0.1": 43, "q0.25": 43.5, "q0.5": 44, "q0.75": 44.5, "q0.9": 45}
    return Brief.from_data(
        {
            **{"number": number, "id": name, "group": "infrastructure", "departments": ["园林局"]},
            **{"unit": "percent", "kind": "percent", "decimals": 2, "area": "Liuzhou"},
            **{"as_of": "2018-06-08", "method": "pooled", "basis": "plan", "pace": None},
            "figures": [figure | {"source": "a yearbook"}],
            "fan": [fan],
            "targets": [level | facts | ends],
            "said": {"en": words, "zh": words},
        }
    )


def _make_overview() -> Overview:
    table = {"columns": ["Year"], "rows": [["2018", "2", "0", "1.0"]]}
    words = {"title": "A plan", "overview": ["**Open**: all."], "count": ["1 of 2."]}
    words["tables"] = dict.fromkeys(("expected", "pace", "audit"), table)
    return Overview.from_data(
        {
            **{"document": "1", "adopted": "2018-06-08"},
            "expected": [{"year": 2018, "targets": 2, "decided": 0, "expected": 1.0}],
            "said": {"en": words, "zh": words},
        }
    )
