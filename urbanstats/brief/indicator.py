"""What a run says of an indicator, kept as plain data: numbers once, words in both languages.

Notebooks write briefs; page, slides and workbook are laid out from them, and compute nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import cache
from typing import Any, Self, TypeVar, get_args, get_origin, get_type_hints

import pandas as pd

from urbanstats.brief.likelihood import likelihood_sentence
from urbanstats.brief.names import stem_of
from urbanstats.outlook.required import Required, past_bars
from urbanstats.plan.series import Series
from urbanstats.trend.projection import Projection
from urbanstats.words.phrases import leaning, likelihood_text, outcome, reach_text, say

T = TypeVar("T")
FORMAT = 1
FAN = {"q10": 0.1, "q25": 0.25, "q50": 0.5, "q75": 0.75, "q90": 0.9}  # quantiles by field
KEYS = {field: f"q{q:g}" for field, q in FAN.items()}  # what files call them


class Record:
    """What JSON can hold: a dataclass of plain values and of other records."""

    def to_data(self) -> dict:
        """Return the record as a dictionary for JSON."""
        return asdict(self, dict_factory=lambda pairs: {KEYS.get(k, k): v for k, v in pairs})

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the record that `to_data` made a dictionary of.

        Raises
        ------
        KeyError, TypeError, AttributeError
            If the dictionary is of something else.
        """
        return _read(cls, data)


class Part(Record):
    """A part of a run with files of its own; what their names begin with is its ``stem``."""

    def to_data(self) -> dict:
        """Return the part as a dictionary for JSON, with the number of its format."""
        return {"format": FORMAT, **super().to_data()}

    def figure_name(self, role: str, lang: str) -> str:
        """Return the name of a figure's files without ending; its role is such as ``"fan"``."""
        return f"{self.stem}_{role}_{lang}"

    def name_figures(self, figures: Mapping[str, T], lang: str) -> dict[str, T]:
        """Return figures that are given by role by the names of their files."""
        return {self.figure_name(role, lang): figure for role, figure in figures.items()}


_kinds = cache(get_type_hints)


def _read(kind: Any, data: Any) -> Any:
    """Return what JSON holds as what a field is annotated with."""
    if is_dataclass(kind):
        kinds = _kinds(kind).items()
        return kind(**{name: _read(each, data[KEYS.get(name, name)]) for name, each in kinds})
    whole, parts = get_origin(kind), get_args(kind)
    if whole in (list, tuple):
        return whole(_read(parts[0], each) for each in data)
    if whole is dict:
        return {key: _read(parts[1], each) for key, each in data.items()}
    return _read(parts[0], data) if parts and data is not None else data


@dataclass(frozen=True)
class Figure(Record):
    """One published figure, in the unit, with its basis and the day it was known (ISO text)."""

    year: int
    value: float
    basis: str
    published: str
    source: str


@dataclass(frozen=True)
class FanYear(Record):
    """One year ahead: the values not exceeded with probability 0.1 to 0.9, in the unit."""

    year: int
    q10: float
    q25: float
    q50: float
    q75: float
    q90: float


@dataclass(frozen=True)
class TargetYear(Record):
    """One target and how it stands, by the figure as it will be published.

    Parameters
    ----------
    value, year, direction
        As in the plan's `Target`.
    likelihood, status, published_value, basis, rebased_to
        As in a row of ``forecast_targets``.
    likelihood_plan_basis
        On the plan's own basis [0-1].
    median, q10, q90
        Of the futures, in the unit.
    light
        Met, missed, likely, even or unlikely.
    """

    value: float
    year: int
    direction: str
    likelihood: float
    status: str
    published_value: float | None
    basis: str
    rebased_to: str
    likelihood_plan_basis: float
    median: float
    q10: float | None
    q90: float | None
    light: str

    @property
    def decided(self) -> bool:
        """Return whether its figure is published."""
        return self.status == "decided"


@dataclass(frozen=True)
class Bar(Record):
    """One bar of past changes, as in a row of ``past_bars``."""

    low: float
    high: float
    height: float
    far: bool


@dataclass(frozen=True)
class Pace(Record):
    """The change a target needs, held against past ones, as in `Required`.

    ``own`` are past changes of the series itself, ``bars`` those of like series.
    """

    status: str
    span: int
    compared: float
    per_year: float
    share: float
    own: list[float]
    bars: list[Bar]


@dataclass(frozen=True)
class Light(Record):
    """How likely a target is, as a number and in words; met or missed, and no words."""

    likelihood: str
    words: str


@dataclass(frozen=True)
class TextTable(Record):
    """A table of text: names of its columns, and its rows."""

    columns: list[str]
    rows: list[list[str]]

    @classmethod
    def of(cls, table: pd.DataFrame) -> TextTable:
        """Return a table with every cell as text."""
        rows = [[str(cell) for cell in row] for row in table.itertuples(index=False)]
        return cls([str(name) for name in table.columns], rows)


