"""The rows of a job may stand under another id; it counts who was removed, and may go on by itself.

Older programs beside this one know nothing of all that. In Postgres, the only database that has several, all
rows stay where those look for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("rows_under", sa.Text))
    op.add_column("jobs", sa.Column("removals", sa.Integer, nullable=False, server_default="0"))
    op.add_column("jobs", sa.Column("goes_on_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("jobs", "goes_on_until")
    _bring_home("job_rows")
    _bring_home("lead_keys")
    op.execute("DELETE FROM jobs WHERE id IN (SELECT rows_under FROM jobs WHERE rows_under IS NOT NULL)")
    op.drop_column("jobs", "removals")
    op.drop_column("jobs", "rows_under")


def _bring_home(table: str) -> None:
    """Older programs look for the rows under the job's own id, where none may be left that gave way."""
    elsewhere = "jobs WHERE rows_under IS NOT NULL"
    op.execute(f"DELETE FROM {table} WHERE job_id IN (SELECT id FROM {elsewhere})")  # noqa: S608 - our own names
    home = f"(SELECT id FROM jobs WHERE rows_under = {table}.job_id)"  # noqa: S608 - as above
    moved = f"SET job_id = {home} WHERE job_id IN (SELECT rows_under FROM {elsewhere})"  # noqa: S608 - as above
    op.execute(f"UPDATE {table} {moved}")
