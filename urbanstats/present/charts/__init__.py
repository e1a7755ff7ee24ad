"""The charts of the package.

Finished results in, the axes out: a chart draws on the axes ``ax`` that it is given, about as wide
as a slide, or else on a new slide, in the language ``lang``, and returns them. ``title`` is the
name of the indicator, for the head of the slide, to which the area is added; a chart of the change
required or of scenarios takes the short name by default. ``plan`` gives the indicators' numbers,
names, groups, units, decimals and order, ``series`` the published figures that the results were
made from, with area and sources; ``caption`` is the small print (``backtest_caption``).
"""

from urbanstats.present.charts.backtest import draw_pit, draw_reliability, draw_replay
from urbanstats.present.charts.changes import draw_changes
from urbanstats.present.charts.comparisons import draw_measures, draw_measures_matrix, draw_methods
from urbanstats.present.charts.fan import draw_fan, draw_paths
from urbanstats.present.charts.frame import half_axes
from urbanstats.present.charts.likelihoods import draw_count, draw_likelihoods
from urbanstats.present.charts.required import draw_required
from urbanstats.present.charts.scenarios import draw_scenarios

__all__ = [
    "draw_changes",
    "draw_count",
    "draw_fan",
    "draw_likelihoods",
    "draw_measures",
    "draw_measures_matrix",
    "draw_methods",
    "draw_paths",
    "draw_pit",
    "draw_reliability",
    "draw_replay",
    "draw_required",
    "draw_scenarios",
    "half_axes",
]
