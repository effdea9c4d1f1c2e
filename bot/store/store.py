"""The store as a whole: opens the database, brings it up to date, and hands out its parts."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.jobs.ports import Clock
from bot.store import postgres, schema, unseen
from bot.store.aliases import Aliases
from bot.store.approvals import Approvals
from bot.store.audit import Audit
from bot.store.defaults import Defaults
from bot.store.deliveries import Deliveries
from bot.store.dialect import Now
from bot.store.engine import Database, database_url, sqlite_file
from bot.store.errors import CannotOpenStoreError
from bot.store.forgetting import Forgetting
from bot.store.history import History
from bot.store.jobs import Jobs
from bot.store.key_state import KeyState
from bot.store.limits import DatabaseClock, Limiter
from bot.store.mappings import Mappings
from bot.store.owner import owning
from bot.store.purge import Purge

NOT_LONG = timedelta(hours=1)
"""Who shares a database may meet a job that another one is just writing: for no longer than this."""


class Store:
    """The parts of an open store.

    Fields:
        aliases, approvals, defaults, mappings, jobs, deliveries: implementations of the ports of the same
            names.
    """

    def __init__(self, database: Database, clock: Clock, database_clock: DatabaseClock) -> None:
        self._database = database
        self._clock = clock
        self._database_clock = database_clock
        self.aliases = Aliases(database, clock)
        self.defaults = Defaults(database, clock)
        self.mappings = Mappings(database)
        self.jobs = Jobs(database, clock)
        self.audit = Audit(database)
        self.approvals = Approvals(database)
        self.history = History(database)
        self.deliveries = Deliveries(database, clock)
        self.purge = Purge(database)
        self.forgetting = Forgetting(database)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, address: str, *, clock: Clock, owner: bool = True, database_clock: DatabaseClock = Now
    ) -> AsyncIterator["Store"]:
        """Open the database, migrate it where it is older, close it at the end.

        Args:
            address: see `database_url`.
            clock: what the rate limiter waits by.
            owner: own a SQLite file, as who runs jobs must. A command that only edits aliases does not, and
                so works beside a running bot.
            database_clock: an SQL expression for the time; tests have their own.

        Raises:
            StoreError: see `bot/store/errors.py`; each says what is wrong and what to do.
        """
        url = database_url(address)
        file = sqlite_file(url)
        with owning(file) if owner and file is not None else nullcontext():
            async with Database.open(url) as database:
                await _upgrade(database, url)
                if owner:
                    await _clean_up(database, clock.now() - (NOT_LONG if file is None else timedelta()))
                yield cls(database, clock, database_clock)

    def limiter(self, api_key: str, per_minute: int) -> Limiter:
        """The limiter of an API key. Ask once per key: callers of one limiter are served in order."""
        key = _hashed(api_key)
        return Limiter(self._database, self._clock, self._database_clock, key=key, per_minute=per_minute)

    def key_state(self, api_key: str) -> KeyState:
        """What is remembered of an API key."""
        return KeyState(self._database, _hashed(api_key))

    @property
    def is_shared(self) -> bool:
        """Whether other processes may run jobs from it too."""
        return self._database.is_shared

    async def writable(self) -> bool:
        """Whether the store can be written to: false when the disk is full, or the server gone."""
        return await self.deliveries.writable()


def _hashed(api_key: str) -> str:
    # The key is long and random, so a plain hash gives nothing away; the database never sees the key.
    return hashlib.sha256(api_key.encode()).hexdigest()


async def _clean_up(database: Database, dead_since: datetime) -> None:
    async with database.write() as tx:
        await unseen.remove(tx, dead_since)


async def _upgrade(database: Database, url: sa.URL) -> None:
    try:
        await schema.upgrade(database)
    except (sa.exc.DBAPIError, OSError) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        said = postgres.not_allowed(error, url) or f"can't open the database: {cause}"
        raise CannotOpenStoreError(said) from error
