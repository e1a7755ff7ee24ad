"""From an indicator's name to likelihoods: the plan as known on its own day, and as known now."""

from datetime import date

import numpy as np
import pytest

from urbanstats.errors import DataError, ParameterError
from urbanstats.outlook import FORECAST_COLUMNS, assess, assess_plan, attainment, reaches
from urbanstats.plan.load import load_plan, load_series
from urbanstats.trend.projection import LEVELS

ADOPTED = "2018-06-08"
DAYS = pytest.mark.parametrize("as_of", [ADOPTED, None], ids=["plan's own day", "newest"])


@pytest.fixture(scope="module")
def known():
    """The whole plan as known on its own day and as known now."""
    return {day: assess_plan(as_of=day) for day in (ADOPTED, None)}


# --- the whole plan --------------------------------------------------------------------------


@DAYS
def test_every_target_of_the_plan_has_a_likelihood(known, as_of):
    table = known[as_of]
    assert list(table.columns) == FORECAST_COLUMNS
    assert len(table) == 45
    assert table["likelihood"].between(0, 1).all()
    ids = [indicator.id for indicator in load_plan().indicators]
    assert table["indicator"].tolist() == [name for name in ids for _ in range(3)]
    assert table["year"].tolist() == [2018, 2019, 2020] * 15


@DAYS
def test_every_row_has_a_median_between_its_quantiles_within_the_scale(known, as_of):
    table = known[as_of]
    steps = ["median" if level == 0.5 else f"q{level:g}" for level in LEVELS]
    quantiles = table[steps].to_numpy(float)
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles >= 0).all()
    percent = (table["indicator"] != "migrant_settlement_count").to_numpy()
    assert (quantiles[percent] <= 100).all()
    assert table["mean"].between(0, np.where(percent, 100, np.inf)).all()


@DAYS
def test_the_mean_of_a_count_is_not_carried_off_by_its_last_hundredths(known, as_of):
    counts = known[as_of][known[as_of]["indicator"] == "migrant_settlement_count"]
    assert counts["mean"].between(counts["q0.05"], counts["q0.95"]).all()


def test_on_the_day_of_the_plan_nothing_is_decided_and_no_prior_knew_more(known):
    table = known[ADOPTED]
    assert set(table["status"]) == {"forecast"}
    assert table["published_value"].isna().all()
    assert (table["prior_through"] < 2018).all()
    assert (table["last_year"] <= 2017).all()
    assert (table["n_observations"] >= 1).all()
    assert (table["as_of"] == ADOPTED).all()


def test_a_decided_target_has_the_published_figure_and_a_likelihood_of_nought_or_one(known):
    table = known[None]
    decided = table[table["status"] == "decided"]
    assert len(decided) > 0
    assert decided["published_value"].notna().all()
    assert decided["likelihood"].isin([0, 1]).all()
    targets = {(t.indicator, t.year): t for t in load_plan().targets}
    for row in decided.to_dict("records"):
        reached = reaches(row["published_value"], targets[row["indicator"], row["year"]])
        assert row["likelihood"] == float(reached)
    assert table.loc[table["status"] == "forecast", "published_value"].isna().all()


@pytest.mark.parametrize("number", [10, 11, 15])
def test_three_indicators_have_ten_figures_or_more_on_the_day_of_the_plan(known, number):
    name = load_plan().indicator(number).id
    rows = known[ADOPTED][known[ADOPTED]["indicator"] == name]
    assert (rows["n_observations"] >= 10).all()


def test_knowing_more_never_means_fewer_figures(known):
    assert (known[None]["n_observations"] >= known[ADOPTED]["n_observations"]).all()


def test_a_plan_can_be_asked_for_some_of_its_indicators():
    table = assess_plan(["green_coverage", 10], as_of=ADOPTED)
    assert table["indicator"].tolist() == ["green_coverage"] * 3 + ["water_supply_coverage"] * 3
    assert table.index.tolist() == list(range(6))


# --- one indicator ---------------------------------------------------------------------------


def test_an_assessment_holds_series_targets_projection_and_table():
    found = assess("green_coverage", as_of=ADOPTED)
    assert found.series.years == load_series("green_coverage", as_of=ADOPTED).years
    assert found.targets == load_plan().targets_for("green_coverage")
    assert found.projection.years == (2018, 2019, 2020)
    likelihoods = [attainment(found.projection, each) for each in found.targets]
    assert found.table["likelihood"].tolist() == likelihoods
    assert "<table" in found._repr_html_()


