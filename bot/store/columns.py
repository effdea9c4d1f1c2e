"""The column types of our tables: how our values lie in a database, the same in SQLite and in Postgres."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa

compact = json.JSONEncoder(separators=(",", ":")).encode
"""How CompactJson writes a value."""

_plain = json.JSONDecoder().decode


def plain_all(texts: Iterable[str]) -> list[Any]:
    """What `compact` made of many values, read in one go: ten times as fast as one by one."""
    values: list[Any] = _plain(f"[{','.join(texts)}]")
    return values


class CompactJson(sa.types.TypeDecorator[object]):
    """A JSON value as text without blanks.

    Non-ASCII characters stay escaped: so a NUL or half a surrogate pair in somebody's spreadsheet, which
    Postgres or the UTF-8 codec would refuse, comes back exactly as it went in.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: object | None, _dialect: sa.Dialect) -> str | None:
        return None if value is None else compact(value)

    def process_result_value(self, value: str | None, _dialect: sa.Dialect) -> object | None:
        return None if value is None else _plain(value)


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment, in UTC. SQLite keeps no zone, so it is taken off on the way in and put on on the way out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(text: str) -> str:
    """A sentence or a name without the NULs and half surrogate pairs that no database takes as text."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def closed_set(members: type[Enum], name: str) -> sa.Enum:
    """A column for one of an enum's values: text with a CHECK, comes back as the member."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,  # a Postgres enum type can't lose a value again
        create_constraint=True,
        length=32,  # room for longer values, so that a new one changes the CHECK only
        values_callable=lambda enum: [member.value for member in enum],
    )
