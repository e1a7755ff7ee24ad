"""Words of what is found in a department's return: what is wrong, and what to do."""

FINDINGS = {
    # the file as a whole
    "found_missing": (
        "it cannot be read ({why}); check the path",
        "文件无法读取（{why}），请核对路径",
    ),
    "found_empty": (
        "the file is empty (0 bytes); ask for it again",
        "文件为空（0字节），请重新索取",
    ),
    "found_type": (
        "its content is not an Excel workbook; save it in Excel as .xlsx",
        "内容不是Excel工作簿，请在Excel中另存为.xlsx",
    ),
    "found_old": (
        "it is in the old Excel format (.xls); save it in Excel as .xlsx",
        "文件为旧版Excel格式（.xls），请在Excel中另存为.xlsx",
    ),
    "found_password": (
        "it is protected with a password; remove it and save again",
        "文件设有打开密码，请取消密码后另存",
    ),
    "found_broken": (
        "it is not a whole Excel file (cut off or damaged); ask for it again",
        "不是完整的Excel文件（截断或损坏），请重新索取",
    ),
    "found_macro": (
        "it holds macros; save it without them as .xlsx",
        "文件含有宏，请另存为不含宏的.xlsx",
    ),
    "found_bomb": (
        "it unpacks to {size}, limit {most}; copy the table into a new template",
        "解压后为{size}，上限{most}，请将数据复制到新的填报表",
    ),
    "found_entity": (
        "its XML declares entities, which Excel never writes; copy the table into a new template",
        "文件的XML含有实体声明（非Excel所写），请将数据复制到新的填报表",
    ),
    "found_sheet": (
        "no sheet has the columns {columns} (sheets found: {sheets}); use the template",
        "没有工作表含有{columns}各列（现有工作表：{sheets}），请使用填报表模板",
    ),
    "found_size": (
        "the sheet reaches to row {rows} and column {columns}; delete all below and beside the "
        "table",
        "工作表延伸到第{rows}行、第{columns}列，请删除表格下方和右侧的全部行列",
    ),
    "found_twice": (
        "the column {column} stands there twice; delete one",
        "“{column}”列重复，请删除其一",
    ),
    # cells that cannot be taken
    "found_merged": (
        "the cells are merged; a figure for each cell is expected: unmerge them",
        "单元格已合并，须每格一个数据，请取消合并",
    ),
    "found_hidden": (
        "the row is hidden but holds a figure; show it, and delete the figure if it is not meant",
        "该行已隐藏却有数据，请取消隐藏；如非有意请删除该数据",
    ),
    "found_indicator": (
        "{text} is not the code of an indicator; one of {known} is expected",
        "{text}不是指标代码，应为{known}之一",
    ),
    "found_department": (
        "{text} does not answer for this indicator; {known} does: correct it",
        "{text}不是该指标的责任部门（应为{known}），请更正",
    ),
    "found_year": (
        "{text} is not a year; four digits such as 2018 are expected",
        "{text}不是年份，应为四位数字，如2018",
    ),
    "found_unit": (
        "the unit {text} is not the indicator's ({known}); give the figure in {known}",
        "单位{text}不是该指标的单位（{known}），请按{known}填写",
    ),
    "found_basis": (
        "{text} is not a basis of this indicator; one of {known} is expected",
        "{text}不是该指标的统计口径，应为{known}之一",
    ),
    "found_formula": (
        "the formula has no stored result; replace it by its value",
        "公式没有保存结果，请改为数值",
    ),
    "found_error": (
        "the cell holds the error {text}; write the figure, or leave it empty",
        "单元格为错误值{text}，请填写数值或留空",
    ),
    "found_qualifier": (
        "{text} is a bound or an estimate, not a figure; write the figure, or leave it empty",
        "{text}为界限或约数，不是数据，请填写确切数值或留空",
    ),
    "found_text": (
        "{text} is not a number; write the figure only, or leave it empty",
        "{text}不是数字，请只填数值或留空",
    ),
    "found_comma": (
        "{text} can be read in two ways; write it with a decimal point and without other signs",
        "{text}有两种读法，请用小数点、不用其他分隔符",
    ),
    "found_date": (
        "Excel took the entry for a date ({text}); write the figure again as a number",
        "Excel将其识别为日期（{text}），请重新输入数字",
    ),
    "found_sign": (
        "{text} is a percentage, but the unit is {unit}; write the number of people",
        "{text}为百分数，而单位是{unit}，请填写人数",
    ),
    "found_format": (
        "the cell holds {held} but its format ({format}) shows something else; set the format to "
        "General",
        "单元格存储值为{held}，显示格式（{format}）与之不同，请改为“常规”格式",
    ),
    "found_range_percent": (
        "{value} cannot be a percentage; a number from 0 to 100 is expected",
        "{value}不可能是百分数，应在0至100之间",
    ),
    "found_range_persons": (
        "{value} cannot be a number of people; a number above 0 is expected",
        "{value}不可能是人数，应大于0",
    ),
    "found_whole": (
        "{value} is not a whole number of people; give people, not thousands or ten thousands",
        "{value}不是整数人数，请按“人”填写，不用“万人”",
    ),
    "found_decimals": (
        "{value} has more than {most} decimals; give the figure as it was published",
        "{value}的小数超过{most}位，请按公布值填写",
    ),
    "found_slip": (
        "{value} where {last} was published for {year}: probably another unit ({unit} is expected)",
        "填写值为{value}，而{year}年公布值为{last}，疑为单位错误（应为{unit}）",
    ),
    "found_future": (
        "a figure of {year} cannot have been published on {day}; correct the year or --published",
        "{year}年的数据不可能在{day}公布，请更正年份或--published",
    ),
    "found_duplicate": (
        "the same indicator, year and basis stand in {other} already; delete one",
        "与{other}的指标、年份和口径相同，请删除其一",
    ),
    "found_later": (
        "{value} contradicts {known}, published on {day} and not before; give the day on which it "
        "replaced that figure, or mark the other as suspect",
        "{value}与{day}公布的{known}矛盾，而本次公布日期不晚于该日；请给出更正的公布日期，或将另一数据标为存疑",
    ),
    # cells that are taken and should be looked at
    "found_read": ("the text {text} was read as {value}", "文本{text}已按{value}读取"),
    "found_percent": (
        "the cell holds {held} and shows a percentage: read as {value}",
        "单元格存储值为{held}、以百分比显示，已按{value}读取",
    ),
    "found_result": (
        "the stored result of a formula was read: {value}",
        "已读取公式的保存结果：{value}",
    ),
    "found_shown": (
        "the cell shows {shown} and holds {value}: read as {value}",
        "单元格显示为{shown}，存储值为{value}，已按{value}读取",
    ),
    "found_skipped": (
        "the sheet has not the columns of an entry sheet and was not read",
        "该工作表没有填报表的各列，未读取",
    ),
    "found_target": (
        "{value} is exactly the target of {year}; please check that it is a figure",
        "{value}与{year}年的目标值完全相同，请核对是否为实际数据",
    ),
    "found_far": (
        "{value} is far from {last} in {year}; please check",
        "{value}与{year}年的{last}相差较大，请核对",
    ),
    "found_unfinished": (
        "{year} had not ended on {day}; please check that the figure is of the whole year",
        "{day}时{year}年尚未结束，请核对是否为全年数据",
    ),
}
