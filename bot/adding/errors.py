"""The error tree. Each branch has one owner who can mend it; each class says what the person can do.

AddLeadsError                        (bot/leads/errors.py)
├── ListError                        your list: mend it and share it again
│   ├── NotATableError               save the sheet as CSV or XLSX
│   ├── TooLargeError                split it, or ask your admin to raise the limit
│   └── NoLeadsError                 nothing in it is an e-mail address or a LinkedIn profile
├── RequestError                     your request: say it in another way
│   ├── UsageError                   the command can't be understood: the help shows how
│   ├── UnknownAliasError            no such sequence name here: the closest names are offered
│   ├── UnknownSequenceError         (bot/adding/sequence_errors.py) choose one of the names that look alike
│   ├── SequenceClosedError          the sequence takes no leads now: launch it and try again
│   ├── MailboxesError               nothing can be sent from these mailboxes: the active ones are named
│   ├── BadAliasError                a name or a sequence id that can't be one
│   └── NothingToDoError             a button whose work is done, or whose leads are gone
│       └── LeadsDeletedError        (bot/adding/deleted.py) its leads were kept long enough: share them again
├── AccessError                      your permissions
│   ├── WrongChannelError            go to an allowed channel
│   ├── GuestError                   ask a full member of the workspace
│   ├── StrangerError                ask somebody of the organisation that the bot belongs to
│   ├── UncheckedPersonError         Slack does not tell who it is: try again in a moment
│   └── AdminsOnlyError              ask an admin
├── SlackError                       Slack did not let us
│   ├── CannotPostError              the bot can't write there: invite it
│   ├── SlackAnswerLostError         a message was sent and no answer came: it may be there
│   └── DownloadError                the shared file can't be fetched
├── AmplemarketError                 Amplemarket said no, or nothing
│   ├── KeyRefusedError              401, 403: the job stops and can go on with a working key
│   ├── SequenceNotFoundError        404: the alias is stale
│   ├── LeadsRefusedError            422: some leads can't be taken; the others can
│   ├── RequestTooLargeError         413: fewer leads a call
│   │   └── TooManyLeadsError        400, 422 about their number: for every other call as well
│   ├── RequestRefusedError          not about single leads: the job stops and can go on when that is mended
│   └── NoUsableAnswerError          worth another try
│       ├── RateLimitedError         429: not processed, wait
│       ├── UnreachableError         never reached Amplemarket: not processed
│       ├── ServerFailedError        500, 502 …: perhaps processed
│       │   └── ServerBusyError      503: says that it was not processed
│       └── AnswerLostError          sent, and no (readable) answer came, 504 too: perhaps processed
└── BugError                         our bug: nothing the person can do but quote the reference
    ├── ConservationError            a report that would not account for every row
    ├── IllegalTransitionError       an event that the job's state does not allow
    └── StaleRunError                this run was replaced by another one and may not write any more
"""

from dataclasses import dataclass
from typing import ClassVar

from bot.leads.errors import AddLeadsError

# ---- your request -----------------------------------------------------------------------------------


class RequestError(AddLeadsError):
    """The person can say it in another way."""

    code = "request"


class UsageError(RequestError):
    code = "usage"


class UnknownAliasError(RequestError):
    """No sequence goes by this name here.

    Fields:
        name: as it was typed.
        closest: known names that look alike, best first.
    """

    code = "unknown_alias"

    def __init__(self, name: str, closest: tuple[str, ...] = ()) -> None:
        super().__init__(f'no sequence "{name}"')
        self.name = name
        self.closest = closest


class BadAliasError(RequestError):
    code = "bad_alias"


class NothingToDoError(RequestError):
    """A button whose work is done, or whose leads are gone.

    Fields:
        by: the Slack user who was first, "" where nobody was.
    """

    code = "nothing_to_do"

    def __init__(self, message: str, by: str = "") -> None:
        super().__init__(message)
        self.by = by


# ---- your permissions -------------------------------------------------------------------------------


class AccessError(AddLeadsError):
    """The person may not do this, or not here."""

    code = "access"


