"""Words of the overview: which targets are safe, which are not, and what re-basings explain."""

OVERVIEW = {
    "overview_safe": (
        "**Safe** (80 % or more): {names}.",
        "**把握较大**（80%及以上）：{names}。",
    ),
    "overview_open": ("**Open** (20 to 80 %): {names}.", "**尚有悬念**（20%至80%）：{names}。"),
    "overview_unsafe": (
        "**Not to be expected** (below 20 %): {names}.",
        "**难以达到**（20%以下）：{names}。",
    ),
    "overview_met": ("**Met already**: {names}.", "**已达标**：{names}。"),
    "overview_missed": ("**Missed already**: {names}.", "**未达标**：{names}。"),
    "overview_luck": (
        "**Decided by the statistics rather than by the city**: {names}.",
        "**取决于统计口径而非工作本身**：{names}。",
    ),
    "overview_item": ("{name} ({likelihood})", "{name}（{likelihood}）"),
    "overview_item_both": (
        "{name} ({likelihood}; as the plan counts {own}: {why})",
        "{name}（{likelihood}；按规划口径{own}：{why}）",
    ),
    "why_rebased": (
        "the {basis} is expected to change the published figure by {mean} points",
        "{basis}口径预计使公布值变动{mean}个百分点",
    ),
    "why_other": (
        "figures are published on another basis, {basis}",
        "公布值采用另一口径（{basis}）",
    ),
    "list_comma": (", ", "、"),
    "rebasing_none": (
        "No change of the statistical basis is announced for these years.",
        "这些年份没有已公布的统计口径调整。",
    ),
    "rebasing_done": (
        "The figures of {years} are published on another basis ({basis}) than the plan's ({own}).",
        "{years}年公布值所用口径（{basis}）与规划口径（{own}）不同。",
    ),
    "rebasing_known": (
        "From {year} on the figure will be published on another basis ({basis}). It is expected "
        "to add {mean} points, give or take {sd}. {reasoning} Source: {source}.",
        "{year}年起公布值将改用新口径（{basis}），预计变动{mean}个百分点（误差约±{sd}）。{reasoning}来源：{source}。",
    ),
    "rebasing_depends": (
        "How the likelihood of {year} depends on what it adds (mean down, spread across):",
        "{year}年达标可能性随口径调整幅度的变化（行为均值，列为误差）：",
    ),
    "column_agreement": ("Why they agree or differ", "一致或不一致的原因"),
    "concordance_title": (
        "{area}: what established measures say of the targets of {year}",
        "{area}：各种测算方法对{year}年目标的判断",
    ),
    "concordance_key": (
        "Columns: the indicators' numbers in the plan; known by {as_of}; plan's own basis. A dot: "
        "cannot be computed yet, mostly for want of figures.",
        "列为规划指标序号；数据截至{as_of}；按规划自身口径。小圆点：尚无法计算，多因数据不足。",
    ),
}
