"""Words of the desk: entry sheets for departments, what a return says, and exported tables."""

ENTRY = {
    # the entry sheet
    "entry_sheet": ("Entry", "填报"),
    "entry_id": ("Id", "指标代码"),
    "entry_name": ("Indicator", "指标名称"),
    "entry_department": ("Department", "责任部门"),
    "entry_year": ("Year", "年份"),
    "entry_unit": ("Unit", "单位"),
    "entry_basis": ("Statistical basis", "统计口径"),
    "entry_last": ("Last published (for orientation)", "最近公布值（参考）"),
    "entry_target": ("Target of the plan (do not fill in)", "规划目标（参考，勿填）"),
    "entry_value": ("Figure (to fill in)", "实际值（请填写）"),
    "entry_note": ("Note", "备注"),
    "entry_percent": ("%", "%"),
    "entry_persons": ("people", "人"),
    "entry_last_known": (
        "{value} in {year} ({basis})",
        "{year}年{value}（{basis}）",
    ),
    "entry_none": ("none", "无"),
    "entry_page": ("{department}: figures for {title}", "{department}：{title}数据填报"),
    "entry_ask_percent": (
        "The percentage as a number from 0 to 100, such as 49.80. Leave it empty if there is none.",
        "请填写0至100的数字（百分数，不加%），如49.80；没有数据请留空。",
    ),
    "entry_ask_persons": (
        "The number of people, such as 14000. Leave it empty if there is none.",
        "请填写人数（不用“万”），如14000；没有数据请留空。",
    ),
    "entry_ask_basis": ("Choose one of the list.", "请从列表中选择。"),
    # the sheet with notes
    "entry_notes_sheet": ("How to fill in", "填报说明"),
    "entry_notes_title": ("How to fill in this workbook", "填报说明"),
    "entry_notes_value": (
        "Fill in the yellow cells of the sheet “{sheet}” only: the figure, the basis if it differs "
        "from the one chosen, and a note if something should be known.",
        "只填写“{sheet}”工作表中的黄色单元格：实际值；统计口径（与预设不同时改选）；备注（需要说明时）。",
    ),
    "entry_notes_plain": (
        "Values only: no formulas, no links, no merged cells, no text such as “over 80” or “≥80”.",
        "只填数值：不用公式和链接，不合并单元格，不写“80以上”“≥80”等文字。",
    ),
    "entry_notes_percent": (
        "Percentages as numbers from 0 to 100: 49.80, not 0.498 and not 49.80%. People as whole "
        "numbers: 14000, not 1.4.",
        "百分数填0至100的数字：49.80，不填0.498或49.80%。人数填整数：14000，不填1.4（万）。",
    ),
    "entry_notes_empty": (
        "Leave a cell empty if there is no figure yet. A target is not a figure.",
        "尚无数据请留空。规划目标不是实际值，请勿照抄。",
    ),
    "entry_notes_rows": (
        "Do not add, delete, sort or hide rows or columns. One row is one indicator and one year.",
        "请勿增删、排序或隐藏行列。每行为一个指标的一个年份。",
    ),
    "entry_notes_basis": (
        "The basis already chosen is the one on which the figure is to be published. Figures on "
        "different bases are never joined.",
        "预设口径为届时公布所用口径。不同口径的数据不会混用。",
    ),
    "entry_notes_later": (
        "A figure that was published before may be corrected: fill in the new one. The old one is "
        "kept for the days before.",
        "已公布的数据可以更正：填写新值即可，原值仍按原公布日期保留。",
    ),
    "entry_notes_who": ("Filled in by", "填报人"),
    "entry_notes_when": ("Day", "填报日期"),
    "entry_notes_bases": ("What the bases mean", "统计口径说明"),
    "entry_written": (
        "{path}: {rows} rows for {department}",
        "{path}：{department}，共{rows}行",
    ),
    # a return that was read
    "entry_cell": ("{file}, sheet {sheet}, cell {cell}", "{file}，工作表“{sheet}”，单元格{cell}"),
    "entry_finding": ("{where}: {text}  [{code}]", "{where}：{text}  [{code}]"),
    "entry_more": ("... {n} findings in all", "……共{n}处"),
    "entry_counted": (
        "{file}: figures {figures}, cells left empty (not reported) {blank}",
        "{file}：填报{figures}个数据，{blank}格留空（未填报）",
    ),
    "entry_change": (
        "{name}, {year} ({basis}): {known} -> {new}",
        "{name}，{year}年（{basis}）：{known} -> {new}",
    ),
    "entry_known": ("{value} ({day})", "{value}（{day}公布）"),
    "entry_new": ("no figure yet", "尚无数据"),
    "entry_revises": ("{change}, a revision", "{change}，更正"),
    "entry_confirms": ("{change}, agrees", "{change}，一致"),
    "entry_same": ("{change}, nothing new", "{change}，无变化"),
    "entry_published": ("Published {day}:", "公布日期{day}："),
    "entry_dry": ("Nothing was written (--dry-run).", "未写入任何数据（--dry-run）。"),
    "entry_nothing": ("Nothing new: nothing was written.", "没有新数据，未写入。"),
    "entry_added": (
        "Rows added to {path}: {rows}. Next: {command}",
        "已向{path}添加{rows}行。下一步：{command}",
    ),
    "entry_finished": (
        "An import that was interrupted before was finished first.",
        "已先完成此前中断的导入。",
    ),
    "entry_refused": (
        "findings to be mended: {n}; nothing was written",
        "有{n}处须更正，未写入任何数据",
    ),
    "entry_refused_expected": ("A return that is right as a whole is expected", "填报表须整份无误"),
    "entry_refused_do": (
        "correct the cells named above, or ask the department to, and import it again",
        "请按上列单元格更正（或退回部门更正）后重新导入",
    ),
    # exported tables
    "export_forecasts": ("Forecasts", "预测"),
    "export_targets": ("Targets", "规划目标"),
    "export_observations": ("Published figures", "已公布数据"),
    "export_context": ("Population", "人口背景数据"),
    "export_about": ("About", "说明"),
    "export_done": ("{path}: {sheets}", "{path}：{sheets}"),
    "export_item": ("Item", "项目"),
    "export_text": ("Content", "内容"),
    "export_run": ("Run", "运行"),
    "export_as_of": ("Only what had been published by", "仅使用截至此日已公布的数据"),
    "export_plan": ("Plan", "规划"),
    "export_read": (
        "How to read",
        "读法",
    ),
    "export_reading": (
        "A likelihood is of the figure as it will be published. Low and high hold 8 in 10 futures.",
        "达标可能性针对届时公布的数值。低值与高值之间为每10种可能中的8种。",
    ),
    "column_direction": ("Direction", "方向"),
    "column_level": ("Target", "目标值"),
    "column_unit": ("Unit", "单位"),
    "column_low": ("Low (8 in 10)", "低值（10种可能中的8种）"),
    "column_high": ("High (8 in 10)", "高值（10种可能中的8种）"),
    "column_figure": ("Published", "公布值"),
    "column_printed": ("As printed", "原文"),
    "column_departments": ("Departments", "责任部门"),
    "column_area": ("Area", "地区"),
    "column_decimals": ("Decimals", "小数位数"),
    "column_quality": ("Quality", "数据性质"),
    "direction_at_least": ("at least", "不低于"),
    "direction_at_most": ("at most", "不高于"),
    "direction_maintain": ("hold", "保持"),
    "unit_10k_persons": ("10,000 people", "万人"),
}

ENTRY_NAMES = {
    "quality.official": ("official", "官方文件"),
    "quality.revised": ("official, revised", "官方更正"),
    "quality.reprint": ("reprint", "转载"),
    "quality.implied": ("implied by the source", "据来源推算"),
    "quality.suspect": ("suspect, not used", "存疑，未采用"),
}
