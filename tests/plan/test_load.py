"""Loading gives checked values, only what was known by a day, or a plain refusal."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.errors import DataError, ParameterError, TargetError, UrbanstatsError
from urbanstats.plan import load as tables
from urbanstats.plan.load import (
    data_folder,
    in_force,
    load_observations,
    load_plan,
    load_rows,
    load_series,
)
from urbanstats.plan.package import read_bytes, write_hashes
from urbanstats.plan.series import Series

TABLE = "observations/observations.csv"
ROW = "Liuzhou,pension_coverage,{},percent,{},plan,{},{},made up for a test,"


def add(data, *rows, path=TABLE):
    """Append rows to a table of a copied data folder, and record the change."""
    with (data / path).open("a", encoding="utf-8") as file:
        file.writelines(row + "\n" for row in rows)
    write_hashes(data)


def pension(data, year_and_value, decimals=0, published="2019", quality="reprint"):
    add(data, ROW.format(year_and_value, decimals, published, quality))


def refusal(action, *arguments, kind=DataError, **words):
    with pytest.raises(UrbanstatsError) as error:
        action(*arguments, **words)
    assert type(error.value) is kind
    return str(error.value)


def test_a_plan_and_its_observations_load():
    assert len(load_plan().targets) == 45
    table = load_observations()
    assert table.index.name == "line"
    assert table.index[0] == 2
    assert list(table.columns) == [
        "area", "indicator", "year", "value", "unit", "decimals", "basis", "published",
        "quality", "source", "note",
    ]  # fmt: skip


def test_changing_the_table_one_got_changes_nothing_for_others():
    table = load_observations()
    table["value"] = 0.0
    assert load_observations()["value"].max() > 0


def test_changing_the_rows_one_got_changes_nothing_for_others():
    load_rows("areas")[0]["area"] = "Atlantis"
    assert load_rows("areas")[0]["area"] != "Atlantis"


def test_a_series_knows_its_indicator():
    series = load_series(3, as_of=date(2018, 6, 8))
    assert isinstance(series, Series)
    assert (series.indicator, series.area) == ("migrant_settlement_count", "Liuzhou")
    assert (series.unit, series.kind, series.decimals) == ("persons", "count", 0)
    assert series.reference_class == "yearly_count"
    assert series.table()["source"].str.contains("柳政规〔2018〕32号", regex=False).all()


@pytest.mark.parametrize("as_of", ["2018-06-08", date(2018, 6, 8), datetime(2018, 6, 8, 23, 59)])
def test_the_day_may_be_text_or_a_date(as_of):
    assert load_series("green_coverage", as_of=as_of).as_of == date(2018, 6, 8)


@pytest.mark.parametrize("as_of", [None, ""])
def test_the_day_is_that_of_the_newest_figure_unless_given(as_of):
    newest = max(load_observations()["published"])
    assert load_series("green_coverage", as_of=as_of).as_of == newest


@pytest.mark.parametrize("as_of", ["8 June", "2018-06-08T00", "2018-06-31", "08/06/2018"])
def test_what_is_not_a_day_is_refused(as_of):
    assert refusal(load_series, 15, "Liuzhou", as_of, kind=ParameterError) == (
        f"as_of: {as_of!r} cannot be read as a day. A date such as 2018-06-08 is expected: "
        "write year, month and day with hyphens.  [PAR-ASOF]"
    )


def test_a_month_known_counts_to_its_end(data):
    pension(data, "2018,96", published="2019-04")
    assert load_series(6, as_of="2019-04-29", data=data).last == (2017, 95.0)
    assert load_series(6, as_of="2019-04-30", data=data).last == (2018, 96.0)


def test_an_unknown_area_is_refused():
    message = refusal(load_series, 15, "Atlantis", kind=ParameterError)
    assert message.startswith(
        "area: 'Atlantis' is not an area of the data. An area of observations/areas.csv is "
        "expected: choose one of Baise, Beihai, China, "
    )
    assert message.endswith(", Wuzhou and Yulin.  [PAR-AREA]")


def test_an_unknown_indicator_is_refused():
    message = refusal(load_series, "resident_population", kind=ParameterError)
    assert message.startswith("indicator: 'resident_population' is not an indicator of the plan.")


def test_a_day_before_any_figure_is_refused_with_the_first_day_there_are_some():
    assert refusal(load_series, 1, as_of="2011-03-29") == (
        "resident_urbanization_rate of Liuzhou: no usable figure had been published by "
        "2011-03-29. At least one figure is expected: choose an as-of date from 2011-03-30 on.  "
        "[DATA-NOSERIES]"
    )


def test_an_area_without_figures_is_refused():
    assert refusal(load_series, 6, "Nanning", "2020") == (
        "pension_coverage of Nanning: no usable figure had been published by 2020-12-31. At "
        "least one figure is expected: add figures to observations/observations.csv, or choose "
        "another area.  [DATA-NOSERIES]"
    )


def test_only_suspect_figures_are_no_series(data):
    assert refusal(load_series, "housing_security_coverage", "Guangxi").endswith("[DATA-NOSERIES]")
    pension(data, "2018,96", quality="suspect")
    assert load_series(6, data=data).years == (2017,)


def test_of_figures_that_agree_the_most_precise_is_taken(data):
    pension(data, "2017,95.2", decimals=1)
    series = load_series(6, data=data)
    assert (series.values, series.qualities) == ((95.2,), ("reprint",))


def test_of_equally_precise_figures_the_best_then_the_latest_is_taken(data):
    pension(data, "2017,95", published="2020")
    assert load_series(6, data=data).qualities == ("official",)
    add(data, ROW.format("2018,96", 0, "2019", "implied"))
    add(data, ROW.format("2018,96", 0, "2019", "reprint").replace("made up", "copied"))
    add(data, ROW.format("2018,96", 0, "2020", "reprint").replace("made up", "printed later"))
    series = load_series(6, data=data)
    assert (series.qualities[-1], series.sources[-1]) == ("reprint", "printed later for a test")


def test_the_basis_is_the_plans_or_else_that_of_the_latest_year():
    assert load_series("sewage_treatment_rate").basis == "plan"
    assert load_series("sewage_treatment_rate", "Nanning").basis == "yearbook"


def test_the_data_folder_may_be_named_by_argument_and_by_variable(data, monkeypatch):
    pension(data, "2018,96")
    assert load_series(6, data=data).last == (2018, 96.0)
    assert load_series(6).last == (2017, 95.0)
    monkeypatch.setenv("URBANSTATS_DATA", str(data))
    assert data_folder() == data
    assert load_series(6).last == (2018, 96.0)


def test_a_change_is_seen_at_the_next_load(data):
    assert load_series(6, data=data).years == (2017,)
    pension(data, "2018,96")
    assert load_series(6, data=data).years == (2017, 2018)


def test_every_table_is_read_once_as_long_as_nothing_changes(data, monkeypatch):
    read = []
    monkeypatch.setattr(tables, "read_bytes", lambda *file: read.append(file) or read_bytes(*file))
    for _ in range(2):
        load_plan(data)
        load_series(6, data=data)
    assert len(read) == len(set(read)) > 0
    pension(data, "2018,96")
    load_series(6, data=data)
    assert len(read) == 2 * len(set(read))


def test_a_changed_table_is_refused_until_its_hash_is_recorded(data):
    with (data / TABLE).open("a", encoding="utf-8") as file:
        file.write(ROW.format("2018,96", 0, "2019", "reprint") + "\n")
    assert refusal(load_observations, data).endswith("[DATA-HASH]")
    write_hashes(data)
    assert len(load_observations(data)) == len(load_observations()) + 1


def test_a_broken_rule_is_told_before_the_changed_hash(data):
    with (data / TABLE).open("a", encoding="utf-8") as file:
        file.write(ROW.format("2018,196", 0, "2019", "reprint") + "\n")
    assert refusal(load_series, 6, data=data) == (
        "observations/observations.csv, row 1245, column value: 196 cannot stand here. A "
        "percentage from 0 to 100 is expected: correct the cell, or delete the row.  [DATA-RANGE]"
    )


def test_two_figures_for_one_year_are_refused(data):
    pension(data, "2017,99.0", decimals=1)
    line = (data / TABLE).read_text(encoding="utf-8").splitlines()
    first = 1 + next(i for i, row in enumerate(line) if row.startswith("Liuzhou,pension"))
    assert refusal(load_observations, data) == (
        f"observations/observations.csv, rows {first} and 1245: both give pension_coverage of "
        'Liuzhou for 2017 on the basis "plan" (95 and 99.0). One figure per year and basis is '
        "expected: delete one, give it another basis, or mark its quality as suspect, or as "
        "revised if it replaces what was published before it.  [DATA-DUPLICATE]"
    )


@pytest.mark.parametrize(
    ("right", "broken", "column", "cell", "code"),
    [
        ("Liuzhou", "Atlantis", "area", "Atlantis", "DATA-UNKNOWN"),
        (",plan,", ",census,", "basis", "pension_coverage census", "DATA-UNKNOWN"),
        (",reprint,", ",good,", "quality", "good", "DATA-WORD"),
        (",percent,", ",persons,", "unit", "persons", "DATA-UNIT"),
        ("made up for a test", "", "source", "", "DATA-BLANK"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named(data, right, broken, column, cell, code):
    add(data, ROW.format("2018,96", 0, "2019", "reprint").replace(right, broken))
    message = refusal(load_observations, data)
    start = f"observations/observations.csv, row 1245, column {column}: {cell!r} cannot stand here."
    assert message.startswith(start)
    assert message.endswith(f"[{code}]")


def test_a_target_out_of_range_is_refused(data):
    path = data / "plan" / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",66.2,", ",662,"), encoding="utf-8")
    write_hashes(data)
    assert refusal(load_plan, data, kind=TargetError) == (
        "target resident_urbanization_rate 2018: the level 662.0 is not possible in percent. A "
        "finite number, 0 to 100 for percent, is expected: correct the level or the unit.  "
        "[TGT-RANGE]"
    )


def test_two_targets_for_one_year_are_refused_with_their_lines(data):
    add(data, "green_coverage,2020,at_least,44,44", path="plan/targets.csv")
    assert refusal(load_plan, data) == (
        "plan/targets.csv, rows 46 and 47: both are for green_coverage and 2020. One row for "
        "each indicator and year is expected: delete one.  [DATA-DUPLICATE]"
    )


def test_a_revised_figure_stands_from_its_day_on_and_the_old_one_before(data):
    pension(data, "2017,96.5", decimals=1, published="2019-03-01", quality="revised")
    reprint = ROW.format("2017,96.5", 1, "2020", "reprint")
    add(data, reprint.replace("made up", "printed later"))
    assert load_series(6, as_of="2019-02-28", data=data).last == (2017, 95.0)
    after = load_series(6, as_of="2019-03-01", data=data)
    assert (after.last, after.qualities) == ((2017, 96.5), ("revised",))


def test_a_rounder_revision_replaces_a_more_precise_figure(data):
    add(data, ROW.format("2018,96.44", 2, "2019", "official"))
    add(data, ROW.format("2018,97", 0, "2020", "revised").replace("made up", "revised"))
    assert load_series(6, as_of="2019", data=data).last == (2018, 96.44)
    assert load_series(6, as_of="2020", data=data).last == (2018, 97.0)


def test_any_table_of_the_package_can_be_loaded_by_its_name():
    indicators = {row["indicator"] for row in load_rows("bases")}
    assert indicators >= {"green_coverage", "resident_population"}


# --- laws of the figure that counts ----------------------------------------------------------

DAYS = st.integers(0, 9).map(lambda number: date(2018, 1, 1) + timedelta(number))
FIGURES = st.lists(
    st.fixed_dictionaries(
        {
            "area": st.just("A"),
            "indicator": st.just("x"),
            "year": st.integers(2016, 2018),
            "basis": st.sampled_from(["new", "old"]),
            "published": DAYS,
            "source": st.sampled_from(["yearbook", "bulletin"]),
            "quality": st.sampled_from(["official", "revised", "reprint", "implied"]),
            "decimals": st.integers(0, 2),
            "value": st.integers(0, 100),
        }
    ),
    unique_by=lambda row: (row["year"], row["basis"], row["published"], row["source"]),
    max_size=12,
)


def places(rows):
    return [(row["year"], row["basis"]) for row in rows]


@given(FIGURES, st.randoms())
def test_one_figure_counts_for_each_year_and_basis_in_whatever_order_they_are_known(rows, random):
    found = in_force(rows)
    assert places(found) == sorted(set(places(rows)))
    assert all(row in rows for row in found)
    assert in_force(random.sample(rows, len(rows))) == found
    assert in_force(found) == found


@given(FIGURES, FIGURES)
def test_figures_of_other_years_and_bases_change_nothing(rows, others):
    apart = [row for row in others if (row["year"], row["basis"]) not in places(rows)]
    found = in_force([*rows, *apart])
    assert [row for row in found if (row["year"], row["basis"]) in places(rows)] == in_force(rows)


@given(FIGURES.filter(bool))
def test_a_revision_counts_from_its_day_on_however_finely_the_old_figure_was_told(rows):
    revised = rows[0] | {"quality": "revised", "decimals": 0, "published": date(2019, 1, 1)}
    others = [row for row in in_force(rows) if places([row]) != places([revised])]
    known = in_force([*rows, revised])
    assert revised in known
    assert [row for row in known if row != revised] == others
