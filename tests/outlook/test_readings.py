"""Two readings of a target: by the figure as it will be published, and on the plan's basis."""

from datetime import date

import numpy as np
import pytest

from urbanstats.outlook import FORECAST_COLUMNS, assess, attainment
from urbanstats.outlook.indicator import Reading, as_published, forecast_readings
from urbanstats.plan.load import load_plan
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Rebasing, Target
from urbanstats.trend import fit
from urbanstats.trend.projection import shift

ADOPTED = "2018-06-08"
URBAN, SEWAGE = "resident_urbanization_rate", "sewage_treatment_rate"


def make_indicator(published_basis="old"):
    return Indicator(
        number=1, id="rate", name_zh="率", name_en="Rate", group="infrastructure", unit="percent",
        kind="percent", stock_or_flow="stock", decimals=1, reference_class="percent",
        departments=("局",), plan_basis="old", published_basis=published_basis,
    )  # fmt: skip


def make_rebasing(year=2020, known=date(2010, 6, 1), old="old", new="new", mean=2.0, sd=1.0):
    facts = {"source": "law", "reasoning_en": "because", "reasoning_zh": "因为"}
    return Rebasing(indicator="rate", year=year, from_basis=old, to_basis=new, known=known,
                    mean=mean, sd=sd, **facts)  # fmt: skip


def make_targets(*years, value=70.0):
    return [
        Target(indicator="rate", year=year, direction="at_least", value=value, unit="percent",
               decimals=1)
        for year in years
    ]  # fmt: skip


def make_series(**facts):
    own = {"bases": ["old"] * 3, "basis": "old", "decimals": 1} | facts
    return Series.of([2015, 2016, 2017], [62.0, 63.0, 64.0], indicator="rate", **own)


def read(series, targets, rebasings=(), published_basis="old"):
    def project(basis, years):
        return fit(series.on(basis), years)

    return as_published(series, make_indicator(published_basis), targets, rebasings, project)


# --- which basis decides ---------------------------------------------------------------------


def test_without_a_re_basing_the_projection_is_the_plans():
    series, targets = make_series(), make_targets(2018, 2020)
    (reading,) = read(series, targets)
    assert reading.rebasings == (None, None)
    plain = fit(series, [2018, 2020])
    assert attainment(reading.projection, targets[1]) == attainment(plain, targets[1])


def test_an_announced_re_basing_moves_only_the_years_it_touches():
    series, targets = make_series(), make_targets(2018, 2019, 2020)
    (reading,) = read(series, targets, [make_rebasing()])
    plain = fit(series, [2018, 2019, 2020])
    expected = shift(plain, [0, 0, 2.0], [0, 0, 1.0])
    for target in targets:
        assert attainment(reading.projection, target) == pytest.approx(
            attainment(expected, target), abs=1e-9
        )
    assert [bool(each) for each in reading.rebasings] == [False, False, True]


@pytest.mark.parametrize(
    "rebasing",
    [
        make_rebasing(known=date(2019, 1, 1)),
        make_rebasing(old="another"),
        make_rebasing(year=2021),
    ],
    ids=["not known yet", "of another basis", "after the target"],
)
def test_a_re_basing_that_does_not_bear_on_the_target_changes_nothing(rebasing):
    series, targets = make_series(), make_targets(2020)
    (reading,) = read(series, targets, [rebasing])
    assert reading.rebasings == (None,)


def test_once_a_figure_stands_on_the_new_basis_forecasts_start_there():
    series = Series.of(
        [2016, 2017, 2018, 2020], [63.0, 64.0, 64.7, 69.9], indicator="rate", decimals=1,
        bases=["old", "old", "old", "new"], basis="old",
    )  # fmt: skip
    before, after = read(series, make_targets(2019, 2020, 2022), [make_rebasing()])
    assert (before.series.basis, [t.year for t in before.targets]) == ("old", [2019])
    assert (after.series.basis, [t.year for t in after.targets]) == ("new", [2020, 2022])
    assert after.rebasings == (None, None)
    assert after.projection.quantile(0.5, 2022) > 69


def test_two_re_basings_follow_one_another():
    series, targets = make_series(), make_targets(2030)
    chain = [make_rebasing(), make_rebasing(year=2030, old="new", new="newest")]
    (reading,) = read(series, targets, chain)
    (both,) = reading.rebasings
    assert (both.to_basis, both.mean, both.sd) == ("newest", 4.0, pytest.approx(2**0.5))
    (first,) = read(series, make_targets(2025), chain)
    assert first.rebasings == (chain[0],)


