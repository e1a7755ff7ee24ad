"""Phrases of charts, sentences and tables: key -> (English, Chinese)."""

WORDS = {
    # likelihood, from 0 to 1
    "very_unlikely": ("very unlikely", "可能性极小"),
    "unlikely": ("unlikely", "可能性小"),
    "rather_unlikely": ("rather unlikely", "可能性偏小"),
    "about_even": ("about even", "机会各半"),
    "rather_likely": ("rather likely", "可能性偏大"),
    "likely": ("likely", "可能性大"),
    "very_likely": ("very likely", "可能性极大"),
    "met": ("met", "已达标"),
    "missed": ("missed", "未达标"),
    # numbers and levels
    "percent": ("{number} %", "{number}%"),
    "persons": ("{number} people", "{number}人"),
    "one_figure": ("1 figure", "1个数据"),
    "figures": ("{n} figures", "{n}个数据"),
    "figures_of": ("{n} of {total}", "{total}个中{n}个"),
    "at_least": ("at least {level}", "不低于{level}"),
    "at_most": ("at most {level}", "不高于{level}"),
    "maintain": ("hold {level}", "保持{level}"),
    "span": ("{low} to {high}", "{low}至{high}"),
    "years": ("{first}–{last}", "{first}—{last}年"),
    "one_year": ("{year}", "{year}年"),
    "sentence_space": (" ", ""),
    "source_comma": ("; ", "；"),
    "end": (".", "。"),
    # sentences
    "evidence_own": (
        "Rests on {figures} of its own ({years}{basis})",
        "依据：本指标{figures}（{years}{basis}）",
    ),
    "evidence_basis": ("; {n} on the basis used here", "，其中{n}个为现用口径"),
    "evidence_alone": (" alone.", "，未借用同类指标。"),
    "evidence_class": (
        " and on how {n} comparable series (reference class: {reference}, known to {year}) moved.",
        "，以及{n}个同类序列（参考类：{reference}，截至{year}年）的变化规律。",
    ),
    "meaning_forecast": (
        "{year}: to {target} is {words} (likelihood {likelihood}). {futures}.",
        "{year}年目标{target}：{words}（达标可能性{likelihood}）。{futures}。",
    ),
    "meaning_decided": (
        "{year}: decided. {value} was published against a target to {target}: {words}.",
        "{year}年目标{target}：已公布{value}，{words}。",
    ),
    "meaning_other": (
        "On another basis ({basis}) {figure} was published: not comparable.",
        "另有其他口径（{basis}）公布值{figure}，不可直接比较。",
    ),
    "reading_rebased": (
        "The {basis} is expected to change the published figure by about {mean} points, give or "
        "take {sd}. On the basis on which the target was set, before that change, it is {words} "
        "({likelihood}).",
        "{basis}口径预计使公布值变动约{mean}个百分点（误差约±{sd}）。按制定目标时的口径（不含该变动），{words}（{likelihood}）。",
    ),
    "reading_other": (
        "This is read on the basis on which figures are published ({basis}). On the plan's own "
        "basis it is {words} ({likelihood}).",
        "以上按公布口径（{basis}）判断；按规划自身口径，{words}（{likelihood}）。",
    ),
    "plan_basis_short": ("plan's basis {likelihood}", "规划口径{likelihood}"),
    "bracket": ("({text})", "({text})"),
    "as_rebased": ("future figure: {basis}", "届时公布值：{basis}"),
    "as_published": ("future figure: {basis}", "届时公布值：{basis}"),
    "scorecard_readings": (
        "In brackets: on the plan's basis ({reasons}).",
        "括号内：按规划口径（{reasons}）。",
    ),
    "summary_head": (
        "Likelihood of reaching each year's target (in brackets: as the plan counts)",
        "各年度目标的达标可能性（括号内：按规划口径）",
    ),
    "column_plan_basis": ("On the plan's basis", "按规划口径"),
    "method_used": ("Method: {method}.", "方法：{method}。"),
    "reach_at_least": ("reach at least {level}", "不低于{level}"),
    "reach_at_most": ("stay at or below {level}", "不高于{level}"),
    "reach_maintain": ("hold {level}", "保持{level}"),
    "expected": (
        "{year}: {expected} of {n} targets are expected to be met.",
        "{year}年：{n}项目标中预计达标{expected}项。",
    ),
    "expected_short": ("expect {expected} of {n}", "预计{expected}/{n}项达标"),
    # fan chart
    "title": ("{name}, {area}", "{area}{name}"),
    "published_figures": ("published", "已公布"),
    "other_basis": ("other basis: {basis}", "另一口径：{basis}"),
    "median": ("median", "中位预测"),
    "eight_in_ten": ("8 in 10 futures", "每10种可能中的8种"),
    "five_in_ten": ("5 in 10 futures", "每10种可能中的5种"),
    "target": ("target", "目标"),
    "target_mark": ("{year}\n{level}", "{year}\n{level}"),
    "finding_published": (
        "{year}, as it will be published: {futures}.",
        "{year}年按届时公布口径：{futures}。",
    ),
    "finding": (
        "The plan asks to {target} in {year}; {futures}.",
        "规划目标：{year}年{target}；{futures}。",
    ),
    "futures_between": (
        "8 in 10 futures lie between {low} and {high}",
        "每10种可能中有8种落在{low}至{high}之间",
    ),
    "futures_at": ("8 in 10 futures lie at {low}", "每10种可能中有8种为{low}"),
    "panel_title": ("Likelihood of reaching", "达标可能性"),
    "panel_target": ("{year}: {level}", "{year}年目标{level}"),
    "panel_value": ("{value} published", "公布值{value}"),
    "caption_basis": ("Basis: {basis}.", "口径：{basis}。"),
    "caption_origin": (
        "Forecast origin: {year}, known by {as_of}.",
        "预测起点：{year}年（截至{as_of}已公布）。",
    ),
    "caption_since": ("Figures before {year} not shown.", "{year}年以前未显示。"),
    "caption_years": ("Other years not shown.", "其余年份未显示。"),
    "caption_sources": ("Sources: {sources}.", "资料来源：{sources}。"),
    "caption_more": ("{sources} and {n} more", "{sources}等（另有{n}项）"),
    # scorecard chart
    "scorecard_title": (
        "How likely is it that {area} reaches its targets?",
        "{area}规划目标达标可能性一览",
    ),
    "scorecard_key": (
        "Number: likelihood of that year's target, known by {as_of}. Right: own figures (a of b: "
        "a on the deciding basis).",
        "数字：达到当年目标的可能性（截至{as_of}）。右列：自身数据（b个中a个：a个为达标口径）。",
    ),
    "more_likely_met": ("more likely reached", "偏向达标"),
    "even_chance": ("about even", "机会各半"),
    "more_likely_missed": ("more likely missed", "偏向未达标"),
    "rests_on": ("rests on", "数据依据"),
    # methods chart
    "methods_title": (
        "{name}, {area}: {year} by method",
        "{area}{name}：各方法对{year}年的判断",
    ),
    "methods_key": (
        "Line: 8 in 10 futures. Dot: the median. Right: likelihood of reaching the target.",
        "横线：每10种可能中的8种；圆点：中位；右侧：达标可能性。",
    ),
    "methods_target": ("{year} target: {level}", "{year}年目标{level}"),
    "no_answer": ("no answer: {reason}", "无法作答：{reason}"),
    "no_answers": ("No answer, {reason}: {methods}.", "无法作答（{reason}）：{methods}。"),
    # reliability diagram and PIT histogram
    "reliability_title": (
        "Did what was called {example} likely come {example} of the time?",
        "说有{example}可能的事，是否确有{example}发生？",
    ),
    "reliability_key": (
        "Dot: questions given like likelihoods, and how often they came true; larger dot: more "
        "questions. Bar: where 9 in 10 dots of a perfectly calibrated forecaster would fall.",
        "圆点：可能性相近的一组问题及其实际发生的比例，点越大问题越多；竖条：完全校准的预测者有九成的点会落在其中。",
    ),
    "reliability_x": ("likelihood that was given", "当时给出的可能性"),
    "reliability_y": ("share that came true", "实际发生的比例"),
    "as_said": ("as said", "言实相符"),
    "came_more": ("came more often\nthan said", "发生得比所说的多"),
    "came_less": ("came less often\nthan said", "发生得比所说的少"),
    "pit_title": ("Were the intervals as wide as they should be?", "预测区间的宽度是否恰当？"),
    "pit_key": (
        "Bar: share of published figures by where they fell in their forecast. The band holds what "
        "chance alone would do to even bars (95 %). A valley says too narrow, a hill too wide.",
        "柱：公布值落在预测分布各处的比例；色带为仅由偶然造成的波动（95%）。中间低表示区间过窄，中间高表示过宽。",
    ),
    "pit_x": ("where the published figure fell in its forecast", "公布值在预测分布中的位置"),
    "pit_y": ("share of figures", "数据所占比例"),
    "pit_low": ("below all\nthat was expected", "低于预期"),
    "pit_high": ("above all\nthat was expected", "高于预期"),
    "caption_backtest": (
        "Backtest: {series} series, forecast origins {first} to {last}, {n} {things}; no forecast "
        "saw a later figure. Method: {method}.",
        "回测：{series}个序列，预测起点{first}—{last}年，共{n}个{things}；预测均未使用其后的数据。方法：{method}。",
    ),
    "things_questions": ("questions", "问题"),
    "things_forecasts": ("forecasts", "预测"),
    # tables
    "column_number": ("No.", "序号"),
    "column_indicator": ("Indicator", "指标"),
    "column_year": ("Year", "年份"),
    "column_target": ("Target", "目标"),
    "column_likelihood": ("Likelihood", "达标可能性"),
    "column_words": ("In words", "文字判断"),
    "column_median": ("Median", "中位预测"),
    "column_range": ("8 in 10 futures", "每10种可能中的8种"),
    "column_rests_on": ("Rests on", "数据依据"),
    "column_last_year": ("Last figure", "最近数据年份"),
    "column_method": ("Method", "方法"),
    "column_value": ("Figure", "数值"),
    "column_basis": ("Basis", "统计口径"),
    "column_published": ("Known from", "公布时间"),
    "column_source": ("Source", "资料来源"),
    "column_targets": ("Targets", "目标数"),
    "column_decided": ("Of them decided", "其中已有结果"),
    "column_expected": ("Expected to be met", "预计达标数"),
}
