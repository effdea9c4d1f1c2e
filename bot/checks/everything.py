"""All checks in a row. Each stands alone: one that fails, or hangs, costs its own line only."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

import aiohttp
import httpx
from slack_sdk.web.async_client import AsyncWebClient

from bot.amplemarket.client import AmplemarketClient
from bot.checks import amplemarket, slack, web
from bot.checks.amplemarket import AmplemarketChecks
from bot.checks.clock import clock as judged
from bot.checks.database import NAME as DATABASE
from bot.checks.database import DatabaseChecks
from bot.checks.finding import Finding, ok, unknown, wrong
from bot.checks.slack import SlackChecks
from bot.jobs.ports import Clock
from bot.leads.errors import AddLeadsError
from bot.settings import Settings

WITHIN = 15.0
"""Seconds for one check."""

SETTINGS = "settings"

Check = Callable[[], Awaitable[list[Finding]]]


async def everything(
    settings: Settings, wrong_ones: Mapping[str, str], clock: Clock, within: float = WITHIN
) -> list[Finding]:
    """Look at all that the bot needs, in the order in which it needs it.

    Args:
        settings: as far as they are right.
        wrong_ones: a line for each setting that is not, by its name.
        clock: the time.
        within: seconds that one check may take.
    """
    found = _settings(wrong_ones)
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=within)) as session,
        httpx.AsyncClient(timeout=within) as http,
    ):
        async for name, check, needs in _checks(settings, clock, session, http):
            if missing := [one for one in needs if one in wrong_ones]:
                found.append(unknown(name, f"not looked at: {missing[0]} comes first"))
            else:
                found += await alone(name, check, within)
    return found


async def alone(name: str, check: Check, within: float) -> list[Finding]:
    """What a check finds. Whatever happens to it is its finding, without a word that could hold a secret."""
    try:
        async with asyncio.timeout(within):
            return await check()
    except TimeoutError:
        return [wrong(name, f"no answer within {within:g} s", "Check the network, then try again.")]
    except AddLeadsError as error:
        return [wrong(name, str(error))]
    except Exception as error:  # noqa: BLE001 - an outermost edge: the other checks are still of use
        return [wrong(name, f"could not be looked at ({type(error).__name__})")]


def _settings(wrong_ones: Mapping[str, str]) -> list[Finding]:
    if not wrong_ones:
        return [ok(SETTINGS, "all that are needed are set, and none is wrong")]
    return [wrong(SETTINGS, line, "README lists all settings.") for line in wrong_ones.values()]


async def _checks(
    settings: Settings, clock: Clock, session: aiohttp.ClientSession, http: httpx.AsyncClient
) -> AsyncIterator[tuple[str, Check, Sequence[str]]]:
    """Each check with its name, and the settings that have to be right for it."""
    database = DatabaseChecks(settings.addleads_database_url, clock)
    yield DATABASE, database.database, ("ADDLEADS_DATABASE_URL",)

    at_slack = SlackChecks(_slack(settings, session), clock)
    token = "SLACK_BOT_TOKEN", "SLACK_API_URL"
    yield slack.BOT_TOKEN, at_slack.bot, token
    if settings.slack_app_token is None:
        yield web.HTTP_MODE, lambda: _found(web.http_mode(settings.addleads_http_port)), ()
    else:
        app_token = settings.slack_app_token.get_secret_value()
        yield slack.APP_TOKEN, lambda: at_slack.socket(app_token), ("SLACK_APP_TOKEN", "SLACK_API_URL")
    yield web.NAME, lambda: web.port(session, settings.addleads_http_port), ("ADDLEADS_HTTP_PORT",)
    yield slack.CHANNELS, lambda: at_slack.channels(settings.addleads_channels), (*token, "ADDLEADS_CHANNELS")

    key = "AMPLEMARKET_API_KEY", "AMPLEMARKET_API_URL"
    differences = at_slack.ahead
    try:
        at_amplemarket = _amplemarket(settings, clock, http)
    except ValueError as error:
        sentence = str(error)
        yield amplemarket.KEY, lambda: _found([wrong(amplemarket.KEY, sentence)]), ()
    else:
        at_amplemarket.ahead = differences
        yield amplemarket.KEY, at_amplemarket.key, key

        async def aliases() -> list[Finding]:
            named = await database.aliases()
            if named is None:
                return [unknown("aliases", "not looked at: the database comes first")]
            return await at_amplemarket.aliases(named)

        yield "aliases", aliases, (*key, "ADDLEADS_DATABASE_URL")
    yield "clock", lambda: _found([judged(differences)]), ()


def _slack(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    return AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=str(settings.slack_api_url),
        session=session,
        retry_handlers=[],
    )


def _amplemarket(settings: Settings, clock: Clock, http: httpx.AsyncClient) -> AmplemarketChecks:
    client = AmplemarketClient(
        http,
        str(settings.amplemarket_api_url),
        settings.amplemarket_api_key.get_secret_value(),
        now=clock.now,
    )
    checks = AmplemarketChecks(client, clock)
    http.event_hooks = {"response": [checks.note_time]}
    return checks


async def _found(findings: list[Finding]) -> list[Finding]:
    return findings
