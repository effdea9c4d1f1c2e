"""The 422: one bad lead, and nobody gets in."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks

Post = Callable[..., Awaitable[httpx.Response]]

JANE = "jane@acme.example"


def with_data(email: str, **data: str | None) -> dict[str, object]:
    return {"email": email, "data": data}


@pytest.mark.parametrize(("base", "indexes"), [(0, "[1, 2, 3]"), (1, "[2, 3, 4]")])
async def test_missing_field(post: Post, amplemarket: AmplemarketSandbox, base: int, indexes: str) -> None:
    """Missing, null and empty values are named by index, from 0 or 1, as documented; nobody is in."""
    amplemarket.quirks = Quirks(index_base=base)
    needy = amplemarket.add_sequence("Needy", required_fields=("it",))
    empty, null = with_data("b@acme.example", it=""), with_data("c@acme.example", it=None)
    response = await post(needy, with_data("a@acme.example", it="x"), empty, null, JANE)
    message = f"Missing lead dynamic field 'it' on leads with indexes {indexes}"
    assert response.status_code == 422
    assert response.json() == {
        "validation_errors": [{"error_code": "missing_lead_field", "message": message}]
    }
    assert amplemarket.added(needy) == []
    assert not amplemarket.calls[0].processed


async def test_several_fields(post: Post, amplemarket: AmplemarketSandbox) -> None:
    """Each missing field is an entry of its own."""
    needy = amplemarket.add_sequence("Needy", required_fields=("it", "that"))
    errors = (await post(needy, with_data(JANE, it="x"), "joe@acme.example")).json()["validation_errors"]
    assert [error["message"].rpartition("indexes ")[2] for error in errors] == ["[1]", "[0, 1]"]


async def test_own_values_are_fields(post: Post, amplemarket: AmplemarketSandbox) -> None:
    """A stage that uses {{email}} is content with the lead's own address."""
    needy = amplemarket.add_sequence("Needy", required_fields=("email",))
    assert (await post(needy, JANE)).status_code == 200


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        ("active", True),
        ("paused", True),
        ("draft", False),
        ("archived", False),
        ("archiving", False),
        ("pausing", False),
        ("resuming", False),
    ],
)
async def test_statuses(
    post: Post, amplemarket: AmplemarketSandbox, q4: str, status: str, *, taken: bool
) -> None:
    """Only active and paused sequences take leads."""
    amplemarket.set_status(q4, status)
    response = await post(q4, JANE)
    assert response.status_code == (200 if taken else 422)
    assert len(amplemarket.added(q4)) == taken
    if not taken:
        assert response.json()["validation_errors"][0]["error_code"] == "sequence_not_accepting_leads"
