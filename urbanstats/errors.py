"""One small class per kind of mistake; every message has the same four parts and a code.

A message says where the mistake is, what is wrong, what was expected and what to do:

    observations.csv, rows 15 and 16: both give resident_urbanization_rate of Liuzhou for 2018
    on the basis "plan" (64.74 and 99.0). One figure per year and basis is expected: delete
    one, or give it another basis.  [DATA-DUPLICATE]

The code at the end can be looked up, and the class decides the exit code of the command line.
"""

from __future__ import annotations

from functools import partial


class UrbanstatsError(Exception):
    """A mistake that the reader of the message can mend.

    Parameters
    ----------
    code
        Short name of the mistake, such as ``"DATA-DUPLICATE"``.
    where
        File, rows, column or object in which the mistake was found.
    wrong
        What is wrong, with the values that were found.
    expected
        What would have been right.
    do
        What the reader can do about it.

    Examples
    --------
    >>> print(UrbanstatsError("DATA-EMPTY", where="targets.csv", wrong="the file is empty",
    ...                       expected="A header and 45 rows are expected", do="copy it again"))
    targets.csv: the file is empty. A header and 45 rows are expected: copy it again.  [DATA-EMPTY]
    """

    exit_code = 1

    def __init__(self, code: str, *, where: str, wrong: str, expected: str, do: str) -> None:
        super().__init__(f"{where}: {wrong}. {expected}: {do}.  [{code}]")
        self.code = code
        self.where = where
        self.wrong = wrong
        self.expected = expected
        self.do = do

    def __reduce__(self):
        """Return how to rebuild the error in another process (exceptions lose keyword words)."""
        words = {"where": self.where, "wrong": self.wrong, "expected": self.expected, "do": self.do}
        return partial(type(self), **words), (self.code,)


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
