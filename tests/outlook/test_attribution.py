"""A change in likelihood is split over what moved it, and the parts add up."""

import math
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from urbanstats.errors import DataError
from urbanstats.outlook import assess
from urbanstats.outlook import attribution as module
from urbanstats.outlook.attribution import (
    CHANGE_COLUMNS,
    PARTS,
    READINGS,
    SWITCHES,
    Inputs,
    compare_forecasts,
    likelihoods,
    mix,
    split_change,
)
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.trend.priors import load_priors

PLAN = load_plan()
URBAN = PLAN.indicator(1)
BEFORE, AFTER = date(2018, 6, 8), date(2019, 6, 30)
SHIPPED = load_priors(BEFORE)
OTHER = replace(  # the class moves as percentages do in general
    SHIPPED,
    by_name=SHIPPED.by_name
    | {("percent", "urbanization_rate"): SHIPPED.by_name["percent", "percent"]},
)
FIGURES = {2015: 62.0, 2016: 63.01, 2017: 64.01}


def make_inputs(figures=FIGURES, day=BEFORE, *, area="Liuzhou", basis="post-2010-census", **facts):
    series = Series.of(
        figures,
        figures.values(),
        indicator=URBAN.id,
        area=area,
        basis=basis,
        reference_class=URBAN.reference_class,
        as_of=day,
        published=[min(date(year + 1, 5, 31), day) for year in figures],
    )
    own = {
        "indicator": URBAN,
        "targets": PLAN.targets_for(1),
        "rebasings": PLAN.rebasings,
        "priors": lambda _: SHIPPED,
        "method": "pooled",
    }
    return Inputs(series=series, day=day, **own | facts)


def moved(split):
    """Return the switches that have a part in any target's change."""
    return {name for parts in split.parts.values() for name, part in parts.items() if part != 0}


def change_of(old, new, key):
    return likelihoods(new)[key][0] - likelihoods(old)[key][0]


@pytest.mark.parametrize("day", ["2018-06-08", "2019-06-30", "2022-06-30"])
@pytest.mark.parametrize("name", ["resident_urbanization_rate", "sewage_treatment_rate"])
def test_inputs_give_what_the_assessment_gives(name, day):
    inputs = Inputs(
        indicator=PLAN.indicator(name),
        targets=PLAN.targets_for(name),
        series=load_series(name, as_of=day),
        day=date.fromisoformat(day),
        rebasings=PLAN.rebasings,
        priors=load_priors,
        method="pooled",
    )
    told = likelihoods(inputs)
    table = assess(name, as_of=day).table
    for reading, ending in READINGS.items():
        expected = table[["year", f"likelihood{ending}", f"status{ending}"]].to_numpy().tolist()
        assert [[year, *told[year, reading]] for year in table["year"]] == expected


# --- one cause at a time ---------------------------------------------------------------------


def test_a_figure_that_came_gives_only_new_figures():
    old, new = make_inputs(), make_inputs(FIGURES | {2013: 58.9})
    split = split_change(old, new)
    assert moved(split) == {"figures"}
    assert (split.new_years, split.revised_years) == ((2013,), ())
    key = (2020, "as_published")
    assert split.parts[key]["figures"] == pytest.approx(change_of(old, new, key))


def test_a_figure_published_between_the_days_is_a_new_figure_and_no_time_passed():
    split = split_change(make_inputs(), make_inputs(FIGURES | {2018: 64.74}, AFTER))
    assert moved(split) == {"figures"}


def test_a_figure_withdrawn_counts_to_the_figures_too():
    split = split_change(make_inputs(FIGURES | {2013: 58.9}), make_inputs())
    assert moved(split) == {"figures"}
    assert split.new_years == ()


def test_another_value_of_a_known_figure_gives_only_revised_figures():
    old, new = make_inputs(), make_inputs(FIGURES | {2016: 63.4})
    split = split_change(old, new)
    assert moved(split) == {"revised"}
    assert (split.new_years, split.revised_years) == ((), (2016,))
    key = (2019, "plan_basis")
    assert split.parts[key]["revised"] == pytest.approx(change_of(old, new, key))


