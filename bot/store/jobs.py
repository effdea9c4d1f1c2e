"""Jobs, their batches, rows and messages. Implements the JobStore port: each method is one transaction.

The statements stand in `lifecycle`, `batches`, `rows` and `messages`, as functions on an open transaction.
"""

from collections.abc import AsyncIterator, Mapping, Sequence

from bot.adding.job import Alias, ColumnMapping, Job
from bot.adding.outcome import RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobEvent
from bot.jobs.ports import Batch
from bot.store import batches, dialect, lifecycle, messages, rows
from bot.store.engine import Database
from bot.store.tables import job_rows, jobs
from bot.store.uncut import all_uncut


@all_uncut
class Jobs:
    """See the port for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, job: Job, plan: Plan) -> bool:
        pages = await rows.encoded(job.id, job.team, plan.rows)  # first, so that other writers wait less
        async with self._database.write() as tx:
            if not await lifecycle.insert(tx, job, len(plan.rows)):
                return False
            await batches.insert(tx, job.id, job.team, plan)
            await dialect.insert_pages(tx, job_rows, pages)
            return True

    async def get(self, job_id: str) -> Job | None:
        async with self._database.read() as tx:
            return await lifecycle.find(tx, jobs.c.id == job_id)

    async def by_origin(self, origin: str) -> Job | None:
        async with self._database.read() as tx:
            return await lifecycle.find(tx, jobs.c.origin == origin)

    async def children(self, job_id: str) -> list[Job]:
        async with self._database.read() as tx:
            return await lifecycle.children(tx, job_id)

    async def unfinished(self) -> list[str]:
        async with self._database.read() as tx:
            return await lifecycle.unfinished(tx)

    async def move(self, job_id: str, event: JobEvent) -> Job:
        async with self._database.write() as tx:
            job = await lifecycle.move(tx, job_id, event)
            if event is JobEvent.CANCEL:
                await batches.doubt(tx, job_id)
            return job

    async def choose_sequence(self, job_id: str, alias: Alias) -> None:
        async with self._database.write() as tx:
            await lifecycle.choose_sequence(tx, job_id, alias)

    async def replan(
        self, job_id: str, plan: Plan, columns: ColumnMapping, assumptions: Sequence[str]
    ) -> None:
        job = await self.get(job_id)
        pages = await rows.encoded(job_id, job.team if job else "", plan.rows)
        async with self._database.write() as tx:
            job = await lifecycle.change_columns(tx, job_id, columns, assumptions, len(plan.rows))
            await batches.clear(tx, job_id)
            await rows.clear(tx, job_id)
            await batches.insert(tx, job_id, job.team, plan)
            await dialect.insert_pages(tx, job_rows, pages)

    async def place_in_thread(self, job_id: str, thread_ts: str) -> None:
        async with self._database.write() as tx:
            await lifecycle.place_in_thread(tx, job_id, thread_ts)

    async def start(self, job_id: str, run: str) -> Job:
        async with self._database.write() as tx:
            return await lifecycle.start(tx, job_id, run)

    # ---- a run and its batches ----------------------------------------------------------------------

    async def claim(self, job_id: str, run: str) -> Batch | None:
        async with self._database.write() as tx:
            return await batches.claim(tx, job_id, run)

    async def sending(self, job_id: str, run: str, number: int) -> bool:
        async with self._database.write() as tx:
            return await batches.sending(tx, job_id, run, number)

    async def tried(self, job_id: str, run: str, number: int, earlier_try: EarlierTry) -> None:
        async with self._database.write() as tx:
            await batches.tried(tx, job_id, run, number, earlier_try)

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
        async with self._database.write() as tx:
            await batches.record(
                tx, job_id, run, number, outcomes, finished=finished, earlier_try=earlier_try
            )

    async def release(self, job_id: str, run: str, number: int) -> None:
        async with self._database.write() as tx:
            await batches.release(tx, job_id, run, number)

    async def earlier_tries(self, job_id: str) -> Mapping[int, EarlierTry]:
        async with self._database.read() as tx:
            return await batches.earlier_tries(tx, job_id)

    # ---- its rows -----------------------------------------------------------------------------------

    async def tally(self, job_id: str) -> Tally:
        async with self._database.read() as tx:
            return await rows.tally(tx, job_id)

    async def rows(self, job_id: str) -> AsyncIterator[JobRow]:
        """All rows in order. No transaction stays open while the caller works on a page."""
        last = None
        while page := await self._page(job_id, last):
            for row in page:
                yield row
            last = page[-1].row

    async def sample(self, job_id: str, limit: int) -> list[JobRow]:
        async with self._database.read() as tx:
            return await rows.sample(tx, job_id, limit)

    async def added_in_chain(self, root: str) -> frozenset[int]:
        async with self._database.read() as tx:
            return await rows.added_in_chain(tx, root)

    async def _page(self, job_id: str, after: int | None) -> list[JobRow]:
        async with self._database.read() as tx:
            return await rows.page(tx, job_id, after)

    # ---- its messages -------------------------------------------------------------------------------

    async def message_ts(self, job_id: str, kind: str) -> str | None:
        async with self._database.read() as tx:
            return await messages.message_ts(tx, job_id, kind)

    async def keep_message(self, job_id: str, kind: str, ts: str) -> None:
        async with self._database.write() as tx:
            await messages.keep_message(tx, job_id, kind, ts)
