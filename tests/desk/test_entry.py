"""Every cell of a return is read in the one way it can be read, or named with what is wrong."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.desk.entry import Number, read_number, read_return
from urbanstats.desk.intake import compare
from urbanstats.plan.load import load_bases, load_plan, load_rows
from urbanstats.words.catalogue import read_words

DAY = date(2019, 3, 1)
FINDINGS = {code for codes in read_words("findings").values() for code in codes}
FORMATS = {"share": "0.00%", "two": "0.00", "wan": '0!.0,"万"'}


@pytest.fixture(scope="module")
def plan():
    return load_plan()


@pytest.fixture
def read(fill, plan):
    """Give a function that reads a return filled in so, figures held against those known."""

    def read(cells=None, change=None, path=None, day=DAY):
        found = read_return(path or fill(cells, change), plan, load_bases())
        compare(found, load_rows("observations"), plan, day)
        return found

    return read


def plain(text):
    return text.replace("\u00a0", " ")


def formatted(cell, value, form):
    def change(sheet):
        sheet[cell] = value
        sheet[cell].number_format = form

    return change


def stored(path, cell, formula, result):
    """Give a cell a formula and a stored result, which openpyxl itself cannot write."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    text = parts[sheet].decode()
    start = text.index(f'<c r="{cell}"')
    end = text.index(">", start)
    style = text[start:end].partition(' s="')[2].partition('"')[0]
    new = f'<c r="{cell}" s="{style}"><f>{formula}</f><v>{result}</v></c>'
    stop = end + 1 if text[end - 1] == "/" else text.index("</c>", end) + 4
    parts[sheet] = (text[:start] + new + text[stop:]).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


