"""Small charts as inline SVG for pages and panels, drawn from the plain data of a brief.

Each function returns one ``<svg>`` without script, style or id. Colours are presentation
attributes and every part has a class, so that a page's own stylesheet may change them.
"""

from urbanstats.present.svg.charts import bars_svg, fan_svg, histogram_svg, history_svg, spark_svg

__all__ = ["bars_svg", "fan_svg", "histogram_svg", "history_svg", "spark_svg"]
