"""Adjusted forecasts: what was learned about forecasts is applied as its formula says."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from urbanstats.trend.adjust import (
    FARTHEST_MOVE,
    FARTHEST_STRETCH,
    RESIDUAL_PROBITS,
    Adjustment,
    ClassEffect,
    History,
    adjusted,
    probit,
)
from urbanstats.trend.mixture import Pattern, mixture

law = settings(max_examples=30)
PATTERN = Pattern((0, 1, 2, 3), (0,) * 4, (2, 4, 6))  # a year inside the history, two after it
YEARS, AHEAD = np.arange(4), np.array([-1, 1, 3])
VALUES = np.array([[70.0, 71.2, 71.0, 72.3], [50.0, 50.0, 50.0, 50.0], [97.0, 99.0, 99.0, 99.4]])
NAMED = np.array([False])  # the reference class is known
Q = np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.98])


@pytest.fixture(scope="module")
def forecast(weights_on):
    """Return the adjusted forecast of VALUES, or of others of that length, under one prior."""

    def make(adjustment, values=VALUES, kind="percent", effect=None):
        with np.errstate(divide="ignore"):
            prior = np.log(weights_on(kind, noise=1.0, lasting=1.0))
        history = History.of(YEARS, values, np.full(len(values), 1), np.full(len(values), False))
        mixed = mixture(values, kind, PATTERN, prior)
        effects = [effect or ClassEffect.none()] * len(values)
        return adjusted(mixed, history, AHEAD, adjustment, effects)

    return make


def asked_of(values=VALUES):
    steps = np.array([-3.0, -0.4, -0.01, 0.0, 0.2, 0.55])
    return (values[:, -1, None, None] + steps) * np.ones((1, len(AHEAD), 1))


# --- history ---------------------------------------------------------------------------------


def test_a_history_is_read_off_its_figures():
    values = np.array([[10.0, 12.0, 12.0, 12.0], [5.0, 6.0, 7.0, 9.0]])
    history = History.of(np.array([2010, 2011, 2013, 2014]), values, np.array([0, 1]), NAMED)
    assert history.last.tolist() == [12, 9]
    assert history.change.tolist() == [0.5, 1.0]
    assert history.run.tolist() == [2, 0]
    assert history.same.tolist() == pytest.approx([2 / 3, 0])
    assert history.unit.tolist() == pytest.approx([1, 0.1])


def test_the_trend_is_the_mean_yearly_change_over_its_standard_error():
    values = np.array([[10.0, 11.0, 13.0, 14.0]])
    history = History.of(YEARS, values, np.array([0]), NAMED)
    steps = np.array([1.0, 2.0, 1.0])
    error = np.sqrt(((steps - steps.mean()) ** 2).sum() / 2) / np.sqrt(3)
    assert history.trend.item() == pytest.approx(steps.mean() / error)
    square = (steps.mean() / error) ** 2
    assert history.shrunk_change().item() == pytest.approx(steps.mean() * square / (square + 7))


def test_one_figure_has_no_change_no_trend_and_nothing_unchanged():
    history = History.of(np.array([0]), np.array([[12.0]]), np.array([0]), NAMED)
    parts = (history.change, history.trend, history.same, history.run, history.shrunk_change())
    assert [part.item() for part in parts] == [0] * 5
    assert history.last.item() == 12


def test_a_straight_line_keeps_all_of_its_change_and_a_constant_has_none():
    values = np.array([[1.0, 2.0, 3.0, 4.0], [8.0, 8.0, 8.0, 8.0]])
    history = History.of(YEARS, values, np.array([0, 0]), NAMED)
    assert history.shrunk_change().tolist() == pytest.approx([1, 0])
    assert history.run.tolist() == [0, 3]


def test_two_figures_on_the_basis_are_never_a_certain_trend():
    history = History.of(np.array([0, 1]), np.array([[60.0, 62.0]]), np.array([1]), NAMED)
    assert history.shrunk_change().item() == 0


# --- the formula -----------------------------------------------------------------------------


def test_an_adjustment_that_does_nothing_leaves_the_mixture_as_it_is(forecast, adjust_by):
    plain = forecast(adjust_by())
    np.testing.assert_allclose(plain.cdf(asked_of()), plain.mixture.cdf(asked_of()), atol=1e-9)


@pytest.mark.parametrize(("move", "stretch"), [(0.5, 1.0), (0.0, 2.0), (-0.3, 0.7)])
def test_a_move_and_a_stretch_act_on_the_probit_of_the_mixture(forecast, adjust_by, move, stretch):
    changed = forecast(adjust_by(move, stretch))
    z = probit(changed.mixture.cdf(asked_of()))
    expected = norm.cdf((z - move) / stretch)
    np.testing.assert_allclose(changed.cdf(asked_of())[:, 1:], expected[:, 1:], atol=1e-9)


def test_the_effect_of_a_class_moves_by_so_many_spreads_and_stretches(forecast, adjust_by):
    effect = ClassEffect(np.array([0.5, 0, 0, 0, 0]), np.array([np.log(1.5), 0]))
    changed = forecast(adjust_by(0.2, 2.0), effect=effect)
    z = probit(changed.mixture.cdf(asked_of()))
    expected = norm.cdf((z - (0.2 + 2.0 * 0.5)) / (2.0 * 1.5))
    np.testing.assert_allclose(changed.cdf(asked_of())[:, 1:], expected[:, 1:], atol=1e-9)


def test_the_level_of_an_effect_is_where_the_last_percentage_stands_and_nought_for_counts(
    forecast, adjust_by
):
    effect = ClassEffect(np.array([0, 0, 0, 0, 0.3]), np.zeros(2))
    moved = forecast(adjust_by(), effect=effect).location[:, 1]
    np.testing.assert_allclose(moved, 0.3 * (VALUES[:, -1] - 50) / 25)
    counts = forecast(adjust_by(), kind="count", effect=effect)
    assert (counts.location == 0).all()


def test_a_class_may_differ_only_so_far_from_its_kind(forecast, adjust_by):
    effect = ClassEffect(np.array([-3.0, 0, 0, 0, 0]), np.array([2.0, 0]))
    held = forecast(adjust_by(0.2, 2.0), effect=effect)
    np.testing.assert_allclose(held.location[:, 1:], 0.2 - 2.0 * FARTHEST_MOVE)
    np.testing.assert_allclose(held.spread[:, 1:], 2.0 * np.exp(FARTHEST_STRETCH))


def test_each_series_has_the_effect_of_its_own_class(weights_on, adjust_by):
    with np.errstate(divide="ignore"):
        prior = np.log(weights_on("percent", noise=1.0, lasting=1.0))
    effects = [ClassEffect(np.array([m, 0, 0, 0, 0]), np.zeros(2)) for m in (0.1, 0.2, 0.3)]
    mixed = mixture(VALUES, "percent", PATTERN, prior)
    history = History.of(YEARS, VALUES, np.full(3, 1), np.full(3, False))
    made = adjusted(mixed, history, AHEAD, adjust_by(), effects)
    np.testing.assert_allclose(made.location[:, 1], [0.1, 0.2, 0.3])


@pytest.mark.parametrize("of_kind", [False, True])
def test_a_series_of_unknown_class_is_moved_and_stretched_as_learned_for_such(weights_on, of_kind):
    with np.errstate(divide="ignore"):
        prior = np.log(weights_on("percent", noise=1.0, lasting=1.0))
    learned = Adjustment(
        np.array([0, 0, 0, 0, 0, 0.3]), np.array([0, 0, 0, 0, 0, 0, 0.2, 0]), RESIDUAL_PROBITS,
        np.r_[-60.0, np.zeros(8)], 1,
    )  # fmt: skip
    history = History.of(YEARS, VALUES, np.full(3, 1), np.full(3, of_kind))
    mixed = mixture(VALUES, "percent", PATTERN, prior)
    made = adjusted(mixed, history, AHEAD, learned, [ClassEffect.none()] * 3)
    np.testing.assert_allclose(made.location[:, 1], 0.3 * of_kind)
    np.testing.assert_allclose(made.spread[:, 1], np.exp(0.2 * of_kind))


def test_a_year_inside_the_history_is_left_as_the_mixture_has_it(forecast, adjust_by):
    changed = forecast(adjust_by(0.5, 2.0, unchanged=0.4))
    expected = changed.mixture.cdf(asked_of())[:, 0]
    # residuals beyond the table go on with slope 1, so this holds in the tails too
    np.testing.assert_allclose(changed.cdf(asked_of())[:, 0], expected, atol=1e-9)


def test_with_its_probability_the_last_figure_comes_again_and_else_the_mixture(forecast, adjust_by):
    plain, again = forecast(adjust_by()), forecast(adjust_by(unchanged=0.3))
    asked, last = asked_of(), VALUES[:, -1, None, None]
    expected = 0.7 * plain.cdf(asked) + 0.3 * (asked >= last)
    np.testing.assert_allclose(again.cdf(asked)[:, 1:], expected[:, 1:], atol=1e-9)


def test_quantiles_within_the_repeated_probability_are_the_last_figure(forecast, adjust_by):
    again = forecast(adjust_by(unchanged=0.3))
    below = again.cdf(np.nextafter(VALUES[:, -1:, None], 0) * np.ones((1, 3, 1)))[:, 1:]
    for share in (0.05, 0.15, 0.25):
        for i, column in np.ndindex(below.shape[:2]):
            level = below[i, column] + share
            assert again.quantile(level)[i, column + 1] == pytest.approx(VALUES[i, -1], abs=0.02)


def test_residuals_of_heavier_tails_widen_the_outer_quantiles(forecast, adjust_by):
    plain = adjust_by()
    tails = RESIDUAL_PROBITS * (1 + 0.2 * np.abs(RESIDUAL_PROBITS))
    heavy = Adjustment(plain.location, plain.spread, tails, plain.unchanged, 1)
    a, b = (forecast(each).quantile(Q)[0, 1] for each in (plain, heavy))
    assert b[0] < a[0]
    assert b[-1] > a[-1]
    assert b[3] == pytest.approx(a[3], abs=1e-6)


def test_the_residuals_of_a_falling_series_are_mirrored(forecast, adjust_by):
    plain = adjust_by()
    skewed = RESIDUAL_PROBITS + 0.4 * np.maximum(RESIDUAL_PROBITS, 0)  # farther with the trend
    directed = Adjustment(plain.location, plain.spread, skewed, plain.unchanged, 1)
    rising = np.array([[70.0, 71.0, 71.9, 73.1]])
    up, down = (forecast(directed, values) for values in (rising, 100 - rising))
    np.testing.assert_allclose(up.quantile(Q)[0, 1], 100 - down.quantile(1 - Q)[0, 1], atol=0.05)
    assert down.direction.tolist() == [-1]
    plain_down = forecast(plain, 100 - rising).quantile(Q)[0, 1]
    assert down.quantile(Q)[0, 1][0] < plain_down[0]
    assert down.quantile(Q)[0, 1][-1] == pytest.approx(plain_down[-1], abs=1e-6)


@law
@given(
    move=st.floats(-1, 1), stretch=st.floats(0.5, 2), unchanged=st.sampled_from([0, 0.1, 0.5, 0.95])
)
def test_the_distribution_function_rises_and_quantiles_find_their_way_back(
    forecast, adjust_by, move, stretch, unchanged
):
    made = forecast(adjust_by(move, stretch, unchanged))
    grid = np.broadcast_to(np.linspace(0, 100, 401), (3, 3, 401))
    c = made.cdf(grid)
    assert (np.diff(c, axis=-1) >= -1e-12).all()
    assert c.min() >= 0
    assert c.max() <= 1
    found = made.quantile(Q)
    assert (np.diff(found, axis=-1) >= -1e-9).all()
    free = (found > 0.01) & (found < 99.9)
    reached = made.cdf(found + 0.02) - Q + 0.04, Q - made.cdf(found - 0.02) + 0.04
    assert (reached[0][free] >= 0).all()
    assert (reached[1][free] >= 0).all()


@pytest.mark.parametrize("kind", ["percent", "count"])
def test_a_series_gets_the_same_bytes_alone_as_in_a_batch(forecast, adjust_by, kind):
    values = np.round(np.random.default_rng(1).uniform(20, 90, (9, 4)), 1)
    adjustment = adjust_by(0.2, 1.3, unchanged=0.2)
    together = forecast(adjustment, values, kind)
    c, q = together.cdf(asked_of(values)), together.quantile(Q)
    for i in range(9):
        alone = forecast(adjustment, values[[i]], kind)
        assert alone.cdf(asked_of(values[[i]])).tobytes() == c[i].tobytes()
        assert alone.quantile(Q).tobytes() == q[i].tobytes()
