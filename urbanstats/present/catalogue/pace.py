"""Phrases on the change needed, its likelihood by year, and a plan's coherence."""

PACE = {
    # amounts of change
    "points": ("{number} points", "{number}个百分点"),
    "one_point": ("1 point", "1个百分点"),
    "one_year_long": ("1 year", "1年"),
    "years_long": ("{n} years", "{n}年"),
    "rise": ("rise by {amount}", "提高{amount}"),
    "fall": ("fall by {amount}", "下降{amount}"),
    "rise_count": ("rise by {amount}", "增加{amount}"),
    "fall_count": ("fall by {amount}", "减少{amount}"),
    "fewer_than": ("fewer than 1 in {n}", "不到{n}分之一"),
    # the change needed
    "named": ("{name}. {text}", "{name}：{text}"),
    "need_ahead": (
        "To {reach} in {year} it must {move} in {years} from {last} in {last_year}{rate}.",
        "要使{year}年{reach}，需在{years}内由{last_year}年的{last}{move}{rate}。",
    ),
    "need_rate": (", {rate} a year", "，年均{rate}"),
    "need_growth": (" ({number} % a year)", "（年均增速{number}%）"),
    "need_met": (
        "{last} in {last_year} already meets the target to {reach} in {year}; no more "
        "than {room} may be lost.",
        "{last_year}年的{last}已符合{year}年{reach}的目标，回落余地不超过{room}。",
    ),
    "need_met_at_most": (
        "{last} in {last_year} already meets the target to {reach} in {year}; no more "
        "than {room} may be added.",
        "{last_year}年的{last}已符合{year}年{reach}的目标，上升余地不超过{room}。",
    ),
    "need_decided": (
        "The target to {reach} in {year} is decided, {value} was published: {words}.",
        "{year}年{reach}的目标已有结果，公布值{value}，{words}。",
    ),
    "need_passed": (
        "{year} has passed without a figure on this basis; nothing can be asked of it now.",
        "{year}年已过且无同口径公布值，无从测算所需进度。",
    ),
    "past_of": (
        "{n} changes over {span} in {series} like series ({reference}, to {through}){band}",
        "{series}个同类序列（{reference}，截至{through}年）{band}的{n}次{span}期变化",
    ),
    "past_band": (" that started between {low} and {high}", "起点在{low}至{high}之间"),
    "past_as_large": (
        "Of {past}, {share} were at least as large.",
        "{past}中，{share}达到这一幅度。",
    ),
    "past_within": ("Of {past}, {share} stayed within that.", "{past}中，{share}未超出这一余地。"),
    "past_crowded": (
        "Some of them started too near 100 % to rise as far.",
        "其中部分序列起点更接近100%，本无如此大的上升空间。",
    ),
    "chart_crowded": (
        "Some like series started too near 100 % to rise as far.",
        "部分同类序列起点更接近100%，本无如此大的上升空间。",
    ),
    "own_none": (
        "Its own history has no change over {span} on this basis.",
        "本指标自身尚无同口径的{span}期变化可比。",
    ),
    "own_as_large": (
        "Of its own {n} changes over {span}, {k} would have been enough.",
        "本指标自身的{n}次{span}期变化中，有{k}次足以达标。",
    ),
    # prospect
    "when_likely": (
        "First year with an even chance of that level: {even}; with 80 % likelihood: {likely}.",
        "该水平达标可能性过半的最早年份：{even}；达到80%的最早年份：{likely}。",
    ),
    "not_by": ("not by {year}", "到{year}年仍无"),
    "delay_late": (
        "On the middle course it comes {years} years late.",
        "按中位预测将晚{years}年达到。",
    ),
    "delay_none": ("On the middle course it comes in time.", "按中位预测可按期达到。"),
    "delay_never": (
        "On the middle course it is not reached by {year}.",
        "按中位预测，到{year}年仍达不到。",
    ),
    "next_needed": (
        "To make the target 80 % likely, the figure of {year} would have to {reach}: likelihood "
        "{likelihood}.",
        "要使目标达标可能性达到80%，{year}年须{reach}，其可能性为{likelihood}。",
    ),
    "next_none": (
        "No figure that is at all likely for {year} would make the target 80 % likely.",
        "{year}年凡有实际可能出现的数值，均不足以使达标可能性达到80%。",
    ),
    # reality-check chart
    "reality_title": (
        "{name}, {area}: has it moved like this before?",
        "{area}{name}：历史上有过这样的变化吗？",
    ),
    "reality_x_points": ("change over {span} (points)", "{span}间的变化（百分点）"),
    "reality_x_growth": ("change over {span} (%)", "{span}间的变化（%）"),
    "reality_y": ("of 100 past changes", "每100次变化中的次数"),
    "reality_larger": ("at least as large", "达到所需幅度"),
    "reality_smaller": ("smaller", "未达到所需幅度"),
    "reality_inside": ("target kept", "目标得以保持"),
    "reality_outside": ("target lost", "目标失守"),
    "reality_own": ("own past changes", "本指标自身的变化"),
    "reality_needed": ("needed: {amount}\n{share} as large", "所需变化：{amount}\n{share}达到"),
    "reality_room": ("limit: {amount}\n{share} kept to it", "底线：{amount}\n{share}得以保持"),
    "reality_key": (
        "Bars: {n} overlapping changes over {span} of {series} like series ({reference}, to "
        "{through}){band}. Beyond the axes: {beyond}.",
        "柱：{series}个同类序列（{reference}，截至{through}年）{band}的{n}次{span}期变化，时段有重叠；图外另有{beyond}。",
    ),
    # coherence of the plan
    "severity_warning": ("warning", "警示"),
    "severity_check": ("to be explained", "需说明"),
    "severity_note": ("note", "提示"),
    "audit_head": (
        "{n} findings on the coherence of the plan ({title})",
        "规划自洽性审查：{n}项发现（{title}）",
    ),
    "audit_line": (
        "{severity} – {name}, {year}: {text}",
        "【{severity}】{name}（{year}年）：{text}",
    ),
    "audit_none": ("Nothing to report.", "未发现问题。"),
    "audit_same": (
        "every target equals the figure of {baseline_year}, {level}: nothing is to improve.",
        "各年目标均等于{baseline_year}年基数{level}，规划期内不要求提高。",
    ),
    "audit_ceiling": (
        "100 % leaves nothing to be missing; {threshold} is the least that rounds to it.",
        "目标为100%，不容缺口；四舍五入后达到100%至少需{threshold}。",
    ),
    "audit_rounding": (
        "{steps} of the yearly steps are {step} or less, one unit of the last decimal: rounding "
        "alone can make or hide them.",
        "有{steps}个年度增幅不超过{step}，即数据发布的最小单位，四舍五入就可能造成或掩盖这一变化。",
    ),
    "audit_front": (
        "the first step is {first}, the later ones at most {later}, the last known yearly change "
        "was {last}: most is asked for first.",
        "首年增幅{first}，以后各年最高{later}，最近一年实际变化{last}：首年要求最高。",
    ),
    "audit_front_alone": (
        "the first step is {first}, the later ones at most {later}: most is asked for first; no "
        "earlier yearly change is known.",
        "首年增幅{first}，以后各年最高{later}：首年要求最高，此前的年度变化没有数据。",
    ),
    "audit_steep": (
        "{step} from {start} in {from_year} to {level}. Of {past}, {share} were at least as large.",
        "由{from_year}年的{start}到{level}，变化{step}。{past}中，{share}达到这一幅度。",
    ),
    "audit_faint": (
        "{step} in all since {baseline_year}. Of {past}, {share} were larger, up or down: ordinary "
        "movement decides more than the plan.",
        "较{baseline_year}年累计仅变化{step}。{past}中，{share}的升降幅度更大：结果主要取决于正常波动，"
        "而非规划。",
    ),
    "audit_gap": (
        "residents less hukou: {resident} − {hukou} = {gap} in {baseline_year}, by the targets "
        "{resident_target} − {hukou_target} = {gap_target}: the gap widens by {wider}.",
        "常住与户籍城镇化率之差，{baseline_year}年为{resident}−{hukou}={gap}，按目标为"
        "{resident_target}−{hukou_target}={gap_target}，扩大{wider}。",
    ),
    "audit_settled": (
        "{settled} are to be settled from {first_year} to {year}. The hukou rate is to gain "
        "{gain}; with the {population} × 10,000 people registered in {population_year} (published) "
        "that is {implied}. With nothing else changing, those settled would add {outside} if all "
        "came from outside the registered population, {inside} if all came from its own "
        "countryside. {where} Natural increase, reclassified villages and departures are unknown.",
        "{first_year}—{year}年计划落户合计{settled}。户籍城镇化率目标提高{gain}，按{population_year}年户籍人口"
        "{population}万人（公布值）折算约为{implied}。其他条件不变时，落户人员若全部来自本地户籍人口之外，该率提高"
        "{outside}；若全部来自本地农村户籍人口，提高{inside}。{where}自然增长、村改居和迁出人数未知。",
    ),
    "audit_between": ("The gain asked for lies between the two.", "目标增幅介于两者之间。"),
    "audit_beyond": (
        "The gain asked for lies outside that span.",
        "目标增幅不在两者之间，须由其他因素解释。",
    ),
    # columns
    "column_last": ("Last figure (plan's basis)", "现状（规划口径）"),
    "column_change": ("Change needed", "所需变化"),
    "column_per_year": ("A year", "年均"),
    "column_past": ("Past changes of like series", "同类历史变化次数"),
    "column_share": ("Of them as large", "其中达到的比例"),
    "column_own": ("Own past changes as large", "自身历史达到次数"),
    "column_even": ("First year with an even chance", "可能性首次过半年份"),
    "column_likely": ("First year with 80 %", "可能性首次达80%年份"),
    "column_delay": ("Years late (− early)", "晚（−为早，年）"),
    "column_next": ("Next figure that gives 80 %", "使可能性达80%的下期值"),
    "column_severity": ("Kind", "性质"),
    "column_finding": ("Finding", "发现"),
}
