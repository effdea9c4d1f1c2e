"""Who somebody is in the workspace, as Slack tells it (users.info), remembered for a short while.

Implements the port `People`. What Slack says of a person from elsewhere is easy to misread: `is_stranger` is
false for everybody who shares a channel with the bot (docs.slack.dev, objects/user-object), so the workspace
that a person belongs to decides.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.adding.access import Member, Standing
from bot.adding.errors import SlackError, UncheckedPersonError
from bot.jobs.ports import Clock
from bot.slack.web import SlackWeb

REMEMBERED = timedelta(minutes=1)
"""So long somebody who has become a guest may still press a button."""

WITHIN = 2.0
"""Seconds. It is asked before Slack is acked, which must have happened three seconds after the act."""

MOST_REMEMBERED = 10_000


@dataclass(slots=True)
class SlackPeople:
    """Asks Slack, at most once a minute for each person.

    Fields:
        team: the workspace that the bot belongs to.
        within: how long to wait for Slack, in seconds.
    """

    web: SlackWeb
    clock: Clock
    team: str
    within: float = WITHIN
    _known: dict[str, tuple[datetime, Member]] = field(default_factory=dict)

    async def member(self, user: str) -> Member:
        """See the port. What is no longer fresh does not count: what can't be checked is not allowed."""
        now = self.clock.now()
        asked, known = self._known.get(user, (now, None))
        if known is not None and now - asked < REMEMBERED:
            return known
        found = member_of(await self._ask(user), self.team)
        if len(self._known) >= MOST_REMEMBERED:
            self._known.clear()
        self._known[user] = now, found
        return found

    async def _ask(self, user: str) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(self.within):
                return await self.web.user_info(user)
        except SlackError as error:
            raise UncheckedPersonError(str(error)) from error
        except TimeoutError:
            raise UncheckedPersonError from None


def member_of(user: Mapping[str, Any], team: str) -> Member:
    """A user object in our words; `team` is the workspace that the bot belongs to."""
    profile = user.get("profile") or {}
    names = user.get("name"), profile.get("display_name"), profile.get("real_name"), user.get("real_name")
    return Member(str(user["id"]), _standing(user, team), tuple(dict.fromkeys(filter(None, names))))


def _standing(user: Mapping[str, Any], team: str) -> Standing:
    if user.get("is_stranger") or user.get("deleted") or not _belongs(user, team):
        return Standing.STRANGER
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER


def _belongs(user: Mapping[str, Any], team: str) -> bool:
    """In an Enterprise organisation a person has one home workspace and may be a member of several."""
    return user.get("team_id") == team or team in ((user.get("enterprise_user") or {}).get("teams") or ())
