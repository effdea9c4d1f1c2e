"""The first tables: aliases, column mappings, deliveries, rate limits, jobs with batches, rows, messages.

A migration never changes, so nothing in it comes from the code of today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _create_aliases()
    _create_column_mappings()
    _create_deliveries()
    _create_rate_limits()
    _create_jobs()
    _create_batches()
    _create_job_rows()
    _create_messages()


def downgrade() -> None:
    for table in ("messages", "job_rows", "batches", "jobs"):
        op.drop_table(table)
    for table in ("rate_limits", "deliveries", "column_mappings", "aliases"):
        op.drop_table(table)


def _create_aliases() -> None:
    op.create_table(
        "aliases",
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sequence_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("team", "name", name=op.f("pk_aliases")),
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
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )


def _create_rate_limits() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("due", sa.Double, nullable=False),
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
        sa.Column("overrides", sa.Text, nullable=False),
        sa.Column("distribution", _one_of("distribution", "sequence_senders", "custom_mailboxes")),
        sa.Column("mailboxes", sa.Text, nullable=False),
        sa.Column(
            "state",
            _one_of("state", "draft", "confirmed", "running", "stopped", "done", "cancelled"),
            nullable=False,
        ),
        sa.Column("parent", sa.Text),
        sa.Column("root", sa.Text, nullable=False),
        sa.Column("row_count", sa.Integer, nullable=False),
        sa.Column("run", sa.Text),
        sa.CheckConstraint(
            "(columns IS NULL) = (columns_by IS NULL) AND (columns IS NULL) = (columns_at IS NULL)",
            name=op.f("ck_jobs_columns"),
        ),
        sa.ForeignKeyConstraint(["parent"], ["jobs.id"], name=op.f("fk_jobs_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("origin", name=op.f("uq_jobs_origin")),
    )
    for column in ("parent", "root", "state"):
        op.create_index(op.f(f"ix_jobs_{column}"), "jobs", [column])


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


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("job_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("team", sa.Text, nullable=False),
        sa.Column("ts", sa.Text, nullable=False),
        _of_a_job("messages"),
        sa.PrimaryKeyConstraint("job_id", "kind", name=op.f("pk_messages")),
    )


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _of_a_job(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["job_id"], ["jobs.id"], name=op.f(f"fk_{table}_job_id"), ondelete="CASCADE"
    )
