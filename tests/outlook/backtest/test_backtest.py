"""A backtest sees nothing of the future, asks what it says it asks, and scores it rightly."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from urbanstats.errors import DataError, FitError, ParameterError
from urbanstats.outlook.backtest import backtest
from urbanstats.outlook.backtest.cases import load_panel, pose
from urbanstats.outlook.backtest.scores import fit_baseline
from urbanstats.outlook.panel import PANEL_QUANTILES, Member, forecast_panel
from urbanstats.trend.priors import load_priors


def panel_of(**series):
    """Return a panel of series given as lists of figures that end in 2020."""
    parts = [
        pd.DataFrame(
            {"series_id": name, "year": range(2021 - len(values), 2021), "value": values,
             "kind": "percent"}
        )
        for name, values in series.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


@pytest.fixture(scope="module")
def panel():
    rng = np.random.default_rng(0)
    walks = {f"s{i}": np.round(60 + np.cumsum(rng.normal(0.5, 1, 13)), 1) for i in range(6)}
    return panel_of(**walks)


@pytest.fixture(scope="module")
def result(panel):
    return backtest(
        panel, origins=[2017, 2018], lengths=[1, 5], horizons=[1, 2], methods=["pooled", "line"]
    )


def member_of(values, kind="percent", decimals=1):
    values = np.array(values, float)
    return Member("s", kind, np.arange(2001, 2001 + len(values)), values, decimals, kind)


def case_of(values, actual, **facts):
    member = member_of(values, **facts)
    last = int(member.years[-1])
    figures = {("s", last + h): value for h, value in actual.items()}
    return pose([member], [len(values)], list(actual), figures)[0]


def test_there_is_a_row_per_method_series_length_origin_and_year(result):
    rows = result.forecasts
    keys = ["method", "series_id", "length", "origin", "year"]
    assert not rows.duplicated(keys).any()
    sizes = rows.groupby("method").size().to_dict()
    assert sizes == {"pooled": 48, "line": 24, "no_change": 48, "drift": 24}
    assert (rows["year"] - rows["origin"] == rows["horizon"]).all()


def test_what_the_pooled_method_says_is_what_the_panel_call_says(panel, result):
    seen = panel[panel["year"].between(2014, 2018)]
    said = forecast_panel(seen, as_of=date(2019, 1, 1), horizons=[1, 2])
    mine = result.forecasts.query("method == 'pooled' and length == 5 and origin == 2018")
    both = said.merge(mine, on=["series_id", "year"], suffixes=("", "_mine"))
    assert len(both) == 12
    for name in PANEL_QUANTILES:
        assert both[name].tolist() == pytest.approx(both[f"{name}_mine"].tolist(), abs=1e-9)


def test_no_later_figure_and_no_later_prior_is_seen(panel, result):
    changed = panel.assign(value=panel["value"].where(panel["year"] <= 2018, 99.0))
    again = backtest(changed, origins=[2018], lengths=[5], horizons=[1], methods=["pooled"])
    mine = result.forecasts.query("origin == 2018 and length == 5 and horizon == 1")
    for method in ("pooled", "drift"):
        before, after = (
            table[table["method"] == method][PANEL_QUANTILES].to_numpy(float)
            for table in (mine, again.forecasts)
        )
        assert before == pytest.approx(after)
    pooled = result.forecasts[result.forecasts["method"] == "pooled"]
    assert (pooled["prior_through"] <= pooled["origin"]).all()


def test_the_default_origins_are_those_without_hindsight(panel):
    origins = backtest(panel, lengths=[3], horizons=[1]).forecasts["origin"]
    assert sorted(set(origins)) == [2016, 2017, 2018, 2019]
    later = load_priors(date(2017, 1, 1))
    assert set(backtest(panel, priors=later).forecasts["origin"]) == set(origins)


def test_an_origin_before_every_prior_is_refused(panel):
    with pytest.raises(DataError) as caught:
        backtest(panel, origins=[2014], lengths=[3], horizons=[1])
    assert "PRIOR-HINDSIGHT" in str(caught.value)
    with pytest.raises(DataError) as caught:
        backtest(panel[panel["year"] <= 2014])
    assert str(caught.value) == (
        "origins: the figures end in 2014, and every prior has seen figures of its last origin "
        "or later. An origin no earlier than the last year a prior has seen is expected, with "
        "figures after it: all else would be hindsight: learn priors with 'urbanstats learn "
        "--through' an earlier year and give them.  [BACKTEST-ORIGIN]"
    )


def test_a_panel_without_anything_to_ask_is_refused(panel):
    with pytest.raises(DataError) as caught:
        backtest(panel, origins=[2020])
    assert str(caught.value) == (
        "panel: no series has figures at the origins 2020 and after. Series with figures in the "
        "year of an origin, before it and after it are expected: choose other origins or shorter "
        "lengths.  [BACKTEST-EMPTY]"
    )


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            {"methods": ["magic"]},
            "methods: 'magic' is not a method. Some of pooled, line, logit_line, damped_holt, "
            "local_trend, arima, count_trend are expected: choose among them.  [PAR-METHOD]",
        ),
        (
            {"lengths": [0, 3]},
            "lengths: [0, 3] given. Whole numbers from 1 to 30 are expected: give at least one.  "
            "[PAR-LENGTHS]",
        ),
        (
            {"horizons": []},
            "horizons: nothing given. Whole numbers from 1 to 100 are expected: give at least "
            "one.  [PAR-HORIZONS]",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(panel, words, text):
    with pytest.raises(ParameterError) as caught:
        backtest(panel, **words)
    assert str(caught.value) == text


def test_who_does_not_answer_is_listed_with_the_reason(panel, result):
    refused = result.refused.query("length == 1 and method == 'drift'")
    assert set(refused["reason"]) == {"1 figure"}
    assert len(refused) == 12
    bad = pd.concat([panel, panel_of(bad=[50.0, 120.0, 60.0])])
    first = backtest(bad, origins=[2018], lengths=[5], horizons=[1]).refused.iloc[0]
    assert (first["method"], first["series_id"]) == ("", "bad")
    assert first["reason"] == "120 in 2019 is outside 0 to 100"


def test_levels_are_the_last_figure_moved_on_by_shares_of_the_recent_pace():
    rising = case_of([50, 1, 52, 54, 56, 58], {1: 61.0, 3: 61.0})  # pace of the last five: 57 / 4
    assert [q[1:] for q in rising.questions()[:3]] == [
        ("at_least", 65.1, 0.5),
        ("at_least", 72.2, 1.0),
        ("at_least", 79.4, 1.5),
    ]
    assert [q[2:] for q in rising.questions()[3:]] == [(79.4, 0.5)]  # 100.8 and more: not asked
    falling = case_of([60.0, 58.0], {1: 57.0})
    assert falling.questions() == [
        (2003, "at_most", 57.0, 0.5),
        (2003, "at_most", 56.0, 1.0),
        (2003, "at_most", 55.0, 1.5),
    ]


def test_without_a_pace_the_question_is_whether_the_last_figure_holds():
    assert case_of([60.0], {1: 59.0, 2: 61.0}).questions() == [
        (2002, "at_least", 60.0, 0.0),
        (2003, "at_least", 60.0, 0.0),
    ]
    assert case_of([60.0, 61.0, 60.0], {1: 59.0}).questions() == [(2004, "at_least", 60.0, 0.0)]


def test_a_level_that_rounds_to_the_last_figure_is_not_asked():
    small = case_of([60.0, 60.1], {1: 60.1}, decimals=0)
    assert small.questions() == []


def test_a_figure_that_rounds_to_the_level_reaches_it(result):
    case = case_of([50.0, 52.0], {1: 52.96}, decimals=1)
    assert case.member.edge("at_least", 53.0) == pytest.approx(52.95)
    assert case.member.edge("at_most", 53.0) == pytest.approx(53.05)
    rows = result.questions
    actual = result.forecasts.drop_duplicates(["series_id", "year"])
    rows = rows.merge(actual[["series_id", "year", "actual"]], on=["series_id", "year"])
    least = rows[rows["direction"] == "at_least"]
    assert ((least["actual"] >= least["level"] - 0.05 - 1e-9) == least["outcome"]).all()


def test_scores_of_counts_do_not_depend_on_their_unit():
    rng = np.random.default_rng(1)
    values = np.round(1000 * np.exp(np.cumsum(rng.normal(0, 0.05, 13))))
    tables = []
    for factor in (1, 1000):
        panel = panel_of(s=values * factor).assign(kind="count", decimals=0)
        rows = backtest(panel, origins=[2018], lengths=[5], horizons=[1]).forecasts
        tables.append(rows[rows["method"] != "pooled"])
        assert set(rows["scale"]) == {values[-3] * factor / 100}
    for name in ("crps", "interval_80"):
        assert tables[0][name].tolist() == pytest.approx(tables[1][name].tolist())


def test_a_series_of_noughts_is_scored_too():
    panel = panel_of(s=[0.0] * 13).assign(kind="count")
    rows = backtest(panel, origins=[2018], lengths=[5], horizons=[1]).forecasts
    assert np.isfinite(rows["crps"]).all()


def test_the_pit_spans_from_smaller_figures_to_those_not_larger(result):
    rows = result.forecasts
    assert (rows["pit_low"] <= rows["pit_high"]).all()
    assert ((rows["pit_low"] + rows["pit_high"]) / 2 == rows["pit"]).all()
    steady = rows[rows["method"] == "no_change"]
    hit = (steady["actual"] - steady["last"]).abs() < 0.05
    assert (steady.loc[~hit, "pit_low"] == steady.loc[~hit, "pit_high"]).all()
    inside = rows[rows["method"] == "pooled"]
    spans = inside["actual"].between(inside["q0.2"], inside["q0.8"])
    assert (inside.loc[spans, "pit"].between(0.15, 0.85)).all()


def test_no_change_is_certain_and_its_crps_is_the_change(result):
    rows = result.forecasts[result.forecasts["method"] == "no_change"]
    assert rows["crps"].tolist() == pytest.approx((rows["actual"] - rows["last"]).abs().tolist())
    asked = result.questions[result.questions["method"] == "no_change"]
    assert set(asked["likelihood"]) <= {0.0, 1.0}


def test_drift_is_the_random_walk_with_drift_of_the_books():
    values = np.array([50.0, 51.5, 51.0, 53.0, 55.0])
    changes = np.diff(values)
    width = changes.std(ddof=1) * np.sqrt(2 + 4 / 4)
    wanted = 55 + 2 * changes.mean() + width * student(3).ppf([0.1, 0.5, 0.9])
    drift = fit_baseline(member_of(values), [2007], "drift")
    assert drift.quantile(np.array([0.1, 0.5, 0.9]), 2007) == pytest.approx(wanted)
    assert drift.cdf(wanted[2], 2007) == pytest.approx(0.9)
    draws = drift.draws(4000)[:, 0]
    assert np.median(draws) == pytest.approx(wanted[1], abs=0.15)


def test_drift_bridges_a_gap_and_refuses_two_figures():
    gap = member_of([50.0, 51.0, 53.0])
    gap = Member("s", "percent", np.array([2001, 2002, 2004]), gap.values, 1, "percent")
    assert fit_baseline(gap, [2005], "drift").quantile(0.5, 2005) == pytest.approx(54.0)
    with pytest.raises(FitError) as caught:
        fit_baseline(member_of([50.0, 51.0]), [2003], "drift")
    assert str(caught.value) == (
        "drift of s: 2 figures. This method needs at least 3 figures: use the method 'pooled', "
        "which answers from one figure on.  [FIT-SHORT]"
    )


def test_a_summary_holds_skill_against_both_baselines_and_the_coin(result):
    table = result.summary().set_index("method")
    drift = result.forecasts.query("method == 'drift'")["crps"].mean()
    pooled = result.forecasts.query("method == 'pooled' and length == 5")["crps"].mean()
    assert table.loc["pooled", "skill_drift"] == pytest.approx(1 - pooled / drift)
    assert table.loc["no_change", "skill_no_change"] == 0
    brier = table.loc["pooled", "brier"]
    assert table.loc["pooled", "brier_skill_coin"] == pytest.approx(1 - brier / 0.25)
    assert table.loc["pooled", "series"] == 6
    errors = [name for name in table if name.endswith("_error") and name != "calibration_error"]
    assert len(errors) == 12


def test_a_summary_by_length_and_horizon_has_a_row_for_each(result):
    table = result.summary(["length", "horizon"])
    assert list(table.columns[:3]) == ["method", "length", "horizon"]
    assert len(table[table["method"] == "pooled"]) == 4
    assert table["forecasts"].sum() == len(result.forecasts)
    assert table["questions"].sum() == len(result.questions)
    one = table.query("method == 'pooled' and length == 1")
    assert one["skill_drift"].isna().all()


def test_a_group_without_questions_has_scores_of_its_forecasts_only():
    flat = panel_of(s=[60.0, 60.1] * 6 + [60.0], t=[50.0] * 13).assign(decimals=0)
    result = backtest(flat, origins=[2017], lengths=[2], horizons=[1])
    rows = result.summary(["series_id"]).query("series_id == 's' and method == 'pooled'")
    assert rows["questions"].item() == 0
    assert np.isnan(rows["brier"].item())
    assert np.isfinite(rows["crps"].item())


def test_it_prints_one_helpful_line_and_a_table(result):
    assert repr(result) == (
        "Backtest(6 series, origins 2017 to 2018: 144 forecasts, "
        f"{len(result.questions)} questions; pooled, line, no_change, drift)"
    )
    assert "skill_drift" in result._repr_html_()


def test_tables_for_the_pictures_come_from_the_methods_own_rows(result):
    assert result.reliability()["questions"].sum() == len(
        result.questions.query("method == 'pooled'")
    )
    assert result.pit_histogram("line")["share"].sum() == pytest.approx(1)


def test_the_shipped_panel_is_of_cities_by_year():
    panel = load_panel()
    assert not panel.duplicated(["series_id", "year"]).any()
    assert panel["value"].between(0, 100).all()
    assert panel["series_id"].nunique() > 40


def test_a_panel_is_read_from_csv_and_parquet_and_from_nothing_else(panel, tmp_path):
    panel.to_csv(tmp_path / "a.csv", index=False)
    panel.to_parquet(tmp_path / "a.parquet")
    assert load_panel(tmp_path / "a.csv")["value"].tolist() == panel["value"].tolist()
    assert load_panel(tmp_path / "a.parquet")["value"].tolist() == panel["value"].tolist()
    with pytest.raises(DataError, match=r"b\.csv: it cannot be read .*\[DATA-FILE\]$"):
        load_panel(tmp_path / "b.csv")
    with pytest.raises(ParameterError, match=r"a\.txt: files ending in '\.txt'.*\[PAR-FILE\]$"):
        load_panel(tmp_path / "a.txt")
