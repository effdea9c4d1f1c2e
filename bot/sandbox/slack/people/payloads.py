"""The parts that all interaction payloads share.

https://docs.slack.dev/reference/interaction-payloads
"""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, ChannelKind, Person


def base(backend: Backend, type_: str, person: Person) -> Json:
    """Who did it, where the app is installed."""
    return {
        "type": type_,
        "token": "deprecated",
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": person.team_id,
        },
        "team": {"id": backend.workspace.team_id, "domain": backend.workspace.installation.team_domain},
        "api_app_id": backend.workspace.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_name(channel: Channel) -> str:
    """DMs and private channels are not named to apps in commands and interactions."""
    match channel.kind:
        case ChannelKind.DM:
            return "directmessage"
        case ChannelKind.PRIVATE | ChannelKind.GROUP_DM:
            return "privategroup"
        case ChannelKind.PUBLIC:
            return channel.name


def channel_part(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel_name(channel)}
