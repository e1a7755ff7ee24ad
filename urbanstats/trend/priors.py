"""Priors: how much weight each behaviour deserves, learned from a panel and shipped as tables.

A folder of priors holds ``weights.csv`` (kind, reference_class, behaviour, weight; the
behaviour is a row number of ``behaviour_table``) and ``learned.json`` (what was learned, from
which panel, through which year, on how many series). Folders are named by their last year;
a forecast as of a date uses only a folder that ends before that date's year.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from operator import itemgetter
from pathlib import Path

import numpy as np

from urbanstats.errors import DataError
from urbanstats.files.atomic import Stamp, replace_file, replace_json, stamp_of
from urbanstats.plan.load import data_folder
from urbanstats.trend.adjust import Adjustment, ClassEffect
from urbanstats.trend.behaviours import BLOCKS, grid_text

WEIGHT_COLUMNS = ("kind", "reference_class", "behaviour", "weight")
FORM = 3  # of learned.json; counted up when what it holds changes
SHORT = 3  # figures; up to here a series can say little of itself
LENGTH_NAMES = ("1", "2-3", "4-6", "7-10", "11-16", "17+")  # figures that share an adjustment


def length_name(figures: int) -> str:
    """Return which of ``LENGTH_NAMES`` a history of so many figures belongs to.

    >>> length_name(1), length_name(5), length_name(30)
    ('1', '4-6', '17+')
    """
    edges = (int(name.removesuffix("+").split("-")[0]) for name in LENGTH_NAMES)
    return LENGTH_NAMES[sum(figures >= edge for edge in edges) - 1]


def span_name(figures: int) -> str:
    """Return "short" or "long": which effect of its class a history of so many figures has."""
    return "short" if figures <= SHORT else "long"


@dataclass(frozen=True)
class Prior:
    """Weights of all behaviours of a kind for one reference class.

    name : reference class, or the kind itself (``"percent"``, ``"count"``) for all series of it.
    through : last year of the panel it was learned from. series : how many of the class that panel
    holds. weights : of each behaviour of the kind, (B,), summing to 1.
    """

    name: str
    kind: str
    through: int
    series: int
    weights: np.ndarray

    @cached_property
    def log_weights(self) -> np.ndarray:
        """Return the natural logarithm of the weights; minus infinity where a weight is 0."""
        with np.errstate(divide="ignore"):
            return np.log(self.weights)


@dataclass(frozen=True)
class Priors:
    """Everything learned from one panel.

    Priors by (kind, name); adjustments by (kind, length of history, of ``LENGTH_NAMES``);
    effects by (kind, reference class, "short" or "long").
    """

    through: int
    facts: dict
    by_name: dict[tuple[str, str], Prior]
    adjustments: dict[tuple[str, str], Adjustment]
    effects: dict[tuple[str, str, str], ClassEffect] = field(default_factory=dict)

    def adjustment(self, kind: str, figures: int) -> Adjustment:
        """Return the adjustment for a series of a kind with so many figures."""
        return self.adjustments[kind, length_name(figures)]

    def effect(self, prior: Prior, figures: int) -> ClassEffect:
        """Return the effect of a prior's class on a series with so many figures."""
        key = (prior.kind, prior.name, span_name(figures))
        return self.effects.get(key) or ClassEffect.none()

    def of(self, reference_class: str, kind: str) -> Prior:
        """Return the prior of a class, or that of its kind if the class is not known.

        The returned prior's ``name`` says which of the two it is.

        Raises
        ------
        DataError
            If nothing was learned about the kind.
        """
        found = self.by_name.get((kind, reference_class)) or self.by_name.get((kind, kind))
        if not found:
            raise DataError("PRIOR-KIND", through=self.through, kind=kind)
        return found


