"""chat.*: what may be posted, changed and deleted, and by whom."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Channel, Person, SlackSandbox

Refusal = Callable[[Awaitable[object]], Awaitable[str]]
Json = dict[str, Any]

DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": {"type": "plain_text", "text": "x" * 2700}}
TABLE: Json = {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": '{"type": "divider"}'}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [{"type": "sparkle"}]}, "invalid_blocks"),
        ({"text": "x", "blocks": [DIVIDER] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [SECTION] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "blocks": [TABLE, TABLE]}, "invalid_attachments"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "section"}]}]}, "invalid_attachments"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ({"text": "x", "thread_ts": "1700000000.000001"}, "thread_not_found"),
        ({"text": "x", "metadata": {"event_type": "job"}}, "invalid_metadata_format"),
    ],
)
async def test_what_slack_does_not_take_is_refused(
    client: AsyncWebClient, sales: Channel, refusal: Refusal, arguments: Json, error: str
) -> None:
    """Each with its own error."""
    assert (
        await refusal(client.api_call("chat.postMessage", json={"channel": sales.id, **arguments})) == error
    )


async def test_invalid_blocks_come_with_pointers(client: AsyncWebClient, sales: Channel) -> None:
    """The answer says where, so that a test failure does too."""
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=sales.id, text="x", blocks=[{"type": "section"}])

    answer = caught.value.response
    assert answer["errors"] == ["must have text or fields [json-pointer:/blocks/0]"]
    assert answer["response_metadata"]["messages"][0].startswith("[ERROR] must have")


async def test_two_tables_are_named_as_the_reason(client: AsyncWebClient, sales: Channel) -> None:
    """invalid_attachments alone would not explain it."""
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=sales.id, text="x", blocks=[TABLE, TABLE])

    assert caught.value.response["errors"] == ["only_one_table_allowed"]


@pytest.mark.parametrize("place", ["C0NOWHERE", "D0NOWHERE", ""])
async def test_an_unknown_channel_is_not_found(client: AsyncWebClient, refusal: Refusal, place: str) -> None:
    """Nor is no channel at all."""
    assert await refusal(client.chat_postMessage(channel=place, text="x")) == "channel_not_found"


async def test_the_bot_posts_only_where_it_is(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """A public channel says not_in_channel, a private one does not exist for a stranger."""
    public = slack.add_channel("public", with_bot=False)
    private = slack.add_channel("private", with_bot=False, private=True)

    assert await refusal(client.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"
    assert await refusal(client.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    slack.invite_bot(public)
    await client.chat_postMessage(channel=public.id, text="x")
    slack.kick_bot(public)
    assert await refusal(client.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"


async def test_nothing_is_posted_to_an_archived_channel(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """is_archived for posting, is_inactive for changing."""
    posted = await client.chat_postMessage(channel=sales.id, text="x")
    slack.archive(sales)

    assert await refusal(client.chat_postMessage(channel=sales.id, text="x")) == "is_archived"
    update = client.chat_update(channel=sales.id, ts=posted["ts"], text="y")
    assert await refusal(update) == "is_inactive"


async def test_a_user_id_opens_the_dm(slack: SlackSandbox, client: AsyncWebClient, ana: Person) -> None:
    """chat.postMessage to U… lands in D…, the same one each time."""
    answer = await client.chat_postMessage(channel=ana.id, text="hi")

    assert answer["channel"] == slack.dm(ana).id
    assert [message.text for message in slack.messages(slack.dm(ana))] == ["hi"]


async def test_a_reply_goes_under_its_parent_and_not_under_a_reply(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """The ts of a reply is no thread_ts."""
    parent = await client.chat_postMessage(channel=sales.id, text="parent")
    reply = await client.chat_postMessage(channel=sales.id, text="reply", thread_ts=parent["ts"])

    assert [message.text for message in slack.thread(sales, parent["ts"])] == ["parent", "reply"]
    nested = client.chat_postMessage(channel=sales.id, text="x", thread_ts=reply["ts"])
    assert await refusal(nested) == "cannot_reply_to_message"


async def test_an_update_keeps_how_it_stood_before(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel
) -> None:
    """Text alone drops the blocks; the history has both."""
    posted = await client.chat_postMessage(channel=sales.id, text="one", blocks=[DIVIDER])
    await client.chat_update(channel=sales.id, ts=posted["ts"], text="two")

    [message] = slack.messages(sales)
    assert (message.text, message.blocks) == ("two", [])
    assert [(edit.text, len(edit.blocks)) for edit in message.edits] == [("one", 1)]


async def test_an_update_is_refused_for_what_is_not_the_bots(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, refusal: Refusal
) -> None:
    """Others' messages, unknown ones and ephemeral ones."""
    said = await slack.say(ana, sales, "mine")
    whisper = await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst")

    async def update(ts: str) -> str:
        return await refusal(client.chat_update(channel=sales.id, ts=ts, text="x"))

    assert await update(said.ts) == "cant_update_message"
    assert await update("1.000001") == "message_not_found"
    assert await update(whisper["message_ts"]) == "message_not_found"
    assert await refusal(client.chat_delete(channel=sales.id, ts=said.ts)) == "cant_delete_message"


