"""The tables. Owns their shape; `migrations/` builds it, and a test compares the two.

Every row carries the workspace (team) it belongs to, so that one team's data can be found, and removed,
without a join. The one exception is `rate_limits`: an API key belongs to no workspace.
"""

from enum import StrEnum, unique

import sqlalchemy as sa

from bot.adding.approval import ApprovalState
from bot.adding.audit import Deed
from bot.adding.job import Distribution, Intake
from bot.adding.outcome import Outcome
from bot.adding.reconcile import EarlierTry
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.store.columns import CompactJson, UtcDateTime, closed_set

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


@unique
class BatchState(StrEnum):
    """Where a batch stands. `in_flight` is what makes a killed process's call known afterwards."""

    WAITING = "waiting"  # nobody holds it
    CLAIMED = "claimed"  # a run holds it; no call of it is on its way
    IN_FLIGHT = "in_flight"  # a call is, or was, on its way, and no word of its answer is written
    DONE = "done"  # every row has its end


aliases = sa.Table(
    "aliases",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sequence_id", sa.Text, nullable=False),
    sa.Column("distribution", closed_set(Distribution, "distribution")),
    sa.Column("mailboxes", CompactJson, nullable=False),
    sa.Column("data", CompactJson, nullable=False),
)

channel_defaults = sa.Table(
    "channel_defaults",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("alias", sa.Text, nullable=False),  # its name: the default follows what the alias stands for
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("origin", sa.Text, nullable=False, unique=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("thread_ts", sa.Text),
    sa.Column("intake", closed_set(Intake, "intake"), nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("header", CompactJson, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("assumptions", CompactJson, nullable=False),
    sa.Column("columns", CompactJson),
    sa.Column("columns_by", sa.Text),
    sa.Column("columns_at", UtcDateTime),
    sa.Column("sequence_id", sa.Text),
    sa.Column("alias", sa.Text, nullable=False),
    sa.Column("sequence_name", sa.Text, nullable=False),
    sa.Column("overrides", CompactJson, nullable=False),
    sa.Column("distribution", closed_set(Distribution, "distribution")),
    sa.Column("mailboxes", CompactJson, nullable=False),
    sa.Column("data", CompactJson, nullable=False),
    sa.Column("state", closed_set(JobState, "state"), nullable=False),
    sa.Column("parent", sa.Text, sa.ForeignKey("jobs.id"), index=True),
    sa.Column("root", sa.Text, nullable=False, index=True),
    sa.Column("row_count", sa.Integer, nullable=False),  # what the tally must add up to
    sa.Column("left_out", sa.Integer, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),  # of its leads; stays when they are deleted
    sa.Column("run", sa.Text),  # the token of the only run that may write
    sa.Column("stop_code", sa.Text),  # of the error that stopped it last
    sa.Column("approved_by", sa.Text, nullable=False),
    sa.Column("continues", sa.Text),  # no foreign key: that job may be gone before this one
    # From when its leads are deleted: how many rows came to which end, which nobody can count any more.
    sa.Column("counts", CompactJson),
    sa.Column("purged_at", UtcDateTime),
    # Where its rows stand, and the keys of its leads: see `place`. No foreign key, as above.
    sa.Column("rows_under", sa.Text),
    sa.Column("removals", sa.Integer, nullable=False, server_default="0"),  # see `forgetting`
    sa.Column("goes_on_until", UtcDateTime),  # of a stopped one: see `Job`
    sa.CheckConstraint("(counts IS NULL) = (purged_at IS NULL)", name="purged"),
    sa.CheckConstraint(
        "(columns IS NULL) = (columns_by IS NULL) AND (columns IS NULL) = (columns_at IS NULL)",
        name="columns",
    ),
    sa.Index(None, "state"),
    sa.Index(None, "team", "created_at"),  # the history
    sa.Index(None, "team", "sequence_id", "state"),  # who goes where this one goes
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("state", closed_set(BatchState, "state"), nullable=False),
    sa.Column("run", sa.Text),  # the token of the run that holds it, or held it last
    sa.Column("earlier_try", closed_set(EarlierTry, "earlier_try"), nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
)

job_rows = sa.Table(
    "job_rows",
    metadata,
    sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("cells", CompactJson, nullable=False),
    sa.Column("batch", sa.Integer),
    sa.Column("email", sa.Text),
    sa.Column("email_key", sa.Text),  # the address in the one form that all its spellings share
    sa.Column("linkedin_url", sa.Text),
    sa.Column("data", CompactJson),
    sa.Column("outcome", closed_set(Outcome, "outcome"), nullable=False),
    # Skip reasons in enum order, joined by ";". One GROUP BY gives at most 31 combinations to add up, the
    # first rows of each combination come from the same index, and a person reading the table understands it.
    sa.Column("reasons", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.CheckConstraint("(outcome = 'skipped') = (reasons <> '')", name="reasons"),
    sa.CheckConstraint("batch IS NULL OR email IS NOT NULL OR linkedin_url IS NOT NULL", name="lead"),
    sa.Index(None, "job_id", "batch", "row"),  # a claim
    sa.Index(None, "job_id", "outcome", "reasons", "row"),  # a tally, a sample, the added rows of a chain
)

# By what two jobs are known to hold the same person. In the order of its key, so that a job's entries lie
# together: written in one go, and two jobs are compared without a look at any other one's.
lead_keys = sa.Table(
    "lead_keys",
    metadata,
    sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),  # a hash
    sa.Column("row", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("team", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

column_mappings = sa.Table(
    "column_mappings",
    metadata,
    sa.Column("team", sa.Text, primary_key=True),
    sa.Column("fingerprint", sa.Text, primary_key=True),  # of the columns' names
    sa.Column("mapping", CompactJson, nullable=False),
    sa.Column("saved_by", sa.Text, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("seen_at", UtcDateTime, nullable=False),
    sa.Column("payload", CompactJson),  # until its effect is complete
    sa.Column("replays", sa.Integer, nullable=False, server_default="0"),
    sa.Column("taken_at", UtcDateTime),  # when a process last took it in hand
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("ts", sa.Text),  # of the one that stands
    sa.Column("marker", sa.Text),  # of a post that is owed: written before it, gone once its ts is known
    sa.CheckConstraint("ts IS NOT NULL OR marker IS NOT NULL", name="known"),
)

approvals = sa.Table(
    "approvals",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("job_id", sa.Text, sa.ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", closed_set(RetryKind, "kind"), nullable=False),
    sa.Column("leads", sa.Integer, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("state", closed_set(ApprovalState, "state"), nullable=False),
    sa.Column("decided_by", sa.Text, nullable=False),
    # What it is about, while it is open: one question at a time about the same leads.
    sa.Column("open", sa.Text, unique=True),
    sa.CheckConstraint("(state = 'open') = (open IS NOT NULL)", name="open"),
    sa.Index(None, "job_id"),
)

# No foreign key: an entry outlives its job. Triggers in the migration refuse to change or delete one.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("user", sa.Text, nullable=False),
    sa.Column("deed", closed_set(Deed, "deed"), nullable=False),
    sa.Column("job_id", sa.Text),
    sa.Column("alias", sa.Text, nullable=False),
    sa.Column("sequence_id", sa.Text),
    sa.Column("leads", sa.Integer, nullable=False),
    sa.Column("overrides", CompactJson, nullable=False),
    sa.Column("channel", sa.Text),
    sa.Index(None, "team", "at"),
)

rate_limits = sa.Table(
    "rate_limits",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # a hash of the API key, never the key
    sa.Column("due", sa.Double, nullable=False),  # GCRA's theoretical arrival time, seconds since 1970
    sa.Column("refusal_told", sa.Boolean),  # whether the admins know that Amplemarket refuses the key
)
