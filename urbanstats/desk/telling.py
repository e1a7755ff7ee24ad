"""What became of a return, in lines of text."""

from __future__ import annotations

import shlex

from urbanstats.desk.changes import CONFIRMS, REVISES, SAME, Change
from urbanstats.desk.intake import Intake
from urbanstats.words.phrases import name_of, number_text, say

MOST_FINDINGS = 20
KINDS = {REVISES: "entry_revises", CONFIRMS: "entry_confirms", SAME: "entry_same"}


def intake_text(intake: Intake, lang: str = "en", *, dry_run: bool = False, data: str = "") -> str:
    """Return what was found in a return, what changes, and what to do next, as lines of text.

    Parameters
    ----------
    intake
        What `take_in` returned.
    lang
        ``"en"`` or ``"zh"``.
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
