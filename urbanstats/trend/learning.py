"""Learning from a panel how yearly series of each kind and reference class move.

Nonparametric empirical Bayes (H. Robbins 1956; N. Laird 1978, J. Am. Stat. Assoc. 73, 805):
the weights that make a panel of past windows likeliest, found by expectation-maximisation.
A small class leans on its kind as if the kind had supplied ``PSEUDO_WINDOWS`` more windows.
The adjustment of each kind is then learned from practice forecasts (``calibration``).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from urbanstats.errors import DataError
from urbanstats.trend import behaviours
from urbanstats.trend.adjust import Adjustment
from urbanstats.trend.calibration import FEWEST, learn_adjustments, practise, try_out
from urbanstats.trend.changes import learn_changes, write_changes
from urbanstats.trend.mixture import Pattern, log_likelihood
from urbanstats.trend.priors import LENGTH_NAMES, Prior, Priors, write_priors

WINDOW = 12  # figures in a learning window
SHORTEST = 4  # figures in the shortest window learned from
WINDOWS = 3  # newest windows taken of one series
PSEUDO_WINDOWS = 15.0
ROUNDS = 40  # of expectation-maximisation
FLOOR = 1e-5  # weights below are set to nought
FOLDS = 4  # practice forecasts use priors learned without a quarter of the series
CHUNK = 512  # windows whose likelihood is worked out at a time


def learn_priors(
    panel: pd.DataFrame, *, through: int | None = None, progress: Callable[[list], Iterable] = iter
) -> Priors:
    """Return priors and adjustments of every kind and reference class of a panel.

    Parameters
    ----------
    panel
        Tidy table: series_id, year (int), value (percentages 0-100, counts >= 0), kind
        (``"percent"`` or ``"count"``), and optionally reference_class (empty: kind only) and
        decimals (otherwise read off the values). Rows without a number and values outside
        their kind's range are left out and counted.
    through
        Last year that may be used; default: the panel's last.
    progress
        Wraps each list of pieces of work, to show how far it is (for example ``tqdm``).

    Raises
    ------
    DataError
        If a column is missing or nothing is left to learn from.
    """
    panel, left_out = _checked(panel, through)
    series = [_member(*rows) for rows in panel.groupby(["kind", "series_id"], sort=True)]
    if not any(len(member.years) >= SHORTEST for member in series):
        raise DataError("LEARN-EMPTY", n=SHORTEST, through=through or None)
    last = int(through or panel["year"].max())
    by_name, adjustments, effects = {}, {}, {}
    for kind in sorted({member.kind for member in series if len(member.years) >= SHORTEST}):
        mine = [member for member in series if member.kind == kind]
        priors, learned, own = _learn_kind(kind, mine, last, progress)
        by_name |= priors
        adjustments |= {(kind, length): each for length, each in learned.items()}
        effects |= {(kind, *key): each for key, each in own.items()}
    facts = {
        "panel_sha256": hashlib.sha256(panel.to_csv(index=False).encode()).hexdigest(),
        "years": [int(panel["year"].min()), int(panel["year"].max())],
        "rows": len(panel),
        "rows_left_out": left_out,
    }
    return Priors(last, facts, by_name, adjustments, effects)


def learn_into(
    folder: Path,
    panel: pd.DataFrame,
    *,
    through: int | None = None,
    progress: Callable[[list], Iterable] = iter,
) -> tuple[Priors, DataError | None]:
    """Learn priors and past changes of a panel into a folder; return the priors.

    The second part returned is why a panel has too few past changes for a ``changes.csv``, None
    if it has one. Parameters and errors as for `learn_priors`.
    """
    priors = learn_priors(panel, through=through, progress=progress)
    write_priors(priors, folder)
    try:
        write_changes(learn_changes(panel, through=priors.through), folder)
    except DataError as refusal:
        return priors, refusal
    return priors, None


@dataclass(frozen=True)
class _Member:
    """One series of the panel."""

    kind: str
    years: np.ndarray
    values: np.ndarray
    decimals: int
    reference_class: str
    fold: int


def _member(key, rows):
    values = rows["value"].to_numpy(float)
    decimals = rows["decimals"].iloc[0]
    return _Member(
        kind=key[0],
        years=rows["year"].to_numpy(int),
        values=values,
        decimals=behaviours.infer_decimals(values) if pd.isna(decimals) else int(decimals),
        reference_class=str(rows["reference_class"].iloc[0]),
        fold=zlib.crc32(str(key[1]).encode()) % FOLDS,
    )


def _checked(panel, through):
    """Return the usable rows in order, and how many were no numbers or out of range."""
    rows, panel = len(panel), behaviours.numbered(panel, "decimals")
    panel = panel.dropna(subset=behaviours.COLUMNS).astype({"series_id": str, "kind": str})
    unknown = sorted(set(panel["kind"]) - set(behaviours.BOUNDS))
    if unknown:
        raise DataError("DATA-KIND", kind=unknown[0])
    unread = rows - len(panel)
    if through:
        panel = panel[panel["year"] <= through]
    inside = behaviours.in_range(panel)
    return panel[inside].sort_values(["kind", "series_id", "year"]), unread + int((~inside).sum())


def _learn_kind(kind, members, through, progress):
    """Return the priors of a kind and its classes by (kind, name), adjustments and effects."""
    windows = _windows(members)
    likelihood = _likelihoods(kind, windows, progress)
    owners = np.concatenate([parts[1] for parts in windows.values()])
    classes = np.array([members[i].reference_class for i in owners])
    folds = np.array([members[i].fold for i in owners])
    order = np.argsort(classes, kind="stable")
    likelihood, owners, classes, folds = (x[order] for x in (likelihood, owners, classes, folds))

    weights = _class_weights(kind, likelihood, classes)
    sizes = {name: len(set(owners[classes == name])) for name in weights} | {kind: len(set(owners))}
    priors = {
        (kind, name): Prior(name, kind, through, sizes[name], w) for name, w in weights.items()
    }
    unseen = {}
    for fold in progress(range(FOLDS)):
        rest = folds != fold
        unseen[fold] = _class_weights(kind, likelihood[rest], classes[rest])

    def log_prior(name, fold):
        with np.errstate(divide="ignore"):
            return np.log(unseen[fold].get(name, unseen[fold][kind]))

    series = [(m.years, m.values, m.decimals, m.reference_class, m.fold) for m in members]
    practice = practise(series, np.random.default_rng(0))
    trials = try_out(kind, practice, log_prior, progress) if practice else None
    if not trials or len(trials.probits) < FEWEST:  # for want of practice
        return priors, dict.fromkeys(LENGTH_NAMES, Adjustment.neutral()), {}
    return priors, *learn_adjustments(trials)


def _windows(members):
    """Return {years: (values (N, n), numbers of the members (N,))} of all learning windows."""
    found = {}
    for number, member in enumerate(members):
        for end in range(len(member.years), SHORTEST - 1, -WINDOW)[:WINDOWS]:
            cut = slice(max(0, end - WINDOW), end)
            years = tuple((member.years[cut] - member.years[cut][0]).tolist())
            found.setdefault(years, []).append((member.values[cut], number))
    return {
        years: tuple(np.array(part) for part in zip(*items, strict=True))
        for years, items in found.items()
    }


def _likelihoods(kind, windows, progress):
    """Return the likelihood of each window under each behaviour, (N, B), its largest 1."""
    pieces = []
    for years, (values, _) in progress(list(windows.items())):
        pattern = Pattern(years, (0,) * len(years), (years[-1] + 1,))
        for start in range(0, len(values), CHUNK):
            ll = log_likelihood(values[start : start + CHUNK], kind, pattern)
            pieces.append(np.exp(ll - ll.max(axis=1, keepdims=True)).astype(np.float32))
    return np.concatenate(pieces)


def _class_weights(kind, likelihood, classes):
    """Return the weights of the kind and of each class (sorted in ``classes``), by name."""
    believable = behaviours.believable(kind)
    start = believable / believable.sum()
    if not len(likelihood):
        return {kind: start}
    weights = {kind: _maximise(likelihood, start, 0.0)}
    names, firsts = np.unique(classes, return_index=True)
    for name, first, last in zip(names, firsts, [*firsts[1:], len(classes)], strict=True):
        if name:
            weights[str(name)] = _maximise(likelihood[first:last], weights[kind], PSEUDO_WINDOWS)
    return weights


def _maximise(likelihood, start, pseudo_windows):
    """Return the weights (B,) after ``ROUNDS`` of expectation-maximisation from ``start``.

    The weights lean on ``start`` as on so many more windows.
    """
    weights = start
    for _ in range(ROUNDS):
        share = np.maximum(likelihood @ weights.astype(np.float32), 1e-30)
        weights = weights * (likelihood.T @ (1 / share)).astype(float) + pseudo_windows * start
        weights = weights / weights.sum()
    weights = np.where(weights < FLOOR, 0.0, weights)
    return weights / weights.sum()
