"""The gate: whoever may not use the bot has no effect, by whatever way they come."""

from dataclasses import fields
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.adding.access import Access
from bot.sandbox.slack import Channel, Person, SlackSandbox
from bot.slack.bolt import bolt_app, identify
from bot.slack.home import HomeTabs
from bot.slack.listeners.gate import channel_of
from bot.slack.listeners.inbox import Inbox, Listener
from bot.slack.listeners.parts import Parts
from bot.slack.people import REMEMBERED, SlackPeople, member_of
from bot.slack.web import SlackWeb
from bot.store import Store
from tests.slack.conftest import VirtualClock
from tests.slack.entrances import Body, payloads, request, ways_in


class NothingThere:
    """In the place of everything that a listener could work with."""


class Watch(Inbox):
    """The inbox; it notes which listeners have begun, and lets none of them go on.

    Fields:
        begun: their names.
    """

    def __init__(self, store: Store) -> None:
        super().__init__(store.deliveries)
        self.begun: list[str] = []

    def counted(self, listener: Listener) -> Listener:
        async def begin(ack: AsyncAck) -> None:
            self.begun.append(listener.__name__)
            await ack()

        begin.__name__ = listener.__name__
        return super().counted(begin)


@pytest.fixture
def watch(store: Store) -> Watch:
    return Watch(store)


@pytest.fixture
def access() -> Access:
    return Access()


@pytest.fixture
async def app(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    clock: VirtualClock,
    watch: Watch,
    access: Access,
) -> AsyncApp:
    """The real listeners behind the real gate, with nothing behind them."""
    real = {
        "web": web,
        "access": access,
        "inbox": watch,
        "people": SlackPeople(web, clock, slack.team_id, within=1.0),
    }
    nothing = NothingThere()
    real["homes"] = HomeTabs(web, nothing, nothing, clock)  # type: ignore[arg-type]
    parts = Parts(**{field.name: real.get(field.name, nothing) for field in fields(Parts)})  # type: ignore[arg-type]
    return bolt_app(web.safe, await identify(web.safe), parts)


@pytest.fixture
def shared(slack: SlackSandbox, ana: Person) -> Channel:
    """A channel with everybody in it: also a guest, and somebody of another organisation."""
    gus = slack.add_person("gus", guest=True)
    sue = slack.add_person("sue", guest=True, single_channel=True)
    sam = slack.add_person("sam", stranger=True)
    return slack.add_channel("shared", people=[ana, gus, sue, sam], ext_shared=True)


def person(slack: SlackSandbox, handle: str) -> Person:
    return next(one for one in slack.workspace.people.values() if one.handle == handle)


async def come_in(
    app: AsyncApp, slack: SlackSandbox, handle: str, channel: Channel
) -> list[tuple[Body, Any, list[str]]]:
    """All ways in, one after the other: the payload, what was acked with, and what the person was told."""
    who = person(slack, handle)
    bodies = await ways_in(app, list(payloads(slack, who, channel)))
    done = []
    for body in bodies:
        known = len(slack.ephemerals(who))
        acked = await app.async_dispatch(request(slack, who, channel, body))
        assert acked.status == 200, body
        done.append((body, acked.body, [one.text for one in slack.ephemerals(who)[known:]]))
    return done


def effects(slack: SlackSandbox) -> set[str]:
    """What the bot has asked Slack to do, but for finding out who it is, and who somebody is."""
    asked = {call.method for call in slack.calls}
    return asked - {"auth.test", "users.info", "chat.postEphemeral"}


REFUSALS = {"gus": "Guests can't", "sue": "Guests can't", "sam": "workspace that I belong to"}


@pytest.mark.parametrize("handle", REFUSALS)
async def test_whoever_may_not_is_refused_at_every_way_in(
    *, app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch, handle: str, store: Store
) -> None:
    """No listener begins; the person is told why, alone; nothing is left to be taken up after a restart."""
    for body, acked, told in await come_in(app, slack, handle, shared):
        said = told or [str(acked)]
        silent = body.get("type") == "block_suggestion" or "app_home" in str(body)
        assert silent or REFUSALS[handle] in said[0], body
    assert watch.begun == []
    assert effects(slack) == {"views.publish"}
    home = slack.home(person(slack, handle))
    assert home is not None
    assert REFUSALS[handle] in str(home.blocks)
    assert slack.messages(shared) == []
    assert await store.deliveries.unhandled(VirtualClock().now().replace(year=2000)) == []


async def test_a_member_gets_in_by_every_way(
    app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch
) -> None:
    """The same payloads: else the test above would show nothing."""
    done = await come_in(app, slack, "ana", shared)
    assert len(watch.begun) == len(done) > 20
    assert not any(told for _, _, told in done)


