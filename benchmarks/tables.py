"""Markdown tables with their date and machine, and where the last run's are kept."""

from __future__ import annotations

import os
import platform
import re
from datetime import date
from pathlib import Path

import pandas as pd

RESULTS = Path(__file__).with_name("RESULTS.md")


def markdown(table: pd.DataFrame) -> str:
    """Return a table as Markdown, numbers as they are printed, gaps as a dash."""
    rows = [list(table.columns), ["---"] * len(table.columns)]
    rows += [["–" if pd.isna(cell) else str(cell) for cell in row] for row in table.to_numpy()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def machine() -> str:
    """Return today's date, the processors and the versions that matter, in one line."""
    import numpy

    import urbanstats

    return (
        f"{date.today()}, {os.cpu_count()} processors ({platform.machine()}, {platform.system()}), "
        f"Python {platform.python_version()}, numpy {numpy.__version__}, "
        f"pandas {pd.__version__}, urbanstats {urbanstats.__version__}"
    )


def publish(name: str, text: str, results: Path = RESULTS) -> None:
    """Print a section and put it into the results, in place of the section of that name."""
    section = f"## {name}\n\n{text}\n\n*{machine()}*\n"
    print(section, flush=True)
    head = "# Results of the last runs\n\nWritten by the scripts of this folder; not by hand.\n"
    old = results.read_text(encoding="utf-8") if results.exists() else head
    parts = re.split(r"(?m)^(?=## )", old)
    kept = [part.strip() + "\n" for part in parts if not part.startswith(f"## {name}\n")]
    results.write_text("\n".join([*kept, section]), encoding="utf-8")
