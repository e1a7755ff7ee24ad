"""Check that a published run holds what a planner needs: every likelihood and every figure."""

import json
import sys
from pathlib import Path

import pandas as pd

TARGETS, NOTEBOOKS, FIGURES = 45, 16, 16
PAGES = 2 * NOTEBOOKS  # in two languages
MOST_OF_SITE, MOST_OF_DECK = 1_500_000, 10_000_000  # bytes

run = Path(sys.argv[1])
manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
table = pd.read_parquet(run / "forecasts.parquet")
shown = Path("figures", "latest")
pages, decks = list(run.glob("site/*.html")), list(run.glob("briefing_*.pptx"))

checks = {
    "the run is published": manifest["outcome"] == "published",
    f"{TARGETS} rows": len(table) == manifest["rows"] == TARGETS,
    "the CSV file holds the same rows": len(pd.read_csv(run / "forecasts.csv")) == TARGETS,
    "every likelihood is from 0 to 1": table["likelihood"].between(0, 1).all(),
    "every likelihood states its evidence": table["evidence"].str.len().gt(20).all(),
    f"{NOTEBOOKS} executed notebooks": len(list(run.glob("notebooks/*.ipynb"))) == NOTEBOOKS,
    "a figure for every notebook": len(list(shown.glob("*.png"))) >= FIGURES,
    "every figure also as SVG": {path.stem for path in shown.glob("*.png")}
    == {path.stem for path in shown.glob("*.svg")},
    "what every figure shows is told": len(list(shown.glob("alt_*.txt"))) == 1,
    f"{PAGES} pages, small enough to mail": len(pages) == PAGES
    and sum(page.stat().st_size for page in pages) < MOST_OF_SITE,
    "the latest pages are this run's": run.name
    in Path("site/latest/index.html").read_text("utf-8"),
    "one deck, small enough to mail": [deck.stat().st_size < MOST_OF_DECK for deck in decks]
    == [True],
    "no figure is empty": all(path.stat().st_size > 10_000 for path in shown.glob("*.*g")),
}
missing = [name for name, holds in checks.items() if not holds]
print(f"{run.name}: {len(checks) - len(missing)} of {len(checks)} checks hold")
sys.exit(f"not so: {'; '.join(missing)}" if missing else 0)
