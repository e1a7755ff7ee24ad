"""The words as they are written in the TOML files of this folder.

A file of ``SUBJECTS`` holds phrases, such as ``years = { en = "{first}–{last}", zh = "..." }``;
a phrase may hold ``{names}`` that `phrases.say` fills in. ``names`` holds what readers call
things, in one table for each sort of thing; ``errors`` what `messages` tells in Chinese. A long
phrase has a line of its own for each language.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh")
SUBJECTS = (  # the first hold what is said most: a file is read only when a key is looked for
    "phrases",
    "commands",
    "scenario",
    "pace",
    "measures",
    "overview",
    "replay",
    "changed",
    "alt",
    "page",
    "slides",
    "desk",
)


@cache
def read_words(name: str) -> dict[str, dict]:
    """Return what the file ``name``.toml holds; every file is read once.

    Examples
    --------
    >>> read_words("names")["area"]["Liuzhou"]
    {'en': 'Liuzhou', 'zh': '柳州市'}
    """
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def find_phrase(key: str) -> dict[str, str] | None:
    """Return a phrase by language, None if no subject has one of that key.

    Examples
    --------
    >>> find_phrase("one_year")
    {'en': '{year}', 'zh': '{year}年'}
    """
    return next((words[key] for words in map(read_words, SUBJECTS) if key in words), None)
