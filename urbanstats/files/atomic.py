"""Files that are whole or not there: replaced in one step, hashed, and stamped to tell changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from urbanstats.errors import StorageError


def sync_folder(folder: Path) -> None:
    """Make the names inside a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> Path:
    """Write a file in one step (a reader sees all of the old or the new), and return its path."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with open(draft, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path


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
def storage_errors(where: Path, code: str = "STORE-WRITE") -> Iterator[None]:
    """Turn any `OSError` inside the block into a `StorageError` with the system's own words.

    ``where`` is the file or folder being written, named in the message; ``code`` is a variant of
    ``STORE-WRITE`` where something else is to be done.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(code, where=str(where), why=error.strerror or str(error)) from error


def write_new(path: Path, content: bytes) -> None:
    """Write a workbook where there is none; another of its name may be a filled-in return.

    Raises
    ------
    StorageError
        If there is a file with other content, or it cannot be written.
    """
    if path.exists() and path.read_bytes() != content:
        raise StorageError("STORE-EXISTS", where=str(path))
    write_whole(path, lambda part: part.write_bytes(content))


def write_whole(path: str | os.PathLike, write: Callable[[Path], object]) -> Path:
    """Let `write` write a file beside `path`, put it there in one step, and return the path.

    Raises
    ------
    StorageError
        If the file cannot be written; what was there before stays.
    """
    path = Path(path)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with storage_errors(path, "STORE-WRITE.file"):
        try:
            write(part)
            os.replace(part, path)
        finally:
            with suppress(OSError):  # it is the file by now, or there is no such folder
                part.unlink()
    return path


Stamp = tuple[tuple[str, int, int, int], ...]


def stamp_of(*paths: Path) -> Stamp:
    """Return what is another as soon as one of the files is: a key for what is kept in memory.

    A folder stands for every file below it. What is not there, and what is hidden in a folder
    (locks, drafts), is left out. Of each file: absolute path, number on the disk (a file replaced
    in one step has a new one), size in bytes, moment of the last change in nanoseconds.
    """
    stamp = []
    for file in (file for path in paths for file in _files(os.path.abspath(path))):
        with suppress(OSError):
            facts = os.stat(file)
            stamp.append((file, facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return tuple(stamp)


def _files(path: str) -> Iterator[str]:
    """Yield the files below a folder in the order of their names, or the path if it is none."""
    try:
        with os.scandir(path) as found:
            entries = sorted((each.name, each.is_dir()) for each in found)
    except OSError:
        yield path
        return
    for name, folder in entries:
        if not name.startswith("."):
            inside = os.path.join(path, name)
            yield from _files(inside) if folder else (inside,)