async def test_an_update_takes_4000_characters(
    client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """A tenth of what posting takes."""
    posted = await client.chat_postMessage(channel=sales.id, text="x" * 4001)
    place = {"channel": sales.id, "ts": posted["ts"]}

    assert await refusal(client.chat_update(**place, text="x" * 4001)) == "msg_too_long"
    assert await refusal(client.api_call("chat.update", json=place)) == "no_text"
    await client.chat_update(**place, text="x" * 4000)


async def test_a_deleted_message_is_gone(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """It can be neither changed nor deleted again."""
    posted = await client.chat_postMessage(channel=sales.id, text="x")
    place = {"channel": sales.id, "ts": posted["ts"]}
    await client.chat_delete(**place)

    assert slack.messages(sales) == []
    assert await refusal(client.chat_delete(**place)) == "message_not_found"
    assert await refusal(client.chat_update(**place, text="y")) == "message_not_found"


async def test_an_ephemeral_message_is_for_one_person_who_is_there(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, bo: Person, sales: Channel
) -> None:
    """Nobody else sees it."""
    await client.chat_postEphemeral(channel=sales.id, user=ana.id, text="psst")

    assert [whisper.text for whisper in slack.ephemerals(ana, sales)] == ["psst"]
    assert slack.ephemerals(bo) == []
    assert slack.messages(sales) == []


async def test_an_ephemeral_message_needs_its_reader_in_the_channel(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """user_not_in_channel."""
    outsider = slack.add_person("cy")

    call = client.chat_postEphemeral(channel=sales.id, user=outsider.id, text="psst")
    assert await refusal(call) == "user_not_in_channel"


async def test_a_permalink_names_the_thread(client: AsyncWebClient, sales: Channel, refusal: Refusal) -> None:
    """A reply's link leads into its thread."""
    parent = await client.chat_postMessage(channel=sales.id, text="parent")
    reply = await client.chat_postMessage(channel=sales.id, text="reply", thread_ts=parent["ts"])

    answer = await client.chat_getPermalink(channel=sales.id, message_ts=reply["ts"])

    assert answer["permalink"].endswith(f"?thread_ts={parent['ts']}&cid={sales.id}")
    gone = client.chat_getPermalink(channel=sales.id, message_ts="1.000001")
    assert await refusal(gone) == "message_not_found"


async def test_a_reaction_is_added_once_and_removed_once(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, refusal: Refusal
) -> None:
    """already_reacted, no_reaction, message_not_found, invalid_name."""
    posted = await client.chat_postMessage(channel=sales.id, text="x")
    place = {"channel": sales.id, "timestamp": posted["ts"]}

    await client.reactions_add(**place, name="eyes")
    assert slack.messages(sales)[0].reactions == {"eyes": [slack.bot_user_id]}
    assert await refusal(client.reactions_add(**place, name="eyes")) == "already_reacted"
    await client.reactions_remove(**place, name="eyes")
    assert await refusal(client.reactions_remove(**place, name="eyes")) == "no_reaction"
    assert await refusal(client.reactions_add(**place, name=":Eyes:")) == "invalid_name"
    nowhere = client.reactions_add(channel=sales.id, timestamp="1.000001", name="eyes")
    assert await refusal(nowhere) == "message_not_found"
