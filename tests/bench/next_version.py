"""A newer addleads, as far as that can be had without one: today's program with one migration more.

Its migration adds what a careful newer version would: a column that older programs need not know.
"""

import re
import shutil
from pathlib import Path

from bot.store.schema import SCHEMA

ROOT = Path(__file__).parents[2]
NEXT = f"{int(SCHEMA) + 1:04d}"

MIGRATION = f'''"""A column that older programs know nothing of."""

import sqlalchemy as sa
from alembic import op

revision = "{NEXT}"
down_revision = "{SCHEMA}"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("colour", sa.Text, server_default="blue"))
    op.create_index("jobs_by_colour", "jobs", ["colour"])
'''


def next_version(folder: Path) -> Path:
    """Write the newer program into a folder; what PYTHONPATH has to be for it."""
    newer = folder / "next"
    shutil.copytree(ROOT / "bot", newer / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    (newer / f"bot/store/migrations/versions/v{NEXT}_a_colour.py").write_text(MIGRATION, "utf-8")
    _replaced(newer / "bot/store/schema.py", rf'^SCHEMA = "{SCHEMA}"$', f'SCHEMA = "{NEXT}"')
    _replaced(newer / "bot/__init__.py", r'^__version__ = ".*"$', '__version__ = "999.0.0"')
    return newer


def _replaced(file: Path, pattern: str, new: str) -> None:
    text, times = re.subn(pattern, new, file.read_text("utf-8"), flags=re.MULTILINE)
    if times != 1:
        raise ValueError(f"{pattern} stands {times} times in {file.name}")
    file.write_text(text, "utf-8")
