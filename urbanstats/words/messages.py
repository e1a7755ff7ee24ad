"""Errors and refusals in the reader's language; the English detail is never lost."""

from __future__ import annotations

import re

from urbanstats.errors import UrbanstatsError
from urbanstats.words.catalogue import read_words
from urbanstats.words.phrases import name_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
BLANK = re.compile(r"\\\{(\w+)\\\}")


def error_text(error: UrbanstatsError, lang: str = "en") -> str:
    """Return the message of an error on one line.

    Chinese tells what is wrong and what to do in two clauses, then the English original with
    the values that were found; both languages end in the code.

    Examples
    --------
    >>> error_text(UrbanstatsError("DATA-EMPTY", where="targets.csv"))[-12:]
    '[DATA-EMPTY]'
    """
    if "wrong" not in error.facts:
        return error.text(lang)
    chinese = lang != "en" and read_words("old_errors")["errors"].get(error.code)
    if not chinese and (lang == "en" or not CHINESE.search(error.part("wrong"))):
        return str(error)
    if not chinese:  # told in Chinese already
        w = error.facts
        return f"{w['where']}：{w['wrong']}。{w['expected']}：{w['do']}。  [{error.code}]"
    place = place_text(error.part("where"), lang)
    w = error.facts
    found = f"{w['wrong']}. {w['expected']}: {w['do']}."
    return f"{place}：{chinese['wrong']}。{chinese['do']}。（原文：{found}）  [{error.code}]"


def place_text(where: str, lang: str = "en") -> str:
    """Return where a mistake is: file, rows and column, or the thing that holds it.

    Examples
    --------
    >>> place_text("targets.csv, rows 15 and 16, column value", "zh")
    'targets.csv 第15、16行，value列'
    >>> place_text("green_coverage of Liuzhou", "zh")
    '柳州市建成区绿化覆盖率'
    """
    if lang == "en":
        return where
    if found := re.fullmatch(r"(.+?), rows? ([0-9][0-9, ]*(?: and .+?)?)(?:, column (.+))?", where):
        file, rows, column = found.groups()
        rows = re.sub(r" and ([0-9]+) more$", r"等（另有\1处）", rows)
        rows = rows.replace(" and ", "、").replace(", ", "、")
        return _rendered(file, "places") + f" 第{rows}行" + (f"，{column}列" if column else "")
    if found := re.fullmatch(r"(\w+) of (\S+)", where):
        thing, area = found.groups()
        if thing in read_words("names")["indicator"]:
            return name_of("area", area, lang) + name_of("indicator", thing, lang)
        return f"{name_of('indicator', area, lang)}（{name_of('method', thing, lang)}）"
    return _rendered(where, "places")


def _rendered(text: str, table: str) -> str:
    """Return the text in Chinese if it is an English phrase of the table, its blanks filled in."""
    for english, chinese in read_words("old_errors")[table].items():
        if found := re.fullmatch(BLANK.sub(r"(?P<\1>.+)", re.escape(english)), text):
            return chinese.format(**found.groupdict())
    return text
