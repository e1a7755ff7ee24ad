"""Text on its way into a page: names of files, marks, tables, and what a likelihood looks like."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

    from urbanstats.present.brief import Brief

HOME = "zh"  # the city's own language has the plain names
BOLD = re.compile(r"\*\*(.+?)\*\*")
SIGN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"  # Chinese signs and their marks
CHINESE = re.compile(f"([{SIGN}](?:[{SIGN}—…·“” ]*[{SIGN}])?)")
LIGHTS = {  # what the plan's last year looks like -> key of its word
    "met": "met",
    "likely": "more_likely_met",
    "even": "even_chance",
    "unlikely": "more_likely_missed",
    "missed": "missed",
}


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    columns
        Names of the columns.
    groups
        Heads of the rows, each with its rows; neighbours with the same head share it.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]


def table_of(data: Mapping[str, list], skip: int = 0) -> Table:
    """Return a brief's table for the page, without its first ``skip`` columns.

    Examples
    --------
    >>> table_of({"columns": ["a", "b"], "rows": [["x", "1"], ["x", "2"]]}).groups
    (('x', (('1',), ('2',))),)
    """
    rows = [tuple(row[skip:]) for row in data["rows"]]
    return Table(
        columns=tuple(data["columns"][skip:]),
        groups=tuple(
            (head, tuple(row[1:] for row in mine))
            for head, mine in groupby(rows, key=lambda row: row[0])
        ),
    )


def stem(brief: Brief) -> str:
    """Return the name of an indicator's page without language and ending."""
    return f"{brief.number:02d}_{brief.id}"


def file_name(name: str, lang: str) -> str:
    """Return the name of a page's file.

    Examples
    --------
    >>> file_name("index", "zh"), file_name("index", "en")
    ('index.html', 'index.en.html')
    """
    return f"{name}.html" if lang == HOME else f"{name}.{lang}.html"


def mark(text: str, lang: str) -> Markup:
    """Return text as markup: escaped, ``**bold**`` strong, Chinese on English pages named so.

    Examples
    --------
    >>> mark("**Safe** <b>", "en"), mark("see 柳州", "en")
    (Markup('<strong>Safe</strong> &lt;b&gt;'),
     Markup('see <span lang="zh-Hans">柳州</span>'))
    """
    from markupsafe import Markup, escape

    pieces = []
    for number, piece in enumerate(BOLD.split(str(text))):
        safe = _name_chinese(piece) if lang != HOME else escape(piece)
        pieces.append(Markup("<strong>{}</strong>").format(safe) if number % 2 else safe)
    return Markup("").join(pieces)


def _name_chinese(text: str) -> Markup:
    """Return escaped text whose Chinese parts say that they are Chinese."""
    from markupsafe import Markup, escape

    parts = CHINESE.split(text)
    named = Markup('<span lang="zh-Hans">{}</span>')
    return Markup("").join(
        named.format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
