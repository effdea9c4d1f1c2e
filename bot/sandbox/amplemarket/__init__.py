"""A local Amplemarket: strict, stateful, on 127.0.0.1 only. For the demo and the tests; never for real leads.

It refuses what the real API refuses, keeps the truth about who is in which sequence, logs every call, and
fails on request. What the real API does not document is a choice of ours: see `Quirks`, and the word
*assumed* in the modules of this package.

    async with AmplemarketSandbox() as amplemarket:
        q4 = amplemarket.add_sequence("Q4 Outbound", required_fields=("company_name",))
        other = amplemarket.add_sequence("Spring", status="draft")
        amplemarket.exclude("k@bank.example", "competitor.example")     # an address, a whole domain
        amplemarket.contacted_recently("https://www.linkedin.com/in/jane")
        amplemarket.put_in(other, "jo@acme.example")

        amplemarket.inject(faults.dropped(processed=True))              # the next add-leads call
        amplemarket.inject(faults.rate_limited("7"), times=2, when=lambda call: call.names("jo@acme.example"))

        client = AmplemarketClient(http, amplemarket.url, amplemarket.api_key)
        ...
        await amplemarket.until(lambda: len(amplemarket.calls) == 3)    # wakes on changes, does not poll
        assert {member.email for member in amplemarket.added(q4)} == {"jane@acme.example"}
        assert amplemarket.most_calls_in(60) <= 480

`AmplemarketSandbox(api_key=…, port=0, clock=…, quirks=…, calls_per_minute=500, leads_per_request=250,
latency=0.0)`; the last four are attributes of the same name that may change at any time.

    .url .api_key             what a client needs; `revoke_key()` and `restore_key()` switch 401 on and off
    go_down() come_back()     (await) refuse connections, and listen on the same port again
    add_sequence(name, *, status="active", required_fields=(), owner=None, sequence_id=None) -> id
    set_status(sequence_id, status)
    require(sequence_id, *fields)                            the merge fields that it uses from now on
    rename(sequence_id, name), delete(sequence_id)
    add_user(name, email, *mailboxes) -> User;  set_mailbox_status(email, status)
    exclude(*who), contacted_recently(*who), put_in(sequence_id, *who)
                              who: an e-mail address, a LinkedIn URL, or a `Lead`; `exclude` takes
                              domains too, and no LinkedIn URL
    added(sequence_id)        the sequence's `Member`s in order: email, linkedin_url, data, and `call`, the
                              number of the call that brought them (None for `put_in`)
    sequence(sequence_id)     the `Sequence` as it is
    sequences                 all of them, as they are
    calls                     every `Call` so far: number (from 1), at, method, path, body, status, answer,
                              processed, fault, finished; `names(who)` and `adds_leads` help to choose
    excluded, contacted       whom it keeps out; `key_works` says whether the key does
    most_calls_in(seconds)    the most calls that any window of so many seconds has seen
    until(predicate, within=5.0)
                              (await) until a predicate of no arguments holds; TimeoutError after `within` s
    inject(fault, *, times=1, when=adds_leads), clear_faults(name=None), pending_faults
                              `times=None` is "until cleared". Faults are used up in the order injected; one
                              per call. Without `when` only add-leads calls meet them;
                              `any_call` takes all, `reads` those that only read.

Faults (`bot.sandbox.amplemarket.faults`): `answered(status, body, headers=, processed=)`, `html(status)`,
`empty(status)`, `rate_limited(retry_after)`, `server_failed(processed=)`, `too_large()`,
`dropped(processed=)`, `cut_off()`, `truncated()`, `delayed(seconds)`, `miscounted(by)`, `strangers()`,
`respelled()`, `rewritten(change)`.

Programs in another process use `{url}/control/...`, see `control.py`.
"""

from bot.sandbox.amplemarket import faults
from bot.sandbox.amplemarket.calls import Call, adds_leads, any_call, reads
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.sandbox import AmplemarketSandbox
from bot.sandbox.amplemarket.world import Mailbox, Member, Sequence, User

__all__ = [
    "AmplemarketSandbox",
    "Call",
    "Mailbox",
    "Member",
    "Quirks",
    "Sequence",
    "User",
    "adds_leads",
    "any_call",
    "faults",
    "reads",
]
