"""Widgets of the panel, how they are arranged, and their style."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipywidgets import Widget


STYLE = """<style>
.urbanstats-panel { max-width: 1280px; }
.urbanstats-panel .widget-html-content, .urbanstats-panel .jupyter-widget-html-content {
  font-size: 14px; line-height: 1.5; overflow-wrap: anywhere; }
.urbanstats-panel h2 { margin: 0; font-size: 20px; }
.urbanstats-panel h3 { margin: 0 0 4px; font-size: 14px; }
.urbanstats-panel p { margin: 2px 0; }
.urbanstats-panel .big { font-size: 17px; }
.urbanstats-panel .big b { font-size: 34px; line-height: 1.2; margin-right: 6px; }
.urbanstats-panel ul { margin: 0; padding-left: 18px; }
.urbanstats-panel .note, .urbanstats-panel .problem { padding: 6px 10px;
  border-left: 4px solid #D55E00; background: rgba(213, 94, 0, 0.09); }
.urbanstats-panel svg { display: block; width: 100%; max-width: 520px; height: auto; }
.urbanstats-panel .rows { max-height: 260px; overflow: auto; }
.urbanstats-panel .rows table { border-collapse: collapse; width: 100%; font-size: 13px; }
.urbanstats-panel .rows th { position: sticky; top: 0;
  background: var(--jp-layout-color0, #fff); }
.urbanstats-panel .rows td, .urbanstats-panel .rows th { text-align: left; vertical-align: top;
  padding: 3px 8px 3px 0; min-width: 4em; overflow-wrap: normal; }
.urbanstats-panel .rows td:not(:last-child) { white-space: nowrap; }
.urbanstats-panel .rows td:last-child { overflow-wrap: anywhere; min-width: 12em; }
.urbanstats-panel .sketch-level { stroke: var(--jp-layout-color0, #fff); }
.urbanstats-panel .sketch-figures, .urbanstats-panel .sketch-axis { stroke: currentColor; }
.urbanstats-panel .sketch-dot { fill: currentColor; }
.urbanstats-panel .sketch-own, .urbanstats-panel .sketch-other { stroke: currentColor; }
.urbanstats-panel .sketch-own, .urbanstats-panel .sketch-reading,
.urbanstats-panel polygon.sketch-other, .urbanstats-panel g.sketch-other {
  fill: var(--jp-layout-color0, #fff); }
.urbanstats-panel .sketch-quiet { fill: currentColor; opacity: 0.75; }
.urbanstats-panel .sketch-track { fill: var(--jp-border-color2, #E4E7EB); }
.urbanstats-panel .sketch-grid { stroke: var(--jp-border-color2, #E4E7EB); }
</style>"""
CONTROLS = ("lang", "indicator", "area", "as_of", "method", "basis", "scenario")
OUTPUTS = ("style", "headline", "note", "fan", "bars", "meaning", "needed", "reality", "sources")
WRAPPED = {"display": "flex", "flex_flow": "row wrap", "grid_gap": "16px 24px"}
LABEL = {"description_width": "76px"}


def make_controls() -> dict[str, Widget]:
    """Return the controls by name, still without options."""
    import ipywidgets as widgets

    whole = {"width": "100%", "margin": "2px 0"}
    made = {name: widgets.Dropdown(style=LABEL, layout=whole) for name in CONTROLS}
    made["amount"] = widgets.FloatSlider(style=LABEL, layout=whole, continuous_update=True)
    made["folder"] = widgets.Text(style=LABEL, layout=whole)
    made["save"] = widgets.Button(icon="save", layout=whole)
    for name, control in made.items():
        control.add_class(f"urbanstats-{name.replace('_', '-')}")
    return made


def make_outputs() -> dict[str, Widget]:
    """Return the places for HTML by name, still empty."""
    import ipywidgets as widgets

    made = {name: widgets.HTML(layout={"margin": "0"}) for name in (*OUTPUTS, "saved")}
    for name, output in made.items():
        output.add_class(f"urbanstats-{name}")
    return made


def arrange(controls: dict[str, Widget], outputs: dict[str, Widget]) -> Widget:
    """Return controls on the left and outputs on the right; below each other where narrow."""
    import ipywidgets as widgets

    left = widgets.VBox(
        [*controls.values(), outputs["saved"]], layout={"flex": "1 1 280px", "max_width": "360px"}
    )
    right = widgets.VBox(
        [
            outputs["headline"],
            outputs["note"],
            _beside(outputs, ("fan",), ("bars", "meaning")),
            _beside(outputs, ("reality",), ("needed",)),
            outputs["sources"],
        ],
        layout={"flex": "999 1 400px", "min_width": "0", "grid_gap": "12px"},
    )
    whole = widgets.VBox([outputs["style"], widgets.Box([left, right], layout=WRAPPED)])
    whole.add_class("urbanstats-panel")
    return whole


def _beside(outputs: dict[str, Widget], *columns: tuple[str, ...]) -> Widget:
    """Return columns of outputs beside each other; below each other where narrow."""
    import ipywidgets as widgets

    boxes = []
    for names in columns:
        for name in names:
            outputs[name].layout = {"flex": "1 1 auto", "min_width": "0", "margin": "0"}
        layout = {"flex": "1 1 330px", "min_width": "0", "grid_gap": "12px"}
        boxes.append(widgets.VBox([outputs[name] for name in names], layout=layout))
    return widgets.Box(boxes, layout=WRAPPED)
