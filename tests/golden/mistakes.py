"""Every mistake that the package tells a reader of, made on purpose.

``all_mistakes`` makes them all and returns what is said of each in both languages. A group is a
function of an empty folder that returns triggers by name; a trigger is called and raises, or
returns, the error. What depends on the machine is made even: folders and the process.
"""

import contextlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pandas as pd

from urbanstats import cli
from urbanstats.errors import UrbanstatsError
from urbanstats.plan.load import load_plan, load_series
from urbanstats.plan.series import Series

PROJECT = Path(__file__).parents[2]
DATA = PROJECT / "data"
DAY = date(2019, 3, 1)
RUN = "2018-06-08-en-20261122T201500Z"
FORECAST = pd.DataFrame(
    {"indicator": "green_coverage", "year": [2018], "likelihood": 0.5, "status": "forecast",
     "note": "", "q0.1": 1.0, "q0.9": 2.0}
)  # fmt: skip
Trigger = Callable[[], object]
Texts = tuple[str, str, str]  # code, English, Chinese


def all_mistakes(folder: Path) -> dict[str, Texts]:
    """Return code, English and Chinese of every mistake by its name; folder as by `all_errors`."""
    return {
        name: (error.code, *(_even(error.text(lang), folder) for lang in ("en", "zh")))
        for name, error in all_errors(folder).items()
    }


def all_errors(folder: Path) -> dict[str, UrbanstatsError]:
    """Return the error of every mistake by its name.

    Parameters
    ----------
    folder
        Empty folder to make them in.
    """
    found = {}
    for group in GROUPS:
        own = folder / group.__name__
        own.mkdir()
        for name, trigger in group(own).items():
            found[f"{group.__name__}: {name}"] = _caught(trigger)
    return found


def _caught(trigger: Trigger) -> UrbanstatsError:
    try:
        error = trigger()
    except UrbanstatsError as raised:
        error = raised
    if not isinstance(error, UrbanstatsError):
        raise TypeError(f"{trigger} made no mistake")
    return error


def _even(text: str, folder: Path) -> str:
    for place, name in ((folder, "FOLDER"), (PROJECT, "PROJECT")):
        text = text.replace(str(place), name)
    return re.sub(r"(process |进程)[0-9]+(, since |，始于)[0-9TZ:-]+", r"\g<1>1\g<2>2026", text)


def _command(*words: str) -> None:
    """Carry out a command without turning its error into an exit code."""
    asked = cli.build_parser("en").parse_args([str(word) for word in words])
    asked.lang = asked.language = "en"
    asked.explicit = None
    cli.carry_out(asked)


# --- the plan and its files ------------------------------------------------------------------


