"""Home tabs: published when they are opened, and again as long as somebody may be looking.

Who has opened theirs lately is remembered in this process alone: after a restart a tab is as it was until
it is opened once more. What is published says which state it replaces (`hash`), so that of two processes none
puts something older over something newer.
"""

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.adding.errors import SlackError
from bot.jobs.home import Homes
from bot.jobs.ports import Clock
from bot.slack.blocks import home
from bot.slack.blocks.elements import Block
from bot.slack.permalinks import Permalinks
from bot.slack.refused import ViewChangedError
from bot.slack.web import SlackWeb

logger = logging.getLogger(__name__)

LATELY = timedelta(minutes=10)
"""So long after it was opened, or something was done in it, a tab is kept up to date."""

LOOK_EVERY = 5.0
"""Seconds between looks at what tabs show."""

SECONDS_A_TAB = 1.0
"""At least, on average: views.publish is in Slack's tier 4, some 100 calls a minute."""

MOST_TABS = 50
"""That are kept up to date. More people than that see the tab as it was when they opened it."""


@dataclass(slots=True)
class _Tab:
    """What one person has before them.

    Fields:
        until: when it need not be kept up to date any more.
        hash: of what was published last, "" where that is not known.
        shown: what that was.
        page: of the aliases.
        turn: two publish one after the other, so that the newer one stays.
    """

    team: str
    until: datetime
    hash: str = ""
    shown: str = ""
    page: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class HomeTabs:
    """Publishes Home tabs.

    Args:
        web: where they go.
        homes: what they show.
        links: finds where to read on about a job.
        clock: for how long ago a tab was opened.
    """

    def __init__(self, web: SlackWeb, homes: Homes, links: Permalinks, clock: Clock) -> None:
        self._web = web
        self._homes = homes
        self._links = links
        self._clock = clock
        self._tabs: dict[str, _Tab] = {}
        self._changed = False
        self._seen: dict[str, object] = {}

    async def opened(self, team: str, user: str, current: str = "") -> None:
        """Show somebody's tab as things stand now.

        Args:
            team: the workspace.
            user: whose tab.
            current: the hash of what the tab shows, where Slack has told it.
        """
        tab = self._tab(team, user)
        tab.hash = current or tab.hash
        await self._publish(user, tab)

    async def turned(self, team: str, user: str, page: int) -> None:
        """Show another page of aliases."""
        tab = self._tab(team, user)
        tab.page = page
        await self._publish(user, tab)

    async def changed(self, by: str) -> None:
        """An alias is no longer as it was: show that to whose deed it was, and soon to all who look on."""
        self._changed = True
        if (tab := self._tabs.get(by)) is not None:
            tab.until = self._clock.now() + LATELY
            await self._publish(by, tab)

    async def refuse(self, user: str, sentence: str) -> None:
        """Show nothing but why somebody may not use the bot."""
        self._tabs.pop(user, None)
        try:
            await self._web.publish_home(user, home.refused(sentence))
        except SlackError as error:
            logger.warning("home tab not published", extra={"reason": str(error)})

    async def keep_fresh(self) -> None:
        """Follow what happens, for ever."""
        while True:
            await self._clock.sleep(max(LOOK_EVERY, SECONDS_A_TAB * len(self._tabs)))
            (error,) = await asyncio.gather(self.refresh(), return_exceptions=True)
            if error is not None:
                logger.warning("home tabs not refreshed", exc_info=error)

    async def refresh(self) -> None:
        """Publish anew what shows something old to somebody who may be looking."""
        now = self._clock.now()
        self._tabs = {user: tab for user, tab in self._tabs.items() if now < tab.until}
        if not self._tabs:
            return
        teams = {tab.team for tab in self._tabs.values()}
        seen = {team: await self._homes.signature(team) for team in teams}
        stale, self._changed, self._seen = self._changed or seen != self._seen, False, seen
        if stale:
            for user, tab in list(self._tabs.items()):
                await self._publish(user, tab)

    def _tab(self, team: str, user: str) -> _Tab:
        """Theirs, from now on kept up to date for a while."""
        until = self._clock.now() + LATELY
        tab = self._tabs.setdefault(user, _Tab(team, until))
        tab.until = until
        if len(self._tabs) > MOST_TABS:
            del self._tabs[min(self._tabs, key=lambda one: self._tabs[one].until)]
        return tab

    async def _publish(self, user: str, tab: _Tab) -> None:
        async with tab.turn:
            view = await self._view(user, tab)
            if (shown := home.without_ids(view)) == tab.shown:
                return
            try:
                tab.hash = await self._replace(user, view, tab.hash)
            except SlackError as error:
                logger.warning("home tab not published", extra={"reason": str(error)})
            else:
                tab.shown = shown

    async def _view(self, user: str, tab: _Tab) -> Block:
        content = await self._homes.of(tab.team, user)
        return home.home(content, await self._links.of(content.jobs), tab.page)

    async def _replace(self, user: str, view: Block, known: str) -> str:
        """Where another process was first: what we have was looked up later than what it had."""
        try:
            return await self._web.publish_home(user, view, known)
        except ViewChangedError:
            return await self._web.publish_home(user, view)
