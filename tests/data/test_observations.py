"""Facts about the published figures that ship."""

import re
from datetime import date
from pathlib import Path

import pytest

from urbanstats.errors import DataError
from urbanstats.plan.load import load_observations, load_plan, load_series
from urbanstats.plan.package import check_hash, load_description

DATA = Path(__file__).parents[2] / "data"
PLAN_DAY = "2018-06-08"


@pytest.fixture(scope="module")
def table():
    return load_observations()


def test_urbanization_on_the_plans_day_is_four_figures_on_two_bases():
    series = load_series("resident_urbanization_rate", as_of=PLAN_DAY)
    assert series.years == (2005, 2010, 2016, 2017)
    assert series.values == (45.45, 51.27, 63.01, 64.01)
    assert series.bases == ("pre-2010-census",) * 2 + ("post-2010-census",) * 2
    assert series.basis == "post-2010-census"
    assert series.last == (2017, 64.01)


def test_urbanization_of_2018_is_known_from_17_may_2019():
    before = load_series("resident_urbanization_rate", as_of="2019-05-16")
    after = load_series("resident_urbanization_rate", as_of="2019-05-17")
    assert 2018 not in before.years
    assert after.last == (2018, 64.74)


def test_urbanization_after_the_census_of_2020_stands_on_its_own_basis():
    series = load_series("resident_urbanization_rate")
    assert series.last == (2018, 64.74)
    assert [series.other(year) for year in (2020, 2021, 2022, 2023)] == [
        (("2020-census", value),) for value in (69.93, 70.33, 70.58, 71.23)
    ]
    assert 2020 not in load_series("resident_urbanization_rate", as_of="2021-05-30").years
    assert 2020 in load_series("resident_urbanization_rate", as_of="2021-05-31").years


def test_hukou_urbanization_is_one_basis_and_implied_figures_are_used():
    series = load_series("hukou_urbanization_rate")
    assert dict(zip(series.years, series.values, strict=True)) == {
        2017: 49.52,
        2020: 50.42,
        2021: 50.73,
        2022: 51.01,
    }
    assert set(series.bases) == {"registration"}
    assert series.qualities == ("official", "implied", "reprint", "reprint")
    assert load_series("hukou_urbanization_rate", as_of=PLAN_DAY).years == (2017,)


def test_sewage_on_the_plans_day_is_the_yearbook_to_2016_and_the_plans_own_2017():
    series = load_series("sewage_treatment_rate", as_of=PLAN_DAY)
    on = {
        basis: [y for y, b in zip(series.years, series.bases, strict=True) if b == basis]
        for basis in series.bases
    }
    assert on["yearbook"] == [year for year in range(2003, 2017) if year != 2011]
    assert on["plan"] == [2017]
    assert on["centralised"] == [2009]
    assert (series.basis, series.last) == ("plan", (2017, 97.1))


def test_green_coverage_on_the_plans_day_runs_from_2003_to_2017():
    series = load_series("green_coverage", as_of=PLAN_DAY)
    assert series.years == tuple(range(2003, 2018))
    assert set(series.bases) == {"yearbook"}
    assert series.value(2015) == 43.63
    assert series.last == (2017, 43.84)


def test_water_takes_the_plans_rounded_figure_until_the_yearbooks_is_known():
    early = load_series("water_supply_coverage", as_of=PLAN_DAY)
    assert early.years == (2003, 2004, 2005, *range(2007, 2018))
    assert early.last == (2017, 98.0)
    assert load_series("water_supply_coverage", as_of="2018-12-31").last == (2017, 97.76)


@pytest.mark.parametrize("number", [3, 4, 5, 6, 7, 8, 9, 13, 14])
def test_nine_indicators_rest_on_the_plans_baseline_alone(number):
    series = load_series(number)
    assert series.years == (2017,)
    assert series.bases == ("plan",)


def test_every_indicator_has_a_series_on_the_plans_day():
    days = {load_series(item.id, as_of=PLAN_DAY).as_of for item in load_plan().indicators}
    assert days == {date(2018, 6, 8)}


def test_garbage_treatment_is_100_whenever_it_was_published():
    series = load_series("garbage_harmless_treatment_rate")
    assert series.years == (2009, 2013, 2017)
    assert set(series.values) == {100.0}


