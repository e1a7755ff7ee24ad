"""Every word the package shows to planners, in English and Chinese.

``WORDS`` holds phrases, key -> (English, Chinese); a phrase may hold ``{names}`` that
``words.say`` fills in. ``NAMES`` holds what things are called, ``thing.name`` -> (English,
Chinese), such as ``area.Liuzhou``; a thing without an entry keeps its own name.
"""

from urbanstats.present.catalogue.names import NAMES
from urbanstats.present.catalogue.pace import PACE
from urbanstats.present.catalogue.phrases import WORDS as PHRASES

WORDS = PHRASES | PACE

__all__ = ["NAMES", "WORDS"]
