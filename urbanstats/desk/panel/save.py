"""Full-size figures and numbers of what is chosen in the panel, for slides."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pandas as pd

from urbanstats.brief.indicator import target_entries
from urbanstats.brief.scenarios import scenario_label
from urbanstats.brief.tables import source_table
from urbanstats.desk.panel.choice import Answer, Choice, apply_choice, needed_for
from urbanstats.files.atomic import storage_errors, write_whole
from urbanstats.files.tables import write_csv
from urbanstats.outlook.scenario import apply_scenario, compare_scenarios, usual_scenarios
from urbanstats.plan.load import load_plan
from urbanstats.words.phrases import say

PROJECT = Path(__file__).parents[3]
FOLDER = "figures/explore"


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

    They replace those of an equal choice; no other file is touched.

    Parameters
    ----------
    choice
        What is chosen.
    folder
        Receives a folder of the choice's own; a name without a root begins at the project.

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
