"""A return taken in: held against what is known, written as a whole or not at all, and told."""

from __future__ import annotations

import csv
import io
import os
import re
import shlex
from codecs import BOM_UTF8
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from urbanstats.desk.entry import Figure, Return, read_return, unit_texts
from urbanstats.errors import DataError, ParameterError
from urbanstats.files.atomic import storage_errors
from urbanstats.plan import load, rules
from urbanstats.plan.package import hold_data, load_description, read_bytes, replace_table, settle
from urbanstats.plan.values import Plan
from urbanstats.words.catalogue import LANGUAGES
from urbanstats.words.phrases import name_of, number_text, say

TABLE = "observations"
ORDER = ("area", "indicator", "year", "basis", "published", "source")  # the file is sorted by
FAR = 5.0  # points a year: one in six yearly changes of the shipped percentages is larger
FAR_RATIO = 2.0  # for counts
SLIP_BELOW = (1.0, 10.0)  # up to 1 where at least 10 was published: a fraction, not a percentage
SLIP_RATIO = 1_000.0  # for counts: thousands or ten thousands instead of persons
SAME, CONFIRMS, REVISES, NEW = "same", "confirms", "revises", "new"
MOST_FINDINGS = 20  # that are shown
KINDS = {REVISES: "entry_revises", CONFIRMS: "entry_confirms", SAME: "entry_same"}


@dataclass(frozen=True)
class Change:
    """One figure of a return and what it does to what is known.

    kind : ``"new"``, ``"revises"`` (differs beyond rounding from what was known), ``"confirms"``
    (agrees with it) or ``"same"`` (an official figure says exactly this already). known : row of
    the figure known on the day the return is published, None if there was none.
    """

    figure: Figure
    kind: str
    known: dict | None

    @property
    def quality(self) -> str:
        """Return the quality of the row that this change adds."""
        return rules.REVISED if self.kind == REVISES else "official"


@dataclass(frozen=True)
class Intake:
    """What became of a return.

    found : what the return says, with all findings. published : day on which its figures became
    known. changes : what each figure changes. rows : how many are added to the observations.
    path : the file they were, or would be, added to. finished : whether an earlier import that
    was interrupted was finished first.
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
    if published > date.today():
        raise ParameterError("PAR-PUBLISHED", day=published)
    if not by or len(by) > 60:
        raise ParameterError("PAR-BY", name=by[:20] or None)
    folder = load.data_folder(data)
    with ExitStack() as held:
        if not dry_run:
            with storage_errors(folder, "STORE-WRITE.data"):
                held.enter_context(hold_data(folder))
        finished = not dry_run and settle(folder)
        plan = load.load_plan(folder)
        found = read_return(path, plan, load.load_bases(folder))
        changes = compare(found, load.load_rows(TABLE, folder), plan, published)
        facts = {"area": plan.area, "published": published.isoformat(), "by": by}
        rows = [_row(change, found, facts) for change in changes if change.kind != SAME]
        resource = next(r for r in load_description(folder)["resources"] if r["name"] == TABLE)
        intake = Intake(found, published, changes, len(rows), folder / resource["path"], finished)
        if rows and not dry_run and not intake.refused:
            content = with_rows(read_bytes(folder, resource["path"]), rows)
            load.check_table(folder, TABLE, content)
            replace_table(folder, TABLE, content)
    return intake


def compare(
    found: Return, observations: Sequence[dict], plan: Plan, published: date
) -> tuple[Change, ...]:
    """Return what each figure of a return changes; what speaks against one becomes a finding.

    ``observations`` are the rows of all published figures, ``published`` is the day on which
    those of the return became known. The plan gives the area that the return is about, and the
    targets: a figure that is exactly its year's target may have been copied.
    """
    usable = [
        row for row in observations if row["quality"] != rules.SUSPECT and row["area"] == plan.area
    ]
    changes = []
    for figure in found.figures:
        mine = [row for row in usable if row["indicator"] == figure.indicator.id]
        by_then = [row for row in mine if row["published"] <= published]
        known, before = load.in_force(by_then), len(found.findings)
        _doubt(found, figure, known, published)
        if any(one.refused for one in found.findings[before:]):
            continue
        change = _change(figure, _on(known, figure), _on(by_then, figure))
        changes.append(change)
        if later := _contradiction(change, _on(mine, figure), published):
            facts = {"known": _value(figure, later["value"]), "day": later["published"]}
            _find(found, figure, "ENTRY-LATER", value=str(figure.number), **facts)
    levels = {(target.indicator, target.year): target.value for target in plan.targets}
    for figure in found.figures:
        if levels.get((figure.indicator.id, figure.year)) == figure.number.value:
            _find(found, figure, "ENTRY-TARGET", value=str(figure.number), year=figure.year)
    return tuple(changes)


def _on(rows: list[dict], figure: Figure) -> list[dict]:
    """Return the rows of a figure's year and basis."""
    return [row for row in rows if (row["year"], row["basis"]) == (figure.year, figure.basis)]


def _change(figure: Figure, counting: list[dict], rows: list[dict]) -> Change:
    if not counting:
        return Change(figure, NEW, None)
    number, newest = figure.number, rules.newest_vintage(rows)
    value, decimals = counting[0]["value"], counting[0]["decimals"]
    first = min(row["published"] for row in newest if row["value"] == value)
    row = counting[0] | {"published": first}  # of the sources that say so, the day of the first
    if abs(value - number.value) > rules.rounding(min(decimals, number.decimals)):
        return Change(figure, REVISES, row)
    same = any(
        abs(row["value"] - number.value) < 1e-9
        and row["quality"] in ("official", rules.REVISED)
        and row["decimals"] == number.decimals
        for row in newest
    )
    return Change(figure, SAME if same else CONFIRMS, row)


