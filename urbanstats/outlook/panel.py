"""Many series in one call: what can be forecast, and the forecasts."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from urbanstats.errors import DataError, TargetError
from urbanstats.trend.adjust import Adjustment, ClassEffect, History, adjusted
from urbanstats.trend.behaviours import BOUNDS, COLUMNS, infer_decimals
from urbanstats.trend.mixture import Pattern, mixture
from urbanstats.trend.pooled import LONGEST
from urbanstats.trend.priors import Prior, Priors, load_priors
from urbanstats.trend.projection import MIDDLES


@dataclass(frozen=True)
class Member:
    """One good series: its newest figures, ascending years without repeats."""

    name: str
    kind: str
    years: np.ndarray
    values: np.ndarray
    decimals: int
    reference_class: str

    def value(self, year: int) -> float | None:
        """Return the figure of a year, None if there is none."""
        at = np.flatnonzero(self.years == year)
        return float(self.values[at[0]]) if len(at) else None

    def edge(self, direction: str, level: float) -> float:
        """Return the outermost value that still rounds to a level, as figures are published."""
        half = 0.5 * 10.0**-self.decimals
        return level + half if direction == "at_most" else level - half

    def reaches(self, value: float, direction: str, level: float) -> bool:
        """Return whether a figure reaches a level, or rounds to it."""
        edge = self.edge(direction, level)
        return bool(value < edge if direction == "at_most" else value >= edge)


def screen(
    observations: pd.DataFrame, as_of: date | None = None
) -> tuple[list[Member], dict[str, DataError]]:
    """Return the series that can be forecast, and what is wrong with each that cannot.

    Parameters are those of `forecast_panel`. DataError if a column is missing or there are no rows.
    """
    missing = [name for name in COLUMNS if name not in observations]
    if missing or observations.empty:
        code = "DATA-COLUMN.observations" if missing else "DATA-NOROWS.panel"
        found = {"missing": missing[0] if missing else None, "found": list(observations.columns)}
        raise DataError(code, **found, columns=COLUMNS)
    members, refused = [], {}
    for name, rows in _series(observations):
        wrong, facts = _wrong(rows)
        keep = ~np.isnan(rows["number"])
        if as_of:
            keep &= rows["year"] < as_of.year
        if not wrong and not keep.any():
            wrong, facts = "empty", {"year": as_of.year if as_of else None}
        if wrong:
            refused[name] = DataError(f"PANEL-SERIES.{wrong}", where=name, **facts)
        else:
            members.append(_member(name, rows, keep))
    return members, refused


def _series(observations):
    """Yield each series' name and its columns as arrays, ordered by year."""
    table = observations.reindex(columns=[*COLUMNS, "reference_class", "decimals"])
    table = table.astype({"kind": object, "reference_class": object}).assign(
        year=pd.to_numeric(table["year"], errors="coerce").astype(float),
        number=pd.to_numeric(table["value"], errors="coerce").astype(float),
    )
    table["bad"] = table["value"].notna() & table["number"].isna()
    names = table["series_id"].astype(str).to_numpy()
    order = np.lexsort((table["year"].to_numpy(), names))
    columns = {name: table[name].to_numpy()[order] for name in table}
    found, starts = np.unique(names[order], return_index=True)
    for name, start, end in zip(found, starts, [*starts[1:], len(order)], strict=True):
        yield str(name), {key: column[start:end] for key, column in columns.items()}


def _wrong(rows):
    """Return what is wrong with a series, "" if nothing is, and the facts of it."""
    years, values, kinds = rows["year"], rows["number"], set(rows["kind"])
    if len(kinds) > 1 or not kinds <= set(BOUNDS):
        return "kind", {"kinds": sorted(map(repr, kinds))}
    if rows["bad"].any():
        return "number", {"value": repr(rows["value"][rows["bad"]][0])}
    if np.isnan(years).any() or (years != np.floor(years)).any():
        return "year", {}
    kind = kinds.pop()
    low, high = BOUNDS[kind]
    outside = (values < low) | (values > high) | np.isinf(values)
    if outside.any():
        value, year = values[outside][0], int(years[outside][0])
        return f"outside_{kind}", {"value": float(value), "year": year}
    twice = np.flatnonzero(np.diff(years) == 0)
    return ("twice", {"year": int(years[twice[0]])}) if len(twice) else ("", {})


def _member(name, rows, keep):
    years = rows["year"][keep].astype(int)[-LONGEST:]
    values = rows["number"][keep][-LONGEST:]
    decimals, reference_class = rows["decimals"][0], rows["reference_class"][0]
    kind = rows["kind"][0]
    decimals = infer_decimals(values) if pd.isna(decimals) else int(decimals)
    reference_class = kind if pd.isna(reference_class) else str(reference_class)
    return Member(name, kind, years, values, decimals, reference_class)


