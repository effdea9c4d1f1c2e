"""The rows of a job may stand under another id than its own, and it counts who was removed from it.

Older programs beside this one know nothing of either. In Postgres, the only database that has several, all
rows stay where those look for them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("rows_under", sa.Text))
    op.add_column("jobs", sa.Column("removals", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("jobs", "removals")
    op.drop_column("jobs", "rows_under")
