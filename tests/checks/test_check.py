"""`addleads check` against the sandboxes: what is right, what is wrong, and what to do about it."""

import json
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web as server
from rich.console import Console

from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.checks import clock, show
from bot.checks.everything import alone, everything
from bot.checks.finding import Finding, Mark, ok
from bot.checks.slack import scopes
from bot.jobs.clock import SystemClock
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.sandbox.slack.installation import Installation
from bot.settings import Settings, load_what_is_right
from bot.slack.scopes import SCOPES
from bot.store import Store
from tests.cli.test_process import addleads, ended

MANIFEST = yaml.safe_load((Path(__file__).parents[2] / "manifest.yml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Place:
    """Two services, and what the bot is told about them."""

    slack: SlackSandbox
    amplemarket: AmplemarketSandbox
    environment: dict[str, str]
    patch: pytest.MonkeyPatch

    async def findings(self, within: float = 15.0) -> dict[str, Finding]:
        """By name, as the command line gets them."""
        for name, value in self.environment.items():
            self.patch.setenv(name, value)
        found = await everything(*load_what_is_right(), SystemClock(), within)
        self.is_silent_about_secrets(found)
        return {one.name: one for one in found}

    def is_silent_about_secrets(self, found: Sequence[Finding]) -> None:
        told = show.as_json(found)
        secrets = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "AMPLEMARKET_API_KEY", "SLACK_SIGNING_SECRET")
        for name in secrets:
            if value := self.environment.get(name):
                assert value not in told


@pytest.fixture
async def place(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Place]:
    installation = Installation.from_manifest(MANIFEST)
    async with SlackSandbox(installation=installation) as slack, AmplemarketSandbox() as amplemarket:
        yield Place(
            slack,
            amplemarket,
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.api_url,
                "AMPLEMARKET_API_KEY": amplemarket.api_key,
                "AMPLEMARKET_API_URL": amplemarket.url,
            },
            monkeypatch,
        )


async def named(*aliases: tuple[str, str]) -> None:
    async with Store.open("sqlite:///addleads.db", clock=SystemClock(), owner=False) as store:
        for name, sequence in aliases:
            await store.aliases.put(Alias(EVERY_TEAM, name, sequence))


async def test_all_is_well(place: Place) -> None:
    """Each thing on its line; nothing is changed, and no event is taken from a running bot."""
    await named(("q4", place.amplemarket.add_sequence("Q4 Outbound")))
    found = await place.findings()
    assert {name: one.mark for name, one in found.items() if one.mark is not Mark.OK} == {
        "channels": Mark.UNKNOWN
    }
    assert list(found) == [
        "settings", "database", "Slack bot token", "scopes", "Slack app token", "Socket Mode", "channels",
        "Amplemarket key", "alias q4", "clock",
    ]  # fmt: skip
    assert "@addleads in the workspace Sandbox" in found["Slack bot token"].says
    assert found["alias q4"].says == "Q4 Outbound (active)"
    assert place.slack.sockets() == 0
    assert {call.method for call in place.slack.calls} == {"auth.test", "apps.connections.open"}


async def test_nothing_is_made_where_no_database_is(place: Place) -> None:
    """The first start makes it; a look does not."""
    found = await place.findings()
    assert "the first start makes it" in found["database"].says
    assert found["aliases"].next.startswith("Name a sequence: addleads alias add")
    assert list(Path.cwd().iterdir()) == []


async def test_a_running_bot_is_told_and_fine(place: Place) -> None:
    """It owns the file; a look beside it is harmless."""
    settings = Settings.model_validate({name.lower(): value for name, value in place.environment.items()})
    async with running(settings):
        found = await place.findings()
        assert found["database"].mark is Mark.OK
        assert "a running bot works with it (process " in found["database"].says
        assert place.slack.sockets() == 1


async def test_a_locked_database_is_told_within_seconds(place: Place) -> None:
    """With who may be to blame, not with a trace."""
    await named(("q4", "a" * 40))
    with sqlite3.connect("addleads.db") as other:
        other.execute("BEGIN IMMEDIATE")
        found = await place.findings()
        other.rollback()
    assert found["database"].mark is Mark.WRONG
    assert "another program keeps it locked" in found["database"].says
    assert found["database"].next
    assert found["Amplemarket key"].mark is Mark.OK


@pytest.mark.parametrize("content", [b"name,email\n" * 1000, b"SQLite format 3\0" + b"\xff" * 4096])
async def test_a_file_of_another_kind_is_no_database(place: Place, content: bytes) -> None:
    """It is left as it is."""
    Path("addleads.db").write_bytes(content)
    found = await place.findings()
    assert found["database"].mark is Mark.WRONG
    assert Path("addleads.db").read_bytes() == content


