"""The addresses of messages. They never change, so each is asked for once."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.adding.errors import SlackError
from bot.jobs.history_ports import JobSeen, LeadSeen
from bot.slack.web import SlackWeb

MOST_REMEMBERED = 1000


@dataclass(frozen=True, slots=True)
class Permalinks:
    web: SlackWeb
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    async def of(self, seen: Iterable[JobSeen | LeadSeen]) -> dict[str, str]:
        """Where the message about each job is, by the job's id; without those whose message is gone."""
        places = {one.job.id: (one.job.channel, one.ts) for one in seen if one.ts}
        found = await asyncio.gather(*(self._link(channel, str(ts)) for channel, ts in places.values()))
        return {job_id: url for job_id, url in zip(places, found, strict=True) if url}

    async def _link(self, channel: str, ts: str) -> str | None:
        """None where the message is gone: then the line stands without a link."""
        if known := self._known.get((channel, ts)):
            return known
        try:
            url = await self.web.permalink(channel, ts)
        except SlackError:
            return None
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[channel, ts] = url
        return url
