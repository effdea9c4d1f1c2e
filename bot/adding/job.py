"""A job: one request by one person, these leads into this sequence with these options."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum, unique

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
    """

    overrides: Overrides = NO_OVERRIDES
    distribution: Distribution | None = None
    mailboxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alias:
    """Our short name for a sequence.

    Fields:
        team: the Slack workspace it belongs to, or `EVERY_TEAM`.
        name: lower case, as typed in `/addleads NAME …`.
        sequence_id: Amplemarket's id.
    """

    team: str
    name: str
    sequence_id: str


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
    columns: what a person said about the list's columns; None where nobody has.
    parent: the job that this one retries, None for a first one.
    root: the first job of the chain; its own id for a first one.
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
    options: Options = field(default_factory=Options)
    state: JobState = JobState.DRAFT
    parent: str | None = None
    root: str = ""
