"""A series: what had been published about one indicator of one area by one day."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from urbanstats.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

SERIES_COLUMNS = [
    "indicator", "area", "year", "value", "unit", "basis", "published", "quality", "source",
]  # fmt: skip
PER_FIGURE = {  # parts with one entry per figure, and their columns in a table
    "years": "year",
    "values": "value",
    "bases": "basis",
    "published": "published",
    "qualities": "quality",
    "sources": "source",
}


@dataclass(frozen=True, kw_only=True)
class Series:
    """The published figures of one indicator in one area, as known on one day.

    Figures on different statistical bases stand side by side; at most one per year and basis.

    Parameters
    ----------
    indicator, area
        Id of the indicator and name of the area.
    unit, kind
        Unit of the values, and their scale: ``"percent"`` (0-100) or ``"count"`` (above 0).
    reference_class
        Group of like series whose behaviour stands behind the forecast.
    decimals
        Decimals to which the indicator is published (0 or more).
    basis
        Statistical basis on which forecasts stand; one of `bases`.
    as_of
        Day of knowledge: nothing in the series was published later.
    years, values, bases, published, qualities, sources
        One entry per figure, ordered by year and then basis.

    Raises
    ------
    DataError
        If the series is empty, its parts differ in length, a value is not finite or not
        possible on its scale, the order is wrong, two figures share year and basis, no figure
        stands on `basis`, or one was published after `as_of`.
    """

    indicator: str
    area: str
    unit: str
    kind: str
    reference_class: str
    decimals: int
    basis: str
    as_of: date
    years: tuple[int, ...]
    values: tuple[float, ...]
    bases: tuple[str, ...]
    published: tuple[date, ...]
    qualities: tuple[str, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(
        cls,
        years: Iterable[int],
        values: Iterable[float],
        *,
        kind: str = "percent",
        decimals: int = 2,
        reference_class: str | None = None,
        **facts,
    ) -> Series:
        """Return a series built by hand, ordered by year and then basis.

        Parameters
        ----------
        years, values
            One figure per year (and basis), in any order.
        kind
            ``"percent"`` or ``"count"``; the unit follows (percent, persons).
        decimals
            Decimals to which the indicator is published.
        reference_class
            Group of like series; `kind` unless given.
        **facts
            Any other part of `Series` by name, such as ``area`` or ``bases``. Unless given,
            every figure is on the basis ``"given"``, known on the last day of its year.

        Examples
        --------
        >>> Series.of([2016, 2015], [98.4, 95.1], indicator="water_supply_coverage").last
        (2016, 98.4)
        """
        years = [int(year) for year in years]
        figures = {
            "years": years,
            "values": [float(value) for value in values],
            "bases": list(facts.pop("bases", [facts.get("basis", "given")] * len(years))),
            "published": list(facts.pop("published", [date(year, 12, 31) for year in years])),
            "qualities": list(facts.pop("qualities", ["official"] * len(years))),
            "sources": list(facts.pop("sources", ["given by hand"] * len(years))),
        }
        if all(len(part) == len(years) for part in figures.values()):
            order = sorted(range(len(years)), key=lambda at: (years[at], figures["bases"][at]))
            figures = {name: [part[at] for at in order] for name, part in figures.items()}
        defaults = {
            "indicator": "series",
            "area": "",
            "unit": "percent" if kind == "percent" else "persons",
            "basis": (figures["bases"] or ["given"])[-1],
            "as_of": max(figures["published"], default=date.max),
        }
        return cls(
            kind=kind,
            decimals=decimals,
            reference_class=reference_class or kind,
            **defaults | {name: tuple(part) for name, part in figures.items()} | facts,
        )

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in PER_FIGURE}
        if len(set(lengths.values())) > 1 or not self.years:
            self._refuse("DATA-LENGTH", lengths=[f"{n} {name}" for name, n in lengths.items()])
        self._check_values()
        self._check_order()
        self._check_knowledge()

    def _check_values(self) -> None:
        low, high = (0.0, 100.0) if self.kind == "percent" else (math.ulp(0.0), math.inf)
        wrong = [
            {"year": year, "value": value}
            for year, value in zip(self.years, self.values, strict=True)
            if not (math.isfinite(value) and low <= value <= high)
        ]
        if wrong:
            code = "DATA-RANGE.series" if self.kind == "percent" else "DATA-RANGE.series_count"
            self._refuse(code, figures=wrong, kind=self.kind)

    def _check_order(self) -> None:
        keys = list(zip(self.years, self.bases, strict=True))
        twice = [key for key, n in Counter(keys).items() if n > 1]
        if twice:
            figures = [{"year": year, "basis": basis} for year, basis in twice]
            self._refuse("DATA-DUPLICATE.series", figures=figures)
        if keys != sorted(keys):
            self._refuse("DATA-ORDER", years=self.years)

    def _check_knowledge(self) -> None:
        if self.basis not in self.bases:
            self._refuse("DATA-BASIS", basis=self.basis, bases=sorted(set(self.bases)))
        if max(self.published) > self.as_of:
            self._refuse("DATA-FUTURE.series", published=max(self.published), as_of=self.as_of)

    def _refuse(self, code: str, **facts: object) -> None:
        raise DataError(code, indicator=self.indicator, area=self.area or None, **facts)

    @property
    def own(self) -> dict[int, float]:
        """Return year -> figure, ascending, on the basis forecasts stand on."""
        rows = zip(self.years, self.values, self.bases, strict=True)
        return {year: value for year, value, basis in rows if basis == self.basis}

    @property
    def last(self) -> tuple[int, float]:
        """Return year and value of the newest figure on the basis forecasts stand on."""
        return max(self.own.items())

    def on(self, basis: str) -> Series:
        """Return the same figures for forecasts on another of their bases.

        Raises
        ------
        DataError
            If no figure stands on that basis.
        """
        return replace(self, basis=basis)

    def value(self, year: int) -> float | None:
        """Return the figure of a year on the basis forecasts stand on, None if there is none."""
        return self.own.get(year)

    def other(self, year: int) -> tuple[tuple[str, float], ...]:
        """Return (basis, value) of a year's figures on all other bases."""
        return tuple(
            (basis, value)
            for when, value, basis in zip(self.years, self.values, self.bases, strict=True)
            if when == year and basis != self.basis
        )

    def table(self) -> pd.DataFrame:
        """Return one row per figure, with the columns SERIES_COLUMNS."""
        import pandas as pd  # here, because it is slow to import

        figures = {column: list(getattr(self, part)) for part, column in PER_FIGURE.items()}
        same = {"indicator": self.indicator, "area": self.area, "unit": self.unit}
        return pd.DataFrame(figures).assign(**same)[SERIES_COLUMNS]

    def __len__(self) -> int:
        return len(self.years)

    def __repr__(self) -> str:
        year, value = self.last
        name = f"{self.indicator} of {self.area}" if self.area else self.indicator
        span = str(year) if len(self) == 1 else f"{self.years[0]} to {self.years[-1]}"
        figures = "1 figure" if len(self) == 1 else f"{len(self)} figures"
        return (
            f"Series({name}: {figures}, {span}; last {value:.{self.decimals}f} {self.unit} "
            f"in {year} on the basis {self.basis!r}; as of {self.as_of})"
        )

    def _repr_html_(self) -> str:
        return self.table().to_html(index=False)
