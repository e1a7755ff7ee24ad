"""Scores agree with closed forms, and their errors and bands with what chance really does."""

import numpy as np
import pandas as pd
import pytest
import scoringrules
from scipy.stats import norm, t

from urbanstats.outlook.backtest import scores
from urbanstats.outlook.panel import PANEL_LEVELS

LEVELS = np.array(PANEL_LEVELS)


def rows_of(law, n):
    return np.tile(law.ppf(LEVELS), (n, 1))


def test_crps_of_a_normal_forecast_is_its_closed_form():
    actual = np.linspace(-4, 4, 17)
    z = actual
    closed = z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)
    assert scores.crps(actual, rows_of(norm, 17), LEVELS) == pytest.approx(closed, rel=2e-3)


def test_crps_of_a_heavy_tailed_forecast_is_near_its_closed_form():
    actual = np.linspace(-4, 4, 9)
    closed = scoringrules.crps_t(actual, 3, 0, 1)
    assert scores.crps(actual, rows_of(t(3), 9), LEVELS) == pytest.approx(closed, rel=0.01)


def test_crps_of_a_certain_forecast_is_its_distance():
    said = np.full((3, len(LEVELS)), 98.0)
    assert scores.crps([98.0, 97.0, 100.0], said, LEVELS) == pytest.approx([0, 1, 2], abs=1e-12)


def test_quantiles_between_levels_are_exact_for_a_normal_law():
    wanted = np.array([0.25, 0.33, 0.75])
    found = scores.quantiles_at(rows_of(norm(5, 2), 1), LEVELS, wanted)
    assert found[0] == pytest.approx(norm(5, 2).ppf(wanted), abs=0.01)
    assert scores.quantiles_at(rows_of(norm, 1), LEVELS, LEVELS)[0] == pytest.approx(
        norm.ppf(LEVELS), abs=1e-12
    )


def test_an_interval_score_is_its_width_and_the_price_of_missing():
    actual, low, high = np.array([5.0, 3.0, 8.0]), np.full(3, 4.0), np.full(3, 6.0)
    found = scores.interval_score(actual, low, high, 0.8)
    assert found == pytest.approx([2, 2 + 10 * 1, 2 + 10 * 2])


def test_the_ends_of_an_interval_belong_to_it():
    actual = np.array([4.0, 6.0, 6.001])
    assert scores.covered(actual, np.full(3, 4.0), np.full(3, 6.0)).tolist() == [True, True, False]


def test_a_coin_gets_a_quarter_and_0_693():
    assert scores.brier([1, 0], [0.5, 0.5]).tolist() == [0.25, 0.25]
    assert scores.log_score([1, 0], [0.5, 0.5]) == pytest.approx(np.log(2))


def test_brier_and_log_score_know_their_answers():
    assert scores.brier([1, 0], [0.8, 0.3]) == pytest.approx([0.04, 0.09])
    assert scores.log_score([1, 0], [0.8, 0.3]) == pytest.approx(-np.log([0.8, 0.7]))


def test_a_log_score_is_never_infinite():
    assert scores.log_score([1, 0], [0.0, 1.0]) == pytest.approx(-np.log([0.01, 0.01]))


def test_the_error_of_a_mean_of_singles_is_the_usual_one():
    values = np.random.default_rng(1).normal(size=40)
    mean, error = scores.mean_and_error(values, np.arange(40))
    assert mean == pytest.approx(values.mean())
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(40))


def test_repeating_a_score_of_the_same_series_makes_nothing_surer():
    values, groups = np.array([1.0, 2.0, 4.0]), np.array(["a", "b", "c"])
    once = scores.mean_and_error(values, groups)
    assert scores.mean_and_error(np.repeat(values, 7), np.repeat(groups, 7)) == pytest.approx(once)


def test_one_series_has_no_error():
    assert np.isnan(scores.mean_and_error(np.ones(3), np.array(["a"] * 3))[1])


