"""A process that works on a store and kills itself at a chosen moment: `dying.py ADDRESS MOMENT`."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.job import Intake, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.state import JobEvent
from bot.jobs.clock import SystemClock
from bot.leads.lead import Lead
from bot.store import Store, dialect
from tests.store.calls import begin_call

ROWS = range(2, 1_002)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JOB = Job("J1", "event:Ev1:F1", "T1", "C1", "U1", None, Intake.FILE, "leads.csv", ("E-mail",), NOW)
PLAN = Plan(
    tuple(
        JobRow(row, (), Lead.of(row, email=f"{row}@acme.com"), row % 4, RowOutcome(row, Outcome.NOT_SENT))
        for row in ROWS
    ),
    (EarlierTry.NONE,) * 4,
)


def _die(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_in_the_rows() -> None:
    """Die in the transaction that writes the rows, with some of their pages written."""
    insert_pages = dialect.insert_pages

    async def insert(tx: AsyncConnection, table: sa.Table, pages: Sequence[dialect.Page]) -> None:
        await insert_pages(tx, table, pages[:2])
        _die()

    dialect.insert_pages = insert


async def _work(address: str, moment: str) -> None:
    async with Store.open(address, clock=SystemClock()) as store:
        if moment == "in create":
            _die_in_the_rows()
        await store.jobs.create(JOB, PLAN)
        await store.jobs.move(JOB.id, JobEvent.CONFIRM)
        await store.jobs.start(JOB.id, "R1")
        batch = await store.jobs.claim(JOB.id, "R1")
        assert batch is not None
        await begin_call(store, JOB.id, "R1", batch.number)
        if moment == "after sending":
            _die()
        if moment == "in record":
            sa.event.listen(sa.Engine, "commit", _die)
        ended = [RowOutcome(lead.row, Outcome.ADDED) for lead in batch.leads]
        await store.jobs.record(JOB.id, "R1", batch.number, ended, finished=True)
        if moment == "after record":
            _die()


if __name__ == "__main__":
    asyncio.run(_work(*sys.argv[1:]))
