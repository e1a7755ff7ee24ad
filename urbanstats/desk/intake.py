"""A return taken in: checked as a whole, written as a whole or not at all, and told."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from urbanstats.desk.changes import CONFIRMS, REVISES, SAME, Change, compare, note_targets
from urbanstats.desk.entry import Return, read_return
from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import storage_errors
from urbanstats.plan.load import check_table, data_folder, load_bases, load_plan, load_rows
from urbanstats.plan.package import hold_data, load_description, read_bytes, replace_table, settle
from urbanstats.words.phrases import name_of, number_text, say

TABLE = "observations"
ORDER = ("area", "indicator", "year", "basis", "published", "source")  # the file is sorted by


@dataclass(frozen=True)
class Intake:
    """What became of a return.

    Parameters
    ----------
    found
        What the return says, with all findings.
    published
        Day on which its figures became known.
    changes
        What each figure changes.
    rows
        Rows added to the observations.
    path
        The file they were, or would be, added to.
    finished
        Whether an earlier import that was interrupted was finished first.
    """

    found: Return
    published: date
    changes: tuple[Change, ...]
    rows: int
    path: Path
    finished: bool = False

    @property
    def refused(self) -> int:
        """Return how many findings keep the return from being taken."""
        return sum(one.refused for one in self.found.findings)


def take_in(
    path: str | os.PathLike,
    published: date,
    by: str,
    *,
    data: str | os.PathLike | None = None,
    dry_run: bool = False,
) -> Intake:
    """Read a return, check it, and add its figures to the observations if all of it is right.

    A figure that differs from what was known of its year becomes a revision: a row of quality
    ``revised`` that counts from `published` on, while the old row goes on counting before.

    Parameters
    ----------
    path
        Excel file of a department.
    published
        Day on which its figures became known, not after today.
    by
        Who brings it in; kept with the source of every row.
    data
        Data folder, as for ``load_plan``.
    dry_run
        Whether only to tell what would change.

    Raises
    ------
    ParameterError
        If the day is in the future or nobody is named.
    DataError, LockedError, StorageError
        If the data folder is not whole, in use, or cannot be written. A return that is not right
        raises nothing here: see `check_taken`.
    """
    by = re.sub(r"\s+", " ", by).strip()
    _check_words(published, by)
    folder = data_folder(data)
    with _alone(folder, dry_run):
        finished = not dry_run and settle(folder)
        plan = load_plan(folder)
        found = read_return(path, plan, load_bases(folder))
        changes = compare(found, load_rows(TABLE, folder), plan.area, published)
        note_targets(found, plan)
        facts = {"area": plan.area, "published": published.isoformat(), "by": by}
        rows = [_row(change, found, facts) for change in changes if change.kind != SAME]
        resource = next(r for r in load_description(folder)["resources"] if r["name"] == TABLE)
        intake = Intake(found, published, changes, len(rows), folder / resource["path"], finished)
        if rows and not dry_run and not intake.refused:
            content = with_rows(read_bytes(folder, resource["path"]), rows)
            check_table(folder, TABLE, content)
            replace_table(folder, TABLE, content)
    return intake


def _check_words(published: date, by: str) -> None:
    if published > date.today():
        raise ParameterError("PAR-PUBLISHED", day=published)
    if not by or len(by) > 60:
        raise ParameterError("PAR-BY", name=by[:20] or None)


@contextmanager
def _alone(folder: Path, dry_run: bool):
    """Hold the data folder while it is read and changed; a dry run changes nothing."""
    with ExitStack() as held:
        if not dry_run:
            with storage_errors(folder, "STORE-WRITE.data"):
                held.enter_context(hold_data(folder))
        yield


def _row(change: Change, found: Return, facts: dict[str, str]) -> dict[str, str]:
    figure = change.figure
    file = re.sub(r"\s+", " ", found.file)
    return {
        "area": facts["area"],
        "indicator": figure.indicator.id,
        "year": str(figure.year),
        "value": str(figure.number),
        "unit": figure.indicator.unit,
        "decimals": str(figure.number.decimals),
        "basis": figure.basis,
        "published": facts["published"],
        "quality": change.quality,
        "source": f"{figure.department}填报表, {file} (sha256 {found.digest[:12]}), "
        f"{facts['published']}公布, 录入人 {facts['by']}",
        "note": f"备注：{figure.note}" if figure.note else "",
    }


def with_rows(content: bytes, rows: list[dict[str, str]]) -> bytes:
    r"""Return a CSV file with rows added where its order puts them, every other byte kept.

    Examples
    --------
    >>> old = b"area,indicator,year,basis,published,source,note\r\nA,x,2018,p,2019,s,\r\n"
    >>> row = {"area": "A", "indicator": "x", "year": "2017", "basis": "p", "published": "2019"}
    >>> with_rows(old, [row | {"source": "s, t", "note": ""}]).splitlines()[1:]
    [b'A,x,2017,p,2019,"s, t",', b'A,x,2018,p,2019,s,']
    """
    text = content.decode("utf-8")
    ending = "\r\n" if "\r\n" in text.split("\n", 1)[0] + "\n" else "\n"
    records = _records(text if text.endswith("\n") else text + ending)
    header = next(csv.reader([records[0].lstrip("\ufeff")]))
    keyed = [(_key(dict(zip(header, _cells(one), strict=False))), one) for one in records[1:]]
    for row in sorted(rows, key=_key):
        line = io.StringIO()
        csv.writer(line, lineterminator=ending).writerow([row[name] for name in header])
        after = (at for at, (key, _) in enumerate(keyed) if key > _key(row))
        place = next(after, len(keyed))
        keyed.insert(place, (_key(row), line.getvalue()))
    return "".join([records[0], *(one for _, one in keyed)]).encode("utf-8")


def _records(text: str) -> list[str]:
    """Return the records of a CSV file as they stand there, line endings and all."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines)
    records, start = [], 0
    for _ in reader:
        records.append("".join(lines[start : reader.line_num]))
        start = reader.line_num
    return records


