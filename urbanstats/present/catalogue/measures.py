"""Words of the established measures of progress: phrases, and what things are called."""

MEASURES = {
    "measures_title": (
        "{name}, {area}: what each measure says of {year}",
        "{area}{name}：各种测算方法对{year}年目标的判断",
    ),
    "measures_counts": (
        "Target: {target}. Of {total} measures: {on} on track, {off} off track, {unclear} unclear, "
        "{undefined} without an answer.",
        "目标：{target}。{total}种方法中，{on}种判断可望达标，{off}种判断难以达标，"
        "{unclear}种尚难判断，{undefined}种无法计算。",
    ),
    "measures_caption": (
        "Figures: one basis, known by {as_of} (newest {last}); base year {first}.",
        "同口径数据，截至{as_of}（最新{last}年）；基期{first}年。",
    ),
    "measures_confirm": (
        "* To be confirmed.",
        "* 细节有待核实。",
    ),
    # why measures disagree
    "measures_need": (
        "{n} of {total} measures need more figures than were known by {as_of}.",
        "截至{as_of}数据不足，{total}种方法中有{n}种无法计算。",
    ),
    "measures_one": (
        "Only one takes a side ({name}): {says}.",
        "仅有一种作出判断（{name}）：{says}。",
    ),
    "measures_agree": ("All that take a side agree: {says}.", "作出判断的方法一致：{says}。"),
    "measures_silent": (
        "None can say yet whether the target will be reached.",
        "目前没有方法能够判断能否达标。",
    ),
    "measures_differ": (
        "Why they differ: {reasons}.",
        "各方法比较的内容不同：{reasons}。",
    ),
    "why_level": ("the level (completion rates)", "水平（完成率）"),
    "why_change": (
        "change against time (completion of the change, index, arrow)",
        "已实现的变化与已过去的时间（增量完成率、现状指数、趋势箭头）",
    ),
    "why_growth": (
        "growth since {first} (growth ratio, chart)",
        "{first}年以来的增速（增速比、进展图）",
    ),
    "why_trend": ("earlier years too (trends)", "更早年份的数据（趋势类）"),
    "why_likelihood": ("how sure one is (likelihoods)", "把握的大小（可能性）"),
    "measure_undefined": ("no answer: {reason}", "无法计算：{reason}"),
    # a measure's number
    "of_ten": ("{number} of 10", "{number}（满分10）"),
    "of_gap": ("{number} of 10 short", "差{number}/10"),
    "a_year": ("{number} a year", "每年{number}"),
    "years_late": ("{number} years late", "晚{number}年"),
    "years_early": ("{number} years early", "早{number}年"),
    # the same for every measure
    "on_track": ("on track", "可望达标"),
    "off_track": ("off track", "难以达标"),
    "unclear": ("unclear", "尚难判断"),
    "undefined": ("undefined", "无法计算"),
    # tables
    "column_compares": ("Compares", "比较内容"),
    "column_measured": ("Number", "测算值"),
    "column_says": ("So the target is", "对目标的判断"),
    "column_note": ("Note", "备注"),
}

