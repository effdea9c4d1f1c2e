"""Sequences as Amplemarket lists them: what they are, whether they take leads, and what that means."""

from collections.abc import Sequence
from typing import assert_never

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.catalogue import SequenceStatus
from bot.adding.job import Distribution, Job, Options
from bot.adding.needs import Needs
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.sequence_errors import MailboxesError, UnknownSequenceError
from bot.jobs.aliasing import Choice, Named
from bot.slack.escaping import inline, one_line, shortened
from bot.slack.ids import COMMAND
from bot.slack.text.phrases import either, joined, listed, sentences, that_fit

TRY_AGAIN_BUTTON = "Try again"
CHOOSE = "Which one?"
"""Both plain text."""

SHOWN = 10
"""Sequences, mailboxes or fields that one sentence names."""

LIST_LIMIT = 2500
"""Characters of a list in one message; what does not fit is counted."""


# ---- one sequence -----------------------------------------------------------------------------------


def known_as(sequence: ListedSequence) -> str:
    return f"*{inline(sequence.name)}*" if sequence.name else f"`{inline(sequence.id)}`"


def standing(sequence: ListedSequence) -> str:
    """`active, owned by Bo Li`; "" where nothing is known."""
    known = sequence.status not in {SequenceStatus.UNKNOWN, SequenceStatus.GONE}
    owned = f"owned by {inline(sequence.owner)}" if sequence.owner else ""
    return ", ".join(filter(None, [sequence.status.value if known else "", owned]))


def outlook(sequence: ListedSequence) -> str:
    """What leads meet who are added now."""
    match sequence.status:
        case SequenceStatus.ACTIVE:
            return "People may be contacted within minutes."
        case SequenceStatus.PAUSED:
            return "Nobody is contacted until the sequence is resumed."
        case SequenceStatus.GONE:
            return f"{NOT_LISTED} {IF_ACTIVE}"
        case SequenceStatus.UNKNOWN:
            return IF_ACTIVE
        case _:
            return "Amplemarket takes no leads for it now."


IF_ACTIVE = "If the sequence is active, people may be contacted within minutes."
NOT_LISTED = "Amplemarket does not list this sequence any more."


def refused(sequence: ListedSequence) -> str:
    """Why leads can't go to it now, and what to do."""
    return f"{_closed(known_as(sequence), sequence.status, 'and try again')} Nothing was sent."


def _closed(subject: str, status: SequenceStatus, again: str) -> str:
    """A sentence about the subject, and one about what to do; "" for a status that may take leads."""
    match status:
        case SequenceStatus.DRAFT:
            why, do = "has not been launched; Amplemarket takes no leads for it yet", "Launch it"
        case SequenceStatus.ARCHIVED | SequenceStatus.ARCHIVING:
            why = "is archived; Amplemarket takes no leads for it"
            do = "Use another sequence, or bring it back"
        case SequenceStatus.PAUSING | SequenceStatus.RESUMING:
            now = "paused" if status is SequenceStatus.PAUSING else "resumed"
            why, do = f"is just being {now}; Amplemarket takes no leads meanwhile", "Wait a minute"
        case SequenceStatus.ACTIVE | SequenceStatus.PAUSED | SequenceStatus.UNKNOWN | SequenceStatus.GONE:
            return ""
        case _:
            assert_never(status)
    return f"{subject} {why}. {do} {again}."


# ---- a preview --------------------------------------------------------------------------------------


def waits_for(sequence_words: str, sequence: ListedSequence) -> str:
    """Behind `974 leads would go to`, where the sequence takes none now."""
    return _closed(f"{sequence_words}, which", sequence.status, f"and press “{TRY_AGAIN_BUTTON}”")


def target(sequence_words: str, sequence: ListedSequence) -> str:
    """Behind `974 leads ready for`: the job's own words for the sequence, and how it stands."""
    stands = standing(sequence)
    return f"{sequence_words}{f': {stands}' if stands else ''}. {outlook(sequence)}"


def all_lack(sequence: ListedSequence, job: Job, sample: Sequence[JobRow]) -> str:
    """Where the leads about to be sent lack what the sequence uses, as far as Amplemarket told; else ""."""
    needs = Needs.of(sequence, job.options)
    waiting = (row.lead for row in sample if row.outcome.outcome is Outcome.NOT_SENT and row.lead)
    fields = dict.fromkeys(name for lead in waiting for name in needs.lacking(lead))
    if not fields:
        return ""
    names = joined([f"`{inline(name)}`" for name in list(fields)[:SHOWN]], "and")
    what = "the field" if len(fields) == 1 else "the fields"
    return f"Leads here lack {what} {names} that this sequence uses; Amplemarket may refuse them."