BAD = [  # cells, change of the sheet, cell named, code, English, Chinese
    ({"I2": "≥80"}, None, "I2", "ENTRY-QUALIFIER",
     "“≥80” is a bound or an estimate, not a figure; write the figure, or leave it empty",
     "“≥80”为界限或约数，不是数据，请填写确切数值或留空"),
    ({"I2": "80以上"}, None, "I2", "ENTRY-QUALIFIER",
     "“80以上” is a bound or an estimate, not a figure; write the figure, or leave it empty",
     "“80以上”为界限或约数，不是数据，请填写确切数值或留空"),
    ({"I2": "未统计"}, None, "I2", "ENTRY-TEXT",
     "“未统计” is not a number; write the figure only, or leave it empty",
     "“未统计”不是数字，请只填数值或留空"),
    ({"I2": True}, None, "I2", "ENTRY-TEXT",
     "TRUE is not a number; write the figure only, or leave it empty",
     "TRUE不是数字，请只填数值或留空"),
    ({"I2": "49,8"}, None, "I2", "ENTRY-COMMA",
     "“49,8” can be read in two ways; write it with a decimal point and without other signs",
     "“49,8”有两种读法，请用小数点、不用其他分隔符"),
    ({"I5": "0,712"}, None, "I5", "ENTRY-COMMA",
     "“0,712” can be read in two ways; write it with a decimal point and without other signs",
     "“0,712”有两种读法，请用小数点、不用其他分隔符"),
    ({"I2": datetime(2019, 4, 9)}, None, "I2", "ENTRY-DATE",
     "Excel took the entry for a date (2019-04-09); write the figure again as a number",
     "Excel将其识别为日期（2019-04-09），请重新输入数字"),
    ({"I5": "71.2%"}, None, "I5", "ENTRY-SIGN",
     "“71.2%” is a percentage, but the unit is people; write the number of people",
     "“71.2%”为百分数，而单位是人，请填写人数"),
    ({}, formatted("I5", 13900, "0%"), "I5", "ENTRY-FORMAT",
     "the cell holds 13900 but its format (0%) shows something else; set the format to General",
     "单元格存储值为13900，显示格式（0%）与之不同，请改为“常规”格式"),
    ({}, formatted("I5", 13900, FORMATS["wan"]), "I5", "ENTRY-FORMAT",
     'the cell holds 13900 but its format (0!.0,"万") shows something else; set the format to '
     "General",
     '单元格存储值为13900，显示格式（0!.0,"万"）与之不同，请改为“常规”格式'),
    ({"I2": "#DIV/0!"}, None, "I2", "ENTRY-ERROR",
     "the cell holds the error #DIV/0!; write the figure, or leave it empty",
     "单元格为错误值#DIV/0!，请填写数值或留空"),
    ({"I2": "=1/2"}, None, "I2", "ENTRY-FORMULA",
     "the formula has no stored result; replace it by its value",
     "公式没有保存结果，请改为数值"),
    ({"I2": 100.5}, None, "I2", "ENTRY-RANGE-PERCENT",
     "100.5 cannot be a percentage; a number from 0 to 100 is expected",
     "100.5不可能是百分数，应在0至100之间"),
    ({"I2": "-5"}, None, "I2", "ENTRY-RANGE-PERCENT",
     "-5 cannot be a percentage; a number from 0 to 100 is expected",
     "-5不可能是百分数，应在0至100之间"),
    ({}, formatted("I2", 71.2, FORMATS["share"]), "I2", "ENTRY-RANGE-PERCENT",
     "7120.00 cannot be a percentage; a number from 0 to 100 is expected",
     "7120.00不可能是百分数，应在0至100之间"),
    ({"I5": 0}, None, "I5", "ENTRY-RANGE-PERSONS",
     "0 cannot be a number of people; a number above 0 is expected",
     "0不可能是人数，应大于0"),
    ({"I5": 1.39}, None, "I5", "ENTRY-WHOLE",
     "1.39 is not a whole number of people; give people, not thousands or ten thousands",
     "1.39不是整数人数，请按“人”填写，不用“万人”"),
    ({"I2": 148 / 3}, None, "I2", "ENTRY-DECIMALS",
     "49.3333333333333 has more than 4 decimals; give the figure as it was published",
     "49.3333333333333的小数超过4位，请按公布值填写"),
    ({"I2": 0.4965}, None, "I2", "ENTRY-SLIP",
     "0.4965 where 49.52 % was published for 2017: probably another unit (% is expected)",
     "填写值为0.4965，而2017年公布值为49.52%，疑为单位错误（应为%）"),
    ({"I5": 13}, None, "I5", "ENTRY-SLIP",
     "13 where 13,900 people was published for 2017: probably another unit (people is expected)",
     "填写值为13，而2017年公布值为13900人，疑为单位错误（应为人）"),
    ({"I4": 50.1}, None, "I4", "ENTRY-FUTURE",
     "a figure of 2020 cannot have been published on 2019-03-01; correct the year or --published",
     "2020年的数据不可能在2019-03-01公布，请更正年份或--published"),
    ({"I2": 49.8, "I3": 49.9, "D3": 2018}, None, "I3", "ENTRY-DUPLICATE",
     "the same indicator, year and basis stand in 填报!I2 already; delete one",
     "与填报!I2的指标、年份和口径相同，请删除其一"),
    ({"I2": 49.8, "A2": "hukou_rate"}, None, "A2", "ENTRY-INDICATOR",
     "“hukou_rate” is not the code of an indicator; one of hukou_urbanization_rate is expected",
     "“hukou_rate”不是指标代码，应为hukou_urbanization_rate之一"),
    ({"I2": 49.8, "C2": "教育局"}, None, "C2", "ENTRY-DEPARTMENT",
     "“教育局” does not answer for this indicator; 公安局 does: correct it",
     "“教育局”不是该指标的责任部门（应为公安局），请更正"),
    ({"I2": 49.8, "D2": "去年"}, None, "D2", "ENTRY-YEAR",
     "“去年” is not a year; four digits such as 2018 are expected",
     "“去年”不是年份，应为四位数字，如2018"),
    ({"I5": 14000, "E5": "万人"}, None, "E5", "ENTRY-UNIT",
     "the unit “万人” is not the indicator's (people); give the figure in people",
     "单位“万人”不是该指标的单位（人），请按人填写"),
    ({"I5": 14000, "F5": "户籍登记"}, None, "F5", "ENTRY-BASIS",
     "“户籍登记” is not a basis of this indicator; one of as in the plan, total of several "
     "years is expected",
     "“户籍登记”不是该指标的统计口径，应为规划口径、多年累计之一"),
    ({"I2": 49.8}, lambda s: s.merge_cells("I2:I3"), "I2:I3", "ENTRY-MERGED",
     "the cells are merged; a figure for each cell is expected: unmerge them",
     "单元格已合并，须每格一个数据，请取消合并"),
    ({"I2": 49.8}, lambda s: setattr(s.row_dimensions[2], "hidden", True), "I2", "ENTRY-HIDDEN",
     "the row is hidden but holds a figure; show it, and delete the figure if it is not meant",
     "该行已隐藏却有数据，请取消隐藏；如非有意请删除该数据"),
    ({"I2": 49.8, "J1": "年份"}, None, "A1", "ENTRY-SHEET", "", ""),
    ({"I2": 49.8, "K1": "年份"}, None, "K1", "ENTRY-TWICE",
     "the column Year stands there twice; delete one", "“年份”列重复，请删除其一"),
    ({"I2": 49.8, "I6000": 1}, None, "A1", "ENTRY-SIZE",
     "the sheet reaches to row 6000 and column 10; delete all below and beside the table",
     "工作表延伸到第6000行、第10列，请删除表格下方和右侧的全部行列"),
    ({"I4": 50.3}, None, "I4", "ENTRY-LATER",
     "50.3 contradicts 50.42 %, published on 2022-04-30 and not before; give the day on which it "
     "replaced that figure, or mark the other as suspect",
     "50.3与2022-04-30公布的50.42%矛盾，而本次公布日期不晚于该日；请给出更正的公布日期，或将另一数据标为存疑"),
]  # fmt: skip
CELLS = [case for case in BAD if case[4]]


