"""The plan's audit finds what is in the plan, with the right arithmetic, and nothing else."""

from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from urbanstats.outlook.audit import FINDING_COLUMNS, HUKOU, POPULATION, RESIDENT, SETTLED
from urbanstats.outlook.audit import audit_plan as audit
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series
from urbanstats.plan.values import Indicator, Plan, Target
from urbanstats.trend.changes import learn_changes


@pytest.fixture(scope="module")
def findings():
    return audit(load_plan())


@pytest.fixture(scope="module")
def changes():
    """Changes that spread evenly from -1 to 1 in a year, from every level and for both kinds."""
    levels, steps = range(5, 96, 2), enumerate(np.linspace(-1, 1, 41))
    rows = [
        (f"{level}|{number}", kind, "", year, level + step * year)
        for level, (number, step), kind, year in product(
            levels, steps, ("percent", "count"), range(4)
        )
    ]
    columns = ["series_id", "kind", "reference_class", "year", "value"]
    return learn_changes(pd.DataFrame(rows, columns=columns))


def one_plan(*indicators):
    """Return a plan and its figures of (id, kind, figures by year, targets by year)."""
    rows, targets, series = [], [], {}
    for number, (name, kind, figures, levels) in enumerate(indicators, 1):
        unit = "percent" if kind == "percent" else "persons"
        words = {"name_zh": name, "name_en": name, "group": "g", "departments": ("d",)}
        scale = {"unit": unit, "kind": kind, "decimals": 2, "reference_class": kind}
        facts = {"stock_or_flow": "stock", "plan_basis": "given"}
        rows.append(Indicator(number=number, id=name, **words, **scale, **facts))
        targets += [
            Target(indicator=name, year=y, direction="at_least", value=v, unit=unit, decimals=2)
            for y, v in levels.items()
        ]
        series[name] = Series.of(figures, figures.values(), indicator=name, kind=kind)
    names = {"title_zh": "规划", "title_en": "Plan", "document": "", "area": "Atlantis"}
    adopted = date(2018, 1, 1)
    plan = Plan(**names, adopted=adopted, indicators=tuple(rows), targets=tuple(targets))
    return plan, series


def codes(changes, figures, levels, kind="percent"):
    plan, series = one_plan(("x", kind, figures, levels))
    return set(audit(plan, series=series, changes=changes)["code"])


def numbers(findings, code, indicator=""):
    mine = findings["code"] == code
    if indicator:
        mine &= findings["indicator"] == indicator
    return findings[mine].iloc[0]["numbers"]


# --- the plan of Liuzhou ---------------------------------------------------------------------


def test_the_four_targets_that_equal_their_baseline_are_found(findings):
    same = findings[findings["code"] == "AUDIT-SAME"]["indicator"]
    assert [load_plan().indicator(name).number for name in same] == [4, 6, 10, 12]


def test_the_four_targets_at_the_ceiling_are_found(findings):
    full = findings[findings["code"] == "AUDIT-CEILING"]["indicator"]
    assert [load_plan().indicator(name).number for name in full] == [4, 11, 12, 13]
    assert numbers(findings, "AUDIT-CEILING", "sewage_treatment_rate")["threshold"] == 99.95


def test_the_front_loaded_urbanization_rate_is_found(findings):
    found = numbers(findings, "AUDIT-FRONT", RESIDENT)
    assert (found["first"], found["later"], found["last"]) == (2.19, 1.3, 1.0)


def test_its_steep_way_is_found(findings):
    steep = findings[(findings["code"] == "AUDIT-STEEP") & (findings["indicator"] == RESIDENT)]
    assert steep["year"].tolist() == [2018, 2020]
    assert [row["step"] for row in steep["numbers"]] == pytest.approx([2.19, 4.69])


def test_the_faint_way_of_green_coverage_is_found(findings):
    found = numbers(findings, "AUDIT-FAINT")
    assert (found["step"], findings["indicator"][findings["code"] == "AUDIT-FAINT"].item()) == (
        0.11,
        "green_coverage",
    )
    assert found["share"] > 0.9


def test_the_gap_between_residents_and_registered_widens(findings):
    found = numbers(findings, "AUDIT-GAP")
    assert (found["gap"], found["gap_target"], found["wider"]) == (14.49, 18.58, 4.09)


def test_the_people_settled_are_held_against_the_rate_on_a_figure_of_the_data(findings):
    found = numbers(findings, "AUDIT-SETTLED")
    assert (found["settled"], found["gain"]) == (43500, 0.6)
    assert (found["population"], found["population_year"]) == (3856700, 2016)
    assert found["implied"] == pytest.approx(23140.2)
    assert found["inside"] == pytest.approx(100 * 43500 / 3856700)
    outside = 100 * (0.4952 * 3856700 + 43500) / (3856700 + 43500) - 49.52
    assert found["outside"] == pytest.approx(outside)
    assert found["outside"] < found["gain"] < found["inside"]


def test_the_gravest_findings_come_first_and_every_row_is_whole(findings):
    assert list(findings.columns) == FINDING_COLUMNS
    ranks = findings["severity"].map({"warning": 0, "check": 1, "note": 2})
    assert ranks.is_monotonic_increasing
    assert findings["year"].between(2018, 2020).all()


def test_a_later_day_moves_the_population_but_not_the_plan():
    later = audit(load_plan(), "2025-01-01")
    found = numbers(later, "AUDIT-SETTLED")
    assert (found["population"], found["population_year"]) == (3870000, 2017)
    assert numbers(later, "AUDIT-GAP")["gap"] == 14.49


