"""The plan's table, read by hand from 柳政规〔2018〕32号, against the data that ship.

Fifteen baselines of 2017 (observations) and forty-five targets: sixty numbers, and the cells.
"""

import pytest

from urbanstats.plan.load import load_observations, load_plan

PLAN = """
常住人口城镇化率 | 64.01 | 66.2 | 67.5 | 68.7 | 统计局
户籍人口城镇化率 | 49.52 | 49.72 | 49.92 | 50.12 | 公安局
新增农业转移人口落户城镇数量 | 13900 | 14000 | 14500 | 15000 | 公安局
农民工随迁子女接受义务教育比例 | 100 | 100 | 100 | 100 | 教育局
城镇失业人员、农民工、新成长劳动力基本职业技能培训覆盖率 | 75 | ≥80 | ≥85 | ≥90 | 人社局
城镇常住人口基本养老保险覆盖率 | 95 | ≥95 | ≥95 | ≥95 | 人社局
城镇常住人口基本医疗保险覆盖率 | 95 | ≥96 | ≥97 | ≥98 | 人社局
城镇保障性住房常住人口覆盖率 | 21 | ≥22 | ≥22.5 | ≥23 | 住建委
市区公共交通机动化出行分担率 | 31.5 | 32 | 32.5 | 33 | 交通局、交警队
城镇公共供水普及率 | 98 | 98 | 98 | 98 | 住建委
市区城镇污水处理率 | 97.1 | 98.5 | 99 | 100 | 住建委
城镇生活垃圾无害化处理率 | 100 | 100 | 100 | 100 | 市容局
城市社区综合服务设施覆盖率 | 96.71 | 98.12 | 99 | 100 | 民政局
城镇绿色建筑占新建建筑比重 | 25.5 | 27 | 28.5 | 30 | 住建委
建成区绿化覆盖率 | 43.84 | 43.9 | 43.92 | 43.95 | 园林局
"""
ROWS = [
    (number, *[cell.strip() for cell in line.split("|")])
    for number, line in enumerate(PLAN.strip().splitlines(), start=1)
]
IDS = [
    "resident_urbanization_rate",
    "hukou_urbanization_rate",
    "migrant_settlement_count",
    "migrant_children_schooling",
    "vocational_training_coverage",
    "pension_coverage",
    "medical_insurance_coverage",
    "housing_security_coverage",
    "public_transport_share",
    "water_supply_coverage",
    "sewage_treatment_rate",
    "garbage_harmless_treatment_rate",
    "community_facility_coverage",
    "green_building_share",
    "green_coverage",
]
DECIMALS = [2, 2, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 2, 1, 2]
CLASSES = (
    ["urbanization_rate"] * 2
    + ["yearly_count"]
    + ["percent"] * 6
    + ["water_coverage", "sewage_treatment", "city_service", "percent", "percent"]
    + ["green_coverage"]
)


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_three_targets_are_the_cells_of_the_plan(row):
    number, _, _, *cells, _ = row
    targets = load_plan().targets_for(number)
    assert [target.year for target in targets] == [2018, 2019, 2020]
    assert [target.printed for target in targets] == cells
    assert [target.value for target in targets] == [float(cell.lstrip("≥")) for cell in cells]


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_the_baseline_of_2017_is_an_official_observation(row):
    number, _, baseline, *_ = row
    table = load_observations()
    mine = table[
        (table["area"] == "Liuzhou")
        & (table["indicator"] == IDS[number - 1])
        & (table["quality"] == "official")
    ]
    assert mine["year"].tolist() == [2017]
    assert mine["value"].tolist() == [float(baseline)]
    assert mine["decimals"].tolist() == [len(baseline.partition(".")[2])]
    assert mine["basis"].tolist() == [load_plan().indicator(number).plan_basis]
    assert str(mine["published"].iloc[0]) == "2018-06-08"


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_names_departments_decimals_and_classes_are_those_of_the_plan(row):
    number, name, *_, departments = row
    indicator = load_plan().indicator(number)
    assert indicator.id == IDS[number - 1]
    assert indicator.name_zh == name
    assert indicator.departments == tuple(departments.split("、"))
    assert indicator.decimals == DECIMALS[number - 1]
    assert indicator.reference_class == CLASSES[number - 1]


def test_there_are_sixty_numbers_and_no_baseline_among_the_targets():
    plan = load_plan()
    assert len(plan.indicators) == 15
    assert len(plan.targets) == 45
    assert {target.year for target in plan.targets} == {2018, 2019, 2020}


@pytest.mark.parametrize("row", ROWS, ids=IDS)
def test_a_target_that_repeats_the_baseline_without_a_sign_is_to_be_maintained(row):
    number, _, baseline, *cells, _ = row
    directions = {target.direction for target in load_plan().targets_for(number)}
    assert directions == {"maintain" if set(cells) == {baseline} else "at_least"}


def test_only_schooling_water_and_garbage_are_to_be_maintained():
    held = {target.indicator for target in load_plan().targets if target.direction == "maintain"}
    assert held == {IDS[3], IDS[9], IDS[11]}


def test_the_settlement_count_is_the_only_count():
    plan = load_plan()
    counts = [indicator.number for indicator in plan.indicators if indicator.kind == "count"]
    assert counts == [3]
    assert (plan.indicator(3).unit, plan.indicator(3).stock_or_flow) == ("persons", "flow")


def test_groups_follow_the_headings_of_the_table():
    groups = [indicator.group for indicator in load_plan().indicators]
    assert groups == (
        ["urbanization_level"] * 3
        + ["basic_public_services"] * 5
        + ["infrastructure"] * 5
        + ["resources_environment"] * 2
    )


def test_the_plan_is_named_and_dated():
    plan = load_plan()
    assert plan.title_zh == "柳州市新型城镇化三年行动计划（2018—2020年）"
    assert plan.document == "柳政规〔2018〕32号"
    assert str(plan.adopted) == "2018-06-08"
    assert plan.area == "Liuzhou"
