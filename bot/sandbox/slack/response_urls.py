"""response_url: answering where a person acted, five times within thirty minutes, member or not.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

from dataclasses import dataclass

from bot.sandbox.slack.content import Content, read_content
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.events import EventFeed
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.model import Ephemeral, Message
from bot.sandbox.slack.workspace import Workspace

MAX_USES = 5
LIFETIME = 30 * 60.0


@dataclass(slots=True)
class ResponseUrl:
    person: str
    channel: str
    original: Message | Ephemeral | None
    issued_at: float
    uses: int = 0


class ResponseUrls:
    def __init__(self, workspace: Workspace, events: EventFeed, url: str) -> None:
        self._workspace = workspace
        self._events = events
        self._url = url
        self._issued: dict[str, ResponseUrl] = {}

    def issue(self, person: str, channel: str, original: Message | Ephemeral | None = None) -> str:
        secret = self._workspace.ids.secret()
        self._issued[secret] = ResponseUrl(person, channel, original, self._workspace.clock())
        return f"{self._url}/actions/{self._workspace.team_id}/{secret}"

    def use(self, secret: str, payload: Json) -> None:
        """Do what was posted to the url; a refused payload is a use as well."""
        target = self._issued.get(secret)
        if target is None:
            raise SlackError("invalid_url")
        if self._workspace.clock() - target.issued_at > LIFETIME:
            raise SlackError("expired_url")
        if target.uses >= MAX_USES:
            raise SlackError("used_url")
        target.uses += 1
        self.respond(target, payload)

    def respond(self, target: ResponseUrl, payload: Json) -> None:
        """Delete or replace the original, or say something new."""
        if payload.get("delete_original") and target.original is not None:
            self._delete(target.original)
            return
        content = read_content(payload)
        if payload.get("replace_original") and target.original is not None:
            self._replace(target.original, content)
        elif payload.get("response_type") == "in_channel":
            self._say(target, content, payload)
        else:
            self._whisper(target, content, payload)

    def _delete(self, original: Message | Ephemeral) -> None:
        original.deleted = True
        if isinstance(original, Message):
            self._events.deleted(original)
        self._workspace.changes.notify()

    def _replace(self, original: Message | Ephemeral, content: Content) -> None:
        if isinstance(original, Ephemeral):
            self._workspace.fill(original, content)
            self._workspace.changes.notify()
            return
        previous = self._events.snapshot(original)
        self._workspace.edit(
            original, lambda m: self._workspace.fill(m, content), by=self._workspace.bot_user_id
        )
        self._events.changed(original, previous)

    def _say(self, target: ResponseUrl, content: Content, payload: Json) -> None:
        workspace = self._workspace
        message = Message(
            channel=target.channel,
            ts=workspace.ids.ts(),
            user=workspace.bot_user_id,
            text="",
            bot_id=workspace.bot_id,
            thread_ts=payload.get("thread_ts"),
        )
        workspace.fill(message, content)
        self._events.posted(workspace.post(message))

    def _whisper(self, target: ResponseUrl, content: Content, payload: Json) -> None:
        ephemeral = Ephemeral(target.channel, self._workspace.ids.ts(), target.person, "")
        ephemeral.thread_ts = payload.get("thread_ts")
        self._workspace.fill(ephemeral, content)
        self._workspace.whisper(ephemeral)
