"""The database: there, up to date, free to be written to; and its aliases."""

from dataclasses import dataclass

from bot.adding.job import Alias
from bot.checks.finding import Finding, ok, wrong
from bot.dispatching import queue_obstacle
from bot.jobs.ports import Clock
from bot.store import Store
from bot.store.errors import StoreError
from bot.store.look import Look, look

NAME, QUEUE = "database", "queue"


@dataclass(slots=True)
class DatabaseChecks:
    """Fields.

    seen: the database, once `database` has looked at it; None where it can't be used.
    """

    address: str
    clock: Clock
    seen: Look | None = None

    async def database(self) -> list[Finding]:
        try:
            self.seen = await look(self.address)
        except StoreError as error:
            step = "Check ADDLEADS_DATABASE_URL, the rights of its folder, and what else uses it."
            return [wrong(NAME, str(error), step)]
        return [_told(self.seen), *await self._queue()]

    async def _queue(self) -> list[Finding]:
        """Whether the database user may use what several processes share their jobs through."""
        said = await queue_obstacle(self.address)
        if said is None:
            return []
        return [wrong(QUEUE, said)] if said else [ok(QUEUE, "the processes can share their jobs through it")]

    async def aliases(self) -> list[Alias] | None:
        """Those of all workspaces; None where the database can't be used, which `database` tells.

        Raises:
            StoreError: it can't be used any more.
        """
        if self.seen is None or self.seen.is_newer:
            return None
        if not self.seen.is_current:
            return []
        async with Store.open(self.address, clock=self.clock, owner=False) as store:
            return await store.aliases.everywhere()


def _told(found: Look) -> Finding:
    if not found.exists:
        return ok(NAME, f"{found.what} is not there yet; the first start makes it")
    if found.schema is None:
        return ok(NAME, f"{found.what} is empty; the first start makes its tables")
    if found.is_newer:
        step = "Install the newer addleads, or use another database."
        return wrong(NAME, f"{found.what} was written by a newer addleads (tables {found.schema})", step)
    if not found.is_current:
        return ok(
            NAME, f"{found.what} has older tables ({found.schema}); the next start brings them up to date"
        )
    if found.owner is None:
        return ok(NAME, f"{found.what} can be written to, and is up to date")
    who = f"process {found.owner}" if found.owner else "a process"
    return ok(NAME, f"{found.what} is up to date; a running bot works with it ({who}), which is fine")