def plan(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what a plan asks."""
    the_plan = load_plan()
    target = the_plan.targets[0]
    others = the_plan.targets
    return {
        "a language nobody has": lambda: the_plan.indicators[0].name("fr"),
        "a direction nobody knows": lambda: replace(target, direction="up"),
        "a percentage above 100": lambda: replace(target, value=100.5),
        "a level that is no number": lambda: replace(target, value=float("nan"), unit="persons"),
        "a target in another unit": lambda: replace(
            the_plan, targets=(replace(target, unit="persons"), *others[1:])
        ),
        "two targets for a year": lambda: replace(the_plan, targets=(target, *others)),
        "an indicator misspelt": lambda: the_plan.indicator("green_covrage"),
        "an indicator nobody knows": lambda: the_plan.indicator("§"),
    }


def series(folder: Path) -> dict[str, Trigger]:
    """Mistakes in a series built by hand."""
    of = partial(Series.of, indicator="green_coverage", area="Liuzhou")
    many = list(range(2001, 2009))
    return {
        "years and values that differ in number": lambda: of([2016, 2017], [40.0]),
        "no figure": lambda: of([], []),
        "a percentage above 100": lambda: of([2016, 2017], [40.0, 140.0]),
        "many values that are none": lambda: of(many, [-1.0] * 8),
        "a count below nought": lambda: Series.of([2016], [-5], kind="count"),
        "two figures for a year": lambda: of([2016, 2016], [40.0, 41.0]),
        "years out of order": lambda: replace(of([2016, 2017], [40.0, 41.0]), years=(2017, 2016)),
        "a basis without figures": lambda: of([2016], [40.0], bases=["a"], basis="b"),
        "a figure from the future": lambda: of([2016], [40.0], as_of=date(2016, 6, 30)),
    }


FILES = {  # name -> table, text of its file, what stands there instead (None: all of it)
    "an empty file": ("targets", None, ""),
    "a file of zeros": ("targets", "printed", "prin\0ted"),
    "an open quotation": ("targets", "66.2,66.2", '66.2,"66.2'),
    "a header alone": ("targets", None, "indicator,year,direction,value,printed\n"),
    "no header": ("targets", None, "\n"),
    "semicolons": ("targets", None, "indicator;year;direction;value;printed\na;1;b;2;c\n"),
    "a column twice": ("targets", "value,printed", "value,value"),
    "a column misspelt": ("targets", "direction,", "directon,"),
    "a column missing": ("targets", ",direction,value,printed", ",§,value,printed"),
    "a column too many": ("targets", "value,printed", "value,printed,x"),
    "the file cut off": ("targets", None, "indicator,year,direction,value,printed\na,2018"),
    "a row too short": ("targets", ",2018,at_least,66.2,66.2", ",2018,at_least"),
    "a year that is none": ("targets", "rate,2018,", "rate,2018.5,"),
    "a value that is none": ("targets", ",66.2,", ",66.2%,"),
    "a day that is none": ("observations", ",2004-12-31,", ",2004-13-31,"),
    "a value without end": ("targets", ",66.2,", ",inf,"),
    "a cell left empty": ("targets", ",66.2,66.2", ",66.2,"),
    "a direction nobody knows": ("targets", "at_least", "atleast"),
    "an id nobody may have": ("context", "resident_population", "Resident population"),
    "a number too large": ("indicators", "\n1,", "\n100,"),
    "a number too small": ("indicators", "\n1,", "\n0,"),
    "a name that no other table has": ("targets", "resident_urbanization_rate", "urban"),
    "a row twice": ("targets", "rate,2019,at_least,67.5", "rate,2018,at_least,67.5"),
    "a row three times": ("targets", None, "indicator,year,direction,value,printed\n"
                          + "green_coverage,2018,at_least,43,43\n" * 3),
    "a percentage above 100": ("observations", "2003,30.8559", "2003,130.8559"),
    "a count of nought": ("observations", None, "area,indicator,year,value,unit,decimals,basis,"
                          "published,quality,source,note\nLiuzhou,migrant_settlement_count,"
                          "2017,0,persons,0,plan,2018-06-08,official,x,\n"),
    "more decimals than told": ("observations", "2003,30.8559,percent,4", "2003,30.8559,percent,1"),
    "a figure before its time": ("observations", ",2004-12-31,", ",2002,"),
    "another unit": ("observations", "30.8559,percent", "30.8559,persons"),
    "two figures that disagree": ("observations", "2004,30.2918", "2003,40.2918"),
}  # fmt: skip


def tables(folder: Path) -> dict[str, Trigger]:
    """Mistakes in a table of the data folder, as they are found when it is read or changed."""
    from urbanstats.plan.load import check_table
    from urbanstats.plan.package import load_description

    paths = {each["name"]: DATA / each["path"] for each in load_description(DATA)["resources"]}
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    cases = {
        name: (table, (new if old is None else texts[table].replace(old, new, 1)).encode())
        for name, (table, old, new) in FILES.items()
    }
    cases["another encoding"] = ("context", texts["context"].encode("gb18030"))
    cases["many words"] = ("targets", texts["targets"].replace("at_least", "atleast").encode())
    return {name: partial(check_table, DATA, *case) for name, case in cases.items()}


def data(folder: Path) -> dict[str, Trigger]:
    """Mistakes in a data folder as a whole, and in what is asked of it."""
    from urbanstats.plan.package import DESCRIPTION, PENDING, hold_data, replace_table

    folders = {name: _data(folder / name) for name in ("odd", "gone", "changed", "half", "full")}
    (folders["odd"] / DESCRIPTION).write_text("{}")
    (folders["gone"] / "plan" / "targets.csv").unlink()
    for name in ("changed", "half"):
        with (folders[name] / "plan" / "targets.csv").open("a") as file:
            file.write("\n")
    (folders["half"] / PENDING).write_text("{}")
    shutil.rmtree(folders["full"] / "plan")
    (folders["full"] / "plan").write_text("a file where the folder of the table was")

    def hold_twice():
        with hold_data(folders["odd"]), hold_data(folders["odd"], wait=0.01):
            pass

    return {
        "a description that describes nothing": lambda: load_plan(folders["odd"]),
        "no description": lambda: load_plan(folder / "none"),
        "a table that is gone": lambda: load_plan(folders["gone"]),
        "a table that was changed": lambda: load_plan(folders["changed"]),
        "an import that was interrupted": lambda: load_plan(folders["half"]),
        "two writers": hold_twice,
        "a table that cannot be replaced": lambda: replace_table(folders["full"], "targets", b""),
        "an area nobody knows": lambda: load_series(1, "Atlantis"),
        "a day that is none": lambda: load_series(1, as_of="last year"),
        "a day before the first figure": lambda: load_series(1, as_of="1950"),
        "an area without figures": lambda: load_series("pension_coverage", "Baise"),
        "an indicator misspelt": lambda: load_series("green_covrage"),
    }


def _data(folder: Path) -> Path:
    """Return a copy of the data folder without what was learned."""
    return Path(shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("priors", ".*")))


def containers(folder: Path) -> dict[str, Trigger]:
    """Mistakes in an Excel file as a whole, as they are found when a panel is read."""
    from urbanstats.files.excel import MOST_ENTRIES, PARTS, read_container

    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    files = {
        "an empty file": b"",
        "text under another name": b"a,b\n1,2\n",
        "an old workbook": old + b"\0" * 600,
        "a workbook with a password": old + "EncryptedPackage".encode("utf-16-le"),
        "a file cut off": b"PK\3\4",
        "a picture under another name": b"\x89PNG\0",
    }
    parts = dict.fromkeys(PARTS, "<x/>")
    archives = {
        "an archive of something else": {"word/document.xml": "<x/>"},
        "a workbook with programs": parts | {"xl/vbaProject.bin": "x"},
        "a workbook with entities": parts | {"xl/a.xml": "<!DOCTYPE a><a/>"},
        "a workbook that grows": parts | {"xl/a.xml": " " * 2**21},
        "a workbook of too many parts": parts | dict.fromkeys(map(str, range(MOST_ENTRIES)), ""),
        "a workbook without sheets": parts,
    }
    for name, content in files.items():
        (folder / f"{name}.xlsx").write_bytes(content)
    for name, entries in archives.items():
        with zipfile.ZipFile(folder / f"{name}.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in entries.items():
                archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    names = [*files, *archives, "a workbook that is not there"]
    cases = {name: partial(_read_panel, folder / f"{name}.xlsx") for name in names}
    large = folder / "a workbook that grows.xlsx"
    return cases | {"a workbook too large": lambda: read_container(large, most=2**20)}


def _read_panel(path: Path) -> pd.DataFrame:
    from urbanstats.files.tables import read_panel

    return read_panel(path)


# --- trends ----------------------------------------------------------------------------------


def trends(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what is asked of a method, and series that a method cannot answer for."""
    from urbanstats.trend import fit
    from urbanstats.trend.comparators import COMPARATORS
    from urbanstats.trend.projection import shift

    def of(values, years=None, **words):
        years = years or range(2018 - len(values), 2018)
        return Series.of(years, values, indicator="green_coverage", **words)

    def unsettled():
        lost = SimpleNamespace(centre=float("nan"))
        with patch.dict(COMPARATORS, line=lambda *_: lost):
            fit(good, [2020], "line")

    good = of([40.0, 41.0, 40.5, 42.0, 43.0, 43.2])
    jumped = of([40.0, 41.0, 40.5, 41.5, 41.0, 71.0, 72.0])
    straight = of([50 + 0.5 * step for step in range(8)])
    gaps = of([40.0, 41.0, 40.5, 42.0, 43.0, 43.2], [2010, 2011, 2012, 2014, 2015, 2016])
    projection = fit(good, [2018, 2020])
    return {
        "a method misspelt": lambda: fit(good, [2020], "poled"),
        "a method nobody knows": lambda: fit(good, [2020], "§"),
        "no year": lambda: fit(good, []),
        "a year before the first figure": lambda: fit(good, [2001]),
        "a year that was not projected": lambda: projection.cdf(44, 2019),
        "a percentage for a probability": lambda: projection.quantile(90, 2020),
        "amounts that are not one a year": lambda: shift(projection, [1.0]),
        "too few figures": lambda: fit(of([40.0, 41.0]), [2020], "line"),
        "one figure": lambda: fit(of([40.0]), [2020], "line"),
        "a series that never changed": lambda: fit(of([100.0] * 8), [2020], "line"),
        "a series with gaps": lambda: fit(gaps, [2020], "damped_holt"),
        "a series with a break": lambda: fit(jumped, [2020], "line"),
        "a method of another kind": lambda: fit(good, [2020], "count_trend"),
        "a year that is known": lambda: fit(good, [2016, 2020], "line"),
        "a straight line": lambda: fit(straight, [2020], "line"),
        "parameters that do not settle": unsettled,
    }


def learning(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what is learned from, and in what was learned."""
    from urbanstats.trend import fit
    from urbanstats.trend.changes import learn_changes, load_changes, past_changes
    from urbanstats.trend.learning import learn_priors
    from urbanstats.trend.priors import load_priors, read_priors

    panel = pd.DataFrame({"series_id": "a", "year": [2016, 2017], "value": 5.0, "kind": "percent"})
    whole, odd = DATA / "priors" / "2016", folder / "odd"
    shutil.copytree(whole, odd)
    facts = json.loads((odd / "learned.json").read_text(encoding="utf-8"))
    (odd / "learned.json").write_text(json.dumps(facts | {"grid": "0123456789abcdef"}))
    shutil.copytree(whole, folder / "alone", ignore=shutil.ignore_patterns("changes.csv"))
    priors = read_priors(whole)
    kinds = {key: prior for key, prior in priors.by_name.items() if key[0] == "percent"}
    changes = load_changes(DAY)
    return {
        "a panel without a column": lambda: learn_priors(panel.drop(columns="kind")),
        "a panel without a column for changes": lambda: learn_changes(panel.drop(columns="year")),
        "a kind nobody knows": lambda: learn_priors(panel.assign(kind="share")),
        "series too short": lambda: learn_priors(panel),
        "series too short until then": lambda: learn_priors(panel, through=2016),
        "too few changes": lambda: learn_changes(panel),
        "too few changes until then": lambda: learn_changes(panel, through=2016),
        "changes of an unknown kind": lambda: past_changes(
            changes, "share", "share", span=2, level=5.0
        ),
        "no changes beside the priors": lambda: load_changes(DAY, folder / "alone"),
        "a folder without priors": lambda: read_priors(folder),
        "priors of another version": lambda: read_priors(odd),
        "priors without the kind": lambda: fit(
            Series.of([2017], [1200], kind="count"), [2018], priors=replace(priors, by_name=kinds)
        ),
        "priors that know too much": lambda: load_priors(date(2010, 1, 1)),
        "no priors at all": lambda: load_priors(DAY, folder / "none"),
    }


# --- outlook ---------------------------------------------------------------------------------


def outlooks(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what is asked about targets, scenarios and several targets together."""
    from urbanstats.outlook import assess, assess_plan
    from urbanstats.outlook.backtest.replay import replay
    from urbanstats.outlook.joint import (
        count_probabilities,
        forecast_count,
        forecast_joint,
        load_dependence,
    )
    from urbanstats.outlook.likelihood import attainment
    from urbanstats.outlook.measures.urban_rural import growth_difference
    from urbanstats.outlook.scenario import Scenario, apply_scenario
    from urbanstats.trend import fit

    known = load_series("green_coverage", as_of=DAY)
    projection = fit(known, [2020])
    target = load_plan().targets_for("green_coverage")[-1]
    persons = replace(target, unit="persons")
    counted = assess_plan(["green_coverage"], as_of=DAY)
    moved = partial(apply_scenario, projection, known)
    return {
        "years without a target": lambda: assess("green_coverage", as_of=DAY, years=[2030]),
        "a target in another unit": lambda: attainment(projection, persons),
        "no day": lambda: replay([]),
        "a scenario misspelt": lambda: Scenario("steps"),
        "a scenario nobody knows": lambda: Scenario("§"),
        "an amount missing": lambda: Scenario("step", from_year=2019),
        "an amount too many": lambda: Scenario("trend", amount=2.0),
        "an amount without end": lambda: Scenario("step", float("inf"), 2019),
        "a year that is none": lambda: Scenario("step", 2.0, 2019.5),
        "an amount no percentage can move": lambda: moved(Scenario("step", 200.0, 2019)),
        "a step that has been": lambda: moved(Scenario("step", 2.0, 2001)),
        "a projection of another series": lambda: apply_scenario(
            projection, load_series("green_coverage", as_of="2015"), Scenario("step", 2.0, 2019)
        ),
        "a likelihood out of range": lambda: count_probabilities([0.5, 73.0]),
        "a correlation out of range": lambda: count_probabilities([0.5], 0.99),
        "a year nobody forecast": lambda: forecast_count(counted, 2035),
        "a year of no forecasts": lambda: forecast_count(counted.iloc[:0], 2020),
        "targets of one year": lambda: forecast_joint(known, [target, target], projection),
        "no targets": lambda: forecast_joint(known, [], projection),
        "no correlations": lambda: load_dependence(DAY, folder / "none.csv"),
        "correlations that know too much": lambda: load_dependence(date(2000, 1, 1)),
        "everybody in town": lambda: growth_difference(2017, 99.0, 2018, 100.0),
        "growth within a year": lambda: growth_difference(2018, 50.0, 2018, 51.0),
    }


def panels(folder: Path) -> dict[str, Trigger]:
    """Mistakes in a panel of one's own series, as commands and functions find them."""
    from urbanstats.outlook.backtest import backtest
    from urbanstats.outlook.backtest.scores import fit_baseline
    from urbanstats.outlook.panel import forecast_panel, screen
    from urbanstats.trend.priors import read_priors

    years = range(2010, 2018)
    figures = pd.DataFrame({"series_id": "a", "year": years, "value": 50.0, "kind": "percent"})
    goal = pd.DataFrame({"series_id": ["a"], "year": [2020], "direction": "at_least", "value": 60})
    one = pd.DataFrame({"series_id": ["a"], "year": [2017], "value": 50.0, "kind": ["percent"]})
    none, out = folder / "none.csv", folder / "out.csv"
    figures.assign(kind="share").to_csv(folder / "share.csv", index=False)

    def targets(**changes):
        return lambda: forecast_panel(figures, goal.assign(**changes))

    return {
        "a column missing": lambda: forecast_panel(figures.drop(columns="value")),
        "no rows": lambda: forecast_panel(figures.iloc[:0]),
        "no horizon": lambda: forecast_panel(figures, horizons=[]),
        "a horizon of nought": lambda: forecast_panel(figures, horizons=[0, 1]),
        "priors that know too much": lambda: forecast_panel(
            figures, as_of=date(2015, 1, 1), priors=read_priors(DATA / "priors" / "2016")
        ),
        "a target of another series": targets(series_id="b"),
        "a direction nobody knows": targets(direction="maintain"),
        "a target without a level": targets(value=float("nan")),
        "a target within a year": targets(year=2020.5),
        "a target above 100": targets(value=101),
        "every series refused": lambda: _command("forecast", folder / "share.csv", "--out", out),
        "a file that is not there": lambda: _command("forecast", none, "--out", out),
        "a file of another kind": lambda: _command("forecast", "panel.ods", "--out", out),
        "a file without a kind": lambda: _command("forecast", "panel", "--out", out),
        "a place that is not there": lambda: _command(
            "forecast", folder / "good.csv", "--out", folder / "none" / "out.csv"
        ),
        "learning from nothing": lambda: _command("learn", folder / "good.csv", "--out", folder),
        "a method nobody knows": lambda: backtest(figures, methods=["line", "magic"]),
        "no lengths": lambda: backtest(figures, lengths=[]),
        "a length of nought": lambda: backtest(figures, lengths=[0, 3]),
        "horizons too far": lambda: backtest(figures, horizons=[1, 200]),
        "origins before every prior": lambda: backtest(figures[figures["year"] <= 2014]),
        "no origin": lambda: backtest(figures.iloc[:1]),
        "nothing to ask": lambda: backtest(figures, origins=[2017]),
        "drift from two figures": lambda: fit_baseline(screen(figures[:2])[0][0], [2020], "drift"),
        "drift from one figure": lambda: fit_baseline(screen(one)[0][0], [2020], "drift"),
    } | _good_panel(folder)


def _good_panel(folder: Path) -> dict[str, Trigger]:
    rows = ["series_id,year,value,kind", *(f"a,{year},50.5,percent" for year in range(2010, 2013))]
    (folder / "good.csv").write_text("\n".join(rows) + "\n")
    (folder / "empty.csv").write_text("")
    (folder / "odd.parquet").write_text("no parquet")
    return {
        "an empty file": partial(_read_panel, folder / "empty.csv"),
        "a file of another kind than its name": partial(_read_panel, folder / "odd.parquet"),
    }


def sheets(folder: Path) -> dict[str, Trigger]:
    """Mistakes in the sheets of a workbook that holds a panel, and tables too large for one."""
    from openpyxl import Workbook

    from urbanstats.files.atomic import write_new
    from urbanstats.files.excel import MOST_ROWS, sheet_bytes
    from urbanstats.files.tables import write_table

    def book(name: str, *rows: list, second: bool = False) -> Trigger:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if second:
            book.create_sheet("more").append(["x"])
        book.save(folder / f"{name}.xlsx")
        return partial(_read_panel, folder / f"{name}.xlsx")

    long = pd.DataFrame(index=range(MOST_ROWS + 1))
    wordy = pd.DataFrame({"note": ["x" * 40_000]})
    (folder / "return.xlsx").write_text("what somebody filled in")
    return {
        "two sheets": book("two", ["year"], second=True),
        "empty sheets": book("none"),
        "no header": book("header", ["year", None, "value"], [2017, 1, 2]),
        "a column twice": book("twice", ["year", "year"], [2017, 1]),
        "a header below": book("below", [None], ["year"]),
        "too many columns": book("wide", ["x"] * 501),
        "an error in a cell": book("error", ["year", "value"], [2017, "#DIV/0!"]),
        "a formula without result": book("formula", ["year", "value"], [2017, "=1/3"]),
        "too many rows": lambda: sheet_bytes({"numbers": long}),
        "too long a text": lambda: sheet_bytes({"numbers": wordy}),
        "a file that is there": lambda: write_new(folder / "return.xlsx", b"other"),
        "a folder that is not there": lambda: write_table(wordy, folder / "none" / "table.csv"),
        "a file in a file": lambda: write_new(folder / "return.xlsx" / "table.xlsx", b"other"),
    }


# --- desk and pages --------------------------------------------------------------------------


def desk(folder: Path) -> dict[str, Trigger]:
    """Mistakes at the desk: entry sheets, returns, tables to take away, figures to keep."""
    from urbanstats.desk.panel.choice import Choice
    from urbanstats.desk.panel.view import save_choice
    from urbanstats.desk.template import write_templates

    (folder / "file").write_text("a file")
    (folder / "run").mkdir()
    (folder / "run" / "manifest.json").write_text("{}")
    (folder / "bad.xlsx").write_bytes(b"")
    data, day = _data(folder / "data"), ["--published", "2019-03-01", "--by", "x"]
    bad = ["import", folder / "bad.xlsx"]
    choice = Choice(indicator="green_coverage", area="Liuzhou", as_of="2018-06-08")
    return {
        "a department misspelt": lambda: write_templates("公安"),
        "a department nobody knows": lambda: _command("template", "--department", "X"),
        "years nobody reports on": lambda: write_templates("公安局", years=[18, 2018, 3000]),
        "a return that is not there": lambda: _command("import", "none.xlsx", *day),
        "a return of tomorrow": lambda: _command(*bad, "--published", "2999-01-01", "--by", "x"),
        "a return of nobody": lambda: _command(*bad, "--published", "2019-03-01", "--by", " "),
        "a return of many": lambda: _command(*bad, "--published", "2019-03-01", "--by", "x" * 61),
        "a return refused": lambda: _command(*bad, *day, "--data", data),
        "data that are a file": lambda: _command(*bad, *day, "--data", folder / "file"),
        "tables of another kind": lambda: _command("export", folder / "run", "-o", "tables.csv"),
        "tables into a run": lambda: _command("export", "-o", folder / "run" / "tables.xlsx"),
        "tables of no run": lambda: _command("export", folder / "none", "-o", "tables.xlsx"),
        "figures in a file": lambda: save_choice(choice, folder / "file"),
    }


def pages(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what pages, slides and charts are made of."""
    from urbanstats.cli.night import _check_free
    from urbanstats.desk.export import run_tables
    from urbanstats.nightly.archive import find_run
    from urbanstats.nightly.digest import load_briefing
    from urbanstats.present.charts.scenarios import draw_scenarios
    from urbanstats.present.deck import check_language
    from urbanstats.present.deck.slides import find_picture
    from urbanstats.present.page import write_site
    from urbanstats.words.phrases import say

    brief = SimpleNamespace(id="../green", figure_name="15_../green_{}_{}".format)
    briefing = SimpleNamespace(run=RUN, indicators=(brief,), language="zh", as_of="2018-06-08")
    green = load_series("green_coverage", as_of=DAY)
    table = pd.DataFrame({"scenario": ["trend"], "year": [2020]})
    for name in ("bare", "broken", "thinned"):
        (folder / name).mkdir()
    (folder / "broken" / "manifest.json").write_text("{}")
    (folder / "thinned" / "thinned.json").write_text("{}")
    (folder / "somebody.pptx").write_bytes(b"slides of somebody")
    return {
        "a language nobody has": lambda: say("years", "fr", first=2018, last=2020),
        "a scenario not in the table": lambda: draw_scenarios(green, {"halted": None}, table),
        "no scenario": lambda: draw_scenarios(green, {}, table),
        "an indicator that names no page": lambda: write_site(briefing, folder),
        "slides in the other language": lambda: check_language(briefing, "en"),
        "a figure missing": lambda: find_picture(brief, folder, "zh"),
        "slides of somebody": lambda: _check_free(folder / "somebody.pptx"),
        "no run yet": lambda: find_run(folder),
        "a run that was thinned out": lambda: find_run(folder, folder / "thinned", whole=True),
        "a run without forecasts": lambda: run_tables(folder, {}),
        "a folder that is no run": lambda: load_briefing(folder / "bare"),
        "a run without briefs": lambda: load_briefing(folder / "broken"),
    }


# --- the night -------------------------------------------------------------------------------


def gate(folder: Path) -> dict[str, Trigger]:
    """Mistakes in what a night is asked to do, and in its notebooks."""
    from urbanstats.nightly.gate import check_night, check_notebook

    the_plan = load_plan()
    source = "area: str = 'Liuzhou'\nyears: list = []"
    _notebook(folder / "good.ipynb", source, ["parameters"])
    _notebook(folder / "untagged.ipynb", source, [])
    (folder / "broken.ipynb").write_text("{")

    def night(**values):
        return lambda: check_night(values, the_plan)

    def notebook(name, **values):
        return lambda: check_notebook(folder / f"{name}.ipynb", values)

    return {
        "a parameter misspelt": night(langage="en"),
        "a parameter nobody knows": night(x=1),
        "a method misspelt": night(method="arma"),
        "a language nobody has": night(language="fr"),
        "an indicator nobody knows": night(indicators=["16"]),
        "an area misspelt": night(area="Luizhou"),
        "no workers": night(workers="none"),
        "too long a time": night(timeout=90_000),
        "a day that is none": night(as_of="2018-6-8"),
        "a day to come": night(as_of="2999-01-01"),
        "a day before every figure": night(as_of="1950-01-01"),
        "a notebook cut off": notebook("broken"),
        "a notebook without parameters": notebook("untagged"),
        "a parameter the notebook has not": notebook("good", region="Liuzhou"),
        "a value of another type": notebook("good", years=2020),
    }


def _notebook(path: Path, source: str, tags: list[str]) -> Path:
    import nbformat

    cell = nbformat.v4.new_code_cell(source, metadata={"tags": tags}, id="one")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def notebooks(folder: Path) -> dict[str, Trigger]:
    """Mistakes of notebooks: each ends otherwise than it should, without a kernel of its own."""
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    from urbanstats.nightly import runner, warm
    from urbanstats.nightly.result import SEAL, read_result, save_result

    for name in ("cut", "changed"):
        (folder / name).mkdir()
    (folder / "cut" / SEAL).write_text("{")
    seal = {"files": {"forecasts.parquet": "0" * 64}}
    (folder / "changed" / SEAL).write_text(json.dumps(seal))
    raised = PapermillExecutionError(1, 2, "1/0", "ZeroDivisionError", "division by zero.", [])
    wordless = PapermillExecutionError(1, 2, "", "KeyboardInterrupt", "", [])
    slow = CellTimeoutError.error_from_timeout_and_cell("", 5, SimpleNamespace(source=""))

    def process(alive: bool, code: int, log: str = ""):
        (folder / "one").mkdir(exist_ok=True)
        (folder / "one" / runner.LOG).write_text(log)
        own = SimpleNamespace(is_alive=lambda: alive, exitcode=code, close=lambda: None)
        quiet = SimpleNamespace(poll=lambda: False, close=lambda: None)
        run = warm._Run(runner.Job("one", folder / "one.ipynb"), own, quiet, 0.0, again=True)
        with patch.object(warm, "_stop", lambda process: None):
            return warm._error_of(run, runner.Asked((), folder, workers=1, timeout=5, limit=25))

    def figure():
        save_result(folder / "figures", pd.DataFrame({"year": [2018]}), {"a/b": None})

    return {
        "a cell that raises": partial(_executed, folder / "raises", raised, begun=2),
        "a cell that raises nothing said": partial(_executed, folder / "stops", wordless, begun=0),
        "a cell that takes too long": partial(_executed, folder / "slow", slow, begun=1),
        "a kernel that dies": partial(_executed, folder / "dies", DeadKernelError("dead"), begun=1),
        "a kernel that does not start": partial(
            _executed, folder / "mute", RuntimeError("Kernel died before replying"), begun=0
        ),
        "a process that does not end": partial(process, True, 0),
        "a process that ends at once": partial(
            process, False, 1, "a\nImportError: no such thing\n"
        ),
        "a process that ends without a word": partial(process, False, 1),
        "no result": lambda: read_result(folder / "none"),
        "a result cut off": lambda: read_result(folder / "cut"),
        "a result that was changed": lambda: read_result(folder / "changed"),
        "a figure named like a folder": figure,
    }


def _executed(folder: Path, problem: Exception, begun: int) -> None:
    """Execute a notebook in which papermill meets a problem after so many cells."""
    import nbformat

    from urbanstats.nightly import warm

    cells = [nbformat.v4.new_code_cell(text, id=f"c{n}") for n, text in enumerate(("", "1/0\n2"))]
    for cell in cells[:begun]:
        cell.metadata["papermill"] = {"start_time": "2026-11-22T20:15:00"}
    folder.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "executed.ipynb")

    def fail(*_, **__):
        raise problem

    with contextlib.chdir(folder), patch.object(warm, "execute_notebook", fail):
        warm.execute({}, SimpleNamespace(kill=lambda: None), folder, timeout=5)


def night(folder: Path) -> dict[str, Trigger]:
    """Mistakes of a whole night, and in what it published."""
    from urbanstats.files.atomic import hash_file, storage_errors
    from urbanstats.nightly.archive import hold_lock
    from urbanstats.nightly.manifest import MANIFEST, SEAL, verify_run
    from urbanstats.nightly.result import merge_forecasts

    def merged(*rows, **changes):
        changed = [*rows, FORECAST.assign(**changes)]
        return lambda: merge_forecasts(changed, [("green_coverage", 2018)])

    def run(name, files=None, seal=True):
        (folder / name).mkdir()
        path = folder / name / MANIFEST
        path.write_text(json.dumps({"files": files or {}}))
        text = f"{hash_file(path)}  {MANIFEST}\n" if seal else "another hash"
        (folder / name / SEAL).write_text(text)
        return folder / name

    def lock_twice():
        with hold_lock(folder / "out"), hold_lock(folder / "out"):
            pass

    def full():
        with storage_errors(folder / "out"):
            raise OSError(28, "No space left on device")

    lost, added, changed = run("lost", {"a.csv": ""}), run("added"), run("changed", {"a.csv": ""})
    for one in (added, changed):
        (one / "a.csv").write_text("x")
    return {
        "a row too many": merged(FORECAST),
        "a row nobody asked for": merged(year=2030),
        "a likelihood above 1": merged(likelihood=1.5),
        "a likelihood without a reason": merged(likelihood=float("nan")),
        "quantiles that descend": merged(**{"q0.1": 3.0}),
        "two nights at once": lock_twice,
        "a full disk": full,
        "nothing to compare": partial(_compared, run("before")),
        "a run without manifest": lambda: verify_run(folder),
        "a manifest that was changed": lambda: verify_run(run("sealed", seal=False)),
        "a file lost": lambda: verify_run(lost),
        "a file added": lambda: verify_run(added),
        "a file changed": lambda: verify_run(changed),
        "a notebook that failed": partial(_night, folder / "failed", "fail"),
        "a night that was stopped": partial(_night, folder / "stopped", "stop"),
    }


def _compared(before: Path) -> None:
    """Compare a run with one before it that forecast nothing of what it forecasts."""
    from urbanstats.nightly import digest

    parameters = {"as_of": "2018-06-08", "area": "Liuzhou", "method": "pooled"}
    night = SimpleNamespace(**parameters | {"as_of": DAY}, indicators=(), out=before.parent)
    FORECAST.assign(as_of="2018-06-08").to_parquet(before / "forecasts.parquet")
    verified = {"data": {}, "parameters": parameters}
    with patch.object(digest, "verify_run", lambda folder: verified):
        run = SimpleNamespace(night=night, folder=before)
        digest._compare(run, FORECAST.assign(year=2030), before)


def _night(out: Path, how: str) -> None:
    """Run a night whose notebooks all fail, or that is stopped, without a kernel."""
    from urbanstats.nightly import archive, night, result
    from urbanstats.nightly.gate import check_night
    from urbanstats.nightly.runner import Outcome

    def jobs(jobs, folder, *, on_done, **_):
        if how == "stop":
            raise KeyboardInterrupt
        for job in jobs:
            on_done(Outcome(job.name, 0.1, error=_caught(lambda: result.read_result(folder))))

    the_plan = load_plan()
    asked = {"out": str(out), "indicators": ["green_coverage"], "as_of": "2018-06-08"}
    asked = check_night(asked, the_plan)
    with (
        patch.object(night, "run_jobs", jobs),
        patch.object(archive, "new_run_id", lambda *_: RUN),
    ):
        night.run_night(asked, the_plan, night.list_jobs(asked, the_plan))


# --- the command line ------------------------------------------------------------------------


def commands(folder: Path) -> dict[str, Trigger]:
    """Mistakes in the words of a command."""
    from urbanstats.cli import desk as lab
    from urbanstats.cli import written_language

    as_root = ["lab", "--allow-root"]

    def root():
        with patch.object(os, "geteuid", lambda: 0):
            _command("lab")

    def alone():
        with patch.object(lab, "PROJECT", folder):
            _command(*as_root)

    def bare():
        with patch("importlib.metadata.requires", lambda _: ['nowhere>=1; extra == "night"']):
            cli.check_extra("nightly")

    return {
        "a command misspelt": lambda: _command("nightli"),
        "no command": lambda: _command(),
        "a command without its extra": bare,
        "an option misspelt": lambda: _command("nightly", "--as_of", "2018-06-08"),
        "an option missing": lambda: _command("import", "a.xlsx"),
        "a day that is none": lambda: _command("forecast", "a.csv", "--as-of", "May"),
        "a horizon that is none": lambda: _command("forecast", "a.csv", "--horizons", "two"),
        "an option without its value": lambda: _command("forecast", "a.csv", "--out"),
        "an option without its values": lambda: _command("forecast", "a.csv", "--horizons"),
        "an option with a value too many": lambda: _command("lab", "--no-browser=yes"),
        "a port that is none": lambda: _command("lab", "--port", "0"),
        "a language nobody has": lambda: _command("audit", "--language", "fr"),
        "a setting of no language": lambda: written_language(None, {"URBANSTATS_LANGUAGE": "fr"}),
        "root at the desk": root,
        "the desk without its project": alone,
        "a run to verify that is none": lambda: _command("verify", folder),
        "an audit of an odd day": lambda: _command("audit", "--as-of", "soon"),
        "an odd ending of an audit": lambda: _command("audit", "--out", "audit.doc"),
        "an unknown method of a backtest": lambda: _command("backtest", "--methods", "magic"),
    }


GROUPS = (
    plan, series, tables, data, containers, trends, learning, outlooks, panels, sheets, desk,
    pages, gate, notebooks, night, commands,
)  # fmt: skip
