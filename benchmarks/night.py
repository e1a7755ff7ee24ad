"""What a night costs: processor seconds, seconds on the clock, memory and size of its run.

    python benchmarks/night.py                          this checkout
    python benchmarks/night.py OTHER . --times 3        two checkouts in turn, and their ratios

A checkout is a folder with the package; its own ``.venv`` runs it where it has one. Processor
seconds are of all processes of a night together, also of those that outlive their parent. Memory is
the largest sum of what its processes hold (PSS: a page that several share is counted once), looked
at five times a second. Linux only.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
START = "from urbanstats.cli import main; raise SystemExit(main())"
PAUSE = 0.2  # seconds between two looks at the memory
UNITS = {"processor": "s", "wall": "s", "memory": "MB", "folder": "MB"}


def measure(checkout: Path, words: list[str]) -> dict[str, float]:
    """Return what one night of a checkout costs, in the units of ``UNITS``."""
    own = checkout / ".venv" / "bin" / "python"
    python = own if own.exists() else Path(sys.executable)
    settings = {**os.environ, "PYTHONPATH": str(checkout)}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)  # a warm night compiles nothing
    with tempfile.TemporaryDirectory() as out:
        before, began, peak = used(), time.monotonic(), 0.0
        command = [python, "-c", START, "nightly", *words, "--out", out]
        night = subprocess.Popen(command, cwd=checkout, env=settings, stdout=subprocess.DEVNULL)
        while night.poll() is None:
            peak = max(peak, memory())
            time.sleep(PAUSE)
        wall = time.monotonic() - began
        reap()
        if night.returncode:
            raise SystemExit(f"the night of {checkout} left with {night.returncode}")
        files = [path for path in Path(out, "runs").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in files) / 1e6
    return {"processor": used() - before, "wall": wall, "memory": peak, "folder": size}


def used() -> float:
    """Return the processor seconds of all children that have ended."""
    times = os.times()
    return times.children_user + times.children_system


def memory() -> float:
    """Return what all processes below this one hold, in MB."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
        except OSError:
            continue
        total += next((int(x.split()[1]) for x in rollup.splitlines() if x.startswith("Pss:")), 0)
    return total / 1024


def reap() -> None:
    """Wait for every process that its own parent did not wait for."""
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return


def main(words: list[str] | None = None) -> dict[str, list[dict[str, float]]]:
    """Measure the nights that were asked for, print them, and return them by checkout."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("checkouts", nargs="*", type=Path, default=[Path(__file__).parents[1]])
    parser.add_argument("--times", type=int, default=1, help="nights of each, in turn")
    parser.add_argument("--as-of", default="2018-06-08", help="day of knowledge")
    parser.add_argument("--indicators", nargs="+", default=[], help="only these")
    asked = parser.parse_args(words)
    ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)
    night = ["--as-of", asked.as_of]
    night += ["--indicators", *asked.indicators] if asked.indicators else []
    found: dict[str, list[dict[str, float]]] = {str(each): [] for each in asked.checkouts}
    for _ in range(asked.times):
        for checkout in asked.checkouts:
            found[str(checkout)].append(measure(checkout.resolve(), night))
            tell(str(checkout), found[str(checkout)][-1])
    middle = {
        name: {what: statistics.median(each[what] for each in nights) for what in UNITS}
        for name, nights in found.items()
    }
    first = next(iter(middle.values()))
    for name, one in middle.items():
        tell(f"median of {name}", one)
        print("  of the first: " + ", ".join(f"{k} {one[k] / first[k]:.3f}" for k in UNITS))
    return found


def tell(name: str, one: dict[str, float]) -> None:
    """Print what a night costs, on a line."""
    print(f"{name}: " + ", ".join(f"{k} {one[k]:.1f} {UNITS[k]}" for k in UNITS), flush=True)


if __name__ == "__main__":
    main()
