"""Golden hashes: what every face of the package says, so that a rebuilt inside says the same.

Each kind of `KINDS` is a function that produces texts by name, through what a user touches only:
the command line, the notebooks, the files of a run. `hashes.txt` holds one line for each text.

    make golden                                take the hashes anew
    python -m tests.golden --into DIR [KIND]   write the texts, to compare two versions

A text tells what a reader sees, and nothing of the machine: numbers have seven digits, figures are
lists of the marks they consist of (`drawn`), workbooks and slides are unpacked (`readable`), and
versions, run ids, times and folders are masked. To add a kind, write such a function and list it.
"""

import hashlib
import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from tests.golden.commands import audits, entry_sheets, helps, other_notebooks, panels
from tests.golden.findings import all_findings, all_refusals
from tests.golden.mistakes import all_mistakes
from tests.golden.nights import a_small_night, whole_nights
from tests.golden.place import own_place

HASHES = Path(__file__).with_name("hashes.txt")
MOST_TOLD = 12
ADVICE = """
If this is meant: make golden, look at which lines of hashes.txt changed, and tell it in CHANGELOG.
If not: python -m tests.golden --into FOLDER {}, here and on the version before, and diff."""


def errors() -> dict[str, str]:
    """Return what is said of all that can be wrong, in both languages."""
    told, nowhere = {}, io.StringIO()  # what commands print before they fail is no error
    with own_place() as place, redirect_stdout(nowhere), redirect_stderr(nowhere):
        for name, make in {"mistakes": all_mistakes, "findings": all_findings}.items():
            (place / name).mkdir()
            told |= {f"{name}/{each}": texts for each, texts in make(place / name).items()}
        told |= {f"refusals/{name}": texts for name, texts in all_refusals().items()}
    english = {f"en/{name}": f"{code}: {text}" for name, (code, text, _) in told.items()}
    return english | {f"zh/{name}": f"{code}: {text}" for name, (code, _, text) in told.items()}


KINDS: dict[str, Callable[[], dict[str, str]]] = {
    "audit": audits,
    "entry": entry_sheets,
    "errors": errors,
    "help": helps,
    "nights": whole_nights,
    "notebooks": other_notebooks,
    "panel": panels,
    "small": a_small_night,
}


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
