"""Many series in one call: the same numbers as alone, and one bad series spoils nothing."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from urbanstats.errors import DataError, TargetError
from urbanstats.outlook import attainment
from urbanstats.outlook.panel import PANEL_COLUMNS, PANEL_QUANTILES, answer_panel, forecast_panel
from urbanstats.plan.series import Series
from urbanstats.plan.values import Target
from urbanstats.trend import fit
from urbanstats.trend.priors import load_priors


def rows(name, years, values, kind="percent", **more):
    return pd.DataFrame(
        {"series_id": name, "year": list(years), "value": values, "kind": kind, **more}
    )


def goals(*targets):
    return pd.DataFrame(targets, columns=["series_id", "year", "direction", "value"])


@pytest.fixture(scope="module")
def mixed():
    rng = np.random.default_rng(1)
    return pd.concat(
        [
            rows("one", [2017], [64.0]),
            rows("gap", [2010, 2011, 2015, 2017], [60.0, 61.0, 63.5, 64.0], decimals=1),
            rows("people", range(2012, 2018), [900, 950, 990, 1010, 1100, 1180], "count"),
            rows("ceiling", range(2013, 2018), [100.0] * 5, reference_class="water_coverage"),
            *(
                rows(f"walk{i}", range(2010, 2018), np.round(50 + rng.normal(size=8).cumsum(), 1))
                for i in range(40)
            ),
        ],
        ignore_index=True,
    )


@pytest.fixture(scope="module")
def answered(mixed):
    targets = goals(("one", 2020, "at_least", 66.0), ("people", 2019, "at_most", 1200))
    return forecast_panel(mixed, targets, as_of=date(2018, 6, 8))


def test_there_is_one_row_per_series_and_year_in_the_order_given(mixed, answered):
    assert list(answered.columns) == PANEL_COLUMNS
    assert list(answered["series_id"].unique()) == list(mixed["series_id"].unique())
    assert set(answered.groupby("series_id")["year"].apply(tuple)) == {(2018, 2019, 2020)}
    assert (answered["status"] == "forecast").all()


def test_quantiles_never_cross_and_stay_within_bounds(answered):
    quantiles = answered[PANEL_QUANTILES].to_numpy()
    assert (np.diff(quantiles, axis=1) >= 0).all()
    percent = answered["series_id"] != "people"
    assert quantiles[percent].min() >= 0
    assert quantiles[percent].max() <= 100


def test_a_series_gets_the_same_numbers_alone_as_among_others(mixed, answered):
    for name in ("one", "gap", "people", "walk7"):
        alone = forecast_panel(mixed[mixed["series_id"] == name], as_of=date(2018, 6, 8))
        together = answered[answered["series_id"] == name].reset_index(drop=True)
        numbers = ["year", "mean", *PANEL_QUANTILES]
        pd.testing.assert_frame_equal(alone[numbers], together[numbers], check_exact=True)


def test_the_panel_and_a_single_fit_agree(answered):
    series = Series.of([2017], [64.0], decimals=0, as_of=date(2018, 6, 8))
    projection = fit(series, [2018, 2019, 2020])
    row = answered[(answered["series_id"] == "one") & (answered["year"] == 2020)].iloc[0]
    assert projection.quantile(0.9, 2020) == row["q0.9"]
    goal = Target(
        indicator="x", year=2020, direction="at_least", value=66, unit="percent", decimals=0
    )
    assert attainment(projection, goal) == pytest.approx(row["likelihood"], abs=1e-12)


def test_at_most_mirrors_at_least(mixed):
    both = goals(("one", 2020, "at_least", 65.0), ("one", 2020, "at_most", 64.0))
    table = forecast_panel(mixed, both, horizons=[3], as_of=date(2018, 6, 8))
    one = table[table["series_id"] == "one"].set_index("direction")["likelihood"]
    assert one.sum() == pytest.approx(1, abs=1e-9)


def test_a_target_whose_year_has_a_figure_is_decided(mixed):
    table = forecast_panel(
        mixed, goals(("gap", 2015, "at_least", 63.5), ("gap", 2014, "at_least", 62))
    )
    gap = table[table["series_id"] == "gap"].set_index("year")
    assert (gap.loc[2015, "status"], gap.loc[2015, "likelihood"]) == ("decided", 1.0)
    assert gap.loc[2014, "reason"] == "no figure for 2014, and 2017 is already known"
    assert gap.loc[2014, "status"] == "refused"


BAD = {
    "outside": (
        rows("bad", [2016, 2017], [99.0, 120.0]),
        "120 in 2017 is outside 0 to 100",
        "2017年的120超出0至100",
    ),
    "below": (rows("bad", [2017], [-1.0], "count"), "-1 in 2017 is outside 0 to inf",
              "2017年的-1小于0"),
    "twice": (rows("bad", [2017, 2017], [1.0, 2.0]), "two figures for 2017", "2017年有两个数据"),
    "kind": (
        rows("bad", [2017], [1.0], "rate"),
        "kind 'rate'; 'percent' or 'count' is expected",
        "kind列为'rate'，应为percent或count",
    ),
    "words": (rows("bad", [2016, 2017], [1.0, "n/a"]), "'n/a' is not a number", "'n/a'不是数字"),
    "infinite": (rows("bad", [2017], [np.inf]), "inf in 2017 is outside 0 to 100",
                 "2017年的inf超出0至100"),
    "empty": (rows("bad", [2017], [np.nan]), "no values before 2018", "2018年以前没有数据"),
    "later": (rows("bad", [2018], [3.0]), "no values before 2018", "2018年以前没有数据"),
    "half years": (rows("bad", [2017.5], [3.0]), "a year is not a whole number", "年份不是整数"),
}  # fmt: skip


@pytest.mark.parametrize(("bad", "reason", "chinese"), BAD.values(), ids=BAD)
def test_a_bad_series_comes_back_with_its_reason_and_spoils_nothing(
    mixed, answered, bad, reason, chinese
):
    own = answer_panel(bad, as_of=date(2018, 6, 8))["reason"].iloc[0]
    assert (own.part("wrong"), own.part("wrong", "zh")) == (reason, chinese)
    table = forecast_panel(pd.concat([bad, mixed]), as_of=date(2018, 6, 8))
    refused = table[table["series_id"] == "bad"]
    assert refused["status"].tolist() == ["refused"]
    assert refused["reason"].tolist() == [reason]
    assert refused[PANEL_QUANTILES].isna().all(axis=None)
    rest = table[table["series_id"] != "bad"].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        rest[["mean", *PANEL_QUANTILES]], answered[["mean", *PANEL_QUANTILES]], check_exact=True
    )


def test_categories_and_text_columns_are_taken_as_they_are(mixed):
    category = mixed.astype({"series_id": "category", "kind": "category"})
    pd.testing.assert_frame_equal(forecast_panel(category), forecast_panel(mixed))


def test_an_unknown_class_falls_back_to_its_kind_and_says_so():
    table = forecast_panel(rows("x", [2017], [50.0], reference_class="moon phases"))
    assert table[["reference_class", "prior"]].drop_duplicates().to_numpy().tolist() == [
        ["moon phases", "percent"]
    ]


def test_an_as_of_date_leaves_out_later_figures_and_later_priors(mixed):
    early = forecast_panel(mixed, as_of=date(2017, 6, 1))
    cut = forecast_panel(mixed[mixed["year"] < 2017], as_of=date(2017, 6, 1))
    shared = early["status"] == "forecast"
    pd.testing.assert_frame_equal(
        early[shared].reset_index(drop=True), cut.reset_index(drop=True), check_exact=True
    )
    assert (early.loc[shared, "prior_through"] < 2017).all()


def test_priors_that_saw_later_years_are_refused(mixed):
    with pytest.raises(DataError) as error:
        forecast_panel(mixed, as_of=date(2018, 6, 8), priors=load_priors(date(2026, 1, 1)))
    assert str(error.value) == (
        "priors: they have seen figures of 2023, the forecast is as of 2018-06-08. Priors "
        "learned on figures up to 2017 or earlier are expected: learn some with 'urbanstats "
        "learn --through', or choose a later as-of date.  [PRIOR-HINDSIGHT]"
    )


@pytest.mark.parametrize("horizons", [[], [0, 1]])
def test_horizons_start_with_one_year(mixed, horizons):
    with pytest.raises(DataError, match=r"Whole numbers of years, 1 or more.*\[PANEL-HORIZON\]$"):
        forecast_panel(mixed, horizons=horizons)


@pytest.mark.parametrize(
    ("target", "wrong"),
    [
        (("nobody", 2020, "at_least", 1.0), "no observations have the series_id 'nobody'"),
        (("one", 2020, "up", 1.0), "the direction 'up' is unknown"),
        (("one", 2020, "at_least", np.nan), "nan in 2020 is not a level in a year"),
    ],
)
def test_a_bad_target_is_refused_with_its_row(mixed, target, wrong):
    with pytest.raises(TargetError) as error:
        forecast_panel(mixed, goals(("one", 2019, "at_least", 1.0), target))
    assert str(error.value) == (
        f"targets, row 2: {wrong}. A known series, at_least or at_most, and a finite level are "
        "expected: correct the row.  [TGT-ROW]"
    )


def test_a_missing_column_and_an_empty_table_are_refused(mixed):
    with pytest.raises(DataError, match=r"no column 'kind'; found .*\[DATA-COLUMN\]$"):
        forecast_panel(mixed.drop(columns="kind"))
    with pytest.raises(DataError, match=r"no rows.*\[DATA-NOROWS\]$"):
        forecast_panel(mixed.iloc[:0])
