"""A stamp is another one as soon as a file is, and stays while nothing changes."""

import os

import pytest

from urbanstats.files.atomic import replace_file, stamp_of


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.csv").write_bytes(b"1")
    (tmp_path / "b.csv").write_bytes(b"2")
    return tmp_path


def test_it_stays_while_nothing_changes_and_leaves_hidden_files_out(folder):
    before = stamp_of(folder)
    (folder / ".lock").write_bytes(b"held")
    assert stamp_of(folder) == before
    assert [name.removeprefix(str(folder)) for name, *_ in before] == ["/b.csv", "/inner/a.csv"]


@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"12"),
        lambda path: os.utime(path, ns=(1, 1)),
        lambda path: path.unlink(),
        lambda path: path.rename(path.with_name("c.csv")),
        lambda path: path.with_name("c.csv").write_bytes(b""),
    ],
    ids=["another size", "another moment", "gone", "another name", "one more"],
)
def test_any_change_gives_another(folder, change):
    before = stamp_of(folder)
    change(folder / "inner" / "a.csv")
    assert stamp_of(folder) != before


def test_a_file_replaced_within_one_tick_of_the_clock_gives_another(folder):
    path = folder / "b.csv"
    before, moment = stamp_of(path), path.stat().st_mtime_ns
    replace_file(path, b"3")
    os.utime(path, ns=(moment, moment))
    assert stamp_of(path) != before


def test_what_is_not_there_has_no_stamp(folder):
    assert stamp_of(folder / "missing", folder / "b.csv") == stamp_of(folder / "b.csv")