def test_figures_published_on_another_basis_decide_where_there_are_some():
    bases = ["yearbook", "yearbook", "old"]
    series = make_series(bases=bases)
    (reading,) = read(series, make_targets(2018), published_basis="yearbook")
    assert reading.series.basis == "yearbook"
    (without,) = read(make_series(), make_targets(2018), published_basis="yearbook")
    assert without.series.basis == "old"


def test_the_table_holds_both_readings_of_every_target_by_year():
    series, targets = make_series(), make_targets(2018, 2020)
    readings = read(series, targets, [make_rebasing()])
    own = Reading.plain(series, targets, fit(series, [2018, 2020]))
    table = forecast_readings(readings, own)
    assert list(table.columns) == FORECAST_COLUMNS
    assert table["year"].tolist() == [2018, 2020]
    assert table["rebased_to"].tolist() == ["", "new"]
    assert table["rebasing_mean"].iloc[1] == 2.0
    assert np.isnan(table["rebasing_sd"].iloc[0])
    assert table["likelihood"].iloc[0] == table["likelihood_plan_basis"].iloc[0]
    assert table["likelihood"].iloc[1] > table["likelihood_plan_basis"].iloc[1]


# --- the plan's first target ------------------------------------------------------------------


def test_as_published_the_first_target_is_open_and_on_the_plans_basis_it_is_not():
    row = assess(URBAN, as_of=ADOPTED).table.iloc[2]
    assert (row["year"], row["rebased_to"]) == (2020, "2020-census")
    assert 0.15 < row["likelihood"] < 0.85
    assert row["likelihood_plan_basis"] < 0.10
    assert 66 < row["median_plan_basis"] < 67.6


def test_the_figure_of_2018_lowers_both_readings():
    before, after = (assess(URBAN, as_of=day).table.iloc[2] for day in (ADOPTED, "2019-06-30"))
    for part in ("likelihood", "likelihood_plan_basis"):
        assert after[part] < before[part]
    assert 0.15 < after["likelihood"] < 0.85
    assert after["likelihood_plan_basis"] < 0.01


def test_the_census_decides_as_published_and_not_on_the_plans_basis():
    row = assess(URBAN, as_of="2021-12-31").table.iloc[2]
    assert (row["status"], row["published_value"], row["likelihood"]) == ("decided", 69.93, 1.0)
    assert row["basis"] == "2020-census"
    assert row["status_plan_basis"] == "forecast"
    assert row["likelihood_plan_basis"] < 0.05


def test_the_more_a_re_basing_is_expected_to_add_the_likelier_the_target():
    found = assess(URBAN, as_of=ADOPTED)
    target = found.targets[-1]
    said = [
        attainment(shift(found.projection, [0, 0, mean], [0, 0, 1.0]), target)
        for mean in (0.0, 1.0, 2.3, 3.5)
    ]
    assert said == sorted(said)
    assert said[0] < 0.15
    assert said[-1] > 0.85


def test_sewage_is_decided_by_the_yearbook_and_starts_from_its_figures():
    table = assess(SEWAGE, as_of="2019-06-30").table
    assert set(table["basis"]) == {"yearbook"}
    assert (table["likelihood"] < table["likelihood_plan_basis"]).all()
    known = assess(SEWAGE, as_of="2022-12-31").table
    assert known["status"].tolist() == ["decided"] * 3
    assert known["likelihood"].tolist() == [0.0, 0.0, 0.0]


def test_all_other_indicators_have_one_reading_on_the_day_of_the_plan():
    for indicator in load_plan().indicators:
        if indicator.id not in (URBAN, SEWAGE):
            table = assess(indicator.id, as_of=ADOPTED).table
            assert (table["likelihood"] == table["likelihood_plan_basis"]).all()


def test_targets_decided_on_two_bases_are_told_together_on_the_plans():
    one, two = (assess(URBAN, as_of=day) for day in (ADOPTED, "2021-12-31"))
    assert one.together() is one.readings[0]
    assert len(two.readings) == 2
    assert two.together().projection is two.projection


# --- the declaration --------------------------------------------------------------------------


def test_the_declared_re_basing_was_known_before_the_plan_and_gives_its_reasons():
    (rebasing,) = load_plan().rebasings
    assert rebasing.known < date(2018, 6, 8)
    assert (rebasing.year, rebasing.mean, rebasing.sd) == (2020, 2.3, 1.0)
    assert "49.68" in rebasing.reasoning("en")
    assert "49.68" in rebasing.reasoning("zh")
    assert "2018" not in rebasing.reasoning("en")  # nothing from after the plan's day