@pytest.mark.parametrize(
    ("cells", "change", "cell", "code", "english", "chinese"),
    CELLS,
    ids=[f"{number}-{case[3]}" for number, case in enumerate(CELLS)],
)
def test_a_bad_cell_is_named_with_what_is_wrong(read, cells, change, cell, code, english, chinese):
    found = read(cells, change, day=date(2021, 3, 1) if code == "ENTRY-LATER" else DAY)
    refused = [one for one in found.findings if one.refused]
    assert [(one.code, one.cell) for one in refused] == [(code, cell)]
    here = refused[0]
    assert plain(here.text()) == f"公安局.xlsx, sheet 填报, cell {cell}: {english}  [{code}]"
    assert here.text("zh") == f"公安局.xlsx，工作表“填报”，单元格{cell}：{chinese}  [{code}]"


TOLD = [  # cells, change, number, code, English, Chinese
    ({"I2": "４９．８"}, None, Number(49.8, 1), "ENTRY-READ",
     "the text “４９．８” was read as 49.8", "文本“４９．８”已按49.8读取"),
    ({"I2": " 49.80 % "}, None, Number(49.8, 2), "ENTRY-READ",
     "the text “49.80 %” was read as 49.80", "文本“49.80 %”已按49.80读取"),
    ({"I5": "14,230"}, None, Number(14230, 0), "ENTRY-READ",
     "the text “14,230” was read as 14230", "文本“14,230”已按14230读取"),
    ({}, formatted("I2", 0.498, FORMATS["share"]), Number(49.8, 2), "ENTRY-PERCENT",
     "the cell holds 0.498 and shows a percentage: read as 49.8",
     "单元格存储值为0.498、以百分比显示，已按49.8读取"),
    ({}, formatted("I2", 49.8137, FORMATS["two"]), Number(49.8137, 4), "ENTRY-SHOWN",
     "the cell shows 49.81 and holds 49.8137: read as 49.8137",
     "单元格显示为49.81，存储值为49.8137，已按49.8137读取"),
    ({"I2": 55.1}, None, Number(55.1, 1), "ENTRY-FAR",
     "55.1 is far from 49.52 % in 2017; please check", "55.1与2017年的49.52%相差较大，请核对"),
    ({"I3": 49.9}, None, Number(49.9, 1), "ENTRY-UNFINISHED",
     "2019 had not ended on 2019-03-01; please check that the figure is of the whole year",
     "2019-03-01时2019年尚未结束，请核对是否为全年数据"),
    ({"I2": 49.72}, None, Number(49.72, 2), "ENTRY-TARGET",
     "49.72 is exactly the target of 2018; please check that it is a figure",
     "49.72与2018年的目标值完全相同，请核对是否为实际数据"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "change", "number", "code", "english", "chinese"), TOLD, ids=[t[3] for t in TOLD]
)
def test_a_cell_read_otherwise_than_as_a_number_is_told(
    read, cells, change, number, code, english, chinese
):
    found = read(cells, change)
    assert [one.number for one in found.figures] == [number]
    assert [one.code for one in found.findings] == [code]
    assert f": {english}  [" in plain(found.findings[0].text())
    assert f"：{chinese}  [" in found.findings[0].text("zh")


