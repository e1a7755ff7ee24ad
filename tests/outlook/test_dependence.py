"""The learned correlation: which period a forecast may use, and what is refused."""

from datetime import date

import pandas as pd
import pytest

from urbanstats.errors import DataError
from urbanstats.outlook.joint import DEPENDENCE_COLUMNS, FILE, Dependence, load_dependence
from urbanstats.plan.load import data_folder


@pytest.fixture
def table(tmp_path):
    rows = [
        (2016, "all", 0, 173, 7, 0.09, 0.02, 0.05),
        (2016, "all", 3, 173, 5, 0.80, 0.02, 0.05),
        (2016, "green sewage", 0, 173, 5, 0.70, 0.02, 0.05),
        (2022, "all", 0, 170, 6, -0.04, 0.03, 0.01),
    ]
    path = tmp_path / "dependence.csv"
    pd.DataFrame(rows, columns=DEPENDENCE_COLUMNS).to_csv(path, index=False)
    return path


@pytest.mark.parametrize(("day", "through"), [("2018-06-08", 2016), ("2022-12-31", 2016)])
def test_a_forecast_never_uses_figures_of_its_own_year_or_later(table, day, through):
    assert load_dependence(date.fromisoformat(day), table).through == through


def test_the_newest_period_that_is_allowed_is_taken_with_all_pairs_and_horizons(table):
    assert load_dependence(date(2018, 1, 1), table) == Dependence(2016, 173, 0.09, 0.02, 0.05)
    assert load_dependence(date(2023, 1, 1), table) == Dependence(2022, 170, -0.04, 0.03, 0.01)


def test_a_negative_correlation_is_told_but_no_common_shock(table):
    learned = load_dependence(date(2023, 1, 1), table)
    assert (learned.correlation, learned.shared) == (-0.04, 0.0)
    assert load_dependence(date(2018, 1, 1), table).shared == 0.09


def test_without_an_earlier_period_the_call_refuses(table):
    with pytest.raises(DataError) as error:
        load_dependence(date(2016, 12, 31), table)
    assert str(error.value) == (
        f"{table}: no period ends before 2016 (through: 2016, 2022). Figures up to 2015 or "
        "earlier are expected: choose a later as-of date, or give a correlation yourself.  "
        "[DEPENDENCE-HINDSIGHT]"
    )


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(DataError) as error:
        load_dependence(date(2020, 1, 1), tmp_path / "none.csv")
    assert str(error.value) == (
        f"{tmp_path / 'none.csv'}: there is no such file. A table of correlations between "
        "indicators is expected beside the priors: learn it with 'benchmarks/dependence.py', or "
        "give a correlation yourself.  [DEPENDENCE-MISSING]"
    )


def test_the_shipped_table_has_one_row_for_every_pair_and_horizon():
    shipped = pd.read_csv(data_folder() / "priors" / FILE)
    assert list(shipped.columns) == DEPENDENCE_COLUMNS
    assert not shipped.duplicated(["through", "pair", "horizon"]).any()
    assert shipped.groupby("through").size().tolist() == [16, 16]  # (3 pairs + all) x (3 + all)
    assert shipped["correlation"].between(-1, 1).all()
    assert (shipped["standard_error"] > 0).all()
