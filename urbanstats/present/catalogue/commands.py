"""Phrases of the command line: its help, what it prints, and the steps that errors name."""

COMMANDS = {
    # headings of the help
    "cli_usage": ("usage: ", "用法："),
    "cli_commands": ("commands", "命令"),
    "cli_arguments": ("arguments", "参数"),
    "cli_options": ("options", "选项"),
    "cli_title": (
        "How likely are the targets of a city's plan?",
        "一个城市的规划目标，达标的可能性有多大？",
    ),
    "cli_epilog": (
        "What is printed is in the language of --language, else of URBANSTATS_LANGUAGE (zh or en), "
        "else of this machine (LC_ALL, LC_MESSAGES, LANG). What is written into files follows "
        "the first two only, else it is English: equal parameters give equal files on every "
        "machine. 'urbanstats COMMAND --help' tells more.",
        "屏幕显示的语言依次取自--language、环境变量URBANSTATS_LANGUAGE（zh或en）、本机语言环境"
        "（LC_ALL、LC_MESSAGES、LANG）。写入文件的语言只看前两项，均未设置时为英文，"
        "因此参数相同，任何机器写出的文件都相同。各命令的说明见“urbanstats 命令 --help”。",
    ),
    "help_help": ("show this help and leave", "显示本说明"),
    "help_version": ("show the version and leave", "显示版本号"),
    "help_language": (
        "zh or en, for what is printed and written; default: see 'urbanstats --help'",
        "zh（中文）或en（英文），用于显示和写出；默认值见“urbanstats --help”",
    ),
    # the night
    "help_nightly": (
        "forecast every target of the plan and publish the run",
        "预测规划的全部目标，并发布本次结果",
    ),
    "help_night_as_of": (
        "use what had been published by this day; default: everything",
        "数据截止日：只用当日及以前公布的数据；默认为全部",
    ),
    "help_night_indicators": ("ids or numbers; default: all", "指标代码或序号；默认为全部"),
    "help_night_area": ("default: Liuzhou", "地区；默认为Liuzhou（柳州市）"),
    "help_night_method": ("default: pooled", "方法；默认为pooled"),
    "help_night_language": (
        "zh or en, of notebooks and figures; default: URBANSTATS_LANGUAGE, else en",
        "笔记本和图件的语言，zh或en；默认取URBANSTATS_LANGUAGE，否则为en",
    ),
    "help_night_workers": (
        "notebooks at the same time; default: processor cores",
        "同时运行的笔记本个数；默认为处理器核数",
    ),
    "help_night_timeout": ("for one notebook; default: 300", "每个笔记本的时限（秒）；默认300"),
    "help_night_out": (
        "holds runs/ and figures/; default: here",
        "存放runs/和figures/的文件夹；默认为当前文件夹",
    ),
    "help_verify": (
        "compare a published run with its manifest",
        "核对已发布的结果是否与发布时完全一致",
    ),
    "help_verify_folder": ("folder of a run, runs/...", "某次运行的文件夹，runs/…"),
    # one's own series
    "help_forecast": ("forecast every series of a table", "预测表中的每个序列"),
    "help_forecast_observations": (
        "CSV, Excel or Parquet: series_id, year, value, kind (percent, 0-100, or count)",
        "CSV、Excel或Parquet：series_id、year、value、kind（percent为百分比0—100，count为计数）",
    ),
    "help_forecast_targets": (
        "CSV, Excel or Parquet: series_id, year, direction (at_least or at_most), value",
        "CSV、Excel或Parquet：series_id、year、direction（at_least不低于，at_most不高于）、value",
    ),
    "help_forecast_out": (
        "CSV, Excel or Parquet, with the forecasts",
        "写出预测结果的CSV、Excel或Parquet文件",
    ),
    "help_forecast_as_of": (
        "use only the years before DATE's",
        "只用该日所在年份以前的数据",
    ),
    "help_forecast_horizons": (
        "years after each last figure; default: 1 2 3",
        "最近数据之后的年数；默认为1 2 3",
    ),
    "help_priors": (
        "folder of learned priors; default: the shipped ones",
        "先验文件夹；默认用自带的",
    ),
    "help_learn": ("learn priors from a panel of series", "从多个序列中学习先验"),
    "help_panel": (
        "CSV, Excel or Parquet with the columns of observations",
        "CSV、Excel或Parquet，列与observations相同",
    ),
    "help_learn_through": ("use no later year", "只用到该年为止的数据"),
    "help_learn_out": ("folder for what was learned", "写出学习结果的文件夹"),
    "help_backtest": (
        "hold past forecasts of a panel against what came",
        "回测：用以后的实际数据检验过去的预测",
    ),
    "help_backtest_panel": (
        "CSV, Excel or Parquet; default: the plan's cities",
        "CSV、Excel或Parquet；默认用自带的各城市数据",
    ),
    "help_backtest_methods": ("default: pooled", "方法；默认为pooled"),
    "help_backtest_by": ("groups, such as horizon", "分组的列，如horizon（预测年数）"),
    "help_backtest_out": (
        "CSV, Excel or Parquet for all scores",
        "写出全部评分的CSV、Excel或Parquet文件",
    ),
    # the plan
    "help_audit": ("ask whether the plan agrees with itself", "检查规划自身的数字是否一致"),
    "help_audit_as_of": ("default: the plan's own day", "数据截止日；默认为规划印发日"),
    "help_audit_out": (
        "CSV, Excel or Parquet for the findings",
        "写出检查结果的CSV、Excel或Parquet文件",
    ),
    # what is printed
    "verify_whole": (
        "{run}: whole, {rows} rows, {files} files",
        "{run}：完整，{rows}行，{files}个文件",
    ),
    "forecast_written": ("{file}: {rows} rows of {n} series", "{file}：{n}个序列，共{rows}行"),
    "forecast_refused": ("refused {series}: {reason}", "未预测{series}：{reason}"),
    "forecast_refused_more": (
        "... {n} series refused in all; column 'reason' tells why",
        "……共{n}个序列未预测；原因见reason列",
    ),
    "forecast_shares": (
        "check: every figure of {names} lies between 0 and 1. percent means 0 to 100; multiply "
        "shares by 100.",
        "请检查：{names}的数据全在0与1之间。percent应为0至100；若为比例，请乘以100。",
    ),
    "forecast_share_targets": (
        "check: a target of {names} is at most 1 and every figure is above 1. percent means 0 to "
        "100; multiply shares by 100.",
        "请检查：{names}的目标不大于1，而数据均大于1。percent应为0至100；若为比例，请乘以100。",
    ),
    "learn_written": (
        "{folder}: {n} priors through {year}",
        "{folder}：{n}个先验，截至{year}年",
    ),
    "learn_no_changes": ("no changes.csv: {reason}", "未写出changes.csv：{reason}"),
    "backtest_found": (
        "{series} series, forecast origins {first} to {last}, {forecasts} forecasts, {questions} "
        "questions",
        "{series}个序列，预测起点{first}—{last}年，{forecasts}次预测，{questions}个问题",
    ),
    "backtest_method": ("method", "方法"),
    "backtest_questions": ("asked", "问题数"),
    "backtest_crps": ("CRPS", "CRPS"),
    "backtest_skill": ("skill", "相对改进"),
    "backtest_covered_80": ("covered 80", "80%区间"),
    "backtest_brier": ("Brier", "Brier"),
    "backtest_brier_skill": ("skill", "相对改进"),
    "backtest_calibration": ("calibration", "校准误差"),
    "backtest_legend": (
        "CRPS: mean loss in points, and skill against no change (1 perfect, 0 no better). covered "
        "80: share of figures inside the 80 % interval. Brier: of what was asked, and its skill. "
        "--out writes every score with its standard error.",
        "CRPS：平均损失（百分点），及相对“保持不变”的改进（1为完美，0为没有改进）。"
        "80%区间：实际数据落入80%区间的比例。Brier：各问题的评分及其改进。"
        "全部评分及标准误用--out写出。",
    ),
    "night_published": (
        "published in {seconds} s: {folder}",
        "已发布（用时{seconds}秒）：{folder}",
    ),
    "night_figures": ("figures: {folder}", "图件：{folder}"),
    # errors
    "step_parameters": ("parameters", "参数"),
    "step_fit": ("fit", "拟合"),
    "step_targets": ("targets", "目标"),
    "step_data": ("data", "数据"),
    "step_notebooks": ("notebooks", "笔记本"),
    "step_store": ("store", "存储"),
    "step_lock": ("lock", "运行锁"),
    "step_run": ("run", "运行"),
    "error_line": ("urbanstats: {step}: {message}", "urbanstats：{step}：{message}"),
    "error_bug": (
        "urbanstats: bug: {error}. See {log}",
        "urbanstats：程序缺陷：{error}。详见{log}",
    ),
    "error_stopped": (
        "urbanstats: stopped before anything ran",
        "urbanstats：已停止，尚未运行任何内容",
    ),
}
