"""The panel in which a planner explores the targets: choose on the left, read on the right."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from threading import Lock, local

import ipywidgets as widgets

from urbanstats.desk.panel.choice import BASES, SCENARIOS, Choice, areas_of, days_of, yearly_slider
from urbanstats.desk.panel.view import FOLDER, PARTS, error_text, render, save_choice
from urbanstats.errors import StorageError, UrbanstatsError
from urbanstats.plan.load import load_plan
from urbanstats.trend import METHODS
from urbanstats.words.phrases import check_language, name_of, say

LANGUAGE = "URBANSTATS_LANGUAGE"  # set by `urbanstats lab --language`
CHOSEN = ("lang", "indicator", "area", "as_of", "method", "basis", "scenario", "amount")
STYLE = Path(__file__).with_name("panel.css")
CARDS = ("fan", "bars", "meaning", "reality", "needed")  # that stand beside each other
CARD, PLAIN = {"flex": "1 1 auto", "min_width": "0", "margin": "0"}, {"margin": "0"}
WRAPPED = {"display": "flex", "flex_flow": "row wrap", "grid_gap": "16px 24px"}


def explore(lang: str = "") -> widgets.Widget:
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
    """A panel's parts by name, and the widget that holds them all.

    controls : those of `CHOSEN`, folder and save. outputs : those of ``render``, style and saved.
    """

    controls: dict[str, widgets.Widget]
    outputs: dict[str, widgets.Widget]
    whole: widgets.Widget

    def choice(self) -> Choice:
        """Return what is chosen now."""
        return Choice(**{name: self.controls[name].value for name in CHOSEN})


def build_panel(lang: str = "zh") -> Panel:
    """Return a panel that shows the plan's first indicator as on the day it was adopted.

    Raises
    ------
    ParameterError
        If the language is another one than ``"en"`` or ``"zh"``.
    """
    check_language(lang)
    label, whole = {"description_width": "76px"}, {"width": "100%", "margin": "2px 0"}
    controls = {name: widgets.Dropdown(style=label, layout=whole) for name in CHOSEN[:-1]}
    controls["amount"] = widgets.FloatSlider(style=label, layout=whole, continuous_update=True)
    controls["folder"] = widgets.Text(FOLDER, style=label, layout=whole)
    controls["save"] = widgets.Button(icon="save", layout=whole)
    outputs = {
        name: widgets.HTML(layout=CARD if name in CARDS else PLAIN)
        for name in ("style", *PARTS, "saved")
    }
    for name, widget in (controls | outputs).items():
        widget.add_class(f"urbanstats-{name.replace('_', '-')}")
    panel = Panel(controls, outputs, _arranged(controls, outputs))
    outputs["style"].value = f"<style>\n{STYLE.read_text(encoding='utf-8')}</style>"
    plan = load_plan()
    first = {"indicator": plan.indicators[0].id, "area": plan.area}
    _show(panel, Choice(**first, as_of=plan.adopted.isoformat(), lang=lang), fresh=True)
    _listen(panel)
    return panel


def _arranged(
    controls: dict[str, widgets.Widget], outputs: dict[str, widgets.Widget]
) -> widgets.Widget:
    """Return controls on the left and outputs on the right; below each other where narrow."""
    left = widgets.VBox(
        [*controls.values(), outputs["saved"]], layout={"flex": "1 1 280px", "max_width": "360px"}
    )
    right = widgets.VBox(
        [
            outputs["headline"],
            outputs["note"],
            _beside([outputs["fan"]], [outputs["bars"], outputs["meaning"]]),
            _beside([outputs["reality"]], [outputs["needed"]]),
            outputs["sources"],
        ],
        layout={"flex": "999 1 400px", "min_width": "0", "grid_gap": "12px"},
    )
    whole = widgets.VBox([outputs["style"], widgets.Box([left, right], layout=WRAPPED)])
    whole.add_class("urbanstats-panel")
    return whole


def _beside(*columns: list[widgets.Widget]) -> widgets.Widget:
    """Return columns of outputs beside each other; below each other where narrow."""
    layout = {"flex": "1 1 330px", "min_width": "0", "grid_gap": "12px"}
    return widgets.Box([widgets.VBox(each, layout=layout) for each in columns], layout=WRAPPED)


def _listen(panel: Panel) -> None:
    """Let every control change what is shown; while one sets others, only once.

    JupyterLab hands the controls' changes to several threads of a kernel. One that comes while
    another is being answered waits for it, so that no choice is lost.
    """
    turn, own = Lock(), local()

    def changed(change: dict) -> None:
        if getattr(own, "setting", False):
            return
        with turn:
            own.setting = True
            try:
                anew = [panel.controls[name] for name in ("indicator", "area", "as_of")]
                _show(panel, panel.choice(), fresh=change["owner"] in anew)
            finally:
                own.setting = False

    def save(_: widgets.Button) -> None:
        with turn:
            _save(panel)

    for name in CHOSEN:
        panel.controls[name].observe(changed, "value")
    panel.controls["save"].on_click(save)


def _show(panel: Panel, choice: Choice, *, fresh: bool) -> None:
    """Show a choice and what it comes to, keeping what is chosen where that is still possible.

    ``fresh`` sets the slider anew, to the change that the last target needs.
    """
    lang, controls = choice.lang, panel.controls
    areas = areas_of(choice.indicator)
    choice = replace(choice, area=choice.area if choice.area in areas else areas[0])
    days = days_of(choice.indicator, choice.area)
    choice = replace(choice, as_of=next((d for d in days if d <= choice.as_of), days[-1]))
    for name, options in _offered(areas, days, lang).items():
        if controls[name].options != tuple(options):
            controls[name].options = options
        controls[name].value = getattr(choice, name)
    for name, control in controls.items():
        control.description = name_of("control", name, lang)
    controls["folder"].tooltip = say("panel_folder", lang)
    _set_slider(panel, choice, fresh=fresh)
    panel.outputs["saved"].value = ""
    for name, html in render(panel.choice()).items():
        panel.outputs[name].value = html


def _offered(areas: list[str], days: list[str], lang: str) -> dict[str, list[tuple[str, str]]]:
    """Return what every list offers, by its name: pairs of what is read and what is chosen."""
    plan = load_plan()
    labels = {days[0]: "panel_day_newest", plan.adopted.isoformat(): "panel_day_plan"}

    def named(thing: str, names: list[str]) -> list[tuple[str, str]]:
        return [(name_of(thing, name, lang), name) for name in names]

    return {
        "lang": [("中文", "zh"), ("English", "en")],
        "indicator": [
            (f"{one.number:02d} {name_of('indicator', one.id, lang)}", one.id)
            for one in plan.indicators
        ],
        "area": named("area", areas),
        "as_of": [(say(labels[day], lang, day=day) if day in labels else day, day) for day in days],
        "method": named("method", METHODS),
        "basis": named("reading", BASES),
        "scenario": named("scenario", SCENARIOS),
    }


def _set_slider(panel: Panel, choice: Choice, *, fresh: bool) -> None:
    """Show the slider where a yearly change is supposed, with a span that suits the unit."""
    slider = panel.controls["amount"]
    slider.layout.visibility = "visible" if choice.scenario == "yearly_change" else "hidden"
    slider.disabled = choice.scenario != "yearly_change"
    if not fresh:
        return
    try:
        settings = yearly_slider(choice)
    except UrbanstatsError:  # told by the note, as the same mistake
        return
    with slider.hold_trait_notifications():
        for trait, value in settings.items():
            setattr(slider, trait, value)


def _save(panel: Panel) -> None:
    """Write figures and numbers of the choice, and tell where, or why not."""
    choice = panel.choice()
    folder = panel.controls["folder"].value.strip() or FOLDER
    panel.controls["save"].disabled = True
    try:
        paths = save_choice(choice, folder)
        words = say("panel_saved", choice.lang, n=len(paths), folder=paths[0].parent)
    except StorageError:
        words = say("panel_unwritable", choice.lang, folder=folder)
    except UrbanstatsError as error:
        words = error_text(error, choice)
    finally:
        panel.controls["save"].disabled = False
    panel.outputs["saved"].value = f'<p role="status">{escape(words)}</p>'
