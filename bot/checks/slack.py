"""Slack: the tokens, what they may do, and whether the bot is where it is to work."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.checks.clock import ahead
from bot.checks.finding import Finding, ok, unknown, wrong
from bot.jobs.ports import Clock
from bot.slack.scopes import SCOPES

BOT_TOKEN, APP_TOKEN = "Slack bot token", "Slack app token"
SOCKET, SCOPES_NAME, CHANNELS = "Socket Mode", "scopes", "channels"

REINSTALL = "Add them under OAuth & Permissions (manifest.yml has all), then install the app again."
NOT_IN_CHANNEL = frozenset({"not_in_channel", "channel_not_found"})
NO_SUCH_TOKEN = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"}
)
MOST_CHANNELS = 20


@dataclass(slots=True)
class SlackChecks:
    """Asks Slack, with calls that change nothing.

    Fields:
        client: has the bot token, and repeats nothing.
        ahead: how far our clock is ahead of Slack's, once it has answered.
    """

    client: AsyncWebClient
    clock: Clock
    ahead: dict[str, timedelta] = field(default_factory=dict)

    async def bot(self) -> list[Finding]:
        """The bot token, and its scopes."""
        answer = await _asked(self.client.auth_test)
        if isinstance(answer, str):
            said = wrong(BOT_TOKEN, _said(answer), _next("SLACK_BOT_TOKEN", "Install App", answer))
            return [said, unknown(SCOPES_NAME, "Slack tells them only to a token that works")]
        headers = {name.lower(): value for name, value in answer.headers.items()}
        if (difference := ahead(headers.get("date"), self.clock.now())) is not None:
            self.ahead["Slack"] = difference
        told = f"@{answer.get('user')} in the workspace {answer.get('team')} ({answer.get('team_id')})"
        return [ok(BOT_TOKEN, told), scopes(headers.get("x-oauth-scopes"))]

    async def socket(self, app_token: str) -> list[Finding]:
        """The app token, and Socket Mode: asks for a connection, and does not use it."""
        answer = await _asked(lambda: self.client.apps_connections_open(app_token=app_token))
        if not isinstance(answer, str):
            return [ok(APP_TOKEN, "Slack takes it"), ok(SOCKET, "Slack offers a connection")]
        if answer in NO_SUCH_TOKEN | {"not_allowed_token_type"}:
            where = "Basic Information → App-Level Tokens"
            said = wrong(APP_TOKEN, _said(answer), _next("SLACK_APP_TOKEN", where, answer))
            return [said, unknown(SOCKET, "Slack offers a connection only to a token that works")]
        if answer == "missing_scope":
            add = "Give the token the scope connections:write (Basic Information → App-Level Tokens)."
            return [wrong(APP_TOKEN, "lacks the scope connections:write", add)]
        return [wrong(SOCKET, _said(answer), "Turn Socket Mode on in the app's settings, and try again.")]

    async def channels(self, wanted: Collection[str]) -> list[Finding]:
        """Whether the bot is where ADDLEADS_CHANNELS lets it work."""
        if not wanted:
            why = "Slack lists the bot's channels only with a scope that it does not ask for"
            return [unknown(CHANNELS, why, "Type /invite @addleads in each channel where it is to work.")]
        return [await self._channel(one) for one in sorted(wanted)[:MOST_CHANNELS]]

    async def _channel(self, channel: str) -> Finding:
        """Asks for messages since now: there are none, but only who is in may ask."""
        now = f"{self.clock.now().timestamp():.6f}"
        answer = await _asked(lambda: self.client.conversations_history(channel=channel, limit=1, oldest=now))
        name = f"channel {channel}"
        if not isinstance(answer, str):
            return ok(name, "the bot is in it")
        if answer in NOT_IN_CHANNEL:
            return wrong(name, "the bot is not in it, or it is gone", "Type /invite @addleads in it.")
        return unknown(name, _said(answer))


def scopes(header: str | None) -> Finding:
    """What the bot token may do, beside what it needs.

    Args:
        header: `x-oauth-scopes` of Slack's answer; None where there was none.
    """
    if header is None:
        return unknown(SCOPES_NAME, "Slack's answer does not name them")
    granted = {one.strip() for one in header.split(",")} - {""}
    if missing := sorted(SCOPES - granted):
        return wrong(SCOPES_NAME, f"missing: {', '.join(missing)}", REINSTALL)
    more = sorted(granted - SCOPES)
    return ok(
        SCOPES_NAME, f"all {len(SCOPES)} are there" + (f"; not needed: {', '.join(more)}" if more else "")
    )


async def _asked(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> AsyncSlackResponse | str:
    """The answer, or Slack's word for what is wrong; "" where no answer of Slack's came."""
    try:
        return await call()
    except SlackApiError as error:
        data = getattr(error.response, "data", None)
        return str(data.get("error") or "unknown") if isinstance(data, dict) else ""
    except (aiohttp.ClientError, TimeoutError, OSError):
        return ""


def _said(error: str) -> str:
    return f"Slack says {error}" if error else "Slack can't be reached at SLACK_API_URL"


def _next(setting: str, where: str, error: str) -> str:
    if error in NO_SUCH_TOKEN | {"not_allowed_token_type"}:
        return f"Copy the token anew from the app's settings ({where}) into {setting}."
    return "Check the network and SLACK_API_URL, then try again."
