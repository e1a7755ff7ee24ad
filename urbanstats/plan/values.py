"""What a plan asks: indicators, dated targets, and the plan that holds them.

The classes are frozen and do no input or output; targets and plans check themselves at birth,
while the columns of indicators are checked when their table is read.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from urbanstats.errors import ParameterError, TargetError
from urbanstats.words.phrases import check_language
from urbanstats.words.text import nearest

DIRECTIONS = ("at_least", "at_most", "maintain")


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One row of the plan's table of indicators.

    Parameters
    ----------
    number
        Number in the plan's table, from 1.
    id
        Short English name used in files and code, such as ``"green_coverage"``.
    name_zh, name_en
        Name as the plan prints it, and in English.
    group
        Part of the table: urbanization_level, basic_public_services, infrastructure or
        resources_environment.
    unit
        Unit of every value: ``"percent"`` (0-100) or ``"persons"``.
    kind
        Scale of the values: ``"percent"`` (bounded, 0-100) or ``"count"`` (above 0).
    stock_or_flow
        ``"stock"`` for a level at year's end, ``"flow"`` for what happened during the year.
    decimals
        Most decimals printed in the indicator's row of the plan's table.
    reference_class
        Group of like series whose behaviour stands behind the forecast.
    departments
        Departments that answer for the indicator, in Chinese, as printed.
    plan_basis
        Statistical basis on which the plan's figures stand.
    published_basis
        Basis on which figures are regularly published; mostly, and unless given, the plan's. A
        target is decided by a published figure.
    """

    number: int
    id: str
    name_zh: str
    name_en: str
    group: str
    unit: str
    kind: str
    stock_or_flow: str
    decimals: int
    reference_class: str
    departments: tuple[str, ...]
    plan_basis: str
    published_basis: str = ""

    def name(self, lang: str = "en") -> str:
        """Return the indicator's name in English or Chinese; `ParameterError` for another."""
        check_language(lang)
        return self.name_zh if lang == "zh" else self.name_en

    def __str__(self) -> str:
        return f"{self.number}. {self.name_en} ({self.unit})"


@dataclass(frozen=True, kw_only=True)
class Target:
    """A level that an indicator is to reach in a year.

    Parameters
    ----------
    indicator
        Id of the indicator.
    year
        Year whose published value decides.
    direction
        ``"at_least"``, ``"at_most"``, or ``"maintain"`` (not to fall below the level).
    value
        Level, in `unit`; percentages are 0-100.
    unit
        Unit of the level.
    decimals
        Decimals to which the value is published (0 or more): a value that rounds to the level
        reaches it.
    printed
        The cell exactly as the plan prints it, such as ``"≥22.5"``.

    Raises
    ------
    TargetError
        If the direction is unknown, the level not finite, or a percentage outside 0-100.
    """

    indicator: str
    year: int
    direction: str
    value: float
    unit: str
    decimals: int
    printed: str = ""

    def __post_init__(self) -> None:
        if self.direction not in DIRECTIONS:
            self._refuse("TGT-DIRECTION", direction=self.direction, directions=DIRECTIONS)
        low, high = (0.0, 100.0) if self.unit == "percent" else (-math.inf, math.inf)
        if not (math.isfinite(self.value) and low <= self.value <= high):
            self._refuse("TGT-RANGE", value=self.value, unit=self.unit)

    def _refuse(self, code: str, **facts: object) -> None:
        raise TargetError(code, indicator=self.indicator, year=self.year, **facts)

    @property
    def threshold(self) -> float:
        """Return the outermost unrounded value that still rounds to the level, in `unit`.

        Half a unit of the last published decimal below the level (for ``"at_most"`` above it).

        Examples
        --------
        >>> Target(indicator="hukou_urbanization_rate", year=2020, direction="at_least",
        ...        value=50.12, unit="percent", decimals=2).threshold
        50.115
        """
        half = 0.5 * 10**-self.decimals
        edge = self.value + half if self.direction == "at_most" else self.value - half
        return round(edge, self.decimals + 1)

    def __str__(self) -> str:
        words = {"at_least": "at least", "at_most": "at most", "maintain": "stay at"}
        return f"{self.indicator} {self.year}: {words[self.direction]} {self.value:g} {self.unit}"


@dataclass(frozen=True, kw_only=True)
class Rebasing:
    """An announced change of basis, such as a census year, and what it is expected to add.

    Parameters
    ----------
    indicator
        Id of the indicator.
    year
        First year whose published figure stands on the new basis.
    from_basis, to_basis
        Basis until then, and from then on.
    known
        Day from which the change was to be expected; a forecast as of earlier ignores it.
    mean, sd
        Mean and standard deviation of what the new basis adds, in the indicator's unit, judged
        from what was known by then.
    source, reasoning_en, reasoning_zh
        Where the announcement stands, and how mean and standard deviation were arrived at.
    """

    indicator: str
    year: int
    from_basis: str
    to_basis: str
    known: date
    mean: float
    sd: float
    source: str
    reasoning_en: str
    reasoning_zh: str

    def reasoning(self, lang: str = "en") -> str:
        """Return how mean and standard deviation were arrived at, in English or Chinese."""
        return self.reasoning_zh if lang == "zh" else self.reasoning_en


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan: its name, its area, its indicators, dated targets and announced re-basings.

    Raises
    ------
    TargetError
        If a target names an indicator that the plan does not have, or another unit than the
        indicator's, or if one indicator has two targets for one year.
    """

    title_zh: str
    title_en: str
    document: str
    adopted: date
    area: str
    indicators: tuple[Indicator, ...]
    targets: tuple[Target, ...]
    rebasings: tuple[Rebasing, ...] = ()

    def __post_init__(self) -> None:
        units = {indicator.id: indicator.unit for indicator in self.indicators}
        seen = set()
        for target in self.targets:
            where = {"indicator": target.indicator, "year": target.year}
            if units.get(target.indicator) != target.unit:
                raise TargetError("TGT-UNIT.plan", **where, unit=target.unit)
            if (target.indicator, target.year) in seen:
                raise TargetError("TGT-DUP", **where)
            seen.add((target.indicator, target.year))

    def indicator(self, key: str | int) -> Indicator:
        """Return the indicator with an id such as ``"green_coverage"``, or a number (15 or "15").

        Raises
        ------
        ParameterError
            If the plan has no such indicator; the message names the nearest.
        """
        for indicator in self.indicators:
            if str(key) in (indicator.id, str(indicator.number)):
                return indicator
        ids = [indicator.id for indicator in self.indicators]
        facts = {"key": str(key), "near": nearest(key, ids, 0.4), "ids": ids, "n": len(ids)}
        raise ParameterError("PAR-INDICATOR", **facts)

    def targets_for(self, key: str | int) -> tuple[Target, ...]:
        """Return the targets of one indicator, found as by `indicator`, ordered by year."""
        name = self.indicator(key).id
        mine = (target for target in self.targets if target.indicator == name)
        return tuple(sorted(mine, key=lambda target: target.year))

    def __repr__(self) -> str:
        return (
            f"Plan({self.title_en!r}, {self.area}, adopted {self.adopted}: "
            f"{len(self.indicators)} indicators, {len(self.targets)} targets)"
        )
