"""Logs: one JSON object a line, with the request's id and never a person's name, address or words."""

import logging
import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer


def log_as_json() -> None:
    """Set up this process's log, on standard error."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # no local variables: they hold what people wrote
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
