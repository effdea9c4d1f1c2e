"""A bot at work between the two sandboxes, and what people there do and see."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from bot.app import Bot
from bot.sandbox.amplemarket import AmplemarketSandbox, Call, adds_leads
from bot.sandbox.slack import Channel, CommandResult, Message, Person, Posted, SlackSandbox
from bot.settings import Settings

Serve = Callable[[Settings], AbstractAsyncContextManager[Bot]]


@dataclass(frozen=True, slots=True)
class World:
    """A bot at work, and the two services around it.

    Fields:
        sequence: the id behind the alias `q4-outbound`.
        ana, bo: two people in the channel `sales`, where the bot is too.
    """

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    sequence: str
    settings: Settings
    bot: Bot
    ana: Person
    bo: Person
    sales: Channel

    async def type(self, text: str, *, person: Person | None = None) -> CommandResult:
        """Somebody (Ana, unless said otherwise) types the command."""
        return await self.slack.command(person or self.ana, self.sales, "/addleads", text)

    async def share(
        self, content: str | bytes, text: str = "for q4-outbound please", name: str = "l.csv"
    ) -> Posted:
        """Ana shares a file in the channel."""
        data = content.encode() if isinstance(content, str) else content
        return await self.slack.upload(self.ana, self.sales, name, data, text=text)

    async def message(self, *words: str) -> Message:
        """The first message of the channel that holds all these words, once there is one."""

        def find() -> Message | None:
            found = (
                one for one in self.slack.messages(self.sales) if all(word in one.text for word in words)
            )
            return next(found, None)

        return await self.slack.until(find, what=f"a message with {words}")

    @property
    def adding_calls(self) -> list[Call]:
        """The calls that add leads, without those that only look at sequences."""
        return [call for call in self.amplemarket.calls if adds_leads(call)]

    def now(self, message: Message) -> Message:
        """The message as it stands now."""
        found = self.slack.message(self.sales, message.ts)
        assert found is not None, "the message is gone"
        return found

    async def again(self, posted: Posted) -> None:
        """Slack delivers the event of a message once more."""
        assert posted.delivery is not None
        await self.slack.redeliver(posted.delivery)

    async def whisper(self, *words: str, person: Person | None = None) -> str:
        """What only Ana (or the person) was told, once it holds all these words."""

        def find() -> str | None:
            told = (one.text for one in self.slack.ephemerals(person or self.ana))
            return next((one for one in told if all(word in one for word in words)), None)

        return await self.slack.until(find, what=f"an ephemeral message with {words}")

    def members(self) -> set[str]:
        """Who is in the sequence, by Amplemarket's own truth."""
        return {one.email or one.linkedin_url or "" for one in self.amplemarket.added(self.sequence)}

    async def result_file(self) -> list[dict[str, str]]:
        """The rows of the result file, once it stands in the channel."""
        found = await self.slack.until(
            lambda: [file for file in self.slack.files() if file.name.endswith("-results.csv")],
            what="a result file",
        )
        text = found[-1].content.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))
