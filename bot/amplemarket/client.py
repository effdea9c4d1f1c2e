"""The calls to Amplemarket, each made once: when to try again is decided in `bot/jobs`."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from bot.adding.answer import AddLeadsAnswer
from bot.adding.catalogue import Account, Mailbox
from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.errors import AnswerLostError, SequenceNotFoundError
from bot.adding.job import Options
from bot.amplemarket.connection import LONGEST_CALL, Answer, Connection
from bot.amplemarket.failures import Refused, failure, list_failure, unreadable
from bot.amplemarket.lists import AccountInfo, MailboxList, SequenceList, target_of
from bot.amplemarket.wire import AddLeadsResponse, request_body
from bot.jobs.catalogue_ports import Page
from bot.jobs.ports import AddLeadsCall
from bot.leads.lead import Lead


def _utc_now() -> datetime:
    return datetime.now(UTC)


class AmplemarketClient:
    """Amplemarket, by HTTP. Implements the ports `Amplemarket` and `AmplemarketLists` of `bot.jobs.ports`.

    Args:
        http: shared by all calls, with its time-outs and limits; whoever made it closes it.
        base_url: such as `https://api.amplemarket.com`.
        api_key: stays in here; no error, no repr and no log line holds it.
        now: the time, with its zone.
        longest_call: seconds after which a call is given up.

    Raises:
        ValueError: the address or the key can't be one. Names the setting, never the key.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        api_key: str,
        *,
        now: Callable[[], datetime] = _utc_now,
        longest_call: float = LONGEST_CALL,
    ) -> None:
        self._connection = Connection(http, base_url, api_key, now=now, longest_call=longest_call)

    def prepare(self, sequence_id: str, leads: Sequence[Lead], options: Options) -> AddLeadsCall:
        """A call of `POST /sequences/{id}/leads`: awaiting what is returned makes it, once.

        Raises:
            LeadsRefusedError, RequestRefusedError, SequenceNotFoundError: the contract does not allow it. The
                call itself raises AmplemarketError, see the tree in `bot/adding/errors.py`; its
                `maybe_processed` tells whether the leads may be in all the same.
        """
        if not re.fullmatch(r"[A-Za-z0-9_-]+", sequence_id):
            raise SequenceNotFoundError("That is no sequence id of Amplemarket; nothing was sent")
        target, body = f"/sequences/{quote(sequence_id)}/leads", request_body(leads, options)
        return partial(self._add_leads, self._connection.request("POST", target, body))

    async def _add_leads(self, request: httpx.Request) -> AddLeadsAnswer:
        answer = await self._connection.call(request)
        if not httpx.codes.is_success(answer.status):
            raise failure(self._refused(answer), self._connection.now())
        if not answer.complete:
            raise unreadable(answer.status)
        try:
            return AddLeadsResponse.model_validate_json(answer.body).answer()
        except ValidationError:
            raise unreadable(answer.status) from None

    async def sequences(self, link: str = "") -> Page[ListedSequence]:
        """`GET /sequences`, one page: the first one, or the one that a page before links to.

        Raises:
            AmplemarketError: see the tree; nothing is ever changed by this call.
        """
        body = await self._get(target_of(link, "/sequences", self._connection.base_url))
        try:
            return SequenceList.model_validate_json(body).page()
        except ValidationError:
            raise _unreadable_list() from None

    async def mailboxes(self, link: str = "") -> Page[Mailbox]:
        """`GET /mailboxes`, one page; likewise."""
        body = await self._get(target_of(link, "/mailboxes", self._connection.base_url))
        try:
            return MailboxList.model_validate_json(body).page()
        except ValidationError:
            raise _unreadable_list() from None

    async def account(self) -> Account:
        """`GET /account-info`: the cheapest way to learn whether the key works. Raises AmplemarketError."""
        body = await self._get("/account-info")
        try:
            return AccountInfo.model_validate_json(body).account()
        except ValidationError:
            raise _unreadable_list() from None

    async def _get(self, target: str) -> bytes:
        answer = await self._connection.call(self._connection.request("GET", target))
        if not httpx.codes.is_success(answer.status):
            raise list_failure(self._refused(answer), self._connection.now())
        if not answer.complete:
            raise _unreadable_list()
        return answer.body

    def _refused(self, answer: Answer) -> Refused:
        return Refused(answer.status, answer.headers, answer.body, self._connection.api_key)


def _unreadable_list() -> AnswerLostError:
    return AnswerLostError("Amplemarket answered, but the list can't be read")
