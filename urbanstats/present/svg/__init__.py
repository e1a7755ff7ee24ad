"""Small charts as inline SVG for pages and panels, drawn from the plain data of a brief.

Each function returns one ``<svg>`` without script, style or id. Colours are presentation
attributes and every part has a class, so that a page's own stylesheet may change them.
"""


from urbanstats.present.svg.bars import sketch_bars
from urbanstats.present.svg.fan import sketch_fan, sketch_spark
from urbanstats.present.svg.histogram import sketch_histogram
from urbanstats.present.svg.history import sketch_history

__all__ = ["sketch_bars", "sketch_fan", "sketch_histogram", "sketch_history", "sketch_spark"]
