"""Learning the adjustment: practice forecasts of simulated panels whose law is known."""

import numpy as np
import pytest
from scipy import stats

from urbanstats.trend.adjust import ClassEffect, History, adjusted
from urbanstats.trend.behaviours import behaviour_table
from urbanstats.trend.calibration import HORIZONS, LENGTHS, learn_adjustments, practise, try_out
from urbanstats.trend.mixture import Pattern, mixture
from urbanstats.trend.priors import length_name

LENGTH = 16  # years in a simulated series


def simulated(size, shock, repeats=0.0, seed=1):
    """Return random walks (N, LENGTH) near 50 whose figure repeats with a given probability."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0, shock, (size, LENGTH)) * (rng.random((size, LENGTH)) >= repeats)
    return np.round(rng.uniform(40, 60, (size, 1)) + steps.cumsum(axis=1), 4)


def members(values):
    return [(np.arange(LENGTH), row, 4, "", i % 4) for i, row in enumerate(values)]


@pytest.fixture(scope="module")
def walk(one_walk):
    """The shock of one random walk in points, and the log-weights that hold nothing else."""
    facts, row = one_walk("percent", "identity")
    only = np.full(len(behaviour_table("percent")), -np.inf)
    only[row] = 0.0
    return facts["shock"], only


def learned(values, log_prior):
    practice = practise(members(values), np.random.default_rng(0))
    trials = try_out("percent", practice, lambda name, fold: log_prior, iter)
    return learn_adjustments(trials)[0][length_name(5)]


def forecasts_of(values, log_prior, adjustment, n=5):
    """Return the adjusted forecast of the first n figures, one and three years on."""
    pattern = Pattern(tuple(range(n)), (0,) * n, (n, n + 2))
    history = History.of(
        np.arange(n), values[:, :n], np.full(len(values), 4), np.full(len(values), True)
    )
    mixed = mixture(values[:, :n], "percent", pattern, log_prior)
    effects = [ClassEffect.none()] * len(values)
    return adjusted(mixed, history, np.array([1, 3]), adjustment, effects)


def test_practice_histories_are_figures_in_a_row_and_what_came_after():
    values = np.arange(40 * LENGTH, dtype=float).reshape(40, LENGTH)
    practice = practise(members(values), np.random.default_rng(3))
    assert set(practice) <= set(LENGTHS)
    assert sum(len(cuts.values) for cuts in practice.values()) > 40
    for n, cuts in practice.items():
        assert cuts.values.shape[1] == n
        assert (np.diff(cuts.values, axis=1) == 1).all()
        came = cuts.later - cuts.values[:, [-1]]
        assert ((came == np.array(HORIZONS)) | np.isnan(came)).all()
        assert (~np.isnan(came)).any(axis=1).all()


def test_a_history_never_reaches_over_a_missing_year_but_what_came_later_may():
    years = np.array([2000, 2001, 2002, 2006, 2007])
    practice = practise([(years, years.astype(float), 0, "", 0)] * 300, np.random.default_rng(3))
    assert set(practice) == {1, 2, 3}
    three = practice[3]
    assert (three.values == [2000, 2001, 2002]).all()
    np.testing.assert_array_equal(three.later[0], [np.nan, np.nan, np.nan, 2006, 2007])


def test_a_series_without_a_later_figure_near_enough_gives_no_practice():
    far = np.array([2000, 2001, 2002, 2020])
    practice = practise([(far, far.astype(float), 0, "", 0)] * 50, np.random.default_rng(3))
    assert all((cuts.values[:, -1] < 2002).all() for cuts in practice.values())


def test_practice_ends_when_there_is_enough(monkeypatch):
    monkeypatch.setattr("urbanstats.trend.calibration.MOST", 25)
    practice = practise(members(simulated(60, 1.0)), np.random.default_rng(0))
    assert 25 <= sum(len(cuts.values) for cuts in practice.values()) <= 28


def test_practice_with_the_same_seed_is_the_same():
    values = simulated(30, 1.0)
    a, b = (practise(members(values), np.random.default_rng(0)) for _ in range(2))
    assert all((a[n].values == b[n].values).all() for n in a)


def test_forecasts_that_were_right_already_are_left_nearly_as_they_are(walk):
    shock, only = walk
    adjustment = learned(simulated(1200, shock), only)
    made = forecasts_of(simulated(50, shock, seed=2), only, adjustment)
    assert (np.abs(made.location) < 0.25).all()
    assert (np.abs(np.log(made.spread)) < 0.25).all()
    assert (made.unchanged < 0.02).all()
    levels = np.array([0.1, 0.5, 0.9])
    got = made.mixture.cdf(made.quantile(levels))
    assert np.abs(got - levels).max() < 0.08


def test_forecasts_that_were_too_sure_are_stretched(walk):
    shock, only = walk
    adjustment = learned(simulated(400, 2.5 * shock), only)
    made = forecasts_of(simulated(50, 2.5 * shock, seed=2), only, adjustment)
    outer = made.quantile(np.array([0.1, 0.9]))
    width = np.diff(outer)[..., 0] / (2 * stats.norm.ppf(0.9))
    assert np.median(width[:, 0]) == pytest.approx(2.5 * shock, rel=0.25)


def test_figures_that_often_repeat_are_learned_to_repeat(walk):
    shock, only = walk
    adjustment = learned(simulated(500, shock, repeats=0.6), only)
    fresh = simulated(300, shock, repeats=0.6, seed=2)
    unchanged = forecasts_of(fresh, only, adjustment).unchanged
    came_again = (fresh[:, [5, 7]] == fresh[:, [4]]).mean(axis=0)
    np.testing.assert_allclose(unchanged.mean(axis=0), came_again, atol=0.1)


@pytest.mark.slow
@pytest.mark.parametrize("repeats", [0.0, 0.5])
def test_adjusted_forecasts_of_series_never_seen_are_calibrated(walk, repeats):
    shock, only = walk
    adjustment = learned(simulated(600, 1.7 * shock, repeats), only)
    fresh = simulated(1500, 1.7 * shock, repeats, seed=2)
    made = forecasts_of(fresh, only, adjustment)
    came = fresh[:, [5, 7], None]
    below, upto = (made.cdf(came - gap)[..., 0] for gap in (1e-9, 0.0))
    rank = below + np.random.default_rng(3).random(below.shape) * (upto - below)
    for column in range(2):
        assert stats.kstest(rank[:, column], "uniform").statistic < 0.06
