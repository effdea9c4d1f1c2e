"""Listeners, one module for each kind of Slack payload, under Slack's own names.

A listener acks, authorises and hands over. What it hands over to comes in `Parts`.
"""

from slack_bolt.async_app import AsyncApp

from bot.slack.listeners import (
    actions,
    add_leads,
    commands,
    errors,
    fixing,
    history,
    home,
    options,
    retrying,
    uploads,
    views,
)
from bot.slack.listeners.acks import keep_acks
from bot.slack.listeners.gate import Gate
from bot.slack.listeners.parts import Parts


def register_listeners(app: AsyncApp, parts: Parts, bot_name: str) -> None:
    app.use(keep_acks)
    app.use(parts.inbox.once)
    app.use(Gate(parts, bot_name).admit)
    commands.register(app, parts, bot_name)
    uploads.register(app, parts, bot_name)
    actions.register(app, parts)
    retrying.register(app, parts, bot_name)
    fixing.register(app, parts, bot_name)
    add_leads.register(app, parts, bot_name)
    options.register(app, parts)
    history.register(app, parts)
    home.register(app, parts, bot_name)
    views.register(app, parts, bot_name)
    errors.register(app, parts.web, bot_name)
