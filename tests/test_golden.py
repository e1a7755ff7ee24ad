"""What the package says is what it said before: the hashes of `golden`, all but whole nights.

A change that is meant: ``make golden``, look at what its diff names, and tell it in CHANGELOG.
"""

import pytest

from tests.golden import KINDS, compare, difference, read_hashes

WHOLE = "nights"  # in test_golden_nights.py


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != WHOLE])
def test_texts_are_as_before(kind):
    assert difference(kind) == ""


def test_every_hash_is_of_a_kind_and_stands_in_order():
    names = list(read_hashes())
    assert names == sorted(names)
    assert {name.partition("/")[0] for name in names} == set(KINDS)


def test_what_differs_is_told_in_a_few_lines():
    old = {"a": "1", "b": "2", "c": "3"} | {f"d{i}": "1" for i in range(30)}
    new = {"a": "1", "b": "5", "e": "3"} | {f"d{i}": "2" for i in range(30)}
    lines = compare(old, new).splitlines()
    assert lines[0] == "changed: b"
    assert lines[12:] == ["changed: and 19 more", "gone: c", "new: e"]
    assert compare(old, old) == ""
