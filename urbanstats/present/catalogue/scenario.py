"""Phrases and names of what-if scenarios, and of a supposed re-basing."""

SCENARIO = {
    "scenario_past": (
        "Figures are known up to {year}: no target's year is left to suppose anything of.",
        "数据已公布至{year}年，规划目标年份均已过去，无需再作情景假设。",
    ),
    # amounts of change
    "grow": ("grow by {amount}", "增长{amount}"),
    "shrink": ("shrink by {amount}", "下降{amount}"),
    "stay": ("stay where it is", "保持不变"),
    # names with their amounts
    "scenario_yearly": ("{move} a year", "年均{move}"),
    "scenario_best": ("best of peers: {move} a year", "同类先进水平：年均{move}"),
    "scenario_step": ("one-off from {year}: {move}", "{year}年起一次性{move}"),
    # sentences
    "if_trend": ("If the trend goes on", "若趋势延续"),
    "if_halted": (
        "If it halts at {last}, the figure of {last_year}",
        "若停滞在{last_year}年的{last}",
    ),
    "if_yearly": (
        "If it were to {move} each year from {last} in {last_year}",
        "若自{last_year}年的{last}起每年{move}",
    ),
    "if_best": (
        "If it were to {move} each year from {last} in {last_year}, a pace that only 1 in 10 of "
        "{n} changes over {span} in {series} like series ({reference}, to {through}) surpassed",
        "若达到同类先进水平，即自{last_year}年的{last}起每年{move}——{series}个同类序列（{reference}，"
        "截至{through}年）的{n}次{span}期变化中，仅有一成快于此",
    ),
    "if_step": (
        "If it were to {move} once from {year} on, on top of the trend",
        "若自{year}年起在趋势之上一次性{move}",
    ),
    "then": (
        "{condition}: middle course {median} in {year}; the target to {reach} is {words} "
        "({likelihood}).",
        "{condition}，则{year}年中位预测为{median}，目标为{reach}，达标{words}（{likelihood}）。",
    ),
    "then_decided": (
        "{condition}: the target to {reach} in {year} is decided, {value} was published: {words}.",
        "{condition}：{year}年{reach}的目标已有结果，公布值{value}，{words}。",
    ),
    "peers_slower": (
        "The trend itself is already as fast.",
        "现有趋势已不慢于这一水平。",
    ),
    "may_be": (
        "The range is wide because futures that the trend holds at {bound} are moved with the "
        "rest, and how many of them would have stayed is not known.",
        "可能性给出的是范围：趋势预测中已到{bound}的部分随情景一并移动，其中多少仍会停在{bound}，无从知道。",
    ),
    "may_be_span": ("{low} to {high}", "{low}至{high}"),
    "scenario_spread": (
        "Scenarios move the middle and keep the uncertainty of the projection.",
        "各情景只移动中位预测，不改变预测的不确定性。",
    ),
    "break_even": (
        "For a likelihood of {chance} to {reach} in {year}, it would have to {move} each year "
        "from {last} in {last_year}.",
        "要使{year}年{reach}的达标可能性达到{chance}，须自{last_year}年的{last}起每年{move}。",
    ),
    "break_even_room": (
        "Even if it were to {move} each year from {last} in {last_year}, the likelihood to "
        "{reach} in {year} would still be {chance}.",
        "即使自{last_year}年的{last}起每年{move}，{year}年{reach}的达标可能性仍有{chance}。",
    ),
    "break_even_early": (
        "At that pace {bound} is there by {year}, and is then to be held.",
        "按此速度，{year}年即到{bound}，此后须保持。",
    ),
    "break_even_none": (
        "No yearly change decides whether to {reach} in {year}.",
        "{year}年{reach}与年均变化无关，无从测算。",
    ),
    # chart
    "scenario_title": ("{name}, {area}: what if?", "{area}{name}：情景比较"),
    "scenario_key": (
        "Bars: 8 in 10 futures in {year}; sign: middle course. On the right, the likelihood to "
        "{reach} in {year}.",
        "竖条：{year}年每10种可能中的8种；符号：中位预测。右侧：{year}年{reach}的达标可能性。",
    ),
    "scenario_label": (
        "{year}: {median}; target {likelihood} likely",
        "{year}年{median}，达标可能性{likelihood}",
    ),
    "scenario_label_decided": ("{year}: target {words}", "{year}年目标{words}"),
    # re-basing
    "exact": ("exact", "确定值"),
    "plus_minus": ("± {amount}", "±{amount}"),
    # columns
    "column_scenario": ("Scenario", "情景"),
    "column_rebasing": ("Re-basing moves the figure by", "口径调整幅度"),
}
SCENARIO_NAMES = {
    "scenario.trend": ("trend goes on", "趋势延续"),
    "scenario.halted": ("halted", "停滞"),
    "scenario.yearly_change": ("yearly change", "按年均变化"),
    "scenario.best_of_peers": ("best of peers", "同类先进水平"),
    "scenario.step": ("one-off step", "一次性提升"),
}
