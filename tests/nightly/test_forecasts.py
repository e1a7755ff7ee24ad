"""No number that nobody could mean leaves the house."""

import math

import pandas as pd
import pytest

from urbanstats.errors import NotebookError
from urbanstats.nightly.result import check_forecasts, merge_forecasts

ENDING = (
    "Every target once, likelihoods from 0 to 1 and ascending quantiles are expected: look into "
    "the notebook that wrote the row; nothing was published."
)


def row(indicator="green_coverage", year=2018, **changes) -> dict:
    facts = {"likelihood": 0.5, "status": "forecast", "note": "", "q0.1": 40.0, "q0.9": 45.0}
    return {"indicator": indicator, "year": year, **facts, **changes}


def test_tables_are_merged_in_the_order_of_the_plan():
    tables = [
        pd.DataFrame([row("b", 2019), row("b", 2018)]),
        pd.DataFrame([row("a", 2018)]),
    ]
    merged = merge_forecasts(tables, [("a", 2018), ("b", 2018), ("b", 2019)])
    assert list(zip(merged.indicator, merged.year, strict=True)) == [
        ("a", 2018),
        ("b", 2018),
        ("b", 2019),
    ]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([row()], "1 rows where 2 were asked for, first difference: ('green_coverage', 2019)"),
        (
            [row(), row(year=2019), row(year=2020)],
            "3 rows where 2 were asked for, first difference: ('green_coverage', 2020)",
        ),
        (
            [row(), row(year=2019), row()],
            "3 rows where 2 were asked for, first difference: one of them is there twice",
        ),
    ],
)
def test_a_row_missing_unasked_or_twice_is_refused(rows, found):
    expected = [("green_coverage", 2018), ("green_coverage", 2019)]
    with pytest.raises(NotebookError) as caught:
        merge_forecasts([pd.DataFrame(rows)], expected)
    assert str(caught.value) == f"forecasts: {found}. {ENDING}  [OUT-ROWS]"


@pytest.mark.parametrize("likelihood", [-0.1, 1.0001, math.inf, math.nan])
def test_a_likelihood_outside_0_and_1_is_refused(likelihood):
    with pytest.raises(NotebookError) as caught:
        check_forecasts(pd.DataFrame([row(), row(year=2019, likelihood=likelihood)]))
    assert str(caught.value) == (
        f"forecasts, green_coverage 2019: likelihood {likelihood} without a reason. {ENDING}  "
        "[OUT-RANGE]"
    )


@pytest.mark.parametrize("likelihood", [0.0, 1.0])
def test_certainty_is_a_likelihood(likelihood):
    check_forecasts(pd.DataFrame([row(likelihood=likelihood)]))


def test_an_absent_likelihood_passes_when_a_note_says_why():
    check_forecasts(pd.DataFrame([row(likelihood=math.nan, note="no figure on this basis")]))


@pytest.mark.parametrize("changes", [{"q0.1": 46.0}, {"q0.9": math.nan}, {"q0.9": math.inf}])
def test_quantiles_that_cross_or_are_missing_are_refused(changes):
    with pytest.raises(NotebookError) as caught:
        check_forecasts(pd.DataFrame([row(**changes)]))
    assert caught.value.code == "OUT-ORDER"


def test_a_decided_target_needs_no_quantiles():
    nothing = {"q0.1": math.nan, "q0.9": math.nan}
    check_forecasts(pd.DataFrame([row(likelihood=1.0, status="decided", **nothing)]))
    with pytest.raises(NotebookError):
        check_forecasts(pd.DataFrame([row(**nothing)]))
