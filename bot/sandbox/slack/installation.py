"""The app as installed: what it may do, hears and offers. From a manifest, or with everything on."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from bot.sandbox.slack.json_types import Json

ALL_SCOPES = frozenset(
    {
        "channels:history", "channels:read", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "groups:read", "im:history", "im:read", "im:write", "mpim:history",
        "mpim:read", "mpim:write", "reactions:write", "team:read", "users:read", "users:read.email",
    }
)  # fmt: skip
"""Every bot scope that some method of the sandbox asks for."""

ALL_EVENTS = frozenset(
    {"message.channels", "message.groups", "message.im", "message.mpim", "app_home_opened"}
)

_HISTORY = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "file_shared": "files:read",
}
"""The scope without which Slack does not send an event, subscribed or not."""


@dataclass(frozen=True, slots=True)
class Installation:
    """`commands` and `shortcuts` list what Slack's client offers; None offers whatever a test asks for."""

    name: str = "addleads"
    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = ALL_EVENTS
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    escaped_commands: frozenset[str] = frozenset()
    team_name: str = "Sandbox"
    team_domain: str = "sandbox"
    bot_token: str = "xoxb-sandbox-bot"  # noqa: S105 - opens nothing but this sandbox
    app_token: str = "xapp-1-sandbox-app"  # noqa: S105 - the same

    @classmethod
    def from_manifest(cls, manifest: Json) -> Self:
        """Read an app manifest as Slack does at installation: nothing that it does not name is granted."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        commands = features.get("slash_commands", [])
        return cls(
            name=_display_name(manifest),
            scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=_named(commands, "command"),
            shortcuts=_named(features.get("shortcuts", []), "callback_id"),
            escaped_commands=_named([c for c in commands if c.get("should_escape")], "command"),
        )

    def hears(self, event: str) -> bool:
        """Whether the app gets this event at all: subscribed, and with the scope it needs."""
        needed = _HISTORY.get(event)
        return event in self.events and (needed is None or needed in self.scopes)

    def offers_command(self, command: str) -> bool:
        return "commands" in self.scopes and (self.commands is None or command in self.commands)

    def offers_shortcut(self, callback_id: str) -> bool:
        return "commands" in self.scopes and (self.shortcuts is None or callback_id in self.shortcuts)


def _named(entries: Iterable[Json], key: str) -> frozenset[str]:
    return frozenset(str(entry[key]) for entry in entries)


def _display_name(manifest: Json) -> str:
    bot_user = manifest.get("features", {}).get("bot_user", {})
    return str(bot_user.get("display_name") or manifest["display_information"]["name"])
