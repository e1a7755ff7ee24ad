"""The only names that are taken from inside the package: how a night runs its notebooks.

A night starts a kernel for each notebook. Here the cells run in this process instead, one
notebook after the other, so that imports and data are shared; all the rest of the night is real.
"""

import ast
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from urbanstats.nightly import night
from urbanstats.nightly.runner import EXECUTED, RESULT, Outcome, read_result


@contextmanager
def without_kernels() -> Iterator[None]:
    """Let nights run their notebooks in this process."""
    with mock.patch.object(night, "run_jobs", _run_jobs):
        yield


def _run_jobs(jobs, folder, *, settings, on_done, **_):
    outcomes = {}
    with mock.patch.dict(os.environ, settings):
        for job in jobs:
            own = folder / job.name
            own.mkdir(parents=True)
            shown = run_notebook(job.notebook, {**job.parameters, "output": str(own / RESULT)})
            (own / EXECUTED).write_text(shown, encoding="utf-8")
            outcomes[job.name] = Outcome(job.name, 0.0, read_result(own / RESULT))
            on_done(outcomes[job.name])
    return outcomes


def run_notebook(path: Path, parameters: dict[str, object]) -> str:
    """Run the cells of a notebook and return what they show besides figures."""
    from matplotlib import pyplot as plt

    names, shown = {"__name__": "__main__"}, []
    for cell in json.loads(Path(path).read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            shown.append(_run_cell("".join(cell["source"]), names))
        if "parameters" in cell["metadata"].get("tags", ()):
            names.update(parameters)
    plt.close("all")
    return "\n\n".join(filter(None, shown))


def _run_cell(source: str, names: dict[str, object]) -> str:
    """Run a cell and return its last value as a notebook shows it, "" if it shows none."""
    lines, last = ast.parse(source).body, None
    if isinstance(lines[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(lines.pop().value)
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)  # noqa: S102
    value = eval(compile(last, "cell", "eval"), names) if last else None  # noqa: S307
    for way in ("_repr_markdown_", "_repr_html_"):
        if hasattr(value, way):
            return getattr(value, way)()
    return ""
