"""Log set-up. Owns what a log line looks like and what never stands in one.

Other rooms log through `logging` as usual, with ids and counts; names, addresses and tokens stay out by
habit, and `redact` takes out what slips through.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_OR_ADDRESS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+\S+"  # Slack tokens and any bearer
    r"|[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail addresses
    r"|linkedin\.com/\S+",
    re.IGNORECASE,
)

_CHATTY = ("slack_bolt", "slack_sdk", "httpx", "httpcore", "aiosqlite", "alembic", "sqlalchemy")
"""Libraries that log request bodies or rows below WARNING, so leads' data."""


def redact(text: str) -> str:
    """The text without tokens, e-mail addresses and LinkedIn profiles."""
    return _SECRET_OR_ADDRESS.sub("[redacted]", text)


def set_up_logging(*, json: bool, level: int = logging.INFO) -> None:
    """Send every log line of the process to standard error, redacted, as text or as one JSON object."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redacted,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), pad_event_to=0)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def _redacted(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value)
    return event
