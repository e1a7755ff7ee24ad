"""A department gets a sheet in which only what it is asked for can be filled in."""

import openpyxl
import pytest

from urbanstats.desk.template import ALL, HEADERS, departments, write_templates
from urbanstats.errors import ParameterError, StorageError
from urbanstats.plan.load import load_bases, load_plan
from urbanstats.plan.package import write_hashes
from urbanstats.words.phrases import name_of, say


def sheet_of(path, name="填报"):
    return openpyxl.load_workbook(path)[name]


def column(sheet, name):
    at = list(HEADERS).index(name) + 1
    return [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]


@pytest.fixture(scope="module")
def census(tmp_path_factory):
    path = tmp_path_factory.mktemp("t") / "统计局.xlsx"
    write_templates("统计局", path)
    return sheet_of(path)


def test_a_sheet_has_a_row_for_each_indicator_and_year_of_the_department(blank):
    sheet = sheet_of(blank / "公安局.xlsx")
    assert [cell.value for cell in sheet[1]] == [say(phrase, "zh") for phrase in HEADERS.values()]
    ids = [cell.value for cell in column(sheet, "id")]
    assert ids == ["hukou_urbanization_rate"] * 3 + ["migrant_settlement_count"] * 3
    assert [cell.value for cell in column(sheet, "year")] == [2018, 2019, 2020] * 2
    assert [cell.value for cell in column(sheet, "unit")] == ["%"] * 3 + ["人"] * 3


def test_the_target_stands_beside_the_cell_to_fill_in_which_is_empty(blank):
    sheet = sheet_of(blank / "公安局.xlsx")
    assert sheet["H1"].value == "规划目标（参考，勿填）"
    assert sheet["H2"].value == "不低于49.72%"
    assert {cell.value for cell in column(sheet, "value")} == {None}


def test_the_basis_is_the_one_on_which_the_figure_is_to_be_published(census):
    chosen = [cell.value for cell in column(census, "basis")]
    assert chosen == ["2010年普查后", "2010年普查后", "2020年普查后"]
    assert census["G4"].value == "2020年69.93%（2020年普查后）"


def test_an_announced_rebasing_counts_before_any_figure_stands_on_it(tmp_path, data):
    table = data / "observations" / "observations.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("Liuzhou") or ",2020-census," not in line]
    table.write_text("".join(kept), encoding="utf-8")
    write_hashes(data)
    write_templates("统计局", tmp_path / "t.xlsx", data=data)
    assert sheet_of(tmp_path / "t.xlsx")["F4"].value == "2020年普查后"
    assert sheet_of(tmp_path / "t.xlsx")["G4"].value == "2018年64.74%（2010年普查后）"


def test_only_basis_figure_and_note_can_be_changed(blank):
    sheet = sheet_of(blank / "公安局.xlsx")
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_columns = {name for name in HEADERS if not column(sheet, name)[0].protection.locked}
    assert open_columns == {"basis", "value", "note"}
    assert all(cell.protection.locked for cell in sheet[1])


def test_cells_take_a_percentage_or_people_and_a_basis_of_the_indicator(blank):
    rules = sheet_of(blank / "公安局.xlsx").data_validations.dataValidation
    told = {
        (rule.type, str(rule.sqref), rule.operator, rule.formula1, rule.formula2) for rule in rules
    }
    assert told == {
        ("decimal", "I2 I3 I4", "between", "0", "100"),
        ("whole", "I5 I6 I7", "greaterThan", "0", None),
        ("list", "F2 F3 F4", None, '"户籍登记"', None),
        ("list", "F5 F6 F7", None, '"规划口径,多年累计"', None),
    }
    assert all(rule.showErrorMessage and rule.error for rule in rules)


def test_every_list_of_bases_fits_into_excel_and_holds_no_comma_of_its_own():
    for bases in load_bases().values():
        for lang in ("zh", "en"):
            names = [name_of("basis", basis, lang) for basis in bases]
            assert len(set(names)) == len(names)
            assert not any("," in name for name in names)
            assert len(",".join(names)) <= 255


def test_the_sheet_is_ready_to_print_and_its_header_stays(blank):
    sheet = sheet_of(blank / "公安局.xlsx")
    assert sheet.freeze_panes == "C2"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.oddHeader.center.text.startswith("公安局：柳州市新型城镇化")


@pytest.mark.parametrize(("lang", "word"), [("zh", "公式"), ("en", "formulas")])
def test_a_second_sheet_tells_how_to_fill_in(tmp_path, lang, word):
    write_templates("公安局", tmp_path / "t.xlsx", lang=lang)
    notes = openpyxl.load_workbook(tmp_path / "t.xlsx").worksheets[1]
    text = " ".join(str(cell.value) for row in notes for cell in row)
    assert word in text
    assert {"zh": "年末户籍登记", "en": "Household registration at year's end"}[lang] in text
    assert not notes["C10"].protection.locked


def test_the_same_question_gives_the_same_bytes(tmp_path):
    for name in "ab":
        write_templates("公安局", tmp_path / f"{name}.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_all_departments_get_a_sheet_and_every_indicator_is_asked_for(tmp_path):
    written = write_templates(ALL, tmp_path, years=[2021])
    assert [name for _, name, _ in written] == departments(load_plan())
    asked = {c.value for path, _, _ in written for c in column(sheet_of(path), "id")}
    assert asked == {one.id for one in load_plan().indicators}
    assert sheet_of(tmp_path / "交警队.xlsx")["H2"].value == "无"


def test_an_unknown_department_is_refused_with_the_nearest(tmp_path):
    with pytest.raises(ParameterError) as error:
        write_templates("公安", tmp_path / "t.xlsx")
    assert str(error.value) == (
        "department: '公安' answers for no indicator of the plan. One of 统计局, 公安局, 教育局, "
        "人社局, 住建委, 交通局, 交警队, 市容局, 民政局, 园林局, or 'all', is expected: write "
        "'公安局' if you mean that.  [PAR-DEPARTMENT]"
    )


def test_a_year_that_is_none_is_refused(tmp_path):
    with pytest.raises(ParameterError, match=r"years: 18 cannot be reported on.*\[PAR-YEARS\]"):
        write_templates("公安局", tmp_path / "t.xlsx", years=[18, 2019])


def test_a_return_of_the_same_name_is_never_overwritten(fill):
    path = fill({"I2": 49.8})
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"perhaps a return.*\[STORE-EXISTS\]"):
        write_templates("公安局", path)
    assert path.read_bytes() == before
