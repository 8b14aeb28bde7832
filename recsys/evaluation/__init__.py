"""Protocols, metrics and reports: `evaluate` for frames in a notebook, `run.evaluate_models` for data sets."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from recsys.evaluation.notebook import evaluate

__all__ = ["evaluate"]


def __getattr__(name: str) -> Any:
    """`evaluate` on first use: metrics alone must not load every model."""
    if name == "evaluate":
        from recsys.evaluation.notebook import evaluate  # noqa: PLC0415

        return evaluate
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
