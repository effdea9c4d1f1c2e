"""conversations.*, users.info, team.info and bots.info."""

from collections.abc import Awaitable, Callable

from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Installation, ManualClock, Person, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]


async def test_info_tells_the_kind_of_channel(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person
) -> None:
    """Public, private, shared with others, or a DM."""
    public = slack.add_channel("public", with_bot=False)
    private = slack.add_channel("private", private=True, ext_shared=True)

    info = {c.id: (await client.conversations_info(channel=c.id))["channel"] for c in slack.channels}

    assert (info[public.id]["is_channel"], info[public.id]["is_member"]) == (True, False)
    assert (info[private.id]["is_private"], info[private.id]["is_ext_shared"]) == (True, True)
    dm = (await client.conversations_info(channel=slack.dm(ana).id))["channel"]
    assert (dm["is_im"], dm["user"]) == (True, ana.id)


async def test_a_private_channel_does_not_exist_for_strangers(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """channel_not_found, for whichever question."""
    private = slack.add_channel("private", private=True, with_bot=False)

    assert await refusal(client.conversations_info(channel=private.id)) == "channel_not_found"
    assert await refusal(client.conversations_members(channel=private.id)) == "channel_not_found"
    assert await refusal(client.conversations_history(channel=private.id)) == "channel_not_found"


async def test_members_come_in_pages(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """The cursor leads to the rest."""
    first = await client.conversations_members(channel=sales.id, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await client.conversations_members(channel=sales.id, limit=2, cursor=cursor)

    assert {*first["members"], *rest["members"]} == sales.members
    assert rest["response_metadata"]["next_cursor"] == ""
    assert await refusal(client.conversations_members(channel=sales.id, cursor="x")) == "invalid_cursor"
    assert await refusal(client.conversations_members(channel=sales.id, limit=-1)) == "invalid_limit"
    assert slack.bot_user_id in sales.members


async def test_open_gives_the_one_dm_or_a_group(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, bo: Person, refusal: Refusal
) -> None:
    """The same people always have the same conversation."""
    first = await client.conversations_open(users=ana.id)
    again = await client.conversations_open(users=ana.id)
    group = await client.conversations_open(users=[ana.id, bo.id])

    assert first["channel"]["id"] == again["channel"]["id"] == slack.dm(ana).id
    assert again["already_open"]
    assert group["channel"]["id"] != first["channel"]["id"]
    assert await refusal(client.conversations_open(users="U0NOBODY")) == "user_not_found"


async def test_history_holds_no_replies_and_replies_hold_the_thread(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, refusal: Refusal
) -> None:
    """Newest first in the channel, oldest first in the thread."""
    first = await slack.say(ana, sales, "first")
    await slack.say(ana, sales, "reply", thread_ts=first.ts)
    await slack.say(ana, sales, "second")

    history = await client.conversations_history(channel=sales.id)
    thread = await client.conversations_replies(channel=sales.id, ts=first.ts)

    assert [message["text"] for message in history["messages"]] == ["second", "first"]
    assert history["messages"][1]["reply_count"] == 1
    assert [message["text"] for message in thread["messages"]] == ["first", "reply"]
    gone = client.conversations_replies(channel=sales.id, ts="1700000000.000001")
    assert await refusal(gone) == "thread_not_found"


async def test_history_is_for_members(slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal) -> None:
    """A public channel is seen from outside, what is said in it is not."""
    public = slack.add_channel("public", with_bot=False)

    assert await refusal(client.conversations_history(channel=public.id)) == "not_in_channel"


async def test_metadata_is_shown_when_asked_for(client: AsyncWebClient, sales: Channel) -> None:
    """include_all_metadata."""
    metadata = {"event_type": "job", "event_payload": {"id": 1}}
    await client.chat_postMessage(channel=sales.id, text="x", metadata=metadata)

    plain = await client.conversations_history(channel=sales.id)
    full = await client.conversations_history(channel=sales.id, include_all_metadata=True)

    assert "metadata" not in plain["messages"][0]
    assert full["messages"][0]["metadata"] == metadata


async def test_users_tell_what_authorisation_needs(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """Admins, guests, strangers from other organisations, and unknown people."""
    admin = slack.add_person("ada", admin=True)
    guest = slack.add_person("gus", guest=True)
    stranger = slack.add_person("sam", stranger=True)

    users = {
        person.id: (await client.users_info(user=person.id))["user"] for person in (admin, guest, stranger)
    }

    assert (users[admin.id]["is_admin"], users[guest.id]["is_admin"]) == (True, False)
    assert users[guest.id]["is_restricted"]
    assert not users[guest.id]["is_ultra_restricted"]
    assert users[stranger.id]["is_stranger"]
    assert users[stranger.id]["team_id"] != slack.team_id
    assert await refusal(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_a_stranger_in_a_shared_channel_is_not_called_one(
    slack: SlackSandbox, client: AsyncWebClient
) -> None:
    """As at Slack: then only the workspace that they belong to tells. And guests come in two kinds."""
    stranger = slack.add_person("sam", stranger=True)
    single = slack.add_person("sue", guest=True, single_channel=True)
    slack.add_channel("shared", people=[stranger, single], ext_shared=True)
    users = [(await client.users_info(user=one.id))["user"] for one in (stranger, single)]
    assert not users[0]["is_stranger"]
    assert users[0]["team_id"] != slack.team_id
    assert (users[1]["is_restricted"], users[1]["is_ultra_restricted"]) == (True, True)


async def test_looking_people_up_needs_its_scope(clock: ManualClock, refusal: Refusal) -> None:
    """An app that was installed without users:read finds out nothing."""
    async with SlackSandbox(installation=Installation(scopes=frozenset()), clock=clock) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        assert await refusal(client.users_info(user=slack.add_person("ana").id)) == "missing_scope"


async def test_addresses_need_their_own_scope(clock: ManualClock) -> None:
    """users:read alone shows no e-mail address."""
    installation = Installation(scopes=frozenset({"users:read"}))
    async with SlackSandbox(installation=installation, clock=clock) as slack:
        ana = slack.add_person("ana")
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        answer = await client.users_info(user=ana.id)

    assert "email" not in answer["user"]["profile"]


async def test_the_team_and_the_bot_are_known(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """team.info and bots.info."""
    assert (await client.team_info())["team"]["id"] == slack.team_id
    assert (await client.bots_info(bot=slack.bot_id))["bot"]["user_id"] == slack.bot_user_id
    assert await refusal(client.bots_info(bot="B0NOBODY")) == "bot_not_found"
