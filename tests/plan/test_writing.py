"""One writer at a time, and a table and its recorded hash change both or neither."""

import pytest

from urbanstats.errors import LockedError, StorageError
from urbanstats.plan import package as writing
from urbanstats.plan.package import (
    DESCRIPTION,
    PENDING,
    check_hashes,
    hold_data,
    replace_table,
    settle,
)

TARGETS = "plan/targets.csv"


def test_a_table_and_its_hash_are_replaced_together(data):
    content = (data / TARGETS).read_bytes() + b"\n"
    replace_table(data, "targets", content)
    assert (data / TARGETS).read_bytes() == content
    check_hashes(data)
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
    check_hashes(data)
