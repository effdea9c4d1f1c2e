"""The read-only endpoints: GET /sequences, /users, /mailboxes and /account-info, in the documented shapes."""

from collections.abc import Mapping
from datetime import datetime

from bot.sandbox.amplemarket.paging import Item, page_reply
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.replies import Reply, json_reply
from bot.sandbox.amplemarket.world import Mailbox, Sequence, User, World, made_id

MOST_MAILBOXES = 20  # documented for GET /mailboxes


def listing(path: str, world: World, query: Mapping[str, str], quirks: Quirks) -> Reply | None:
    """The answer to a GET, or None for a path that is none of the four."""
    match path:
        case "/sequences":
            return _sequences(world, query, quirks)
        case "/users":
            users = [_user(user) for user in world.users if _matches(query, role="admin", email=user.email)]
            return page_reply(path, "users", users, query, quirks.page_size)
        case "/mailboxes":
            return _mailboxes(world, query, quirks)
        case "/account-info":
            # The fields are inferred from public clients.
            return json_reply(200, {"id": made_id("account", "sandbox"), "name": "Sandbox account"})
        case _:
            return None


def _sequences(world: World, query: Mapping[str, str], quirks: Quirks) -> Reply:
    wanted = query.get("name", "").casefold()
    found = [
        _sequence(sequence, quirks)
        for sequence in world.sequences.values()
        if wanted in sequence.name.casefold()
        and _matches(
            query,
            status=sequence.status,
            created_by_user_id=sequence.owner.id,
            created_by_user_email=sequence.owner.email,
        )
    ]
    return page_reply("/sequences", "sequences", found, query, quirks.page_size)


def _mailboxes(world: World, query: Mapping[str, str], quirks: Quirks) -> Reply:
    found = [
        _mailbox(user, box)
        for user in world.users
        for box in user.mailboxes
        if _matches(query, status=box.status, email_provider="google", user_email=user.email)
    ]
    return page_reply("/mailboxes", "mailboxes", found, query, min(quirks.page_size, MOST_MAILBOXES))


def _matches(query: Mapping[str, str], **values: str) -> bool:
    return all(query.get(name, value) == value for name, value in values.items())


def _sequence(sequence: Sequence, quirks: Quirks) -> Item:
    created = _iso(sequence.created_at)
    item = {
        "id": sequence.id,
        "name": sequence.name,
        "status": sequence.status,
        "created_by_user_id": sequence.owner.id,
        "created_by_user_email": sequence.owner.email,
        "created_at": created,
        "updated_at": created,
    }
    # Inferred from one public client; absent from the stored page of the endpoint.
    return (
        {**item, "dynamic_fields_used": list(sequence.required_fields)}
        if quirks.gives_dynamic_fields
        else item
    )


def _user(user: User) -> Item:
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "status": "active",
        "role": "admin",
        "mailboxes": [{"id": box.id, "email": box.email} for box in user.mailboxes],
    }


def _mailbox(user: User, box: Mailbox) -> Item:
    return {
        "id": box.id,
        "email": box.email,
        "email_provider": "google",
        "daily_email_limit": 100,
        "status": box.status,
        "user": {"id": user.id, "name": user.name, "email": user.email},
    }


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
