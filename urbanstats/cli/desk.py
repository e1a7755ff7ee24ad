"""Commands of the desk: template, import, export and lab."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from urbanstats.cli import SETTING
from urbanstats.errors import ParameterError, StorageError
from urbanstats.words.phrases import say


def template(asked: argparse.Namespace) -> None:
    """Write the entry sheet of a department, or of each, and name the files."""
    from urbanstats.desk.template import write_templates

    lang = asked.language if asked.explicit or SETTING in os.environ else "zh"
    written = write_templates(asked.department, asked.out, years=asked.years, lang=lang)
    for path, department, rows in written:
        told = {"path": path, "rows": rows, "department": department}
        print(say("entry_written", asked.lang, **told))


def bring_in(asked: argparse.Namespace) -> None:
    """Add a return to the observations if all of it is right, and print what was found."""
    from urbanstats.desk.intake import check_taken, intake_text, take_in

    if not Path(asked.file).is_file():
        raise ParameterError("PAR-RETURN", where=asked.file)
    dry = {"dry_run": asked.dry_run}
    intake = take_in(asked.file, asked.published, asked.by, data=asked.data or None, **dry)
    print(intake_text(intake, asked.lang, data=asked.data, **dry))
    check_taken(intake)


def export(asked: argparse.Namespace) -> None:
    """Write the tables of a run into a workbook, after comparing the run with its manifest."""
    from urbanstats.desk.export import run_tables
    from urbanstats.files.atomic import write_new
    from urbanstats.files.excel import sheet_bytes
    from urbanstats.files.tables import check_ending
    from urbanstats.nightly.archive import check_outside, find_run
    from urbanstats.nightly.manifest import verify_run

    check_ending(asked.out, (".xlsx",))
    check_outside(Path(asked.out))
    folder = find_run(Path("."), asked.folder, whole=True)
    manifest = verify_run(folder)
    facts = {name: str(manifest["parameters"][name]) for name in ("as_of", "area", "method")}
    facts |= {"run": manifest["run"], "urbanstats": manifest["versions"]["urbanstats"]}
    lang = asked.explicit or manifest["parameters"]["language"]
    tables = run_tables(folder, facts, lang)
    write_new(Path(asked.out), sheet_bytes(tables))
    print(say("export_done", asked.lang, path=asked.out, sheets=", ".join(tables)))


PROJECT = Path(__file__).parents[2]
NOTEBOOK = "notebooks/explore.ipynb"
KEPT_CLEAN = "notebooks/"  # files below it are saved without outputs
LEFT_OUT = "@jupyterlab/apputils-extension:announcements"  # asks about news from elsewhere
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def lab(asked: argparse.Namespace) -> None:
    """Open the exploring notebook; returns when JupyterLab is stopped."""
    if not asked.allow_root and sys.platform != "win32" and os.geteuid() == 0:
        raise ParameterError("PAR-ROOT")  # everyone who has the token would be root
    if not (PROJECT / NOTEBOOK).is_file():  # the package alone, without the project around it
        raise StorageError("STORE-NOTEBOOK", notebook=NOTEBOOK, folder=str(PROJECT))
    from jupyterlab.labapp import LabApp

    os.environ[SETTING] = asked.lang
    with tempfile.TemporaryDirectory(prefix="urbanstats-lab-") as folder:
        leave_out_news(Path(folder))
        LabApp.launch_instance(argv=lab_words(asked))


def leave_out_news(folder: Path) -> None:
    """Let JupyterLab read from a folder that it is not to offer news; there is no word for it."""
    page = folder / "labconfig" / "page_config.json"
    page.parent.mkdir()
    page.write_text(json.dumps({"disabledExtensions": {LEFT_OUT: True}}), encoding="utf-8")
    others = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(folder), others]))


def lab_words(asked: argparse.Namespace) -> list[str]:
    """Return how JupyterLab is started: for this machine, with a token, within the project.

    Nothing is fetched from elsewhere: no news, no search for updates, no list of extensions.
    """
    words = [
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={PROJECT}",
        f"--LabApp.default_url=/doc/tree/{NOTEBOOK}",  # /doc: without the list of files
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        f"--FileContentsManager.pre_save_hook={__name__}.keep_clean",
    ]
    words += [f"--ServerApp.port={asked.port}"] if asked.port else []
    words += ["--ServerApp.open_browser=False"] if asked.no_browser else []
    return words + (["--allow-root"] if asked.allow_root else [])


def keep_clean(*, model: dict[str, Any], path: str, **_: object) -> None:
    """Save the project's notebooks as they are kept: without outputs, counts or traces of a run.

    JupyterLab calls this before it writes a file; what is on the screen stays there. ``model`` is
    what will be written, changed in place; ``path`` is the file below the project's folder.
    """
    if model.get("type") != "notebook" or not path.strip("/").startswith(KEPT_CLEAN):
        return
    content = model["content"]
    content["metadata"] = METADATA | {}
    for cell in content["cells"]:
        tags = cell["metadata"].get("tags")
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
