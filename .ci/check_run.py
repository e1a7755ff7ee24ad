"""Check that a published run holds what a planner needs: every likelihood and every figure."""

import json
import sys
from pathlib import Path

import pandas as pd

TARGETS, NOTEBOOKS, FIGURES = 45, 16, 16

run = Path(sys.argv[1])
manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
table = pd.read_parquet(run / "forecasts.parquet")
shown = Path("figures", "latest")

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
    "no figure is empty": all(path.stat().st_size > 10_000 for path in shown.glob("*.*g")),
}
missing = [name for name, holds in checks.items() if not holds]
print(f"{run.name}: {len(checks) - len(missing)} of {len(checks)} checks hold")
sys.exit(f"not so: {'; '.join(missing)}" if missing else 0)
