"""What the page shows of Amplemarket, as JSON: a summary that is cheap to send again; details on demand."""

from bot.sandbox.amplemarket import AmplemarketSandbox, Call, Member, Sequence
from bot.sandbox.amplemarket.control import settings
from bot.sandbox.slack import Json

MOST_SHOWN = 500
"""Members and names of a list in one answer; the page says how many more there are."""


def overview(amplemarket: AmplemarketSandbox) -> Json:
    """Everything but the calls and who is in which sequence."""
    return {**settings(amplemarket), "sequences": [_sequence(one) for one in amplemarket.sequences]}


def _sequence(one: Sequence) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "status": one.status,
        "required_fields": list(one.required_fields),
        "size": len(one.members),
    }


def call(one: Call) -> Json:
    """One line of the log."""
    return {
        "number": one.number,
        "at": one.at.timestamp(),
        "method": one.method,
        "path": one.path,
        "leads": len(one.leads),
        "status": one.status,
        "processed": one.processed,
        "fault": one.fault,
        "finished": one.finished,
        "took": one.took,
    }


def call_details(one: Call) -> Json:
    return {**call(one), "body": one.body, "answer": one.answer}


def members(one: Sequence) -> Json:
    """The last who came, newest first."""
    shown = one.members[: -MOST_SHOWN - 1 : -1]
    return {"members": [_member(member) for member in shown], "size": len(one.members)}


def _member(one: Member) -> Json:
    return {
        "email": one.email,
        "linkedin_url": one.linkedin_url,
        "data": dict(one.data),
        "call": one.call,
    }
