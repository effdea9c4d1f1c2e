"""The Slack app's manifest asks for what the code uses, and for nothing else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sandbox.page import SHORTCUTS
from bot.slack.ids import COMMAND, Shortcut

ROOT = Path(__file__).parents[2]

SCOPE_USES = {
    "commands": "the slash command",
    "chat:write": "chat.postMessage, chat.update, chat.postEphemeral",
    "files:read": "files.info and downloads",
    "files:write": "the result file",
    "channels:history": "message.channels",
    "groups:history": "message.groups",
    "im:history": "message.im",
    "mpim:history": "message.mpim",
    "users:read": "users.info: who is a guest, who belongs to another organisation",
}


@pytest.fixture(scope="module")
def manifest() -> Any:
    return yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))


def test_no_scope_is_without_a_use(manifest: Any) -> None:
    """Each scope has a use, and README says which."""
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    assert sorted(scopes) == sorted(SCOPE_USES)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [scope for scope in scopes if f"`{scope}`" not in readme] == []


def test_message_events_come_with_their_history_scope(manifest: Any) -> None:
    """Slack sends message.channels only to apps that may read channels:history, and so on."""
    scopes = manifest["oauth_config"]["scopes"]["bot"]
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    for event in (one for one in events if one.startswith("message.")):
        kind = {"channels": "channels", "groups": "groups", "im": "im", "mpim": "mpim"}[event.split(".")[1]]
        assert f"{kind}:history" in scopes


def test_the_command_is_the_one_the_code_listens_to(manifest: Any) -> None:
    """Typed leads must arrive as they were typed: should_escape stays off."""
    (command,) = manifest["features"]["slash_commands"]
    assert command["command"] == COMMAND
    assert command["should_escape"] is False


def test_texts_keep_to_slacks_limits(manifest: Any) -> None:
    """Name 35, description 140, long description 175 to 4,000 characters."""
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000


def test_the_shortcut_is_the_one_the_code_listens_to(manifest: Any) -> None:
    """On messages, under a name of at most 24 characters; the demo's page offers the same."""
    (shortcut,) = manifest["features"]["shortcuts"]
    assert shortcut["type"] == "message"
    assert [shortcut["callback_id"]] == [*Shortcut]
    assert len(shortcut["name"]) <= 24
    assert len(shortcut["description"]) <= 150
    assert [(one.callback_id, one.name) for one in SHORTCUTS] == [(shortcut["callback_id"], shortcut["name"])]


def test_the_home_tab_is_told_of(manifest: Any) -> None:
    """Slack shows it, and says when somebody opens it; the messages tab stays."""
    assert "app_home_opened" in manifest["settings"]["event_subscriptions"]["bot_events"]
    tabs = manifest["features"]["app_home"]
    assert tabs["home_tab_enabled"] is tabs["messages_tab_enabled"] is True
