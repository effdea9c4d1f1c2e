"""The POST half of the control API: each takes the body and answers with what came of it."""

import base64
from collections.abc import Awaitable, Callable
from dataclasses import asdict

from bot.sandbox.slack import control_views as views
from bot.sandbox.slack.control_names import find_channel, find_person
from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, Message, Person
from bot.sandbox.slack.stage import Stage
from bot.sandbox.slack.stored_files import FileVariant, Upload

Action = Callable[[Stage, Json], Awaitable[Json]]

_FAULTS = frozenset(
    {"fail", "rate_limit", "server_error", "drop_before", "drop_after", "delay"}
)  # those that need no object on this side of the process


async def add_person(stage: Stage, body: Json) -> Json:
    return views.person(stage, stage.add_person(**body))


async def add_channel(stage: Stage, body: Json) -> Json:
    people = [find_person(stage, name) for name in body.pop("people", [])]
    return views.channel(stage.add_channel(people=people, **body))


async def command(stage: Stage, body: Json) -> Json:
    person, channel = _place(stage, body)
    result = await stage.command(person, channel, body["command"], body.get("text", ""))
    return {"error": result.error, "delivery": views.delivery(result.delivery)}


async def say(stage: Stage, body: Json) -> Json:
    person, channel = _place(stage, body)
    posted = await stage.say(person, channel, body["text"], thread_ts=body.get("thread_ts"))
    return {"ts": posted.ts, "delivery": views.delivery(posted.delivery)}


async def upload(stage: Stage, body: Json) -> Json:
    person, channel = _place(stage, body)
    posted = await stage.upload(
        person,
        channel,
        body["filename"],
        base64.b64decode(body["content"], validate=True),
        text=body.get("text", ""),
        thread_ts=body.get("thread_ts"),
        variant=FileVariant(**body.get("variant", {})),
    )
    ids = [file.id for file in posted.files]
    return {"ts": posted.ts, "files": ids, "delivery": views.delivery(posted.delivery)}


async def share(stage: Stage, body: Json) -> Json:
    person, channel = _place(stage, body)
    uploads = [
        Upload(file["filename"], base64.b64decode(file["content"], validate=True)) for file in body["files"]
    ]
    posted = await stage.upload_files(
        person, channel, uploads, text=body.get("text", ""), thread_ts=body.get("thread_ts")
    )
    ids = [file.id for file in posted.files]
    return {"ts": posted.ts, "files": ids, "delivery": views.delivery(posted.delivery)}


async def edit(stage: Stage, body: Json) -> Json:
    person, message = _message(stage, body)
    return {"delivery": views.delivery((await stage.edit(person, message, body["text"])).delivery)}


async def delete(stage: Stage, body: Json) -> Json:
    person, message = _message(stage, body)
    return {"delivery": views.delivery((await stage.delete(person, message)).delivery)}


async def invite(stage: Stage, body: Json) -> Json:
    channel = find_channel(stage, body["channel"])
    stage.invite_bot(channel)
    return views.channel(channel)


async def stage_file(stage: Stage, body: Json) -> Json:
    person = find_person(stage, body["person"])
    content = base64.b64decode(body["content"], validate=True)
    return {"file": stage.stage_file(person, body["filename"], content).id}


async def click(stage: Stage, body: Json) -> Json:
    person = find_person(stage, body["person"])
    result = await stage.click(
        person,
        body["target"],
        body["action_id"],
        option=_value(stage, body.get("option")),
        values=_values(stage, body),
        value=body.get("value"),
    )
    return {"confirm": result.confirm, "error": result.error, "delivery": views.delivery(result.delivery)}


async def suggestions(stage: Stage, body: Json) -> Json:
    person = find_person(stage, body["person"])
    groups = await stage.suggestion_groups(person, body["target"], body["action_id"], body["query"])
    return {"groups": [asdict(group) for group in groups]}


async def submit(stage: Stage, body: Json) -> Json:
    person = find_person(stage, body["person"])
    result = await stage.submit_view(person, body["view"], _values(stage, body))
    return {"errors": result.errors, "error": result.error, "delivery": views.delivery(result.delivery)}


async def close(stage: Stage, body: Json) -> Json:
    person = find_person(stage, body["person"])
    closed = await stage.close_view(person, body["view"], clear=bool(body.get("clear")))
    return {"delivery": views.delivery(closed)}


async def shortcut(stage: Stage, body: Json) -> Json:
    person, message = _message(stage, body) if "ts" in body else (find_person(stage, body["person"]), None)
    result = await stage.shortcut(person, body["callback_id"], message)
    return {"error": result.error, "delivery": views.delivery(result.delivery)}


async def home(stage: Stage, body: Json) -> Json:
    return {"delivery": views.delivery(await stage.open_home(find_person(stage, body["person"])))}


async def disconnect(stage: Stage, body: Json) -> Json:
    await stage.disconnect(body.get("reason", "refresh_requested"))
    return {"sockets": stage.sockets()}


async def cut(stage: Stage, _: Json) -> Json:
    await stage.cut_sockets()
    return {"sockets": stage.sockets()}


async def faults(stage: Stage, body: Json) -> Json:
    """Plan one; the remaining fields are the arguments of the method of that name in `Faults`."""
    fault, method = body.pop("fault"), body.pop("method")
    if fault not in _FAULTS:
        raise ImpossibleError(f"There is no fault {fault}, only {sorted(_FAULTS)}")
    getattr(stage.faults, fault)(method, **body)
    return {}


async def clear_faults(stage: Stage, _: Json) -> Json:
    stage.faults.clear()
    return {}


def _place(stage: Stage, body: Json) -> tuple[Person, Channel]:
    person = find_person(stage, body["person"])
    return person, find_channel(stage, body["channel"], person)


def _message(stage: Stage, body: Json) -> tuple[Person, Message]:
    person, channel = _place(stage, body)
    message = stage.message(channel, body["ts"])
    if message is None:
        raise ImpossibleError(f"There is no message {body['ts']}")
    return person, message


def _values(stage: Stage, body: Json) -> dict[str, object]:
    return {action_id: _value(stage, value) for action_id, value in body.get("values", {}).items()}


def _value(stage: Stage, value: object) -> object:
    """A staged file by its id; everything else as it is."""
    if isinstance(value, list):
        return [_value(stage, one) for one in value]
    return stage.workspace.files.get(value, value) if isinstance(value, str) else value


ACTIONS: dict[str, Action] = {
    "people": add_person,
    "channels": add_channel,
    "command": command,
    "say": say,
    "upload": upload,
    "share": share,
    "edit": edit,
    "delete": delete,
    "invite": invite,
    "stage": stage_file,
    "click": click,
    "suggestions": suggestions,
    "submit": submit,
    "close": close,
    "shortcut": shortcut,
    "home": home,
    "disconnect": disconnect,
    "cut": cut,
    "faults": faults,
    "clear-faults": clear_faults,
}
