"""The Events API: which changes the app hears of, wrapped as Slack wraps them.

https://docs.slack.dev/apis/events-api/
The app hears of a conversation only as its member, subscribed, and with the scope for it.
"""

from bot.sandbox.slack.deliveries import Delivery, EnvelopeType
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Channel, ChannelKind, Message, View
from bot.sandbox.slack.objects import message_object, view_object
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.workspace import Workspace

_MESSAGE_EVENTS = {
    ChannelKind.PUBLIC: "message.channels",
    ChannelKind.PRIVATE: "message.groups",
    ChannelKind.DM: "message.im",
    ChannelKind.GROUP_DM: "message.mpim",
}


class EventFeed:
    """Turns what happened into event_callback payloads and delivers those the app is to hear of."""

    def __init__(self, workspace: Workspace, socket: SocketMode, url: str) -> None:
        self._workspace = workspace
        self._socket = socket
        self._url = url

    def posted(self, message: Message) -> Delivery | None:
        return self._message(message, self.snapshot(message) | {"event_ts": message.ts})

    def files_shared(self, message: Message) -> None:
        """The second route by which an upload is announced, for those who subscribed to it."""
        for file in message.files:
            event = {"type": "file_shared", "file_id": file.id, "user_id": file.user, "file": {"id": file.id}}
            self._conversation(message.channel, "file_shared", event | {"channel_id": message.channel})

    def changed(self, message: Message, previous: Json) -> Delivery | None:
        event = {
            "subtype": "message_changed",
            "message": self.snapshot(message),
            "previous_message": previous,
        }
        return self._message(message, self._hidden(event))

    def deleted(self, message: Message) -> Delivery | None:
        previous = self.snapshot(message)
        event = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": previous}
        return self._message(message, self._hidden(event))

    def membership(self, channel: Channel, user: str, event_type: str) -> Delivery | None:
        """`member_joined_channel` or `member_left_channel`."""
        kind = "G" if channel.kind is ChannelKind.PRIVATE else "C"
        event = {"type": event_type, "user": user, "channel": channel.id, "channel_type": kind}
        return self._conversation(channel.id, event_type, event | {"team": self._workspace.team_id})

    def home_opened(self, user: str, channel: Channel, home: View | None) -> Delivery | None:
        event: Json = {"type": "app_home_opened", "user": user, "channel": channel.id, "tab": "home"}
        if home is not None:
            event["view"] = view_object(self._workspace, home)
        return self._deliver("app_home_opened", channel, event)

    def snapshot(self, message: Message) -> Json:
        """How the message looks now, for the `previous_message` of a change."""
        return message_object(self._workspace, message, self._url)

    def _hidden(self, event: Json) -> Json:
        ts = self._workspace.ids.ts()
        return {"type": "message", "hidden": True, "ts": ts, "event_ts": ts, **event}

    def _message(self, message: Message, event: Json) -> Delivery | None:
        channel = self._workspace.channels[message.channel]
        event |= {"channel": channel.id, "channel_type": channel.kind.value}
        return self._conversation(channel.id, _MESSAGE_EVENTS[channel.kind], event)

    def _conversation(self, channel_id: str, name: str, event: Json) -> Delivery | None:
        channel = self._workspace.channels[channel_id]
        if self._workspace.bot_user_id not in channel.members:
            return None
        return self._deliver(name, channel, event)

    def _deliver(self, name: str, channel: Channel, event: Json) -> Delivery | None:
        if not self._workspace.installation.hears(name):
            return None
        return self._socket.deliver(EnvelopeType.EVENT, self._callback(channel, event))

    def _callback(self, channel: Channel, event: Json) -> Json:
        workspace = self._workspace
        authorization = {
            "enterprise_id": None,
            "team_id": workspace.team_id,
            "user_id": workspace.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "deprecated",
            "team_id": workspace.team_id,
            "context_team_id": workspace.team_id,
            "context_enterprise_id": None,
            "api_app_id": workspace.app_id,
            "event": {"event_ts": workspace.ids.ts(), **event},
            "type": "event_callback",
            "event_id": workspace.ids.make("Ev"),
            "event_time": int(workspace.clock()),
            "authorizations": [authorization],
            "is_ext_shared_channel": channel.ext_shared,
            "event_context": workspace.ids.secret(),
        }
