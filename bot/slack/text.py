"""Every sentence people read in Slack. Plain and short; the most important thing first; what to do next.

Arguments that people or lists supply are escaped here, so that callers can't forget it. What is returned is
mrkdwn, except where a function or a heading says plain text: that is for buttons, dialogs and rich text, or
travels as the message of an error and is escaped when the error is told.
"""

from collections.abc import Sequence

from bot.adding.errors import AmplemarketError, KeyRefusedError, SequenceNotFoundError, UnknownAliasError
from bot.adding.job import Alias, Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.overrides import Overrides, lifting
from bot.adding.report import Tally
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.slack.escaping import VALUE_LIMIT, escape, inline, one_line, shortened, shortened_mrkdwn
from bot.slack.ids import COMMAND
from bot.slack.phrases import counted, either, listed, percent, sendable, sentences, that_fit


def person(user: str) -> str:
    return f"<@{user}>"


def sequence(job: Job) -> str:
    return f"*{inline(job.alias)}*"


def at_row(row: int, detail: str) -> str:
    """Plain text."""
    return f"row {row:,}: {detail.rstrip('.')}"


# ---- a job's status message -------------------------------------------------------------------------


def adding(job: Job, leads: int) -> str:
    return f"Adding {counted(leads, 'lead')} to {sequence(job)} for {person(job.user)} …"


def progress(job: Job, tally: Tally) -> str:
    """How far a running job is."""
    parts = [f"{tally[outcome]:,} {outcome}" for outcome in _SENT_ENDS if tally[outcome]]
    told = ", ".join([f"{percent(tally)} % done", *parts])
    return f"Adding {counted(sendable(tally), 'lead')} to {sequence(job)}: {told}"


_SENT_ENDS = (Outcome.ADDED, Outcome.SKIPPED, Outcome.UNCONFIRMED, Outcome.FAILED)


def ended(job: Job, tally: Tally) -> str:
    """The status message once the job is over."""
    verb = "Cancelled: added" if job.state is JobState.CANCELLED else "Added"
    return f"{verb} {_added_of(tally)} to {sequence(job)} for {person(job.user)}."


def paused(job: Job, tally: Tally) -> str:
    """The status message while the job is stopped."""
    return (
        f"Stopped for now: added {_added_of(tally)} to {sequence(job)}. Why, and how to go on, stands below."
    )


def _added_of(tally: Tally) -> str:
    return f"{tally[Outcome.ADDED]:,} of {counted(sendable(tally), 'lead')}"


# ---- the preview ------------------------------------------------------------------------------------


def preview(job: Job, tally: Tally) -> str:
    read = f"I read {counted(tally.rows, 'row')}{_from(job)}. Nothing has been sent yet."
    leads = counted(tally[Outcome.NOT_SENT], "lead")
    if job.sequence_id is None:
        return f"{read}\nTo which sequence shall I add {leads}?"
    return (
        f"{read}\n• {leads} ready for {sequence(job)}. If the sequence is active, people may be contacted "
        "within minutes."
    )


def _from(job: Job) -> str:
    return f" from *{inline(job.name)}*" if job.name else ""


def preview_rest(tally: Tally) -> str:
    """What will not be sent, as plain text; "" where everything will."""
    duplicates, invalid = tally[Outcome.DUPLICATE], tally[Outcome.INVALID]
    parts = [
        f"{counted(duplicates, 'duplicate')} of earlier rows" if duplicates else "",
        f"{invalid:,} invalid" if invalid else "",
    ]
    return " · ".join(filter(None, parts))


ASSUMPTION_LIMIT = 120
ASSUMPTIONS_SHOWN = 8


def assumed(assumptions: Sequence[str]) -> str:
    shown = [inline(one, ASSUMPTION_LIMIT) for one in assumptions[:ASSUMPTIONS_SHOWN]]
    return f"Assumed: {listed(shown, len(assumptions), '; ')}"


def overrides_on(overrides: Overrides) -> str:
    lifted = [_WHY[reason] for reason in SkipReason if lifting(reason) in overrides]
    return f"Safety checks off: people are added even if they are {either(lifted)}."


def confirmed(job: Job, by: str, leads: int) -> str:
    return f"{person(by)} started this. Adding {counted(leads, 'lead')} to {sequence(job)} …"


