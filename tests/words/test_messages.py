"""Errors, places and refusals exist in Chinese, each once, and nothing found is lost."""

import ast
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import urbanstats
from urbanstats.errors import DataError
from urbanstats.outlook.panel import forecast_panel
from urbanstats.outlook.screening import screen
from urbanstats.words.catalogue import read_words
from urbanstats.words.messages import error_text, place_text, refusal_text

PACKAGE = Path(urbanstats.__file__).parent
ERRORS, PLACES, REFUSALS = (read_words("errors")[name] for name in ("errors", "places", "refusals"))
REASONS = read_words("names")["reason"]
CODE = re.compile("[A-Z]+(-[A-Z]+)+")
CHINESE = re.compile("[\u4e00-\u9fff]")
ALGORITHMS = {"L-BFGS-B"}


def trees():
    for path in sorted(PACKAGE.rglob("*.py")):
        yield ast.parse(path.read_text(encoding="utf-8"))


def raised_codes(tree):
    """Return the codes that a module raises: those it spells and those it puts together.

    Reasons told in a table, findings of the audit and findings in a return are no errors.
    """
    codes = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
            codes.add(node.value)
        name = getattr(getattr(node, "func", None), "id", "")
        if name in ("check_choice", "_checked_numbers") and isinstance(node.args[0], ast.Constant):
            codes.add(f"PAR-{node.args[0].value.upper()}")
    told = {code for code in REASONS if not code.startswith("FIT-")}
    audit = {code for code in codes if code.startswith("AUDIT-")}
    entry = {code for code in codes if code.startswith("ENTRY-")}
    return codes - told - audit - entry - ALGORITHMS - {"PAR-PARAMETER"}  # that one is PAR-UNKNOWN


