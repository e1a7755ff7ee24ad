"""A projection against its targets: likelihood of reaching them, and what other methods say.

Names are looked up when first used, so that a likelihood does not wait for every measure.
"""

from importlib import import_module

_HOME = {
    "FORECAST_COLUMNS": "likelihood",
    "MEASURE_COLUMNS": "measures",
    "METHOD_COLUMNS": "likelihood",
    "Assessment": "indicator",
    "assess": "indicator",
    "assess_plan": "indicator",
    "attainment": "likelihood",
    "compare_measures": "measures",
    "compare_methods": "likelihood",
    "forecast_targets": "likelihood",
    "reaches": "likelihood",
    "tabulate_assessments": "indicator",
}

__all__ = sorted(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
