"""Every mistake that the package can tell of is made once, and told whole in both languages."""

import ast
import re
from pathlib import Path

import pytest

import urbanstats
from tests.golden.findings import all_findings, all_refusals
from tests.golden.mistakes import all_mistakes
from urbanstats.words.catalogue import read_words

PACKAGE = Path(urbanstats.__file__).parent
CODE = re.compile("[A-Z]+(-[A-Z]+)+")
NO_ERRORS = {"L-BFGS-B", "PAR-PARAMETER"}  # an algorithm; the second is told as PAR-UNKNOWN
CHOICES = ("check_choice", "_checked_numbers")  # put a code together from the name they are given


@pytest.fixture(scope="module")
def mistakes(tmp_path_factory):
    return all_mistakes(tmp_path_factory.mktemp("mistakes"))


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    return all_findings(tmp_path_factory.mktemp("findings"))


def codes_of(source: str) -> set[str]:
    """Return the codes that a module spells, and those that it puts together."""
    codes = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and CODE.fullmatch(str(node.value)):
            codes.add(node.value)
        name = getattr(getattr(node, "func", None), "id", "")
        if name in CHOICES and isinstance(node.args[0], ast.Constant):
            codes.add(f"PAR-{node.args[0].value.upper()}")
    return codes


def test_every_code_of_the_package_is_made_to_happen(mistakes, findings):
    files = PACKAGE.rglob("*.py")
    codes = set().union(*(codes_of(path.read_text(encoding="utf-8")) for path in files))
    reasons = {code for code in read_words("names")["reason"] if not code.startswith("FIT")}
    audit = {code for code in codes if code.startswith("AUDIT-")}
    made = {code for code, *_ in [*mistakes.values(), *findings.values()]}
    assert codes - reasons - audit - NO_ERRORS == made


def test_codes_are_seen_however_they_are_raised():
    source = 'raise DataError("A-B")\ncheck_choice("colour", 1, 2)\nno("C-D" if 1 else "E-F")'
    assert codes_of(source) == {"A-B", "PAR-COLOUR", "C-D", "E-F"}


def test_every_mistake_is_told_on_one_line_that_ends_in_its_code(mistakes, findings):
    for name, (code, *texts) in {**mistakes, **findings}.items():
        for text in texts:
            assert text.endswith(f"  [{code}]"), name
            assert len(text.splitlines()) == 1, name
            assert "{" not in text, name


def test_why_a_series_is_refused_is_told_as_its_column_reason_says():
    for reason, english, chinese in all_refusals().values():
        assert english == reason
        assert re.search("[\u4e00-\u9fff]", chinese)