@pytest.mark.parametrize("error", ["internal_error", "user_not_visible", "missing_scope"])
async def test_who_cannot_be_checked_may_only_stop_things(
    *, app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch, error: str
) -> None:
    """Slack does not tell who it is: nothing is sent, and *Cancel* works all the same."""
    who = person(slack, "ana")
    for body in await ways_in(app, list(payloads(slack, who, shared))):
        if "cancel_job" in str(body):
            continue
        slack.faults.fail("users.info", error, times=1)
        await app.async_dispatch(request(slack, who, shared, body))
        assert watch.begun == [], body
    (cancel,) = [body for body in payloads(slack, who, shared) if _cancels(body)]
    slack.faults.fail("users.info", error, times=1)
    await app.async_dispatch(request(slack, who, shared, cancel))
    assert watch.begun == ["cancel"]
    texts = " ".join(one.text for one in slack.ephemerals(who))
    assert ("users:read" if error == "missing_scope" else "did not tell me who you are") in texts


def _cancels(body: Body) -> bool:
    return body.get("type") == "block_actions" and body["actions"][0]["action_id"] == "cancel_job"


async def test_a_guest_may_not_even_stop_things(
    app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch
) -> None:
    """What Slack does tell counts for all."""
    who = person(slack, "gus")
    (cancel,) = [body for body in payloads(slack, who, shared) if _cancels(body)]
    await app.async_dispatch(request(slack, who, shared, cancel))
    assert watch.begun == []


async def test_a_member_who_becomes_a_guest_is_refused_within_a_minute(
    *, app: AsyncApp, slack: SlackSandbox, shared: Channel, clock: VirtualClock, watch: Watch
) -> None:
    """Each act is checked; what Slack said is remembered for a minute, and asked for once in it."""
    who = person(slack, "ana")
    (cancel,) = [body for body in payloads(slack, who, shared) if _cancels(body)]
    for _ in range(3):
        await app.async_dispatch(request(slack, who, shared, cancel))
    assert len(slack.calls_of("users.info")) == 1
    assert len(watch.begun) == 3
    who.guest = True
    clock.slept.append(REMEMBERED.total_seconds())
    await app.async_dispatch(request(slack, who, shared, cancel))
    assert len(slack.calls_of("users.info")) == 2
    assert len(watch.begun) == 3


async def test_a_slow_slack_does_not_hold_up_the_ack(
    app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch
) -> None:
    """Three seconds after the act Slack gives up on us: who can't be checked by then is refused."""
    who = person(slack, "ana")
    slack.faults.delay("users.info", 5.0)
    command = next(payloads(slack, who, shared))
    acked = await app.async_dispatch(request(slack, who, shared, command))
    assert (acked.status, watch.begun) == (200, [])
    assert "did not tell me who you are" in slack.ephemerals(who)[-1].text


class TestElsewhere:
    """Where the bot may be used in another channel only."""

    @pytest.fixture
    def access(self) -> Access:
        return Access(channels=frozenset({"C0OTHER"}))

    async def test_the_wrong_channel_is_refused_whatever_the_way_in(
        self, app: AsyncApp, slack: SlackSandbox, shared: Channel, watch: Watch
    ) -> None:
        """Whoever acts is told; a list that somebody shares there is left alone without a word."""
        done = await come_in(app, slack, "ana", shared)
        for body, _, told in done:
            if body.get("channel") or "command" in body:
                assert "Use me in <#C0OTHER>" in told[0], body
            else:
                assert told == []
        elsewhere = [body for body, _, _ in done if channel_of(body) is None]
        assert len(watch.begun) == len(elsewhere) < len(done) / 2


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({}, "member"),
        ({"is_admin": True}, "member"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
        ({"is_stranger": True}, "stranger"),
        ({"deleted": True}, "stranger"),
        ({"team_id": "T2"}, "stranger"),
        ({"team_id": "T2", "is_stranger": False}, "stranger"),
        ({"team_id": "T2", "is_restricted": True}, "stranger"),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T1", "T2"]}}, "member"),
        ({"team_id": "T2", "enterprise_user": {"teams": ["T3"]}}, "stranger"),
        ({"team_id": None}, "stranger"),
    ],
)
def test_what_slack_says_is_read_strictly(changes: dict[str, object], standing: str) -> None:
    """Nobody from elsewhere passes because a flag is missing or means less than its name."""
    assert member_of({"id": "U1", "team_id": "T1", **changes}, "T1").standing == standing
