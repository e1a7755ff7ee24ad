"""Tables that contradict their description, or themselves, are refused."""

import pytest

from urbanstats.errors import DataError
from urbanstats.files.tables import Table, read_table
from urbanstats.plan.rules import check_description, check_key, check_observations

RESOURCE = {
    "path": "table.csv",
    "schema": {
        "fields": [
            {
                "name": "id",
                "type": "string",
                "constraints": {"required": True, "pattern": "[a-z][a-z0-9_]{0,63}"},
            },
            {
                "name": "quality",
                "type": "string",
                "constraints": {"required": True, "enum": ["official", "suspect"]},
            },
            {
                "name": "year",
                "type": "integer",
                "constraints": {"required": True, "minimum": 1900, "maximum": 2100},
            },
            {"name": "value", "type": "number", "constraints": {"required": True}},
        ],
        "primaryKey": ["id", "year"],
        "foreignKeys": [
            {"fields": ["id"], "reference": {"resource": "names", "fields": ["id"]}},
        ],
    },
}
OBSERVED = [
    {"name": name, "type": kind}
    for name, kind in {
        "area": "string",
        "indicator": "string",
        "year": "integer",
        "value": "number",
        "unit": "string",
        "decimals": "integer",
        "basis": "string",
        "published": "date",
        "quality": "string",
    }.items()
]
UNITS = {"rate": "percent", "settled": "persons"}
FIRST = "Liuzhou,rate,2017,64.01,percent,2,plan,2018-06-08,official"


def names(_):
    found = ["rate", "_rate", "Rate", "../x", "=1", ""]
    return Table("names.csv", tuple(range(2, 8)), tuple({"id": name} for name in found))


def check(table):
    check_description(table, RESOURCE, names)
    check_key(table, RESOURCE)


def described(*rows):
    """Return the text with which rows of the small table are refused."""
    text = "\n".join(["id,quality,year,value", *rows]) + "\n"
    table = read_table(text.encode(), "table.csv", RESOURCE["schema"]["fields"])
    with pytest.raises(DataError) as error:
        check(table)
    return str(error.value)


def observed(*rows):
    header = ",".join(field["name"] for field in OBSERVED)
    text = "\n".join([header, FIRST, *rows]) + "\n"
    table = read_table(text.encode(), "observations.csv", OBSERVED)
    check_observations(table, UNITS)


def refused(*rows):
    """Return the text with which rows of observations, after a good first one, are refused."""
    with pytest.raises(DataError) as error:
        observed(*rows)
    return str(error.value)


def test_an_empty_cell_is_refused():
    assert described("rate,official,2017,1", ",official,2018,1") == (
        "table.csv, row 3, column id: '' cannot stand here. Text in every row is expected: "
        "correct the cell, or delete the row.  [DATA-BLANK]"
    )


def test_a_word_that_is_not_allowed_is_refused():
    assert described("rate,oficial,2017,1", "rate,Suspect,2018,1") == (
        "table.csv, rows 2 and 3, column quality: 'oficial' and 'Suspect' cannot stand here. "
        "One of official, suspect is expected: correct the cell, or delete the row.  [DATA-WORD]"
    )


@pytest.mark.parametrize("name", ["../x", "_rate", "Rate", "=1", "a" * 65])
def test_a_name_that_is_no_id_is_refused(name):
    assert described(f"{name},official,2017,1") == (
        f"table.csv, row 2, column id: {name!r} cannot stand here. A name of a-z, 0-9 and _ that "
        "starts with a letter, 64 signs at most, is expected: correct the cell, or delete the "
        "row.  [DATA-ID]"
    )


@pytest.mark.parametrize("year", [1899, 2101])
def test_a_number_out_of_range_is_refused(year):
    assert described(f"rate,official,{year},1") == (
        f"table.csv, row 2, column year: {year} cannot stand here. A number from 1900 to 2100 is "
        "expected: correct the cell, or delete the row.  [DATA-RANGE]"
    )


@pytest.mark.parametrize(
    ("cell", "shown"), [("inf", "inf"), ("-Inf", "-inf"), ("NaN", "nan"), ("1e999", "inf")]
)
def test_a_number_that_is_not_finite_is_refused(cell, shown):
    assert described(f"rate,official,2017,{cell}") == (
        f"table.csv, row 2, column value: {shown} cannot stand here. A finite number is "
        "expected: correct the cell, or delete the row.  [DATA-NONFINITE]"
    )


def test_a_name_that_the_other_table_does_not_list_is_refused():
    assert described("rate,official,2017,1", "river,official,2017,1") == (
        "table.csv, row 3, column id: 'river' cannot stand here. A name that names.csv lists is "
        "expected: correct the cell, or delete the row.  [DATA-UNKNOWN]"
    )


def test_two_rows_with_one_key_are_refused():
    assert described("rate,official,2017,1", "rate,official,2018,1", "rate,suspect,2017,2") == (
        "table.csv, rows 2 and 4: both are for rate and 2017. One row for each id and year is "
        "expected: delete one.  [DATA-DUPLICATE]"
    )


def test_five_bad_rows_are_shown_and_the_others_counted():
    assert described(*[f"rate,bad,{year},1" for year in range(2000, 2008)]).startswith(
        "table.csv, rows 2, 3, 4, 5, 6 and 3 more, column quality: "
        "'bad', 'bad', 'bad', 'bad', 'bad' and 3 more cannot stand here. "
    )