async def test_a_database_of_a_newer_program_is_told(place: Place) -> None:
    """The start would refuse it too."""
    await named(("q4", "a" * 40))
    with sqlite3.connect("addleads.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    found = await place.findings()
    assert found["database"].mark is Mark.WRONG
    assert "newer addleads" in found["database"].says


@pytest.mark.parametrize(
    ("name", "value", "line", "rest"),
    [
        ("SLACK_BOT_TOKEN", "xoxb-of-somebody-else", "Slack bot token", "scopes"),
        ("SLACK_APP_TOKEN", "xapp-of-somebody-else", "Slack app token", "Socket Mode"),
    ],
)
async def test_a_wrong_token_is_named_with_where_to_find_the_right_one(
    place: Place, name: str, value: str, line: str, rest: str
) -> None:
    """What hangs on it is not guessed at; all else is looked at."""
    place.environment[name] = value
    found = await place.findings()
    assert found[line].mark is Mark.WRONG
    assert "invalid_auth" in found[line].says
    assert name in found[line].next
    assert found[rest].mark is Mark.UNKNOWN
    assert found["Amplemarket key"].mark is Mark.OK


async def test_a_missing_scope_is_named(place: Place) -> None:
    """By what manifest.yml has, and the app has not."""
    less = replace(place.slack.workspace.installation, scopes=SCOPES - {"files:read", "users:read"})
    place.slack.workspace.installation = less
    found = await place.findings()
    assert found["scopes"].says == "missing: files:read, users:read"
    assert "install the app again" in found["scopes"].next


def test_the_scopes_are_those_of_the_manifest() -> None:
    """So that the check works where no manifest.yml is at hand."""
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == SCOPES


def test_scopes_that_are_not_needed_are_named() -> None:
    """They are no fault; somebody may want to take them away."""
    found = scopes(",".join(SCOPES | {"admin"}))
    assert (found.mark, found.says.endswith("not needed: admin")) == (Mark.OK, True)
    assert scopes(None).mark is Mark.UNKNOWN


async def test_a_revoked_key_is_told_with_where_to_put_a_new_one(place: Place) -> None:
    """Aliases can't be looked at then, which is no fault of theirs."""
    await named(("q4", place.amplemarket.add_sequence("Q4")))
    place.amplemarket.revoke_key()
    found = await place.findings()
    assert (found["Amplemarket key"].mark, found["aliases"].mark) == (Mark.WRONG, Mark.UNKNOWN)
    assert "AMPLEMARKET_API_KEY" in found["Amplemarket key"].next


async def test_each_alias_is_looked_at(place: Place) -> None:
    """Archived, gone, a draft: each with what to do; and one that is fine."""
    old = place.amplemarket.add_sequence("Old")
    place.amplemarket.set_status(old, "archived")
    draft = place.amplemarket.add_sequence("New", status="draft")
    fine = place.amplemarket.add_sequence("Paused", status="paused")
    await named(("old", old), ("new", draft), ("gone", "0" * 40), ("fine", fine))
    found = await place.findings()
    assert [found[f"alias {name}"].mark for name in ("old", "new", "gone", "fine")] == [
        Mark.WRONG, Mark.WRONG, Mark.WRONG, Mark.OK
    ]  # fmt: skip
    assert found["alias old"].says == "Old (archived) takes no leads"
    assert "knows no such sequence" in found["alias gone"].says


async def test_channels_are_looked_at_where_they_are_set(place: Place) -> None:
    """The bot asks for no message; who is not in is told how to let it in."""
    ana = place.slack.add_person("ana")
    inside = place.slack.add_channel("sales", people=[ana])
    outside = place.slack.add_channel("other", people=[ana], with_bot=False)
    await place.slack.say(ana, inside, "a message of nobody's business")
    place.environment["ADDLEADS_CHANNELS"] = f"{inside.id},{outside.id},C0NOSUCH"
    found = await place.findings()
    assert found[f"channel {inside.id}"].mark is Mark.OK
    for one in (outside.id, "C0NOSUCH"):
        assert found[f"channel {one}"].mark is Mark.WRONG
        assert "/invite" in found[f"channel {one}"].next
    answers = [call.result for call in place.slack.calls_of("conversations.history")]
    assert "nobody's business" not in repr(answers)


async def test_wrong_settings_do_not_keep_the_rest_from_being_looked_at(place: Place) -> None:
    """A line for each, without its value where that is secret."""
    place.environment |= {"SLACK_BOT_TOKEN": "my-secret", "ADDLEADS_MAX_LEADS": "many"}
    del place.environment["AMPLEMARKET_API_KEY"]
    for name, value in place.environment.items():
        place.patch.setenv(name, value)
    found = await everything(*load_what_is_right(), SystemClock())
    place.is_silent_about_secrets(found)
    lines = [one.says for one in found if one.name == "settings"]
    assert [line.split()[0] for line in sorted(lines)] == [
        "ADDLEADS_MAX_LEADS", "AMPLEMARKET_API_KEY", "SLACK_BOT_TOKEN"
    ]  # fmt: skip
    rest = {one.name: one for one in found if one.name != "settings"}
    assert rest["Slack bot token"].says == "not looked at: SLACK_BOT_TOKEN comes first"
    assert rest["Slack app token"].mark is Mark.OK
    assert rest["Amplemarket key"].mark is Mark.UNKNOWN


async def test_without_any_setting_each_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing is asked of anybody."""
    monkeypatch.setenv("ADDLEADS_DATABASE_URL", "mysql://user:secret@host/db")
    found = await everything(*load_what_is_right(), SystemClock())
    assert not [one for one in found if "secret" in one.says + one.next]
    assert [one.mark for one in found if one.name == "database"] == [Mark.WRONG]


async def test_services_that_are_down_cost_their_lines_only(place: Place) -> None:
    """Each with what to do."""
    place.environment["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    await place.amplemarket.go_down()
    found = await place.findings()
    for name in ("Slack bot token", "Amplemarket key"):
        assert found[name].mark is Mark.WRONG
        assert "Check the network" in found[name].next
    assert found["database"].mark is Mark.OK
    assert found["clock"].mark is Mark.UNKNOWN


async def test_a_service_that_hangs_costs_its_time_only(place: Place) -> None:
    """A check has so many seconds."""
    place.slack.faults.delay("auth.test", 30)
    found = await place.findings(within=0.3)
    assert found["Slack bot token"].mark is Mark.WRONG
    assert found["Amplemarket key"].mark is Mark.OK


async def test_our_own_bug_costs_its_line_only() -> None:
    """And tells no more than its kind: what it says could hold a secret."""

    async def broken() -> list[Finding]:
        raise RuntimeError("xoxb-secret")

    (found,) = await alone("x", broken, 1)
    assert (found.mark, found.says) == (Mark.WRONG, "could not be looked at (RuntimeError)")


SIGNED = {"SLACK_SIGNING_SECRET": "s" * 32, "ADDLEADS_HTTP_PORT": "0"}


@pytest.mark.parametrize(
    ("settings", "name", "mark", "words"),
    [
        (
            {"SLACK_SIGNING_SECRET": "s" * 32, "ADDLEADS_HTTP_PORT": "0"},
            "HTTP mode",
            Mark.UNKNOWN,
            "/slack/events",
        ),
        ({"ADDLEADS_HTTP_PORT": "TAKEN"}, "HTTP port", Mark.WRONG, "something else answers"),
        ({"ADDLEADS_HTTP_PORT": "0"}, "HTTP port", Mark.OK, "is free"),
    ],
)
async def test_http_mode_and_its_port(
    place: Place, settings: Mapping[str, str], name: str, mark: Mark, words: str
) -> None:
    """What can be seen from here is; what can't is said."""
    runner = server.AppRunner(server.Application())
    await runner.setup()
    await server.TCPSite(runner, "127.0.0.1", 0).start()
    taken = str(runner.addresses[0][1])
    place.environment |= {key: taken if value == "TAKEN" else value for key, value in settings.items()}
    if "SLACK_SIGNING_SECRET" in settings:
        del place.environment["SLACK_APP_TOKEN"]
    found = await place.findings()
    await runner.cleanup()
    assert found[name].mark is mark
    assert words in found[name].says


NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "mark", "words"),
    [(0, Mark.OK, "within 0 s"), (-119, Mark.OK, "within 119 s"), (121, Mark.WRONG, "121 s ahead of"),
     (-4000, Mark.WRONG, "4,000 s behind")],
)  # fmt: skip
def test_the_clock(seconds: int, mark: Mark, words: str) -> None:
    """Two minutes either way; who is further off is named."""
    found = clock.clock({"Slack": timedelta(), "Amplemarket": timedelta(seconds=seconds)})
    assert found.mark is mark
    assert words in found.says