def settings(options: Options) -> str:
    """Who sends, and what every lead is given; "" where nothing is said about it."""
    boxes = [inline(box) for box in options.mailboxes[:SHOWN]]
    who = ""
    if boxes:
        who = f"sent from {listed(boxes, len(options.mailboxes))}"
    elif options.distribution is Distribution.SEQUENCE_SENDERS:
        who = "sent by the sequence's own senders"
    elif options.distribution is Distribution.CUSTOM_MAILBOXES:
        who = "sent from the mailboxes chosen in Amplemarket"
    pairs = [f"{inline(key)} = {inline(value)}" for key, value in list(options.data.items())[:SHOWN]]
    given = f"every lead gets {listed(pairs, len(options.data))}" if pairs else ""
    return "; ".join(filter(None, [who, given]))


def settings_note(options: Options) -> str:
    """The same as a sentence."""
    said = settings(options)
    return sentences(said[0].upper() + said[1:]) if said else ""


# ---- aliases ----------------------------------------------------------------------------------------


def aliases(known: Sequence[Named]) -> str:
    """Each alias with what it stands for. There is at least one."""
    lines = [f"• {alias_line(one)}" for one in known]
    fit = that_fit(lines, LIST_LIMIT)
    more = [f"… and {len(lines) - fit:,} more"] if fit < len(lines) else []
    return "\n".join(["Sequences I know:", *lines[:fit], *more])


def alias_line(one: Named) -> str:
    """What one alias stands for."""
    default = settings(one.alias.defaults)
    parts = [f"*{inline(one.alias.name)}* – {_described(one.sequence)}", default]
    return "; ".join(filter(None, parts))


def _described(sequence: ListedSequence) -> str:
    if sequence.status is SequenceStatus.GONE:
        return (
            f"`{inline(sequence.id)}`: Amplemarket does not list it any more; point the name to another one"
        )
    name = inline(sequence.name) if sequence.name else f"`{inline(sequence.id)}`"
    stands = standing(sequence)
    no_leads = " – takes no leads now" if sequence.status.takes_leads is False else ""
    return f"{name} ({stands}){no_leads}" if stands else name


def kept(one: Named) -> str:
    name = inline(one.alias.name)
    stands = standing(one.sequence)
    said = f"*{name}* now stands for {known_as(one.sequence)}{f' ({stands})' if stands else ''}."
    default = settings_note(one.alias.defaults)
    if one.sequence.status is SequenceStatus.GONE:
        return sentences(said, "Amplemarket lists no such sequence, though; check the id", default)
    if one.sequence.status.takes_leads is False:
        return sentences(said, "Amplemarket takes no leads for it now", default)
    return sentences(said, default, f"Try it: `{COMMAND} {name} jane@acme.com`")


def choice(several: Choice, *, by_menu: bool) -> str:
    """Several sequences go by a name. Without a menu that has them all, their ids are what to choose by."""
    name, matches = inline(several.request.target), several.matches
    ids = ["" if by_menu else f" – `{inline(one.id)}`" for one in matches]
    lines = [
        f"• {known_as(one)} ({standing(one) or 'status not known'}){shown}"
        for one, shown in zip(matches, ids, strict=True)
    ]
    fit = that_fit(lines, LIST_LIMIT)
    more = [f"… and {len(lines) - fit:,} more"] if fit < len(lines) else []
    alias = inline(several.request.name)
    ask = f"{len(matches):,} sequences match “{name}”. Which one shall *{alias}* stand for?"
    how = "" if by_menu else f"To choose, write its id: `{COMMAND} alias add {alias} ID …`"
    return "\n".join(filter(None, [ask, *lines[:fit], *more, settings_note(several.request.defaults), how]))


def option(sequence: ListedSequence) -> str:
    """Plain text, for a menu."""
    return shortened(one_line(f"{sequence.name or sequence.id} ({_plain_standing(sequence)})"), 75)


def _plain_standing(sequence: ListedSequence) -> str:
    known = sequence.status is not SequenceStatus.UNKNOWN
    return ", ".join(filter(None, [sequence.status.value if known else "status not known", sequence.owner]))


# ---- refusals ---------------------------------------------------------------------------------------


def unknown(error: UnknownSequenceError) -> str:
    close = either([f"“{inline(name)}”" for name in error.closest]) if error.closest else ""
    guess = f" Did you mean {close}?" if close else ""
    return (
        f"Amplemarket lists no sequence “{inline(error.name)}”.{guess} "
        "A sequence's id or its address in the dashboard does as well."
    )


def mailboxes(error: MailboxesError) -> str:
    """What can't send, and what can: who named an alias may not know which mailboxes stand behind it."""
    wrong = joined([f"`{inline(box)}`" for box in error.refused[:SHOWN]], "and")
    active = listed([f"`{inline(box)}`" for box in error.active[:SHOWN]], len(error.active))
    can = f"These mailboxes are active: {active}." if active else "No mailbox of the account is active."
    if not error.alias:
        return f"Amplemarket can't send from {wrong} now. {can} Nothing was sent."
    return (
        f"*{inline(error.alias)}* sends from {wrong}, and Amplemarket can't do that now. {can} "
        "Give the alias others on my Home tab, or name some for this time with `--mailboxes=…`. "
        "Nothing was sent."
    )
