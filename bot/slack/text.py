"""Every sentence people read in Slack. Plain and short; the most important thing first; what to do next.

Arguments that people or lists supply are escaped here, so that callers can't forget it. What is returned is
mrkdwn, except where a function says plain text (buttons, dialogs, rich text).
"""

from collections.abc import Sequence

from bot.adding.errors import AmplemarketError, KeyRefusedError, SequenceNotFoundError, UnknownAliasError
from bot.adding.job import Alias, Intake, Job
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.report import Tally
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.slack.escaping import escape
from bot.slack.ids import COMMAND


def counted(number: int, one: str, many: str = "") -> str:
    """`1 lead`, `1,000 leads`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def person(user: str) -> str:
    return f"<@{user}>"


def sequence(job: Job) -> str:
    return f"*{escape(job.alias)}*"


def listed(names: Sequence[str], total: int) -> str:
    """`a, b, … and 9 more`, as plain text."""
    shown = ", ".join(names)
    return shown if total <= len(names) else f"{shown}, … and {total - len(names):,} more"


# ---- a job's status message -------------------------------------------------------------------------


def adding(job: Job, leads: int) -> str:
    return f"Adding {counted(leads, 'lead')} to {sequence(job)} for {person(job.user)} …"


def progress(job: Job, tally: Tally) -> str:
    """How far a running job is, for people and screen readers."""
    leads = sendable(tally)
    done = leads - tally[Outcome.NOT_SENT]
    share = done / leads if leads else 1.0
    filled = round(share * 10)
    parts = [f"{tally[outcome]:,} {outcome}" for outcome in _SENT_ENDS if tally[outcome]]
    told = f" · {', '.join(parts)}" if parts else ""
    bar = "▓" * filled + "░" * (10 - filled)
    return f"Adding {counted(leads, 'lead')} to {sequence(job)} {bar} {share:.0%}{told}"


_SENT_ENDS = (Outcome.ADDED, Outcome.SKIPPED, Outcome.UNCONFIRMED, Outcome.FAILED)


def sendable(tally: Tally) -> int:
    """Rows that were worth sending when the job began, as far as its outcomes tell."""
    return tally.rows - tally[Outcome.INVALID] - tally[Outcome.DUPLICATE]


def ended(job: Job, tally: Tally) -> str:
    """The status message once the job is over."""
    verb = "Cancelled: added" if job.state is JobState.CANCELLED else "Added"
    leads = counted(sendable(tally), "lead")
    return f"{verb} {tally[Outcome.ADDED]:,} of {leads} to {sequence(job)} for {person(job.user)}."


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
    return f" from *{escape(job.name)}*" if job.name else ""


def preview_rest(tally: Tally) -> str:
    """What will not be sent; "" where everything will."""
    parts = [
        f"{counted(tally[Outcome.DUPLICATE], 'duplicate')} of earlier rows"
        if tally[Outcome.DUPLICATE]
        else "",
        f"{tally[Outcome.INVALID]:,} invalid" if tally[Outcome.INVALID] else "",
    ]
    return " · ".join(part for part in parts if part)


def assumed(assumptions: Sequence[str]) -> str:
    return f"Assumed: {escape('; '.join(assumptions))}"


def overrides_on(job: Job) -> str:
    lifted = ", ".join(sorted(override.value for override in job.options.overrides))
    return f"Checks lifted: {lifted}"


def confirmed(job: Job, by: str, leads: int) -> str:
    return f"{person(by)} started this. Adding {counted(leads, 'lead')} to {sequence(job)} …"


def went_on(by: str) -> str:
    return f"{person(by)} let this job go on."


STOP_IS_OVER = "This job stopped here for a while. How it ended stands below."


def withdrawn(job: Job, by: str) -> str:
    what = f"*{escape(job.name)}*" if job.name else "this list"
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
    Outcome.NOT_SENT: "The job ended before these were sent.",
}
"""Plain text."""

NOTHING_TO_DO = "nothing to do"


def report_text(job: Job, tally: Tally) -> str:
    """The whole report in one text: what notifications show and screen readers read."""
    lead_in = f"{retried_by(job, tally)}: " if job.intake is Intake.RETRY else ""
    reasons = [f"{skipped_for(reason)} ({count:,})" for reason, count in tally.reasons.items() if count]
    return ". ".join([f"{lead_in}{tally.line}", *reasons])


def retried_by(job: Job, tally: Tally) -> str:
    return f"{person(job.user)} retried {counted(tally.rows, 'lead')}"


def result_file_note(name: str) -> str:
    return f"Every row with its outcome and reason: *{escape(name)}*"


RESULT_FILE_LOST = (
    "Slack did not take the result file. The counts above are right; the app may lack the scope files:write."
)


def child_note(child: Job, tally: Tally) -> str:
    """What stands in a retry button's place after it was pressed."""
    if child.state in {JobState.DONE, JobState.CANCELLED}:
        return f"{person(child.user)} retried {tally.rows:,}, {tally[Outcome.ADDED]:,} added"
    return f"{person(child.user)} is retrying {tally.rows:,} …"


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
    RetryKind.FAILED: "Send {people} again?",
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
        "Another live or paused sequence has them. Retrying lets both write to the same people."
    ),
    RetryKind.FAILED: "Those who are in already are not added twice: Amplemarket says so, and I tell you.",
}


