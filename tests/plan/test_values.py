"""Indicators, targets and plans check themselves and answer simple questions."""

import math
from datetime import date

import pytest

from urbanstats.errors import ParameterError, TargetError
from urbanstats.plan.values import Indicator, Plan, Target


def indicator(number=15, id="green_coverage", unit="percent"):
    return Indicator(
        number=number,
        id=id,
        name_zh="建成区绿化覆盖率",
        name_en="Green coverage",
        group="resources_environment",
        unit=unit,
        kind="percent" if unit == "percent" else "count",
        stock_or_flow="stock",
        decimals=2,
        reference_class="green_coverage",
        departments=("园林局",),
        plan_basis="yearbook",
    )


def target(**changed):
    facts = {
        "indicator": "green_coverage",
        "year": 2018,
        "direction": "at_least",
        "value": 43.9,
        "unit": "percent",
        "decimals": 2,
        "printed": "43.9",
    }
    return Target(**facts | changed)


def plan(targets=(), indicators=None):
    return Plan(
        title_zh="计划",
        title_en="The plan",
        document="1",
        adopted=date(2018, 6, 8),
        area="Liuzhou",
        indicators=indicators
        or (indicator(), indicator(number=3, id="settlement", unit="persons")),
        targets=tuple(targets),
    )


def test_an_indicator_has_a_name_in_both_languages():
    assert indicator().name("en") == "Green coverage"
    assert indicator().name("zh") == "建成区绿化覆盖率"
    assert str(indicator()) == "15. Green coverage (percent)"


def test_another_language_is_refused():
    with pytest.raises(ParameterError) as error:
        indicator().name("fr")
    assert str(error.value) == (
        "language: 'fr' is not a language of this package. "
        "'en' or 'zh' is expected: write one of the two.  [PAR-LANGUAGE]"
    )


@pytest.mark.parametrize(
    ("direction", "value", "decimals", "unit", "threshold"),
    [
        ("at_least", 66.2, 2, "percent", 66.195),
        ("at_least", 100.0, 0, "percent", 99.5),
        ("maintain", 98.0, 0, "percent", 97.5),
        ("at_most", 22.5, 1, "percent", 22.55),
        ("at_least", 14000.0, 0, "persons", 13999.5),
    ],
)
def test_the_threshold_is_half_a_unit_of_the_last_decimal_outside_the_level(
    direction, value, decimals, unit, threshold
):
    asked = target(direction=direction, value=value, decimals=decimals, unit=unit)
    assert asked.threshold == threshold


def test_a_target_reads_as_a_sentence():
    assert str(target()) == "green_coverage 2018: at least 43.9 percent"
    assert str(target(direction="maintain")) == "green_coverage 2018: stay at 43.9 percent"


def test_an_unknown_direction_is_refused():
    with pytest.raises(TargetError) as error:
        target(direction="up")
    assert str(error.value) == (
        "target green_coverage 2018: the direction 'up' is unknown. One of at_least, at_most, "
        "maintain is expected: write one of these words.  [TGT-DIRECTION]"
    )


@pytest.mark.parametrize("value", [110.0, -0.1, math.nan, math.inf])
def test_an_impossible_level_is_refused(value):
    with pytest.raises(TargetError) as error:
        target(value=value)
    assert str(error.value) == (
        f"target green_coverage 2018: the level {value} is not possible in percent. A finite "
        "number, 0 to 100 for percent, is expected: correct the level or the unit.  [TGT-RANGE]"
    )


def test_a_count_may_be_above_100_but_not_infinite():
    assert target(unit="persons", value=14000.0).value == 14000.0
    with pytest.raises(TargetError, match="TGT-RANGE"):
        target(unit="persons", value=math.inf)


def test_a_plan_finds_indicators_by_id_and_by_number():
    assert plan().indicator("green_coverage").number == 15
    assert plan().indicator(15).id == "green_coverage"
    assert plan().indicator("3").id == "settlement"


def test_an_unknown_indicator_is_refused_with_the_nearest_name():
    with pytest.raises(ParameterError) as error:
        plan().indicator("green_covrage")
    assert str(error.value) == (
        "indicator: 'green_covrage' is not an indicator of the plan. A number from 1 to 2 or one "
        "of its ids is expected: write 'green_coverage' if you mean that.  [PAR-INDICATOR]"
    )


def test_an_indicator_like_no_other_is_refused_with_all_names():
    with pytest.raises(ParameterError) as error:
        plan().indicator("xyz")
    assert str(error.value) == (
        "indicator: 'xyz' is not an indicator of the plan. A number from 1 to 2 or one of its ids "
        "is expected: choose one of green_coverage, settlement.  [PAR-INDICATOR]"
    )


def test_targets_of_an_indicator_come_ordered_by_year():
    late, early = target(year=2020), target(year=2018)
    other = target(indicator="settlement", unit="persons", year=2019)
    assert plan([late, other, early]).targets_for(15) == (early, late)
    assert plan([late]).targets_for("settlement") == ()


def test_a_target_of_no_indicator_or_in_another_unit_is_refused():
    for stray in (target(indicator="rivers"), target(unit="persons")):
        with pytest.raises(TargetError) as error:
            plan([stray])
        assert str(error.value) == (
            f"target {stray.indicator} 2018: the plan has no indicator of this name measured in "
            f"{stray.unit}. A target in the unit of one of the plan's indicators is expected: "
            "correct the indicator's id or the unit.  [TGT-UNIT]"
        )


def test_two_targets_for_one_year_are_refused():
    with pytest.raises(TargetError) as error:
        plan([target(), target(value=44.0)])
    assert str(error.value) == (
        "target green_coverage 2018: the plan holds two targets for this indicator and year. "
        "One target per indicator and year is expected: delete one of them.  [TGT-DUP]"
    )


def test_a_plan_prints_one_line():
    assert repr(plan([target()])) == (
        "Plan('The plan', Liuzhou, adopted 2018-06-08: 2 indicators, 1 targets)"
    )
