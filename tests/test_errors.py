"""Every mistake is told in one form, has an exit code, and survives another process."""

import pickle

import pytest

from urbanstats import errors

WORDS = {
    "where": "observations.csv, rows 15 and 16",
    "wrong": "both give 2018",
    "expected": "One figure per year is expected",
    "do": "delete one",
}


def test_the_message_says_where_what_is_wrong_what_is_expected_and_what_to_do():
    error = errors.DataError("DATA-DUPLICATE", **WORDS)
    assert str(error) == (
        "observations.csv, rows 15 and 16: both give 2018. "
        "One figure per year is expected: delete one.  [DATA-DUPLICATE]"
    )
    assert (error.code, error.where, error.do) == ("DATA-DUPLICATE", WORDS["where"], "delete one")


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        ("UrbanstatsError", 1),
        ("ParameterError", 2),
        ("DataError", 3),
        ("TargetError", 3),
        ("UnitMismatch", 3),
        ("FitError", 3),
        ("NotebookError", 4),
        ("StorageError", 5),
        ("LockedError", 6),
    ],
)
def test_every_kind_has_its_exit_code_and_crosses_processes_unchanged(kind, exit_code):
    error = getattr(errors, kind)("CODE", **WORDS)
    copy = pickle.loads(pickle.dumps(error))
    assert copy.exit_code == exit_code
    assert type(copy) is type(error)
    assert str(copy) == str(error)
    assert copy.expected == WORDS["expected"]


def test_a_unit_mismatch_is_a_mistake_in_a_target():
    assert issubclass(errors.UnitMismatch, errors.TargetError)


def test_every_kind_of_mistake_can_be_caught_as_one():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    mine = [kind for kind in kinds if kind.__module__ == errors.__name__]
    assert len(mine) == 9
    assert all(issubclass(kind, errors.UrbanstatsError) for kind in mine)
