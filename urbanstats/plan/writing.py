"""Changing a table of the data folder: one writer at a time, and table and hash both or neither.

    .lock                     held by whoever changes or copies the folder
    .datapackage.json.next    the description to come, while a table is being replaced

A table and its description are two files, and no step replaces both. So the description to come
is written first; whoever finds it later can tell by the hashes whether the table was replaced,
and finishes the change or drops it (`settle`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from urbanstats.errors import LockedError, StorageError
from urbanstats.plan.durable import replace_file, sync_folder
from urbanstats.plan.package import DESCRIPTION, PENDING, hash_of, load_description

LOCK = ".lock"
WAIT = 30.0  # seconds; a change takes less than one


@contextmanager
def hold_data(data: str | os.PathLike, *, wait: float = WAIT) -> Iterator[None]:
    """Hold the only right to change a data folder; it is given back even if this process dies.

    Raises
    ------
    LockedError
        If another process still holds it after `wait` seconds.
    OSError
        If the folder cannot be written: then nobody can change it either.
    """
    Path(data).stat()  # or the lock would make a folder that is not there
    lock = FileLock(Path(data) / LOCK)
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise LockedError("DATA-LOCKED", where=str(data), wait=wait) from None
    try:
        yield
    finally:
        lock.release()


def replace_table(data: str | os.PathLike, name: str, content: bytes) -> None:
    """Replace a table of the data package and record its hash; the caller holds the lock.

    Parameters
    ----------
    data
        Data folder.
    name
        Name of the table's resource.
    content
        The new file, whole and checked.

    Raises
    ------
    StorageError
        If a file cannot be written. What is half done is finished or dropped by `settle`.
    """
    folder, description = Path(data), load_description(data)
    resource = next(item for item in description["resources"] if item["name"] == name)
    resource.update(hash=hash_of(content), bytes=len(content))
    text = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
    try:
        replace_file(folder / PENDING, text.encode())
        replace_file(folder / resource["path"], content)
        _finish(folder)
    except OSError as error:
        path, why = str(folder / resource["path"]), error.strerror or str(error)
        raise StorageError("STORE-WRITE.table", where=path, why=why) from error


def settle(data: str | os.PathLike) -> bool:
    """Finish or drop what an interrupted change left, and return whether it was finished.

    The caller holds the lock. A change whose table was replaced is finished by recording its
    hash; one that had not come so far is dropped, and the folder is as it was before.
    """
    folder = Path(data)
    for draft in folder.rglob(".*.draft"):
        draft.unlink(missing_ok=True)
    if not (folder / PENDING).exists():
        return False
    coming = json.loads((folder / PENDING).read_bytes())
    files = ((folder / item["path"], item["hash"]) for item in coming["resources"])
    done = all(path.exists() and hash_of(path.read_bytes()) == wanted for path, wanted in files)
    if done:
        _finish(folder)
    else:
        (folder / PENDING).unlink()
    return done


def _finish(folder: Path) -> None:
    os.replace(folder / PENDING, folder / DESCRIPTION)
    sync_folder(folder)
