"""Every word the package shows to planners, in English and Chinese.

``WORDS`` holds phrases, key -> (English, Chinese); a phrase may hold ``{names}`` that
``words.say`` fills in. ``NAMES`` holds what things are called, ``thing.name`` -> (English,
Chinese), such as ``area.Liuzhou``; a thing without an entry keeps its own name.
"""

from urbanstats.present.catalogue.changed import CHANGED, CHANGED_NAMES
from urbanstats.present.catalogue.joint import JOINT
from urbanstats.present.catalogue.measures import MEASURE_NAMES, MEASURES
from urbanstats.present.catalogue.names import NAMES as THINGS
from urbanstats.present.catalogue.overview import OVERVIEW
from urbanstats.present.catalogue.pace import PACE
from urbanstats.present.catalogue.panel import PANEL, PANEL_NAMES
from urbanstats.present.catalogue.phrases import WORDS as PHRASES
from urbanstats.present.catalogue.replay import REPLAY, REPLAY_NAMES
from urbanstats.present.catalogue.scenario import SCENARIO, SCENARIO_NAMES
from urbanstats.present.catalogue.sketch import SKETCH

WORDS = PHRASES | OVERVIEW | MEASURES | PACE | JOINT | REPLAY | SCENARIO | CHANGED | SKETCH | PANEL
NAMES = THINGS | MEASURE_NAMES | REPLAY_NAMES | SCENARIO_NAMES | CHANGED_NAMES | PANEL_NAMES

__all__ = ["NAMES", "WORDS"]
