"""Golden hashes: what every face of the package says, so that a rebuilt inside says the same.

Each kind of `KINDS` is a function that produces texts by name, through what a user touches only:
the command line, the notebooks, the files of a run. `hashes.txt` holds one line for each text.

    make golden                             take the hashes anew
    PYTHONPATH=tests python -m golden DIR   write the texts into a folder, to compare two versions

A text tells what a reader sees, and nothing of the machine: numbers have seven digits, figures are
lists of the marks they consist of (`drawn`), workbooks and slides are unpacked (`readable`), and
versions, run ids, times and folders are masked. To add a kind, write such a function and list it.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

from golden.commands import audits, entry_sheets, helps, other_notebooks, panels
from golden.nights import a_small_night, whole_nights

HASHES = Path(__file__).with_name("hashes.txt")
KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "audit": audits,
    "entry": entry_sheets,
    "help": helps,
    "nights": whole_nights,
    "notebooks": other_notebooks,
    "panel": panels,
    "small": a_small_night,
}
MOST_TOLD = 12
ADVICE = """
If this is meant: make golden, look at which lines of hashes.txt changed, and tell it in CHANGELOG.
If not: PYTHONPATH=tests python -m golden FOLDER {}, here and on the version before, and diff."""


def produce(kind: str) -> dict[str, str]:
    """Return the texts of a kind by name, each beginning with the kind."""
    return {f"{kind}/{name}": text for name, text in sorted(KINDS[kind]().items())}


def hash_texts(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()}


def read_hashes(kind: str = "") -> dict[str, str]:
    """Return the committed hashes by name, of one kind or of all."""
    lines = [line.split("  ", 1) for line in HASHES.read_text(encoding="utf-8").splitlines()]
    return {name: value for value, name in lines if kind in ("", name.partition("/")[0])}


def write_hashes(hashes: Mapping[str, str]) -> None:
    lines = [f"{value}  {name}\n" for name, value in sorted(hashes.items())]
    HASHES.write_text("".join(lines), encoding="utf-8")


def compare(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """Return in a few lines which texts differ, "" if none does."""
    told = {
        "changed": [name for name in old if name in new and old[name] != new[name]],
        "gone": [name for name in old if name not in new],
        "new": [name for name in new if name not in old],
    }
    lines = []
    for what, names in told.items():
        lines += [f"{what}: {name}" for name in names[:MOST_TOLD]]
        lines += [f"{what}: and {len(names) - MOST_TOLD} more"] if len(names) > MOST_TOLD else []
    return "\n".join(lines)


def difference(kind: str) -> str:
    """Return how the texts of a kind differ from the committed hashes, and what to do; or ""."""
    told = compare(read_hashes(kind), hash_texts(produce(kind)))
    return f"{told}{ADVICE.format(kind)}" if told else ""