# --- another city's plan ---------------------------------------------------------------------


def test_a_plan_that_asks_for_an_ordinary_way_has_no_findings(changes):
    assert codes(changes, {2016: 49.5, 2017: 50}, {2018: 50.4, 2019: 50.8}) == set()


def test_a_step_is_steep_when_fewer_than_one_in_twenty_went_as_far(changes):
    assert codes(changes, {2016: 49, 2017: 50}, {2018: 50.85, 2019: 51.7}) == set()
    assert codes(changes, {2016: 49, 2017: 50}, {2018: 50.97, 2019: 51.94}) == {"AUDIT-STEEP"}


def test_a_step_that_none_matched_is_a_warning(changes):
    plan, series = one_plan(("x", "percent", {2017: 50}, {2018: 51.5}))
    (row,) = audit(plan, series=series, changes=changes).to_dict("records")
    assert (row["code"], row["severity"], row["numbers"]["share"]) == ("AUDIT-STEEP", "warning", 0)


def test_a_step_into_the_ceiling_is_not_called_steep_for_want_of_room(changes):
    assert codes(changes, {2017: 98.5}, {2018: 100.0}) == {"AUDIT-CEILING"}


def test_a_faint_way_and_steps_within_rounding_are_found(changes):
    assert codes(changes, {2017: 50}, {2018: 50.02, 2019: 50.04}) == {"AUDIT-FAINT"}
    found = codes(changes, {2017: 50}, {2018: 50.01, 2019: 50.02})
    assert found == {"AUDIT-FAINT", "AUDIT-ROUNDING"}


def test_front_loading_needs_a_first_step_above_all_others(changes):
    assert "AUDIT-FRONT" in codes(changes, {2016: 49.8, 2017: 50}, {2018: 50.5, 2019: 50.7})
    assert "AUDIT-FRONT" not in codes(changes, {2016: 49.5, 2017: 50}, {2018: 50.5, 2019: 50.7})
    assert "AUDIT-FRONT" not in codes(changes, {2016: 49.8, 2017: 50}, {2018: 50.5, 2019: 51.0})
    assert "AUDIT-FRONT" not in codes(changes, {2015: 49.8, 2016: 50}, {2018: 50.8, 2019: 51.0})


def test_an_indicator_without_a_figure_before_its_targets_is_not_looked_at(changes):
    plan, series = one_plan(("x", "percent", {2019: 50}, {2018: 90.0}))
    assert audit(plan, series=series, changes=changes).empty
    assert audit(plan, series={}, changes=changes).empty


def three(levels, population=1_000_000, year=2017):
    """Return a plan of residents, registered residents and people settled, with its figures."""
    plan, series = one_plan(
        (RESIDENT, "percent", {2017: 60}, {2018: 60.4}),
        (HUKOU, "percent", {2017: 50}, {2018: levels[0]}),
        (SETTLED, "count", {2017: 5000}, {2018: levels[1]}),
    )
    facts = {"kind": "count", "indicator": POPULATION, "unit": "persons"}
    return plan, series | {POPULATION: Series.of([year], [population], **facts)}


def test_a_gain_within_what_those_settled_can_explain_is_no_warning(changes):
    plan, series = three((50.4, 5000))
    found = audit(plan, series=series, changes=changes)
    (row,) = found[found["code"] == "AUDIT-SETTLED"].to_dict("records")
    assert row["severity"] == "check"
    assert row["numbers"]["inside"] == pytest.approx(0.5)
    assert "AUDIT-GAP" not in set(found["code"])


def test_a_gain_beyond_it_is_a_warning(changes):
    plan, series = three((50.8, 5000))
    found = audit(plan, series=series, changes=changes)
    assert found[found["code"] == "AUDIT-SETTLED"]["severity"].item() == "warning"


def test_without_population_or_ids_the_identities_are_skipped(changes):
    plan, series = three((50.4, 5000))
    assert "AUDIT-SETTLED" in set(audit(plan, series=series, changes=changes)["code"])
    del series[POPULATION]
    assert "AUDIT-SETTLED" not in set(audit(plan, series=series, changes=changes)["code"])
    plan, series = three((50.4, 5000), year=2018)
    assert "AUDIT-SETTLED" not in set(audit(plan, series=series, changes=changes)["code"])
    renamed = one_plan(("x", "percent", {2017: 60}, {2018: 60.4}))
    assert audit(renamed[0], series=renamed[1], changes=changes).empty


def test_a_way_down_is_front_loaded_by_its_largest_fall(changes):
    plan, series = one_plan(
        ("x", "percent", {2016: 50.2, 2017: 50}, {2018: 49.5, 2019: 49.3, 2020: 49.2})
    )
    down = tuple(replace(target, direction="at_most") for target in plan.targets)
    found = audit(replace(plan, targets=down), series=series, changes=changes)
    assert numbers(found, "AUDIT-FRONT") | {"unit": ""} == {
        "unit": "", "baseline_year": 2017, "baseline": 50.0,
        "first": -0.5, "later": -0.2, "last": -0.2,
    }  # fmt: skip


def test_the_shipped_series_are_those_of_the_day():
    day = "2018-06-08"
    given = {each.id: load_series(each.id, as_of=day) for each in load_plan().indicators}
    found = audit(load_plan(), series=given)
    assert "AUDIT-SETTLED" not in set(found["code"])
    shipped = audit(load_plan(), day)
    assert shipped[shipped["code"] != "AUDIT-SETTLED"]["code"].tolist() == found["code"].tolist()
