"""Phrases and names of what changed since the last run: the morning digest and its slide."""

CHANGED = {
    # digest
    "digest_first": (
        "There is no earlier run to compare with.",
        "这是首次运行，暂无上次结果可比。",
    ),
    "digest_refused": (
        "The last run ({run}) could not be compared with: {reason}",
        "无法与上次运行（{run}）比较：{reason}",
    ),
    "digest_since": (
        "What changed since the last run (what was published by {old}; now by {new}):",
        "与上次运行相比（数据截止日：上次{old}，本次{new}）：",
    ),
    "digest_since_same": (
        "What changed since the last run (both on what was published by {new}):",
        "与上次运行相比（数据截止日均为{new}）：",
    ),
    "digest_none": (
        "None of {total} likelihoods changed by 1 point or more.",
        "{total}项目标的达标可能性变动均不足1个百分点。",
    ),
    "digest_count": (
        "{n} of {total} likelihoods changed by 1 point or more",
        "{total}项目标中，{n}项的达标可能性变动达1个百分点以上",
    ),
    "digest_classes": (
        "; {n} crossed into another class of likelihood",
        "，其中{n}项判断等级改变",
    ),
    "digest_decided_one": ("1 target was decided: {names}.", "1项目标已有结果：{names}。"),
    "digest_decided": ("{n} targets were decided: {names}.", "{n}项目标已有结果：{names}。"),
    "digest_decided_target": (
        "{target} ({verdict}, {old} likely before)",
        "{target}（{verdict}，此前可能性{old}）",
    ),
    "digest_and_more": ("; {n} more", "；另有{n}项"),
    "digest_target": ("{name} {year}", "{name}{year}年"),
    "digest_change": ("{target}: {old} → {new}", "{target}：{old}→{new}"),
    "digest_crossed": (", from {old} to {new}", "，由“{old}”转为“{new}”"),
    "digest_plan_basis": ("; on the plan's basis {old} → {new}", "；按规划口径{old}→{new}"),
    "digest_parts": (" ({parts})", "（{parts}）"),
    "digest_part": ("{cause}: {points}", "{cause}：{points}"),
    "digest_comma": (", ", "，"),
    "digest_names_comma": ("; ", "；"),
    "digest_years_comma": (", ", "、"),
    "digest_end": (".", "。"),
    "digest_more": (
        "{n} more changed, by at most {points}.",
        "另有{n}项变动，幅度均不超过{points}。",
    ),
    "digest_not_split": (
        "Why could not be told for {n} of the indicators: {reason}",
        "{n}项指标的变动原因无法分解：{reason}",
    ),
    "new_figure": ("new figure for {years}", "{years}年新数据"),
    "new_figures": ("new figures for {years}", "{years}年新数据"),
    "revised_figure": ("revised figure for {years}", "{years}年数据修订"),
    "revised_figures": ("revised figures for {years}", "{years}年数据修订"),
    "likelihood_point": ("{number} point", "{number}个百分点"),
    "likelihood_points": ("{number} points", "{number}个百分点"),
    # slide
    "changes_title": ("What changed since the last run? {area}", "{area}：达标可能性每日变化"),
    "changes_none": ("Nothing of note changed.", "与上次运行相比无明显变化。"),
    "changes_likelihood": ("○ before, ● now", "可能性：○上次 ●本次"),
    "changes_parts": ("what moved it, in points", "变动来源（百分点）"),
    "changes_key": (
        "The parts add up to the change; each is the mean over all orders in which the causes can "
        "set in.",
        "各来源之和等于总变动；每项来源取其在各种先后次序下影响的平均值。",
    ),
    "changes_days": (
        "Before: what was published by {old}; now: by {new}.",
        "数据截止日：上次{old}，本次{new}。",
    ),
    "changes_more": ("{n} smaller changes are not shown.", "另有{n}项较小变动未列出。"),
}
CHANGED_NAMES = {
    "cause.figures": ("new figures", "新数据"),
    "cause.revised": ("revised figures", "数据修订"),
    "cause.time": ("time passed", "时间推移"),
    "cause.method": ("the model", "模型设定"),
    "cause.parameters": ("the request", "运行参数"),
    "cause.code": ("the code", "程序更新"),
}