def _contradiction(change: Change, others: list[dict], published: date) -> dict | None:
    """Return the row that a figure would contradict once it is added, None if there is none."""
    if change.kind == SAME or not others:
        return None
    number = change.figure.number
    added = others[0] | {"value": number.value, "decimals": number.decimals}
    together = [*others, added | {"published": published, "quality": change.quality}]
    apart = [at for at in rules.first_disagreement(together) if at < len(others)]
    return others[apart[-1]] if apart else None


def _doubt(found: Return, figure: Figure, known: list[dict], published: date) -> None:
    """Find what speaks against a figure in the light of those known before it."""
    number, percent = figure.number, figure.indicator.unit == "percent"
    if figure.year >= published.year:
        code = "ENTRY-FUTURE" if figure.year > published.year else "ENTRY-UNFINISHED"
        _find(found, figure, code, year=figure.year, day=published)
    if not known:
        return
    near = min(known, key=lambda row: _distance(row, figure))
    last = {"last": _value(figure, near["value"]), "year": near["year"]}
    ratio = max(number.value, near["value"]) / max(min(number.value, near["value"]), 1e-9)
    low, high = SLIP_BELOW
    slip = 0 < number.value <= low and near["value"] >= high if percent else ratio >= SLIP_RATIO
    years = max(abs(figure.year - near["year"]), 1)
    far = abs(number.value - near["value"]) > FAR * years if percent else ratio > FAR_RATIO
    if slip:
        unit = unit_texts(figure.indicator.unit)
        _find(found, figure, "ENTRY-SLIP", unit=unit, value=str(number), **last)
    elif far and near["basis"] == figure.basis:
        _find(found, figure, "ENTRY-FAR", value=str(number), **last)


def _distance(row: dict, figure: Figure) -> tuple[bool, bool, int]:
    """Return what is least for a row on a figure's basis, of another year, near in time."""
    years = abs(row["year"] - figure.year)
    return row["basis"] != figure.basis, years == 0, years


def _value(figure: Figure, value: float) -> dict[str, str]:
    unit = figure.indicator.unit
    return {lang: number_text(round(value, 4), unit, lang=lang) for lang in LANGUAGES}


def _find(found: Return, figure: Figure, code: str, **facts: object) -> None:
    found.find(code, figure.sheet, figure.cell, **facts)


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
    mark, text = content[: 3 * content.startswith(BOM_UTF8)], content.decode("utf-8-sig")
    ending = "\r\n" if "\r\n" in text.split("\n", 1)[0] + "\n" else "\n"
    (header, head), *old = _records(text if text.endswith("\n") else text + ending)
    keyed = [(_key(dict(zip(header, cells, strict=False))), record) for cells, record in old]
    for row in sorted(rows, key=_key):
        line = io.StringIO()
        csv.writer(line, lineterminator=ending).writerow([row[name] for name in header])
        after = (at for at, (key, _) in enumerate(keyed) if key > _key(row))
        keyed.insert(next(after, len(keyed)), (_key(row), line.getvalue()))
    return mark + "".join([head, *(record for _, record in keyed)]).encode("utf-8")


def _records(text: str) -> list[tuple[list[str], str]]:
    """Return the cells of each record of a CSV file, and the record as it stands there."""
    lines = io.StringIO(text, newline="").readlines()
    reader = csv.reader(lines)
    records, start = [], 0
    for cells in reader:
        records.append((cells, "".join(lines[start : reader.line_num])))
        start = reader.line_num
    return records


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


def intake_text(intake: Intake, lang: str = "en", *, dry_run: bool = False, data: str = "") -> str:
    """Return what was found in a return, what changes, and what to do next, as lines of text.

    ``dry_run`` as for `take_in`; ``data`` is the folder that was named, "" for the usual one.
    """
    found, figures = intake.found, len(intake.found.figures)
    lines = [say("entry_finished", lang)] if intake.finished else []
    lines.append(say("entry_counted", lang, file=found.file, figures=figures, blank=found.blank))
    by_weight = sorted(found.findings, key=lambda one: not one.refused)
    lines += [one.text(lang) for one in by_weight[:MOST_FINDINGS]]
    if len(by_weight) > MOST_FINDINGS:
        lines.append(say("entry_more", lang, n=len(by_weight)))
    if intake.refused:
        return "\n".join(lines)
    if intake.changes:
        lines.append(say("entry_published", lang, day=intake.published))
        lines += [f"  {_change_text(change, lang)}" for change in intake.changes]
    if not intake.rows or dry_run:
        return "\n".join([*lines, say("entry_dry" if intake.rows else "entry_nothing", lang)])
    command = "urbanstats nightly" + (" --language zh" if lang == "zh" else "")
    command = f"URBANSTATS_DATA={shlex.quote(data)} {command}" if data else command
    added = {"rows": intake.rows, "path": intake.path.name, "command": command}
    return "\n".join([*lines, say("entry_added", lang, **added)])


def _change_text(change: Change, lang: str) -> str:
    figure, unit, known = change.figure, change.figure.indicator.unit, say("entry_new", lang)
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
