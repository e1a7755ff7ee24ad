"""Files that are either whole or not there."""

import os
import resource
import signal

import pytest

from urbanstats.errors import StorageError
from urbanstats.files.atomic import (
    hash_file,
    hash_folder,
    replace_file,
    replace_json,
    storage_errors,
    sync_tree,
)


def test_the_hash_of_a_file_is_the_one_published_for_its_content(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert hash_file(path) == known
    assert hash_folder(tmp_path) == {"abc": known}


def test_a_folder_is_hashed_by_relative_path_whatever_the_order(tmp_path):
    for name in ("b/two", "a/one", "b/one"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert list(hash_folder(tmp_path)) == ["a/one", "b/one", "b/two"]
    sync_tree(tmp_path)


def test_a_file_is_replaced_and_no_draft_is_left(tmp_path):
    path = tmp_path / "status.json"
    path.write_text("old")
    replace_json(path, {"城市": "柳州"})
    assert path.read_text(encoding="utf-8") == '{\n  "城市": "柳州"\n}\n'
    assert os.listdir(tmp_path) == ["status.json"]


def test_a_full_disk_leaves_the_old_file_as_it_was(tmp_path):
    path = tmp_path / "status.json"
    path.write_text("old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            replace_file(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["status.json"]


def test_what_the_system_refuses_becomes_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError) as caught, storage_errors(tmp_path / "runs"):
        (tmp_path / "file" / "below").mkdir()
    assert str(caught.value) == (
        f"{tmp_path}/runs: cannot be written (Not a directory). A writable folder with free "
        "space is expected: free some space or correct the rights.  [STORE-WRITE]"
    )
