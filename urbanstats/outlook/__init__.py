"""A projection against its targets: likelihood of reaching them, and what other methods say."""

from urbanstats.outlook.assess import Assessment, assess, assess_plan
from urbanstats.outlook.likelihood import (
    FORECAST_COLUMNS,
    METHOD_COLUMNS,
    attainment,
    compare_methods,
    forecast_targets,
    reaches,
)

__all__ = [
    "FORECAST_COLUMNS",
    "METHOD_COLUMNS",
    "Assessment",
    "assess",
    "assess_plan",
    "attainment",
    "compare_methods",
    "forecast_targets",
    "reaches",
]
