"""A job: one request by one person, these leads into this sequence with these options."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique
from hashlib import blake2b

from bot.adding.overrides import NO_OVERRIDES, Overrides
from bot.adding.state import JobState


@unique
class Distribution(StrEnum):
    """Who sends, spelled as the API spells it (`settings.leads_distribution`)."""

    SEQUENCE_SENDERS = "sequence_senders"
    CUSTOM_MAILBOXES = "custom_mailboxes"


@dataclass(frozen=True, slots=True)
class Options:
    """How the leads of a job are to be added. The defaults send what the API's own defaults mean: nothing.

    Fields:
        overrides: the checks to lift, for every lead of the job.
        distribution: who sends; None leaves it to the sequence.
        mailboxes: e-mail addresses to send from; only with `custom_mailboxes`.
        data: merge fields that every lead is sent with, unless it has a value of its own.
    """

    overrides: Overrides = NO_OVERRIDES
    distribution: Distribution | None = None
    mailboxes: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

    def over(self, defaults: "Options") -> "Options":
        """These options, and the defaults for what they leave open. Overrides are nobody's default."""
        says_who_sends = self.distribution is not None or bool(self.mailboxes)
        who_sends = self if says_who_sends else defaults
        return Options(
            self.overrides, who_sends.distribution, who_sends.mailboxes, {**defaults.data, **self.data}
        )


@dataclass(frozen=True, slots=True)
class Alias:
    """Our short name for a sequence.

    Fields:
        team: the Slack workspace it belongs to, or `EVERY_TEAM`.
        name: lower case, as typed in `/addleads NAME …`.
        sequence_id: Amplemarket's id.
        defaults: the options of a job that says nothing else; they lift no check.
    """

    team: str
    name: str
    sequence_id: str
    defaults: Options = field(default_factory=Options)


EVERY_TEAM = "*"
"""An alias written on the command line without `--team` belongs to every workspace."""


@unique
class Intake(StrEnum):
    """How the leads reached us. Decides where the job's messages stand and whether it gives a file back."""

    TYPED = "typed"
    FILE = "file"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a person said about the columns of a list.

    Fields:
        entries: column → what it is for; both as `bot/leads/column_choice.py` writes them.
        saved_by: the Slack user who chose them for all lists with these columns; "" where they were said
            for one upload only, and are not remembered.
    """

    entries: Mapping[str, str]
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """Fields.

    id: ours, short, safe to show.
    origin: what caused it (`event:Ev1:F1`, `command:123.4`, `retry:JOB:exclusion_list`); unique, so that
        the same delivery or the same button never makes a second job.
    team, channel, user: Slack ids of where and by whom.
    thread_ts: the thread its messages go to; None until a typed job's parent message stands.
    name: what to call the list: the file's name, or "".
    header: the list's columns as the person wrote them.
    assumptions: what had to be guessed to read the list; shown before anything is sent.
    sequence_id, alias: where to; None and "" while nobody has chosen.
    sequence_name: what Amplemarket called the sequence when it was chosen; "" where that was not known.
    columns: what a person said about the list's columns; None where nobody has.
    parent: the job that this one retries, None for a first one.
    root: the first job of the chain; its own id for a first one.
    approved_by: the admin who let through what the person may not lift alone; "" where nobody had to.
    continues: the job whose result file this list is, corrected; None for any other.
    left_out: rows of the list that are none of the job's, because somebody chose to send the new leads only.
    purged_at: from when its leads are deleted; None while they are kept. Its counts stay.
    removals: how often somebody was removed from it: rows that were read before may still name them.
    goes_on_until: until when it goes on by itself, if it is stopped by a refused key; None where a person has
        to say so. Past, once it has done so: until somebody says go again, it never does a second time.
    stop_code: that of the error which stopped it last; "" where none has.
    """

    id: str
    origin: str
    team: str
    channel: str
    user: str
    thread_ts: str | None
    intake: Intake
    name: str
    header: tuple[str, ...]
    created_at: datetime
    assumptions: tuple[str, ...] = ()
    columns: ColumnMapping | None = None
    sequence_id: str | None = None
    alias: str = ""
    sequence_name: str = ""
    options: Options = field(default_factory=Options)
    state: JobState = JobState.DRAFT
    parent: str | None = None
    root: str = ""
    approved_by: str = ""
    continues: str | None = None
    left_out: int = 0
    purged_at: datetime | None = None
    removals: int = 0
    goes_on_until: datetime | None = None
    stop_code: str = ""

    @property
    def has_alias(self) -> bool:
        """Whether it goes to a sequence by our name; one found in Amplemarket's list has none."""
        return self.alias not in {self.sequence_name, self.sequence_id}

    @property
    def terms(self) -> str:
        """All that a preview shows and people can change, in 16 characters: a click confirms just these."""
        options, columns = self.options, self.columns
        shown = (
            (self.sequence_id, self.alias, self.assumptions),
            (sorted(options.overrides), sorted(options.data.items())),
            (options.distribution, options.mailboxes),
            (columns.saved_by, sorted(columns.entries.items())) if columns else (),
        )
        return blake2b(repr(shown).encode(errors="backslashreplace"), digest_size=8).hexdigest()
