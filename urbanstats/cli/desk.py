"""Commands of the desk: entry sheets for departments, their returns, tables to take away."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from urbanstats.cli.language import SETTING
from urbanstats.cli.parser import add_parser, day
from urbanstats.errors import ParameterError


def add_template(commands: argparse._SubParsersAction) -> None:
    """Add the command `template` and its options."""
    words = add_parser(
        commands, "template", "help_template", language_help="help_template_language"
    )
    words.add_argument(
        "--department", required=True, metavar="NAME", help="help_template_department"
    )
    words.add_argument("-o", "--out", metavar="FILE", help="help_template_out")
    words.add_argument(
        "--years", nargs="+", type=int, default=[], metavar="YEAR", help="help_template_years"
    )
    words.set_defaults(command=template)


def template(asked: argparse.Namespace) -> None:
    """Write the entry sheet of a department, or of each, and name the files."""
    from urbanstats.desk.template import write_templates
    from urbanstats.words.phrases import say

    lang = asked.language if asked.explicit or SETTING in os.environ else "zh"
    written = write_templates(asked.department, asked.out, years=asked.years, lang=lang)
    for path, department, rows in written:
        told = {"path": path, "rows": rows, "department": department}
        print(say("entry_written", asked.lang, **told))


def add_import(commands: argparse._SubParsersAction) -> None:
    """Add the command `import` and its options."""
    words = add_parser(commands, "import", "help_import")
    words.add_argument("file", metavar="FILE", help="help_import_file")
    words.add_argument(
        "--published", required=True, type=day, metavar="DATE", help="help_import_published"
    )
    words.add_argument("--by", required=True, metavar="NAME", help="help_import_by")
    words.add_argument("--dry-run", action="store_true", help="help_import_dry")
    words.add_argument("--data", default="", metavar="FOLDER", help="help_import_data")
    words.set_defaults(command=bring_in)


def bring_in(asked: argparse.Namespace) -> None:
    """Add a return to the observations if all of it is right, and print what was found."""
    from urbanstats.desk.intake import check_taken, take_in
    from urbanstats.desk.telling import intake_text

    _check_there(asked.file)
    dry = {"dry_run": asked.dry_run}
    intake = take_in(asked.file, asked.published, asked.by, data=asked.data or None, **dry)
    print(intake_text(intake, asked.lang, data=asked.data, **dry))
    check_taken(intake, asked.lang)


def _check_there(file: str) -> None:
    if Path(file).is_file():
        return
    raise ParameterError(
        "PAR-RETURN",
        where=file,
        wrong="there is no such file",
        expected="The return of a department, an .xlsx file, is expected",
        do="correct the path",
    )


def add_export(commands: argparse._SubParsersAction) -> None:
    """Add the command `export` and its options."""
    words = add_parser(commands, "export", "help_export")
    words.add_argument("folder", nargs="?", metavar="RUN_FOLDER", help="help_newest_run")
    words.add_argument("-o", "--out", required=True, metavar="FILE", help="help_export_out")
    words.set_defaults(command=export)


def export(asked: argparse.Namespace) -> None:
    """Write the tables of a run into a workbook, after comparing the run with its manifest."""
    from urbanstats.desk.export import run_tables
    from urbanstats.nightly.archive import check_outside, find_run
    from urbanstats.nightly.manifest import verify_run
    from urbanstats.outlook.files import check_ending, write_new
    from urbanstats.outlook.sheets import sheet_bytes
    from urbanstats.words.phrases import say

    check_ending(asked.out, (".xlsx",))
    check_outside(Path(asked.out))
    folder = find_run(Path("."), asked.folder)
    manifest = verify_run(folder)
    facts = {name: str(manifest["parameters"][name]) for name in ("as_of", "area", "method")}
    facts |= {"run": manifest["run"], "urbanstats": manifest["versions"]["urbanstats"]}
    lang = asked.explicit or manifest["parameters"]["language"]
    tables = run_tables(folder, facts, lang)
    write_new(Path(asked.out), sheet_bytes(tables))
    print(say("export_done", asked.lang, path=asked.out, sheets=", ".join(tables)))
