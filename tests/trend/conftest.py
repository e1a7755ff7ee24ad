"""Priors and adjustments made by hand, so that the engine is tested on weights that are known."""

import numpy as np
import pytest

from urbanstats.trend.adjust import RESIDUAL_PROBITS, Adjustment
from urbanstats.trend.behaviours import behaviour_table
from urbanstats.trend.priors import LENGTH_NAMES, Prior, Priors

ONE_BEHAVIOUR = {"noise": 0.1, "drift": 0.0, "level": 1.0, "mean_drift": 0.0}
SHOCKS = {"identity": 1.0, "folded_root": 0.02, "log": 0.05, "root": 0.02}


@pytest.fixture(scope="session")
def rows_like():
    """Return which rows of the grid of a kind have the given facts, and the nearest shock."""

    def find(kind, **facts):
        table = behaviour_table(kind)
        if "shock" in facts:
            shocks = table["shock"][table["scale"] == facts.get("scale", table["scale"][0])]
            nearest = shocks[np.abs(np.log(shocks / facts["shock"])).argmin()]
            facts = facts | {"shock": nearest}
        match = [table[name] == value for name, value in facts.items()]
        return np.flatnonzero(np.logical_and.reduce([np.full(len(table), True), *match]))

    return find


@pytest.fixture(scope="session")
def weights_on(rows_like):
    """Return weights shared equally by the rows of the grid that have the given facts."""

    def share(kind, **facts):
        rows = rows_like(kind, **facts)
        weights = np.zeros(len(behaviour_table(kind)))
        weights[rows] = 1 / len(rows)
        return weights

    return share


@pytest.fixture(scope="session")
def adjust_by():
    """Return an adjustment that moves, stretches and repeats every forecast alike."""

    def make(move=0.0, stretch=1.0, unchanged=0.0):
        odds = np.log(unchanged / (1 - unchanged)) if unchanged else -60.0
        return Adjustment(
            location=np.array([move, 0, 0, 0, 0, 0]),
            spread=np.array([np.log(stretch), 0, 0, 0, 0, 0, 0, 0]),
            residuals=RESIDUAL_PROBITS,
            unchanged=np.array([odds, 0, 0, 0, 0, 0, 0, 0, 0]),
            forecasts=1,
        )

    return make


@pytest.fixture(scope="session")
def priors_on(weights_on, adjust_by):
    """Return priors of one kind that hold nothing but the rows that have the given facts."""

    def make(kind="percent", through=2016, series=7, adjustment=None, **facts):
        prior = Prior(kind, kind, through, series, weights_on(kind, **facts))
        adjustments = {(kind, name): adjustment or adjust_by() for name in LENGTH_NAMES}
        return Priors(through, {}, {(kind, kind): prior}, adjustments)

    return make


@pytest.fixture(scope="session")
def one_walk(rows_like):
    """Return facts and row of a plain random walk on a scale: no drift, next to no noise."""

    def find(kind, scale):
        facts = ONE_BEHAVIOUR | {"scale": scale, "shock": SHOCKS[scale]}
        (row,) = rows_like(kind, **facts)
        table = behaviour_table(kind)
        return dict(zip(table.dtype.names, table[row].tolist(), strict=True)), int(row)

    return find
