"""One small class per kind of mistake; every message has the same four parts and a code.

A message says where the mistake is, what is wrong, what was expected and what to do:

    observations.csv, rows 15 and 16: both give resident_urbanization_rate of Liuzhou for 2018
    on the basis "plan" (64.74 and 99.0). One figure per year and basis is expected: delete
    one, or give it another basis.  [DATA-DUPLICATE]

An error holds its code and the facts; ``words/errors.toml`` holds the sentences of every code in
both languages. The code at the end can be looked up, and the class decides the exit code of the
command line.
"""

from __future__ import annotations

from functools import cache, partial, reduce
from operator import getitem

from urbanstats.words.catalogue import LANGUAGES, fill, read_words

PARTS = ("where", "wrong", "expected", "do")


class UrbanstatsError(Exception):
    """A mistake that the reader of the message can mend.

    Parameters
    ----------
    code
        Short name of the mistake, such as ``"DATA-DUPLICATE"``; behind a point may stand which
        variant of its sentences, such as ``"DATA-DUPLICATE.series"``.
    **facts
        What fills in the blanks of the sentences: ``where`` mostly holds the file or object in
        which the mistake was found. Plain values, so that an error can be sent to another process.

    Examples
    --------
    >>> error = UrbanstatsError("DATA-EMPTY", where="targets.csv")
    >>> print(error)
    targets.csv: the file is empty (0 bytes). A header and rows are expected: the copy may have
    failed; take the file again.  [DATA-EMPTY]
    >>> error.part("wrong", "zh")
    '文件是空的（0字节）'
    """

    exit_code = 1

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code.partition(".")[0]
        self.facts = facts

    def part(self, name: str, lang: str = "en") -> str:
        """Return one part of the message: where, wrong, expected or do."""
        return fill(_parts(self.args[0])[name][lang], self.facts, lang)

    def parts(self, name: str) -> dict[str, str]:
        """Return one part of the message in every language, as a fact of another error."""
        return {lang: self.part(name, lang) for lang in LANGUAGES}

    def text(self, lang: str = "en") -> str:
        """Return the message on one line, in English or Chinese."""
        told = {name: self.part(name, lang) for name in PARTS}
        return read_words("errors")["message"][lang].format(code=self.code, **told)

    def __str__(self) -> str:
        return self.text()

    def __reduce__(self):
        """Return how to rebuild the error in another process (exceptions lose keyword words)."""
        return partial(type(self), **self.facts), self.args


@cache
def _parts(code: str) -> dict[str, dict]:
    """Return the sentences of a code by part and language: its own before those it shares."""
    entry = reduce(getitem, code.split("."), read_words("errors"))
    shared = [] if code == "any" else ["any", code.rpartition(".")[0], entry.get("like")]
    levels = [*map(_parts, filter(None, shared)), entry]
    return {
        part: dict(pair for level in levels for pair in level.get(part, {}).items())
        for part in PARTS
    }


class ParameterError(UrbanstatsError):
    """A parameter or setting is unknown, of the wrong type or out of range."""

    exit_code = 2


class DataError(UrbanstatsError):
    """A data file or a series breaks a rule."""

    exit_code = 3


class TargetError(UrbanstatsError):
    """A target breaks a rule, or does not fit the series it is held against."""

    exit_code = 3


class UnitMismatch(TargetError):  # noqa: N818 - reads better without Error
    """A target and a projection are in different units."""


class FitError(UrbanstatsError):
    """A method cannot answer for this series, and says why."""

    exit_code = 3


class NotebookError(UrbanstatsError):
    """A notebook failed, ran out of time, or left no whole result."""

    exit_code = 4


class StorageError(UrbanstatsError):
    """A folder or file cannot be written or read: disk full, read-only, damaged."""

    exit_code = 5


class LockedError(UrbanstatsError):
    """Another run holds the lock."""

    exit_code = 6
