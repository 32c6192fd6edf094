"""What is logged, and how much of it: to the standard error output, a line each."""

import logging
from typing import Any


def without_strangers_tracebacks(record: logging.LogRecord) -> bool:
    """A line, not a traceback, for what a stranger can provoke at will: a wrong host, a flood."""
    if record.name.startswith("django.security"):
        record.exc_info = None
    return True


LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "brief": {"()": "django.utils.log.CallbackFilter", "callback": without_strangers_tracebacks}
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["brief"]}
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Without DEBUG, Django would mail errors to nobody; the root handler tells the log.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Not a line for every mistyped or invented address: those can be endless.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
    },
}
