"""A projection against its targets: likelihood of reaching them, and what other methods say."""

from urbanstats.outlook.indicator import Assessment, assess, assess_plan, tabulate_assessments
from urbanstats.outlook.likelihood import (
    FORECAST_COLUMNS,
    METHOD_COLUMNS,
    attainment,
    compare_methods,
    forecast_targets,
    reaches,
)
from urbanstats.outlook.measures import MEASURE_COLUMNS, compare_measures

__all__ = [
    "FORECAST_COLUMNS",
    "MEASURE_COLUMNS",
    "METHOD_COLUMNS",
    "Assessment",
    "assess",
    "assess_plan",
    "attainment",
    "compare_measures",
    "compare_methods",
    "forecast_targets",
    "reaches",
    "tabulate_assessments",
]