def test_name_and_number_mean_the_same_indicator(known):
    by_number = assess(15, as_of=ADOPTED).table
    by_name = known[ADOPTED][known[ADOPTED]["indicator"] == "green_coverage"]
    assert by_number["likelihood"].tolist() == by_name["likelihood"].tolist()


def test_a_day_may_be_a_date_or_text():
    a, b = (assess(15, as_of=day).table for day in (date(2018, 6, 8), ADOPTED))
    assert a.equals(b)


def test_only_the_years_asked_for_are_assessed():
    assert assess(15, as_of=ADOPTED, years=[2020, 2018]).table["year"].tolist() == [2018, 2020]


@pytest.mark.parametrize("number", [1, 3, 4, 10, 11, 15])
def test_reaching_every_year_is_no_likelier_than_reaching_the_hardest(number):
    found = assess(number, as_of=ADOPTED)
    draws = found.together().projection.draws(8000, seed=2)
    reached = np.column_stack(
        [
            [reaches(value, each) for value in draws[:, column]]
            for column, each in enumerate(found.targets)
        ]
    )
    # draws and likelihoods are of one law: each year's share agrees, and all years are harder
    said = found.table["likelihood"]
    np.testing.assert_allclose(reached.mean(axis=0), said, atol=0.03)
    assert reached.all(axis=1).mean() <= said.min() + 0.03


# --- other methods ---------------------------------------------------------------------------


def test_a_method_that_can_answer_does():
    table = assess(15, as_of=ADOPTED, method="line").table
    assert set(table["method"]) == {"line"}
    assert set(table["note"]) == {""}


def test_where_a_method_refuses_the_pooled_trend_answers_and_says_so():
    table = assess("pension_coverage", as_of=ADOPTED, method="line").table
    pooled = assess("pension_coverage", as_of=ADOPTED).table
    assert set(table["method"]) == {"pooled"}
    assert set(table["note"]) == {
        "line cannot answer (1 figure on the basis 'plan'): pooled trend instead"
    }
    assert table["likelihood"].tolist() == pooled["likelihood"].tolist()


def test_a_refusal_stands_beside_other_notes():
    noted = assess(1, "China", years=[2018]).table["note"].iloc[0]
    assert noted.startswith("not comparable, published for 2018: 61.5 on the basis '2020-census'")
    note = assess(1, "China", method="count_trend", years=[2018]).table["note"].iloc[0]
    assert note.startswith(noted + "; count_trend cannot answer (")
    assert note.endswith("): pooled trend instead")


# --- refusals --------------------------------------------------------------------------------


def test_an_unknown_indicator_is_refused_and_the_nearest_named():
    with pytest.raises(ParameterError) as error:
        assess("green_covrage")
    assert str(error.value) == (
        "indicator: 'green_covrage' is not an indicator of the plan. A number from 1 to 15 or "
        "one of its ids is expected: write 'green_coverage' if you mean that.  [PAR-INDICATOR]"
    )


def test_a_year_without_a_target_is_refused():
    with pytest.raises(ParameterError) as error:
        assess("green_coverage", years=[2025])
    assert str(error.value) == (
        "years: the plan has no target for green_coverage in [2025]. Years among [2018, 2019, "
        "2020] are expected: ask for one of them.  [PAR-YEAR]"
    )


def test_an_unknown_method_is_refused_and_not_replaced_by_the_pooled_trend():
    with pytest.raises(ParameterError) as error:
        assess("green_coverage", as_of=ADOPTED, method="lines")
    assert str(error.value) == (
        "method: 'lines' is not a method. One of pooled, line, logit_line, damped_holt, "
        "local_trend, arima, count_trend is expected: did you mean 'line'?.  [PAR-METHOD]"
    )


def test_an_unknown_area_is_refused():
    with pytest.raises(ParameterError, match=r"^area: 'Liuzo' is not an area of the data\."):
        assess("green_coverage", "Liuzo")


def test_a_day_before_anything_was_published_is_refused():
    with pytest.raises(DataError, match=r"no usable figure had been published by 1901-01-01"):
        assess("green_coverage", as_of="1901-01-01")
