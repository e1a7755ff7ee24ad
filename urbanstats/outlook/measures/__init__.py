"""The established measures of progress, each a pure function of a course towards a target.

``course`` is what they read, ``completion``, ``progress``, ``weather``, ``urban_rural`` and
``drift`` hold the measures by where they come from, ``comparing`` sets them side by side.
"""

from urbanstats.outlook.measures.comparing import MEASURE_COLUMNS, MEASURES, compare_measures

__all__ = ["MEASURES", "MEASURE_COLUMNS", "compare_measures"]
