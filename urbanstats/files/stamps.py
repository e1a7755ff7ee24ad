"""Telling whether files have changed, so that what was made from them can be kept meanwhile."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

Stamp = tuple[tuple[str, int, int, int], ...]


def stamp_of(*paths: Path) -> Stamp:
    """Return what is another as soon as one of the files is: a key for what is kept in memory.

    Parameters
    ----------
    *paths
        Files, and folders that stand for every file below them. What is not there, and what is
        hidden in a folder (locks, drafts), is left out.

    Returns
    -------
    tuple
        Of each file: absolute path, number on the disk (a file replaced in one step has a new
        one), size in bytes, and moment of the last change in nanoseconds.
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
