"""What a log line may hold. Every e2e test looks through its own lines as well (`tests/e2e/secrecy.py`)."""

import asyncio
import gc
import json
import logging
from collections.abc import Callable

import pytest

from bot.adding.errors import ConservationError
from bot.telemetry import log_formatter
from tests.e2e.secrecy import heard, leaked

logger = logging.getLogger("bot.of.a.test")

JANE = "Jane Doe"

FORMATS = [pytest.param(True, id="json"), pytest.param(False, id="text")]


def line(log: Callable[[], None], *, as_json: bool) -> str:
    """What one call writes."""
    written: list[str] = []

    class Writes(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(log_formatter(json=as_json).format(record))

    handler = Writes()
    logger.addHandler(handler)
    try:
        log()
    finally:
        logger.removeHandler(handler)
    (one,) = written
    return one


@pytest.mark.parametrize("as_json", FORMATS)
def test_an_exception_is_logged_without_the_value_it_quotes(*, as_json: bool) -> None:
    """Nor that of its cause: both may come out of a list. Where it came from is there."""

    def log() -> None:
        rows: dict[str, str] = {}
        try:
            try:
                rows[JANE]
            except KeyError as cause:
                raise ValueError(JANE) from cause
        except ValueError:
            logger.exception("job failed", extra={"job": "J1"})

    written = line(log, as_json=as_json)
    assert JANE not in written
    assert all(word in written for word in ("job failed", "J1", "KeyError", "ValueError", __file__))


@pytest.mark.parametrize("as_json", FORMATS)
def test_what_a_group_of_exceptions_quotes_stays_out_too(*, as_json: bool) -> None:
    """Workers of a job end in one."""

    def log() -> None:
        logger.error("broken", exc_info=ExceptionGroup(JANE, [ValueError(JANE), TypeError(JANE)]))

    written = line(log, as_json=as_json)
    assert JANE not in written
    assert "TypeError" in written


def test_our_own_bugs_say_what_they_say() -> None:
    """They quote ids and counts only, and are what an operator looks for."""
    written = line(lambda: logger.error("bug", exc_info=ConservationError("3 of 4 rows")), as_json=True)
    assert "3 of 4 rows" in json.loads(written)["exception"]


@pytest.mark.parametrize("as_json", FORMATS)
@pytest.mark.parametrize("extra", ["jane@acme.example", ["jane@acme.example"], {"a": {"b": "xoxb-1-secret"}}])
def test_addresses_and_tokens_are_taken_out_wherever_they_stand(extra: object, *, as_json: bool) -> None:
    """In lists and objects too."""
    written = line(lambda: logger.warning("x Bearer abc", extra={"what": extra}), as_json=as_json)
    assert not [secret for secret in ("jane@", "xoxb", "abc") if secret in written]


async def test_an_exception_that_nobody_heard_of_quotes_nothing() -> None:
    """Asyncio would quote the task, its exception included."""

    async def lost() -> None:
        raise ValueError(JANE)

    with heard() as lines:
        task = asyncio.ensure_future(lost())
        await asyncio.wait([task])
        del task
        gc.collect()
    assert any("never retrieved" in one for one in lines)
    assert leaked(lines, [JANE]) == []


def test_the_search_finds_what_it_looks_for() -> None:
    """Else it would prove nothing: a name, a cell and an address, also where redaction has hidden it."""
    with heard() as lines:
        logger.info("from jane@acme.example", extra={"who": "Grace Hopper"})
    found = {secret for secret, _ in leaked(lines, ["Grace Hopper", "Someone Else"])}
    assert found == {"jane@acme.example", "Grace Hopper"}