def went_on(by: str) -> str:
    return f"{person(by)} let this job go on."


STOP_IS_OVER = "This job stopped here for a while. How it ended stands below."


def withdrawn(job: Job, by: str) -> str:
    what = f"*{inline(job.name)}*" if job.name else "this list"
    return f"{person(by)} cancelled {what}. Nothing was sent."


# ---- the report -------------------------------------------------------------------------------------

_WHY = {
    SkipReason.EXCLUSION_LIST: "on the exclusion list",
    SkipReason.RECENTLY_CONTACTED: "recently contacted",
    SkipReason.ALREADY_IN_SEQUENCE: "already in this sequence",
    SkipReason.IN_OTHER_DRAFT_SEQUENCES: "in another draft sequence",
    SkipReason.IN_OTHER_ACTIVE_SEQUENCES: "in another active sequence",
}


def skipped_for(reason: SkipReason) -> str:
    """Plain text."""
    return f"Skipped: {_WHY[reason]}"


OUTCOME_TITLES = {
    Outcome.INVALID: "Invalid",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.UNCONFIRMED: "Unconfirmed",
    Outcome.FAILED: "Failed",
    Outcome.NOT_SENT: "Not sent",
}
"""Plain text."""

OUTCOME_MEANINGS = {
    Outcome.UNCONFIRMED: "Amplemarket did not confirm these; they may be in. Sending them again tells.",
    Outcome.FAILED: "Amplemarket gave no usable answer. They are not in, as far as I know.",
    Outcome.NOT_SENT: "The job ended before these were sent. Add them again to send them.",
}
"""Plain text."""

NOTHING_TO_DO = "There is nothing to do for them."


def titled(title: str, count: int) -> str:
    """Plain text."""
    return f"{title} ({count:,})"


def by_button(kind: RetryKind, count: int) -> str:
    """Where a button stands, for those who read the text alone."""
    what = "asks again" if kind is RetryKind.FAILED else "sends them all the same"
    return f"The button “{retry_button(kind, count)}” {what}."


def retried_by(child: Job, kind: RetryKind, tally: Tally) -> str:
    why = "failed or unconfirmed" if kind.reason is None else _WHY[kind.reason]
    return f"{person(child.user)} retried {counted(tally.rows, 'lead')} ({why})"


def result_file_note(name: str) -> str:
    return f"Every row with its outcome and reason: *{inline(name, 120)}*"


RESULT_FILE_REFUSED = (
    "Slack did not take the result file. The counts above are right. Ask whoever runs this bot whether the "
    "app has the scope files:write."
)
RESULT_FILE_UNSURE = (
    "Slack did not confirm the result file: it may be missing here. The counts above are right."
)


def child_note(child: Job, tally: Tally) -> str:
    """What stands in a retry button's place after it was pressed."""
    who, count = person(child.user), f"{tally.rows:,}"
    match child.state:
        case JobState.DONE | JobState.CANCELLED:
            return f"{who} retried {count}, {tally[Outcome.ADDED]:,} added"
        case JobState.STOPPED:
            return f"{who} is retrying {count}; that stopped for now, see below"
        case _:
            return f"{who} is retrying {count} …"


# ---- buttons and dialogs (plain text) ---------------------------------------------------------------


def add_button(leads: int) -> str:
    return f"Add {counted(leads, 'lead')}"


def go_on_button(leads: int) -> str:
    return f"Go on with {leads:,}"


CANCEL_BUTTON = "Cancel"
CHOOSE_SEQUENCE = "Choose a sequence"


def retry_button(kind: RetryKind, count: int) -> str:
    return f"Send {count:,} again" if kind is RetryKind.FAILED else f"Retry {count:,} anyway"


_RETRY_TITLES = {
    RetryKind.EXCLUSION_LIST: "Retry {people} on the exclusion list?",
    RetryKind.RECENTLY_CONTACTED: "Retry {people} contacted recently?",
    RetryKind.IN_OTHER_DRAFT_SEQUENCES: "Retry {people} in another draft sequence?",
    RetryKind.IN_OTHER_ACTIVE_SEQUENCES: "Retry {people} in another active sequence?",
    RetryKind.FAILED: "Send {leads} again?",
}

