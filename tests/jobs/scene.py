"""A scene: one Amplemarket, one database, one Slack; and processes that come, work and die in it."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.access import Access
from bot.adding.answer import AddLeadsAnswer
from bot.adding.backoff import Backoff
from bot.adding.job import Intake, Job, Options
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import BY_THE_FIRST_TRY, EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.amplemarket import AmplemarketClient
from bot.jobs.approvals import Approvals
from bot.jobs.catalogue import Catalogue
from bot.jobs.children import Children
from bot.jobs.columns import Columns
from bot.jobs.departures import Departures
from bot.jobs.dispatch import LocalDispatcher
from bot.jobs.fixing import Fixes
from bot.jobs.intake import NewJobs
from bot.jobs.ports import AddLeadsCall
from bot.jobs.retry import Retries
from bot.jobs.run import Runner
from bot.jobs.send import BatchSender
from bot.jobs.target import Targets
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox, Call, adds_leads
from bot.store import Store
from tests.jobs.life import Death, Life
from tests.jobs.listed import unread
from tests.jobs.recorded_thread import RecordedThread, Wall
from tests.jobs.virtual_clock import START, VirtualClock

MAY_BE_IN = "it may be in all the same"

IMPATIENT = Backoff(tries=4)
PATIENT = Backoff(tries=25, first=0.1, longest=2.0)
"""As patient as the default, on a shorter scale: each second of a long wait costs a look at the store."""

Seeds = Mapping[int, frozenset[SkipReason]]
"""Who is kept out for what, by row."""


@dataclass(slots=True)
class Ledger:
    """What was sent, and what must not be sent any more: rows of finished batches.

    Fields:
        under_way: calls at this moment; `most` is the highest it has been.
        resent: rows that were sent although their batch was finished.
    """

    finished: set[tuple[str, int]] = field(default_factory=set)
    resent: set[tuple[str, int]] = field(default_factory=set)
    under_way: int = 0
    most: int = 0


class _NotedJobs:
    """The job store; each batch that is finished goes down in the ledger.

    A transaction is not cut short where a task is cancelled: a killed process's is there, or it is not.
    """

    def __init__(self, jobs: object, ledger: Ledger) -> None:
        self._jobs, self._ledger = jobs, ledger

    def __getattr__(self, name: str) -> object:
        method = getattr(self._jobs, name)
        return uncut(method) if inspect.iscoroutinefunction(method) else method

    async def record(
        self,
        job_id: str,
        run: str,
        number: int,
        outcomes: Sequence[RowOutcome],
        *,
        finished: bool,
        earlier_try: EarlierTry,
    ) -> None:
        record = uncut(self._jobs.record)  # type: ignore[attr-defined]
        await record(job_id, run, number, outcomes, finished=finished, earlier_try=earlier_try)
        self._ledger.finished |= {
            (job_id, one.row) for one in outcomes if one.outcome is not Outcome.NOT_SENT
        }


def uncut(method: Callable[..., Coroutine[Any, Any, Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """The method, run to its end even where its caller is cancelled."""

    async def call(*args: object, **kwargs: object) -> object:
        running = asyncio.ensure_future(method(*args, **kwargs))
        try:
            return await asyncio.shield(running)
        finally:
            await asyncio.wait([running])

    call.__name__ = method.__name__
    return call


@dataclass(frozen=True, slots=True)
class _NotedAmplemarket:
    """The client; each call goes down in the ledger. Sequences tell jobs apart."""

    client: AmplemarketClient
    ledger: Ledger
    jobs_of: Mapping[str, str]
    clock: VirtualClock
    life: Life

    def prepare(self, sequence_id: str, leads: Sequence[Lead], options: Options) -> AddLeadsCall:
        call = self.client.prepare(sequence_id, leads, options)
        return self.life.once(partial(self._made, call, sequence_id, leads))

    async def _made(self, call: AddLeadsCall, sequence_id: str, leads: Sequence[Lead]) -> AddLeadsAnswer:
        ledger = self.ledger
        if job_id := self.jobs_of.get(sequence_id):
            ledger.resent |= {(job_id, lead.row) for lead in leads} & ledger.finished
        ledger.under_way += 1
        ledger.most = max(ledger.most, ledger.under_way)
        try:
            with self.clock.at_work():
                return await call()
        finally:
            ledger.under_way -= 1


@dataclass(frozen=True, slots=True)
class Process:
    """The parts of one run of the program, as `app.py` puts them together."""

    store: Store
    runner: Runner
    dispatcher: LocalDispatcher
    new_jobs: NewJobs
    retries: Retries
    approvals: Approvals
    fixes: Fixes
    failures: list[Exception]

    async def quiet(self) -> None:
        """Until no job runs any more."""
        while tasks := list(self.dispatcher._tasks.values()):
            await asyncio.wait(tasks)
        assert not self.failures, self.failures

    async def start(self) -> None:
        """What the program does at start."""
        for job_id in await self.store.jobs.unfinished():
            self.dispatcher.dispatch(job_id)


@dataclass(slots=True, repr=False)
class Scene:
    """Fields.

    address: of the database.
    store: the test's own look at it.
    jobs_of: the job of a sequence, where no other job goes into it: then the ledger watches over it.
    """

    amplemarket: AmplemarketSandbox
    http: httpx.AsyncClient
    clock: VirtualClock
    address: str
    store: Store
    sequence: str
    wall: Wall = field(default_factory=Wall)
    ledger: Ledger = field(default_factory=Ledger)
    jobs_of: dict[str, str] = field(default_factory=dict)
    backoff: Backoff = IMPATIENT
    workers: int = 4
    per_minute: int = 100_000
    batch_size: int = 4
    access: Access = field(default_factory=Access)
    catalogue: Catalogue = field(default_factory=unread)
    ids: "count[int]" = field(default_factory=count)

    @asynccontextmanager
    async def process(
        self, life: Life | None = None, *, store: Store | None = None
    ) -> AsyncIterator[Process]:
        """A process from its start to its end; a dead one leaves its tasks without another effect.

        Args:
            life: when it dies.
            store: its own; without one it shares the scene's, as opening one costs more than most jobs.
        """
        life, store = life or Life(), store or self.store
        failures: list[Exception] = []

        async def failed(_: str, error: Exception) -> None:
            failures.append(error)

        jobs = life.of(_NotedJobs(store.jobs, self.ledger))
        thread = life.of(RecordedThread(self.wall, jobs))  # type: ignore[arg-type]
        client = AmplemarketClient(
            self.http, self.amplemarket.url, self.amplemarket.api_key, now=self.clock.now
        )
        limiter = life.of(store.limiter(self.amplemarket.api_key, self.per_minute))
        sender = BatchSender(
            jobs=jobs,  # type: ignore[arg-type]
            amplemarket=_NotedAmplemarket(client, self.ledger, self.jobs_of, self.clock, life),
            departures=Departures(asyncio.Semaphore(self.workers), limiter, self.clock),
            clock=self.clock,
            backoff=self.backoff,
            chance=lambda: 1.0,
        )
        runner = Runner(
            jobs=jobs,  # type: ignore[arg-type]
            sender=sender,
            thread=thread,
            clock=self.clock,
            workers=self.workers,
            new_id=self._new_id,
        )
        dispatcher = LocalDispatcher(runner.run, failed)
        targets = Targets(jobs, self.catalogue, thread, self.batch_size)  # type: ignore[arg-type]
        new_jobs = NewJobs(
            jobs=jobs,  # type: ignore[arg-type]
            targets=targets,
            thread=thread,
            dispatcher=dispatcher,
            clock=self.clock,
            access=self.access,
            new_id=self._new_id,
            batch_size=self.batch_size,
            confirm_above=100,
        )
        children = Children(jobs, targets, thread, dispatcher, self.clock, self._new_id, self.batch_size)  # type: ignore[arg-type]
        retries = Retries(jobs, children, self.access)  # type: ignore[arg-type]
        approvals = Approvals(
            jobs,  # type: ignore[arg-type]
            life.of(store.approvals),
            thread,
            retries,
            self.clock,
            self.access,
            self._new_id,
        )
        columns = Columns(
            jobs,  # type: ignore[arg-type]
            store.mappings,
            targets,
            thread,
            self.clock,
            batch_size=self.batch_size,
            most_rows=1000,
        )
        fixes = Fixes(jobs, columns, children, self.access)  # type: ignore[arg-type]
        try:
            yield Process(store, runner, dispatcher, new_jobs, retries, approvals, fixes, failures)
        finally:
            await self._end(dispatcher)

    async def _end(self, dispatcher: LocalDispatcher) -> None:
        tasks = list(dispatcher._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _new_id(self) -> str:
        return f"id{next(self.ids)}"

    @asynccontextmanager
    async def own_store(self) -> AsyncIterator[Store]:
        """Connections of its own, as another process has."""
        async with opened(self.address, self.clock) as store:
            yield store

    # ---- jobs and lives ------------------------------------------------------------------------------

    def job(self, job_id: str = "J1", **changes: object) -> Job:
        job = Job(
            id=job_id,
            origin=f"event:{job_id}:F1",
            team="T1",
            channel="C1",
            user="U1",
            thread_ts="1.0",
            intake=Intake.FILE,
            name="leads.csv",
            header=("E-mail",),
            created_at=START,
            sequence_id=self.sequence,
            alias="q4",
            state=JobState.CONFIRMED,
            root=job_id,
        )
        return replace(job, **changes)  # type: ignore[arg-type]

    async def write(
        self, job: Job, leads: Sequence[Lead], size: int | None = None, *, watched: bool = True
    ) -> Job:
        """A confirmed job in the store. The ledger watches it, if no other job goes into its sequence."""
        assert await self.store.jobs.create(job, planned(leads, size or self.batch_size))
        if watched and job.sequence_id:
            self.jobs_of[job.sequence_id] = job.id
        return job

    async def live(self, moments: int | None = None) -> Life:
        """Start the program and let it do all there is to do, or as much as it lives to do."""
        life = Life(moments)
        async with self.process(life) as process:
            await process.start()
            while tasks := list(process.dispatcher._tasks.values()):
                done, _ = await asyncio.wait(tasks)
                assert not process.failures, process.failures
                for error in (task.exception() for task in done):
                    if error is not None:
                        assert life.dead, error
                        _only_death(error)
        return life

    # ---- the truth -----------------------------------------------------------------------------------

    async def rows(self, job_id: str = "J1") -> list[JobRow]:
        return [row async for row in self.store.jobs.rows(job_id)]

    async def job_state(self, job_id: str = "J1") -> JobState:
        job = await self.store.jobs.get(job_id)
        assert job is not None
        return job.state

    async def outcomes(self, job_id: str = "J1") -> list[Outcome]:
        return [row.outcome.outcome for row in await self.rows(job_id)]

    async def check(self, job_id: str = "J1", seeds: Seeds | None = None) -> Tally:
        """The told outcomes against the sandbox's truth, row by row; nothing finished was sent again."""
        rows = await self.rows(job_id)
        for row in rows:
            assert (wrong := self._wrong(row, (seeds or {}).get(row.row, frozenset()))) is None, wrong
        assert not self.ledger.resent
        members = [key for one in self.amplemarket.added(self.sequence) for key in one.keys]
        assert len(members) == len(set(members))
        return Tally.of((row.outcome for row in rows), len(rows))

    async def check_report(self, job_id: str = "J1", seeds: Seeds | None = None, *, most: int = 1) -> Tally:
        """The truth, and that people were told it, once."""
        tally = await self.check(job_id, seeds)
        assert self.wall.report(job_id) == tally.line
        assert 1 <= self.wall.posted(job_id, "report") <= most
        return tally

    def keep_out(self, seeds: Seeds) -> None:
        """Let Amplemarket have reasons against some of the leads."""
        for row, reasons in seeds.items():
            for reason in reasons:
                self._keep_out(lead(row), reason)

    def _keep_out(self, one: Lead, reason: SkipReason) -> None:
        amplemarket = self.amplemarket
        match reason:
            case SkipReason.EXCLUSION_LIST:
                amplemarket.exclude(one)
            case SkipReason.RECENTLY_CONTACTED:
                amplemarket.contacted_recently(one)
            case SkipReason.ALREADY_IN_SEQUENCE:
                amplemarket.put_in(self.sequence, one)
            case SkipReason.IN_OTHER_DRAFT_SEQUENCES:
                amplemarket.put_in(self._other("draft"), one)
            case SkipReason.IN_OTHER_ACTIVE_SEQUENCES:
                amplemarket.put_in(self._other("active"), one)

    def _other(self, status: str) -> str:
        name = f"Other {status}"
        known = (one.id for one in self.amplemarket.sequences if one.name == name)
        return next(known, None) or self.amplemarket.add_sequence(name, status=status)

    def _wrong(self, row: JobRow, kept_out: frozenset[SkipReason]) -> str | None:
        told = row.outcome
        assert row.lead is not None
        brought, inside = self._in_sequence(row.lead)
        match told.outcome:
            case Outcome.ADDED if told.detail == BY_THE_FIRST_TRY:
                right = inside  # whether it was there before the lost call, nobody can know
            case Outcome.ADDED:
                right = brought
            case Outcome.UNCONFIRMED:
                right = bool(told.detail)
            case Outcome.FAILED:
                right = not brought or MAY_BE_IN in told.detail
            case Outcome.SKIPPED:
                right = not brought and frozenset(told.reasons) <= kept_out
            case _:
                right = not brought
        return None if right else f"{told} but {brought=} {inside=} {kept_out=}"

    def _in_sequence(self, lead: Lead) -> tuple[bool, bool]:
        """Whether a call has brought a lead, and whether it is in at all."""
        found = [one for one in self.amplemarket.added(self.sequence) if set(one.keys) & set(lead.keys)]
        return any(one.call is not None for one in found), bool(found)


