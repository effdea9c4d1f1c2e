"""A retry: a child job in the same thread, with only the leads concerned and more overrides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.adding.access import Access
from bot.adding.approval import Approval
from bot.adding.descent import Descent, Remedy
from bot.adding.errors import AdminsOnlyError, NothingToDoError
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow, Plan
from bot.adding.remedies import remedies
from bot.adding.retry import LIFTING, RetryKind, concerns, lifted, outcomes_of, overrides_for
from bot.jobs.children import Children, check_ended, once_more, retried_before
from bot.jobs.job_ports import JobStore
from bot.jobs.lookup import deleted, job_of_team

SHOWN_AT_ONCE = 100
"""Leads that are listed to choose from; more than that are searched. So many fit into a menu of Slack's."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is to choose from.

    Fields:
        rows: the leads that a retry of this kind would take along; the first of them, where there are more
            than fit into a menu.
        total: how many there are, as far as the report tells.
    """

    job: Job
    kind: RetryKind
    rows: Sequence[JobRow]
    total: int

    @property
    def is_whole(self) -> bool:
        return len(self.rows) <= SHOWN_AT_ONCE


@dataclass(frozen=True, slots=True)
class Retries:
    """Makes child jobs out of pressed retry buttons. Each method checks anew what the person may lift."""

    jobs: JobStore
    children: Children
    access: Access

    async def retry(self, job_id: str, team: str, kind: RetryKind, by: str) -> Job:
        """Send all leads concerned once more. The same button again has no second effect.

        Raises:
            AccessError: the person may not lift this.
            NothingToDoError: retried before, all in by now, or the leads are gone.
        """
        parent = await job_of_team(self.jobs, job_id, team)
        self.access.check_overrides(by, overrides_for((kind,), parent.options.overrides))
        return await self._retry(parent, kind, by)

    async def approved(self, approval: Approval) -> Job:
        """The same for who may not, once an admin has let it through. Raises NothingToDoError."""
        parent = await job_of_team(self.jobs, approval.job_id, approval.team)
        return await self._retry(parent, approval.kind, approval.asked_by, approval.decided_by)

    async def retry_together(self, job_id: str, team: str, by: str) -> tuple[Job, int]:
        """Lift everything that stands against leads whom nobody has retried yet.

        What only admins may lift stays in force where somebody else presses, and its leads are left out.

        Returns:
            The child, and how many leads were left out for admins to decide on.

        Raises:
            AccessError: the person may lift none of it.
            NothingToDoError: as with `retry`.
        """
        parent = await job_of_team(self.jobs, job_id, team)
        self.access.check_overrides(by, parent.options.overrides)
        mine = [
            kind
            for kind in LIFTING
            if self.access.may_lift(by, overrides_for((kind,), parent.options.overrides))
        ]
        everything = await self._together(parent)
        rows = [row for row in everything if lifted(mine, row.outcome)]
        if not rows:
            raise AdminsOnlyError("Only admins may retry people on the exclusion list.")
        reasons = {reason for row in rows for reason in row.outcome.reasons}
        kinds = tuple(kind for kind in mine if kind.reason in reasons)

        async def planned() -> Plan:
            gone = await self._gone(parent)
            if gone.isdisjoint(row.row for row in rows):
                return self.children.anew(rows)
            raise NothingToDoError("Somebody retried some of these meanwhile. Look at the report again.")

        descent = Descent(Remedy.RETRY, parent.id, kinds)
        overrides = overrides_for(kinds, parent.options.overrides)
        child = self.children.born(parent, descent, by, overrides)
        return await self.children.make(parent, child, planned), len(everything) - len(rows)

    async def choice(self, job_id: str, team: str, kind: RetryKind, by: str) -> Choice:
        """What somebody may choose from. Raises as `retry` does."""
        parent = await job_of_team(self.jobs, job_id, team)
        self.access.check_overrides(by, overrides_for((kind,), parent.options.overrides))
        rows = await self.left(parent, kind, SHOWN_AT_ONCE + 1)
        if len(rows) <= SHOWN_AT_ONCE:
            return Choice(parent, kind, rows, len(rows))
        children = {one.id: Descent.of(one.origin) for one in await self.jobs.children(parent.id)}
        left = remedies(await self.jobs.remains(parent.id), children)
        return Choice(parent, kind, rows, left.retries.get(kind, len(rows)))

    async def search(self, job_id: str, team: str, kind: RetryKind, part: str, most: int) -> list[JobRow]:
        """The first leads to choose from whose address holds a text; none where there is nothing to do."""
        parent = await job_of_team(self.jobs, job_id, team)
        gone = await self._gone(parent, kind)
        found = await self.jobs.named(parent.id, outcomes_of(kind), part, most + len(gone))
        return [row for row in found if _free(row, kind, gone)][:most]

    async def retry_chosen(self, choice: Choice, chosen: Collection[int], by: str, act: str) -> Job:
        """Send these of the leads concerned once more.

        Args:
            choice: what there is to choose from now.
            chosen: the rows' numbers.
            by: who pressed.
            act: names the press: once more the same has no second effect.

        Raises:
            NothingToDoError: none of them is left.
        """
        parent, kind = choice.job, choice.kind

        async def planned() -> Plan:
            rows = [row for row in await self.left(parent, kind) if row.row in chosen]
            if not rows:
                raise NothingToDoError("Those you chose were retried meanwhile. See the thread.")
            return self.children.anew(rows)

        descent = Descent(Remedy.RETRY, parent.id, (kind,), act)
        overrides = overrides_for((kind,), parent.options.overrides)
        return await self.children.make(parent, self.children.born(parent, descent, by, overrides), planned)

    async def left(self, parent: Job, kind: RetryKind, most: int | None = None) -> list[JobRow]:
        """The leads that a retry of this kind would take along now; the first of them with `most`.

        Raises:
            NothingToDoError: there are none (any more).
        """
        check_ended(parent)
        await self.children.check_first(Descent(Remedy.RETRY, parent.id, (kind,)).origin)
        gone = await self._gone(parent, kind)
        rows: list[JobRow] = []
        async for row in self.jobs.picked(parent.id, outcomes_of(kind)):
            if _free(row, kind, gone):
                rows.append(row)
            if len(rows) == most:
                break
        if not rows:
            raise await self._nothing_left(parent, kind)
        return rows

    async def _retry(self, parent: Job, kind: RetryKind, by: str, approved_by: str = "") -> Job:
        async def planned() -> Plan:
            rows = await self.left(parent, kind)
            if kind is RetryKind.FAILED:
                return once_more(rows, await self.jobs.earlier_tries(parent.id))
            return self.children.anew(rows)

        descent = Descent(Remedy.RETRY, parent.id, (kind,))
        overrides = overrides_for((kind,), parent.options.overrides)
        child = self.children.born(parent, descent, by, overrides, approved_by)
        return await self.children.make(parent, child, planned)

    async def _together(self, parent: Job) -> list[JobRow]:
        """The leads that somebody who may lift everything would retry at once."""
        check_ended(parent)
        gone = await self._gone(parent)
        skipped = self.jobs.picked(parent.id, frozenset({Outcome.SKIPPED}))
        rows = [row async for row in skipped if row.row not in gone and lifted(LIFTING, row.outcome)]
        if not rows:
            raise await self._nothing_left(parent)
        return rows

    async def _gone(self, parent: Job, kind: RetryKind | None = None) -> frozenset[int]:
        """Rows that are in by now, or that a child of this kind (or of any) has taken up."""
        taken = await self.children.rows_taken(parent, lambda one: kind is None or kind in one.kinds)
        return taken | await self.jobs.added_in_chain(parent.root)

    async def _nothing_left(self, parent: Job, kind: RetryKind | None = None) -> NothingToDoError:
        """Why: the leads were deleted, others were faster, or everybody is in."""
        if not (await self.jobs.remains(parent.id)).ends:
            return deleted(parent)
        children = [
            one
            for one in await self.jobs.children(parent.id)
            if kind is None or kind in Descent.of(one.origin).kinds
        ]
        if children:
            return retried_before(children[-1])
        return NothingToDoError("All of them are in by now. There is nothing left to retry.")


def _free(row: JobRow, kind: RetryKind, gone: Collection[int]) -> bool:
    return row.lead is not None and row.row not in gone and concerns(kind, row.outcome)
