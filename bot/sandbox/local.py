"""What the demo in the terminal and the one in the browser have in common: everything is on this computer."""

from pathlib import Path

from bot.adding.backoff import Backoff
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings

LATENCY = 0.12
"""Seconds that the local Amplemarket takes for a call, so that there is something to see."""

CALLS_A_MINUTE = 100_000
"""The sandbox is nobody's account; the real limit would make a long list wait for minutes."""

BACKOFF = Backoff(tries=4, first=0.2)
"""Nobody watches a demo for minutes while Amplemarket is down."""

INTRODUCTION = (
    "The real bot, between a local Slack and a local Amplemarket. No account, no token, no network."
)


def sandbox_settings(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, database: Path, leads: int
) -> Settings:
    """Everything points to the sandbox; the environment and `.env` are not read.

    `leads`, how many the list has that will be shared, decides how many calls there are to watch.
    """
    return Settings.model_validate(
        {
            "slack_bot_token": slack.bot_token,
            "slack_app_token": slack.app_token,
            "slack_api_url": slack.api_url,
            "amplemarket_api_key": amplemarket.api_key,
            "amplemarket_api_url": amplemarket.url,
            "amplemarket_requests_per_minute": CALLS_A_MINUTE,
            "amplemarket_leads_per_request": min(250, max(10, leads // 20)),
            "addleads_database_url": f"sqlite:///{database}",
        }
    )
