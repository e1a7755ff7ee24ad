"""What is asked and what is known: plan, targets, published figures, and reading them.

Names are looked up when first used, so that a part can be imported or run on its own.
"""

from importlib import import_module

_HOME = {
    "Indicator": "values",
    "Plan": "values",
    "Rebasing": "values",
    "Target": "values",
    "Series": "series",
    "load_observations": "load",
    "load_plan": "load",
    "load_series": "load",
}

__all__ = sorted(_HOME)


def __getattr__(name: str):
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