@pytest.mark.parametrize(
    ("date", "difference"),
    [("Mon, 02 Mar 2026 08:59:30 GMT", timedelta(seconds=30)), (None, None), ("soon", None)],
)
def test_a_date_header_tells_the_difference(date: str | None, difference: timedelta | None) -> None:
    """Where there is none, nothing is known."""
    assert clock.ahead(date, NOW) == difference


def test_the_command_line_shows_lines_or_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With a sign, the next step below; an exit code for programs."""
    findings = [ok("settings", "fine [bold]"), Finding("database", Mark.WRONG, "locked", "Stop it.")]
    show.shown(findings, Console(width=40))
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["✓ settings  fine [bold]", "✗ database  locked", "            → Stop it."]
    told: Any = json.loads(show.as_json(findings))
    assert told["ok"] is False
    assert told["checks"][1] == {"name": "database", "mark": "wrong", "says": "locked", "next": "Stop it."}
    assert show.all_good(findings[:1])


async def test_the_command_itself(place: Place) -> None:
    """0 where nothing is wrong, else 1; in both forms."""
    code, out, _ = await ended(await addleads("check", "--json", **place.environment))
    assert (code, json.loads(out)["ok"]) == (0, True)
    code, out, err = await ended(
        await addleads("check", **place.environment | {"SLACK_BOT_TOKEN": "xoxb-no"})
    )
    assert (code, err) == (1, "")
    assert "✗ Slack bot token" in out
    assert "xoxb-no" not in out
