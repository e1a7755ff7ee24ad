"""The charts of the package, each in a module of its own.

Finished results in, the axes out: a chart draws on the axes it is given, or on a new slide.
"""

from urbanstats.present.changed import draw_changes
from urbanstats.present.concordance import draw_concordance
from urbanstats.present.courses import draw_scenarios
from urbanstats.present.fan import draw_fan
from urbanstats.present.figure import half_axes
from urbanstats.present.joint import draw_count
from urbanstats.present.measures import draw_measures
from urbanstats.present.methods import draw_methods
from urbanstats.present.paths import draw_paths
from urbanstats.present.reality import draw_reality
from urbanstats.present.reliability import draw_pit, draw_reliability
from urbanstats.present.replay import draw_replay
from urbanstats.present.scorecard import draw_likelihoods

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