def screen_targets(
    targets: pd.DataFrame | None, kinds: Mapping[str, str]
) -> dict[str, list[tuple[int, str, float]]]:
    """Return the targets of each series as (year, direction, value).

    ``targets`` and the errors are those of `forecast_panel`; ``kinds`` holds the kind of each
    series, "" if the series was refused.
    """
    found = {}
    for row, target in enumerate(() if targets is None else targets.itertuples(), start=1):
        _check_target(target, row, kinds)
        asked = (int(target.year), target.direction, float(target.value))
        found.setdefault(str(target.series_id), []).append(asked)
    return found


def _check_target(target, row, kinds):
    """Refuse a row of targets in which something is wrong."""
    name, refuse = str(target.series_id), partial(TargetError, rows=[row])
    if name not in kinds:
        raise refuse("TGT-ROW.series", name=name)
    if target.direction not in ("at_least", "at_most"):
        raise refuse("TGT-ROW.direction", direction=target.direction)
    if not np.isfinite(target.value) or not float(target.year).is_integer():
        raise refuse("TGT-ROW.level", value=target.value, year=target.year)
    low, high = BOUNDS.get(kinds[name], (-np.inf, np.inf))
    if not low <= target.value <= high:
        raise refuse("TGT-ROW.outside", value=target.value, low=low, high=high)


def find_shares(
    observations: pd.DataFrame, targets: pd.DataFrame | None = None
) -> dict[str, list[str]]:
    """Return the series of percentages that look like shares of 1, which nothing can tell apart.

    ``"figures"``: series whose figures all lie between 0 and 1; ``"targets"``: series with a
    target of at most 1 while every figure is above 1. Only what was found is there.
    """
    found = {"figures": [], "targets": []}
    rows = () if targets is None else targets.groupby(targets["series_id"].astype(str))["value"]
    levels = {name: pd.to_numeric(cells, errors="coerce").to_numpy() for name, cells in rows}
    for name, rows in _series(observations):
        values = rows["number"][~np.isnan(rows["number"])]
        if set(rows["kind"]) != {"percent"} or not len(values):
            continue
        aims = levels.get(name, np.array([]))
        if values.max() <= 1 and ((values > 0) & (values < 1)).any():
            found["figures"].append(name)
        elif values.min() > 1 and ((aims > 0) & (aims <= 1)).any():
            found["targets"].append(name)
    return {doubt: names for doubt, names in found.items() if names}


HORIZONS = (1, 2, 3)
PANEL_LEVELS = (
    0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5,
    0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.99, 0.995,
)  # fmt: skip
PANEL_QUANTILES = [f"q{level:g}" for level in PANEL_LEVELS]
PANEL_COLUMNS = [
    "series_id", "year", "mean", *PANEL_QUANTILES, "direction", "target", "likelihood",
    "n_observations", "reference_class", "prior", "prior_through", "status", "reason",
]  # fmt: skip
CHUNK = 32  # series forecast at a time: what fits the processor's cache
PIECE = 512  # series handed to a process at a time
MANY = 2_000  # series from which on all processors are used


def forecast_panel(
    observations: pd.DataFrame,
    targets: pd.DataFrame | None = None,
    *,
    as_of: date | None = None,
    horizons: Sequence[int] = HORIZONS,
    priors: Priors | None = None,
    progress: Callable[..., Iterable] | None = None,
) -> pd.DataFrame:
    """Return predictive distributions, and likelihoods of targets, for a panel of series.

    Parameters
    ----------
    observations
        One row per figure: series_id, year, value, kind (``"percent"``, 0-100, or ``"count"``,
        at least 0), and optionally reference_class (default: the kind) and decimals (default:
        as the values are printed). Series may differ in length, years and kind; empty values
        are gaps.
    targets
        One row per target: series_id, year, direction (``"at_least"`` or ``"at_most"``), value;
        a series and year may have several. A value that rounds to the target reaches it.
    as_of
        Day of knowledge: figures of that day's year and later are left out, and so is every
        prior that has seen them. Default: everything, and the newest prior.
    horizons
        Years after each series' last figure, 1 or more; years with targets are added.
    priors
        What was learned (``load_priors``, ``learn_priors``); default: the shipped ones.
    progress
        Wraps the pieces of work to show how far it is, such as ``tqdm``.

    Returns
    -------
    DataFrame
        One row per series and year (and target), in the order of the observations, with the
        columns ``PANEL_COLUMNS``: mean (of the middle 9 in 10 futures) and quantiles in the
        unit of the series, likelihood a probability (0-1); status is "forecast", "decided" (the
        target's year has a figure; the likelihood is 1 or 0) or "refused", then with a reason
        and no numbers.

    Raises
    ------
    DataError
        If a column is missing, the observations are empty, a horizon is below 1, or the priors
        have seen figures of the as-of year or later.
    TargetError
        If a target names an unknown series or direction, is not a number, or is a level that
        its series cannot have.

    Examples
    --------
    >>> figures = pd.DataFrame({"series_id": "water", "year": [2016, 2017],
    ...                         "value": [97.1, 97.4], "kind": "percent"})
    >>> goal = pd.DataFrame({"series_id": ["water"], "year": [2020],
    ...                      "direction": ["at_least"], "value": [100]})
    >>> table = forecast_panel(figures, goal, horizons=[1])
    >>> table["year"].tolist()
    [2018, 2020]
    """
    how = {"as_of": as_of, "horizons": horizons, "priors": priors, "progress": progress}
    return with_reasons(answer_panel(observations, targets, **how))