def texts(tree):
    """Return every text of a module, each blank of a formatted one as {}."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield "".join(parts)


def test_every_code_that_is_raised_has_its_chinese_and_no_other_has():
    raised = set().union(*map(raised_codes, trees()))
    assert raised - set(ERRORS) == set(), "without Chinese"
    assert set(ERRORS) - raised == set(), "raised nowhere"


def test_codes_are_seen_however_they_are_raised():
    source = (
        'raise DataError("NEW-CODE", where="")\n'
        'refuse("NEW-A" if cut else "NEW-B")\n'
        'check_choice("colour", value, choices)\n'
        'reason = "MSR-SHORT"\n'
    )
    assert raised_codes(ast.parse(source)) == {"NEW-CODE", "NEW-A", "NEW-B", "PAR-COLOUR"}


def test_codes_are_put_together_only_where_the_search_looks():
    found = [
        text for tree in trees() for text in texts(tree) if CODE.match(text.replace("{}", "X"))
    ]
    built = [text for text in found if re.fullmatch("[A-Z]+-{}", text)]
    assert built == ["PAR-{}", "PAR-{}"]


def is_short_chinese(clause):
    plain = CHINESE.search(clause) and "{" not in clause
    return plain and len(clause) <= 50 and not clause.endswith(("。", "；", "，"))


def test_an_error_is_told_in_two_short_chinese_clauses():
    assert [code for code, told in ERRORS.items() if list(told) != ["wrong", "do"]] == []
    clauses = [(code, clause) for code, told in ERRORS.items() for clause in told.values()]
    assert [(code, clause) for code, clause in clauses if not is_short_chinese(clause)] == []


def test_a_chinese_error_is_one_line_with_place_advice_and_what_was_found():
    error = DataError(
        "DATA-DUPLICATE",
        where="observations/observations.csv, rows 15 and 16",
        wrong='both give green_coverage of Liuzhou for 2018 on the basis "plan" (64.7 and 99.0)',
        expected="One figure per year and basis is expected",
        do="delete one",
    )
    assert error_text(error, "zh") == (
        "observations/observations.csv 第15、16行：同一对象有重复或互相矛盾的数据。"
        "请只保留一个，或为另一个注明其他口径。"
        '（原文：both give green_coverage of Liuzhou for 2018 on the basis "plan" (64.7 and 99.0). '
        "One figure per year and basis is expected: delete one.）  [DATA-DUPLICATE]"
    )
    assert error_text(error, "en") == str(error)


def test_an_error_with_a_code_of_its_own_stays_english():
    error = DataError("MINE", where="here", wrong="wrong", expected="Right", do="mend it")
    assert error_text(error, "zh") == "here: wrong. Right: mend it.  [MINE]"


@pytest.mark.parametrize(
    ("where", "chinese"),
    [
        ("targets.csv, row 7", "targets.csv 第7行"),
        (
            "a.csv, rows 1, 2, 3, 4, 5 and 8 more, column value",
            "a.csv 第1、2、3、4、5等（另有8处）行，value列",
        ),
        ("targets, row 3", "目标表 第3行"),
        ("command line", "命令行"),
        ("cell 4 (begins: import urbanstats)", "第4个单元格（开头为import urbanstats）"),
        ("run 2018-06-08-en", "运行2018-06-08-en"),
        ("green_coverage of Liuzhou", "柳州市建成区绿化覆盖率"),
        ("arima of green_coverage", "建成区绿化覆盖率（ARIMA模型）"),
        ("/srv/runs/x", "/srv/runs/x"),
    ],
)
def test_a_place_is_told_in_chinese(where, chinese):
    assert place_text(where, "zh") == chinese
    assert place_text(where, "en") == where


def is_written(english, written):
    blank = re.sub(r"\{\w+\}", "{}", english)
    parts = [re.sub(r"\{\w+\}", "{}", part) for part in re.split("(?<=no values)", english)]
    alone = blank.replace("0 to 100", "{} to {}").replace("0 to inf", "{} to {}")
    return bool({blank, alone} & written) or set(filter(None, parts)) <= written


def test_a_place_or_refusal_is_written_so_by_the_package():
    written = {text for tree in trees() for text in texts(tree)}
    assert [english for english in PLACES | REFUSALS if not is_written(english, written)] == []


@pytest.mark.parametrize(
    ("rows", "chinese"),
    [
        ([(2017, 5, "share")], "kind列为'share'，应为percent或count"),
        ([(2017, "oops", "count")], "'oops'不是数字"),
        ([(2017.5, 5, "count")], "年份不是整数"),
        ([(2017, 120, "percent")], "2017年的120超出0至100"),
        ([(2017, -1, "count")], "2017年的-1小于0"),
        ([(2017, 5, "count"), (2017, 6, "count")], "2017年有两个数据"),
        ([(2019, 5, "count")], "2018年以前没有数据"),
    ],
)
def test_why_a_series_is_refused_is_told_in_chinese(rows, chinese):
    panel = pd.DataFrame(rows, columns=["year", "value", "kind"]).assign(series_id="a")
    reason = screen(panel, date(2018, 6, 8))[1]["a"]
    assert refusal_text(reason, "zh") == chinese
    assert refusal_text(reason, "en") == reason


def test_why_nothing_is_left_of_a_series_is_told_in_chinese():
    panel = pd.DataFrame({"series_id": ["a"], "year": [2017], "value": [None], "kind": "count"})
    assert refusal_text(screen(panel)[1]["a"], "zh") == "没有数据"


def test_why_a_target_is_refused_is_told_in_chinese():
    figures = pd.DataFrame({"series_id": "a", "year": [2016, 2018], "value": 5.0, "kind": "count"})
    goal = pd.DataFrame({"series_id": ["a"], "year": [2017], "direction": "at_least", "value": 6})
    table = forecast_panel(figures, goal, horizons=[1])
    reason = table[table["status"] == "refused"]["reason"].iloc[0]
    assert refusal_text(reason, "zh") == "2017年没有数据，而2018年数据已公布"
