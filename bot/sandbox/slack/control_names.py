"""Finding people and channels by the names that programs use for them."""

from bot.sandbox.slack.errors import ImpossibleError
from bot.sandbox.slack.model import Channel, Person
from bot.sandbox.slack.stage import Stage


def find_person(stage: Stage, name: str) -> Person:
    """By id or handle."""
    for person in stage.people:
        if name in {person.id, person.handle}:
            return person
    raise ImpossibleError(f"There is no person {name}")


def find_channel(stage: Stage, name: str, person: Person | None = None) -> Channel:
    """By id or name; "dm" is the person's conversation with the bot."""
    if name == "dm" and person is not None:
        return stage.dm(person)
    for channel in stage.channels:
        if name in {channel.id, channel.name} and name:
            return channel
    raise ImpossibleError(f"There is no channel {name}")
