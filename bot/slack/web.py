"""The calls to Slack's Web API that the bot makes."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adding.errors import SlackError
from bot.slack.blocks.elements import Block, Message
from bot.slack.refused import ThreadGoneError, asked
from bot.slack.saying import Saying, said

logger = logging.getLogger(__name__)

MARKED = "addleads_message"
"""The type of our messages' metadata. Other apps can read it: it holds a random marker, nothing else."""

LOOKED_AT, MOST_PAGES = 200, 5
"""Messages a page, and pages, when a message of ours is looked for. Where Slack lets an app read 15 messages
a minute only (apps sold outside of its Marketplace, since May 2025), one page has to do."""

UNTOUCHED = {"parse": "none", "link_names": False}
"""Slack makes no links and no mentions out of plain text: it may come out of a list."""


@dataclass(frozen=True, slots=True)
class ShownView:
    """A modal on somebody's screen; the hash names what it shows."""

    id: str
    hash: str


@dataclass(frozen=True, slots=True)
class SlackWeb:
    """The few calls that the bot makes.

    Fields:
        safe: the client whose calls may be repeated.
        posts: the client for calls that must not be.
        saying: what posts and edits go through; all parts of the bot share it.
    """

    safe: AsyncWebClient
    posts: AsyncWebClient
    saying: Saying = field(default_factory=Saying)

    async def post(
        self, channel: str, message: Message, thread_ts: str | None = None, *, marker: str | None = None
    ) -> str:
        """Post once; the message's ts. With a marker `find` can find it.

        Falls back to the text alone when Slack refuses the blocks, and to the channel itself when the thread
        is gone: what became of somebody's leads must be told somewhere. Both are refusals, so nothing stands
        there yet.

        Raises:
            CannotPostError: the bot may not write there.
            SlackAnswerLostError: it may stand there or not.
            SlackError: Slack refused it for another reason.
        """
        fields = UNTOUCHED | {"channel": channel, "unfurl_links": False, "unfurl_media": False}
        if marker is not None:
            fields |= {"metadata": {"event_type": MARKED, "event_payload": {"marker": marker}}}
        try:
            answer = await self.saying.post(
                self.posts.chat_postMessage, message, fields | {"thread_ts": thread_ts}
            )
        except ThreadGoneError:
            logger.warning("thread gone, posting to the channel", extra={"channel": channel})
            answer = await self.saying.post(self.posts.chat_postMessage, message, fields)
        return str(answer["ts"])

    async def edit(self, channel: str, ts: str, message: Message) -> bool:
        """Edit a message; False where Slack does not let us, or the message is gone."""
        try:
            await self.saying.edit(self.safe.chat_update, message, UNTOUCHED | {"channel": channel, "ts": ts})
        except SlackError as error:
            logger.warning("message not edited", extra={"reason": str(error)})
            return False
        return True

    async def show_progress(self, channel: str, ts: str, message: Message) -> None:
        """Edit a message, if there is room for what nobody waits for, and Slack lets us."""
        fields = UNTOUCHED | {"channel": channel, "ts": ts}
        try:
            await self.saying.show_progress(self.safe.chat_update, message, fields)
        except SlackError as error:
            logger.warning("progress not shown", extra={"reason": str(error)})

    async def whisper(self, channel: str, user: str, message: Message, thread_ts: str | None = None) -> bool:
        """Show a message to one person; False where Slack does not let us."""
        fields = UNTOUCHED | {"channel": channel, "user": user, "thread_ts": thread_ts}
        try:
            await said(self.posts.chat_postEphemeral, message, fields)
        except SlackError as error:
            logger.warning("person not told", extra={"reason": str(error)})
            return False
        return True

    async def find(self, channel: str, thread_ts: str | None, marker: str, since: float) -> str | None:
        """The ts of a message that we posted, or of one that shares a file; None where there is none.

        In the thread; where that is gone, or there is none, in the channel.

        Args:
            channel: where it would be.
            thread_ts: the thread where it would be; None for the channel itself.
            marker: as the message was posted with, or the file's id.
            since: in seconds since 1970, of Slack's clock. Older messages are not looked at.

        Raises:
            SlackError: Slack does not let us look, or there are too many messages to look at.
        """
        fields: dict[str, Any] = {
            "channel": channel,
            "oldest": f"{since:.6f}",
            "include_all_metadata": True,
            "limit": LOOKED_AT,
        }
        if thread_ts is not None:
            try:
                return await _found(partial(self.safe.conversations_replies, ts=thread_ts, **fields), marker)
            except ThreadGoneError:
                logger.info("thread gone, looking in the channel", extra={"channel": channel})
        return await _found(partial(self.safe.conversations_history, **fields), marker)

    async def upload(self, name: str, content: bytes) -> str:
        """Bring a file to Slack, where nobody sees it before it is shared; its id.

        Raises:
            SlackError: it could not be uploaded.
        """
        place = await asked(lambda: self.safe.files_getUploadURLExternal(filename=name, length=len(content)))
        await _send(place["upload_url"], content)
        return str(place["file_id"])

    async def share(self, channel: str, thread_ts: str | None, file_id: str, name: str) -> None:
        """Share an uploaded file in a thread. This posts a message, so it is asked for once.

        Raises:
            SlackAnswerLostError: it may stand there or not.
            SlackError: it could not be shared.
        """
        files: list[dict[str, str | None]] = [{"id": file_id, "title": name}]
        share = partial(self.posts.files_completeUploadExternal, files=files, channel_id=channel)
        try:
            await asked(lambda: share(thread_ts=thread_ts))
        except ThreadGoneError:
            await asked(share)

    async def post_to_person(self, user: str, message: Message) -> tuple[str, str]:
        """Post once to somebody's own conversation with the bot; its channel's id, and the message's ts.

        Raises:
            SlackAnswerLostError: it may stand there or not.
            SlackError: Slack refused it.
        """
        fields = UNTOUCHED | {"channel": user, "unfurl_links": False, "unfurl_media": False}
        answer = await self.saying.post(self.posts.chat_postMessage, message, fields)
        return str(answer["channel"]), str(answer["ts"])

    async def open_view(self, trigger_id: str, view: Block) -> str:
        """The same as `show_view`, for who does not need the hash."""
        return (await self.show_view(trigger_id, view)).id

    async def show_view(self, trigger_id: str, view: Block) -> ShownView:
        """Open a modal, within three seconds of the act that the trigger stands for.

        Raises:
            TriggerGoneError: it took too long.
            SlackError: it could not be opened.
        """
        answer = await asked(lambda: self.safe.views_open(trigger_id=trigger_id, view=view))
        return ShownView(str(answer["view"]["id"]), str(answer["view"].get("hash") or ""))

    async def update_view(self, view_id: str, view: Block, unless_changed: str = "") -> bool:
        """Change what an open modal shows; False where Slack does not let us, or it was closed.

        With the hash that it was shown with, only as long as nothing else has changed it.
        """
        known = {"hash": unless_changed} if unless_changed else {}
        try:
            await asked(lambda: self.safe.views_update(view_id=view_id, view=view, **known))
        except SlackError as error:
            logger.warning("view not updated", extra={"reason": str(error)})
            return False
        return True

    async def publish_home(self, user: str, view: Block, unless_changed: str = "") -> str:
        """Show somebody's Home tab; the hash that names what it shows.

        Raises:
            ViewChangedError: it shows no longer what has this hash.
            SlackError: it could not be shown.
        """
        known = {"hash": unless_changed} if unless_changed else {}
        answer = await asked(lambda: self.safe.views_publish(user_id=user, view=view, **known))
        return str(answer["view"].get("hash") or "")

    async def user_info(self, user: str) -> dict[str, Any]:
        """A person's object. Raises SlackError where Slack does not tell."""
        found: dict[str, Any] = (await asked(lambda: self.safe.users_info(user=user)))["user"]
        return found

    async def permalink(self, channel: str, ts: str) -> str:
        """A message's address. Raises SlackError where the message is gone."""
        answer = await asked(lambda: self.safe.chat_getPermalink(channel=channel, message_ts=ts))
        return str(answer["permalink"])

    async def file_info(self, file_id: str) -> dict[str, Any]:
        """A file's object.

        Raises:
            SlackError: Slack does not show it to us.
        """
        answer = await asked(lambda: self.safe.files_info(file=file_id))
        found: dict[str, Any] = answer["file"]
        return found


async def _found(page: Callable[..., Awaitable[AsyncSlackResponse]], marker: str) -> str | None:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        answer = await asked(partial(page, cursor=cursor))
        for message in answer["messages"]:
            if marker in _markers(message):
                return str(message["ts"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
    raise SlackError("There are too many messages to look through.")


def _markers(message: dict[str, Any]) -> set[str]:
    """What a message may be found by: the marker it carries, the ids of its files."""
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    return {str(payload.get("marker")), *(str(file.get("id")) for file in message.get("files") or ())}


PIECE = 65_536
"""Bytes of an upload handed over at once: a long list's file would hold up everything else."""


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), PIECE):
        yield content[start : start + PIECE]


async def _send(url: str, content: bytes) -> None:
    """The bytes of an upload. Nobody sees them before the upload is completed."""
    length = {"Content-Length": str(len(content))}
    try:
        async with aiohttp.request("POST", url, data=_pieces(content), headers=length) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's OK
                raise SlackError(f"Slack refused the bytes of a file (HTTP {answer.status}).")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise SlackError(f"Slack did not take the bytes of a file ({type(error).__name__}).") from error
