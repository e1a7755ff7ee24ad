"""Words of the briefing slides."""

SLIDES = {
    "slide_question": (
        "How likely is it that {area} reaches its targets?",
        "{area}规划目标能否如期实现？",
    ),
    "slide_known": (
        "{document}, adopted on {adopted}. From figures published by {as_of} alone.",
        "{document}，{adopted}印发。仅依据截至{as_of}已公布的数据。",
    ),
    "slide_run": (
        "Figures published by {as_of}. Run {run}, urbanstats {version}.",
        "仅用截至{as_of}已公布的数据。运行编号{run}，urbanstats {version}。",
    ),
    "slide_part": ("{title} ({n} of {total})", "{title}（{n}/{total}）"),
    "slide_more": ("(more in the notes)", "（详见备注）"),
    "slide_changes": ("What changed since the run before", "与上次运行相比的变化"),
    "slide_glance": ("The plan at a glance", "规划目标总览"),
    "slide_scorecard": (
        "{expected} of the {n} targets for {year} are expected to be met",
        "{year}年{n}项目标中，预计达标{expected}项",
    ),
    "slide_scorecard_alt": (
        "Table: likelihood of each year's target for {n} indicators.",
        "表格：{n}项指标各年度目标的达标可能性。",
    ),
    "slide_key": (
        "▲ more likely reached   ● about even   ▼ more likely missed   ✓ met   × missed. "
        "In brackets: as the plan counts. Rests on: published figures; a of b: a on the "
        "basis used.",
        "▲偏向达标　●机会各半　▼偏向未达标　✓已达标　×未达标。括号内：按规划自身口径。"
        "数据依据：已公布数据的个数，“b个中a个”指其中a个为现用口径。",
    ),
    "slide_paths": (
        "Every indicator's course against its targets",
        "各项指标走势与目标",
    ),
    "slide_indicator": (
        "{number} {name}: {level} in {year} – {words} ({likelihood})",
        "{number} {name}：{year}年目标{level}，{words}（{likelihood}）",
    ),
    "slide_decided": (
        "{number} {name}: {level} in {year} – {verdict}",
        "{number} {name}：{year}年目标{level}，{verdict}",
    ),
    "slide_targets_alt": (
        "Table: targets of {name} and how likely each is.",
        "表格：{name}各年度目标及达标可能性。",
    ),
    "slide_pace": ("What it takes: {text}", "所需进度：{text}"),
    # speaker's notes
    "notes_likelihoods": ("LIKELIHOODS", "【达标可能性】"),
    "notes_sources": ("PUBLISHED FIGURES AND THEIR SOURCES", "【已公布数据及来源】"),
    "notes_rebasing": ("IF THE STATISTICAL BASIS CHANGES", "【统计口径调整的影响】"),
    "notes_scenarios": ("SCENARIOS", "【情景】"),
    "notes_methods": ("METHODS", "【各方法】"),
    "notes_measures": ("ESTABLISHED MEASURES", "【通行测算方法】"),
    # how to read it, and its limits
    "slide_meaning": ("What a likelihood means", "如何理解“达标可能性”"),
    "slide_means": (
        "**70 % means:** of ten targets that are called 70 % likely, about seven should be reached "
        "and three missed. It is neither a promise nor a verdict.",
        "**70%的含义：**可能性为70%的目标，每10项中应约有7项达标、3项未达标。既不是承诺，也不是定论。",
    ),
    "slide_range": (
        "**8 in 10 futures:** the published figure should fall into this range eight times in ten, "
        "and outside it twice.",
        "**“每10种可能中的8种”：**公布值约有八成机会落在该区间内，两成机会落在区间外。",
    ),
    "slide_words": (
        "**In words:** below {low} {a}, below {middle} {c}, below {high} {e}, then {even}, and "
        "in mirror image {f}, {d}, {b}.",
        "**文字判断：**低于{low}为{a}，低于{middle}为{c}，低于{high}为{e}，一半上下为{even}；高端与之对称：{f}、{d}、{b}。",
    ),
    "slide_published": (
        "**The figure as it will be published** decides a target: rounded, and on the basis used "
        "in its year.",
        "**以届时公布值为准：**目标是否达标，按当年公布口径、四舍五入后的数值判断。",
    ),
    "slide_bracket": (
        "**In brackets** stands how likely it is as the plan counts, where the published figure "
        "will be on another basis. Then the statistics decide, not only the city.",
        "**括号内**为按规划自身口径的可能性；公布口径与规划口径不同时，结果还取决于统计口径，而不只取决于工作本身。",
    ),
    "slide_limits": ("Method, evidence and limits", "方法、依据与局限"),
    "slide_method": (
        "**Method:** {method}. One method for all indicators; what others say is in the notes.",
        "**方法：**{method}。各指标用同一方法；其他方法的结果见备注。",
    ),
    "slide_evidence": (
        "**Evidence:** only figures published by {as_of}, each with its source. Targets are never "
        "used as data; what was not published stays empty.",
        "**依据：**仅用截至{as_of}已公布的数据，每个数据均注明来源。目标值不作数据使用，未公布的一律留空。",
    ),
    "slide_single": (
        "**Few figures:** {n} of {total} indicators have a single published figure. There the "
        "answer is how comparable series have moved, not the city's own trend.",
        "**数据很少：**{total}项指标中有{n}项只有一个已公布数据，其判断来自同类指标的变化规律，而非本市自身趋势。",
    ),
    "slide_unknown": (
        "**Not known:** budgets, projects and measures under way or to come. The forecast moves as "
        "like series have moved; a city that does more, or less, will differ.",
        "**未考虑：**预算、在建项目和后续措施。预测假定变化规律与同类序列相近，工作力度更大或更小，结果都会不同。",
    ),
    "slide_definitions": (
        "**Not foreseen:** changes of definition or basis that were not known on that day. Figures "
        "on different bases are never joined.",
        "**无法预见：**当日尚不知道的统计定义或口径调整。不同口径的数据从不混用。",
    ),
    "slide_more_numbers": (
        "**All numbers** of each indicator (sources, scenarios, other methods, established "
        "measures) are in the notes of its slide.",
        "**全部数据**（来源、情景、其他方法、通行测算方法）见各指标幻灯片的备注。",
    ),
}
