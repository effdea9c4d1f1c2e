"""Amplemarket: the key, and whether each alias leads to a sequence that takes leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import httpx

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.errors import AmplemarketError, KeyRefusedError
from bot.adding.job import EVERY_TEAM, Alias
from bot.amplemarket.client import AmplemarketClient
from bot.checks.clock import ahead
from bot.checks.finding import Finding, ok, unknown, wrong
from bot.jobs.ports import Clock

KEY = "Amplemarket key"
MOST_PAGES = 50


@dataclass(slots=True)
class AmplemarketChecks:
    """Asks Amplemarket, with calls that change nothing.

    Fields:
        ahead: how far our clock is ahead of Amplemarket's, once it has answered.
    """

    client: AmplemarketClient
    clock: Clock
    ahead: dict[str, timedelta] = field(default_factory=dict)

    async def note_time(self, response: httpx.Response) -> None:
        """A hook for the client's answers."""
        if (difference := ahead(response.headers.get("date"), self.clock.now())) is not None:
            self.ahead["Amplemarket"] = difference

    async def key(self) -> list[Finding]:
        try:
            account = await self.client.account()
        except KeyRefusedError:
            make = "Create a key in Amplemarket and put it into AMPLEMARKET_API_KEY."
            return [wrong(KEY, "Amplemarket refuses it", make)]
        except AmplemarketError as error:
            return [wrong(KEY, str(error), "Check the network and AMPLEMARKET_API_URL, then try again.")]
        return [ok(KEY, f"of the account {account.name or account.id or 'without a name'}")]

    async def aliases(self, aliases: Sequence[Alias]) -> list[Finding]:
        """A line for each."""
        if not aliases:
            add = "Name a sequence: addleads alias add NAME ID_OR_URL, or /addleads alias add … in Slack."
            return [unknown("aliases", "there are none yet", add)]
        try:
            listed, complete = await self._listed()
        except AmplemarketError:
            return [unknown("aliases", "Amplemarket does not list its sequences just now")]
        return [alias_finding(one, listed, complete=complete) for one in aliases]

    async def _listed(self) -> tuple[dict[str, ListedSequence], bool]:
        """All sequences by their ids, and whether those are all."""
        found: dict[str, ListedSequence] = {}
        link, complete = "", True
        for _ in range(MOST_PAGES):
            page = await self.client.sequences(link)
            found |= {one.id: one for one in page.items}
            complete, link = complete and page.complete, page.next
            if not link:
                return found, complete
        return found, False


def alias_finding(alias: Alias, listed: Mapping[str, ListedSequence], *, complete: bool) -> Finding:
    """Whether an alias leads somewhere.

    Args:
        alias: ours.
        listed: Amplemarket's sequences, by id.
        complete: whether those are all.
    """
    name = f"alias {alias.name}" + ("" if alias.team == EVERY_TEAM else f" ({alias.team})")
    sequence = listed.get(alias.sequence_id)
    if sequence is None and not complete:
        return unknown(name, "its sequence is not in as much of the list as could be read")
    if sequence is None:
        again = f"addleads alias add {alias.name} ID_OR_URL points it to another one."
        return wrong(name, "Amplemarket knows no such sequence", again)
    called = f"{sequence.name or sequence.id} ({sequence.status})"
    match sequence.status.takes_leads:
        case True:
            return ok(name, called)
        case False:
            return wrong(name, f"{called} takes no leads", "Launch it, or point the alias to another one.")
        case None:
            return unknown(name, f"{called}: whether it takes leads, only trying tells")
