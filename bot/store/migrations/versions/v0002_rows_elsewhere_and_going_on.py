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
    op.drop_column("jobs", "removals")
    op.drop_column("jobs", "rows_under")
