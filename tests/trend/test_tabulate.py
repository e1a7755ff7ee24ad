"""A mixture written down at fixed places: probits, interpolation, and nodes that cover it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from urbanstats.trend.adjust import NODES, interpolate, probit, tabulate
from urbanstats.trend.behaviours import behaviour_table
from urbanstats.trend.mixture import Pattern, mixture

law = settings(max_examples=40)
PATTERN = Pattern((0, 1, 2), (0, 0, 0), (3, 6))
kinds = pytest.mark.parametrize("kind", ["percent", "count"])


def mixed_of(kind, weights, size=4):
    with np.errstate(divide="ignore"):
        prior = np.log(weights)
    values = np.array([[70.0, 71.2, 71.0], [99.0, 99.5, 100.0], [0.5, 0.2, 0.1], [50.0] * 3])
    return mixture(values[:size], kind, PATTERN, prior)


def test_a_probit_is_the_normal_quantile_and_finite_also_at_nought_and_one():
    np.testing.assert_allclose(probit(np.array([0.1, 0.5, 0.975])), norm.ppf([0.1, 0.5, 0.975]))
    ends = probit(np.array([0.0, 1.0]))
    assert np.isfinite(ends).all()
    assert ends[0] == pytest.approx(-ends[1], rel=1e-4)
    assert ends[1] > 6


@law
@given(seed=st.integers(0, 999))
def test_each_row_is_interpolated_as_by_numpy(seed):
    rng = np.random.default_rng(seed)
    xp = np.cumsum(rng.uniform(0.01, 2, (2, 3, 7)), axis=-1)
    fp, x = rng.normal(size=(2, 3, 7)), rng.uniform(-2, 16, (2, 3, 5))
    got = interpolate(x, xp, fp)
    for i in np.ndindex(2, 3):
        np.testing.assert_allclose(got[i], np.interp(x[i], xp[i], fp[i]), atol=1e-12)


def test_a_step_takes_the_higher_side_and_beyond_its_ends_a_table_is_flat():
    xp, fp = np.array([[0.0, 1.0, 1.0, 2.0]]), np.array([[10.0, 20.0, 30.0, 40.0]])
    got = interpolate(np.array([[-5.0, 0.5, 1.0, 1.5, 9.0]]), xp, fp)
    np.testing.assert_allclose(got, [[10, 15, 30, 35, 40]])


@kinds
def test_the_table_is_exact_at_its_nodes_and_never_decreases(kind, weights_on):
    mixed = mixed_of(kind, weights_on(kind, noise=1.0))
    nodes, probits = tabulate(mixed, np.full(len(mixed.anchor), 60.0))
    assert nodes.shape == probits.shape == (4, 2, NODES)
    np.testing.assert_allclose(probits, probit(mixed.cdf(nodes)), atol=1e-6)
    assert (np.diff(nodes, axis=-1) >= 0).all()
    assert (np.diff(probits, axis=-1) >= 0).all()


@kinds
def test_nodes_lie_within_the_bounds_and_reach_nearly_all_of_the_distribution(kind, weights_on):
    mixed = mixed_of(kind, weights_on(kind, noise=1.0))
    nodes, _ = tabulate(mixed, np.full(len(mixed.anchor), 60.0))
    assert nodes.min() >= 0
    assert kind == "count" or nodes.max() <= 100
    inside = (nodes[..., 0] > 0) & ((nodes[..., -1] < 100) | (kind == "count"))
    reach = mixed.cdf(nodes[..., [0, -1]])
    assert (reach[..., 0][inside] < 0.01).all()
    assert (reach[..., 1][inside] > 0.99).all()


@kinds
def test_one_behaviour_is_tabulated_as_the_straight_line_it_is_on_the_probit_scale(kind, one_walk):
    _, row = one_walk(kind, {"percent": "identity", "count": "log"}[kind])
    only = np.zeros(len(behaviour_table(kind)))
    only[row] = 1
    mixed = mixed_of(kind, only, size=1)
    nodes, probits = tabulate(mixed, np.full(len(mixed.anchor), 60.0))
    levels = np.array([[[-1.5, -0.3, 0.0, 0.7, 1.5]]]) * np.ones((1, 2, 1))
    values = interpolate(levels, probits, nodes)
    np.testing.assert_allclose(mixed.cdf(values), norm.cdf(levels), atol=5e-3)


@kinds
def test_a_series_is_tabulated_with_the_same_bytes_alone_as_in_a_batch(kind, weights_on):
    # a straight line needs few behaviours and a wild series many: in a batch it is padded
    with np.errstate(divide="ignore"):
        prior = np.log(weights_on(kind, noise=1.0, lasting=1.0))
    pattern = Pattern(tuple(range(6)), (0,) * 6, (6, 8))
    values = 60 + np.outer([0.001, 0.1, 1.0, 3.0], [0, 1.3, 0.2, 2.1, -0.9, 1.5])
    nodes, probits = tabulate(mixture(values, kind, pattern, prior), values[:, -1])
    for i, row in enumerate(values):
        alone = tabulate(mixture(row[None], kind, pattern, prior), row[-1:])
        assert alone[0].tobytes() == nodes[i].tobytes()
        assert alone[1].tobytes() == probits[i].tobytes()
