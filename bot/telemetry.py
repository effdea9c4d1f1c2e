"""Log set-up. Owns what a log line looks like and what never stands in one.

Other rooms log through `logging` as usual, with ids and counts; names, addresses and tokens stay out by
habit, and `redact` takes out what slips through. Of an exception the type and the place are logged, not what
it says: Python's own errors quote the values they fail on, and those may come out of a list.
"""

import logging
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog

from bot.adding.errors import BugError

Event = MutableMapping[str, Any]

_SECRET_OR_ADDRESS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|Bearer\s+\S+"  # Slack tokens and any bearer
    r"|[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail addresses
    r"|linkedin\.com/\S+",
    re.IGNORECASE,
)

_POSTGRES = "procrastinate", "psycopg"
CHATTY = ("slack_bolt", "slack_sdk", "httpx", "httpcore", "aiosqlite", "alembic", "sqlalchemy", *_POSTGRES)
"""Libraries that log request bodies or rows below WARNING, so leads' data."""

_MORE_THAN_ITS_FIRST_LINE = "asyncio"
"""Of an exception nobody has heard of it quotes the task, and what that was called with."""


def redact(text: str) -> str:
    """The text without tokens, e-mail addresses and LinkedIn profiles."""
    return _SECRET_OR_ADDRESS.sub("[redacted]", text)


def set_up_logging(*, json: bool, level: int = logging.INFO) -> None:
    """Send every log line of the process to standard error, redacted, as text or as one JSON object."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(log_formatter(json=json, colors=sys.stderr.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    set_levels(level)


def set_levels(level: int) -> None:
    """From which level on lines are written: ours from this one, those of chatty libraries from WARNING."""
    logging.getLogger().setLevel(level)
    for name in CHATTY:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))


def log_formatter(*, json: bool, colors: bool = False) -> logging.Formatter:
    """How a line looks."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_quoted_values,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if json
        else structlog.dev.ConsoleRenderer(colors=colors, pad_event_to=0)
    )

    def redacted(logger: Any, method: str, event: Event) -> str:  # noqa: ANN401 - structlog's own type
        return redact(str(renderer(logger, method, event)))

    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, redacted],
    )


def _without_quoted_values(_logger: object, _method: str, event: Event) -> Event:
    if event.get("logger") == _MORE_THAN_ITS_FIRST_LINE:
        event["event"] = str(event["event"]).partition("\n")[0]
    event.pop("message", None)  # the same line as another handler has left it on the record
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_told(error))
    return event


def _told(error: BaseException) -> Iterator[str]:
    """Where it came from and what it is, the first cause first; what it says only where it is our bug."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        yield from _told(cause)
        yield "which led to:"
    for part in getattr(error, "exceptions", ()):  # of a group
        yield from _told(part)
    yield from "".join(traceback.format_tb(error.__traceback__)).splitlines()
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    yield f"{kind}: {error}" if isinstance(error, BugError) else kind