def test_suspect_figures_are_kept_but_are_in_no_series(table):
    suspect = table[table["quality"] == "suspect"]
    assert len(suspect) == 64
    kept = set(suspect[["area", "indicator", "year", "basis", "source"]].itertuples(index=False))
    for area in sorted(set(table["area"])):
        for item in load_plan().indicators:
            used = _rows_of_series(item.id, area)
            assert not used & kept


def _rows_of_series(indicator, area):
    """Return (area, indicator, year, basis, source) of a series; nothing where there is none."""
    try:
        series = load_series(indicator, area)
    except DataError:
        return set()
    columns = ["area", "indicator", "year", "basis", "source"]
    return set(series.table()[columns].itertuples(index=False))


def test_the_suspect_figures_that_matter_for_liuzhou_are_marked(table):
    suspect = table[(table["quality"] == "suspect") & (table["area"] == "Liuzhou")]
    found = set(zip(suspect["indicator"], suspect["year"], suspect["value"], strict=True))
    assert found == {
        ("green_coverage", 2012, 40.5),
        ("green_coverage", 2023, 21.9674),
        ("sewage_treatment_rate", 2011, 52.88),
        ("sewage_treatment_rate", 2023, 98.3018),
        ("water_supply_coverage", 2006, 64.66),
        ("water_supply_coverage", 2023, 98.3952),
    }


def test_every_yearbook_figure_of_2023_is_suspect(table):
    rows = table[(table["basis"] == "yearbook") & (table["year"] == 2023)]
    assert len(rows) == 42
    assert set(rows["quality"]) == {"suspect"}


def test_every_figure_has_a_source_and_was_known_no_earlier_than_its_year(table):
    assert table["source"].str.strip().ne("").all()
    assert all(
        day.year >= year for day, year in zip(table["published"], table["year"], strict=True)
    )


def test_a_yearbook_figure_is_known_at_the_end_of_the_next_year(table):
    copied = table[table["source"].str.contains("urban construction yearbook", regex=False)]
    assert len(copied) == 886
    due = [date(year + 1, 12, 31) for year in copied["year"]]
    assert copied["published"].tolist() == due


def test_the_yearbooks_decimals_are_those_of_its_editions(table):
    copied = table[table["source"].str.contains("urban construction yearbook", regex=False)]
    two = copied["year"].between(2006, 2017)
    assert set(copied.loc[two, "decimals"]) == {2}
    assert set(copied.loc[~two, "decimals"]) == {4}


def test_every_basis_is_explained_in_the_readme(table):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for name, basis in sorted(set(zip(table["indicator"], table["basis"], strict=True))):
        assert re.search(rf"\| `{name}` \| `{re.escape(basis)}` \| \w", readme), (name, basis)


def test_the_row_counts_in_the_readme_are_true(table):
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    for path, count in re.findall(r"\| `([a-z]+/[a-z]+\.csv)` \| ([0-9,]+) \|", readme):
        lines = (DATA / path).read_text(encoding="utf-8").splitlines()
        assert len(lines) - 1 == int(count.replace(",", "")), path
    assert len(table) == 1243


def test_areas_are_liuzhou_guangxi_its_other_cities_and_china(table):
    areas = set(table["area"])
    assert len(areas) == 16
    assert {"Liuzhou", "Guangxi", "China", "Nanning", "Guilin"} <= areas


def test_rows_are_sorted_and_no_text_can_be_read_as_a_formula(table):
    keys = list(zip(table["area"], table["indicator"], table["year"], table["basis"], strict=True))
    assert keys == sorted(keys)
    for column in ("source", "note"):
        assert not table[column].str.match(r"\s*[=+\-@]").any()


def test_the_figures_are_written_as_printed():
    text = (DATA / "observations" / "observations.csv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        value, _, decimals = line.split(",")[3:6]
        assert len(value.partition(".")[2]) == int(decimals), line


def test_the_hashes_of_the_shipped_files_are_right():
    for resource in load_description(DATA)["resources"]:
        check_hash(resource, (DATA / resource["path"]).read_bytes(), DATA)


@pytest.mark.parametrize(
    ("area", "year", "value"),
    [("China", 2017, 58.52), ("Guangxi", 2018, 50.22), ("China", 2010, 49.95)],
)
def test_urbanization_of_wider_areas_is_there_too(area, year, value):
    series = load_series("resident_urbanization_rate", area)
    assert series.value(year) == value
    assert series.basis == "post-2010-census"