_RETRY_MEANINGS = {
    RetryKind.EXCLUSION_LIST: (
        "They were put there on purpose (unsubscribed, customers, competitors …). "
        "Retrying contacts them all the same."
    ),
    RetryKind.RECENTLY_CONTACTED: (
        "Your team wrote to them not long ago. Retrying may contact them once more within minutes."
    ),
    RetryKind.IN_OTHER_DRAFT_SEQUENCES: (
        "They are planned in a sequence that is not launched yet. Retrying puts them into both."
    ),
    RetryKind.IN_OTHER_ACTIVE_SEQUENCES: (
        "Another live or paused sequence has them. Retrying lets both of them write to the same people."
    ),
    RetryKind.FAILED: "Those who are in already are not added twice: Amplemarket says so, and I tell you.",
}


def retry_title(kind: RetryKind, count: int) -> str:
    people, leads = counted(count, "person", "people"), counted(count, "lead")
    return _RETRY_TITLES[kind].format(people=people, leads=leads)


def retry_meaning(kind: RetryKind) -> str:
    return _RETRY_MEANINGS[kind]


def retry_confirm(kind: RetryKind, count: int) -> str:
    return f"{'Send' if kind is RetryKind.FAILED else 'Retry'} {count:,}"


LEAVE_OUT = "Leave them out"

# ---- aliases and help -------------------------------------------------------------------------------

HELP = f"""*Add leads to an Amplemarket sequence.* For example:
• `{COMMAND} q4-outbound jane@acme.com` – add one lead, or many
• `{COMMAND} q4-outbound linkedin.com/in/bo-li first_name=Bo company_name="Acme GmbH"` – with merge fields
• `{COMMAND} alias add q4-outbound https://app.amplemarket.com/dashboard/sequences/…` – name a sequence
• Or share a CSV or Excel file in a channel I am in, and name the sequence in the message: \
“for q4-outbound please”; add `field:it="Cost Center"` to send that column as the merge field `it`

`{COMMAND} list` shows the sequences I know. `{COMMAND} alias remove NAME` forgets one. \
`{COMMAND} help` shows this."""

LIST_LIMIT = 2500
"""Characters of a list in one message; what does not fit is counted."""


def aliases(known: Sequence[Alias]) -> str:
    if not known:
        return f"I know no sequence yet. Name one: {_HOW_TO_NAME}"
    lines = [f"• *{inline(alias.name)}* – `{inline(alias.sequence_id)}`" for alias in known]
    fit = that_fit(lines, LIST_LIMIT)
    more = [f"… and {len(lines) - fit:,} more"] if fit < len(lines) else []
    return "\n".join(["Sequences I know:", *lines[:fit], *more])


_HOW_TO_NAME = f"`{COMMAND} alias add NAME ID_OR_URL`"
NO_SEQUENCE_YET = f"I know no sequence yet. Name one: {_HOW_TO_NAME}. Then share the list again."
NOT_ALL_IN_MENU = "The menu does not hold all sequences. Is yours missing? Share the list again and name it."


def alias_kept(alias: Alias) -> str:
    name = inline(alias.name)
    return (
        f"*{name}* now stands for sequence `{inline(alias.sequence_id)}`. "
        f"Try it: `{COMMAND} {name} jane@acme.com`"
    )


def alias_removed(name: str) -> str:
    return f"I no longer know *{inline(name)}*. The sequence itself is untouched."


def alias_absent(name: str) -> str:
    return f"This workspace has no alias *{inline(name)}*. `{COMMAND} list` shows what there is."


# ---- when things go wrong ---------------------------------------------------------------------------


def unknown_alias(error: UnknownAliasError) -> str:
    close = either([f"*{inline(name)}*" for name in error.closest]) if error.closest else ""
    guess = f" Did you mean {close}?" if close else ""
    return f"I know no sequence “{inline(error.name)}”.{guess} `{COMMAND} list` shows all. Nothing was sent."


SENTENCE_LIMIT = 1000


def plain(words: str) -> str:
    """A sentence of another room, which knows best what is wrong."""
    return shortened_mrkdwn(sentences(escape(words)), SENTENCE_LIMIT)