def test_a_later_day_that_allows_another_prior_gives_only_time_passed():
    priors = {BEFORE: SHIPPED, AFTER: OTHER}.get
    old, new = make_inputs(priors=priors), make_inputs(day=AFTER, priors=priors)
    split = split_change(old, new)
    assert moved(split) == {"time"}
    key = (2020, "plan_basis")
    assert split.parts[key]["time"] == pytest.approx(change_of(old, new, key))


def test_a_rebasing_that_became_known_in_between_gives_only_time_passed():
    told = tuple(replace(each, known=date(2019, 1, 1)) for each in PLAN.rebasings)
    split = split_change(make_inputs(rebasings=told), make_inputs(day=AFTER, rebasings=told))
    assert moved(split) == {"time"}
    assert split.parts[2020, "as_published"]["time"] > 0.2
    assert split.parts[2020, "plan_basis"]["time"] == 0


@pytest.mark.parametrize(
    "facts",
    [
        {"priors": lambda _: OTHER},
        {"method": "damped_holt"},
        {"rebasings": tuple(replace(each, mean=1.0) for each in PLAN.rebasings)},
    ],
    ids=["priors", "method", "re-basing"],
)
def test_another_prior_method_or_judgement_gives_only_method(facts):
    long = {2009 + at: 50.0 + 1.7 * at + (-1) ** at / 4 for at in range(9)}
    assert moved(split_change(make_inputs(long), make_inputs(long, **facts))) == {"method"}


@pytest.mark.parametrize(
    "facts",
    [
        {"figures": {2016: 47.0, 2017: 48.5}, "area": "Guilin"},
        {"targets": tuple(replace(each, value=65.0) for each in PLAN.targets_for(1))},
    ],
    ids=["area", "targets"],
)
def test_another_area_or_target_gives_only_parameters(facts):
    split = split_change(make_inputs(), make_inputs(**facts))
    assert moved(split) == {"parameters"}
    assert split.new_years == split.revised_years == ()


def test_a_day_on_which_nothing_else_changed_gives_nothing_and_costs_nothing(monkeypatch):
    monkeypatch.setattr(module, "likelihoods", None)  # a call would fail
    split = split_change(make_inputs(), make_inputs(day=AFTER))
    assert moved(split) == set()
    assert len(split.parts) == 6


def test_settings_that_come_to_the_same_are_computed_once(monkeypatch):
    calls = []
    monkeypatch.setattr(module, "likelihoods", lambda i: calls.append(i) or likelihoods(i))
    split_change(make_inputs(), make_inputs({**FIGURES, 2016: 63.4, 2013: 58.9}, AFTER))
    assert len(calls) == 4


# --- several at once -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def everything():
    """Two runs that differ in all that can differ, but the area."""
    priors = cache(lambda day: SHIPPED if day < AFTER else OTHER)
    old = make_inputs(priors=priors)
    new = make_inputs(
        {2013: 58.9, 2015: 62.0, 2016: 63.4, 2017: 64.01},
        AFTER,
        rebasings=tuple(replace(each, mean=1.5) for each in PLAN.rebasings),
        targets=tuple(replace(each, value=each.value - 0.5) for each in PLAN.targets_for(1)),
        priors=priors,
    )
    return old, new


def test_all_parts_add_up_to_the_change(everything):
    split = split_change(*everything)
    assert moved(split) == set(SWITCHES)
    for key, parts in split.parts.items():
        assert math.fsum(parts.values()) == pytest.approx(change_of(*everything, key), abs=1e-14)


def test_the_parts_change_sign_when_the_runs_change_places(everything):
    there, back = split_change(*everything).parts, split_change(*reversed(everything)).parts
    for key, parts in there.items():
        assert list(back[key].values()) == pytest.approx([-p for p in parts.values()], abs=1e-14)


