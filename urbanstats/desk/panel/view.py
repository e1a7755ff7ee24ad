"""What the panel shows of a choice, as HTML; nothing here knows of widgets."""

from __future__ import annotations

from html import escape

import pandas as pd

from urbanstats.brief.indicator import fan_entries, figure_entries, pace_entry, target_entries
from urbanstats.brief.likelihood import evidence_text, judgement, meaning_sentences, two_readings
from urbanstats.brief.required import required_sentence
from urbanstats.brief.scenarios import chance_text, scenario_label, scenario_sentence
from urbanstats.brief.tables import source_table
from urbanstats.desk.panel.choice import Answer, Choice, apply_choice, needed_for
from urbanstats.errors import UrbanstatsError
from urbanstats.outlook.scenario import compare_scenarios
from urbanstats.plan.load import kept, load_plan, load_series
from urbanstats.present.svg import bars_svg, fan_svg, histogram_svg
from urbanstats.words.phrases import name_of, say, target_text

PARTS = ("headline", "note", "fan", "bars", "meaning", "needed", "reality", "sources")
REASONS = {"DATA-NOSERIES": "panel_no_figure", "PAR-YEAR": "panel_too_late"}


def render(choice: Choice) -> dict[str, str]:
    """Return the HTML of every part of the panel by its name, one of `PARTS`.

    A mistake that a reader can mend is told as the note, and the other parts are empty.
    """
    try:
        return dict(zip(PARTS, _parts(choice), strict=True))
    except UrbanstatsError as error:
        return dict.fromkeys(PARTS, "") | {"note": _box(error_text(error, choice), "problem")}


def error_text(error: UrbanstatsError, choice: Choice) -> str:
    """Return a mistake as a sentence, in the language chosen where it is a usual one."""
    lang = choice.lang
    if error.code not in REASONS:
        return say("panel_problem", lang, error=error.text(lang))
    return say(
        REASONS[error.code],
        lang,
        day=choice.as_of,
        name=name_of("indicator", choice.indicator, lang),
        area=name_of("area", choice.area, lang),
        first=error.facts["first"],
    )


def _parts(choice: Choice) -> tuple[str, ...]:
    lang, found = choice.lang, apply_choice(choice)
    words = {"lang": lang, "unit": found.series.unit}
    targets = target_entries(found.table)
    fan = fan_entries(found.projection, found.series.last[0])
    figures = figure_entries(found.series)
    supposed = None  # the last target in the scenario
    if choice.scenario != "trend":
        asked = found.series, found.targets, found.plain, [choice.supposed]
        supposed = compare_scenarios(*asked).iloc[-1]
    drawn = fan_svg(figures, fan, targets, basis=found.series.basis, **words)
    needed, reality = _reality(choice.place, lang)
    meaning = "".join(f"<li>{escape(each)}</li>" for each in _meaning(choice, found, supposed))
    return (
        _headline(choice, found, supposed),
        _box(_refused(choice, found), "note"),
        _card(say("panel_fan", lang), drawn),
        _card(say("panel_bars", lang), bars_svg(targets, **words)),
        _card(say("panel_meaning", lang), f"<ul>{meaning}</ul>"),
        _card(say("panel_needed", lang), f"<p>{escape(needed)}</p>"),
        _card(say("panel_reality", lang), reality) if reality else "",
        _sources(choice.place, lang),
    )


def _headline(choice: Choice, found: Answer, supposed: pd.Series | None) -> str:
    """Return the name, the last target, and how likely it is, in large figures."""
    lang, row = choice.lang, found.table.iloc[-1]
    unit = found.series.unit
    asked = target_text(row["direction"], row["target"], unit, lang)
    name = load_plan().indicator(choice.indicator).name(lang)
    title = say("title", lang, name=name, area=name_of("area", choice.area, lang))
    big, small = judgement(row, unit, lang)
    under = ""
    if supposed is not None:
        under = say("panel_supposing", lang, scenario=scenario_label(supposed, unit, lang))
        if row["status"] != "decided" and not two_readings(row):
            big, small = chance_text(supposed, lang)
    line = say("panel_asked", lang, year=row["year"], target=asked, as_of=choice.as_of)
    return (
        f"<h2>{escape(title)}</h2>"
        f'<p class="big"><b>{escape(big)}</b> <span>{escape(small)}</span></p>'
        f"<p>{escape(line)} <em>{escape(under)}</em></p>"
    )


def _refused(choice: Choice, found: Answer) -> str:
    """Return why the method chosen does not answer, "" if it does."""
    if not found.refusal:
        return ""
    return say(
        "panel_refused",
        choice.lang,
        method=name_of("method", choice.method, choice.lang),
        reason=name_of("reason", found.refusal, choice.lang),
        instead=name_of("method", found.projection.method, choice.lang),
    )


def _meaning(choice: Choice, found: Answer, supposed: pd.Series | None) -> list[str]:
    """Return what the likelihoods mean and rest on, as sentences."""
    lang, sentences = choice.lang, []
    if supposed is not None:
        sentences.append(scenario_sentence(supposed, found.series, lang))
    if supposed is None or any(two_readings(row) for _, row in found.table.iterrows()):
        sentences += meaning_sentences(found.table, found.series, lang)
    if supposed is not None:
        sentences.append(say("scenario_spread", lang))
    return [*sentences, evidence_text(found.projection, lang)]


@kept
def _reality(place: tuple[str, str, str], lang: str) -> tuple[str, str]:
    """Return what the last target needs, as a sentence and as a histogram."""
    needed = needed_for(*place)
    drawn = histogram_svg(pace_entry(needed), lang=lang, unit=needed.target.unit)
    return required_sentence(needed, lang), drawn


@kept
def _sources(place: tuple[str, str, str], lang: str) -> str:
    """Return every figure with its source as a table that scrolls."""
    table = source_table(load_series(*place), lang).iloc[::-1]
    with pd.option_context("display.max_colwidth", None):
        text = table.to_html(index=False, border=0, justify="left")
    frame = f'<div class="rows" tabindex="0">{text}</div>'
    return _card(say("panel_sources", lang, n=len(table)), frame)


def _card(title: str, content: str) -> str:
    return f"<h3>{escape(title)}</h3>{content}"


def _box(words: str, kind: str) -> str:
    """Return words in a box that stands out, "" where there are none."""
    return f'<p class="{kind}" role="status">{escape(words)}</p>' if words else ""
