"""Requests to lift what only admins may lift. Implements the ApprovalStore port of `bot/jobs/approvals.py`.

That one was approved goes down in the audit with the retry that it lets through.
"""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adding.approval import Approval, ApprovalState
from bot.store import dialect
from bot.store.engine import Database
from bot.store.tables import approvals
from bot.store.uncut import all_uncut


@all_uncut
class Approvals:
    """See the port for what each method promises."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, approval: Approval) -> Approval:
        about = f"{approval.job_id}:{approval.kind}"
        async with self._database.write() as tx:
            new = dialect.insert(tx, approvals).values(open=about, **_values(approval))
            await tx.execute(new.on_conflict_do_nothing(index_elements=["open"]))
            return await _one(tx, approvals.c.open == about) or approval

    async def get(self, approval_id: str) -> Approval | None:
        async with self._database.read() as tx:
            return await _one(tx, approvals.c.id == approval_id)

    async def decide(self, approval: Approval, state: ApprovalState, by: str) -> Approval:
        its_own = approvals.c.id == approval.id
        open_one = its_own & (approvals.c.state == ApprovalState.OPEN)
        async with self._database.write() as tx:
            statement = sa.update(approvals).where(open_one).values(state=state, decided_by=by, open=None)
            await tx.execute(statement)
            return await _one(tx, its_own) or approval


async def _one(tx: AsyncConnection, condition: sa.ColumnElement[bool]) -> Approval | None:
    found = (await tx.execute(sa.select(approvals).where(condition))).first()
    if found is None:
        return None
    return Approval(
        id=found.id,
        team=found.team,
        job_id=found.job_id,
        kind=found.kind,
        leads=found.leads,
        asked_by=found.asked_by,
        asked_at=found.asked_at,
        state=found.state,
        decided_by=found.decided_by,
    )


def _values(approval: Approval) -> dict[str, object]:
    return {
        "id": approval.id,
        "team": approval.team,
        "job_id": approval.job_id,
        "kind": approval.kind,
        "leads": approval.leads,
        "asked_by": approval.asked_by,
        "asked_at": approval.asked_at,
        "state": approval.state,
        "decided_by": approval.decided_by,
    }