def _cells(record: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline="")), [])


def _key(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ORDER)


def check_taken(intake: Intake) -> None:
    """Refuse a return that is not right as a whole.

    Raises
    ------
    DataError
        With code ``ENTRY-REFUSED`` and the number of findings that must be mended.
    """
    if intake.refused:
        raise DataError("ENTRY-REFUSED", where=intake.found.file, n=intake.refused)


MOST_FINDINGS = 20
KINDS = {REVISES: "entry_revises", CONFIRMS: "entry_confirms", SAME: "entry_same"}


def intake_text(intake: Intake, lang: str = "en", *, dry_run: bool = False, data: str = "") -> str:
    """Return what was found in a return, what changes, and what to do next, as lines of text.

    Parameters
    ----------
    intake
        What `take_in` returned.
    dry_run
        Whether nothing was to be written.
    data
        Data folder that was named, "" for the usual one.
    """
    found = intake.found
    lines = [say("entry_finished", lang)] if intake.finished else []
    figures = len(found.figures)
    lines.append(say("entry_counted", lang, file=found.file, figures=figures, blank=found.blank))
    by_weight = sorted(found.findings, key=lambda one: not one.refused)
    lines += [one.text(lang) for one in by_weight[:MOST_FINDINGS]]
    if len(by_weight) > MOST_FINDINGS:
        lines.append(say("entry_more", lang, n=len(by_weight)))
    if intake.changes and not intake.refused:
        lines.append(say("entry_published", lang, day=intake.published))
        lines += [f"  {change_text(change, lang)}" for change in intake.changes]
    if not intake.refused:
        lines.append(_outcome(intake, lang, dry_run, data))
    return "\n".join(lines)


def _outcome(intake: Intake, lang: str, dry_run: bool, data: str) -> str:
    if not intake.rows:
        return say("entry_nothing", lang)
    if dry_run:
        return say("entry_dry", lang)
    command = "urbanstats nightly" + (" --language zh" if lang == "zh" else "")
    command = f"URBANSTATS_DATA={shlex.quote(data)} {command}" if data else command
    return say("entry_added", lang, rows=intake.rows, path=intake.path.name, command=command)


def change_text(change: Change, lang: str = "en") -> str:
    """Return one change: indicator, year, basis, what was known since when, the new figure."""
    figure, known = change.figure, say("entry_new", lang)
    unit = figure.indicator.unit
    if change.known is not None:
        value = number_text(change.known["value"], unit, int(change.known["decimals"]), lang)
        known = say("entry_known", lang, value=value, day=change.known["published"])
    text = say(
        "entry_change",
        lang,
        name=figure.indicator.name(lang),
        year=figure.year,
        basis=name_of("basis", figure.basis, lang),
        known=known,
        new=number_text(figure.number.value, unit, figure.number.decimals, lang),
    )
    return say(KINDS[change.kind], lang, change=text) if change.kind in KINDS else text