class WrongChannelError(AccessError):
    """Fields.

    channels: Slack ids of where the bot may be used.
    """

    code = "wrong_channel"

    def __init__(self, channels: frozenset[str]) -> None:
        super().__init__("the bot may not be used in this channel")
        self.channels = channels


class GuestError(AccessError):
    code = "guest"


class StrangerError(AccessError):
    code = "stranger"


class UncheckedPersonError(AccessError):
    """Nobody may do anything that could not be checked.

    Fields:
        reason: Slack's own code, or "".
    """

    code = "unchecked_person"

    def __init__(self, reason: str = "") -> None:
        super().__init__("Slack does not tell who this is")
        self.reason = reason


class AdminsOnlyError(AccessError):
    code = "admins_only"


# ---- Slack ------------------------------------------------------------------------------------------


class SlackError(AddLeadsError):
    """Slack did not let us."""

    code = "slack"


class CannotPostError(SlackError):
    code = "cannot_post"


class SlackAnswerLostError(SlackError):
    code = "slack_answer_lost"


class DownloadError(SlackError):
    code = "download"


# ---- Amplemarket ------------------------------------------------------------------------------------


class AmplemarketError(AddLeadsError):
    """Amplemarket said no, or nothing.

    Fields:
        maybe_processed: whether the call may have had its effect all the same. Decides whether a later
            "already in this sequence" can mean "added by the first try".
    """

    code = "amplemarket"
    maybe_processed: ClassVar[bool] = False


class KeyRefusedError(AmplemarketError):
    code = "key_refused"


class SequenceNotFoundError(AmplemarketError):
    code = "sequence_not_found"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One entry of a 422 answer.

    Fields:
        code: `error_code` of the answer; `missing_lead_field` is the only documented one.
        message: Amplemarket's own sentence, for people.
        field: the merge field that leads lack, where the message names one.
        indexes: places in the request's `leads` that the message names. Whether they count from 0 or 1 is
            not documented: never trust them alone.
    """

    code: str
    message: str
    field: str | None = None
    indexes: tuple[int, ...] = ()


class LeadsRefusedError(AmplemarketError):
    """Some leads of the request can't be taken (400, 422); nothing of the request was processed."""

    code = "leads_refused"

    def __init__(self, refusals: tuple[Refusal, ...], said: str = "Amplemarket refused these leads") -> None:
        super().__init__("; ".join(filter(None, (refusal.message for refusal in refusals))) or said)
        self.refusals = refusals


class RequestTooLargeError(AmplemarketError):
    code = "request_too_large"


class TooManyLeadsError(RequestTooLargeError):
    """More leads than one call may hold. Worth remembering: the next call is refused as well."""

    code = "too_many_leads"


class RequestRefusedError(AmplemarketError):
    """About the request as a whole: its settings, its sequence, its address. No lead is at fault."""

    code = "request_refused"


class NoUsableAnswerError(AmplemarketError):
    """No answer that says yes or no: worth another try."""

    code = "no_usable_answer"


class RateLimitedError(NoUsableAnswerError):
    """429.

    Fields:
        retry_after: seconds to wait, None where the answer named none.
    """

    code = "rate_limited"

    def __init__(self, message: str, retry_after: float | None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class UnreachableError(NoUsableAnswerError):
    code = "unreachable"


class ServerFailedError(NoUsableAnswerError):
    """5xx. Nothing is known of whether Amplemarket processes a request before it fails, so it may have."""

    code = "server_failed"
    maybe_processed = True


class ServerBusyError(ServerFailedError):
    """503, "unable to handle the request" (RFC 9110, 15.6.4).

    Some gateways say so where an answer was late. So what a later answer means is judged as if the request
    could have been processed.
    """

    code = "server_busy"


class AnswerLostError(NoUsableAnswerError):
    code = "answer_lost"
    maybe_processed = True


# ---- our bugs ---------------------------------------------------------------------------------------


class BugError(AddLeadsError):
    """The program contradicts itself. Nothing more is sent."""

    code = "bug"


class ConservationError(BugError):
    code = "conservation"


class IllegalTransitionError(BugError):
    code = "illegal_transition"


class StaleRunError(BugError):
    code = "stale_run"
