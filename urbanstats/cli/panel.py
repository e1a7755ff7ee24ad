"""Commands for one's own series: forecast a table, learn from one, backtest on one."""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial
from pathlib import Path

from urbanstats.cli.parser import day


def add_forecast(commands: argparse._SubParsersAction) -> None:
    """Add the command `forecast` and its options."""
    words = commands.add_parser(
        "forecast", help="forecast every series of a table", allow_abbrev=False
    )
    words.add_argument("observations", metavar="OBSERVATIONS", help="CSV, Excel or Parquet")
    words.add_argument("--targets", metavar="FILE", help="CSV, Excel or Parquet")
    words.add_argument("--out", metavar="FILE", required=True, help="CSV, Excel or Parquet")
    words.add_argument("--as-of", metavar="DATE", type=day, help="use only the years before DATE's")
    words.add_argument("--horizons", nargs="+", type=int, metavar="H", help="default: 1 2 3")
    words.add_argument("--priors", metavar="FOLDER", help="default: the shipped ones")
    words.set_defaults(command=forecast)


def forecast(asked: argparse.Namespace) -> None:
    """Forecast a panel from a file into a file, and print how many series were answered."""
    from tqdm import tqdm

    from urbanstats.outlook.files import check_answered, read_panel, write_table
    from urbanstats.outlook.panel import HORIZONS, forecast_panel
    from urbanstats.trend.priors import load_priors

    table = forecast_panel(
        read_panel(asked.observations),
        read_panel(asked.targets) if asked.targets else None,
        as_of=asked.as_of,
        horizons=asked.horizons or HORIZONS,
        priors=load_priors(asked.as_of or date.max, asked.priors),
        progress=partial(tqdm, unit="piece", disable=None),
    )
    write_table(table, asked.out)
    refused = table[table["status"] == "refused"].drop_duplicates("series_id")
    print(f"{asked.out}: {len(table)} rows of {table['series_id'].nunique()} series")
    for row in refused.head(5).itertuples():
        print(f"refused {row.series_id}: {row.reason}")
    if len(refused) > 5:
        print(f"... {len(refused)} series refused in all; column 'reason' tells why")
    check_answered(table, asked.observations, asked.out)


def add_learn(commands: argparse._SubParsersAction) -> None:
    """Add the command `learn` and its options."""
    words = commands.add_parser("learn", help="learn priors from a panel", allow_abbrev=False)
    words.add_argument("panel", metavar="PANEL", help="CSV, Excel or Parquet")
    words.add_argument("--through", metavar="YEAR", type=int, help="use no later year")
    words.add_argument("--out", metavar="FOLDER", required=True)
    words.set_defaults(command=learn)


def learn(asked: argparse.Namespace) -> None:
    """Learn priors, adjustments and past changes from a panel and write them into a folder."""
    from tqdm import tqdm

    from urbanstats.outlook.files import read_panel
    from urbanstats.trend.learning import learn_into

    progress = partial(tqdm, disable=None)
    panel, folder = read_panel(asked.panel), Path(asked.out)
    priors, missing = learn_into(folder, panel, through=asked.through, progress=progress)
    print(f"{folder}: {len(priors.by_name)} priors through {priors.through}")
    if missing:
        print(f"no changes.csv: {missing}")


def add_backtest(commands: argparse._SubParsersAction) -> None:
    """Add the command `backtest` and its options."""
    words = commands.add_parser(
        "backtest", help="hold past forecasts of a panel against what came", allow_abbrev=False
    )
    words.add_argument("panel", nargs="?", default="", metavar="PANEL", help="default: the cities")
    words.add_argument("--methods", nargs="+", default=["pooled"], metavar="METHOD")
    words.add_argument("--by", nargs="+", default=[], metavar="COLUMN", help="such as horizon")
    words.add_argument("--priors", metavar="FOLDER", help="default: the shipped ones")
    words.add_argument("--out", metavar="FILE", help="CSV, Excel or Parquet for the summary")
    words.set_defaults(command=backtest)


def backtest(asked: argparse.Namespace) -> None:
    """Backtest a panel, print the scores, and write them if asked to."""
    from tqdm import tqdm

    from urbanstats.outlook.backtest import backtest as hold_against
    from urbanstats.outlook.cities import load_panel
    from urbanstats.outlook.files import write_table
    from urbanstats.trend.priors import read_priors

    found = hold_against(
        load_panel(asked.panel),
        priors=read_priors(Path(asked.priors)) if asked.priors else None,
        methods=asked.methods,
        progress=partial(tqdm, unit="origin", disable=None),
    )
    summary = found.summary(asked.by)
    print(repr(found))
    print(summary.round(3).to_string(index=False))
    if asked.out:
        print(write_table(summary, asked.out))
