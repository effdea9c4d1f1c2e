"""What one browser shows, and what is new since it was told last."""

from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.page import amplemarket_side, slack_side
from bot.sandbox.page.starting import Starting
from bot.sandbox.slack import Json, Person, SlackSandbox


class Screen:
    """Remembers what it told. Values are compared, so that nothing is told twice.

    Args:
        slack, amplemarket: the two sandboxes.
        person: whose eyes these are; nobody else's ephemeral messages, modals or Home tab reach them.
        fixed: what never changes, told at the first time.
        starting: whether the app is still on its way.
    """

    def __init__(
        self,
        slack: SlackSandbox,
        amplemarket: AmplemarketSandbox,
        person: Person,
        fixed: Json,
        starting: Starting | None = None,
    ) -> None:
        self._slack = slack
        self._amplemarket = amplemarket
        self._person = person
        self._fixed = fixed
        self._starting = starting or Starting(slack)
        self._told: Json = {}
        self._messages: dict[tuple[str, str], Json] = {}
        self._calls = 0
        self._running: set[int] = set()

    def news(self) -> Json:
        """What changed, by section; {} when nothing did."""
        now = self._sections()
        news = {name: value for name, value in now.items() if self._told.get(name) != value}
        self._told = now
        return news | self._message_news() | self._call_news()

    def _sections(self) -> Json:
        slack, person = self._slack, self._person
        home = slack.home(person)
        return {
            "fixed": self._fixed,
            "me": person.id,
            "starting": self._starting.under_way,
            "connected": slack.sockets() > 0,
            "people": slack_side.people(slack),
            "channels": slack_side.channels(slack, person),
            "ephemerals": [slack_side.ephemeral(one) for one in slack.ephemerals(person)],
            "views": [slack_side.view(one) for one in slack.views(person)],
            "home": slack_side.view(home) if home else None,
            "amplemarket": amplemarket_side.overview(self._amplemarket),
        }

    def _message_news(self) -> Json:
        now = {(one["channel"], one["ts"]): one for one in slack_side.messages(self._slack, self._person)}
        changed = [one for key, one in now.items() if self._messages.get(key) != one]
        gone = [list(key) for key in self._messages if key not in now]
        self._messages = now
        return ({"messages": changed} if changed else {}) | ({"gone": gone} if gone else {})

    def _call_news(self) -> Json:
        """New calls, and those that were running when they were told last."""
        calls = self._amplemarket.calls
        told = [calls[number - 1] for number in sorted(self._running)]
        changed = [one for one in told if one.finished] + calls[self._calls :]
        self._calls = len(calls)
        self._running = {one.number for one in [*told, *changed] if not one.finished}
        return {"calls": [amplemarket_side.call(one) for one in changed]} if changed else {}