@pytest.mark.parametrize(
    ("value", "form", "number"),
    [
        (49.8, "General", Number(49.8, 1)),
        (49.8, "0.00", Number(49.8, 2)),
        (50, "0.00", Number(50.0, 2)),
        (0.1 + 49.7, "General", Number(49.8, 1)),
        (50.0, "#,##0", Number(50.0, 0)),
    ],
)
def test_a_plain_number_keeps_the_decimals_it_is_shown_with(read, value, form, number):
    found = read(change=formatted("I2", value, form))
    assert [one.number for one in found.figures] == [number]
    assert found.findings == []


def test_a_formula_with_a_stored_result_is_read_and_told(fill, read):
    found = read(path=stored(fill({"I2": 1}), "I2", "248.9/5", 49.78))
    assert [one.number for one in found.figures] == [Number(49.78, 2)]
    assert (
        found.findings[0]
        .text()
        .endswith("the stored result of a formula was read: 49.78  [ENTRY-RESULT]")
    )
    assert "已读取公式的保存结果：49.78" in found.findings[0].text("zh")


def test_an_empty_cell_is_not_reported_and_stays_empty(read):
    found = read({"I2": 49.8, "I3": "  "})
    assert (len(found.figures), found.blank, found.findings) == (1, 5, [])


def test_a_basis_may_be_named_in_either_language_or_by_its_id(read):
    for name in ("total of several years", "多年累计", "cumulative"):
        found = read({"I5": 14000, "F5": name})
        assert [one.basis for one in found.figures] == ["cumulative"]


def test_everything_wrong_is_found_at_once(read):
    found = read({"I2": "≥80", "I3": "x", "I5": 0, "I6": "=A1"})
    codes = ["ENTRY-QUALIFIER", "ENTRY-TEXT", "ENTRY-RANGE-PERSONS", "ENTRY-FORMULA"]
    assert [one.code for one in found.findings] == codes


def bomb(entries, size):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<x/>")
        for number in range(entries):
            archive.writestr(f"xl/{number}.xml", b" " * size)
    return content.getvalue()


def with_part(path, name, content):
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path.read_bytes()


