"""Two hundred commands in one moment: each is acked at once, and answered in its turn."""

import asyncio
from typing import Any, cast

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.slack.listeners.add_leads import AddLeads
from bot.slack.listeners.commands import AT_WORK, Commands
from bot.slack.listeners.parts import Parts

COMMANDS = 200


class Held(Commands):
    """Its commands take until they are let go."""

    def __init__(self) -> None:
        super().__init__(cast("Parts", None), cast("AddLeads", None))
        self.go = asyncio.Event()
        self.acked = self.begun = self.opened = 0

    async def ack(self) -> None:
        self.acked += 1

    async def type(self, text: str) -> None:
        await self.addleads(cast("AsyncAck", self.ack), {"text": text}, cast("AsyncRespond", None))

    async def _do(self, *_: Any) -> None:
        self.begun += 1
        await self.go.wait()

    async def _open(self, command: dict[str, Any]) -> None:  # noqa: ARG002 - whatever it says
        self.opened += 1


async def test_all_are_acked_before_the_work_of_a_few_is_done() -> None:
    """Slack gives three seconds for an ack; the work behind it may wait its turn."""
    held = Held()
    typed = [asyncio.create_task(held.type("list")) for _ in range(COMMANDS)]
    await asyncio.sleep(0)
    assert (held.acked, held.begun) == (COMMANDS, AT_WORK)
    held.go.set()
    await asyncio.gather(*typed)
    assert held.begun == COMMANDS


async def test_the_form_waits_for_nobody() -> None:
    """What opens it lives three seconds."""
    held = Held()
    typed = [asyncio.create_task(held.type("list")) for _ in range(COMMANDS)]
    await asyncio.sleep(0)
    await held.type("")
    assert held.opened == 1
    held.go.set()
    await asyncio.gather(*typed)
