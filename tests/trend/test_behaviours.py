"""The grid of behaviours: covariances against sums written out, and the order of the grid."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbanstats.trend.behaviours import BLOCKS, SHAPES, Shape, behaviour_table, believable

law = settings(max_examples=30)
every_shape = pytest.mark.parametrize("shape", SHAPES, ids=str)
LAST = 9


def covariance_by_sums(shape, last=LAST):
    """Return the covariance of the path in years 0..last, every shock and drift added up."""
    t = np.arange(last + 1)
    if shape.level < 1:  # a stationary level: z(t) = level * z(t - 1) + shock
        wander = shape.level ** np.abs(t[:, None] - t) / (1 - shape.level**2)
    else:  # year t has felt the shocks of years 1..t
        felt = np.tri(last + 1, last, -1)
        wander = felt @ felt.T
    summed = np.tri(last + 1, last, -1)
    lags = np.abs(np.arange(last)[:, None] - np.arange(last))
    return wander + shape.drift**2 * summed @ (shape.lasting ** lags.astype(float)) @ summed.T


@every_shape
def test_the_covariance_is_that_of_shocks_and_drifts_added_up(shape):
    years = np.arange(LAST + 1)
    expected = covariance_by_sums(shape)
    np.testing.assert_allclose(shape.covariance(years, years), expected, rtol=1e-12, atol=1e-12)


@every_shape
def test_the_covariance_of_two_sets_of_years_is_read_from_the_whole(shape):
    a, b = np.array([0, 3, 4]), np.array([8, 2])
    whole = covariance_by_sums(shape)
    np.testing.assert_allclose(shape.covariance(a, b), whole[np.ix_(a, b)], rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(shape.covariance(a, b), shape.covariance(b, a).T)


def test_two_years_of_fading_drift_have_a_known_variance():
    drift = Shape(noise=0.1, drift=2.0, lasting=0.7)
    shocks, steps = 2.0, 4.0 * (1 + 1 + 2 * 0.7)
    assert drift.covariance([2], [2]).item() == pytest.approx(shocks + steps)


def test_a_lasting_drift_grows_with_the_square_of_time():
    drift = Shape(noise=0.1, drift=0.5, lasting=1.0)
    assert drift.covariance([10], [10]).item() == pytest.approx(10 + 0.25 * 100)


def test_a_drift_that_nearly_lasts_is_nearly_a_slope():
    nearly = Shape(1.0, 2.0, 1 - 1e-5).covariance([3, 7], [3, 7])
    np.testing.assert_allclose(nearly, Shape(1.0, 2.0, 1.0).covariance([3, 7], [3, 7]), rtol=1e-4)


@law
@given(
    shape=st.sampled_from(SHAPES),
    years=st.lists(st.integers(0, 60), min_size=1, max_size=12, unique=True),
)
def test_a_covariance_has_no_negative_variance_in_any_direction(shape, years):
    smallest = np.linalg.eigvalsh(shape.covariance(years, years)).min()
    assert smallest >= -1e-8


def test_no_two_shapes_are_alike():
    assert len(set(SHAPES)) == len(SHAPES)


def test_a_level_may_wander_without_drift_with_a_lasting_or_a_fading_one_or_return():
    ways = {(shape.drift > 0, shape.lasting < 1, shape.level < 1) for shape in SHAPES}
    assert {way for way in ways if not way[2]} == {
        (False, False, False), (True, False, False), (True, True, False),
    }  # fmt: skip
    assert any(way[2] for way in ways)


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_table_has_one_row_per_behaviour_and_no_two_alike(kind):
    table = behaviour_table(kind)
    assert len(table) == sum(block.size for block in BLOCKS[kind])
    assert len(set(table.tolist())) == len(table)


@pytest.mark.parametrize("kind", BLOCKS)
def test_the_table_runs_scale_by_scale_then_shape_shock_and_mean_drift(kind):
    table, row = behaviour_table(kind), 0
    for block in BLOCKS[kind]:
        for shape in SHAPES:
            for shock in block.shocks:
                for mean_drift in block.drifts:
                    expected = (
                        block.scale.name, shape.noise, shape.drift, shape.lasting, shape.level,
                        shock, mean_drift,
                    )  # fmt: skip
                    assert tuple(table[row]) == expected
                    row += 1
    assert row == len(table)


def test_percentages_move_in_points_or_folded_roots_and_counts_in_logs_or_roots():
    scales = {kind: list(dict.fromkeys(behaviour_table(kind)["scale"])) for kind in BLOCKS}
    assert scales == {"percent": ["identity", "folded_root"], "count": ["log", "root"]}


@pytest.mark.parametrize("kind", BLOCKS)
def test_a_behaviour_without_mean_drift_is_always_among_those_to_choose_from(kind):
    assert all(0.0 in block.drifts for block in BLOCKS[kind])


@pytest.mark.parametrize("kind", BLOCKS)
def test_only_behaviours_that_drift_no_faster_than_their_scale_allows_are_believable(kind):
    table, held = behaviour_table(kind), believable(kind)
    for block in BLOCKS[kind]:
        on_scale = table["scale"] == block.scale.name
        drift = (table["shock"] * table["drift"])[on_scale]
        np.testing.assert_array_equal(held[on_scale], drift <= block.fastest)
        assert drift.max() > block.fastest  # the grid is wider than what is believed
    assert held[table["drift"] == 0].all()
