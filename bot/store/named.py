"""Rows that may name a person: what the database can look for. `Person.is_named_in` decides."""

from typing import Any

import sqlalchemy as sa

from bot.leads.person import Person
from bot.store.columns import compact


def holds(column: sa.Column[Any], person: Person) -> sa.ColumnElement[bool]:
    """Whether a column may name the person, also where it is JSON, which escapes letters beyond ASCII.

    In lower case of ASCII only, which all databases know.
    """
    text = sa.func.lower(sa.type_coerce(column, sa.Text))
    spellings = {*person.texts, *(compact(one)[1:-1].lower() for one in person.texts)}
    return sa.or_(*(text.contains(one, autoescape=True) for one in sorted(spellings)))
