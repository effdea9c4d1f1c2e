"""A refused key: the admins are told once, however many jobs it stops, until it works again."""

import asyncio
from dataclasses import dataclass, field

from bot.jobs.ports import Admins, KeyState


@dataclass(slots=True)
class KeyAlarm:
    """Shared by all jobs of this process; the store shares it with the others, and with the next one.

    Fields:
        known_to_work: so that not every answer of Amplemarket costs a look at the store.
        works_now: set when it is found to work that was not known to; whoever waits for that clears it.
        refusals: how often it was refused: what was begun before the latest one is no news of it.
        one_at_a_time: many jobs find the key refused in the same moment.
    """

    state: KeyState
    admins: Admins
    known_to_work: bool = False
    works_now: asyncio.Event = field(default_factory=asyncio.Event)
    refusals: int = 0
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def refused(self) -> None:
        """A job stops for it. Written down after it was told: a kill in between tells it twice, not never."""
        self.known_to_work = False
        self.refusals += 1
        self.works_now.clear()
        async with self.one_at_a_time:
            if not await self.state.is_refusal_told() and await self.admins.key_refused():
                await self.state.note_refusal_told(told=True)

    def doubt(self) -> None:
        """Whether it works is no more than a guess: the next call that is taken is news."""
        self.known_to_work = False

    async def works(self, refusals: int) -> None:
        """Amplemarket has taken a call with it: the next refusal is news.

        Args:
            refusals: how many there were when the call was begun. It may have been taken before the latest.
        """
        if not self.known_to_work and refusals == self.refusals:
            self.known_to_work = True
            self.works_now.set()
            if await self.state.is_refusal_told():
                await self.state.note_refusal_told(told=False)
