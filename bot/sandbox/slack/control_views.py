"""What the control API shows of the workspace, as JSON: the wire objects plus what only the sandbox knows."""

from bot.sandbox.slack.deliveries import Delivery
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Ephemeral, Message, Person
from bot.sandbox.slack.objects import file_object, message_object, user_object, view_object
from bot.sandbox.slack.stage import Stage


def state(stage: Stage) -> Json:
    """All that a program needs to start the bot here and to find its way."""
    return {
        "version": stage.backend.workspace.changes.version,
        "url": stage.url,
        "api_url": stage.api_url,
        "bot_token": stage.bot_token,
        "app_token": stage.app_token,
        "team_id": stage.team_id,
        "app_id": stage.app_id,
        "bot_id": stage.bot_id,
        "bot_user_id": stage.bot_user_id,
        "sockets": stage.sockets(),
        "people": [person(stage, one) for one in stage.people],
        "channels": [channel(one) for one in stage.channels],
    }


def person(stage: Stage, one: Person) -> Json:
    return user_object(stage.workspace, one, with_email=True)


def channel(one: Channel) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "kind": one.kind.value,
        "members": sorted(one.members),
        "is_archived": one.archived,
        "is_ext_shared": one.ext_shared,
    }


def message(stage: Stage, one: Message) -> Json:
    body = message_object(stage.workspace, one, stage.url)
    edits = [{"at": edit.at, "text": edit.text} for edit in one.edits]
    return body | {"channel": one.channel, "elements": sorted(one.elements), "edits": edits}


def messages(stage: Stage, several: list[Message]) -> Json:
    return {"messages": [message(stage, one) for one in several]}


def ephemeral(one: Ephemeral) -> Json:
    return {
        "channel": one.channel,
        "ts": one.ts,
        "thread_ts": one.thread_ts,
        "text": one.text,
        "blocks": one.blocks,
        "attachments": one.attachments,
        "elements": sorted(one.elements),
    }


def screen(stage: Stage, one: Person) -> Json:
    """What only this person sees."""
    home = stage.home(one)
    return {
        "ephemerals": [ephemeral(whisper) for whisper in stage.ephemerals(one)],
        "views": [view_object(stage.workspace, view) for view in stage.views(one)],
        "home": view_object(stage.workspace, home) if home else None,
    }


def files(stage: Stage) -> Json:
    return {"files": [file_object(stage.workspace, file, stage.url) for file in stage.files()]}


def calls(stage: Stage) -> Json:
    shown = [
        {"method": c.method, "args": c.args, "result": c.result, "status": c.status, "at": c.at}
        for c in stage.calls
    ]
    return {"calls": shown}


def delivery(one: Delivery | None) -> Json:
    """How an action fared; `heard` is false when the app is not told of it at all."""
    if one is None:
        return {"heard": False}
    return {
        "heard": True,
        "type": one.type.value,
        "acked": one.acked,
        "acked_after": one.acked_after,
        "attempts": len(one.attempts),
        "response": one.response,
        "error": one.error,
    }
