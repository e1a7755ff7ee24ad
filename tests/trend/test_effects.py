"""Effects of reference classes: what a class adds to its kind is found, shrunk and left out."""

import numpy as np
import pytest

from urbanstats.trend.calibration import PSEUDO_TRIALS, Trials, learn_effects


def trials(classes, figures=5, seed=1):
    """Return trials of the given classes whose features are a constant and noise."""
    rng, size = np.random.default_rng(seed), len(classes)
    features = rng.normal(size=(size, 4))
    return Trials(
        location=np.zeros((size, 6)),
        spread=np.zeros((size, 8)),
        unchanged=np.zeros((size, 9)),
        class_location=np.column_stack([np.ones(size), features]),
        class_spread=np.column_stack([np.ones(size), features[:, 0]]),
        probits=np.zeros(size),
        direction=np.ones(size),
        same=np.zeros(size, bool),
        figures=np.full(size, figures),
        classes=np.array(classes),
        folds=np.arange(size) % 4,
    )


def residuals(size, move=0.0, stretch=1.0, seed=2):
    return move + stretch * np.random.default_rng(seed).normal(size=size)


def test_a_class_that_is_off_by_a_constant_is_found_to_be():
    made = trials(["rising"] * 2000 + ["usual"] * 2000)
    rest = np.r_[residuals(2000, move=0.6), residuals(2000, seed=3)]
    effects, left = learn_effects(made, rest)
    rising, usual = effects["rising", "long"], effects["usual", "long"]
    assert rising.location[0] == pytest.approx(rest[:2000].mean(), abs=0.03)
    assert usual.location[0] == pytest.approx(0, abs=0.06)
    assert np.abs(rising.location[1:]).max() < 0.08
    assert left[:2000].mean() == pytest.approx(0, abs=0.06)


def test_a_class_that_is_steadier_than_its_kind_is_found_to_be():
    made = trials(["steady"] * 3000 + ["usual"] * 3000)
    rest = np.r_[residuals(3000, stretch=0.5), residuals(3000, seed=3)]
    effects, left = learn_effects(made, rest)
    ratio = np.exp(effects["steady", "long"].spread[0] - effects["usual", "long"].spread[0])
    assert ratio == pytest.approx(0.5, rel=0.08)
    assert left[:3000].std() == pytest.approx(left[3000:].std(), rel=0.08)


def test_a_feature_of_the_class_is_followed():
    made = trials(["level"] * 3000)
    rest = residuals(3000) + 0.4 * made.class_location[:, 4]
    assert learn_effects(made, rest)[0]["level", "long"].location[4] == pytest.approx(0.4, abs=0.05)


def test_a_class_of_few_trials_is_held_near_its_kind():
    made = trials(["few"] * 12 + ["usual"] * 3000)
    rest = np.r_[residuals(12, move=1.0, stretch=0.1), residuals(3000, seed=3)]
    few = learn_effects(made, rest)[0]["few", "long"]
    assert 0 < few.location[0] < 12 / (12 + PSEUDO_TRIALS) * 1.3


def test_short_and_long_histories_have_effects_of_their_own():
    made = trials(["a"] * 400)
    short = trials(["a"] * 400, figures=2)
    pairs = zip(vars(short).values(), vars(made).values(), strict=True)
    both = Trials(*(np.concatenate(pair) for pair in pairs))
    rest = np.r_[residuals(400, move=1.0), residuals(400, move=-1.0)]
    effects, _ = learn_effects(both, rest)
    assert effects["a", "short"].location[0] > 0.5
    assert effects["a", "long"].location[0] < -0.5


def test_series_without_a_class_have_no_effect_and_keep_their_residuals():
    made = trials([""] * 200 + ["a"] * 200)
    rest = residuals(400, move=0.5)
    effects, left = learn_effects(made, rest)
    assert set(effects) == {("a", "long")}
    np.testing.assert_array_equal(left[:200], rest[:200])


def test_the_residuals_returned_owe_nothing_to_their_own_fold():
    made = trials(["a"] * 400)
    rest = residuals(400)
    spoiled = rest + 2.0 * (made.folds == 1)
    others = made.folds != 1
    _, left = learn_effects(made, rest)
    _, moved = learn_effects(made, spoiled)
    shift = moved[~others] - left[~others]
    assert np.median(shift) > 1.95  # nothing of the two is explained away
    assert (moved[others] != left[others]).all()