def retry_title(kind: RetryKind, count: int) -> str:
    return _RETRY_TITLES[kind].format(people=counted(count, "person", "people"))


def retry_meaning(kind: RetryKind) -> str:
    return _RETRY_MEANINGS[kind]


def retry_confirm(kind: RetryKind, count: int) -> str:
    return f"{'Send' if kind is RetryKind.FAILED else 'Retry'} {count:,}"


LEAVE_OUT = "Leave them out"

# ---- aliases and help -------------------------------------------------------------------------------

HELP = f"""*Add leads to an Amplemarket sequence.* These work when pasted:
• `{COMMAND} q4-outbound jane@acme.com` – add one lead, or many
• `{COMMAND} q4-outbound linkedin.com/in/bo-li first_name=Bo company_name="Acme GmbH"` – with merge fields
• `{COMMAND} alias add q4-outbound https://app.amplemarket.com/dashboard/sequences/…` – name a sequence
• Or share a CSV file in a channel I am in, and name the sequence in the message: “for q4-outbound please”

`{COMMAND} list` shows the sequences I know. `{COMMAND} alias remove NAME` forgets one. \
`{COMMAND} help` shows this."""


def aliases(known: Sequence[Alias]) -> str:
    if not known:
        return f"I know no sequence yet. {HOW_TO_NAME}"
    lines = [f"• *{escape(alias.name)}* – `{escape(alias.sequence_id)}`" for alias in known]
    return "\n".join(["Sequences I know:", *lines])


HOW_TO_NAME = f"Name one: `{COMMAND} alias add NAME ID_OR_URL`"


def alias_kept(alias: Alias) -> str:
    return (
        f"*{escape(alias.name)}* now stands for sequence `{escape(alias.sequence_id)}`. "
        f"Try it: `{COMMAND} {escape(alias.name)} jane@acme.com`"
    )


def alias_removed(name: str) -> str:
    return f"I no longer know *{escape(name)}*. The sequence itself is untouched."


def alias_absent(name: str) -> str:
    return f"This workspace has no alias *{escape(name)}*. `{COMMAND} list` shows what there is."


# ---- when things go wrong ---------------------------------------------------------------------------


def unknown_alias(error: UnknownAliasError) -> str:
    close = " or ".join(f"*{escape(name)}*" for name in error.closest)
    guess = f" Did you mean {close}?" if close else ""
    name = escape(error.name)
    return f"I know no sequence “{name}”.{guess} `{COMMAND} list` shows all. Nothing was sent."


def nothing_sent(sentence: str) -> str:
    return f"{escape(sentence)} Nothing was sent."


def plain(sentence: str) -> str:
    return escape(sentence)


def wrong_channel(channels: Sequence[str]) -> str:
    return f"I may not add leads from here. Use me in {' or '.join(f'<#{one}>' for one in channels)}."


def somebody_was_first(by: str, deed: str) -> str:
    return f"{person(by)} {escape(deed)}. See the thread for how it went."


SLACK_SILENT = "Slack did not confirm my message, so I stopped. Try again."


def invite_me(bot_name: str) -> str:
    return f"I can't write here yet. Type `/invite @{escape(bot_name)}`, then try again. Nothing was sent."


def stopped(error: AmplemarketError, tally: Tally) -> str:
    added = tally[Outcome.ADDED]
    left = tally[Outcome.NOT_SENT]
    kept = f"{added:,} of {sendable(tally):,} leads {_are(added)} in, {left:,} {_were(left)} not sent"
    return f"{_stop_reason(error)} {kept} and {_are(left)} kept."


def _stop_reason(error: AmplemarketError) -> str:
    match error:
        case KeyRefusedError():
            return "Amplemarket refused our key. Tell whoever runs this bot; then press the button to go on."
        case SequenceNotFoundError():
            return "Amplemarket no longer knows this sequence: the alias is stale. Point it to the right one."
        case _:
            return escape(str(error))


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def our_bug(reference: str) -> str:
    return (
        "Something went wrong on my side. Nothing more is sent; nothing of your list is lost. "
        f"Reference `{reference}`."
    )