MEASURE_NAMES = {
    # established measures
    "measure.completion": ("Completion rate, of the level", "完成率"),
    "measure.scheduled_completion": ("Completion rate against time", "时序进度（完成率÷时间进度）"),
    "measure.incremental_completion": ("Completion of the change", "增量完成率"),
    "measure.current_status": ("ESCAP current status index", "亚太经社会现状指数"),
    "measure.trend_arrow": ("SDSN trend arrow", "可持续发展网络（SDSN）趋势箭头"),
    "measure.growth_ratio": ("Eurostat growth ratio", "欧盟统计局增速比"),
    "measure.chart_level": ("UNSD progress chart", "联合国统计司进展图"),
    "measure.anticipated_progress": (
        "ESCAP-style anticipated progress",
        "亚太经社会式预期进展指数",
    ),
    "measure.weather_symbol": ("German weather symbol", "德国可持续发展天气符号"),
    "measure.ratio_line": ("UN urban–rural ratio", "联合国城乡人口比法"),
    "measure.norm_line": ("UN ratio, nearing the world norm", "联合国城乡人口比（趋向世界常模）"),
    "measure.required_difference": ("Urban–rural growth required", "所需城乡人口增长率差"),
    "measure.acceleration": ("Accelerated transition", "加速转型法"),
    "measure.logit_likelihood": ("Random walk, logit scale", "随机游走（对数几率）"),
    "measure.linear_likelihood": ("Random walk, linear", "随机游走（线性）"),
    "measure.attainment": ("Likelihood, plan's basis", "达标可能性（规划口径）"),
    # what a measure compares
    "compares.level": ("level", "水平"),
    "compares.change": ("change", "变化量"),
    "compares.growth": ("growth", "增速"),
    "compares.trend": ("trend", "趋势"),
    "compares.likelihood": ("likelihood", "可能性"),
    # a measure's own verdict
    "verdict.met": ("target met", "已达标"),
    "verdict.incomplete": ("below target, not yet due", "低于目标，尚未到期"),
    "verdict.missed": ("below target in its year", "到期未达标"),
    "verdict.ahead": ("on schedule or ahead", "不低于时间进度"),
    "verdict.behind": ("behind schedule", "落后于时间进度"),
    "verdict.maintain_pace": ("keep the pace", "保持现有进度即可"),
    "verdict.accelerate": ("must accelerate", "需要加快"),
    "verdict.reverse": ("trend must turn round", "趋势需要扭转"),
    "verdict.significant": ("significant progress", "进展显著"),
    "verdict.moderate": ("moderate progress", "进展一般"),
    "verdict.limited": ("insufficient progress", "进展不足"),
    "verdict.away": ("moving away from target", "背离目标"),
    "verdict.level_3": ("met or on track", "已达标或进展正常"),
    "verdict.level_2": ("fair, acceleration needed", "有进展，仍需加快"),
    "verdict.level_1": ("stagnation or regression", "停滞或倒退"),
    "verdict.arrow_up": ("on track or maintaining", "进展正常或保持达标"),
    "verdict.arrow_rising": ("moderately improving", "有所改善"),
    "verdict.arrow_level": ("stagnating", "停滞"),
    "verdict.arrow_down": ("worsening", "恶化"),
    "verdict.sun": ("sun", "晴"),
    "verdict.sun_fading": ("sun and cloud: met, worsening", "晴间多云：已达标但在变差"),
    "verdict.sun_cloud": ("sun and cloud: narrow miss", "晴间多云：略有差距"),
    "verdict.cloud": ("cloud: target missed", "阴：差距明显"),
    "verdict.thunderstorm": ("thunderstorm: wrong way", "雷雨：方向相反"),
    "verdict.reaches": ("reaches the target", "推算可达标"),
    "verdict.falls_short": ("falls short", "推算未达标"),
    "verdict.fast_enough": ("present growth suffices", "现有速度足够"),
    "verdict.too_slow": ("present growth is slower", "现有速度不足"),
    "verdict.no_pace": ("present growth unknown", "现有速度未知"),
    "verdict.in_time": ("arrives in time", "可按期达标"),
    "verdict.late": ("arrives late", "晚于目标年份"),
    "verdict.never": ("never arrives", "按现有趋势无法达标"),
    # why a measure is undefined
    "reason.MSR-NO-FIGURE": ("no figure up to that year", "目标年份及以前没有数据"),
    "reason.MSR-NO-BASELINE": ("no figure for the baseline year", "缺少基期数据"),
    "reason.MSR-ONLY-BASELINE": ("no figure after the baseline yet", "基期之后尚无新数据"),
    "reason.MSR-NO-CHANGE": ("the target equals the baseline", "目标值与基期值相同"),
    "reason.MSR-NOT-POSITIVE": ("needs figures above 0", "要求数值大于0"),
    "reason.MSR-SHORT": ("too few figures", "数据太少"),
    "reason.MSR-NOT-URBAN": ("made for urbanization rates only", "仅适用于城镇化率"),
    "reason.MSR-NOT-PERCENT": ("made for percentages only", "仅适用于百分比指标"),
    "reason.MSR-BOUND": ("has no value at 0 or 100 %", "在0或100%处无定义"),
    "reason.MSR-NO-SPREAD": ("every yearly change was the same", "各年变化完全相同"),
    "reason.MSR-DECIDED": ("that year's figure is published", "目标年份数据已公布"),
}
