"""What the panel shows of a choice, as HTML, and saves of it, as figures and numbers for slides."""

from __future__ import annotations

from functools import partial
from html import escape
from pathlib import Path

import pandas as pd

from urbanstats.brief.indicator import fan_entries, figure_entries, pace_entry, target_entries
from urbanstats.brief.likelihood import evidence_text, judgement, meaning_sentences, two_readings
from urbanstats.brief.required import required_sentence
from urbanstats.brief.scenarios import chance_text, scenario_label, scenario_sentence
from urbanstats.brief.tables import source_table
from urbanstats.desk.panel.choice import Answer, Choice, apply_choice, needed_for
from urbanstats.errors import UrbanstatsError
from urbanstats.files.atomic import storage_errors, write_whole
from urbanstats.files.tables import write_csv
from urbanstats.outlook.scenario import apply_scenario, compare_scenarios, usual_scenarios
from urbanstats.plan.load import kept, load_plan, load_series
from urbanstats.present.svg import bars_svg, fan_svg, histogram_svg
from urbanstats.words.phrases import name_of, say, target_text

PARTS = ("headline", "note", "fan", "bars", "meaning", "needed", "reality", "sources")
REASONS = {"DATA-NOSERIES": "panel_no_figure", "PAR-YEAR": "panel_too_late"}
PROJECT = Path(__file__).parents[3]
FOLDER = "figures/explore"


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


def name_of_choice(choice: Choice) -> str:
    """Return the name of a choice's folder: equal choices, and only those, share it.

    Examples
    --------
    >>> name_of_choice(Choice(indicator="green_coverage", area="Liuzhou", as_of="2018-06-08",
    ...                       scenario="yearly_change", amount=0.25))
    '15_green_coverage_Liuzhou_2018-06-08_pooled_published_yearly_change+0.25_zh'
    """
    number = load_plan().indicator(choice.indicator).number
    amount = f"{choice.amount:+g}" if choice.scenario == "yearly_change" else ""
    parts = (choice.area, choice.as_of, choice.method, choice.basis, choice.scenario + amount)
    return "_".join([f"{number:02d}", choice.indicator, *parts, choice.lang])


def save_choice(choice: Choice, folder: str | Path = FOLDER) -> list[Path]:
    """Write figures (PNG and SVG) and numbers (CSV) of a choice, and return their paths.

    They replace those of an equal choice; no other file is touched. ``folder`` receives a folder
    of the choice's own; a name without a root begins at the project.

    Raises
    ------
    StorageError
        If a file cannot be written.
    """
    place = PROJECT / Path(folder).expanduser() / name_of_choice(choice)
    found = apply_choice(choice)
    with storage_errors(place, "STORE-WRITE.choice"):
        place.mkdir(parents=True, exist_ok=True)
        return [*_write_figures(choice, found, place), *_write_numbers(choice, found, place)]


def _write_figures(choice: Choice, found: Answer, place: Path) -> list[Path]:
    from matplotlib import pyplot as plt

    from urbanstats.present import charts
    from urbanstats.present.picture import write_figure

    name = load_plan().indicator(choice.indicator).name(choice.lang)
    words = {"title": name, "lang": choice.lang}
    asked = dict.fromkeys([*usual_scenarios(), choice.supposed])
    compared = compare_scenarios(found.series, found.targets, found.plain, list(asked))
    fan_words = words | {"title": _supposing(choice, found, compared, name)}
    better = {"direction": found.targets[-1].direction}
    moved = {each: apply_scenario(found.plain, found.series, each, **better) for each in asked}
    needed = needed_for(*choice.place)
    drawn = {
        "fan": charts.draw_fan(found.series, found.projection, table=found.table, **fan_words),
        "scenarios": charts.draw_scenarios(found.series, moved, compared, **words),
        "reality": charts.draw_required(needed, found.series, **words),
    }
    try:
        return [
            path for part, ax in drawn.items() for path in write_figure(ax.figure, place / part)
        ]
    finally:
        for ax in drawn.values():
            plt.close(ax.figure)


def _supposing(choice: Choice, found: Answer, compared: pd.DataFrame, name: str) -> str:
    """Return the title of the fan: a supposition is told as one."""
    if choice.scenario == "trend":
        return name
    row = compared[compared["scenario"] == str(choice.supposed)].iloc[-1]
    label = scenario_label(row, found.series.unit, choice.lang)
    return say("panel_supposed_name", choice.lang, name=name, scenario=label)


def _write_numbers(choice: Choice, found: Answer, place: Path) -> list[Path]:
    """Write what was asked with what was found, and every figure with its source."""
    asked = {
        "indicator": choice.indicator,
        "area": choice.area,
        "as_of": choice.as_of,
        "method": found.projection.method,
        "read": choice.basis,
        "scenario": str(choice.supposed),
        "unit": found.series.unit,
    }
    numbers = pd.DataFrame([asked | each.to_data() for each in target_entries(found.table)])
    tables = {"numbers": numbers, "sources": source_table(found.series, choice.lang)}
    return [
        write_whole(place / f"{part}.csv", partial(write_csv, table, encoding="utf-8-sig"))
        for part, table in tables.items()
    ]
