"""Jobs, their batches, rows and messages. Implements the JobStore port: each method is one transaction.

So it seems to everybody else, even where a lot of rows are written in several (`creation`, `replacing`). The
statements stand in `lifecycle`, `batches`, `rows`, `lead_keys`, `messages` and others, as functions on an
open transaction.
"""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from datetime import datetime
from typing import assert_never

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.audit import NOBODY, Deed
from bot.adding.errors import BugError
from bot.adding.job import Alias, ColumnMapping, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.remedies import Remains
from bot.adding.report import Tally
from bot.adding.same_list import Earlier
from bot.adding.state import UNFINISHED, JobEvent, JobState
from bot.jobs.job_ports import Batch
from bot.jobs.ports import Clock
from bot.store import audit, batches, creation, lead_keys, lifecycle, messages, remains, rows
from bot.store.engine import Database
from bot.store.replacing import new_rows
from bot.store.tables import jobs
from bot.store.uncut import all_uncut


@all_uncut
class Jobs:
    """See the port for what each method promises."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def create(self, job: Job, plan: Plan) -> bool:
        return await creation.create(self._database, job, plan)

    async def get(self, job_id: str) -> Job | None:
        return await self._database.reading(lambda tx: lifecycle.get(tx, job_id))

    async def by_origin(self, origin: str) -> Job | None:
        return await self._database.reading(lambda tx: lifecycle.find(tx, jobs.c.origin == origin))

    async def children(self, job_id: str) -> list[Job]:
        return await self._database.reading(lambda tx: lifecycle.children(tx, job_id))

    async def unfinished(self) -> list[str]:
        async with self._database.read() as tx:
            return await lifecycle.unfinished(tx)

    async def move(
        self,
        job_id: str,
        event: JobEvent,
        *,
        by: str = NOBODY,
        code: str = "",
        terms: str | None = None,
        goes_on_until: datetime | None = None,
    ) -> Job:
        async def move(tx: AsyncConnection) -> Job:
            before = await lifecycle.locked(tx, job_id)
            job = await lifecycle.move(tx, job_id, event, code=code, terms=terms, goes_on_until=goes_on_until)
            if event is JobEvent.CANCEL:
                await batches.doubt(tx, job_id)
            if deed := _deed(before, event):
                await audit.append_of_job(tx, self._clock.now(), by, deed, job)
            return job

        return await self._database.writing(move)

    async def waiting_to_go_on(self, code: str, now: datetime) -> list[Job]:
        return await self._database.reading(lambda tx: lifecycle.waiting_to_go_on(tx, code, now))

    async def go_on(self, job: Job) -> None:
        async def go_on(tx: AsyncConnection) -> None:
            now = self._clock.now()
            confirmed = await lifecycle.go_on(tx, job, now)
            await audit.append_of_job(tx, now, NOBODY, Deed.RESUME, confirmed)

        await self._database.writing(go_on)

    async def break_off(self, job_id: str) -> Job | None:
        async with self._database.write() as tx:
            job = await lifecycle.get(tx, job_id)
            if job is None or job.state not in UNFINISHED:
                return job
            stopped = await lifecycle.move(tx, job_id, JobEvent.STOP, code=BugError.code)
            await batches.doubt(tx, job_id)
            await batches.calls_ended(tx, job_id)
            return stopped

    async def choose_sequence(
        self, job: Job, alias: Alias, sequence_name: str = "", plan: Plan | None = None
    ) -> None:
        if plan is None:
            async with self._database.write() as tx:
                await lifecycle.choose_sequence(tx, job, alias, sequence_name, same_rows=False)
            return
        async with new_rows(self._database, job, plan) as (tx, new):
            await new.come_into_force(tx)
            await lifecycle.choose_sequence(tx, job, alias, sequence_name, same_rows=True)

    async def replan(self, job: Job, plan: Plan, columns: ColumnMapping, assumptions: Sequence[str]) -> None:
        async with new_rows(self._database, job, plan) as (tx, new):
            fingerprint = await new.come_into_force(tx)
            rows = len(plan.rows), fingerprint
            await lifecycle.change_columns(tx, job, columns, assumptions, rows)

    async def place_in_thread(self, job_id: str, thread_ts: str) -> None:
        await self._database.writing(lambda tx: lifecycle.place_in_thread(tx, job_id, thread_ts))

    async def start(self, job_id: str, run: str, apart: Collection[str] = ()) -> Job:
        async def start(tx: AsyncConnection) -> Job:
            job = await lifecycle.locked(tx, job_id)
            if not await lead_keys.may_start(tx, job, apart):
                return job
            return await lifecycle.start(tx, job_id, run)

        return await self._database.writing(start)

    # ---- jobs into the same sequence ----------------------------------------------------------------

    async def beside(self, job: Job) -> list[Job]:
        return await self._database.reading(lambda tx: lead_keys.beside(tx, job))

    async def shared(self, job_id: str, others: Sequence[Job]) -> Mapping[str, int]:
        async with self._database.read() as tx:
            return await lead_keys.shared(tx, job_id, others)

    async def doubt_unclaimed(self, job_id: str, run: str) -> None:
        await self._database.writing(lambda tx: batches.doubt_unclaimed(tx, job_id, run))

    async def calls_ended(self, job_id: str) -> None:
        await self._database.writing(lambda tx: batches.calls_ended(tx, job_id))

    async def earlier(self, job_id: str) -> Earlier | None:
        async with self._database.read() as tx:
            return await lead_keys.earlier(tx, job_id)

    async def known_rows(self, job: Job) -> frozenset[int]:
        async with self._database.read() as tx:
            return await lead_keys.known_rows(tx, job)

    async def narrow(self, job: Job, plan: Plan, left_out: int, *, by: str) -> Job:
        async with new_rows(self._database, job, plan) as (tx, new):
            await new.come_into_force(tx)
            confirmed = await lifecycle.narrow(tx, job, len(plan.rows), left_out)
            await audit.append_of_job(tx, self._clock.now(), by, creation.deed_of_adding(job), confirmed)
        return confirmed

    # ---- a run and its batches ----------------------------------------------------------------------

    async def claim(self, job_id: str, run: str) -> Batch | None:
        return await self._database.writing(lambda tx: batches.claim(tx, job_id, run))

    async def tried(self, job_id: str, run: str, number: int, earlier_try: EarlierTry) -> None:
        await self._database.writing(lambda tx: batches.tried(tx, job_id, run, number, earlier_try))

    async def record(
        self,
        job_id: str,
        run: str,
        number: int,
        outcomes: Sequence[RowOutcome],
        *,
        finished: bool,
        earlier_try: EarlierTry = EarlierTry.NONE,
    ) -> None:
        await self._database.writing(
            lambda tx: batches.record(
                tx, job_id, run, number, outcomes, finished=finished, earlier_try=earlier_try
            )
        )

    async def release(self, job_id: str, run: str, number: int) -> None:
        await self._database.writing(lambda tx: batches.release(tx, job_id, run, number))

    async def earlier_tries(self, job_id: str) -> Mapping[int, EarlierTry]:
        return await self._database.reading(lambda tx: batches.earlier_tries(tx, job_id))

    # ---- its rows -----------------------------------------------------------------------------------

    async def tally(self, job_id: str) -> Tally:
        return await self._database.reading(lambda tx: rows.tally(tx, job_id))

    async def rows(self, job_id: str) -> AsyncIterator[JobRow]:
        """All rows in order. No transaction stays open while the caller works on a page."""
        last = None
        while page := await self._page(job_id, last):
            for row in page:
                yield row
            last = page[-1].row

    async def sample(self, job_id: str, limit: int) -> list[JobRow]:
        return await self._database.reading(lambda tx: rows.sample(tx, job_id, limit))

    async def remains(self, job_id: str) -> Remains:
        async with self._database.read() as tx:
            return await remains.remains(tx, job_id)

    async def picked(self, job_id: str, outcomes: Collection[Outcome]) -> AsyncIterator[JobRow]:
        """Of its rows those that came to one of these ends, in order; see `rows`."""
        last = None
        while page := await self._picked_page(job_id, outcomes, last):
            for row in page:
                yield row
            last = page[-1].row

    async def named(self, job_id: str, outcomes: Collection[Outcome], part: str, limit: int) -> list[JobRow]:
        async with self._database.read() as tx:
            return await remains.picked(tx, job_id, outcomes, named=part, limit=limit)

    async def rows_of(self, job_ids: Sequence[str]) -> frozenset[int]:
        async with self._database.read() as tx:
            return await remains.rows_of(tx, job_ids)

    async def people_of(
        self,
        roots: Collection[str],
        emails: Collection[str],
        profiles: Collection[str],
        outcomes: Collection[Outcome] = tuple(Outcome),
    ) -> Mapping[str, int]:
        async with self._database.read() as tx:
            return await remains.people_of(tx, roots, emails, profiles, outcomes)

    async def recent(self, team: str, channel: str, limit: int) -> list[Job]:
        async with self._database.read() as tx:
            return await remains.recent(tx, team, channel, limit)

    async def added_in_chain(self, root: str) -> frozenset[int]:
        async with self._database.read() as tx:
            return await rows.added_in_chain(tx, root)

    async def _picked_page(
        self, job_id: str, outcomes: Collection[Outcome], after: int | None
    ) -> list[JobRow]:
        return await self._database.reading(
            lambda tx: remains.picked(tx, job_id, outcomes, after=after, limit=remains.PAGE)
        )

    async def _page(self, job_id: str, after: int | None) -> list[JobRow]:
        return await self._database.reading(lambda tx: rows.page(tx, job_id, after))

    # ---- its messages -------------------------------------------------------------------------------

    async def message_ts(self, job_id: str, kind: str) -> str | None:
        return await self._database.reading(lambda tx: messages.message_ts(tx, job_id, kind))

    async def owe_message(self, job_id: str, kind: str, marker: str) -> None:
        await self._database.writing(lambda tx: messages.owe_message(tx, job_id, kind, marker))

    async def owed_message(self, job_id: str, kind: str) -> str | None:
        return await self._database.reading(lambda tx: messages.owed_message(tx, job_id, kind))

    async def keep_message(self, job_id: str, kind: str, ts: str) -> None:
        await self._database.writing(lambda tx: messages.keep_message(tx, job_id, kind, ts))


def _deed(before: Job, event: JobEvent) -> Deed | None:
    """What of the events of a job a person, or nobody in particular, has to answer for."""
    match event:
        case JobEvent.CONFIRM:
            return Deed.RESUME if before.state is JobState.STOPPED else creation.deed_of_adding(before)
        case JobEvent.CANCEL:
            return Deed.CANCEL
        case JobEvent.START | JobEvent.STOP | JobEvent.FINISH:
            return None
        case _:
            assert_never(event)
