"""The gate: what a night is asked to do is checked here, before anything runs.

Papermill only warns of an unknown name, passes any type on, and pastes names as code. So
names come from a fixed list, values have a type and a range, and both are held against what
each notebook declares in its cell tagged `parameters`.
"""

from __future__ import annotations

import ast
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from urbanstats.errors import DataError, NotebookError, ParameterError
from urbanstats.plan.values import Plan
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.text import nearest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
DEFAULTS: dict[str, object] = {
    "as_of": "",
    "indicators": (),
    "area": "Liuzhou",
    "method": "pooled",
    "language": "en",
    "workers": min(os.cpu_count() or 2, 8),
    "timeout": 300,
    "keep": 30,
    "out": ".",
}
MOST_WORKERS = 16
LONGEST_TIMEOUT = 24 * 3600
LONGEST_KEEP = 36_500
TYPES = {"str": str, "int": int, "float": (int, float), "bool": bool, "list": list}


@dataclass(frozen=True, kw_only=True)
class Night:
    """What one night is to do, checked."""

    as_of: date  # forecast origin: only what had been published by this date is used
    indicators: tuple[str, ...]  # ids, in the plan's order
    area: str
    method: str  # key of `urbanstats.METHODS`
    language: str  # of notebooks and figures: "en" or "zh"
    workers: int  # notebooks that run at the same time
    timeout: int  # seconds that a notebook may take
    keep: int  # days for which every run stays whole; of older ones one a month does
    out: Path  # folder below which `runs/` and `figures/` are written


def check_night(values: Mapping[str, object], plan: Plan) -> Night:
    """Return the parameters of a night, each of the right type and in its range.

    Names left out take their default (`DEFAULTS`). An empty `as_of` means everything published so
    far, no `indicators` means all of the plan; they are asked for by id or number.

    Raises
    ------
    ParameterError
        If a name is unknown, a value has the wrong type or is out of range, or nothing had
        been published by `as_of`.
    """
    from urbanstats.trend import METHODS

    for name in values:
        check_choice("parameter", name, DEFAULTS)
    given = {**DEFAULTS, **values}
    check_choice("method", given["method"], METHODS)
    check_choice("language", given["language"], LANGUAGES)
    wanted = {plan.indicator(key).id for key in given["indicators"]}
    names = [one.id for one in plan.indicators if not wanted or one.id in wanted]
    return Night(
        as_of=_as_of(given["as_of"], names, str(given["area"])),
        indicators=tuple(names),
        area=str(given["area"]),
        method=str(given["method"]),
        language=str(given["language"]),
        workers=_whole("workers", given["workers"], MOST_WORKERS),
        timeout=_whole("timeout", given["timeout"], LONGEST_TIMEOUT),
        keep=_whole("keep", given["keep"], LONGEST_KEEP),
        out=Path(str(given["out"])).resolve(),
    )


def check_choice(name: str, value: object, choices: Iterable[str]) -> None:
    """Raise a `ParameterError` if a value is not one of the choices, naming the nearest."""
    choices = list(choices)
    if value in choices:
        return
    code = "PAR-UNKNOWN" if name == "parameter" else f"PAR-{name.upper()}.choice"
    facts = {"choices": choices, "near": nearest(value, choices)}
    raise ParameterError(code, name=name, value=value, **facts)


def _whole(name: str, value: object, most: int) -> int:
    if re.fullmatch(r"[0-9]{1,9}", str(value)) and 1 <= int(str(value)) <= most:
        return int(str(value))
    raise ParameterError("PAR-TYPE", name=name, value=str(value), most=most)


def _as_of(value: object, names: Iterable[str], area: str) -> date:
    """Return the forecast origin, by which every indicator has a published figure."""
    from urbanstats.plan.load import load_rows, load_series

    figures = load_rows("observations")
    check_choice("area", area, dict.fromkeys(row["area"] for row in figures))
    newest = min(max(row["published"] for row in figures), date.today())
    as_of = _date(str(value)) if str(value) else newest
    try:
        for name in names:
            load_series(name, area, as_of)
    except DataError as error:
        if error.code != "DATA-NOSERIES":
            raise
        raise ParameterError("PAR-ASOF.early", **error.facts) from error
    return as_of


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text) if re.fullmatch(r"[0-9-]{10}", text) else None
    except ValueError:
        found = None
    if found and found <= date.today():
        return found
    raise ParameterError("PAR-ASOF.future" if found else "PAR-ASOF.night", as_of=text)


def declared_parameters(notebook: Path) -> dict[str, str]:
    """Return the type (str, int, float, bool or list) of every parameter a notebook declares.

    It declares them in one cell tagged `parameters` that holds annotated literals, such as
    `area: str = "Liuzhou"`.

    Raises
    ------
    NotebookError
        If the file is not a whole notebook.
    ParameterError
        If it has no such cell: papermill would then overwrite nothing and say nothing.
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        tagged = [c for c in cells if "parameters" in c["metadata"].get("tags", ())]
        sources = ["".join(cell["source"]) for cell in tagged]
        statements = [line for source in sources for line in ast.parse(source).body]
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        raise NotebookError("NB-BROKEN", where=notebook.name) from error
    if not tagged:
        raise ParameterError("NB-NOPARAMS", where=notebook.name)
    annotated = [line for line in statements if isinstance(line, ast.AnnAssign)]
    return {ast.unparse(one.target): ast.unparse(one.annotation) for one in annotated}


def check_notebook(notebook: Path, values: Mapping[str, object]) -> None:
    """Refuse values that a notebook does not declare, or declares with another type.

    Raises
    ------
    NotebookError
        If the file is not a whole notebook.
    ParameterError
        If it has no parameters cell, or a name or a type does not fit.
    """
    declared = declared_parameters(notebook)
    for name, value in values.items():
        check_choice("parameter", name, declared)
        kind = TYPES.get(declared[name].partition("[")[0])
        fits = kind is not None and isinstance(value, kind)
        if not fits or (isinstance(value, bool) and kind is not bool):
            facts = {"name": name, "value": repr(value), "kind": declared[name]}
            raise ParameterError("PAR-TYPE.notebook", notebook=notebook.name, **facts)
