"""Every word the package shows to planners, in English and Chinese.

``WORDS`` holds phrases, key -> (English, Chinese); a phrase may hold ``{names}`` that
``words.say`` fills in. ``NAMES`` holds what things are called, ``thing.name`` -> (English,
Chinese), such as ``area.Liuzhou``; a thing without an entry keeps its own name.
"""

from urbanstats.present.catalogue.alt import ALT, PATH_NAMES
from urbanstats.present.catalogue.changed import CHANGED, CHANGED_NAMES
from urbanstats.present.catalogue.commands import COMMANDS
from urbanstats.present.catalogue.desk_commands import DESK_COMMANDS
from urbanstats.present.catalogue.entry import ENTRY, ENTRY_NAMES
from urbanstats.present.catalogue.findings import FINDINGS
from urbanstats.present.catalogue.joint import JOINT
from urbanstats.present.catalogue.measures import MEASURE_NAMES, MEASURES
from urbanstats.present.catalogue.names import NAMES as THINGS
from urbanstats.present.catalogue.overview import OVERVIEW
from urbanstats.present.catalogue.pace import PACE
from urbanstats.present.catalogue.page import PAGE, PAGE_NAMES
from urbanstats.present.catalogue.panel import PANEL, PANEL_NAMES
from urbanstats.present.catalogue.phrases import WORDS as PHRASES
from urbanstats.present.catalogue.replay import REPLAY, REPLAY_NAMES
from urbanstats.present.catalogue.scenario import SCENARIO, SCENARIO_NAMES
from urbanstats.present.catalogue.sketch import SKETCH
from urbanstats.present.catalogue.slides import SLIDES

PARTS = (
    PHRASES,
    ALT,
    CHANGED,
    COMMANDS,
    DESK_COMMANDS,
    ENTRY,
    FINDINGS,
    JOINT,
    MEASURES,
    OVERVIEW,
    PACE,
    PAGE,
    PANEL,
    REPLAY,
    SCENARIO,
    SKETCH,
    SLIDES,
)
NAME_PARTS = (
    THINGS,
    CHANGED_NAMES,
    ENTRY_NAMES,
    MEASURE_NAMES,
    PAGE_NAMES,
    PANEL_NAMES,
    PATH_NAMES,
    REPLAY_NAMES,
    SCENARIO_NAMES,
)
WORDS = {key: phrase for part in PARTS for key, phrase in part.items()}
NAMES = {key: name for part in NAME_PARTS for key, name in part.items()}

__all__ = ["NAMES", "WORDS"]
