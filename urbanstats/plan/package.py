"""The data package: which files hold the data, what their columns mean, and their hashes.

``datapackage.json`` (Frictionless) describes every table. After an intended change to a table,
``python -m urbanstats.plan.package data`` writes the new hashes into it. `replace_table` changes a
table and its hash together; `settle` finishes or drops what an interrupted change left.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from urbanstats.errors import DataError, LockedError, UrbanstatsError
from urbanstats.files.atomic import replace_file, replace_json, storage_errors, sync_folder

DESCRIPTION = "datapackage.json"
PENDING = f".{DESCRIPTION}.next"  # there while a table is being replaced; see `replace_table`
LOCK = ".lock"
WAIT = 30.0  # seconds; a change takes less than one


def load_description(data: str | os.PathLike) -> dict:
    """Return the data package's description, one resource per table.

    Raises
    ------
    DataError
        If the folder has no ``datapackage.json``, or it is not a description of resources.
    """
    try:
        description = json.loads(read_bytes(Path(data), DESCRIPTION))
        {item["name"]: (item["path"], item["hash"]) for item in description["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        why = f"{type(error).__name__}: {error}"
        raise DataError("DATA-PACKAGE", where=DESCRIPTION, why=why) from error
    return description


def described(description: dict, name: str) -> dict:
    """Return the resource of a table by its name."""
    return next(item for item in description["resources"] if item["name"] == name)


def read_bytes(folder: Path, path: str) -> bytes:
    """Return the content of one file of the data folder.

    Raises
    ------
    DataError
        If the file cannot be read.
    """
    try:
        return (folder / path).read_bytes()
    except OSError as error:
        facts = {"why": error.strerror, "folder": str(folder)}
        raise DataError("DATA-MISSING", where=path, **facts) from error


def hash_of(content: bytes) -> str:
    """Return the hash of a file's content as the data package writes it.

    Examples
    --------
    >>> hash_of(b"")[:19]
    'sha256:e3b0c44298fc'
    """
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def check_hash(resource: dict, content: bytes, data: str | os.PathLike) -> None:
    """Refuse content that is not the one whose hash the description holds.

    The `DataError` (``DATA-HASH``) says both hashes and how to record an intended change, or how
    to finish one that was interrupted.
    """
    found = hash_of(content)
    if found != resource["hash"]:
        raise DataError(
            "DATA-HASH.interrupted" if (Path(data) / PENDING).exists() else "DATA-HASH",
            where=resource["path"],
            found=found[:19],
            size=len(content),
            recorded=resource["hash"][:19],
            data=str(data),
        )


def write_hashes(data: str | os.PathLike) -> tuple[str, ...]:
    """Record hash and size of every described file, and return the paths that had changed.

    ``datapackage.json`` is replaced in one step, and left alone if nothing changed.
    """
    description = load_description(data)
    changed = []
    for resource in description["resources"]:
        content = read_bytes(Path(data), resource["path"])
        if resource["hash"] != hash_of(content):
            changed.append(resource["path"])
            resource.update(hash=hash_of(content), bytes=len(content))
    if changed:
        replace_json(Path(data) / DESCRIPTION, description)
    return tuple(changed)


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
    from filelock import FileLock, Timeout  # here: only who changes the folder needs it

    Path(data).stat()  # or the lock would make a folder that is not there
    try:
        held = FileLock(Path(data) / LOCK).acquire(timeout=wait)
    except Timeout:
        raise LockedError("DATA-LOCKED", where=str(data), wait=wait) from None
    with held:
        yield


def replace_table(data: str | os.PathLike, name: str, content: bytes) -> None:
    """Replace a table of the data package and record its hash; the caller holds the lock.

    ``name`` is that of the table's resource, ``content`` the new file, whole and checked.

    Raises
    ------
    StorageError
        If a file cannot be written. What is half done is finished or dropped by `settle`.
    """
    folder, description = Path(data), load_description(data)
    resource = described(description, name)
    resource.update(hash=hash_of(content), bytes=len(content))
    with storage_errors(folder / resource["path"], "STORE-WRITE.table"):
        replace_json(folder / PENDING, description)
        replace_file(folder / resource["path"], content)
        _finish(folder)


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


def main(words: list[str]) -> int:
    """Write the hashes of the folder named on the command line, and return the exit code."""
    if len(words) != 1:
        print("usage: python -m urbanstats.plan.package DATA_FOLDER", file=sys.stderr)
        return 2
    try:
        changed = write_hashes(words[0])
    except UrbanstatsError as error:
        print(f"urbanstats: data: {error}", file=sys.stderr)
        return error.exit_code
    print(f"{DESCRIPTION}: {', '.join(changed) if changed else 'nothing'} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
