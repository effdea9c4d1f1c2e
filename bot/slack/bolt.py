"""The Bolt app: who it is at Slack, and its listeners."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import aiohttp
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adding.errors import SlackError
from bot.slack.listeners import register_listeners
from bot.slack.listeners.inbox import Next
from bot.slack.listeners.parts import Parts


class TokenRefusedError(SlackError):
    """Slack does not take a token.

    Fields:
        setting: the name of the environment variable.
    """

    code = "token_refused"

    def __init__(self, setting: str, reason: str) -> None:
        super().__init__(f"{setting} was refused by Slack ({reason}).")
        self.setting = setting


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is, as Slack tells it (auth.test)."""

    team: str
    user: str
    bot: str
    name: str


async def identify(client: AsyncWebClient) -> Identity:
    """Ask Slack whose token this is.

    Raises:
        TokenRefusedError: nobody's.
        SlackError: Slack can't be reached.
    """
    answer = await asked_at_start(client.auth_test(), "SLACK_BOT_TOKEN")
    return Identity(answer["team_id"], answer["user_id"], answer.get("bot_id", ""), answer.get("user", ""))


def bolt_app(
    client: AsyncWebClient,
    identity: Identity,
    parts: Parts,
    *,
    acking: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> AsyncApp:
    """The app with all listeners.

    `acking` is entered around all that happens before a delivery is acked.

    Authorisation is answered from what `identify` found: Bolt would ask Slack once more, and, where it finds
    SLACK_CLIENT_ID in the environment, quietly switch to OAuth.
    """

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id=identity.team,
            bot_token=client.token,
            bot_id=identity.bot,
            bot_user_id=identity.user,
        )

    bolt_logger = logging.getLogger("slack_bolt")
    bolt_logger.addFilter(_of_no_use)
    # Requests are verified before they come here, see `http_mode.py`.
    app = AsyncApp(client=client, authorize=authorize, logger=bolt_logger, request_verification_enabled=False)

    @app.middleware
    async def timed(next: Next) -> BoltResponse:  # noqa: A002 - Bolt's own name
        with acking():
            return await next()

    register_listeners(app, parts, identity.name)
    return app


def _of_no_use(record: logging.LogRecord) -> bool:
    """Bolt warns that the client's token is ignored for `authorize`; they are the same token."""
    return "will be ignored" not in record.getMessage()


async def asked_at_start(call: Awaitable[AsyncSlackResponse], setting: str) -> AsyncSlackResponse:
    """The first calls with a token tell whether it is good.

    Raises:
        TokenRefusedError: Slack does not take it.
        SlackError: Slack can't be reached, or what answers is not Slack.
    """
    try:
        return await call
    except SlackApiError as error:
        data = error.response.data if isinstance(error.response, AsyncSlackResponse) else None
        if not isinstance(data, dict):  # a proxy's page, say
            raise SlackError("SLACK_API_URL leads to something that is not Slack's API.") from None
        raise TokenRefusedError(setting, str(data.get("error"))) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SlackError(f"Slack can't be reached ({type(error).__name__}).") from error