FILES = {
    "XLSX-EMPTY": (lambda path: b"", "the file is empty (0 bytes); ask for it again",
                   "文件为空（0字节），请重新索取"),
    "XLSX-TYPE": (lambda path: "指标,年份\n".encode(),
                  "its content is not an Excel workbook; save it in Excel as .xlsx",
                  "内容不是Excel工作簿，请在Excel中另存为.xlsx"),
    "XLSX-OLD": (lambda path: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
                 "it is in the old Excel format (.xls); save it in Excel as .xlsx",
                 "文件为旧版Excel格式（.xls），请在Excel中另存为.xlsx"),
    "XLSX-PASSWORD": (
        lambda path: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "it is protected with a password; remove it and save again",
        "文件设有打开密码，请取消密码后另存"),
    "XLSX-BROKEN": (lambda path: path.read_bytes()[:4000],
                    "it is not a whole Excel file (cut off or damaged); ask for it again",
                    "不是完整的Excel文件（截断或损坏），请重新索取"),
    "XLSX-MACRO": (lambda path: with_part(path, "xl/vbaProject.bin", b"x"),
                   "it holds macros; save it without them as .xlsx",
                   "文件含有宏，请另存为不含宏的.xlsx"),
    "XLSX-BOMB": (lambda path: bomb(12, 2**20),
                  "it unpacks to 12.0 MB, limit 10 MB; copy the table into a new template",
                  "解压后为12.0 MB，上限10 MB，请将数据复制到新的填报表"),
    "XLSX-ENTITY": (lambda path: with_part(path, "xl/x.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
                    "its XML declares entities, which Excel never writes; copy the table into a "
                    "new template",
                    "文件的XML含有实体声明（非Excel所写），请将数据复制到新的填报表"),
}  # fmt: skip


@pytest.mark.parametrize("code", FILES)
def test_a_file_that_is_no_whole_return_is_refused_before_it_is_parsed(fill, read, code):
    make, english, chinese = FILES[code]
    path = fill()
    path.write_bytes(make(path))
    found = read(path=path)
    assert [one.text() for one in found.findings] == [f"公安局.xlsx: {english}  [{code}]"]
    assert found.findings[0].text("zh") == f"公安局.xlsx：{chinese}  [{code}]"


def test_too_many_parts_and_too_high_a_ratio_are_refused_too(fill, read):
    path = fill()
    for content, size in ((bomb(1_000, 1), "1,002 files"), (bomb(2, 2**20), "2.0 MB")):
        path.write_bytes(content)
        assert f"it unpacks to {size}, limit " in read(path=path).findings[0].text()


def test_a_damaged_part_inside_a_whole_archive_is_found(fill, read):
    path = fill()
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    at = entry.header_offset + 80
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    assert [one.code for one in read(path=path).findings] == ["XLSX-BROKEN"]


def test_a_missing_file_and_a_workbook_without_the_columns_are_named(fill, read, tmp_path):
    told = read(path=tmp_path / "none.xlsx").findings[0].text()
    assert told == (
        "none.xlsx: it cannot be read (No such file or directory); check the path  [XLSX-MISSING]"
    )
    told = read({"J1": "remarks"}).findings[0]
    assert told.text() == (
        "公安局.xlsx: no sheet has the columns Id, Department, Year, Unit, Statistical basis, "
        "Figure (to fill in), Note (sheets found: 填报, 填报说明); use the template  [ENTRY-SHEET]"
    )
    assert "没有工作表含有指标代码、责任部门、年份" in told.text("zh")


def test_a_sheet_that_is_not_read_is_told(fill, read):
    def add_sheet(sheet):
        other = sheet.parent.create_sheet("2018年明细")
        other.append(["年份", "数据"])
        other.append([2018, 49.8])

    (told,) = read({"I2": 49.81}, add_sheet).findings
    assert (told.code, told.refused) == ("ENTRY-SKIPPED", False)
    assert (told.sheet, told.cell) == ("2018年明细", "A1:B2")
    assert "2018年明细" in told.text("zh")
    assert "该工作表没有填报表的各列，未读取" in told.text("zh")


def test_every_finding_there_is_has_been_tried_here():
    tried = {case[3] for case in (*BAD, *TOLD)} | set(FILES)
    tried |= {"XLSX-MISSING", "ENTRY-RESULT", "ENTRY-SKIPPED"}
    assert tried == FINDINGS


def test_a_title_row_above_the_header_does_no_harm(read):
    found = read({"I2": 49.8}, lambda sheet: sheet.insert_rows(1))
    assert [(one.cell, one.number.value) for one in found.figures] == [("I3", 49.8)]


def test_a_return_in_english_is_read_as_well(tmp_path, plan, read):
    from urbanstats.desk.template import write_templates

    path = tmp_path / "en.xlsx"
    write_templates("公安局", path, lang="en")
    book = openpyxl.load_workbook(path)
    book["Entry"]["I2"], book["Entry"]["I5"] = 49.8, 14230
    book.save(path)
    found = read(path=path)
    assert [one.number.value for one in found.figures] == [49.8, 14230]
    assert found.findings == []


# --- laws of the number in a cell ------------------------------------------------------------

MOST = {"percent": 4, "persons": 0}  # decimals
FIGURES = {
    "percent": st.integers(0, 4).flatmap(lambda places: st.decimals(0, 100, places=places)),
    "persons": st.integers(1, 10**8).map(Decimal),
}
WRITINGS = {
    "plain": str,
    "with a sign": "+{}".format,
    "in thousands": "{:,}".format,
    "between spaces": " {}\u3000".format,
    "in full width": lambda figure: str(figure).translate({n: n + 0xFEE0 for n in range(33, 127)}),
}


def typed(value, form="General"):
    """Return a cell as openpyxl gives it."""
    kind = "s" if isinstance(value, str) else "n"
    return SimpleNamespace(value=value, number_format=form, data_type=kind)


def taken(value, unit, form="General"):
    cell = typed(value, form)
    return read_number(cell, cell, unit)


@given(st.data(), st.sampled_from(sorted(FIGURES)), st.sampled_from(sorted(WRITINGS)))
def test_a_figure_is_read_alike_in_whatever_way_it_is_written(data, unit, writing):
    figure = data.draw(FIGURES[unit])
    number, remarks = taken(WRITINGS[writing](figure), unit)
    assert number == Number(float(figure), -figure.as_tuple().exponent)
    assert [code for code, _ in remarks] == ["ENTRY-READ"]
    if unit == "percent":
        assert taken(f"{figure} %", unit)[0] == number


@given(st.data(), st.sampled_from(sorted(FIGURES)))
def test_a_stored_figure_keeps_its_value_and_the_decimals_it_is_shown_with(data, unit):
    figure = data.draw(FIGURES[unit])
    places = -figure.as_tuple().exponent
    form = "0." + "0" * places if places else "0"
    assert taken(float(figure), unit, form) == (Number(float(figure), places), [])
    if unit == "percent":
        number, remarks = taken(float(figure / 100), unit, f"{form}%")
        assert number == Number(float(figure), places)
        assert [code for code, _ in remarks] == ["ENTRY-PERCENT"]


@given(
    st.one_of(st.text(), st.text("0123456789.,%+-≥ 万", max_size=8), st.floats(), st.integers()),
    st.sampled_from(["General", "0", "0.0", "0.00%", "#,##0", "0,", '0!.0,"万"', "@"]),
    st.sampled_from(sorted(MOST)),
)
def test_whatever_stands_in_a_cell_is_a_possible_figure_or_named(value, form, unit):
    number, remarks = taken(value, unit, form)
    assert {code for code, _ in remarks} <= FINDINGS
    if number is None:
        assert remarks != []
    else:
        assert 0 <= number.value <= (100 if unit == "percent" else float("inf"))
        assert number.value > 0 or unit == "percent"
        assert number.decimals <= MOST[unit]
