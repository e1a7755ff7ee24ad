"""Words of the page."""

PAGE = {
    # every page
    "page_skip": ("Skip to the content", "跳到正文"),
    "page_switch": ("中文", "English"),
    "page_languages": ("Language", "语言"),
    "page_made": (
        "Laid out from the stored results of run {run} by urbanstats {version}.",
        "本页由urbanstats {version}根据运行{run}保存的结果生成。",
    ),
    "page_reading": (
        "A likelihood is about the figure as it will be published. In brackets, where it differs: "
        "the likelihood on the plan's own basis.",
        "达标可能性针对届时公布值；括号内为按规划自身口径的可能性（与公布口径不同时列出）。",
    ),
    # start
    "page_area": ("Area", "地区"),
    "page_document": ("Plan number", "文号"),
    "page_known": ("As known on", "数据截至"),
    "page_run": ("Run", "运行编号"),
    "page_expected": ("How many targets are expected to be met", "预计能完成多少项目标"),
    "page_of": ("of {n}", "/ {n}项"),
    "page_decided": ("{n} decided", "其中{n}项已有结果"),
    "page_overview": ("What to expect in {year}", "{year}年目标总体判断"),
    "page_changed": ("Since the run before", "与上次运行相比"),
    "page_indicators": ("The indicators", "各项指标"),
    "page_lights": ("Signs", "图例"),
    "page_departments": ("Show the indicators of one department", "按责任部门查看"),
    "page_all": ("All ({n})", "全部（{n}）"),
    "page_department": ("{name} ({n})", "{name}（{n}）"),
    "page_only": (
        "Shown are the indicators for which this department answers: {name}.",
        "仅显示{name}负责的指标。",
    ),
    "page_show_all": ("Show all", "显示全部"),
    "page_rows": ("Show the table ({n} rows)", "展开表格（{n}行）"),
    "page_audit": ("What the plan's own numbers say", "规划自身数据的检查"),
    "page_findings": ("Show the {n} findings", "展开{n}条发现"),
    "page_pace": ("What each last target asks for", "末年目标所需的变化"),
    # indicator
    "page_start": ("All indicators", "全部指标"),
    "page_group": ("Group", "类别"),
    "page_answers": ("Department", "责任部门"),
    "page_each_year": ("Each year's target", "各年度目标"),
    "page_fan": ("Where the figure may go", "今后数值的可能走向"),
    "page_bars": (
        "Likelihood of reaching each year's target.",
        "各年度目标的达标可能性。",
    ),
    "page_histogram": (
        "How far like series moved in as many years, and the change this target needs.",
        "同类序列在同样年数内的历史变化，以及该目标所需的变化。",
    ),
    "page_own_basis": (
        "All of these are on the plan's own basis.",
        "以下均按规划自身口径计算。",
    ),
    "page_meaning": ("What this means", "含义"),
    "page_needed": ("What the last target asks for", "末年目标要求多大变化"),
    "page_together": ("When it may be reached", "何时可能达到"),
    "page_basis": ("The statistical basis", "统计口径"),
    "page_scenarios": ("What if", "情景推演"),
    "page_sentences": ("The same in sentences", "文字说明"),
    "page_methods": ("What other methods say", "其他预测方法的判断"),
    "page_measures": ("What established measures say", "通行测算方法的判断"),
    "page_history": ("How the likelihood has moved", "达标可能性的变化"),
    "page_first": (
        "This is the first day for which there is a run.",
        "目前只有这一天的运行结果，尚无变化可比。",
    ),
    "page_unchanged": (
        "Days on which nothing changed are left out.",
        "无变化的日期从略。",
    ),
    "page_sources": ("Figures and their sources", "数据及来源"),
    "page_evidence": ("On what this rests", "判断依据"),
    "page_walk": ("Other indicators", "其他指标"),
    "page_before": ("Before: {number} {name}", "上一项：{number} {name}"),
    "page_after": ("Next: {number} {name}", "下一项：{number} {name}"),
}
PAGE_NAMES = {
    # departments as the plan abbreviates them
    "department.统计局": ("Statistics", "统计局"),
    "department.公安局": ("Public Security", "公安局"),
    "department.教育局": ("Education", "教育局"),
    "department.人社局": ("Human Resources and Social Security", "人社局"),
    "department.住建委": ("Housing and Construction", "住建委"),
    "department.交通局": ("Transport", "交通局"),
    "department.交警队": ("Traffic Police", "交警队"),
    "department.市容局": ("City Appearance", "市容局"),
    "department.民政局": ("Civil Affairs", "民政局"),
    "department.园林局": ("Parks and Gardens", "园林局"),
}
