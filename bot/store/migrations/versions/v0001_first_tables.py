"""The first tables: aliases, column mappings, deliveries, rate limits, jobs with batches, rows, messages.

And the audit, which can only grow. A migration never changes, so nothing in it comes from the code of today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_aliases()
    _create_channel_defaults()
    _create_column_mappings()
    _create_deliveries()
    _create_rate_limits()
    _create_jobs()
    _create_batches()
    _create_job_rows()
    _create_lead_keys()
    _create_messages()
    _create_approvals()
    _create_audit()


def downgrade() -> None:
    for table in ("audit", "approvals", "messages", "lead_keys", "job_rows", "batches", "jobs"):
        op.drop_table(table)
    for table in ("rate_limits", "deliveries", "column_mappings", "channel_defaults", "aliases"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")


def _create_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sequence_id", sa.Text, nullable=False),
        sa.Column("distribution", _one_of("distribution", "sequence_senders", "custom_mailboxes")),
        sa.Column("mailboxes", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("team", "name", name=op.f("pk_aliases")),
    )


def _create_channel_defaults() -> None:
    op.create_table(
        "channel_defaults",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("alias", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", name=op.f("pk_channel_defaults")),
    )


def _create_column_mappings() -> None:
    op.create_table(
        "column_mappings",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("saved_by", sa.Text, nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "fingerprint", name=op.f("pk_column_mappings")),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text),
        sa.Column("replays", sa.Integer, nullable=False, server_default="0"),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )


def _create_rate_limits() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
        sa.Column("refusal_told", sa.Boolean),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limits")),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("thread_ts", sa.Text),
        sa.Column("intake", _one_of("intake", "typed", "file", "retry"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("header", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assumptions", sa.Text, nullable=False),
        sa.Column("columns", sa.Text),
        sa.Column("columns_by", sa.Text),
        sa.Column("columns_at", sa.DateTime(timezone=True)),
        sa.Column("sequence_id", sa.Text),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("sequence_name", sa.Text, nullable=False),
        sa.Column("overrides", sa.Text, nullable=False),
        sa.Column("distribution", _one_of("distribution", "sequence_senders", "custom_mailboxes")),
        sa.Column("mailboxes", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column(
            "state",
            _one_of("state", "draft", "confirmed", "running", "stopped", "done", "cancelled"),
            nullable=False,
        ),
        sa.Column("parent", sa.Text),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("row_count", sa.Integer, nullable=False),
        sa.Column("left_out", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("run", sa.Text),
        sa.Column("stop_code", sa.Text),
        sa.Column("approved_by", sa.Text, nullable=False),
        sa.Column("continues", sa.Text),
        sa.Column("counts", sa.Text),
        sa.Column("purged_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(columns IS NULL) = (columns_by IS NULL) AND (columns IS NULL) = (columns_at IS NULL)",
            name=op.f("ck_jobs_columns"),
        ),
        sa.CheckConstraint("(counts IS NULL) = (purged_at IS NULL)", name=op.f("ck_jobs_purged")),
        sa.ForeignKeyConstraint(["parent"], ["jobs.id"], name=op.f("fk_jobs_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("origin", name=op.f("uq_jobs_origin")),
    )
    for column in ("parent", "root", "state"):
        op.create_index(op.f(f"ix_jobs_{column}"), "jobs", [column])
    op.create_index(op.f("ix_jobs_team_created_at"), "jobs", ["team", "created_at"])
    op.create_index(op.f("ix_jobs_team_sequence_id_state"), "jobs", ["team", "sequence_id", "state"])


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("state", _one_of("state", "waiting", "claimed", "in_flight", "done"), nullable=False),
        sa.Column("run", sa.Text),
        sa.Column("earlier_try", _one_of("earlier_try", "none", "perhaps", "processed"), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        _of_a_job("batches"),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_batches")),
    )


def _create_job_rows() -> None:
    op.create_table(
        "job_rows",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("row", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("cells", sa.Text, nullable=False),
        sa.Column("batch", sa.Integer),
        sa.Column("email", sa.Text),
        sa.Column("email_key", sa.Text),
        sa.Column("linkedin_url", sa.Text),
        sa.Column("data", sa.Text),
        sa.Column(
            "outcome",
            _one_of(
                "outcome", "added", "skipped", "invalid", "duplicate", "unconfirmed", "failed", "not sent"
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.CheckConstraint("(outcome = 'skipped') = (reasons <> '')", name=op.f("ck_job_rows_reasons")),
        sa.CheckConstraint(
            "batch IS NULL OR email IS NOT NULL OR linkedin_url IS NOT NULL", name=op.f("ck_job_rows_lead")
        ),
        _of_a_job("job_rows"),
        sa.PrimaryKeyConstraint("job_id", "row", name=op.f("pk_job_rows")),
    )
    op.create_index(op.f("ix_job_rows_job_id_batch_row"), "job_rows", ["job_id", "batch", "row"])
    op.create_index(
        op.f("ix_job_rows_job_id_outcome_reasons_row"), "job_rows", ["job_id", "outcome", "reasons", "row"]
    )


def _create_lead_keys() -> None:
    op.create_table(
        "lead_keys",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("key", sa.BigInteger, autoincrement=False, nullable=False),
        sa.Column("row", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        _of_a_job("lead_keys"),
        sa.PrimaryKeyConstraint("job_id", "key", "row", name=op.f("pk_lead_keys")),
        sqlite_with_rowid=False,
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("ts", sa.Text),
        sa.Column("marker", sa.Text),
        sa.CheckConstraint("ts IS NOT NULL OR marker IS NOT NULL", name=op.f("ck_messages_known")),
        _of_a_job("messages"),
        sa.PrimaryKeyConstraint("job_id", "kind", name=op.f("pk_messages")),
    )


def _create_approvals() -> None:
    kinds = (
        "exclusion_list",
        "recently_contacted",
        "in_other_draft_sequences",
        "in_other_active_sequences",
        "failed",
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("kind", _one_of("kind", *kinds), nullable=False),
        sa.Column("leads", sa.Integer, nullable=False),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", _one_of("state", "open", "approved", "declined"), nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        sa.Column("open", sa.Text),
        sa.CheckConstraint("(state = 'open') = (open IS NOT NULL)", name=op.f("ck_approvals_open")),
        _of_a_job("approvals"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("open", name=op.f("uq_approvals_open")),
    )
    op.create_index(op.f("ix_approvals_job_id"), "approvals", ["job_id"])


def _create_audit() -> None:
    of_jobs = "add", "retry", "resume", "cancel", "approve"
    deeds = *of_jobs, "put_alias", "remove_alias", "set_default", "clear_default"
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("deed", _one_of("deed", *deeds), nullable=False),
        sa.Column("job_id", sa.Text),
        sa.Column("alias", sa.Text, nullable=False),
        sa.Column("sequence_id", sa.Text),
        sa.Column("leads", sa.Integer, nullable=False),
        sa.Column("overrides", sa.Text, nullable=False),
        sa.Column("channel", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_team_at"), "audit", ["team", "at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_REFUSE_IN_POSTGRES)
        op.execute(
            "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
        )
    else:
        for change in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER audit_no_{change} BEFORE {change} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END"
            )


_REFUSE_IN_POSTGRES = """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit only grows'; END $$
"""


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _of_a_job(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["job_id"], ["jobs.id"], name=op.f(f"fk_{table}_job_id"), ondelete="CASCADE"
    )
