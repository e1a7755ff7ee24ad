"""Closed forms against statsmodels and against the same algebra written out in full."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from statsmodels.tsa.api import UnobservedComponents
from statsmodels.tsa.statespace.initialization import Initialization

from urbanstats.trend.behaviours import SHAPES
from urbanstats.trend.mixture import Pattern, closed_form, combine

law = settings(max_examples=30)
DIFFUSE = -0.5 * np.log(2 * np.pi)  # statsmodels counts it for the figure that sets the level

YEARS = (0, 1, 2, 5, 6, 9)
FIGURES = np.array([61.2, 60.4, 63.9, 66.0, 65.1, 71.7])
AHEAD = (10, 11, 14)
SHOCK, MEAN_DRIFT = 1.3, 0.5
PLAIN = Pattern(YEARS, (0,) * len(YEARS), AHEAD)

numbered = list(enumerate(SHAPES))
walks = [(s, shape) for s, shape in numbered if shape.drift == 0 and shape.level == 1]
slopes = [(s, shape) for s, shape in numbered if shape.drift > 0 and shape.lasting == 1]
returning = [(s, shape) for s, shape in numbered if shape.level < 1]


def likelihood_of(form, s, z, shock, mean_drift):
    """Return the log-likelihood of figures on the identity scale, from a closed form."""
    rest = (form.contrasts[s] @ z - mean_drift * form.drift[s]) / shock
    constant = form.log_det[s] + len(rest) * np.log(2 * np.pi * shock**2)
    return -0.5 * (constant + rest @ rest)


def forecast_of(form, s, z, shock, mean_drift):
    """Return mean (H,) and covariance (H, H) of the years asked for, from a closed form."""
    return form.gain[s] @ z + mean_drift * form.carry[s], shock**2 * form.spread[s]


def year_by_year(pattern, figures, mean_drift=0.0):
    """Return the figures less their mean drift from year 0 to the last, NaN where there is none."""
    filled = np.full(max(pattern.years) + 1, np.nan)
    filled[list(pattern.years)] = figures - mean_drift * np.array(pattern.years)
    return filled


def walk_in_statsmodels(shape, endog):
    model = UnobservedComponents(endog, "local level", use_exact_diffuse=True)
    return model, [(shape.noise * SHOCK) ** 2, SHOCK**2]


def returning_in_statsmodels(shape, endog):
    model = UnobservedComponents(
        endog, "deterministic constant", autoregressive=1, use_exact_diffuse=True
    )
    return model, [(shape.noise * SHOCK) ** 2, SHOCK**2, shape.level]


def slope_in_statsmodels(shape, endog):
    """Return a diffuse level with one constant slope, known to be N(mean drift, (q sigma)^2)."""
    model = UnobservedComponents(endog, "local linear deterministic trend", use_exact_diffuse=True)
    start = Initialization(2)
    start.set(0, "diffuse")
    spread = np.array([[(shape.drift * SHOCK) ** 2]])
    start.set(1, "known", constant=np.array([MEAN_DRIFT]), stationary_cov=spread)
    model.ssm.initialize(start)
    return model, [(shape.noise * SHOCK) ** 2, SHOCK**2]


STATSMODELS = (
    [(s, shape, walk_in_statsmodels, MEAN_DRIFT) for s, shape in walks]
    + [(s, shape, returning_in_statsmodels, MEAN_DRIFT) for s, shape in returning]
    + [(s, shape, slope_in_statsmodels, 0.0) for s, shape in slopes]
)
by_statsmodels = pytest.mark.parametrize(
    ("s", "shape", "build", "taken_off"),
    STATSMODELS,
    ids=[f"{build.__name__}-{shape}" for _, shape, build, _ in STATSMODELS],
)


@by_statsmodels
def test_the_likelihood_is_that_of_statsmodels(s, shape, build, taken_off):
    model, params = build(shape, year_by_year(PLAIN, FIGURES, taken_off))
    ours = likelihood_of(closed_form(PLAIN), s, FIGURES, SHOCK, MEAN_DRIFT)
    assert ours == pytest.approx(model.loglike(params) - DIFFUSE, abs=1e-8)


@by_statsmodels
def test_the_forecast_of_a_published_figure_is_that_of_statsmodels(s, shape, build, taken_off):
    model, params = build(shape, year_by_year(PLAIN, FIGURES, taken_off))
    steps = np.array(AHEAD) - YEARS[-1]
    theirs = model.filter(params).get_forecast(int(steps.max()))
    mean, covariance = forecast_of(closed_form(PLAIN), s, FIGURES, SHOCK, MEAN_DRIFT)
    back = taken_off * np.array(AHEAD)
    np.testing.assert_allclose(mean, theirs.predicted_mean[steps - 1] + back, rtol=0, atol=1e-8)
    np.testing.assert_allclose(
        np.sqrt(np.diag(covariance)), theirs.se_mean[steps - 1], rtol=0, atol=1e-8
    )


@by_statsmodels
def test_a_year_missing_inside_the_history_is_smoothed_as_by_statsmodels(
    s, shape, build, taken_off
):
    inside = Pattern(YEARS, PLAIN.levels, (3, 8))
    model, params = build(shape, year_by_year(inside, FIGURES, taken_off))
    smooth, at = model.smooth(params), list(inside.ahead)
    design = model["design"]
    states, errors = smooth.smoothed_state[:, at], smooth.smoothed_state_cov[:, :, at]
    mean, covariance = forecast_of(closed_form(inside), s, FIGURES, SHOCK, MEAN_DRIFT)
    np.testing.assert_allclose(
        mean, (design @ states)[0] + taken_off * np.array(at), rtol=0, atol=1e-8
    )
    theirs = np.einsum("i,ijt,j->t", design[0], errors, design[0]) + (shape.noise * SHOCK) ** 2
    np.testing.assert_allclose(np.diag(covariance), theirs, rtol=0, atol=1e-8)


def path_covariance(shape, last):
    """Return the covariance of the path in years 0..last, every shock and drift added up."""
    t = np.arange(last + 1)
    summed = np.tri(last + 1, last, -1)
    lags = np.abs(np.arange(last)[:, None] - np.arange(last)).astype(float)
    if shape.level < 1:
        wander = shape.level ** np.abs(t[:, None] - t) / (1 - shape.level**2)
    else:
        wander = summed @ summed.T
    return wander + shape.drift**2 * summed @ shape.lasting**lags @ summed.T


def written_out(shape, pattern, z):
    """Return likelihood, mean and covariance by generalised least squares with full inverses."""
    t, ahead = np.array(pattern.years), np.array(pattern.ahead)
    path = path_covariance(shape, int(max(*t, *ahead)))
    n, m, h = len(t), len(set(pattern.levels)), len(ahead)
    design = np.equal.outer(pattern.levels, range(m)).astype(float)
    future = np.zeros((h, m))
    future[:, 0] = 1
    k = SHOCK**2 * (path[np.ix_(t, t)] + shape.noise**2 * np.eye(n))
    cross = SHOCK**2 * path[np.ix_(ahead, t)]
    own = SHOCK**2 * (path[np.ix_(ahead, ahead)] + shape.noise**2 * np.eye(h))
    k_inv = np.linalg.inv(k)
    precision = design.T @ k_inv @ design
    level_cov = np.linalg.inv(precision)
    z, drift_ahead = z - MEAN_DRIFT * t, MEAN_DRIFT * ahead
    level = level_cov @ design.T @ k_inv @ z
    rest = z - design @ level
    dets = np.linalg.slogdet(k)[1] + np.linalg.slogdet(precision)[1]
    likelihood = -0.5 * ((n - m) * np.log(2 * np.pi) + dets + rest @ k_inv @ rest)
    mean = future @ level + cross @ k_inv @ rest + drift_ahead
    missed = future - cross @ k_inv @ design
    return likelihood, mean, own - cross @ k_inv @ cross.T + missed @ level_cov @ missed.T


def check_against_written_out(pattern, z):
    form = closed_form(pattern)
    for s, shape in numbered:
        likelihood, mean, covariance = written_out(shape, pattern, z)
        got = forecast_of(form, s, z, SHOCK, MEAN_DRIFT)
        assert likelihood_of(form, s, z, SHOCK, MEAN_DRIFT) == pytest.approx(
            likelihood, rel=1e-9, abs=1e-6
        )
        np.testing.assert_allclose(got[0], mean, rtol=0, atol=1e-5, err_msg=str(shape))
        np.testing.assert_allclose(got[1], covariance, rtol=1e-6, atol=1e-5, err_msg=str(shape))


PATTERNS = {
    "one basis": PLAIN,
    "one figure": Pattern((0,), (0,), (1, 3)),
    "an older basis before a newer one": Pattern((0, 1, 4, 5, 6), (1, 1, 1, 0, 0), (7, 9)),
    "two bases in one year": Pattern((0, 2, 2, 3, 3, 6), (1, 1, 0, 1, 0, 0), (7,)),
    "one figure on each of three bases": Pattern((0, 2, 3), (2, 0, 1), (4, 5)),
    "the forecast basis is the oldest": Pattern((0, 1, 2, 3, 4), (0, 1, 1, 2, 1), (2, 6)),
    "years asked for inside and after": Pattern((0, 3, 4, 8), (0, 0, 0, 0), (1, 4, 6, 12)),
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
def test_every_shape_agrees_with_least_squares_written_out(pattern):
    z = np.array([61.2, 60.4, 63.9, 66.0, 65.1, 71.7])[: len(pattern.years)]
    check_against_written_out(pattern, z)


@law
@given(data=st.data())
def test_any_pattern_agrees_with_least_squares_written_out(data):
    bases = data.draw(st.integers(1, 3))
    cells = data.draw(
        st.lists(st.tuples(st.integers(1, 12), st.integers(0, bases - 1)), max_size=6, unique=True)
    )
    cells = sorted([(0, 0), *cells])
    labels = sorted({level for _, level in cells})
    pattern = Pattern(
        tuple(year for year, _ in cells),
        tuple(labels.index(level) for _, level in cells),
        tuple(sorted(data.draw(st.sets(st.integers(1, 16), min_size=1, max_size=3)))),
    )
    z = np.array(data.draw(st.lists(st.floats(0, 100), min_size=len(cells), max_size=len(cells))))
    check_against_written_out(pattern, z)


@pytest.mark.parametrize(("s", "shape"), numbered, ids=str)
def test_a_figure_in_the_year_asked_for_tells_of_another_publication_of_it(s, shape):
    # one figure of year 0: another publication of the same year differs by two noises
    form = closed_form(Pattern((0,), (0,), (0,)))
    mean, covariance = forecast_of(form, s, np.array([50.0]), SHOCK, MEAN_DRIFT)
    assert mean.item() == pytest.approx(50)
    assert covariance.item() == pytest.approx(2 * (shape.noise * SHOCK) ** 2)


@pytest.mark.parametrize(("s", "shape"), walks + slopes, ids=str)
def test_two_figures_a_year_apart_have_a_known_likelihood_and_forecast(s, shape):
    form, z = closed_form(Pattern((0, 1), (0, 0), (2,))), np.array([50.0, 51.7])
    step = SHOCK * np.sqrt(1 + shape.drift**2 + 2 * shape.noise**2)
    expected = norm(MEAN_DRIFT, step).logpdf(1.7)
    assert likelihood_of(form, s, z, SHOCK, MEAN_DRIFT) == pytest.approx(expected, abs=1e-10)
    # the next change is regressed on the last one: only noise and a lasting drift connect them
    pull = (shape.drift**2 - shape.noise**2) * SHOCK**2 / step**2
    mean, _ = forecast_of(form, s, z, SHOCK, MEAN_DRIFT)
    assert mean.item() == pytest.approx(51.7 + MEAN_DRIFT + pull * (1.7 - MEAN_DRIFT), abs=1e-9)


def test_a_first_figure_on_each_basis_gives_its_level_away():
    pattern = PATTERNS["two bases in one year"]
    assert pattern.contrasts == 4
    assert pattern.leads().tolist() == [True, False, True, False, False, False]
    assert closed_form(pattern).contrasts.shape == (len(SHAPES), 4, 6)


def test_contrasts_do_not_see_a_change_of_any_level():
    pattern = PATTERNS["two bases in one year"]
    moved = np.where(np.array(pattern.levels) == 1, 17.0, -4.0)
    np.testing.assert_allclose(closed_form(pattern).contrasts @ moved, 0, atol=1e-10)


def test_a_forecast_stands_on_its_own_basis():
    pattern = PATTERNS["two bases in one year"]
    form, levels = closed_form(pattern), np.array(pattern.levels)
    np.testing.assert_allclose(form.gain @ (levels == 0), 1, atol=1e-10)
    np.testing.assert_allclose(form.gain @ (levels == 1), 0, atol=1e-10)


@law
@given(
    rows=st.integers(1, 9),
    figures=st.integers(1, 8),
    seed=st.integers(0, 99),
)
def test_combine_is_a_matrix_product_that_no_batch_can_change(rows, figures, seed):
    rng = np.random.default_rng(seed)
    matrix, values = rng.normal(size=(3, 2, figures)), rng.normal(size=(rows, figures))
    together = combine(matrix, values)
    np.testing.assert_allclose(together, np.einsum("sij,nj->nsi", matrix, values), atol=1e-12)
    alone = np.concatenate([combine(matrix, row[None]) for row in values])
    assert together.tobytes() == alone.tobytes()
