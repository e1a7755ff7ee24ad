"""Scales: there and back, their slopes, their bounds, and the anchor of counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from urbanstats.trend.behaviours import BOUNDS, FOLDED_ROOT, IDENTITY, LOG, ROOT, count_anchor

law = settings(max_examples=50)
percent = st.floats(0, 100)
share = st.floats(0, 50)
anchor = st.floats(0.01, 1e7)

PERCENT_SCALES = pytest.mark.parametrize("scale", [IDENTITY, FOLDED_ROOT], ids=lambda s: s.name)
COUNT_SCALES = pytest.mark.parametrize("scale", [LOG, ROOT], ids=lambda s: s.name)


@PERCENT_SCALES
@law
@given(y=percent)
def test_a_percentage_comes_back_from_its_scale(scale, y):
    there = scale.forward(np.array([y]), 1.0)
    np.testing.assert_allclose(scale.back(there, 1.0), [y], rtol=0, atol=1e-9)


@COUNT_SCALES
@law
@given(part=share, a=anchor)
def test_a_count_comes_back_from_its_scale(scale, part, a):
    there = scale.forward(np.array([part * a]), a)
    np.testing.assert_allclose(scale.back(there, a), [part * a], rtol=1e-9, atol=1e-12 * a)


@PERCENT_SCALES
@law
@given(y=st.floats(0.01, 99.99))
def test_the_log_slope_of_a_percent_scale_is_the_log_of_its_derivative(scale, y):
    h = 1e-4
    up, down = scale.forward(np.array([y + h, y - h]), 1.0)
    np.testing.assert_allclose(
        scale.log_slope(np.array([y]), 1.0), [np.log((up - down) / (2 * h))], rtol=0, atol=1e-4
    )


@COUNT_SCALES
@law
@given(part=st.floats(0.01, 50), a=anchor)
def test_the_log_slope_of_a_count_scale_is_the_log_of_its_derivative(scale, part, a):
    y, h = part * a, 1e-4 * part * a
    up, down = scale.forward(np.array([y + h, y - h]), a)
    np.testing.assert_allclose(
        scale.log_slope(np.array([y]), a), [np.log((up - down) / (2 * h))], rtol=0, atol=1e-4
    )


def test_the_folded_root_has_its_known_values():
    # Tukey (1977), chapter 15, here with 0.01 added below each root: 2(sqrt(p) - sqrt(1 - p))
    there = FOLDED_ROOT.forward(np.array([0.0, 50.0, 80.0, 100.0]), 1.0)
    edge = 2 * (np.sqrt(1.01) - 0.1)
    np.testing.assert_allclose(there, [-edge, 0, 2 * (0.9 - np.sqrt(0.21)), edge], atol=1e-14)


@law
@given(y=percent)
def test_the_folded_root_sees_the_shortfall_as_the_mirror_of_the_share(y):
    share, shortfall = FOLDED_ROOT.forward(np.array([y, 100 - y]), 1.0)
    assert share == pytest.approx(-shortfall, abs=1e-12)


@PERCENT_SCALES
def test_a_larger_percentage_lies_higher_on_its_scale(scale):
    assert (np.diff(scale.forward(np.linspace(0, 100, 501), 1.0)) > 0).all()


@COUNT_SCALES
def test_a_larger_count_lies_higher_on_its_scale(scale):
    assert (np.diff(scale.forward(np.linspace(0, 5e4, 501), 1e4)) > 0).all()


@COUNT_SCALES
@law
@given(part=share, a=anchor, unit=st.sampled_from([0.001, 10.0, 1e4]))
def test_a_count_in_another_unit_has_the_same_place_on_its_scale(scale, part, a, unit):
    here = scale.forward(np.array([part * a]), a)
    there = scale.forward(np.array([part * a * unit]), a * unit)
    np.testing.assert_allclose(there, here, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("scale", [IDENTITY, FOLDED_ROOT], ids=lambda s: s.name)
def test_what_lies_beyond_a_bound_of_a_percent_scale_comes_back_as_the_bound(scale):
    np.testing.assert_array_equal(scale.back(np.array([-300.0, 300.0]), 1.0), [0, 100])


@COUNT_SCALES
def test_what_lies_below_nought_on_a_count_scale_comes_back_as_nought(scale):
    below = scale.forward(np.array([0.0]), 250.0) - 0.01
    assert scale.back(below, 250.0) == 0


def test_the_bounds_are_those_of_percentages_and_counts():
    assert BOUNDS["percent"] == (0.0, 100.0)
    assert BOUNDS["count"] == (0.0, np.inf)


def test_the_anchor_of_a_count_is_its_last_value_or_else_its_largest():
    rows = np.array([[5.0, 7.0, 3.0], [5.0, 7.0, 0.0], [0.0, 0.0, 0.0]])
    np.testing.assert_array_equal(count_anchor(rows), [3.0, 7.0, 1.0])
