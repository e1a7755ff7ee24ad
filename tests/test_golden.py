"""What the package says is what it said before: the hashes of `golden`, all but whole nights.

A change that is meant: ``make golden``, look at what its diff names, and tell it in CHANGELOG.
"""

from pathlib import Path

import pytest
from matplotlib.figure import Figure

from tests.golden import KINDS, compare, difference, read_hashes
from tests.golden.drawn import watched
from tests.golden.place import own_place, say
from tests.golden.readable import mask, number, rounded
from urbanstats import cli

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


def text_of(folder, *, dpi=30, **look):
    """Return the text of a small figure whose look is changed."""
    look = {"color": "#0072B2", "end": 2.0, "behind": 1} | look
    with watched() as watch:
        ax = Figure(dpi=dpi).add_axes((0.1, 0.1, 0.8, 0.8))
        ax.plot([0, look["end"]], [0, 1], color=look["color"], lw=9, zorder=2)
        ax.plot([0, 2], [1, 0], color="#D55E00", lw=9, zorder=look["behind"])
        png, svg = folder / "figure.png", folder / "figure.svg"
        ax.figure.canvas.print_figure(png, dpi=dpi)
        ax.figure.savefig(svg)
        return watch.text_of(png, svg)


def test_a_figure_is_told_alike_whatever_its_resolution_and_the_last_digits(tmp_path):
    told = text_of(tmp_path)
    assert "#0072b2" in told
    assert text_of(tmp_path, dpi=200) == told
    assert text_of(tmp_path, end=2 + 1e-9) == told


@pytest.mark.parametrize("change", [{"color": "#0072B3"}, {"end": 1.99}, {"behind": 3}])
def test_a_change_of_colour_place_or_order_is_seen(tmp_path, change):
    assert text_of(tmp_path, **change) != text_of(tmp_path)


def test_numbers_keep_seven_digits_and_what_is_of_the_machine_is_masked():
    assert rounded({"a": [0.1 + 0.2, 1e-15, 3, "0.30000000000000004"]}) == {
        "a": ["0.3", "0", 3, "0.30000000000000004"]
    }
    assert number(1234567.89) == "1234568"
    assert mask("in /a/b: 2018-06-08-en-20261122T201500Z", Path("/a/b")) == (
        "in FOLDER: 2018-06-08-en-STARTED"
    )


def test_a_command_that_breaks_leaves_nothing_and_raises(monkeypatch):
    monkeypatch.setattr(cli, "build_parser", lambda lang: None)
    with own_place() as place, pytest.raises(RuntimeError, match="'NoneType' object has no"):
        say("audit")
    assert not place.exists()
