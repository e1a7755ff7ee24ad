"""A series holds what was known on one day, and checks itself."""

import math
from datetime import date

import pytest

from urbanstats.errors import DataError
from urbanstats.plan.series import Series

MIXED = Series.of(
    [2018, 2005, 2010, 2018],
    [64.74, 45.45, 51.27, 66.2],
    bases=["after", "before", "before", "other"],
    basis="after",
    indicator="resident_urbanization_rate",
    area="Liuzhou",
)


def refusal(**changed):
    """Return the text with which a small series, so changed, is refused."""
    years = changed.pop("years", [2016, 2017])
    values = changed.pop("values", [63.01, 64.01])
    with pytest.raises(DataError) as error:
        Series.of(years, values, indicator="rate", **changed)
    return str(error.value)


def test_figures_are_ordered_by_year_and_then_basis():
    assert MIXED.years == (2005, 2010, 2018, 2018)
    assert MIXED.bases == ("before", "before", "after", "other")
    assert MIXED.values == (45.45, 51.27, 64.74, 66.2)


def test_the_order_of_the_rows_does_not_matter():
    turned = Series.of([2015, 2016, 2017], [1.0, 2.0, 3.0])
    assert Series.of([2017, 2015, 2016], [3.0, 1.0, 2.0]) == turned


def test_length_last_value_and_other_bases():
    assert len(MIXED) == 4
    assert MIXED.last == (2018, 64.74)
    assert MIXED.value(2018) == 64.74
    assert MIXED.value(2010) is None
    assert MIXED.other(2018) == (("other", 66.2),)
    assert MIXED.other(2010) == (("before", 51.27),)
    assert MIXED.other(2011) == ()


def test_a_series_by_hand_needs_only_years_and_values():
    series = Series.of([2016, 2017], [63, 64])
    assert (series.unit, series.kind, series.reference_class) == ("percent",) * 3
    assert (series.decimals, series.basis) == (2, "given")
    assert series.published == (date(2016, 12, 31), date(2017, 12, 31))
    assert series.as_of == date(2017, 12, 31)


def test_a_count_is_in_persons_and_may_be_large():
    series = Series.of([2017], [13900], kind="count", decimals=0, reference_class="yearly_count")
    assert (series.unit, series.reference_class) == ("persons", "yearly_count")
    assert series.last == (2017, 13900.0)


def test_the_basis_is_that_of_the_last_figure_unless_named():
    assert Series.of([2016, 2017], [1, 2], bases=["a", "b"]).basis == "b"


def test_the_table_has_one_row_per_figure():
    table = MIXED.table()
    assert list(table.columns) == [
        "indicator", "area", "year", "value", "unit", "basis", "published", "quality", "source",
    ]  # fmt: skip
    assert table["value"].tolist() == [45.45, 51.27, 64.74, 66.2]
    assert set(table["area"]) == {"Liuzhou"}
    assert "<td>64.74</td>" in MIXED._repr_html_()


def test_a_series_prints_one_line():
    assert repr(MIXED) == (
        "Series(resident_urbanization_rate of Liuzhou: 4 figures, 2005 to 2018; last 64.74 "
        "percent in 2018 on the basis 'after'; as of 2018-12-31)"
    )
    assert repr(Series.of([2017], [98], decimals=0)) == (
        "Series(series: 1 figure, 2017; last 98 percent in 2017 on the basis 'given'; "
        "as of 2017-12-31)"
    )


def test_parts_of_different_length_are_refused():
    assert refusal(values=[63.01]) == (
        "rate: it holds 2 years, 1 values, 2 bases, 2 published, 2 qualities, 2 sources. One "
        "entry per figure in each, and at least one figure, is expected: give every figure a "
        "year, a value, a basis, a date, a quality and a source.  [DATA-LENGTH]"
    )


def test_an_empty_series_is_refused():
    assert refusal(years=[], values=[]).endswith("[DATA-LENGTH]")


@pytest.mark.parametrize("value", [100.1, -1.0, math.nan, math.inf])
def test_an_impossible_percentage_is_refused(value):
    assert refusal(values=[63.01, value], area="Liuzhou") == (
        f"rate of Liuzhou: {value} in 2017 cannot be a percent. Finite values from 0 to 100 are "
        "expected: correct the value, or leave the year out.  [DATA-RANGE]"
    )


def test_a_count_of_zero_is_refused():
    assert refusal(values=[5, 0], kind="count") == (
        "rate: 0.0 in 2017 cannot be a count. Finite values above 0 are expected: correct the "
        "value, or leave the year out.  [DATA-RANGE]"
    )


def test_two_figures_for_one_year_and_basis_are_refused():
    assert refusal(years=[2017, 2017]) == (
        "rate: there are two figures for 2017 on 'given'. One figure per year and basis is "
        "expected: delete one, or give it another basis.  [DATA-DUPLICATE]"
    )


def test_years_out_of_order_are_refused_when_the_parts_are_given_one_by_one():
    facts = {name: getattr(MIXED, name) for name in Series.__dataclass_fields__}
    with pytest.raises(DataError) as error:
        Series(**facts | {"years": (2010, 2005, 2018, 2018)})
    assert str(error.value) == (
        "resident_urbanization_rate of Liuzhou: the years run 2010, 2005, 2018, 2018. Figures "
        "ordered by year and then basis are expected: build the series with Series.of, which "
        "orders them.  [DATA-ORDER]"
    )


def test_a_basis_without_figures_is_refused():
    assert refusal(basis="census", bases=["plan", "plan"]) == (
        "rate: no figure stands on the basis 'census'. One of plan is expected: choose a basis "
        "that has figures.  [DATA-BASIS]"
    )


def test_a_figure_from_after_the_as_of_date_is_refused():
    assert refusal(as_of=date(2017, 6, 1)) == (
        "rate: a figure was published on 2017-12-31, after 2017-06-01. Only what was known on "
        "the as-of date is expected: leave the figure out, or choose a later as-of date.  "
        "[DATA-FUTURE]"
    )
