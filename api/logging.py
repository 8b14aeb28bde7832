"""Logs: one JSON object a line on stderr. Names, counts and times; never an event's content, an id or a body."""

import logging
import sys

import structlog


def configure(level: str = "info") -> None:
    """Set up the process's logs."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
