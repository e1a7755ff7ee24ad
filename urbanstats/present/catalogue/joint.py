"""Phrases on joint outcomes: all years of one target, and how many targets of one year."""

JOINT = {
    "joint_plan_basis": ("On the plan's own basis: {text}", "按规划自身口径：{text}"),
    "joint_as_published": ("As the figures will be published: {text}", "按届时公布值：{text}"),
    # how many targets
    "count_expected": (
        "Of {n} targets of {year}, {expected} are expected to be met; at least 8 in 10 futures see "
        "{range}{other}.",
        "{year}年{n}项目标中，预计达标{expected}项；每10种可能中至少8种为{range}{other}。",
    ),
    "count_range": ("{low} to {high}", "{low}至{high}项"),
    "count_exactly": ("{low}", "{low}项"),
    "count_other": (
        " ({range} if the indicators share their luck)",
        "（若各指标同向波动，则为{range}）",
    ),
    "count_same": (
        " (the same if the indicators share their luck)",
        "（若各指标同向波动，范围不变）",
    ),
    "count_decided": (
        "{decided} of them are already decided.",
        "其中{decided}项已有结果。",
    ),
    "count_all_decided": (
        "All {n} targets of {year} are decided: {met} met.",
        "{year}年{n}项目标均已有结果，达标{met}项。",
    ),
    # chart
    "count_title": (
        "{title}: how many of the {n} targets of {year} will be met?",
        "{title}：{year}年{n}项目标能完成几项？",
    ),
    "count_x": ("targets met", "达标项数"),
    "count_y": ("likelihood", "可能性"),
    "count_mark": ("expected\n{expected}", "预计\n{expected}项"),
    "count_in_range": ("each by itself: the middle 8 in 10 futures", "互不影响：居中的8/10可能"),
    "count_outside": ("each by itself: the others", "互不影响：其余可能"),
    "count_common": (
        "sharing their luck (correlation {correlation})",
        "同向波动（相关系数{correlation}）",
    ),
    "count_key": (
        "Bars: each goes its own way. Line: something common helps or hinders all; as many are "
        "expected, but very many or very few are likelier. {origin} Known by {as_of}.",
        "柱：各指标互不影响；折线：受共同因素影响，预计项数不变，但偏多或偏少更有可能。{origin}数据截至{as_of}。",
    ),
    "count_learned": (
        "Its strength was learned from three infrastructure indicators of Chinese cities to "
        "{through}; related indicators may share more.",
        "相关系数得自全国城市三项市政设施指标（截至{through}年），关系密切的指标可能更强。",
    ),
    "count_given": ("Its strength is supposed.", "相关系数为假定值。"),
    # all years of one indicator
    "joint_all": (
        "All {n} yearly targets of {name}: {likelihood}.",
        "{name}{n}个年度目标全部达标的可能性为{likelihood}。",
    ),
    "joint_lost": (
        "Not all {n} yearly targets of {name} can be met any more.",
        "{name}{n}个年度目标已不可能全部达标。",
    ),
    "joint_first": (
        "First met {list}; in none of the years: {none}.",
        "首次达标年份的可能性：{list}；各年均不达标{none}。",
    ),
    "joint_first_year": ("in {year} with {likelihood}", "{year}年{likelihood}"),
    "joint_first_known": ("First met in {year}, as published.", "{year}年已首次达标。"),
    "joint_comma": (", ", "，"),
    "joint_decided": (
        "All {n} yearly targets of {name} are decided: {met} met.",
        "{name}{n}个年度目标均已有结果，达标{met}个。",
    ),
    # columns
    "column_met": ("Targets met", "达标项数"),
    "column_independent": ("Each by itself", "互不影响"),
    "column_independent_at_least": ("At least as many", "互不影响：不少于"),
    "column_common_shock": ("Sharing their luck", "同向波动"),
    "column_common_shock_at_least": ("At least as many, sharing", "同向波动：不少于"),
    "column_all_met": ("All years met", "各年全部达标"),
    "column_first": ("First met in {year}", "首次达标于{year}年"),
    "column_none": ("In no year", "各年均不达标"),
}