def test_a_part_is_the_mean_over_all_orders(everything):
    parts = split_change(*everything).parts[2020, "as_published"]
    told = cache(lambda on: likelihoods(mix(*everything, on))[2020, "as_published"][0])
    steps = {switch: [] for switch in SWITCHES}
    for order in permutations(SWITCHES):
        for at, switch in enumerate(order):
            before, after = frozenset(order[:at]), frozenset(order[: at + 1])
            steps[switch].append(told(after) - told(before))
    assert parts == pytest.approx({name: np.mean(each) for name, each in steps.items()}, abs=1e-12)


def test_a_target_that_was_decided_owes_it_to_the_figures_alone():
    priors = {BEFORE: SHIPPED, AFTER: OTHER}.get
    old = make_inputs(priors=priors)
    new = make_inputs(FIGURES | {2018: 64.74}, AFTER, priors=priors)
    split = split_change(old, new)
    assert {"figures", "time"} == moved(split)
    key = (2018, "as_published")
    assert likelihoods(new)[key] == (0.0, "decided")
    assert split.parts[key] == dict.fromkeys(SWITCHES, 0.0) | {"figures": -likelihoods(old)[key][0]}
    back = split_change(new, old).parts[key]
    assert back["figures"] == -split.parts[key]["figures"] > 0


def test_where_a_folder_has_no_prior_for_a_day_the_other_stands_in():
    def only_later(day):
        if day < AFTER:
            raise DataError("PRIOR-HINDSIGHT")
        return OTHER

    old, new = make_inputs(), make_inputs(day=AFTER, priors=only_later)
    split = split_change(old, new)
    assert moved(split) == {"time", "method"}  # neither alone brings the new prior
    parts = split.parts[2020, "plan_basis"]
    assert parts["time"] == parts["method"]


# --- as published ----------------------------------------------------------------------------


def forecasts(*rows):
    columns = ["indicator", "year", "likelihood", "status"]
    return pd.DataFrame(rows, columns=columns)


def test_what_the_inputs_do_not_explain_is_the_codes_part():
    old, new = make_inputs(), make_inputs(FIGURES | {2013: 58.9})
    tables = [
        forecasts((URBAN.id, 2020, likelihoods(each)[2020, "as_published"][0] + off, "forecast"))
        for each, off in ((old, 0.1), (new, 0.0))
    ]
    table = compare_forecasts(*tables, {URBAN.id: split_change(old, new)})
    assert list(table) == CHANGE_COLUMNS
    (row,) = table.to_dict("records")
    assert row["code"] == pytest.approx(-0.1)
    assert sum(row[part] for part in PARTS) == pytest.approx(row["new"] - row["old"], abs=1e-12)
    assert (row["reading"], row["new_years"]) == ("as_published", (2013,))


def test_rounding_of_sums_is_not_laid_at_the_codes_door(everything):
    split = split_change(*everything)
    tables = [
        forecasts(
            *((URBAN.id, year, *likelihoods(each)[year, "as_published"]) for year in (2019, 2020))
        )
        for each in everything
    ]
    assert compare_forecasts(*tables, {URBAN.id: split})["code"].tolist() == [0.0, 0.0]


def test_only_targets_that_both_runs_have_with_a_number_are_compared():
    before = forecasts(
        ("a", 2018, 0.2, "forecast"),
        ("a", 2019, math.nan, "forecast"),
        ("b", 2018, 0.3, "forecast"),
    )
    after = forecasts(
        ("c", 2018, 0.4, "forecast"), ("a", 2018, 0.5, "forecast"), ("a", 2019, 0.5, "forecast")
    )
    table = compare_forecasts(before, after, {})
    assert table[["indicator", "year", "old", "new"]].to_numpy().tolist() == [["a", 2018, 0.2, 0.5]]
    assert table[list(PARTS)].isna().all(axis=None)
