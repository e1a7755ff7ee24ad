"""The mixture: Bayes by hand, the same bytes in any batch, and calibration on its own model."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.special import logsumexp

from urbanstats.trend.behaviours import BLOCKS, behaviour_table
from urbanstats.trend.mixture import (
    NEGLIGIBLE,
    Pattern,
    anchors,
    closed_form,
    log_likelihood,
    mixture,
)

law = settings(max_examples=20)
kinds = pytest.mark.parametrize("kind", BLOCKS)
Q = np.array([0.1, 0.5, 0.9])


def yearly(n, ahead=(1, 3)):
    """Return the pattern of n figures in a row on one basis, and of years after the last."""
    return Pattern(tuple(range(n)), (0,) * n, tuple(n - 1 + h for h in ahead))


@cache
def uneven(kind):
    """Return the log-weights of a prior that favours a few behaviours, as learned ones do."""
    rng = np.random.default_rng(5)
    weights = rng.gamma(0.3, size=len(behaviour_table(kind)))
    weights[rng.permutation(len(weights))[200:]] = 0
    with np.errstate(divide="ignore"):
        return np.log(weights / weights.sum())


def some_series(kind, size, n, seed=1):
    rng = np.random.default_rng(seed)
    percent = np.clip(70 + np.cumsum(rng.normal(0.5, 1.5, (size, n)), axis=1), 0, 100)
    return percent if kind == "percent" else np.round(200 * percent + 5)


def quantiles(mixed, column=0, levels=Q):
    """Return the quantiles of each series (N, V) in one year, by bisection."""
    shape = (len(mixed.weights), 1, len(levels))
    low = np.full(shape, -9.0) * mixed.anchor[:, None, None]
    high, at = -low + 200, slice(column, column + 1)
    one = replace(mixed, mean=mixed.mean[:, :, at], spread=mixed.spread[:, at, at])
    for _ in range(50):
        middle = (low + high) / 2
        reached = one.cdf(middle) >= levels
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
    return high[:, 0]


@kinds
def test_with_one_figure_every_behaviour_is_as_likely_as_any_other(kind):
    ll = log_likelihood(some_series(kind, 3, 1), kind, yearly(1))
    np.testing.assert_allclose(ll, 0, atol=1e-12)


@kinds
def test_with_one_figure_the_posterior_is_the_prior(kind):
    mixed = mixture(some_series(kind, 1, 1), kind, yearly(1), uneven(kind))
    prior = np.exp(uneven(kind))
    kept = np.sort(prior[prior >= NEGLIGIBLE * prior.max()])[::-1]
    assert len(kept) < (prior > 0).sum()  # the lightest are dropped, the rest share their weight
    np.testing.assert_allclose(mixed.weights[0], kept / kept.sum(), rtol=1e-10)


@kinds
def test_a_figure_that_is_alone_on_its_basis_leaves_the_posterior_at_the_prior(kind):
    apart = Pattern((0, 1, 4), (1, 0, 2), (5,))
    ll = log_likelihood(some_series(kind, 2, 3), kind, apart)
    np.testing.assert_allclose(ll, 0, atol=1e-10)


def test_two_figures_weigh_the_behaviours_by_the_density_of_their_change():
    # behaviours in points: the change of a year is N(mu, s^2 (1 + q^2 + 2 r^2)), level unknown
    values, table = np.array([[50.0, 51.7]]), behaviour_table("percent")
    ll = log_likelihood(values, "percent", yearly(2))[0]
    rows = np.flatnonzero((table["scale"] == "identity") & (table["level"] == 1))
    walks = table[rows]
    step = walks["shock"] * np.sqrt(1 + walks["drift"] ** 2 + 2 * walks["noise"] ** 2)
    expected = stats.norm(walks["mean_drift"], step).logpdf(1.7)
    np.testing.assert_allclose(ll[rows], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("block", BLOCKS["percent"], ids=lambda b: b.scale.name)
def test_the_likelihood_of_percentages_is_a_density_in_points(block, one_walk):
    # given the first figure, the density of the second sums to the probability of its range
    facts, row = one_walk("percent", block.scale.name)
    second = np.linspace(58.0, 62.0, 2001)
    pairs = np.column_stack([np.full(2001, 60.0), second])
    density = np.exp(log_likelihood(pairs, "percent", yearly(2))[:, row])
    first, low, high = block.scale.forward(np.array([60.0, 58.0, 62.0]), 1.0)
    step = stats.norm(first, facts["shock"] * np.sqrt(1 + 2 * facts["noise"] ** 2))
    assert np.trapezoid(density, second) == pytest.approx(step.cdf(high) - step.cdf(low), rel=1e-6)


@pytest.mark.parametrize("block", BLOCKS["count"], ids=lambda b: b.scale.name)
def test_the_likelihood_of_counts_is_a_density_in_their_unit(block, one_walk):
    # the scale is relative to the last figure, 6300; its slope there is taken numerically
    facts, row = one_walk("count", block.scale.name)
    got = log_likelihood(np.array([[6000.0, 6300.0]]), "count", yearly(2))[0, row]
    z = block.scale.forward(np.array([6000.0, 6300.0, 6299.5, 6300.5]), 6300.0)
    step = stats.norm(0, facts["shock"] * np.sqrt(1 + 2 * facts["noise"] ** 2))
    assert got == pytest.approx(step.logpdf(z[1] - z[0]) + np.log(z[3] - z[2]), abs=1e-6)


@kinds
def test_the_posterior_is_prior_times_likelihood(kind):
    values, pattern = some_series(kind, 4, 6), yearly(6)
    score = uneven(kind) + log_likelihood(values, kind, pattern)
    posterior = np.exp(score - logsumexp(score, axis=1, keepdims=True))
    mixed = mixture(values, kind, pattern, uneven(kind))
    for row, weights in zip(posterior, mixed.weights, strict=True):
        heaviest = np.sort(row)[::-1][: len(weights)]
        heaviest[heaviest < NEGLIGIBLE * heaviest[0]] = 0
        assert heaviest.sum() > 0.95  # what is dropped is little
        np.testing.assert_allclose(weights, heaviest / heaviest.sum(), rtol=1e-9)


@kinds
def test_a_prior_of_its_own_for_each_series_is_the_same_as_one_at_a_time(kind):
    values, pattern = some_series(kind, 2, 5), yearly(5)
    own = np.stack([uneven(kind)[::-1], uneven(kind)])
    together = quantiles(mixture(values, kind, pattern, own))
    alone = [quantiles(mixture(values[[i]], kind, pattern, own[i]))[0] for i in range(2)]
    np.testing.assert_array_equal(together, alone)


@kinds
def test_a_behaviour_of_no_weight_in_the_prior_has_none_in_the_mixture(kind, weights_on):
    returns = weights_on(kind, level=0.5)
    with np.errstate(divide="ignore"):
        mixed = mixture(some_series(kind, 1, 8), kind, yearly(8), np.log(returns))
    rows = behaviour_table(kind)["level"] == 0.5
    assert mixed.weights.shape[1] <= rows.sum()
    shapes = len(closed_form(yearly(8)).spread)
    assert set(mixed.shape[0]) == {shapes - 1}


@kinds
def test_one_behaviour_gives_the_normal_that_the_closed_form_says(kind, one_walk):
    values, pattern = some_series(kind, 3, 5), yearly(5)
    form = closed_form(pattern)
    for number, block in enumerate(BLOCKS[kind]):
        facts, row = one_walk(kind, block.scale.name)
        only = np.full(len(behaviour_table(kind)), -np.inf)
        only[row] = 0.0
        mixed = mixture(values, kind, pattern, only)
        shape = (row - number * BLOCKS[kind][0].size) // (len(block.shocks) * len(block.drifts))
        centre = block.scale.forward(values, mixed.anchor[:, None]) @ form.gain[shape].T
        sd = facts["shock"] * np.sqrt(np.diag(form.spread[shape]))
        np.testing.assert_allclose(mixed.mean[:, 0], centre, rtol=1e-12)
        np.testing.assert_allclose(mixed.sd[:, 0], np.tile(sd, (3, 1)), rtol=1e-12)
        asked = values[:, -1:, None] * np.ones((1, 2, 1)) * 0.97
        z = block.scale.forward(asked, mixed.anchor[:, None, None])[..., 0]
        np.testing.assert_allclose(
            mixed.cdf(asked)[..., 0], stats.norm(centre, sd).cdf(z), rtol=0, atol=1e-12
        )


@kinds
def test_every_row_of_the_grid_is_the_behaviour_the_table_says(kind):
    # one figure: the mean drift is added year by year, the sd is shock size times unit spread
    value, pattern, table = np.array([[60.0]]), yearly(1, ahead=(1, 4)), behaviour_table(kind)
    anchor = anchors(value, kind)[:, None]
    start = {b.scale.name: b.scale.forward(value, anchor).item() for b in BLOCKS[kind]}
    for row in range(0, len(table), 41):
        only = np.full(len(table), -np.inf)
        only[row] = 0.0
        mixed, facts = mixture(value, kind, pattern, only), table[row]
        assert BLOCKS[kind][mixed.block.item()].scale.name == facts["scale"]
        assert mixed.shock.item() == facts["shock"]
        centre = start[facts["scale"]] + facts["mean_drift"] * np.array([1, 4])
        np.testing.assert_allclose(mixed.mean[0, 0], centre, atol=1e-12)
        sd = facts["shock"] * np.sqrt([unit_variance(facts, 1), unit_variance(facts, 4)])
        np.testing.assert_allclose(mixed.sd[0, 0], sd, rtol=1e-9)


def unit_variance(facts, h):
    """Return the variance of a figure h years after the only one, for shocks of size 1."""
    if facts["level"] < 1:
        path = 2 * (1 - facts["level"] ** h) / (1 - facts["level"] ** 2)
    else:
        summed = sum(facts["lasting"] ** abs(i - j) for i in range(h) for j in range(h))
        path = h + facts["drift"] ** 2 * summed
    return path + 2 * facts["noise"] ** 2


@kinds
@pytest.mark.parametrize(
    ("size", "n", "years"), [(1, 6, 3), (2, 1, 1), (7, 1, 2), (7, 2, 1), (64, 6, 3), (300, 6, 1)]
)
def test_a_series_gets_the_same_bytes_alone_as_in_a_batch(kind, size, n, years):
    values, pattern = some_series(kind, size, n), yearly(n, tuple(range(1, years + 1)))
    asked = np.broadcast_to(values[:, -1:, None] * np.array([0.98, 1.0, 1.01]), (size, years, 3))
    together = mixture(values, kind, pattern, uneven(kind))
    c = together.cdf(asked)
    for i in range(size):
        alone = mixture(values[[i]], kind, pattern, uneven(kind))
        kept = alone.weights.shape[1]
        assert alone.weights.tobytes() == together.weights[i, :kept].tobytes()
        assert alone.mean.tobytes() == together.mean[i, :kept].tobytes()
        assert alone.cdf(asked[[i]]).tobytes() == c[i].tobytes()


@kinds
@pytest.mark.parametrize("size", [7, 64])
@pytest.mark.parametrize("n", [2, 12])
def test_one_value_of_one_year_has_the_same_bytes_alone_as_in_a_batch(kind, size, n):
    values, pattern = some_series(kind, size, n), yearly(n, (1,))
    asked = values[:, -1:, None] * 1.01
    together = mixture(values, kind, pattern, uneven(kind)).cdf(asked)
    alone = [mixture(values[[i]], kind, pattern, uneven(kind)).cdf(asked[[i]]) for i in range(size)]
    assert np.concatenate(alone).tobytes() == together.tobytes()


@kinds
def test_the_order_of_a_batch_changes_nothing(kind):
    values, pattern, order = some_series(kind, 5, 4), yearly(4), [3, 0, 4, 2, 1]
    before = quantiles(mixture(values, kind, pattern, uneven(kind)))
    after = quantiles(mixture(values[order], kind, pattern, uneven(kind)))
    np.testing.assert_array_equal(after, before[order])


@kinds
@law
@given(first=st.integers(1, 60), gap=st.integers(1, 4))
def test_shifting_all_years_by_a_constant_changes_nothing(kind, first, gap):
    years = np.array([0, 1, 1 + gap, 2 + gap])
    values = some_series(kind, 2, 4)
    here = Pattern(tuple(years), (0,) * 4, (4 + gap, 6 + gap))
    there = Pattern(tuple(years + first), (0,) * 4, (4 + gap + first, 6 + gap + first))
    asked = values[:, -1:, None] * np.array([[[0.9, 0.99, 1.0, 1.02], [0.8, 0.97, 1.01, 1.1]]])
    a, b = (mixture(values, kind, pattern, uneven(kind)) for pattern in (here, there))
    np.testing.assert_allclose(b.cdf(asked), a.cdf(asked), rtol=0, atol=1e-7)


@law
@given(
    counts=st.lists(st.integers(1, 10**6), min_size=1, max_size=6),
    times=st.sampled_from([0.001, 2, 10, 1e4]),
)
def test_counts_in_another_unit_have_the_same_distribution_in_that_unit(counts, times):
    pattern, values = yearly(len(counts)), np.array([counts], float)
    asked = values[:, -1:, None] * np.array([0.01, 0.5, 0.9, 1.0, 1.2, 7.0]) * np.ones((1, 2, 1))
    here = mixture(values, "count", pattern, uneven("count")).cdf(asked)
    there = mixture(values * times, "count", pattern, uneven("count")).cdf(asked * times)
    np.testing.assert_allclose(there, here, rtol=0, atol=1e-7)


def test_counts_times_ten_give_quantiles_times_ten():
    pattern, values = yearly(4), some_series("count", 6, 4)
    here = quantiles(mixture(values, "count", pattern, uneven("count")))
    there = quantiles(mixture(values * 10, "count", pattern, uneven("count")))
    np.testing.assert_allclose(there, here * 10, rtol=1e-9)


def test_a_percentage_and_its_shortfall_get_mirrored_forecasts_if_drifts_are_even(weights_on):
    level = weights_on("percent", mean_drift=0.0)
    with np.errstate(divide="ignore"):
        prior = np.log(level)
    values, pattern = some_series("percent", 6, 7), yearly(7)
    here = quantiles(mixture(values, "percent", pattern, prior))
    there = quantiles(mixture(100 - values, "percent", pattern, prior))
    np.testing.assert_allclose(there[:, ::-1], 100 - here, rtol=0, atol=1e-7)


@kinds
@law
@given(seed=st.integers(0, 99), n=st.integers(1, 6))
def test_the_distribution_function_rises_from_nought_to_one(kind, seed, n):
    values = some_series(kind, 1, n, seed)
    mixed = mixture(values, kind, yearly(n), uneven(kind))
    asked = np.linspace(0, 100, 301) if kind == "percent" else np.geomspace(0.1, 1e7, 301)
    c = mixed.cdf(np.broadcast_to(asked, (1, 2, 301)))
    assert (np.diff(c, axis=2) >= -1e-12).all()
    assert c.min() >= 0
    assert c.max() <= 1 + 1e-12


@kinds
def test_draws_agree_with_the_distribution_function(kind):
    pattern, n = yearly(4), 20_000
    mixed = mixture(some_series(kind, 1, 4), kind, pattern, uneven(kind))
    draws = mixed.draws(n, np.random.default_rng(3))
    assert draws.shape == (n, 2)
    for column in range(2):
        asked = quantiles(mixed, column, np.linspace(0.05, 0.95, 19))[0]
        share = (draws[:, column, None] <= asked).mean(axis=0)
        np.testing.assert_allclose(share, np.linspace(0.05, 0.95, 19), atol=4 / np.sqrt(4 * n))


def test_draws_of_two_years_move_together_as_the_closed_form_says(one_walk):
    _, row = one_walk("percent", "identity")
    only = np.full(len(behaviour_table("percent")), -np.inf)
    only[row] = 0.0
    mixed = mixture(np.array([[40.0, 50.0]]), "percent", yearly(2, (1, 3)), only)
    draws = mixed.draws(40_000, np.random.default_rng(4))
    unit = mixed.spread[mixed.shape.item()]
    np.testing.assert_allclose(np.cov(draws.T), mixed.shock.item() ** 2 * unit, rtol=0.04)


@pytest.mark.slow
@kinds
@pytest.mark.parametrize("n", [1, 2, 8])
def test_series_simulated_from_the_model_meet_a_uniform_transform(kind, n):
    """Draw behaviour and path from the prior; the rank of what comes must be uniform.

    Not for the root of counts: its shocks are relative to the last value, which no path knows
    before it ends.
    """
    rng, total = np.random.default_rng(17), 2000
    pattern, table = yearly(n), behaviour_table(kind)
    for block in BLOCKS[kind]:
        if block.scale.name == "root":
            continue
        size = 0.05 if block.scale.name == "identity" else 0.01  # clear of every bound
        chosen = np.flatnonzero((table["scale"] == block.scale.name) & (table["shock"] <= size))
        prior = np.full(len(table), -np.inf)
        prior[chosen] = -np.log(len(chosen))
        facts = table[rng.choice(chosen, total)]
        z = _paths(facts, max(pattern.ahead), rng) + _start(kind, block, rng, total)[:, None]
        y = block.scale.back(z, 1000.0 if kind == "count" else 1.0)
        mixed = mixture(y[:, :n], kind, pattern, prior)
        pit = mixed.cdf(y[:, list(pattern.ahead), None])[..., 0]
        for column in range(2):
            assert stats.kstest(pit[:, column], "uniform").pvalue > 1e-3


def _start(kind, block, rng, total):
    """Return levels on the scale, the same for every count: there the anchor is the last value."""
    if kind == "count":
        return np.full(total, block.scale.forward(np.array(1000.0), 1000.0))
    return block.scale.forward(rng.uniform(40, 60, total), 1.0)


def _paths(facts, last, rng):
    """Return paths plus publication noise (N, last + 1) with the facts of each row."""
    total = len(facts)
    noise, drift, lasting, level, shock, mean = (
        facts[name] for name in ("noise", "drift", "lasting", "level", "shock", "mean_drift")
    )
    b, path = rng.normal(size=total), np.zeros((total, last + 1))
    free = level < 1
    path[free, 0] = rng.normal(size=free.sum()) / np.sqrt(1 - level[free] ** 2)
    for t in range(1, last + 1):
        path[:, t] = level * path[:, t - 1] + drift * b + rng.normal(size=total)
        b = lasting * b + np.sqrt(1 - lasting**2) * rng.normal(size=total)
    path += noise[:, None] * rng.normal(size=path.shape)
    return shock[:, None] * path + mean[:, None] * np.arange(last + 1)