@dataclass(frozen=True, kw_only=True)
class Words(Record):
    """What page and slides say of an indicator in one language.

    Parameters
    ----------
    name, short, area
        The indicator's whole name and its short one, and the area's.
    finding
        What stands under a chart's title.
    meaning, lights
        What is told of every target, and how it stands: one entry each.
    required, prospect, joint, scenarios, rebasing, evidence
        Sentences.
    tables
        By name: likelihoods, rebasing (where one is to come), scenarios, methods, measures,
        sources.
    """

    name: str
    short: str
    area: str
    finding: str
    meaning: list[str]
    required: list[str]
    prospect: list[str]
    joint: list[str]
    scenarios: list[str]
    rebasing: list[str]
    evidence: list[str]
    lights: list[Light]
    tables: dict[str, TextTable]


@dataclass(frozen=True, kw_only=True)
class Brief(Part):
    """One indicator's part of a run.

    Values and quantiles are in the unit, likelihoods are probabilities [0-1].

    Parameters
    ----------
    number, id, group, departments, unit, kind, decimals
        As in the plan's `Indicator`.
    area, as_of, method, basis
        Area, day of knowledge (ISO text), method, and the basis the fan stands on.
    figures, targets, fan
        Every published figure, every target, and every year ahead on `basis`.
    pace
        What the last target needs; None where no year is left.
    said
        By language, what page and slides say.
    """

    number: int
    id: str
    group: str
    departments: tuple[str, ...]
    unit: str
    kind: str
    decimals: int
    area: str
    as_of: str
    method: str
    basis: str
    figures: list[Figure]
    fan: list[FanYear]
    targets: list[TargetYear]
    pace: Pace | None
    said: dict[str, Words]

    @property
    def stem(self) -> str:
        """Return what the names of all its files begin with."""
        return stem_of(self.number, self.id)

    def beside_likelihood(self, lang: str) -> str:
        """Return what the last target means, but for its likelihood where it is still open."""
        target = self.targets[-1]
        reach = reach_text(target.direction, target.value, self.unit, lang)
        likely = likelihood_sentence(target.year, reach, target.likelihood, lang)
        return self.said[lang].meaning[-1].removeprefix(likely + say("sentence_space", lang))

    def required_unnamed(self, lang: str) -> str:
        """Return what the last target needs, without the indicator's name before it."""
        words = self.said[lang]
        return words.required[0].removeprefix(say("named", lang, name=words.short, text=""))


def on_basis(figures: Sequence[Figure], basis: str) -> list[Figure]:
    """Return the figures on a basis."""
    return [figure for figure in figures if figure.basis == basis]


def own_reading(target: TargetYear, lang: str = "en") -> str:
    """Return a brief's target on the plan's own basis as a likelihood, "" where it is no other."""
    own = target.likelihood_plan_basis
    return "" if own == target.likelihood else likelihood_text(own, lang)


def own_reading_text(target: TargetYear, lang: str = "en") -> str:
    """Return `own_reading` with what it is a reading of, "" where it is no other."""
    own = own_reading(target, lang)
    return own and say("plan_basis_short", lang, likelihood=own)


def figure_entries(series: Series) -> list[Figure]:
    """Return `Brief.figures` of a series."""
    days = map(str, series.published)
    columns = (series.years, series.values, series.bases, days, series.sources)
    return [Figure(*row) for row in zip(*columns, strict=True)]


def fan_entries(projection: Projection, last: int) -> list[FanYear]:
    """Return `Brief.fan`: the quantiles of every year after ``last``, that of the last figure."""
    return [
        FanYear(int(year), *(float(projection.quantile(q, year)) for q in FAN.values()))
        for year in projection.years
        if year > last
    ]


def target_entries(table: pd.DataFrame) -> list[TargetYear]:
    """Return `Brief.targets` of the rows of ``forecast_targets``."""
    columns = {each.name: KEYS.get(each.name, each.name) for each in fields(TargetYear)}
    columns["value"] = "target"
    del columns["light"]
    return [
        TargetYear(**{name: _plain(row[key]) for name, key in columns.items()}, light=light(row))
        for _, row in table.iterrows()
    ]


def light(row: pd.Series) -> str:
    """Return how a row of a forecast table stands: met, missed, likely, even or unlikely."""
    decided = row["status"] == "decided"
    return (outcome if decided else leaning)(row["likelihood"])


def pace_entry(needed: Required) -> Pace | None:
    """Return `Brief.pace` of a target, None where no year is left."""
    if needed.past is None:
        return None
    names = ("status", "span", "compared", "per_year", "share")
    bars = [Bar(**bar) for bar in past_bars(needed).to_dict("records")]
    facts = {name: getattr(needed, name) for name in names}
    return Pace(**facts, own=list(needed.own), bars=bars)


def _plain(value: object) -> object:
    """Return a cell as JSON knows it: no NumPy types, None for a missing number."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value
