"""Past changes: counted by hand, never from later years, and honest at the ends."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.errors import DataError
from urbanstats.trend.changes import (
    COLUMNS,
    PROBABILITIES,
    PastChanges,
    learn_changes,
    load_changes,
    past_changes,
    write_changes,
)

SHIPPED = Path(__file__).parents[2] / "data" / "priors"


def panel_of(values, *, kind="percent", reference_class="", first=2000, name="a"):
    facts = {"series_id": name, "kind": kind, "reference_class": reference_class}
    years = range(first, first + len(values))
    return pd.DataFrame({"year": years, "value": values}).assign(**facts)


def many(build, n=40):
    return pd.concat([build(number) for number in range(n)], ignore_index=True)


def past(quantiles, **facts):
    facts = {"name": "x", "kind": "percent", "span": 3, "low": 60, "high": 80} | facts
    return PastChanges(**facts, through=2016, changes=500, series=9, quantiles=np.array(quantiles))


def row_of(table, **facts):
    for name, value in facts.items():
        table = table[table[name] == value]
    (row,) = table.to_dict("records")
    return row


# --- learning --------------------------------------------------------------------------------


def test_changes_are_counted_by_class_span_and_starting_level():
    table = learn_changes(
        many(lambda i: panel_of([50, 51, 53], name=f"s{i}", reference_class="green"))
    )
    assert list(table.columns) == COLUMNS
    one = row_of(table, reference_class="green", span=1)
    assert (one["low"], one["high"], one["changes"], one["series"]) == (40, 60, 80, 40)
    assert (one["q0.1"], one["q0.9"]) == (1, 2)
    two = row_of(table, reference_class="green", span=2)
    assert (two["changes"], two["q0.001"], two["q0.999"]) == (40, 3, 3)
    whole = row_of(table, reference_class="percent", span=2, low=0, high=100)
    assert (whole["changes"], whole["q0.5"]) == (40, 3)
    assert set(table["span"]) == {1, 2}


def test_a_change_needs_the_figures_of_both_its_years():
    gap = many(lambda i: panel_of([50, 51, 53], name=f"s{i}").drop(index=1))
    assert set(learn_changes(gap)["span"]) == {2}


def test_a_change_from_an_edge_is_learned_in_the_band_above_and_from_100_in_the_last():
    edge = learn_changes(many(lambda i: panel_of([80, 81], name=f"s{i}")))
    assert {(row.low, row.high) for row in edge.itertuples()} == {(0, 100), (80, 90)}
    full = learn_changes(many(lambda i: panel_of([100, 90], name=f"s{i}")))
    assert {(row.low, row.high) for row in full.itertuples()} == {(0, 100), (99, 100)}


def test_counts_change_in_percent_of_a_start_above_nought():
    table = learn_changes(many(lambda i: panel_of([0, 200, 300], kind="count", name=f"s{i}")))
    one = row_of(table, kind="count", span=1)
    assert (one["changes"], one["q0.5"], one["high"]) == (40, 50, np.inf)
    assert set(table["span"]) == {1}


def test_no_later_year_is_seen():
    rows = many(lambda i: panel_of([50, 51, 99], name=f"s{i}"))
    table = learn_changes(rows, through=2001)
    assert set(table["span"]) == {1}
    assert row_of(table, low=40)["q0.999"] == 1
    assert set(table["through"]) == {2001}
    assert set(learn_changes(rows)["through"]) == {2002}


def test_a_cell_with_fewer_than_thirty_changes_is_left_out():
    build = lambda i: panel_of([50, 51], name=f"s{i}", reference_class="few")  # noqa: E731
    with pytest.raises(DataError) as caught:
        learn_changes(many(build, 29), through=2005)
    assert str(caught.value) == (
        "panel: no class has 30 changes through 2005. Series with figures of several years are "
        "expected: give a longer panel or a later last year.  [CHANGE-EMPTY]"
    )
    assert "few" in set(learn_changes(many(build, 30))["reference_class"])


def test_figures_out_of_range_or_unreadable_make_no_change():
    rows = many(lambda i: panel_of([50, 51, 190, "n/a"], name=f"s{i}"))
    assert row_of(learn_changes(rows), span=1, low=40)["changes"] == 40


def test_a_missing_column_is_named():
    with pytest.raises(DataError) as caught:
        learn_changes(pd.DataFrame({"series_id": [], "year": [], "value": []}))
    assert str(caught.value) == (
        "panel: there is no column 'kind'; found series_id, year, value. The columns series_id, "
        "year, value, kind are expected: rename the column, or add it.  [DATA-COLUMN]"
    )


# --- choosing --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table():
    return pd.concat(
        [
            learn_changes(many(lambda i: panel_of([70, 71], name=f"a{i}", reference_class="rate"))),
            learn_changes(many(lambda i: panel_of([97, 98], name=f"b{i}"))).query("high < 100"),
        ],
        ignore_index=True,
    )


def test_the_class_answers_from_its_own_level(table):
    found = past_changes(table, "rate", "percent", span=1, level=64)
    assert (found.name, found.low, found.high, found.changes) == ("rate", 60, 80, 40)


def test_the_kind_answers_where_the_class_has_too_few_changes(table):
    found = past_changes(table, "rate", "percent", span=1, level=97.1)
    assert (found.name, found.low, found.high) == ("percent", 95, 98)


def test_all_levels_answer_where_the_kind_has_too_few_changes_too(table):
    found = past_changes(table, "rate", "percent", span=1, level=30)
    assert (found.name, found.low, found.high) == ("percent", 0, 100)


def test_a_level_on_an_edge_belongs_to_the_band_above_and_100_to_the_last():
    shipped = load_changes(date(2018, 6, 8))
    bands = [
        past_changes(shipped, "", "percent", span=1, level=level) for level in (80, 98, 99, 100)
    ]
    assert [(band.low, band.high) for band in bands] == [(80, 90), (98, 99), (99, 100), (99, 100)]


def test_an_unknown_kind_or_span_is_refused(table):
    with pytest.raises(DataError) as caught:
        past_changes(table, "rate", "percent", span=6, level=64)
    assert str(caught.value) == (
        "past changes: nothing was learned about changes of the kind 'percent' over 6 years. A "
        "kind of the table and a span from 1 to 5 is expected: learn the changes with "
        "'urbanstats learn' from a panel that has some.  [CHANGE-KIND]"
    )


# --- shares ----------------------------------------------------------------------------------


def test_a_share_is_read_off_the_quantiles():
    found = past([100 * p for p in PROBABILITIES])
    assert found.share(25) == pytest.approx(0.75)
    assert found.share(97) == pytest.approx(0.03)
    assert found.share(25, "at_most") == pytest.approx(0.25)


def test_a_change_beyond_the_outermost_quantile_has_a_share_of_nought():
    found = past([100 * p for p in PROBABILITIES])
    assert (found.share(99.95), found.share(0.05), found.share(0.05, "at_most")) == (0, 1, 0)


def test_changes_equal_to_the_one_asked_for_count_as_large():
    ties = past([0.0 if 0.2 <= p <= 0.7 else p - 0.5 for p in PROBABILITIES])
    assert ties.share(0.0) == pytest.approx(0.8)
    assert ties.share(0.0, "at_most") == pytest.approx(0.7)


def test_the_steps_of_a_histogram_hold_all_that_lies_between_its_edges():
    found = past([100 * p for p in PROBABILITIES])
    steps = found.steps(np.array([10, 20, 60]))
    assert steps["share"].tolist() == pytest.approx([0.1, 0.4])


@given(
    st.lists(st.integers(-50, 50), min_size=len(PROBABILITIES), max_size=len(PROBABILITIES)),
    st.floats(-60, 60),
    st.floats(0, 20),
)
def test_a_larger_change_is_never_more_common(values, change, more):
    found = past(sorted(map(float, values)))
    assert 0 <= found.share(change + more) <= found.share(change) <= 1
    assert found.share(change, "at_most") <= found.share(change + more, "at_most") + 1e-12
    assert found.share(change) + found.share(change, "at_most") >= 1 - 1e-12


# --- files -----------------------------------------------------------------------------------


def test_what_was_written_reads_back_to_five_digits(tmp_path):
    rng = np.random.default_rng(0)
    table = learn_changes(many(lambda i: panel_of(rng.uniform(40, 60, 6), name=f"s{i}")))
    path = write_changes(table, tmp_path)
    back = pd.read_csv(path, keep_default_na=False)
    assert path == tmp_path / "changes.csv"
    pd.testing.assert_frame_equal(back, table, rtol=1e-4, check_dtype=False)


@pytest.mark.parametrize(("day", "through"), [("2018-06-08", 2016), ("2030-01-01", 2023)])
def test_a_forecast_as_of_a_day_sees_no_later_changes(day, through):
    assert set(load_changes(date.fromisoformat(day))["through"]) == {through}


def test_changes_are_refused_to_a_day_before_all_of_them():
    with pytest.raises(DataError) as caught:
        load_changes(date(2016, 6, 8))
    assert caught.value.code == "PRIOR-HINDSIGHT"


def test_a_folder_of_priors_without_changes_is_named(tmp_path):
    folder = tmp_path / "2016"
    folder.mkdir()
    for name in ("learned.json", "weights.csv"):
        (folder / name).write_bytes((SHIPPED / "2016" / name).read_bytes())
    for given_folder in (tmp_path, folder):
        with pytest.raises(DataError) as caught:
            load_changes(date(2018, 6, 8), given_folder)
        assert str(caught.value) == (
            f"{folder / 'changes.csv'}: there is no such file. The past changes of like series "
            "are expected beside the priors: learn them again with 'urbanstats learn'.  "
            "[CHANGE-MISSING]"
        )


@pytest.mark.parametrize("year", ["2016", "2023"])
def test_the_shipped_changes_are_small_ordered_and_rest_on_enough(year):
    path = SHIPPED / year / "changes.csv"
    table = pd.read_csv(path)
    assert path.stat().st_size < 200_000
    assert (table["changes"] >= 30).all()
    assert (np.diff(table.filter(regex="^q").to_numpy(), axis=1) >= 0).all()
    assert {"urbanization_rate", "water_coverage", "percent", "count"} <= set(
        table["reference_class"]
    )


def test_beyond_a_heap_of_equal_changes_all_of_it_lies_below():
    heap = np.where(np.array(PROBABILITIES) < 0.2, -1.0, 0.0) + np.maximum(
        0, np.array(PROBABILITIES) - 0.8
    )
    past = PastChanges("x", "percent", 1, 0, 100, 2016, 1000, 10, heap)
    assert past.below(0.0) == pytest.approx(0.2, abs=0.05)
    assert past.below(1e-6) == pytest.approx(0.8, abs=0.01)
    assert past.below(0.1) == pytest.approx(0.9, abs=0.01)
    assert past.share(0.01) == pytest.approx(0.19, abs=0.02)
