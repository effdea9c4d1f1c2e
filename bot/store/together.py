"""Writes that wait for one another anyway, in one transaction: a hundred commands at once, a hundred acks.

Owns who waits and who writes. What is written, and what the answer is, belongs to the caller.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping

Row = Mapping[str, object]

MOST = 100
"""In one transaction: within any database's number of parameters, and short for those who wait behind."""


class Together:
    """Gathers what is asked for while the transaction before is under way.

    Args:
        write: writes the rows, by their key, in one transaction; gives the keys whose answer is yes.
    """

    def __init__(self, write: Callable[[Mapping[str, Row]], Awaitable[Collection[str]]]) -> None:
        self._write = write
        self._turn = asyncio.Lock()
        self._waiting: dict[str, tuple[Row, list[asyncio.Future[bool]]]] = {}

    async def ask(self, key: str, row: Row) -> bool:
        """Write the row, with whoever else waits; what the answer is.

        Of several with one key in the same transaction only the first can be told yes.
        """
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, (row, []))[1].append(answer)
        async with self._turn:
            while not answer.done():
                await self._write_some()
        return await answer

    async def _write_some(self) -> None:
        keys = list(self._waiting)[:MOST]
        some = {key: self._waiting.pop(key) for key in keys}
        try:
            yes = await self._write({key: row for key, (row, _) in some.items()})
        except BaseException as error:  # noqa: BLE001 - raised again by each who asked
            for _, answers in some.values():
                for answer in answers:
                    answer.set_exception(error)
            return
        for key, (_, answers) in some.items():
            for number, answer in enumerate(answers):
                answer.set_result(key in yes and number == 0)