def grid_fingerprint() -> str:
    """Return a short hash of the grid of behaviours and the form in which priors are written."""
    text = f"form {FORM}" + "".join(map(grid_text, sorted(BLOCKS)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def write_priors(priors: Priors, folder: Path) -> Path:
    """Write ``weights.csv`` and ``learned.json`` into ``folder``, each in one step; return it."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        (prior.kind, prior.name, number, float(f"{weight:.6g}"))
        for prior in priors.by_name.values()
        for number, weight in enumerate(prior.weights)
        if weight > 0
    ]
    facts = {
        "through": priors.through,
        "grid": grid_fingerprint(),
        "series": {f"{p.kind}/{p.name}": p.series for p in priors.by_name.values()},
        **priors.facts,
        "adjustments": {"/".join(key): _as_json(each) for key, each in priors.adjustments.items()},
        "effects": {"/".join(key): _as_json(each) for key, each in priors.effects.items()},
    }
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([WEIGHT_COLUMNS, *rows])
    replace_file(folder / "weights.csv", table.getvalue().encode())
    replace_json(folder / "learned.json", facts)
    return folder


def _as_json(learned: Adjustment | ClassEffect) -> dict:
    return {
        name: values if name == "forecasts" else [float(f"{value:.6g}") for value in values]
        for name, values in asdict(learned).items()
    }


def read_priors(folder: Path) -> Priors:
    """Return the priors of one folder.

    Raises
    ------
    DataError
        If the folder lacks a file, or its weights are numbered by another grid of behaviours.
    """
    folder = Path(folder)
    if not (folder / "learned.json").is_file() or not (folder / "weights.csv").is_file():
        raise DataError("PRIOR-MISSING", where=str(folder))
    return _read(folder, stamp_of(folder))


@lru_cache(maxsize=8)
def _read(folder: Path, stamp: Stamp) -> Priors:
    """Read a folder of priors; `stamp` keeps a changed file from being taken from memory."""
    facts = json.loads((folder / "learned.json").read_text(encoding="utf-8"))
    if facts["grid"] != grid_fingerprint():
        grids = {"found": facts["grid"], "own": grid_fingerprint()}
        raise DataError("PRIOR-GRID", where=str(folder / "learned.json"), **grids)
    by_name = {}
    for (kind, name), (numbers, weights) in sorted(_read_weights(folder / "weights.csv").items()):
        whole = np.zeros(sum(block.size for block in BLOCKS[kind]))
        whole[numbers] = np.array(weights) / np.sum(weights)
        series = facts["series"][f"{kind}/{name}"]
        by_name[kind, name] = Prior(name, kind, facts["through"], series, whole)
    adjustments, effects = (
        {_split(key): learned(**_arrays(parts)) for key, parts in facts.pop(name).items()}
        for name, learned in (("adjustments", Adjustment), ("effects", ClassEffect))
    )
    return Priors(facts["through"], facts, by_name, adjustments, effects)


def _read_weights(path: Path) -> dict[tuple[str, str], tuple[list[int], list[float]]]:
    """Return the numbers and weights of the behaviours that have any, by (kind, class)."""
    found = {}
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    for kind, name, number, weight in map(itemgetter(*map(header.index, WEIGHT_COLUMNS)), rows):
        numbers, weights = found.setdefault((kind, name), ([], []))
        numbers.append(int(number))
        weights.append(float(weight))
    return found


def _split(key: str) -> tuple[str, ...]:
    """Return a key's parts; only the middle one, a class, may itself hold a slash."""
    kind, rest = key.split("/", 1)
    return (kind, *rest.rsplit("/", 1))


def _arrays(parts: dict) -> dict:
    return {name: part if name == "forecasts" else np.array(part) for name, part in parts.items()}


@lru_cache(maxsize=64)
def _through(file: Path, stamp: Stamp) -> int:
    """Return the last year of the panel that priors were learned from."""
    return json.loads(file.read_text(encoding="utf-8"))["through"]


def load_priors(as_of: date, folder: Path | None = None) -> Priors:
    """Return the newest priors that a forecast as of a date may use.

    A prior is allowed if its panel ends before that day's year, so that no forecast leans on a
    later year. ``folder`` holds prior folders named by year, or is one; default: those shipped.

    Raises
    ------
    DataError
        If every prior there has seen later years: the call refuses rather than cheats.
    """
    folder = Path(folder) if folder else data_folder() / "priors"
    own = folder / "learned.json"
    files = [own] if own.is_file() else sorted(folder.glob("*/learned.json"))
    found = {_through(each, stamp_of(each)): each.parent for each in files}
    allowed = [year for year in found if year < as_of.year]
    if not allowed:
        years = {"year": as_of.year, "before": as_of.year - 1, "through": sorted(found) or None}
        raise DataError("PRIOR-HINDSIGHT", where=str(folder), **years)
    return read_priors(found[max(allowed)])
