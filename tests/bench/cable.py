"""A cable between one process and PostgreSQL that can be cut: what is sent then gets lost, without a word."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Cable:
    """Fields.

    socket: of the server.
    port: of the loopback address that leads to it.
    whole: clear while the cable is cut.
    """

    socket: Path
    port: int = 0
    whole: asyncio.Event = field(default_factory=asyncio.Event)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    def address(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def cut(self) -> None:
        self.whole.clear()

    async def connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(self.socket)
        for pair in ((reader, server_writer), (server_reader, writer)):
            task = asyncio.create_task(self._carry(*pair))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)

    async def _carry(self, reader: StreamReader, writer: StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(65_536):
                await self.whole.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@asynccontextmanager
async def cable(socket_folder: Path) -> AsyncIterator[Cable]:
    """Lay a cable to the server whose socket is in that folder."""
    laid = Cable(socket_folder / ".s.PGSQL.5432")
    laid.whole.set()
    async with await asyncio.start_server(laid.connect, "127.0.0.1", 0) as server:
        laid.port = server.sockets[0].getsockname()[1]
        yield laid
        for task in laid.under_way:
            task.cancel()
