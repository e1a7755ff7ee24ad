"""One writer at a time, and a table and its recorded hash change both or neither."""

import json
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from urbanstats.errors import LockedError, StorageError
from urbanstats.plan import package as writing
from urbanstats.plan.package import (
    DESCRIPTION,
    PENDING,
    hash_of,
    hold_data,
    replace_table,
    settle,
    write_hashes,
)

TARGETS = "plan/targets.csv"


def test_a_table_and_its_hash_are_replaced_together(data):
    content = (data / TARGETS).read_bytes() + b"\n"
    replace_table(data, "targets", content)
    assert (data / TARGETS).read_bytes() == content
    assert write_hashes(data) == ()
    assert settle(data) is False


def test_only_one_process_holds_a_folder(data):
    with hold_data(data), pytest.raises(LockedError) as error, hold_data(data, wait=0.01):
        pass
    assert str(error.value) == (
        f"{data}: another process has been changing or copying it for 0.01 seconds. One writer at "
        "a time is expected: wait until it has ended, then try again; nothing was changed.  "
        "[DATA-LOCKED]"
    )
    with hold_data(data, wait=0.01):
        assert (data / ".lock").exists()


def test_a_folder_that_is_not_there_is_not_made(tmp_path):
    with pytest.raises(FileNotFoundError), hold_data(tmp_path / "none"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_change_that_did_not_reach_its_table_is_dropped(data):
    before = (data / DESCRIPTION).read_bytes()
    (data / PENDING).write_bytes(before.replace(b"sha256:", b"sha256:0"))
    (data / "plan" / ".targets.csv.1.draft").write_bytes(b"half")
    assert settle(data) is False
    assert (data / DESCRIPTION).read_bytes() == before
    assert {path.name for path in data.rglob(".*")} <= {".lock", ".gitattributes"}


def test_a_full_disk_is_told_and_the_next_writer_settles_it(data, monkeypatch):
    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "replace_file", full)
    with pytest.raises(StorageError, match=r"No space left on device.*\[STORE-WRITE\]"):
        replace_table(data, "targets", b"x")
    monkeypatch.undo()
    assert settle(data) is False
    assert write_hashes(data) == ()


# --- a law -----------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for a kill: nothing in the package catches it."""


def small_package(folder, tables):
    """Write a data package of these tables, by name, into a folder."""
    resources = []
    for name, content in tables.items():
        (folder / f"{name}.csv").write_bytes(content)
        resources.append({"name": name, "path": f"{name}.csv", "hash": hash_of(content)})
    (folder / DESCRIPTION).write_text(json.dumps({"resources": resources}), encoding="utf-8")


def replace_until(folder, name, content, step):
    """Replace a table, killed at a call of the system; a kill leaves a draft behind."""
    calls = []

    def counted(real):
        def call(*words):
            calls.append(real)
            if len(calls) == step:
                (folder / f".{name}.csv.1.draft").write_bytes(content[:1])
                raise Killed
            return real(*words)

        return call

    with pytest.MonkeyPatch.context() as context:
        for call in ("fsync", "replace"):
            context.setattr(os, call, counted(getattr(os, call)))
        replace_table(folder, name, content)


@given(old=st.binary(), other=st.binary(), new=st.binary(), step=st.integers(1, 9))
def test_whenever_a_change_is_cut_off_it_is_finished_or_dropped_whole(old, other, new, step):
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        small_package(folder, {"a": old, "b": other})
        try:
            replace_until(folder, "a", new, step)
            killed = False
        except Killed:
            killed = True
        done = settle(folder)
        assert write_hashes(folder) == ()
        now = (folder / "a.csv").read_bytes()
        assert now in (old, new)
        assert (folder / "b.csv").read_bytes() == other
        assert not done or now == new
        assert killed or now == new
        assert settle(folder) is False
        assert {path.name for path in folder.iterdir()} == {"a.csv", "b.csv", DESCRIPTION}