def test_skill_is_the_share_of_the_loss_saved():
    own, base = np.array([1.0, 1.0, 2.0]), np.array([2.0, 2.0, 4.0])
    skill, error = scores.skill_and_error(own, base, np.array(["a", "b", "c"]))
    assert skill == 0.5
    assert error == pytest.approx(0, abs=1e-15)


def test_the_error_of_a_skill_is_what_other_samples_would_show():
    rng = np.random.default_rng(2)

    def sample():
        base = rng.gamma(4, size=400)
        return scores.skill_and_error(base * rng.uniform(0.2, 1, 400), base, np.arange(400))

    skills, errors = np.array([sample() for _ in range(300)]).T
    assert errors.mean() == pytest.approx(skills.std(), rel=0.15)


def test_there_is_no_skill_against_what_is_never_wrong():
    assert np.isnan(scores.skill_and_error(np.ones(2), np.zeros(2), np.arange(2))).all()


def test_calibration_error_is_the_mean_gap_of_the_bins():
    likelihood = np.array([0.15, 0.15, 0.85, 0.85])
    assert scores.calibration_error([0, 0, 1, 1], likelihood) == pytest.approx(0.15)
    assert scores.calibration_error([1, 0, 1, 0], np.array([1.0, 0.0, 1.0, 0.0])) == 0


def test_a_reliability_table_counts_and_averages_each_bin():
    table = scores.reliability([0, 1, 1], np.array([0.12, 0.18, 1.0]), np.arange(3))
    assert table["likelihood"].tolist() == pytest.approx([0.15, 1.0])
    assert table["frequency"].tolist() == [0.5, 1.0]
    assert table["questions"].tolist() == [2, 1]


def test_consistency_bands_hold_9_in_10_bins_of_a_calibrated_forecaster():
    rng, held = np.random.default_rng(3), []
    for seed in range(60):
        p = rng.random(400)
        table = scores.reliability(rng.random(400) < p, p, np.arange(400), seed=seed)
        held += (table["frequency"].between(table["low"], table["high"])).tolist()
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_bands_are_wider_where_questions_hang_together():
    p = np.tile(np.linspace(0.05, 0.95, 10), 100)
    alone = scores.reliability(np.zeros(1000), p, np.arange(1000))
    together = scores.reliability(np.zeros(1000), p, np.repeat(np.arange(100), 10))
    widths = [table["high"] - table["low"] for table in (alone, together)]
    assert widths[0].tolist() == pytest.approx(widths[1].tolist(), abs=0.05)  # one of each group
    few = scores.reliability(np.zeros(1000), p, np.repeat(np.arange(10), 100))
    assert (few["high"] - few["low"] > 2 * widths[0]).all()


def test_equal_seeds_give_equal_bands():
    p = np.random.default_rng(4).random(50)
    first, again = (scores.reliability(p > 0.5, p, np.arange(50), seed=9) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_the_pit_of_calibrated_forecasts_is_even():
    pit = norm.cdf(np.random.default_rng(5).normal(size=4000))
    table = scores.pit_histogram(pit, pit, np.arange(4000))
    assert table["share"].sum() == pytest.approx(1)
    assert (np.abs(table["share"] - 0.1) < 3 * table["error"]).all()


def test_a_stretch_is_spread_evenly_over_the_bins_it_spans():
    table = scores.pit_histogram([0.05], [0.45], [0])
    assert table["share"].tolist() == pytest.approx([1 / 8, 1 / 4, 1 / 4, 1 / 4, 1 / 8, *[0] * 5])


@pytest.mark.parametrize(("place", "bin_of_it"), [(0.0, 0), (0.05, 0), (0.95, 9), (1.0, 9)])
def test_a_point_falls_into_one_bin_even_at_the_ends(place, bin_of_it):
    share = scores.pit_histogram([place], [place], [0])["share"]
    assert share.tolist() == [float(i == bin_of_it) for i in range(10)]


def test_a_figure_that_was_certain_says_nothing_about_calibration():
    assert scores.pit_histogram([0.0], [1.0], [0])["share"].tolist() == pytest.approx([0.1] * 10)
