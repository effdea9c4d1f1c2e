"""What the Home tab of one person is about: jobs, aliases, settings. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.jobs.aliasing import Aliasing, Named
from bot.jobs.history import History, Situation
from bot.jobs.history_ports import JobSeen, JobsWanted

JOBS_SHOWN = 5
"""Of one's own and of the others, each."""

LOOKED_AT = 20
"""The newest jobs among which those of others are looked for."""


@dataclass(frozen=True, slots=True)
class HomeContent:
    """Fields.

    mine: the newest jobs of whom the tab belongs to.
    others: the newest ones of everybody else.
    aliases: all that the workspace can use.
    """

    situation: Situation
    mine: Sequence[JobSeen]
    others: Sequence[JobSeen]
    aliases: Sequence[Named]

    @property
    def jobs(self) -> list[JobSeen]:
        """All that are shown, some of them twice."""
        under_way = (seen for jobs in self.situation.jobs.values() for seen in jobs)
        return [*under_way, *self.mine, *self.others]


@dataclass(frozen=True, slots=True)
class Homes:
    """Looks up what a Home tab shows."""

    history: History
    aliasing: Aliasing

    async def of(self, team: str, user: str) -> HomeContent:
        store = self.history.store
        newest = await store.jobs(team, JobsWanted(), LOOKED_AT)
        return HomeContent(
            await self.history.status(team),
            await store.jobs(team, JobsWanted(user=user), JOBS_SHOWN),
            [seen for seen in newest if seen.job.user != user][:JOBS_SHOWN],
            await self.aliasing.listed(team),
        )

    async def signature(self, team: str) -> object:
        """Equal to an earlier one as long as no job has begun, moved on or ended."""
        found = await self.history.status(team)
        under_way = [(seen.job.id, seen.tally) for jobs in found.jobs.values() for seen in jobs]
        return under_way, dict(found.counts)
