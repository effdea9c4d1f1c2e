"""Requests that the account can't fulfil as it stands: no such sequence, none that takes leads, no mailbox.

A part of the tree that `bot/adding/errors.py` draws.
"""

from bot.adding.catalogue import Sequence
from bot.adding.errors import RequestError


class UnknownSequenceError(RequestError):
    """Amplemarket lists no sequence of this name.

    Fields:
        name: as it was typed.
        closest: names that look alike, best first.
    """

    code = "unknown_sequence"

    def __init__(self, name: str, closest: tuple[str, ...] = ()) -> None:
        super().__init__(f'Amplemarket lists no sequence "{name}"')
        self.name = name
        self.closest = closest


class SequenceClosedError(RequestError):
    """Amplemarket takes no leads for this sequence now. Nothing was sent."""

    code = "sequence_closed"

    def __init__(self, sequence: Sequence) -> None:
        super().__init__(f"the sequence is {sequence.status} and takes no leads")
        self.sequence = sequence


class MailboxesError(RequestError):
    """Nothing can be sent from some of the mailboxes that were asked for.

    Fields:
        refused: those.
        active: the addresses that can be used.
        alias: whose default they are; "" where somebody named them for this.
    """

    code = "mailboxes"

    def __init__(self, refused: tuple[str, ...], active: tuple[str, ...], alias: str = "") -> None:
        super().__init__("nothing can be sent from these mailboxes")
        self.refused = refused
        self.active = active
        self.alias = alias
