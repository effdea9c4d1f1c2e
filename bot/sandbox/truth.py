"""The sandbox's own truth about a demo: who is kept out beforehand, and who is in afterwards."""

from collections.abc import Iterable, Sequence

from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox, Quirks

EVERY = 13
"""One lead in so many is kept out for each reason: enough to meet them all in a short list."""


AS_DOCUMENTED = Quirks(gives_dynamic_fields=False)
"""The list of sequences does not tell which merge fields they need, so that a 422 can be met."""

TARGET = "Q4 Outbound – DACH"
"""What the sequence is called that the leads go to."""


def an_account(amplemarket: AmplemarketSandbox) -> str:
    """Sequences as an account has them, in several hands and several states; the id of the one to add to."""
    bo = amplemarket.add_user("Bo Li", "bo.li@acme.example", "bo@acme-mail.example", "bo@acme-out.example")
    ana = amplemarket.add_user("Ana Ruiz", "ana.ruiz@acme.example", "ana@acme-mail.example")
    amplemarket.set_mailbox_status("bo@acme-out.example", "needs_reconnection")
    sequence = amplemarket.add_sequence(TARGET, owner=bo)
    amplemarket.add_sequence("Q4 Outbound – Nordics", status="paused", owner=ana)
    amplemarket.add_sequence("Q2 Outbound", status="archived", owner=ana)
    return sequence


def keep_some_out(amplemarket: AmplemarketSandbox, sequence: str, leads: Sequence[Lead]) -> None:
    """Spread all skip reasons over a list, the same way each time."""
    draft = amplemarket.add_sequence("Spring ideas", status="draft")
    active = amplemarket.add_sequence("Q3 Outbound", status="active")
    for place, lead in enumerate(leads):
        match place % EVERY:
            case 2 if lead.email:
                amplemarket.exclude(lead.email)
            case 4:
                amplemarket.contacted_recently(lead)
            case 6:
                amplemarket.put_in(draft, lead)
            case 8:
                amplemarket.put_in(active, lead)
            case 10:
                amplemarket.put_in(sequence, lead)
            case _:
                pass


def contradictions(amplemarket: AmplemarketSandbox, sequence: str, rows: Iterable[JobRow]) -> list[str]:
    """Where the told outcomes and the sandbox's truth differ, row by row. Empty when all is as told."""
    brought = [member for member in amplemarket.added(sequence) if member.call is not None]
    unseen = {key: member for member in brought for key in member.keys}
    found: list[str] = []
    matched: set[int] = set()
    for row in rows:
        member = next((unseen[key] for key in row.lead.keys if key in unseen), None) if row.lead else None
        told = row.outcome.outcome is Outcome.ADDED
        if told != (member is not None):
            found.append(
                f"row {row.row} is told as {row.outcome.outcome}, but is {'in' if member else 'not in'}"
            )
        if member is not None:
            matched.add(id(member))
    strangers = len(brought) - len(matched)
    return [*found, *([f"{strangers} more are in than any row tells"] if strangers else [])]
