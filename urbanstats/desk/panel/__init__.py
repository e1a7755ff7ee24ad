"""The panel in which a planner explores the targets: choose on the left, read on the right."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from urbanstats.desk.panel.choice import (
    BASES,
    SCENARIOS,
    Choice,
    areas_of,
    days_of,
    methods,
    needed_for,
    the_plan,
    yearly_range,
)
from urbanstats.desk.panel.save import FOLDER, save_choice
from urbanstats.desk.panel.style import STYLE, arrange, make_controls, make_outputs
from urbanstats.desk.panel.view import look, told
from urbanstats.errors import StorageError, UrbanstatsError
from urbanstats.words.phrases import name_of, say

if TYPE_CHECKING:
    from ipywidgets import Widget


LANGUAGE = "URBANSTATS_LANGUAGE"  # set by `urbanstats lab --language`
CHOSEN = ("lang", "indicator", "area", "as_of", "method", "basis", "scenario", "amount")


def explore(lang: str = "") -> Widget:
    """Return a panel in which everything can be chosen and is answered at once.

    Parameters
    ----------
    lang
        ``"en"`` or ``"zh"``; ``""`` is what ``urbanstats lab --language`` asked for, else
        Chinese. It can be changed in the panel.

    Raises
    ------
    ParameterError
        If the language is another one.
    """
    return build_panel(lang or os.environ.get(LANGUAGE, "zh")).whole


@dataclass(frozen=True)
class Panel:
    """A panel's parts.

    Parameters
    ----------
    controls
        By name, one of `CHOSEN`, or folder and save.
    outputs
        By name: those of ``look``, style and saved.
    whole
        The widget that holds them all.
    """

    controls: dict[str, Widget]
    outputs: dict[str, Widget]
    whole: Widget

    def choice(self) -> Choice:
        """Return what is chosen now."""
        return Choice(**{name: self.controls[name].value for name in CHOSEN})


def build_panel(lang: str = "zh") -> Panel:
    """Return a panel that shows the plan's first indicator as on the day it was adopted."""
    plan = the_plan()
    first = Choice(
        indicator=plan.indicators[0].id,
        area=plan.area,
        as_of=plan.adopted.isoformat(),
        lang=lang,
    )
    name_of("control", "lang", lang)  # another language is refused before anything is built
    controls, outputs = make_controls(), make_outputs()
    panel = Panel(controls, outputs, arrange(controls, outputs))
    controls["lang"].options = [("中文", "zh"), ("English", "en")]
    controls["folder"].value = FOLDER
    outputs["style"].value = STYLE
    _offer(panel, first, fresh=True)
    _show(panel)
    _listen(panel)
    return panel


def _listen(panel: Panel) -> None:
    """Let every control change what is shown; while one sets others, only once."""
    busy = []

    def changed(change: dict) -> None:
        if busy:
            return
        busy.append(True)
        try:
            fresh = change["owner"] in (panel.controls["indicator"], panel.controls["area"])
            fresh = fresh or change["owner"] is panel.controls["as_of"]
            _offer(panel, panel.choice(), fresh=fresh)
            panel.outputs["saved"].value = ""
            _show(panel)
        finally:
            busy.clear()

    for name in CHOSEN:
        panel.controls[name].observe(changed, "value")
    panel.controls["save"].on_click(lambda _: _save(panel))


def _offer(panel: Panel, choice: Choice, *, fresh: bool) -> None:
    """Set what every control offers, keeping what is chosen where that is still possible.

    ``fresh`` sets the slider anew, to the change that the last target needs.
    """
    lang, controls = choice.lang, panel.controls
    areas = areas_of(choice.indicator)
    choice = replace(choice, area=choice.area if choice.area in areas else areas[0])
    days = days_of(choice.indicator, choice.area)
    choice = replace(choice, as_of=_nearest(choice.as_of, days))
    offered = {
        "indicator": [
            (f"{one.number:02d} {name_of('indicator', one.id, lang)}", one.id)
            for one in the_plan().indicators
        ],
        "area": [(name_of("area", area, lang), area) for area in areas],
        "as_of": [(_day(day, days, lang), day) for day in days],
        "method": [(name_of("method", method, lang), method) for method in methods()],
        "basis": [(name_of("reading", basis, lang), basis) for basis in BASES],
        "scenario": [(name_of("scenario", name, lang), name) for name in SCENARIOS],
    }
    for name, options in offered.items():
        if controls[name].options != tuple(options):
            controls[name].options = options
        controls[name].value = getattr(choice, name)
    controls["lang"].value = lang
    _name(panel, lang)
    _set_slider(panel, choice, fresh=fresh)


def _nearest(day: str, days: list[str]) -> str:
    """Return a day, or else the last one before it on which something was known."""
    return next((each for each in days if each <= day), days[-1])


def _day(day: str, days: list[str], lang: str) -> str:
    if day == the_plan().adopted.isoformat():
        return say("panel_day_plan", lang, day=day)
    return say("panel_day_newest", lang, day=day) if day == days[0] else day


def _name(panel: Panel, lang: str) -> None:
    """Write what every control is called."""
    for name in (*CHOSEN, "folder", "save"):
        panel.controls[name].description = name_of("control", name, lang)
    panel.controls["folder"].tooltip = say("panel_folder", lang)


def _set_slider(panel: Panel, choice: Choice, *, fresh: bool) -> None:
    """Show the slider where a yearly change is supposed, with a span that suits the unit."""
    slider = panel.controls["amount"]
    slider.layout.visibility = "visible" if choice.scenario == "yearly_change" else "hidden"
    slider.disabled = choice.scenario != "yearly_change"
    if not fresh:
        return
    try:
        needed = needed_for(choice.indicator, choice.area, choice.as_of)
    except UrbanstatsError:  # told by the note, as the same mistake
        return
    span = yearly_range(needed)
    slider.readout_format = "+.2f" if needed.kind == "percent" else "+.0f"
    with slider.hold_trait_notifications():
        slider.min, slider.max, slider.step = span.low, span.high, span.step
        slider.value = span.start


def _show(panel: Panel) -> None:
    """Show what the choice comes to."""
    for name, html in look(panel.choice()).items():
        panel.outputs[name].value = html


def _save(panel: Panel) -> None:
    """Write figures and numbers of the choice, and tell where, or why not."""
    choice, saved = panel.choice(), panel.outputs["saved"]
    folder = panel.controls["folder"].value.strip() or FOLDER
    panel.controls["save"].disabled = True
    try:
        paths = save_choice(choice, folder)
        words = say("panel_saved", choice.lang, n=len(paths), folder=paths[0].parent)
    except StorageError:
        words = say("panel_unwritable", choice.lang, folder=folder)
    except UrbanstatsError as error:
        words = told(error, choice)
    finally:
        panel.controls["save"].disabled = False
    saved.value = f'<p role="status">{escape(words)}</p>'
