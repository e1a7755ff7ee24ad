"""Words of a replay: what would have been said on past days, next to what happened."""

REPLAY = {
    "replay_title": (
        "What would have been said of {area}'s targets, and what happened?",
        "{area}规划目标：当时的判断与实际结果对照",
    ),
    "replay_as_of": ("as of {as_of}", "截至{as_of}"),
    "replay_target": ("{year}: {level}", "{year}年 {level}"),
    "replay_happened_met": ("✓ met: {value}", "✓ 达标：{value}"),
    "replay_happened_missed": ("× missed: {value}", "× 未达标：{value}"),
    "replay_known_met": ("✓ known", "✓ 已公布"),
    "replay_known_missed": ("× known", "× 已公布"),
    "replay_own_basis": ("on the plan's basis, where it differs", "规划口径（与公布口径不同时）"),
    "replay_none": (
        "No outcome of these targets is known yet.",
        "所选目标均尚无可判定的实际结果。",
    ),
    "replay_key": (
        "Bar and number: likelihood by the figure as it will be published, as known on that day. "
        "Of the plan's {targets} targets the outcome of {known} is known.",
        "横条与数字：当日所知条件下按届时公布口径的达标可能性。规划共{targets}项目标，{known}项已有实际结果。",
    ),
    # sentences
    "replay_outcomes": (
        "Of the plan's {targets} targets the outcome of {known} is known: {met} met, {missed} "
        "missed. For the other {unknown} no figure was published that decides them.",
        "规划{targets}项目标中，{known}项已有实际结果：达标{met}项，未达标{missed}项；其余{unknown}项"
        "没有公布可用于判定的数据。",
    ),
    "replay_overall": (
        "On {statements} statements about {outcomes} outcomes of {indicators} indicators the "
        "forecasts have a Brier score of {brier} (0 is perfect, a coin gets 0.25) and a log score "
        "of {log_score} (a coin gets 0.69).",
        "就{indicators}个指标的{outcomes}项结果作出的{statements}次判断，布里尔评分为{brier}"
        "（0为完美，抛硬币为0.25），对数评分为{log_score}（抛硬币为0.69）。",
    ),
    "replay_unscored": (
        "No target was both open on one of these days and decided since: there is nothing to "
        "score.",
        "没有哪项目标在上述日期尚未揭晓、此后又有了结果，无从评分。",
    ),
    "replay_worse": (
        "A higher (worse) Brier score: {methods}.",
        "布里尔评分更高（更差）：{methods}。",
    ),
    "replay_better": (
        "As low or lower (better): {methods}.",
        "布里尔评分相同或更低（更好）：{methods}。",
    ),
    "replay_few": (
        "The outcomes are few, years of one indicator rise and fall together, and the same outcome "
        "is asked of on several days: differences of this size can be chance, and the standard "
        "errors, taken over {indicators} indicators, are themselves rough.",
        "可判定的结果很少，同一指标的各年结果彼此相关，同一结果又在多个日期重复判断：这样大小的差距可能纯属偶然；"
        "标准误仅按{indicators}个指标估计，本身也很粗略。",
    ),
    "replay_afterwards": (
        "Only the figures are held back. The method, the choice of like series and the expected "
        "effect of the census were settled later, so some hindsight cannot be ruled out.",
        "回放只限制了数据；方法、同类序列的选取和人口普查的预期影响均为事后确定，不能完全排除后见之明的影响。",
    ),
    # tables
    "replay_two": ("{published} (plan's basis {own})", "{published}（规划口径{own}）"),
    "column_as_of": ("As of", "截止日期"),
    "column_outcome": ("What happened", "实际结果"),
    "column_statements": ("Statements", "判断次数"),
    "column_outcomes": ("Outcomes", "结果数"),
    "column_indicators": ("Indicators", "指标数"),
    "column_brier": ("Brier score", "布里尔评分"),
    "column_log_score": ("Log score", "对数评分"),
    "column_brier_excess": ("Brier score above ours", "布里尔评分比本软件高"),
    "column_years": ("Years", "年份"),
    "column_why": ("Why it is unknown", "结果不明的原因"),
}
REPLAY_NAMES = {
    "method.coin": ("Coin", "抛硬币"),
    "method.no_change": ("No change", "维持现状"),
    "method.drift": ("Random walk with drift", "带漂移的随机游走"),
    "method.pooled_undeclared": ("Ours, without the announced re-basing", "本软件（不计口径调整）"),
    "method.pro_rata": ("On schedule, at its word", "时序进度（1或0）"),
    "method.pro_rata_cautious": ("On schedule, 90 or 10 %", "时序进度（90%或10%）"),
    "reason.OUT-NONE": (
        "no figure of that year or later was published",
        "当年及以后均未公布数据",
    ),
    "reason.OUT-YEAR": (
        "later figures were published, but none of that year",
        "仅公布了以后年份的数据，缺当年数据",
    ),
    "reason.OUT-BASIS": (
        "that year's figure stands on a basis that does not decide",
        "当年数据口径不同，不能作为判定依据",
    ),
}
