"""Likelihoods of targets: rounding, direction, what is decided, and what other methods say."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from urbanstats.errors import ParameterError, UnitMismatch
from urbanstats.outlook import (
    FORECAST_COLUMNS,
    METHOD_COLUMNS,
    attainment,
    compare_methods,
    forecast_targets,
    reaches,
)
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import METHODS, fit
from urbanstats.trend.projection import LEVELS, Evidence, Located, Projection

law = settings(max_examples=40)
DIRECTIONS = ["at_least", "maintain", "at_most"]


def target(value, year=2018, direction="at_least", decimals=1, **facts):
    facts = {"indicator": "green_coverage", "unit": "percent"} | facts
    return Target(year=year, direction=direction, value=value, decimals=decimals, **facts)


def normal(centre=80.0, width=2.0, years=(2018, 2019)):
    """Return a projection whose figures are normal with a known centre and width."""
    size = len(years)
    located = Located(np.full(size, centre), np.full(size, width), stats.norm())
    return Projection(
        tuple(years), "percent", "percent", 1, "line", 2017, Evidence(5, 5, 2013, 2017), located
    )


def history(values=(75.1, 76.0, 77.2, 78.4, 79.0), **facts):
    years = range(2018 - len(values), 2018)
    facts = {"indicator": "green_coverage", "area": "Liuzhou", "as_of": date(2018, 6, 8)} | facts
    return Series.of(years, values, **facts)


# --- attainment ------------------------------------------------------------------------------


def test_at_least_a_level_is_the_probability_of_rounding_to_it_or_above():
    assert attainment(normal(), target(81.0)) == pytest.approx(1 - stats.norm.cdf(0.475))


def test_at_most_a_level_is_the_probability_of_rounding_to_it_or_below():
    at_most = target(81.0, direction="at_most")
    assert attainment(normal(), at_most) == pytest.approx(stats.norm.cdf(0.525))


def test_maintaining_a_level_asks_not_to_fall_below_it():
    kept = target(81.0, direction="maintain")
    assert attainment(normal(), kept) == attainment(normal(), target(81.0))


def test_with_fewer_decimals_a_level_is_reached_from_farther_off():
    likelihoods = [attainment(normal(), target(81, decimals=d)) for d in (2, 1, 0)]
    expected = [1 - stats.norm.cdf((81 - half - 80) / 2) for half in (0.005, 0.05, 0.5)]
    assert likelihoods == pytest.approx(expected)


def test_a_full_hundred_percent_can_be_reached():
    # all that lies beyond the bound counts as the bound, and 99.95 rounds to 100.0
    full = attainment(normal(centre=99.0), target(100, decimals=1))
    assert full == pytest.approx(1 - stats.norm.cdf(0.475))


def test_what_cannot_fail_is_certain_and_what_cannot_be_is_not_expected():
    assert attainment(normal(), target(0)) == 1
    assert attainment(normal(), target(100, direction="at_most")) == 1
    assert attainment(normal(centre=-80.0), target(50)) == 0


@pytest.mark.parametrize("method", ["pooled", "line", "logit_line", "damped_holt", "local_trend"])
def test_every_method_is_certain_of_a_target_at_the_end_of_the_scale(method):
    projection = fit(history((71.2, 73.9, 73.1, 75.8, 77.0, 76.7, 79.9, 81.2)), [2018], method)
    for decimals in (0, 2):
        assert attainment(projection, target(0, decimals=decimals)) == 1
        assert attainment(projection, target(100, direction="at_most", decimals=decimals)) == 1


@law
@given(
    centre=st.floats(0, 100),
    width=st.floats(0.05, 20),
    level=st.integers(0, 1000),
    harder=st.integers(0, 300),
    direction=st.sampled_from(DIRECTIONS),
)
def test_a_harder_target_is_never_likelier(centre, width, level, harder, direction):
    projection = normal(centre, width)
    step = -harder if direction == "at_most" else harder
    easy, hard = level / 10, float(np.clip((level + step) / 10, 0, 100))
    likelihoods = [attainment(projection, target(v, direction=direction)) for v in (easy, hard)]
    assert likelihoods[1] <= likelihoods[0]
    assert all(0 <= likelihood <= 1 for likelihood in likelihoods)


@settings(max_examples=25)
@given(data=st.data())
def test_a_harder_target_is_never_likelier_for_the_pooled_trend(data):
    n = data.draw(st.integers(1, 8))
    values = np.array(data.draw(st.lists(st.integers(0, 1000), min_size=n, max_size=n))) / 10
    projection = fit(history(values, decimals=1), [2018, 2020])
    between = sorted(data.draw(st.sets(st.integers(0, 1000), max_size=20)))
    levels = np.array([0, *between, 1000]) / 10
    for year in (2018, 2020):
        up = [attainment(projection, target(level, year)) for level in levels]
        down = [attainment(projection, target(level, year, "at_most")) for level in levels]
        assert (np.diff(up) <= 1e-12).all()
        assert (np.diff(down) >= -1e-12).all()
        assert (up[0], down[-1]) == (1, 1)


@law
@given(
    centre=st.floats(0, 100), width=st.floats(0.05, 20), level=st.integers(1, 999),
)  # fmt: skip
def test_a_share_and_its_shortfall_have_mirrored_targets(centre, width, level):
    up = attainment(normal(centre, width), target(level / 10))
    down = attainment(normal(100 - centre, width), target((1000 - level) / 10, direction="at_most"))
    assert down == pytest.approx(up, abs=1e-9)


@law
@given(centre=st.floats(0, 100), level=st.integers(0, 1000))
def test_reaching_at_least_and_staying_at_most_share_only_what_rounds_to_the_level(centre, level):
    projection, width = normal(centre), 2.0
    both = sum(
        attainment(projection, target(level / 10, direction=d)) for d in ("at_least", "at_most")
    )
    edges = np.clip([level / 10 - 0.05, level / 10 + 0.05], -0.05, 100.05)
    inside = np.diff(stats.norm(centre, width).cdf(edges)).item()
    if 0 < level < 1000:
        assert both - 1 == pytest.approx(inside, abs=1e-9)
    else:
        assert both >= 1


def test_a_target_in_another_unit_is_refused_rather_than_rescaled():
    with pytest.raises(UnitMismatch) as error:
        attainment(normal(), target(1400, unit="persons", decimals=0))
    assert str(error.value) == (
        "target green_coverage 2018: it is in persons, the projection in percent. The same unit "
        "is expected: correct the unit; nothing is ever rescaled by itself.  [TGT-UNIT]"
    )


def test_a_target_of_a_year_that_was_not_projected_is_refused():
    with pytest.raises(ParameterError) as error:
        attainment(normal(), target(81, year=2025))
    assert str(error.value) == (
        "projection: 2025 is not among the years projected. One of 2018, 2019 is expected: ask "
        "for that year when fitting.  [PAR-YEAR]"
    )


# --- reaching, when the figure is known ------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "direction", "reached"),
    [
        (80.95, "at_least", True),
        (80.94, "at_least", False),
        (80.95, "maintain", True),
        (80.94, "maintain", False),
        (95.0, "maintain", True),
        (81.04, "at_most", True),
        (81.05, "at_most", False),
        (12.0, "at_most", True),
    ],
)
def test_a_published_figure_reaches_what_it_rounds_to(value, direction, reached):
    assert reaches(value, target(81.0, direction=direction)) is reached


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_level_itself_is_always_reached(direction):
    for level in (0.0, 0.1, 43.9, 50.0, 98.5, 100.0):
        assert reaches(level, target(level, direction=direction))


# --- the table of forecasts ------------------------------------------------------------------


def test_a_forecast_row_holds_what_the_projection_says():
    targets = (target(81.0, 2018), target(82.0, 2019))
    table = forecast_targets(history(), targets, normal())
    assert list(table.columns) == FORECAST_COLUMNS
    first = table.iloc[0]
    assert first["indicator"] == "green_coverage"
    assert (first["area"], first["direction"], first["method"]) == ("Liuzhou", "at_least", "line")
    assert first["status"] == "forecast"
    assert table["year"].tolist() == [2018, 2019]
    assert table["target"].tolist() == [81.0, 82.0]
    assert first["likelihood"] == attainment(normal(), targets[0])
    assert first["median"] == pytest.approx(80)
    assert first["mean"] == pytest.approx(80, abs=1e-3)
    assert first["q0.9"] == pytest.approx(80 + 2 * stats.norm.ppf(0.9))
    assert np.isnan(first["published_value"])
    assert first["as_of"] == "2018-06-08"
    assert first["note"] == ""


def test_a_forecast_row_says_what_it_rests_on():
    row = forecast_targets(history(), (target(81.0),), normal()).iloc[0]
    assert (row["n_observations"], row["n_on_basis"], row["last_year"]) == (5, 5, 2017)
    assert (row["reference_class"], row["prior"], row["prior_through"]) == ("", "", 0)
    assert row["evidence"] == "5 own figures, 2013-2017"
    pooled = fit(history(reference_class="parks"), [2018])
    row = forecast_targets(history(), (target(81.0),), pooled).iloc[0]
    assert (row["reference_class"], row["prior"]) == ("parks", "percent")
    assert row["evidence"] == str(pooled.evidence)
    assert row["prior_through"] < 2018


def test_every_standard_probability_but_the_median_has_a_column():
    assert [c for c in FORECAST_COLUMNS if c.startswith("q")] == [
        f"q{level:g}" for level in LEVELS if level != 0.5
    ]
    assert "median" in FORECAST_COLUMNS


@pytest.mark.parametrize(("level", "likelihood"), [(79.0, 1.0), (79.1, 0.0)])
def test_a_target_whose_figure_is_published_is_decided(level, likelihood):
    projection = normal(years=(2017, 2018))
    table = forecast_targets(history(), (target(level, 2017), target(81.0, 2018)), projection)
    assert table["status"].tolist() == ["decided", "forecast"]
    assert table["likelihood"].iloc[0] == likelihood
    assert table["published_value"].iloc[0] == 79.0
    assert 0 < table["likelihood"].iloc[1] < 1


def test_a_figure_on_another_basis_decides_nothing_and_is_noted():
    bases = ["plan", "plan", "plan", "plan", "census"]
    series = history((75.1, 76.0, 77.2, 78.4, 62.5), bases=bases, basis="plan")
    row = forecast_targets(series, (target(81.0, 2017),), normal(years=(2017,))).iloc[0]
    assert row["status"] == "forecast"
    assert row["note"] == "not comparable, published for 2017: 62.5 on the basis 'census'"


def test_a_decided_target_in_another_unit_is_refused_like_any_other():
    wrong = target(1400, 2017, unit="persons", decimals=0)
    with pytest.raises(UnitMismatch):
        forecast_targets(history(), (wrong,), normal(years=(2017,)))


def test_no_targets_give_an_empty_table_with_all_columns():
    table = forecast_targets(history(), (), normal())
    assert list(table.columns) == FORECAST_COLUMNS
    assert table.empty


# --- methods side by side --------------------------------------------------------------------


@pytest.fixture(scope="module")
def compared():
    values = (71.2, 73.9, 73.1, 75.8, 77.0, 76.7, 79.9, 81.2)
    return history(values), compare_methods(history(values), (target(82.0), target(85.0, 2020)))


def test_every_method_has_a_row_for_every_target(compared):
    _, table = compared
    assert list(table.columns) == METHOD_COLUMNS
    assert table["method"].tolist() == [method for method in METHODS for _ in range(2)]
    assert table["title"].tolist() == [METHODS[method] for method in table["method"]]
    assert table["year"].tolist() == [2018, 2020] * len(METHODS)


def test_a_row_holds_what_the_method_says_alone(compared):
    series, table = compared
    for method in ("pooled", "line"):
        projection = fit(series, [2018, 2020], method)
        rows = table[table["method"] == method]
        for row in rows.to_dict("records"):
            low, median, high = projection.quantile(np.array([0.1, 0.5, 0.9]), row["year"])
            got = row["q0.1"], row["median"], row["q0.9"]
            assert got == pytest.approx((low, median, high))
        assert rows["likelihood"].iloc[0] == pytest.approx(attainment(projection, target(82.0)))


def test_a_method_that_answers_gives_no_reason_and_one_that_refuses_gives_nothing_else(compared):
    _, table = compared
    numbers = ["median", "q0.1", "q0.9", "likelihood"]
    refused = table["method"] == "count_trend"
    assert (table.loc[refused, "reason"] == "it is a percent").all()
    assert table.loc[refused, numbers].isna().all(axis=None)
    assert (table.loc[~refused, "reason"] == "").all()
    assert table.loc[~refused, numbers].notna().all(axis=None)
    assert table.loc[~refused, "likelihood"].between(0, 1).all()


def test_with_one_figure_only_the_pooled_trend_answers():
    table = compare_methods(history((79.0,)), (target(81.0),))
    reasons = dict(zip(table["method"], table["reason"], strict=True))
    assert reasons.pop("pooled") == ""
    assert set(reasons.values()) == {"1 figure on the basis 'given'", "it is a percent"}
    assert table["likelihood"].notna().tolist() == [True] + [False] * (len(METHODS) - 1)


def test_for_a_year_already_published_only_the_pooled_trend_answers():
    table = compare_methods(history((71.2, 73.9, 73.1, 75.8, 77.0)), (target(76.0, 2016),))
    assert table["method"][table["reason"] == ""].tolist() == ["pooled"]
    known = "2016 is not after its last figure (2017)"
    assert set(table["reason"]) == {"", known, "it is a percent"}
