"""What the listeners hand over to. Built by `app.py`; listeners hold no other state."""

import asyncio
from dataclasses import dataclass, field

from bot.adding.access import Access
from bot.jobs.aliasing import Aliasing
from bot.jobs.approvals import Approvals
from bot.jobs.choices import Choices
from bot.jobs.columns import Columns
from bot.jobs.continuing import Continuing
from bot.jobs.defaults import ChannelDefaults
from bot.jobs.fixing import Fixes
from bot.jobs.history import History
from bot.jobs.history_ports import People
from bot.jobs.intake import NewJobs
from bot.jobs.ports import AliasStore
from bot.jobs.retry import Retries
from bot.jobs.same_list import NewLeads
from bot.jobs.sequences import Sequences
from bot.jobs.target import Targets
from bot.slack.files import Downloads
from bot.slack.home import HomeTabs
from bot.slack.listeners.inbox import Inbox
from bot.slack.permalinks import Permalinks
from bot.slack.web import SlackWeb

LISTS_AT_ONCE = 4
"""Being read by one process: each may take a hundred megabytes. The others wait their turn."""


@dataclass(frozen=True, slots=True)
class Parts:
    web: SlackWeb
    new_jobs: NewJobs
    new_leads: NewLeads
    columns: Columns
    retries: Retries
    approvals: Approvals
    fixes: Fixes
    continuing: Continuing
    sequences: Sequences
    choices: Choices
    defaults: ChannelDefaults
    aliases: AliasStore
    aliasing: Aliasing
    targets: Targets
    inbox: Inbox
    downloads: Downloads
    access: Access
    people: People
    history: History
    links: Permalinks
    homes: HomeTabs
    lists_at_once: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(LISTS_AT_ONCE))