def with_reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Return the result of `answer_panel` with the errors in its column ``reason`` as text."""
    texts = [why.part("wrong") if isinstance(why, DataError) else why for why in table["reason"]]
    return table.assign(reason=texts)


def answer_panel(
    observations: pd.DataFrame,
    targets: pd.DataFrame | None = None,
    *,
    as_of: date | None = None,
    horizons: Sequence[int] = HORIZONS,
    priors: Priors | None = None,
    progress: Callable[..., Iterable] | None = None,
) -> pd.DataFrame:
    """Return what `forecast_panel` does, but the reason of what was refused is an error.

    Parameters and errors are those of `forecast_panel`.
    """
    horizons = sorted({int(h) for h in horizons})
    if not horizons or horizons[0] < 1:
        raise DataError("PANEL-HORIZON", horizons=horizons or None)
    priors = priors or load_priors(as_of or date.max)
    if as_of and priors.through >= as_of.year:
        years = {"through": priors.through, "as_of": as_of, "before": as_of.year - 1}
        raise DataError("PRIOR-HINDSIGHT.panel", **years)
    members, refused = screen(observations, as_of)
    kinds = dict.fromkeys(refused, "") | {member.name: member.kind for member in members}
    wanted = screen_targets(targets, kinds)
    tables = _run(_pieces(members, wanted, horizons, priors), progress)
    tables += [_refused_rows(name, why, wanted.get(name, [])) for name, why in refused.items()]
    order = {name: i for i, name in enumerate(dict.fromkeys(observations["series_id"].astype(str)))}
    table = pd.concat(tables, ignore_index=True)
    table["order"] = table["series_id"].map(order)
    table = table.sort_values(["order", "year"], kind="stable", ignore_index=True)
    return table.astype({"year": "Int64", "n_observations": "Int64"})[PANEL_COLUMNS]


@dataclass(frozen=True)
class _Piece:
    """Series of one kind that share their pattern of years, and what they are asked."""

    kind: str
    years: tuple[int, ...]
    ahead: tuple[int, ...]
    members: list[Member]
    targets: list[list[tuple]]
    priors: list[Prior]
    adjustment: Adjustment
    effects: list[ClassEffect]


def _pieces(members, wanted, horizons, priors):
    groups = {}
    for member in members:
        targets = wanted.get(member.name, [])
        last = int(member.years[-1])
        ahead = tuple(sorted({*horizons, *(t[0] - last for t in targets if t[0] > last)}))
        years = tuple((member.years - member.years[0]).tolist())
        groups.setdefault((member.kind, years, ahead), []).append((member, targets))
    pieces = []
    for (kind, years, ahead), group in groups.items():
        for start in range(0, len(group), PIECE):
            part = group[start : start + PIECE]
            mine = [priors.of(member.reference_class, kind) for member, _ in part]
            each, asked = zip(*part, strict=True)
            effects = [priors.effect(prior, len(years)) for prior in mine]
            learned = (mine, priors.adjustment(kind, len(years)), effects)
            pieces.append(_Piece(kind, years, ahead, list(each), list(asked), *learned))
    return pieces


def _run(pieces, progress):
    progress = progress or (lambda work, **_: work)
    if sum(len(piece.members) for piece in pieces) < MANY or len(pieces) < 2:
        return [_forecast(piece) for piece in progress(pieces)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(progress(pool.map(_forecast, pieces), total=len(pieces)))


def _forecast(piece):
    """Return the rows of a piece."""
    starts = range(0, len(piece.members), CHUNK)
    rows = [row for start in starts for row in _chunk(piece, slice(start, start + CHUNK))]
    return pd.DataFrame(rows, columns=PANEL_COLUMNS)


def _chunk(piece, part):
    members, targets, priors = piece.members[part], piece.targets[part], piece.priors[part]
    values = np.array([member.values for member in members])
    decimals = np.array([member.decimals for member in members])
    ahead = tuple(piece.years[-1] + h for h in piece.ahead)
    pattern = Pattern(piece.years, (0,) * len(piece.years), ahead)
    of_kind = np.array([prior.name == piece.kind for prior in priors])
    forecast = adjusted(
        mixture(values, piece.kind, pattern, np.stack([prior.log_weights for prior in priors])),
        History.of(np.array(piece.years), values, decimals, of_kind),
        np.array(piece.ahead),
        piece.adjustment,
        piece.effects[part],
    )
    found = forecast.quantile(np.r_[PANEL_LEVELS, MIDDLES])  # (N, H, Q + M)
    quantiles, middle = np.split(found, [len(PANEL_LEVELS)], axis=-1)
    numbers = np.concatenate([middle.mean(axis=-1, keepdims=True), quantiles], axis=-1)
    below = _below(forecast, members, targets, piece.ahead)
    for i, (member, asked, prior) in enumerate(zip(members, targets, priors, strict=True)):
        yield from _rows(member, asked, prior, piece.ahead, numbers[i], below[i])


def _below(forecast, members, targets, ahead):
    """Return P(figure <= the edge of each target), one list for each series."""
    places = [_places(member, asked, ahead) for member, asked in zip(members, targets, strict=True)]
    slots = 1 + max((slot for place in places for _, slot in place), default=-1)
    if not slots:
        return places
    edges = np.zeros((len(members), len(ahead), slots))
    for i, (member, asked) in enumerate(zip(members, targets, strict=True)):
        for target, place in zip(asked, places[i], strict=True):
            edges[(i, *place)] = member.edge(*target[1:])
    below = forecast.cdf(edges)
    return [[float(below[(i, *place)]) for place in each] for i, each in enumerate(places)]


def _places(member, asked, ahead):
    """Return (column of the year, slot within it) of each target."""
    last, taken, places = int(member.years[-1]), {}, []
    for target in asked:
        column = ahead.index(target[0] - last) if target[0] > last else 0
        taken[column] = taken.get(column, -1) + 1
        places.append((column, taken[column]))
    return places


def _rows(member, asked, prior, ahead, numbers, below):
    """Return the rows of one series: each horizon's, once for each of its targets."""
    last = int(member.years[-1])
    tail = [len(member.years), member.reference_class, prior.name, prior.through]
    answers = {}
    for target, p in zip(asked, below, strict=True):
        answers.setdefault(target[0], []).append((target, p))
    for year in sorted({*(last + h for h in ahead), *answers}):
        known = member.value(year)
        certain = [np.nan if known is None else known] * (1 + len(PANEL_LEVELS))
        own = numbers[ahead.index(year - last)].tolist() if year > last else certain
        for target, p in answers.get(year, [(None, None)]):
            status, reason, likelihood = "forecast", "", np.nan
            if year <= last:
                status, reason, likelihood = _decided(member, target, known)
            elif target:
                likelihood = p if target[1] == "at_most" else 1 - p
            direction, level = (target[1], target[2]) if target else ("", np.nan)
            yield [member.name, year, *own, direction, level, likelihood, *tail, status, reason]


def _decided(member, target, known):
    if known is None:
        facts = {"year": target[0], "last": int(member.years[-1])}
        return "refused", DataError("PANEL-SERIES.past", where=member.name, **facts), np.nan
    met = member.reaches(known, *target[1:])
    return "decided", f"the figure is known: {known:g}", float(met)


def _refused_rows(name, reason, asked):
    """Return the rows of a series that cannot be forecast: one for each target, or one."""
    nothing = [np.nan] * (1 + len(PANEL_LEVELS))
    rows = [
        [name, year, *nothing, direction, level, np.nan, 0, "", "", 0, "refused", reason]
        for year, direction, level in asked or [(pd.NA, "", np.nan)]
    ]
    return pd.DataFrame(rows, columns=PANEL_COLUMNS)


def check_answered(table: pd.DataFrame, observations: str, out: str) -> None:
    """Refuse (DataError) forecasts of `forecast_panel` in which every series was refused.

    ``observations`` and ``out`` name the file read and the file that holds the reasons.
    """
    if (table["status"] == "refused").groupby(table["series_id"]).all().all():
        raise DataError("PANEL-REFUSED", where=str(observations), out=out)
