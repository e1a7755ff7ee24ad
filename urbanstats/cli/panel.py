"""Commands for series and plans: forecast, learn, backtest and audit."""

from __future__ import annotations

import argparse
import math
import sys
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from urbanstats.words.phrases import say
from urbanstats.words.text import aligned, wrap

if TYPE_CHECKING:
    import pandas as pd

    from urbanstats.outlook.backtest import Backtest


SHARES = {"figures": "forecast_shares", "targets": "forecast_share_targets"}
SCORES = {  # what the screen shows of a backtest's summary; a file gets all of it
    "questions": "backtest_questions",
    "crps": "backtest_crps",
    "skill_no_change": "backtest_skill",
    "covered_80": "backtest_covered_80",
    "brier": "backtest_brier",
    "brier_skill_no_change": "backtest_brier_skill",
    "calibration_error": "backtest_calibration",
}
SCREEN = 100  # columns


def forecast(asked: argparse.Namespace) -> None:
    """Forecast a panel from a file into a file, and print how many series were answered."""
    from tqdm import tqdm

    from urbanstats.files.tables import read_panel, write_table
    from urbanstats.outlook import panel
    from urbanstats.trend.priors import load_priors

    observations = read_panel(asked.observations)
    targets = read_panel(asked.targets) if asked.targets else None
    table = panel.answer_panel(
        observations,
        targets,
        as_of=asked.as_of,
        horizons=asked.horizons or panel.HORIZONS,
        priors=load_priors(asked.as_of or date.max, asked.priors),
        progress=partial(tqdm, unit="piece", disable=None),
    )
    write_table(panel.with_reasons(table), asked.out)
    for doubt, names in panel.find_shares(observations, targets).items():
        told = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
        print(say(SHARES[doubt], asked.lang, names=told), file=sys.stderr)
    print("\n".join(forecast_lines(table, asked.out, asked.lang)))
    panel.check_answered(table, asked.observations, asked.out)


def forecast_lines(table: pd.DataFrame, out: str, lang: str) -> list[str]:
    """Return how many series were answered, and why the first that were refused were."""
    refused = table[table["status"] == "refused"].drop_duplicates("series_id")
    counts = {"rows": len(table), "n": table["series_id"].nunique()}
    lines = [say("forecast_written", lang, file=out, **counts)]
    for row in refused.head(5).itertuples():
        reason = row.reason.part("wrong", lang)
        lines.append(say("forecast_refused", lang, series=row.series_id, reason=reason))
    if len(refused) > 5:
        lines.append(say("forecast_refused_more", lang, n=len(refused)))
    return lines


def learn(asked: argparse.Namespace) -> None:
    """Learn priors, adjustments and past changes from a panel and write them into a folder."""
    from tqdm import tqdm

    from urbanstats.files.tables import read_panel
    from urbanstats.trend.learning import learn_into

    progress = partial(tqdm, disable=None)
    panel, folder = read_panel(asked.panel), Path(asked.out)
    priors, missing = learn_into(folder, panel, through=asked.through, progress=progress)
    counts = {"n": len(priors.by_name), "year": priors.through}
    print(say("learn_written", asked.lang, folder=folder, **counts))
    if missing:
        reason = missing.part("wrong", asked.lang)
        print(say("learn_no_changes", asked.lang, reason=reason))


def backtest(asked: argparse.Namespace) -> None:
    """Backtest a panel, print the scores, and write them if asked to."""
    from tqdm import tqdm

    from urbanstats.files.tables import write_table
    from urbanstats.outlook.backtest import backtest as hold_against
    from urbanstats.outlook.backtest.cases import load_panel
    from urbanstats.trend.priors import read_priors

    found = hold_against(
        load_panel(asked.panel),
        priors=read_priors(Path(asked.priors)) if asked.priors else None,
        methods=asked.methods,
        progress=partial(tqdm, unit="origin", disable=None),
    )
    summary = found.summary(asked.by)
    print("\n".join(backtest_lines(found, summary, asked.by, asked.lang)))
    if asked.out:
        print(write_table(summary, asked.out))


def backtest_lines(found: Backtest, summary: pd.DataFrame, by: list[str], lang: str) -> list[str]:
    """Return what was held against what, the scores that matter as a table, and what they mean."""
    rows = found.forecasts
    head = say(
        "backtest_found",
        lang,
        series=rows["series_id"].nunique(),
        first=rows["origin"].min(),
        last=rows["origin"].max(),
        forecasts=len(rows),
        questions=len(found.questions),
    )
    names = {"method": "backtest_method", **SCORES}
    keys = ["method", *by, *SCORES]
    cells = [[say(names[key], lang) if key in names else key for key in keys]]
    cells += [[_cell(value) for value in row] for row in summary[keys].to_numpy(object)]
    return [head, *aligned(cells), *wrap(say("backtest_legend", lang), SCREEN)]


def _cell(value: object) -> str:
    """Return a score to three decimals, "–" where there is none."""
    if not isinstance(value, float):
        return str(value)
    return "–" if math.isnan(value) else f"{value:.3f}"


def audit(asked: argparse.Namespace) -> None:
    """Print what the plan's own numbers tell before any forecast."""
    from urbanstats.brief.required import audit_lines, audit_table
    from urbanstats.files.tables import write_table
    from urbanstats.outlook.audit import audit_plan
    from urbanstats.plan.load import load_plan

    plan = load_plan()
    findings = audit_plan(plan, asked.as_of or None)
    print(*audit_lines(findings, plan, asked.lang), sep="\n")
    if asked.out:
        print(write_table(audit_table(findings, asked.language), asked.out))