def test_good_observations_pass():
    observed("Liuzhou,settled,2017,13900,persons,0,plan,2018-06-08,official")


def test_two_different_figures_for_one_year_and_basis_are_refused():
    assert refused("Liuzhou,rate,2017,99.0,percent,1,plan,2019,reprint") == (
        "observations.csv, rows 2 and 3: both give rate of Liuzhou for 2017 on the basis "
        '"plan" (64.01 and 99.0). One figure per year and basis is expected: delete one, give it '
        "another basis, or mark its quality as suspect, or as revised if it replaces what was "
        "published before it.  [DATA-DUPLICATE]"
    )


def test_three_different_figures_are_all_named():
    rows = [f"Liuzhou,rate,2017,{value},percent,0,plan,2019,reprint" for value in (70, 80)]
    assert "rows 2, 3 and 4: all give rate" in refused(*rows)


@pytest.mark.parametrize(
    "row",
    [
        "Liuzhou,rate,2017,64,percent,0,plan,2019,reprint",
        "Liuzhou,rate,2017,99.0,percent,1,plan,2019,suspect",
        "Liuzhou,rate,2017,99.0,percent,1,yearbook,2019,reprint",
        "Guilin,rate,2017,99.0,percent,1,plan,2019,reprint",
    ],
    ids=["the same, rounded", "suspect", "another basis", "another area"],
)
def test_a_second_figure_may_stand_if_it_agrees_or_is_told_apart(row):
    observed(row)


@pytest.mark.parametrize("value", ["106", "-0.5", "1e308"])
def test_a_percentage_outside_0_to_100_is_refused(value):
    assert refused(f"Guilin,rate,2017,{value},percent,1,plan,2018,reprint").endswith(
        f"column value: {float(value):.15g} cannot stand here. A percentage from 0 to 100 is "
        "expected: correct the cell, or delete the row.  [DATA-RANGE]"
    )


def test_a_count_of_zero_is_refused():
    assert refused("Guilin,settled,2017,0,persons,0,plan,2018,reprint") == (
        "observations.csv, row 3, column value: 0 cannot stand here. A number above 0 is "
        "expected: correct the cell, or delete the row.  [DATA-RANGE]"
    )


def test_more_decimals_than_declared_are_refused():
    assert refused("Guilin,rate,2017,64.015,percent,2,plan,2018,reprint") == (
        "observations.csv, row 3, column value: 64.015 cannot stand here. A value with no more "
        "decimals than its column decimals says is expected: correct the cell, or delete the "
        "row.  [DATA-DECIMALS]"
    )


def test_a_year_after_its_publication_is_refused():
    assert refused("Guilin,rate,2099,64,percent,0,plan,2018,reprint") == (
        "observations.csv, row 3, column year: 2099 cannot stand here. A year no later than "
        "published is expected: correct the cell, or delete the row.  [DATA-FUTURE]"
    )


def test_an_unknown_indicator_is_refused():
    assert refused("Guilin,river,2017,64,percent,0,plan,2018,reprint") == (
        "observations.csv, row 3, column indicator: 'river' cannot stand here. A name that "
        "plan/indicators.csv or plan/context.csv lists is expected: correct the cell, or delete "
        "the row.  [DATA-UNKNOWN]"
    )


def test_another_unit_than_the_indicators_is_refused():
    assert refused("Guilin,rate,2017,64,persons,0,plan,2018,reprint") == (
        "observations.csv, row 3, column unit: 'persons' cannot stand here. percent, the "
        "indicator's own unit, is expected: correct the cell, or delete the row.  [DATA-UNIT]"
    )


REVISION = "Liuzhou,rate,2017,65.3,percent,1,plan,2019-03-01,revised"


@pytest.mark.parametrize(
    "row",
    [
        "Liuzhou,rate,2017,65.3,percent,1,plan,2019-12-31,reprint",
        "Liuzhou,rate,2017,64,percent,0,plan,2018-12-31,reprint",
        "Liuzhou,rate,2017,64.2,percent,1,plan,2020,revised",
        "Liuzhou,rate,2018,70,percent,0,plan,2019,official",
    ],
    ids=["repeats the revision", "repeats what it replaced", "revised again", "another year"],
)
def test_a_revision_may_differ_from_what_was_published_before_it(row):
    observed(REVISION, row)


@pytest.mark.parametrize(
    ("row", "rows"),
    [
        ("Liuzhou,rate,2017,64.01,percent,2,plan,2019-12-31,reprint", "rows 3 and 4: both"),
        ("Liuzhou,rate,2017,70.0,percent,1,plan,2018-12-31,reprint", "rows 2 and 4: both"),
        ("Liuzhou,rate,2017,70.0,percent,1,plan,2019-03-01,revised", "rows 3 and 4: both"),
    ],
    ids=["the old figure printed later", "before it", "two revisions of one day"],
)
def test_figures_of_one_vintage_must_agree(row, rows):
    assert f"observations.csv, {rows} give rate of Liuzhou for 2017" in refused(REVISION, row)


def test_a_revision_on_the_day_of_what_it_replaces_is_refused():
    message = refused("Liuzhou,rate,2017,65.3,percent,1,plan,2018-06-08,revised")
    assert "rows 2 and 3: both give rate" in message
    assert "or as revised if it replaces what was published before it.  [DATA-DUPLICATE]" in message
