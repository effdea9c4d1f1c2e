"""Listeners, one module for each kind of Slack payload, under Slack's own names.

A listener acks, authorises and hands over. What it hands over to comes in `Parts`.
"""

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import actions, commands, errors, uploads, views
from bot.slack.listeners.acks import keep_acks
from bot.slack.listeners.parts import Parts


def register_listeners(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    app.use(keep_acks)
    app.use(parts.inbox.once)
    commands.register(app, parts)
    uploads.register(app, parts, bot_name)
    actions.register(app, parts)
    views.register(app, parts, bot_name)
    errors.register(app, parts.web, bot_name)
