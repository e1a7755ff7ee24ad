"""Commands of the desk: entry sheets for departments, their returns, tables to take away."""

from __future__ import annotations

import argparse
from pathlib import Path

from urbanstats.cli.parser import day


def add_template(commands: argparse._SubParsersAction) -> None:
    """Add the command `template` and its options."""
    words = commands.add_parser(
        "template", help="write the Excel sheet a department fills in", allow_abbrev=False
    )
    words.add_argument("--department", required=True, metavar="NAME", help="such as 公安局, or all")
    words.add_argument("-o", "--out", metavar="FILE", help="default: NAME.xlsx; all: a folder")
    words.add_argument("--years", nargs="+", type=int, default=[], help="default: the plan's")
    words.add_argument("--language", choices=("zh", "en"), default="zh")
    words.set_defaults(command=template)


def template(asked: argparse.Namespace) -> None:
    """Write the entry sheet of a department, or of each, and name the files."""
    from urbanstats.desk.template import write_templates
    from urbanstats.present.words import say

    written = write_templates(asked.department, asked.out, years=asked.years, lang=asked.language)
    for path, department, rows in written:
        told = {"path": path, "rows": rows, "department": department}
        print(say("entry_written", asked.language, **told))


def add_import(commands: argparse._SubParsersAction) -> None:
    """Add the command `import` and its options."""
    words = commands.add_parser(
        "import", help="add a department's return to the observations", allow_abbrev=False
    )
    words.add_argument("file", metavar="FILE", help="the template, filled in (.xlsx)")
    words.add_argument(
        "--published", required=True, type=day, metavar="DATE", help="when the figures became known"
    )
    words.add_argument("--by", required=True, metavar="NAME", help="who brings the return in")
    words.add_argument("--dry-run", action="store_true", help="show what would change, and stop")
    words.add_argument("--language", choices=("zh", "en"), default="en")
    words.add_argument("--data", default="", metavar="FOLDER", help="default: the shipped data")
    words.set_defaults(command=bring_in)


def bring_in(asked: argparse.Namespace) -> None:
    """Add a return to the observations if all of it is right, and print what was found."""
    from urbanstats.desk.intake import check_taken, take_in
    from urbanstats.desk.telling import intake_text

    dry = {"dry_run": asked.dry_run}
    intake = take_in(asked.file, asked.published, asked.by, data=asked.data or None, **dry)
    print(intake_text(intake, asked.language, data=asked.data, **dry))
    check_taken(intake, asked.language)


def add_export(commands: argparse._SubParsersAction) -> None:
    """Add the command `export` and its options."""
    words = commands.add_parser(
        "export", help="write a published run as one Excel workbook", allow_abbrev=False
    )
    words.add_argument("folder", nargs="?", metavar="RUN_FOLDER", help="default: the newest run")
    words.add_argument("-o", "--out", required=True, metavar="FILE", help="such as tables.xlsx")
    words.add_argument("--language", choices=("zh", "en"), default="en")
    words.set_defaults(command=export)


def export(asked: argparse.Namespace) -> None:
    """Write the tables of a run into a workbook, after comparing the run with its manifest."""
    from urbanstats.desk.export import run_tables
    from urbanstats.nightly.archive import find_run
    from urbanstats.nightly.manifest import verify_run
    from urbanstats.outlook.files import check_ending, write_workbook
    from urbanstats.present.words import say

    check_ending(asked.out, (".xlsx",))
    folder = find_run(Path("."), asked.folder)
    manifest = verify_run(folder)
    facts = {name: str(manifest["parameters"][name]) for name in ("as_of", "area", "method")}
    facts |= {"run": manifest["run"], "urbanstats": manifest["versions"]["urbanstats"]}
    tables = run_tables(folder, facts, asked.language)
    path = write_workbook(tables, asked.out)
    print(say("export_done", asked.language, path=path, sheets=", ".join(tables)))
