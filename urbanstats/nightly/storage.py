"""Files that are either whole or not there: hashes, durable writes, and clear errors."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from urbanstats.errors import StorageError
from urbanstats.plan.durable import replace_file, sync_folder


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "empty"
    ...     _ = path.write_bytes(b"")
    ...     hash_file(path)[:16]
    'e3b0c44298fc1c14'
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hash_folder(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by relative path, sorted."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in files}


def sync_tree(folder: Path) -> None:
    """Make every file and name below a folder survive a power cut."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(Path(parent, name), "rb") as file:
                os.fsync(file.fileno())
        sync_folder(Path(parent))


def replace_json(path: Path, content: dict) -> Path:
    """Write a dictionary as readable JSON in one step; see `replace_file`."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    return replace_file(path, text.encode())


@contextmanager
def storage_errors(where: Path) -> Iterator[None]:
    """Turn what the operating system refuses inside the block into a `StorageError`.

    Parameters
    ----------
    where
        File or folder that is being written, named in the message.

    Raises
    ------
    StorageError
        In place of any `OSError`, with the system's own words.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(
            "STORE-WRITE",
            where=str(where),
            wrong=f"cannot be written ({error.strerror or error})",
            expected="A writable folder with free space is expected",
            do="free some space or correct the rights",
        ) from error
