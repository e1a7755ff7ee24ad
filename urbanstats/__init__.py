"""How likely it is that a city reaches the targets of its urbanization plan.

The public names below load when they are first used, so that ``import urbanstats`` is fast.

>>> import urbanstats
>>> "assess" in dir(urbanstats)
True
"""

from importlib import import_module

__version__ = "0.3.0"

_HOMES = {
    "load_observations": "urbanstats.plan.load",
    "load_plan": "urbanstats.plan.load",
    "load_series": "urbanstats.plan.load",
    "Series": "urbanstats.plan.series",
    "Target": "urbanstats.plan.values",
    "METHODS": "urbanstats.trend",
    "fit": "urbanstats.trend",
    "assess": "urbanstats.outlook.indicator",
    "assess_plan": "urbanstats.outlook.indicator",
    "attainment": "urbanstats.outlook.likelihood",
    "backtest": "urbanstats.outlook.backtest",
    "forecast_panel": "urbanstats.outlook.panel",
}
__all__ = [*sorted(_HOMES), "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'urbanstats' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
