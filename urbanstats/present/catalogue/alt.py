"""What figures show, in words for who cannot see them; and the chart of all indicators."""

ALT = {
    "figure_of": ("{value} in {year}", "{year}年{value}"),
    "published_are": ("Published: {figures}.", "已公布：{figures}。"),
    "alt_fan": ("Fan chart: {head}", "扇形图：{head}"),
    "alt_futures": (
        "Projected for {year} on this basis: median {median}, 8 in 10 futures {low} to {high}.",
        "同口径{year}年预测：中位{median}，每10种可能中的8种在{low}至{high}之间。",
    ),
    "alt_target": ("The target: {target} in {year}.", "目标：{year}年{target}。"),
    "alt_method": (
        "{name}: median {median}, 8 in 10 futures {low} to {high}, likelihood {likelihood}.",
        "{name}：中位{median}，每10种可能中的8种在{low}至{high}之间，达标可能性{likelihood}。",
    ),
    "alt_scenario": ("{name}: {result}.", "{name}：{result}。"),
    "alt_year": ("{year} {text}", "{year}年{text}"),
    "alt_row": ("{name}: {text}.", "{name}：{text}。"),
    "alt_count": ("{n}: {likelihood}", "{n}项{likelihood}"),
    "alt_counts": (
        "Likelihood of each number, if each goes its own way: {list}.",
        "互不影响时各项数的可能性：{list}。",
    ),
    "alt_side": ("{says} {n}", "{says}{n}种"),
    "alt_measure": ("{says} ({number}, {verdict})", "{says}（{number}，{verdict}）"),
    "alt_bin": (
        "Of {n} questions given about {likelihood}, {frequency} came true.",
        "可能性约{likelihood}的{n}个问题中，{frequency}实际发生。",
    ),
    "alt_pit": (
        "Share of figures in each bin of their forecast, from low to high: {shares}; even: {even}.",
        "公布值落在预测分布各段的比例（由低到高）：{shares}；均匀时为{even}。",
    ),
    "alt_path": (
        "{last} in {last_year}; median of {year} {median} against a target of {level}: {standing}",
        "{last_year}年{last}；{year}年中位{median}，目标{level}，{standing}",
    ),
    # small multiples of all indicators
    "paths_title": (
        "{area}: where every indicator is heading, and the target path",
        "{area}：各项指标的走势与规划目标",
    ),
    "paths_level": ("{level}: {text}", "{level}：{text}"),
    "paths_key": (
        "Below each name: the target of {year} and its likelihood, as known by {as_of}; in "
        "brackets on the plan's basis. Unit: {units}.",
        "名称下：{year}年目标及其达标可能性（截至{as_of}已公布）；括号内按规划口径。单位：{units}。",
    ),
    "paths_other": ("as published, other basis", "公布值（另一口径）"),
}

PATH_NAMES = {  # short enough for one of fifteen panels
    "panel.resident_urbanization_rate": ("Urbanization rate", "常住人口城镇化率"),
    "panel.hukou_urbanization_rate": ("Hukou urbanization", "户籍人口城镇化率"),
    "panel.migrant_settlement_count": ("Migrants settled", "农业转移人口落户"),
    "panel.migrant_children_schooling": ("Migrant schooling", "随迁子女义务教育"),
    "panel.vocational_training_coverage": ("Vocational training", "职业技能培训"),
    "panel.pension_coverage": ("Basic pension", "基本养老保险"),
    "panel.medical_insurance_coverage": ("Medical insurance", "基本医疗保险"),
    "panel.housing_security_coverage": ("Affordable housing", "保障性住房"),
    "panel.public_transport_share": ("Public transport", "公共交通分担率"),
    "panel.water_supply_coverage": ("Water supply", "公共供水普及率"),
    "panel.sewage_treatment_rate": ("Sewage treatment", "污水处理率"),
    "panel.garbage_harmless_treatment_rate": ("Waste treatment", "垃圾无害化处理"),
    "panel.community_facility_coverage": ("Community services", "社区综合服务"),
    "panel.green_building_share": ("Green building", "绿色建筑比重"),
    "panel.green_coverage": ("Green coverage", "建成区绿化覆盖"),
}
