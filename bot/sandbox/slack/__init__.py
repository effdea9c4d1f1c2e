r"""A strict Slack workspace on 127.0.0.1: it refuses what Slack refuses, with Slack's own error codes.

The real bot runs against it unchanged: Web API at `slack.api_url`, Socket Mode through
`apps.connections.open`, files at `/files-pri/…`. Tests and the demo act as *people* through methods, and read
what those people would see.

    async with SlackSandbox() as slack:
        ana = slack.add_person("ana", name="Ana Ruiz", tz="Europe/Berlin")
        sales = slack.add_channel("sales", people=[ana])
        # … start the bot with slack.api_url, slack.bot_token, slack.app_token …
        shared = await slack.upload(ana, sales, "leads.csv", b"email\na@b.co\n", text="for q4 please")
        replies = await slack.until(lambda: slack.thread(sales, shared.ts)[1:], what="a reply in the thread")
        await slack.click(ana, replies[0], "retry_recently_contacted")

Making one (keyword-only, all optional)
    SlackSandbox(installation=Installation(), port=0, clock=time.time, ack_timeout=3.0,
                 retry_delays=(0, 0, 0), redelivered=(EnvelopeType.EVENT,), rate_limits=False, heartbeat=10.0)
    Installation.from_manifest(manifest)    exactly the scopes, events, commands, shortcuts it names
    .url .api_url .bot_token .app_token .team_id .app_id .bot_id .bot_user_id
    await start() · await stop()            what `async with` does

People and places (each change sends the events Slack would send)
    add_person(handle, *, name, admin, guest, tz, email, stranger) -> Person
    add_channel(name, *, people=(), with_bot=True, private=False, ext_shared=False) -> Channel
    dm(person) -> Channel                   the person's DM with the bot
    join(person, channel) · leave(person, channel)
    invite_bot(channel) · kick_bot(channel) · archive(channel)

What people do; results hold `.delivery` (acked, acked_after, response, attempts, error; `await .done()`)
    await command(person, channel, "/addleads", "text") -> CommandResult   .error .ack .trigger_id
    await say(person, channel, text, *, thread_ts=None) -> Posted          .message .ts .files .delivery
    await upload(person, channel, filename, content, *, text, thread_ts, variant) -> Posted
    await upload_files(person, channel, [Upload(…)], *, text="", thread_ts=None) -> Posted
    await edit(person, message, text) -> Posted · await delete(person, message) -> Posted
    await click(person, target, action_id, *, channel=None, option=None, stale_blocks=None, values=None)
        -> ClickResult; target: Message, Ephemeral or View, or its ts or id; `.confirm` is the dialog the
        person agreed to; `values` what stands in the view's inputs meanwhile; `value` that of the button,
        where several are of one action
    await submit_view(person, view, {action_id: value}) -> SubmitResult    .errors by block_id
    await close_view(person, view, *, clear=False) -> Delivery | None
    await shortcut(person, callback_id, message=None) -> ShortcutResult
    await suggestions(person, target, action_id, query) -> list[Json]      the options of an external select
    await suggestion_groups(person, target, action_id, query)              the same under their headings
    await open_home(person) -> Delivery | None
    stage_file(person, filename, content, *, variant=None) -> File         a value for a modal's file_input
    place(person, channel, text, *, uploads=()) -> Message                 stood there before: no event
    await redeliver(delivery) -> Delivery                                  the very same payload once more
    await disconnect(reason="refresh_requested") · await cut_sockets() · sockets() -> int
    What a person cannot do (press a button that is gone, leave a required field empty): ImpossibleError.

What people see
    messages(channel) · thread(channel, ts) · message(channel, ts) · ephemerals(person, channel=None)
    views(person) · home(person) · files() · people · channels
    calls · calls_of(method)                every Web API call: method, args, result, status, at
    deliveries                              everything sent over sockets
    await until(predicate, *, timeout=10.0, what="…")   asks again at every change; returns the truthy value;
                                            its TimeoutError tells the present state of all threads
    changed()                               makes `until` ask again after a change elsewhere

Faults, per Web API method, for its next `times=1` calls
    faults.fail(method, error) · rate_limit(method, retry_after=1) · server_error(method, status=500)
    faults.drop_before(method) · drop_after(method) · delay(method, seconds) · clear()
    faults.hold(method) -> Hold             `await hold.reached()`, then `hold.release()`

The same for other processes, as JSON over HTTP: `/control/…`, see `control`.

Block Kit as pure functions, each -> list[str], one problem per string, with its JSON pointer:
check_blocks(blocks, surface="message"), check_view(view), check_message(payload).
"""

from bot.sandbox.slack.backend import ApiCall
from bot.sandbox.slack.block_kit import Surface, check_blocks, check_message, check_view
from bot.sandbox.slack.clock import Clock, ManualClock
from bot.sandbox.slack.deliveries import Attempt, Delivery, EnvelopeType
from bot.sandbox.slack.errors import ImpossibleError, SandboxError, SlackError
from bot.sandbox.slack.faults import Faults, Hold
from bot.sandbox.slack.installation import ALL_EVENTS, ALL_SCOPES, Installation
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, ChannelKind, Edit, Ephemeral, Message, Person, View
from bot.sandbox.slack.people.commands import CommandResult
from bot.sandbox.slack.people.modals import SubmitResult
from bot.sandbox.slack.people.pressing import ClickResult
from bot.sandbox.slack.people.shortcuts import ShortcutResult
from bot.sandbox.slack.people.writing import Posted
from bot.sandbox.slack.sandbox import SlackSandbox
from bot.sandbox.slack.stored_files import File, FileVariant, Upload

__all__ = [
    "ALL_EVENTS",
    "ALL_SCOPES",
    "ApiCall",
    "Attempt",
    "Channel",
    "ChannelKind",
    "ClickResult",
    "Clock",
    "CommandResult",
    "Delivery",
    "Edit",
    "EnvelopeType",
    "Ephemeral",
    "Faults",
    "File",
    "FileVariant",
    "Hold",
    "ImpossibleError",
    "Installation",
    "Json",
    "ManualClock",
    "Message",
    "Person",
    "Posted",
    "SandboxError",
    "ShortcutResult",
    "SlackError",
    "SlackSandbox",
    "SubmitResult",
    "Surface",
    "Upload",
    "View",
    "check_blocks",
    "check_message",
    "check_view",
]
