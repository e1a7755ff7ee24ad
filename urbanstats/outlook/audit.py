"""Does a plan agree with itself, and with what such series did before? Asked before forecasting.

Each finding is a row of numbers, never a verdict; ``present`` puts them into words. The checks
of one indicator need its targets and the figures before them; two more hold the resident and
hukou urbanization rates and the number of people settled against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from urbanstats.outlook.required import Required, required
from urbanstats.plan.load import load_rows, load_series
from urbanstats.plan.rules import SUSPECT, newest_vintage
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan, Target
from urbanstats.trend.changes import SPANS, load_changes

RESIDENT, HUKOU, SETTLED = (
    "resident_urbanization_rate", "hukou_urbanization_rate", "migrant_settlement_count"
)  # fmt: skip
POPULATION = "hukou_population"
PERSONS = {"10k_persons": 1e4, "persons": 1.0}
SEVERITIES = ("warning", "check", "note")  # gravest first
FINDING_COLUMNS = ["code", "severity", "indicator", "year", "numbers"]
UNUSUAL, RARE = 0.05, 0.01  # share of past changes as large as a step
FAINT = 0.10  # share of past changes, up or down, as small as the whole way


@dataclass(frozen=True)
class Path:
    """An indicator's way through the plan: its baseline and the levels of its targets.

    Parameters
    ----------
    indicator, targets, series
        The indicator, its targets by year, and its published figures.
    points
        (year, level): the newest figure before the first target, then every target.
    """

    indicator: Indicator
    targets: tuple[Target, ...]
    series: Series
    points: tuple[tuple[int, float], ...]

    @property
    def steps(self) -> list[tuple[int, float]]:
        """Return (year, change to that year's level), in the unit."""
        return [(late[0], round(late[1] - early[1], 9)) for early, late in pairwise(self.points)]

    @property
    def total(self) -> float:
        """Return the change from the baseline to the last level, in the unit."""
        return round(self.points[-1][1] - self.points[0][1], 9)


def audit_plan(
    plan: Plan,
    as_of: date | str | None = None,
    *,
    series: Mapping[str, Series] | None = None,
    changes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return what a reader of a plan should ask about, one row per finding, gravest first.

    Parameters
    ----------
    plan
        Indicators and dated targets.
    as_of
        Day of knowledge; default: the day the plan was adopted.
    series
        Figures by indicator id, and the registered population as ``"hukou_population"``
        (unit ``"10k_persons"`` or ``"persons"``); default: those shipped for the plan's area.
        An indicator without a figure before its first target is not looked at.
    changes
        As for `required`.

    Returns
    -------
    DataFrame
        code, severity (``"warning"``, ``"check"``, ``"note"``), indicator (ids joined by
        ``";"``), year, and numbers: a dict of what the arithmetic of the finding used.

        * ``AUDIT-SAME``: every target equals the baseline.
        * ``AUDIT-CEILING``: the last target is 100 %, so nothing may be missing.
        * ``AUDIT-STEEP``: a step, or the whole way, was matched by fewer than 1 in 20 past
          changes of like series from that level (check), or 1 in 100 (warning).
        * ``AUDIT-ROUNDING``: steps are no larger than one unit of the last published decimal.
        * ``AUDIT-FAINT``: 9 in 10 past changes of like series were larger, up or down, than
          the whole way: chance decides more than the plan.
        * ``AUDIT-FRONT``: the first step is larger than every later one and than the last
          known yearly change.
        * ``AUDIT-GAP``: the resident and the hukou urbanization rate move apart.
        * ``AUDIT-SETTLED``: people to be settled, against the gain of the hukou rate.

    Raises
    ------
    DataError
        If figures are to be loaded and there are none, or no past changes may be used.
    """
    known = _load(plan, as_of or plan.adopted) if series is None else series
    found = (_path(each, plan.targets_for(each.id), known.get(each.id)) for each in plan.indicators)
    paths = {path.indicator.id: path for path in found if path}
    rows = [row for path in paths.values() for check in CHECKS for row in check(path)]
    for path in paths.values():
        table = load_changes(path.series.as_of) if changes is None else changes
        rows += [*_steep(path, table), *_faint(path, table)]
    rows += [*_gap(paths), *_settled(paths, known.get(POPULATION))]
    findings = pd.DataFrame(rows, columns=FINDING_COLUMNS)
    order = findings["severity"].map(SEVERITIES.index)
    return findings.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _load(plan: Plan, day: date | str) -> dict[str, Series]:
    """Return the shipped figures of the plan's indicators and of the registered population."""
    known = {each.id: load_series(each.id, plan.area, day) for each in plan.indicators}
    as_of = next(iter(known.values())).as_of
    figures = [
        row
        for row in load_rows("observations")
        if (row["area"], row["indicator"]) == (plan.area, POPULATION)
        and row["quality"] != SUSPECT
        and row["published"] <= as_of
    ]
    ordered = sorted(newest_vintage(figures), key=lambda row: (row["year"], row["decimals"]))
    precise = {row["year"]: row for row in ordered}
    if precise:
        values, days = ([row[key] for row in precise.values()] for key in ("value", "published"))
        about = {"kind": "count", "unit": ordered[0]["unit"], "as_of": as_of, "area": plan.area}
        about |= {"indicator": POPULATION, "published": days}
        known[POPULATION] = Series.of(precise, values, **about)
    return known


def _path(indicator: Indicator, targets: tuple[Target, ...], series: Series | None) -> Path | None:
    """Return an indicator's way, None without targets or a figure before the first of them."""
    figures = [] if series is None or not targets else _figures(series, targets[0].year)
    if not figures:
        return None
    levels = ((target.year, target.value) for target in targets)
    return Path(indicator, targets, series, (figures[-1], *levels))


def _figures(series: Series, year: int) -> list[tuple[int, float]]:
    return [(when, value) for when, value in series.own.items() if when < year]


def _finding(code: str, severity: str, path: Path, year: int, **numbers: object) -> dict:
    facts = {"unit": path.indicator.unit, "baseline_year": path.points[0][0]}
    row = {"code": code, "severity": severity, "indicator": path.indicator.id, "year": year}
    return row | {"numbers": facts | {"baseline": path.points[0][1]} | numbers}


def _same(path: Path) -> Iterator[dict]:
    year, level = path.points[-1]
    if all(step == 0 for _, step in path.steps):
        yield _finding("AUDIT-SAME", "note", path, year, level=level)


def _ceiling(path: Path) -> Iterator[dict]:
    target = path.targets[-1]
    if path.series.kind == "percent" and target.value == 100 and target.direction != "at_most":
        yield _finding("AUDIT-CEILING", "note", path, target.year, threshold=target.threshold)


def _rounding(path: Path) -> Iterator[dict]:
    unit = 10.0**-path.indicator.decimals
    small = [(year, step) for year, step in path.steps if 0 < abs(step) <= unit * (1 + 1e-9)]
    if small:
        numbers = {"step": max((step for _, step in small), key=abs), "steps": len(small)}
        yield _finding("AUDIT-ROUNDING", "note", path, small[-1][0], **numbers)


def _front(path: Path) -> Iterator[dict]:
    sign = -1 if path.targets[0].direction == "at_most" else 1
    (year, first), *later = path.steps
    known = _figures(path.series, year)[-2:]
    last = None
    if len(known) == 2 and known[1][0] - known[0][0] == 1 == year - known[1][0]:
        last = round(known[1][1] - known[0][1], 9)
    others = [step for _, step in later] + [step for step in [last] if step is not None]
    if later and year - path.points[0][0] == 1 and sign * first > max(sign * s for s in others):
        largest = max((step for _, step in later), key=lambda step: sign * step)
        numbers = {"first": first, "later": largest, "last": last}
        yield _finding("AUDIT-FRONT", "note" if last is None else "check", path, year, **numbers)


CHECKS = (_same, _ceiling, _rounding, _front)


def _steep(path: Path, changes: pd.DataFrame) -> Iterator[dict]:
    """Yield steps, and the whole way, that few like series matched from the same level."""
    whole = (path.points[0], path.points[-1])
    for early, late in dict.fromkeys([*pairwise(path.points), whole]):
        needed = _needed(path, early, late, changes)
        if needed is None or needed.status != "ahead" or needed.crowded:
            continue
        if needed.share < UNUSUAL:
            severity = "warning" if needed.share < RARE else "check"
            numbers = {"from_year": early[0], "start": early[1], "level": late[1]}
            numbers |= {"step": needed.change, "share": needed.share, "past": needed.past}
            yield _finding("AUDIT-STEEP", severity, path, late[0], **numbers)


def _faint(path: Path, changes: pd.DataFrame) -> Iterator[dict]:
    needed = _needed(path, path.points[0], path.points[-1], changes)
    if path.total == 0 or needed is None or not needed.past:
        return
    size = abs(needed.compared)
    smaller = needed.past.below(size) - needed.past.below(-size)
    if smaller < FAINT:
        numbers = {"step": path.total, "share": 1 - smaller, "past": needed.past}
        yield _finding("AUDIT-FAINT", "check", path, path.points[-1][0], **numbers)


def _needed(path, early, late, changes) -> Required | None:
    """Return what leads from one level to another, as if the first were the last figure."""
    if late[0] - early[0] > SPANS[-1]:
        return None
    target = next(target for target in path.targets if target.year == late[0])
    scale = {name: getattr(path.series, name) for name in ("kind", "decimals", "reference_class")}
    start = Series.of([early[0]], [early[1]], unit=path.series.unit, **scale)
    return required(start, target, changes=changes)


def _gap(paths: dict[str, Path]) -> Iterator[dict]:
    if not {RESIDENT, HUKOU} <= set(paths):
        return
    ways = [dict(paths[name].points) for name in (RESIDENT, HUKOU)]
    years = sorted(set(ways[0]) & set(ways[1]))
    if len(years) < 2:
        return
    first, last = ([way[year] for way in ways] for year in (years[0], years[-1]))
    gaps = [round(resident - hukou, 9) for resident, hukou in (first, last)]
    if gaps[1] > gaps[0]:
        numbers = dict(zip(("resident", "hukou"), first, strict=True)) | {"gap": gaps[0]}
        numbers |= dict(zip(("resident_target", "hukou_target"), last, strict=True))
        numbers |= {"gap_target": gaps[1], "wider": round(gaps[1] - gaps[0], 9)}
        row = _finding("AUDIT-GAP", "check", paths[RESIDENT], years[-1], **numbers)
        yield row | {"indicator": f"{RESIDENT};{HUKOU}"}


def _settled(paths: dict[str, Path], population: Series | None) -> Iterator[dict]:
    """Yield the people to be settled beside the gain of the hukou rate over the same years.

    With N registered people, a rate r and S settled: if all S were registered in the same
    area's countryside the rate gains S / N; if all came from outside it becomes
    (r N + S) / (N + S). Natural increase, reclassified villages and departures are unknown.
    """
    if not {HUKOU, SETTLED} <= set(paths) or population is None:
        return
    way, settling = paths[HUKOU], paths[SETTLED]
    years = [target.year for target in settling.targets]
    figures = _figures(population, years[0])
    if [year for year, _ in way.points] != [years[0] - 1, *years] or not figures:
        return
    year, value = figures[-1]
    people = value * PERSONS[population.unit]
    settled = sum(target.value for target in settling.targets)
    rate = way.points[0][1]
    outside = 100 * (rate / 100 * people + settled) / (people + settled) - rate
    inside = 100 * settled / people
    numbers = {"settled": settled, "gain": way.total, "population": people}
    numbers |= {"population_year": year, "rate": rate, "implied": people * way.total / 100}
    numbers |= {"inside": inside, "outside": outside, "first_year": settling.targets[0].year}
    severity = "check" if outside <= way.total <= inside else "warning"
    row = _finding("AUDIT-SETTLED", severity, way, way.points[-1][0], **numbers)
    yield row | {"indicator": f"{HUKOU};{SETTLED}"}
