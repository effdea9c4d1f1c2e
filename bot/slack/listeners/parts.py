"""What the listeners hand over to. Built by `app.py`; listeners hold no other state."""

from dataclasses import dataclass

from bot.adding.access import Access
from bot.jobs.columns import Columns
from bot.jobs.intake import NewJobs
from bot.jobs.ports import AliasStore
from bot.jobs.retry import Retries
from bot.jobs.sequences import Sequences
from bot.slack.files import Downloads
from bot.slack.listeners.inbox import Inbox
from bot.slack.web import SlackWeb


@dataclass(frozen=True, slots=True)
class Parts:
    web: SlackWeb
    new_jobs: NewJobs
    columns: Columns
    retries: Retries
    sequences: Sequences
    aliases: AliasStore
    inbox: Inbox
    downloads: Downloads
    access: Access
