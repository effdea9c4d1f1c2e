"""What people read about sequences: in previews, lists and refusals."""

from dataclasses import replace

from bot.adding.alias_request import AliasRequest
from bot.adding.catalogue import Sequence, SequenceStatus
from bot.adding.job import Alias, Distribution, Options
from bot.adding.outcome import Outcome
from bot.adding.sequence_errors import MailboxesError, UnknownSequenceError
from bot.jobs.aliasing import Choice, Named
from bot.slack import text
from bot.slack.blocks import sequences, status
from bot.slack.blocks.elements import Message
from tests.slack.samples import DUPLICATE_ROWS, FILE_JOB, INVALID_ROWS, TYPED_JOB, row, tally

READ = tally({Outcome.NOT_SENT: 974, Outcome.DUPLICATE: 20, Outcome.INVALID: 6})
LACKING = row(17, Outcome.INVALID, detail='lacks the field "it" that this sequence uses')
PROBLEMS = [LACKING, *INVALID_ROWS, *DUPLICATE_ROWS]

DACH = Sequence("5f2a" * 10, "Q4 Outbound – DACH", SequenceStatus.ACTIVE, "Bo Li", ("it",))
NORDICS = Sequence("81c0" * 10, "Q4 Outbound – Nordics", SequenceStatus.PAUSED, "Ana Ruiz")
SPRING = Sequence("07be" * 10, "Spring ideas", SequenceStatus.DRAFT, "sam@acme.example")
OLD = Sequence("0ld0" * 10, "Q3 Outbound", SequenceStatus.ARCHIVED, "Bo Li")
LOST = Sequence("d41d" * 10, status=SequenceStatus.GONE)
UNREAD = Sequence("5f2a" * 10)

DEFAULTS = Options(
    distribution=Distribution.CUSTOM_MAILBOXES,
    mailboxes=("bo@one.example", "bo@two.example"),
    data={"region": "DACH", "signed_by": "Bo"},
)
JOB = replace(FILE_JOB, sequence_name="Q4 Outbound – DACH")
ASKED = AliasRequest("q4", "Q4 Outbound", Options())

ALIASES = [
    Named(Alias("T01", "q4-outbound", DACH.id, DEFAULTS), DACH),
    Named(Alias("*", "nordics", NORDICS.id), NORDICS),
    Named(Alias("T01", "spring", SPRING.id), SPRING),
    Named(Alias("T01", "old", OLD.id), OLD),
    Named(Alias("T01", "lost", LOST.id), LOST),
    Named(Alias("T01", "new", UNREAD.id, Options(distribution=Distribution.SEQUENCE_SENDERS)), UNREAD),
]


def shown(sequence: Sequence) -> Message:
    return status.preview(JOB, READ, PROBLEMS, [], sequence=sequence)


def _closed(state: SequenceStatus) -> Message:
    return Message.of(text.sequences.refused(replace(DACH, status=state)))


SEQUENCE_MESSAGES = {
    "preview_active": shown(DACH),
    "preview_paused": shown(replace(DACH, status=SequenceStatus.PAUSED)),
    "preview_draft": shown(replace(DACH, status=SequenceStatus.DRAFT)),
    "preview_gone": shown(replace(LOST, id=DACH.id)),
    "preview_defaults": status.preview(replace(JOB, options=DEFAULTS), READ, [], [], sequence=DACH),
    "preview_all_lack": status.preview(
        JOB, tally({Outcome.NOT_SENT: 3}), [row(2, Outcome.NOT_SENT)], [], sequence=DACH
    ),
    "adding_by_name": status.adding(
        replace(TYPED_JOB, sequence_name=DACH.name), tally({Outcome.NOT_SENT: 2})
    ),
    "sequence_draft": _closed(SequenceStatus.DRAFT),
    "sequence_archived": _closed(SequenceStatus.ARCHIVED),
    "sequence_pausing": _closed(SequenceStatus.PAUSING),
    "sequence_resuming": _closed(SequenceStatus.RESUMING),
    "sequence_unknown": Message.of(
        text.sequences.unknown(UnknownSequenceError("Q4 Outbond", ("Q4 Outbound – DACH", "Q3 Outbound")))
    ),
    "sequence_unlike_any": Message.of(text.sequences.unknown(UnknownSequenceError("<!channel>"))),
    "mailboxes_refused": Message.of(
        text.sequences.mailboxes(MailboxesError(("off@acme.example",), ("bo@one.example", "bo@two.example")))
    ),
    "mailboxes_of_an_alias": Message.of(
        text.sequences.mailboxes(MailboxesError(("off@acme.example",), ("bo@one.example",), "q4-outbound"))
    ),
    "mailboxes_none_active": Message.of(
        text.sequences.mailboxes(MailboxesError(("off@acme.example", "who@acme.example"), ()))
    ),
    "aliases": Message.of(text.sequences.aliases(ALIASES)),
    "aliases_none": Message.of(text.aliases.NO_ALIASES),
    "alias_kept": Message.of(text.sequences.kept(ALIASES[0])),
    "alias_kept_unread": Message.of(text.sequences.kept(replace(ALIASES[5], alias=ALIASES[1].alias))),
    "alias_kept_draft": Message.of(text.sequences.kept(ALIASES[2])),
    "alias_kept_not_listed": Message.of(text.sequences.kept(ALIASES[4])),
    "alias_choice": sequences.choice(Choice(ASKED, (DACH, NORDICS))),
    "alias_choice_with_defaults": sequences.choice(
        Choice(replace(ASKED, defaults=DEFAULTS), (DACH, replace(NORDICS, status=SequenceStatus.UNKNOWN)))
    ),
    "alias_choice_without_a_menu": sequences.choice(
        Choice(replace(ASKED, defaults=Options(data={"region": "D" * 255})), (DACH, NORDICS))
    ),
    "alias_usage": Message.of(text.refusals.plain(text.aliases.ALIAS_USAGE)),
}
