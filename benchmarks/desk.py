"""How long a planner waits: every move in the exploring panel, from choosing to reading.

    python benchmarks/desk.py [--moves N]

Walks through all indicators as a planner would, with the panel of ``urbanstats.desk.panel``
without a browser: another indicator, another scenario, the slider, the other basis, another
day and back. The first walk warms up what is read or fitted once and is told apart. The
browser adds the drawing of about 15 kB of HTML a move.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Sequence

LIMIT = 300  # milliseconds that a move may take


def main(words: Sequence[str] | None = None) -> dict[str, list[float]]:
    """Print how long moves take, and return the milliseconds of each by its name."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=10, help="of the slider for each indicator")
    parser.add_argument("--indicators", type=int, default=15, help="only the first so many")
    asked = parser.parse_args(words)
    began = time.perf_counter()
    from urbanstats.desk.panel import build_panel

    panel = build_panel("zh")
    print(f"until the panel stands: {time.perf_counter() - began:.2f} s")
    for name in ("first walk", "warm"):
        taken = walk(panel, asked.moves, asked.indicators)
        tell(name, taken)
    return taken


def walk(panel: object, moves: int, indicators: int) -> dict[str, list[float]]:
    """Return the milliseconds that each sort of move took, through all indicators."""
    controls, taken = panel.controls, {}

    def choose(name: str, value: object) -> None:
        if controls[name].value == value:
            return
        began = time.perf_counter()
        controls[name].value = value
        taken.setdefault(name, []).append(1000 * (time.perf_counter() - began))

    for _, indicator in controls["indicator"].options[:indicators]:
        choose("indicator", indicator)
        choose("scenario", "yearly_change")
        slider = controls["amount"]
        for number in range(moves):
            choose("amount", slider.min + slider.step * round((number + 1) * 40 / (moves + 1)))
        choose("basis", "plan")
        choose("basis", "published")
        day = controls["as_of"].value
        choose("as_of", controls["as_of"].options[0][1])
        choose("as_of", day)
        choose("scenario", "best_of_peers")
        choose("scenario", "trend")
    return taken


def tell(name: str, taken: dict[str, list[float]]) -> None:
    """Print median and worst of each sort of move, and of all."""
    everything = [each for times in taken.values() for each in times]
    for sort, times in [*taken.items(), ("all", everything)]:
        middle, worst = statistics.median(times), max(times)
        slow = sum(each > LIMIT for each in times)
        print(
            f"{name:10} {sort:10} {len(times):4} moves: median {middle:4.0f} ms, "
            f"worst {worst:4.0f} ms, above {LIMIT} ms: {slow}"
        )


if __name__ == "__main__":
    main()
