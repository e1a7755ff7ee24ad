"""The charts of the package, each in a module of its own.

Finished results in, the axes out: a chart draws on the axes it is given, or on a new slide.
"""


from urbanstats.present.charts.changes import draw_changes
from urbanstats.present.charts.count import draw_count
from urbanstats.present.charts.fan import draw_fan
from urbanstats.present.charts.frame import half_axes
from urbanstats.present.charts.likelihoods import draw_likelihoods
from urbanstats.present.charts.measures import draw_concordance, draw_measures
from urbanstats.present.charts.methods import draw_methods
from urbanstats.present.charts.paths import draw_paths
from urbanstats.present.charts.reliability import draw_pit, draw_reliability
from urbanstats.present.charts.replay import draw_replay
from urbanstats.present.charts.required import draw_reality
from urbanstats.present.charts.scenarios import draw_scenarios

__all__ = [
    "draw_changes",
    "draw_concordance",
    "draw_count",
    "draw_fan",
    "draw_likelihoods",
    "draw_measures",
    "draw_methods",
    "draw_paths",
    "draw_pit",
    "draw_reality",
    "draw_reliability",
    "draw_replay",
    "draw_scenarios",
    "half_axes",
]
