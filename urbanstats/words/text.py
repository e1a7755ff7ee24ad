"""How wide text is, where a line may break, how words become a table, and which are alike."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

# What must stay on one line: a word or a Chinese sign, with the marks that belong to it.
PIECE = re.compile(r"[（《〔“]*(?:[⺀-\uffef]|[^ ⺀-\uffef]+)?[，。、；：！？）》〕”]* *")

BOLD = re.compile(r"\*\*(.+?)\*\*")


def is_wide(sign: str) -> bool:
    """Return whether a sign is about as wide as it is high, as Chinese signs are."""
    return unicodedata.east_asian_width(sign) in "WF"


def screen_width(text: str) -> int:
    """Return how many columns of a screen a text takes: a Chinese sign takes two.

    Examples
    --------
    >>> screen_width("80 %"), screen_width("口径A")
    (4, 5)
    """
    return len(text) + sum(map(is_wide, text))


def wrap(
    text: str, width: float, measure: Callable[[str], float] = screen_width, *, cut: bool = False
) -> list[str]:
    """Return a text as lines of at most a width.

    English breaks at spaces; Chinese between any two signs, but not after an opening mark or
    before a closing one.

    ``measure`` gives how wide a text is, in the unit of ``width``; unless given, in columns of a
    screen. With ``cut``, what is too wide alone breaks anywhere; else it stands out.

    Examples
    --------
    >>> wrap("数据截止日：只用当日的数据", 16)
    ['数据截止日：只用', '当日的数据']
    >>> wrap("as the plan counts", 10)
    ['as the', 'plan', 'counts']
    """
    lines = [""]
    for piece in filter(None, PIECE.findall(text)):
        for part in piece if cut and measure(piece.rstrip(" ")) > width else [piece]:
            if lines[-1] and measure((lines[-1] + part).rstrip(" ")) > width:
                lines.append("")
            lines[-1] += part
    return [line.rstrip(" ") for line in lines]


def bold_pieces(text: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text, and whether each stood between the marks of bold.

    Examples
    --------
    >>> bold_pieces("**Safe:** three")
    [('Safe:', True), (' three', False)]
    """
    return [(piece, at % 2 == 1) for at, piece in enumerate(BOLD.split(text)) if piece]


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows of a table as lines, each column set to the right.

    Examples
    --------
    >>> aligned([["口径", "n"], ["a", "12"]])
    ['口径   n', '   a  12']
    """
    widths = [max(map(screen_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            " " * (w - screen_width(cell)) + cell for cell, w in zip(row, widths, strict=True)
        )
        for row in rows
    ]


def nearest(word: object, choices: Iterable[str], least: float = 0.6) -> str | None:
    """Return the choice most like a word, None if none is alike enough.

    ``least`` is how much alike, from 0 to 1, as ``difflib`` measures it.

    Examples
    --------
    >>> nearest("poled", ["pooled", "line"]), nearest("magic", ["pooled", "line"])
    ('pooled', None)
    """
    return next(iter(difflib.get_close_matches(str(word), list(choices), n=1, cutoff=least)), None)