@asynccontextmanager
async def opened(address: str, clock: VirtualClock) -> AsyncIterator[Store]:
    """A store on virtual time, which stands still during every transaction."""
    async with Store.open(address, clock=clock, owner=False, database_clock=clock.in_database) as store:
        _work_takes_no_time(store, clock)
        yield store


def _work_takes_no_time(store: Store, clock: VirtualClock) -> None:
    """Let the clock stand still during every transaction."""
    database: Any = store._database
    for name in ("read", "write"):
        setattr(database, name, _standing_still(getattr(database, name), clock))
    for name in ("reading", "writing", "writing_first"):
        setattr(database, name, _held_still(getattr(database, name), clock))


def _standing_still(
    transaction: Callable[[], AbstractAsyncContextManager[AsyncConnection]], clock: VirtualClock
) -> Callable[[], AbstractAsyncContextManager[AsyncConnection]]:
    @asynccontextmanager
    async def at_work() -> AsyncIterator[AsyncConnection]:
        with clock.at_work():
            async with transaction() as tx:
                yield tx

    return at_work


def _held_still(
    run: Callable[[Any], Coroutine[Any, Any, Any]], clock: VirtualClock
) -> Callable[[Any], Coroutine[Any, Any, Any]]:
    async def at_work(work: Any) -> Any:
        with clock.at_work():
            return await run(work)

    return at_work


def _only_death(error: BaseException) -> None:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            _only_death(inner)
    else:
        assert isinstance(error, Death), error


def lead(row: int, **data: str) -> Lead:
    """Every third one has a LinkedIn profile as well, every fifth only that."""
    url = f"https://www.linkedin.com/in/person-{row}" if row % 3 == 0 or row % 5 == 0 else None
    email = None if row % 5 == 0 else f"person{row}@acme.example"
    return Lead.of(row, email=email, linkedin_url=url, data=data)


def leads(number: int, first: int = 2) -> list[Lead]:
    return [lead(row) for row in range(first, first + number)]


def in_batch(row: int) -> Callable[[Call], bool]:
    """For faults: calls that add this row's lead, whoever else they take along."""
    return lambda call: adds_leads(call) and call.names(lead(row))


def planned(waiting: Sequence[Lead], size: int) -> Plan:
    rows = [
        JobRow(one.row, (one.name,), one, place // size, RowOutcome(one.row, Outcome.NOT_SENT))
        for place, one in enumerate(waiting)
    ]
    return Plan(tuple(rows), (EarlierTry.NONE,) * -(-len(rows) // size))
