"""Protocols, metrics, reports: `evaluate`, `compare`, `plot` for a notebook, `run.evaluate_models` for data sets."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recsys.evaluation.drawing import plot
    from recsys.evaluation.notebook import compare, evaluate

__all__ = ["compare", "evaluate", "plot"]

_HOMES = {"evaluate": "notebook", "compare": "notebook", "plot": "drawing"}


def __getattr__(name: str) -> Any:
    """Each name on first use: metrics alone must not load every model, nor figures a library that draws."""
    if name in _HOMES:
        return getattr(import_module(f"recsys.evaluation.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
