"""The read endpoints, over loopback: pages by relative links, patience with what is not as documented."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx
import pytest

from bot.adding.catalogue import Account, MailboxStatus, Sequence, SequenceStatus
from bot.adding.errors import (
    AmplemarketError,
    AnswerLostError,
    KeyRefusedError,
    RateLimitedError,
    RequestRefusedError,
    ServerFailedError,
)
from bot.amplemarket import AmplemarketClient
from bot.amplemarket.lists import MailboxList, SequenceList, target_of
from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks, any_call, faults

BASE = "https://api.amplemarket.com"


async def test_a_sequence_in_our_words(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """Id, name, status, owner, and the fields it uses."""
    ana = amplemarket.add_user("Ana Ruiz", "ana@acme.example")
    spring = amplemarket.add_sequence("Spring", status="paused", owner=ana, required_fields=("it",))
    page = await client.sequences()
    assert page.items[-1] == Sequence(spring, "Spring", SequenceStatus.PAUSED, "ana@acme.example", ("it",))
    assert (page.next, page.complete) == ("", True)


async def test_fields_that_are_not_told_are_not_known(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox
) -> None:
    """The stored page of the endpoint does not have them."""
    amplemarket.quirks = Quirks(gives_dynamic_fields=False)
    (only,) = (await client.sequences()).items
    assert only.dynamic_fields_used is None


async def test_links_lead_through_all_pages(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox
) -> None:
    """Each page's link brings the next one; the last has none."""
    for number in range(44):
        amplemarket.add_sequence(f"S{number}")
    names: list[str] = []
    link = ""
    for _ in range(3):
        page = await client.sequences(link)
        names += [one.name for one in page.items]
        link = page.next
    assert names == ["Q4", *(f"S{number}" for number in range(44))]
    assert not link


async def test_mailboxes_with_whom_they_belong_to(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox
) -> None:
    """Address, status, and the user's name and address."""
    amplemarket.add_user("Ana Ruiz", "ana@acme.example", "a@one.example", "a@two.example")
    amplemarket.set_mailbox_status("a@two.example", "needs_reconnection")
    boxes = {box.email: box for box in (await client.mailboxes()).items}
    assert (boxes["a@one.example"].user, boxes["a@one.example"].user_email) == (
        "Ana Ruiz",
        "ana@acme.example",
    )
    assert boxes["a@one.example"].is_usable
    assert boxes["a@two.example"].status is MailboxStatus.NEEDS_RECONNECTION
    assert not boxes["a@two.example"].is_usable


async def test_the_account(client: AmplemarketClient) -> None:
    """Whose key it is."""
    account = await client.account()
    assert account.name == "Sandbox account"
    assert account != Account()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faults.answered(401, {}), KeyRefusedError),
        (faults.answered(403, {"_errors": [{"code": "forbidden"}]}), KeyRefusedError),
        (faults.answered(404, {}), RequestRefusedError),
        (faults.answered(422, {"validation_errors": []}), RequestRefusedError),
        (faults.answered(413, {}), RequestRefusedError),
        (faults.rate_limited("7"), RateLimitedError),
        (faults.server_failed(processed=False), ServerFailedError),
        (faults.html(502), ServerFailedError),
        (faults.html(200), AnswerLostError),
        (faults.empty(200), AnswerLostError),
        (faults.truncated(), AnswerLostError),
        (faults.dropped(processed=False), AnswerLostError),
        (faults.cut_off(), AnswerLostError),
        (faults.answered(200, {"sequences": None}), AnswerLostError),
        (faults.answered(200, []), AnswerLostError),
    ],
    ids=lambda value: getattr(value, "name", getattr(value, "__name__", "")),
)
async def test_what_goes_wrong_is_an_error_of_our_tree(
    client: AmplemarketClient,
    amplemarket: AmplemarketSandbox,
    fault: faults.Fault,
    error: type[AmplemarketError],
) -> None:
    """No error of a call that reads blames leads or a sequence."""
    amplemarket.inject(fault, when=any_call)
    with pytest.raises(error):
        await client.sequences()


async def test_a_refused_key(client: AmplemarketClient, amplemarket: AmplemarketSandbox) -> None:
    """All three say so."""
    amplemarket.revoke_key()
    for call in (client.sequences, client.mailboxes, client.account):
        with pytest.raises(KeyRefusedError):
            await call()


def test_what_is_not_documented_costs_no_more_than_itself() -> None:
    """Unknown fields, unknown statuses, null values, other types; an unreadable entry is not the list."""
    page = SequenceList.model_validate_json(
        """{"sequences": [
            {"id": "a", "name": null, "status": "hibernating", "new": {}, "dynamic_fields_used": "it"},
            {"id": "b", "name": "B", "status": "ACTIVE", "dynamic_fields_used": ["it", "", "it", "x"]},
            {"id": "c", "status": "gone", "created_by_user_email": 7, "dynamic_fields_used": [{"it": 1}]},
            {"name": "nobody"}, null],
           "_links": {"self": {"href": "/x"}, "next": null}, "more": 1}"""
    ).page()
    assert page.items == (
        Sequence("a", "", SequenceStatus.UNKNOWN),
        Sequence("b", "B", SequenceStatus.ACTIVE, "", ("it", "x")),
        Sequence("c", "", SequenceStatus.UNKNOWN),
    )
    assert (page.complete, page.next) == (False, "")
    boxes = MailboxList.model_validate_json('{"mailboxes": [{"email": "a@x.example", "status": "warming"}]}')
    assert boxes.page().items[0].is_usable


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("", "/sequences"),
        ("/sequences?page[after]=x", "/sequences?page[after]=x"),
        ("?page[after]=x", "/sequences?page[after]=x"),
        (f"{BASE}/sequences?page[after]=x", "/sequences?page[after]=x"),
        ("/users?page[after]=x", "/sequences?page[after]=x"),
        ("/../../admin", "/sequences"),
    ],
)
def test_a_link_gives_its_query_and_nothing_else(link: str, target: str) -> None:
    """Where we call is never for an answer to say."""
    assert target_of(link, "/sequences", BASE) == target


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/sequences?x",
        "//evil.example/sequences?x",
        "http://api.amplemarket.com/sequences?x",
        "javascript:alert(1)",
        "/sequences?a b",
        "/sequences?\r\nHost: evil.example",
        "/sequences?" + "x" * 3000,
        "https://api.amplemarket.com@evil.example/?x",
    ],
)
def test_a_link_to_elsewhere_is_not_followed(link: str) -> None:
    """Our key would go along."""
    with pytest.raises(RequestRefusedError):
        target_of(link, "/sequences", BASE)


async def test_the_key_stays_out_of_errors(
    http: httpx.AsyncClient, answering: Callable[[bytes], AbstractAsyncContextManager[str]]
) -> None:
    """Also where an answer quotes it."""
    body = b'{"_errors": [{"code": "forbidden", "detail": "no rights for secret-key-1"}]}'
    head = b"HTTP/1.1 403 Forbidden\r\nContent-Length: %d\r\n\r\n" % len(body)
    async with answering(head + body) as url:
        with pytest.raises(KeyRefusedError) as raised:
            await AmplemarketClient(http, url, "secret-key-1").sequences()
    assert "secret-key-1" not in str(raised.value)
