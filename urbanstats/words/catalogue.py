"""The words as they are written in the TOML files of this folder, and blanks filled in with facts.

A file of ``SUBJECTS`` holds phrases, such as ``years = { en = "{first}–{last}", zh = "..." }``;
``names`` holds what readers call things, in one table for each sort of thing; ``errors`` and
``findings`` what is told of mistakes. A long phrase has a line of its own for each language.

`phrases.say` fills in the blanks of a phrase as they are, `fill` those of an error as they ask to
be told in the reader's language. Such a blank may say behind a colon how its fact is told; any
other word there is a format of Python's.

    {names:list}    "a, b and c": five at most, and how many more
    {names:every}   "a, b and c", however many
    {names:all}     "a, b, c"
    {names:and}     "a and b and c", and so "or"
    {rows:rows}     "rows 2 and 3"
    {rows:both}     "both" where there are two, "all" where there are more
    {n:figures}     "2 figures"
    {area:area}     what readers call it, by a table of ``names.toml`` (its own name if none does)

Behind a space may stand how each thing in a list is written, by ``%``: ``{names:list '%s'}``. A
fact that differs between the languages is a dictionary with one of each.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
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
MOST = 5  # things of a list that are shown; how many more is told


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


def fill(sentence: str | Sequence[str], facts: Mapping[str, object], lang: str = "en") -> str:
    """Return a sentence with its blanks filled in; of alternatives the first whose facts are known.

    ``facts`` go by the name of their blank; None is not known. `KeyError` if a fact of the only
    sentence, or of the last alternative, is not known.

    Examples
    --------
    >>> fill("{rows:rows} of {names:list '%s'}", {"rows": [2, 3], "names": list("abcdefgh")})
    "rows 2 and 3 of 'a', 'b', 'c', 'd', 'e' and 3 more"
    >>> fill(["since {year}", "from the start"], {"year": None})
    'from the start'
    """
    known = {name: fact for name, fact in facts.items() if fact is not None}
    *others, last = [sentence] if isinstance(sentence, str) else sentence
    for other in others:
        with suppress(KeyError):
            return _Blanks(lang).format(other, **known)
    return _Blanks(lang).format(last, **known)


class _Blanks(string.Formatter):
    """Fills in blanks in one language."""

    def __init__(self, lang: str):
        self.lang = lang

    def format_field(self, fact: object, how: str) -> str:
        fact = fact[self.lang] if isinstance(fact, dict) else fact
        how, _, each = how.partition(" ")
        if how in ("list", "every", "all", "and", "or"):
            return self._joined([(each or "%s") % one for one in fact], how)
        if how == "rows":
            words = self._joined(fact, "list", "more_rows")
            return self._said("rows" if len(fact) > 1 else "row", rows=words)
        if how == "both":
            return self._said("both_rows" if len(fact) == 2 else "all_rows")
        if how == "figures":
            return self._said("one_figure" if fact == 1 else "figures", n=fact)
        if how in read_words("names"):
            return read_words("names")[how].get(fact, {}).get(self.lang, str(fact))
        return super().format_field(fact, how)

    def _joined(self, things: Sequence[object], how: str, more: str = "more_things") -> str:
        words = [str(thing) for thing in things]
        if how == "list" and len(words) > MOST:
            words[MOST:] = [self._said(more, n=len(words) - MOST)]
        if how in ("and", "or"):
            return self._said(f"list_{how}").join(words)
        comma = self._said("list_comma")
        last = comma if how == "all" else self._said("list_and")
        return last.join(filter(None, [comma.join(words[:-1]), *words[-1:]]))

    def _said(self, key: str, **values: object) -> str:
        return find_phrase(key)[self.lang].format(**values)