def about_file(name: str, sentence: str) -> str:
    """A mrkdwn sentence about one of perhaps several files; names the file unless it does so itself."""
    called = inline(name)
    return (
        sentence
        if not called or called in sentence or escape(name) in sentence
        else f"*{called}*: {sentence}"
    )


def wrong_channel(channels: Sequence[str]) -> str:
    shown = [f"<#{one}>" for one in channels[:5]]
    return f"I may not add leads from here. Use me in {listed(shown, len(channels))}. Nothing was sent."


def somebody_was_first(by: str, deed: str) -> str:
    return f"{person(by)} {escape(deed)}. See the thread for how it went."


SLACK_SILENT = "Slack did not confirm my message, so I stopped. Nothing was sent. Try again."


def slack_refused(words: str) -> str:
    return f"{plain(words)} Nothing was sent. Try again; if it stays so, tell whoever runs this bot."


def cannot_post(code: str, bot_name: str) -> str:
    """Where Slack does not let the bot write; `code` is Slack's own."""
    match code:
        case "is_archived" | "is_inactive":
            return "This channel is archived, so I can't answer in it. Use another one. Nothing was sent."
        case "restricted_action":
            return (
                "This channel lets only some people write, and me not. Use another one, or ask its admin. "
                "Nothing was sent."
            )
        case _:
            invite = f"`/invite @{inline(bot_name)}`"
            return f"I can't write here yet. Type {invite}, then try again. Nothing was sent."


def stopped(job: Job, tally: Tally, error: AmplemarketError) -> str:
    left = tally[Outcome.NOT_SENT]
    kept = f"{left:,} {'was' if left == 1 else 'were'} not sent and {'is' if left == 1 else 'are'} kept."
    return f"{_stop_reason(job, error, left)} {_added_of(tally)} added; {kept}"


def _stop_reason(job: Job, error: AmplemarketError, left: int) -> str:
    button = f"“{go_on_button(left)}”"
    match error:
        case KeyRefusedError():
            return (
                "Amplemarket refused our key. Tell whoever runs this bot; once the key works, "
                f"press {button}."
            )
        case SequenceNotFoundError():
            return (
                "Amplemarket no longer knows this sequence. Point the name to the right one with "
                f"`{COMMAND} alias add {inline(job.alias)} ID_OR_URL`, cancel here, and add the list again."
            )
        case _:
            return f"{plain(str(error))} To try again, press {button}."


def our_bug(reference: str) -> str:
    return (
        "Something went wrong on my side. Nothing more is sent; nothing of your list is lost. "
        f"Tell whoever runs this bot the reference `{reference}`."
    )


# ---- what travels in errors (plain text, escaped when told) -----------------------------------------


def whom_to_add(name: str) -> str:
    called = _called(name)
    return f"Whom shall I add to {called}? For example: `{COMMAND} {called} jane@acme.com`"


ALIAS_USAGE = (
    f"Write `{COMMAND} alias add NAME ID_OR_URL`, `{COMMAND} alias remove NAME` or `{COMMAND} alias list`."
)


def file_not_in_slack(name: str) -> str:
    return (
        f"{_called(name, 'This file')} is not stored in Slack itself. Save it as CSV or XLSX and share that."
    )


def file_elsewhere(name: str) -> str:
    called = _called(name, "This file")
    return f"{called} is not on Slack's own servers, so I did not fetch it. Save it and share it here."


def file_hidden(name: str) -> str:
    return f"Slack does not show me {_called(name)}. It may be deleted. Share it again."


def file_not_yet(name: str) -> str:
    return f"Slack does not let me read {_called(name)} yet. Share it again in a minute."


def file_in_circles(name: str) -> str:
    return f"Slack sends me in circles when I fetch {_called(name)}. Share it again."


def file_forbidden(name: str) -> str:
    return (
        f"Slack does not let me read {_called(name)}. Tell whoever runs this bot: the app needs the scope "
        "files:read; after adding it, install the app again."
    )


def file_too_large(name: str, most_mb: int) -> str:
    return (
        f"{_called(name, 'This file')} is larger than {most_mb:,} MB, the most I take. "
        "Split it, or ask your admin to raise the limit."
    )


def _called(name: str, otherwise: str = "this file") -> str:
    return shortened(one_line(name), VALUE_LIMIT) or otherwise
