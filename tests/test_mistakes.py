"""Every mistake that the package can tell of is made once, and told whole in both languages."""

import ast
import re
from pathlib import Path

import pytest

import urbanstats
from tests.golden.findings import all_findings, all_refusals
from tests.golden.mistakes import all_errors
from urbanstats.words.catalogue import read_words

PACKAGE = Path(urbanstats.__file__).parent
CODE = re.compile("[A-Z]+(-[A-Z]+)+([.][a-z_]+)?")
PARTS = ("where", "wrong", "expected", "do", "like")
FINDINGS = {code for codes in read_words("findings").values() for code in codes}
NO_ERRORS = {"L-BFGS-B"}  # an algorithm
QUOTED = re.compile(r"`[^`]*`|'[^']*'|“[^”]*”|系统提示：[^）]*|^[^：，]*\.xlsx")
FACT = re.compile(  # numbers, what is quoted, names of files and options, codes
    r"(?<![\w.])-?[0-9]+(?:[.-][0-9]+)*|`[^`]+`|(?<!\w)'[^']*'|[\w./-]+\.(?:csv|json|xlsx|log|ipynb)"
    r"|--[a-z-]+|\b[a-z]+_[a-z_]+\b"
)


def told_otherwise():
    """Return the facts that Chinese tells otherwise: names of things, and what a system says."""
    names = read_words("names")
    told = {name: entry["zh"] for one in names.values() for name, entry in one.items()}
    return told | {"'nothing'": "没有", "'pooled'": "pooled", "'reason'": "reason"}


def entries():
    """Yield every code and variant with sentences of its own."""
    for code, entry in read_words("errors").items():
        if code.isupper():
            variants = {f"{code}.{name}": entry[name] for name in entry if name not in PARTS}
            yield from ({code: entry} if "wrong" in entry or "like" in entry else {})
            yield from variants


@pytest.fixture(scope="module")
def errors(tmp_path_factory):
    return all_errors(tmp_path_factory.mktemp("mistakes"))


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    return all_findings(tmp_path_factory.mktemp("findings"))


@pytest.fixture(scope="module")
def refusals():
    return all_refusals()


@pytest.fixture(scope="module")
def messages(errors, findings, refusals):
    """Return English and Chinese of everything by name."""
    told = {name: (error.text(), error.text("zh")) for name, error in errors.items()}
    return told | {name: texts[1:] for name, texts in {**findings, **refusals}.items()}


def codes_of(source):
    constants = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return {node.value for node in constants if CODE.fullmatch(str(node.value))}


def missing(english, chinese):
    """Return the facts of an English message that the Chinese one lacks."""
    plain = re.sub(r"(?<=[0-9]),(?=[0-9]{3})|\[Errno [0-9]+\] ", "", english)
    told, lost = told_otherwise(), []
    for fact in FACT.findall(plain):
        bare = fact.strip("'")
        if bare not in chinese and told.get(bare, told.get(fact, "§")) not in chinese:
            lost.append(fact)
    return lost


def english_run(chinese):
    """Return a run of more than three English words that no reader of Chinese asked for."""
    plain = re.sub(r"\S*[\d_./=-]\S*", "，", QUOTED.sub("，", chinese))
    found = re.search(r"(?:\b[A-Za-z]+\b[ ,]+){3,}\b[A-Za-z]+\b", plain)
    return found and found[0]


def test_every_code_that_the_package_spells_has_its_sentences():
    files = sorted(PACKAGE.rglob("*.py"))
    spelt = set().union(*(codes_of(path.read_text(encoding="utf-8")) for path in files))
    others = set(read_words("names")["reason"]) | {c for c in spelt if c.startswith("AUDIT-")}
    known = set(entries()) | set(read_words("errors")) | FINDINGS
    assert len(spelt) > 150
    assert spelt - others - NO_ERRORS - known == set()


def test_every_sentence_is_told_of_some_mistake(errors, findings):
    made = {error.args[0] for error in errors.values()}
    refused = {code for code in entries() if code.startswith("PANEL-SERIES")}
    assert set(entries()) - made - refused == set()
    assert FINDINGS - {code for code, *_ in findings.values()} == set()


def test_every_reason_to_refuse_a_series_is_given(refusals):
    reasons = [entry for entry in entries() if entry.startswith("PANEL-SERIES.")]
    assert len(reasons) == 8
    assert len({english for _, english, _ in refusals.values()}) == len(refusals) == 10
    assert all(reason == english for reason, english, _ in refusals.values())


def test_every_message_is_one_line_that_ends_in_its_code(errors, messages):
    for name, error in errors.items():
        for text in messages[name]:
            assert text.endswith(f"  [{error.code}]"), name
            assert len(text.splitlines()) == 1, name
            assert not re.search(r"\{|None is|：：|。。", text), name


def test_a_chinese_message_holds_every_fact_of_the_english_one(messages):
    lost = {name: missing(*texts) for name, texts in messages.items()}
    assert {name: facts for name, facts in lost.items() if facts} == {}


def test_a_chinese_message_is_chinese(messages):
    found = {name: english_run(chinese) for name, (_, chinese) in messages.items()}
    assert {name: run for name, run in found.items() if run} == {}
    for name, (_, chinese) in messages.items():
        assert re.search("[\u4e00-\u9fff]", chinese), name
        assert "原文" not in chinese, name


def test_a_lost_fact_and_a_run_of_english_are_seen():
    assert missing("row 15: 'a.csv' of 1,002 files", "第15行：b.csv的1002个文件") == ["'a.csv'"]
    assert english_run("文件 this is not right 损坏") == "this is not right"
    assert english_run("请运行`python -m urbanstats plan data`，“this is what it said”") is None
