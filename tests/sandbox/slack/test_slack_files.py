"""Files: what people share, how the app gets the bytes, and how it shares its own."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import ClientSession, FormData
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import (
    Channel,
    File,
    FileVariant,
    Installation,
    ManualClock,
    Person,
    SlackSandbox,
    Upload,
)

Refusal = Callable[[Awaitable[object]], Awaitable[str]]
Json = dict[str, Any]
Fetched = tuple[int, str, bytes]
Fetch = Callable[[str, str | None], Awaitable[Fetched]]

CSV = b"email\na@b.co\n"


@pytest.fixture
def fetch(http: ClientSession) -> Fetch:
    """GET without following redirects: status, content type, bytes."""

    async def get(url: str, token: str | None) -> Fetched:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        async with http.get(url, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.content_type, await answer.read()

    return get


async def download_url(client: AsyncWebClient, file: File) -> str:
    return str((await client.files_info(file=file.id))["file"]["url_private_download"])


async def test_the_event_of_an_upload_is_a_file_share(
    slack: SlackSandbox, ana: Person, sales: Channel
) -> None:
    """Text, files, authorizations and ids as documented."""
    posted = await slack.upload(ana, sales, "leads.csv", CSV, text="for q4 please")

    assert posted.delivery is not None
    payload = posted.delivery.payload
    event = payload["event"]
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == (
        "event_callback",
        slack.team_id,
        slack.app_id,
    )
    assert payload["authorizations"][0]["user_id"] == slack.bot_user_id
    assert payload["event_id"].startswith("Ev")
    assert (event["type"], event["subtype"], event["channel_type"]) == ("message", "file_share", "channel")
    assert (event["user"], event["channel"], event["ts"]) == (ana.id, sales.id, posted.ts)
    assert event["text"] == "for q4 please"
    [file] = event["files"]
    assert (file["name"], file["mimetype"], file["filetype"]) == ("leads.csv", "text/csv", "csv")
    assert (file["size"], file["mode"], file["file_access"]) == (len(CSV), "hosted", "visible")
    assert not file["is_external"]


async def test_one_message_carries_several_files(slack: SlackSandbox, ana: Person, sales: Channel) -> None:
    """One event, not one per file."""
    posted = await slack.upload_files(ana, sales, [Upload("a.csv", CSV), Upload("b.xlsx", b"PK")])

    assert [file.name for file in posted.files] == ["a.csv", "b.xlsx"]
    assert len(slack.deliveries) == 1


async def test_a_download_needs_the_token(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, fetch: Fetch
) -> None:
    """Without it the answer is 200 and a login page, not an error."""
    posted = await slack.upload(ana, sales, "Ä b.csv", CSV)
    url = await download_url(client, posted.files[0])

    assert await fetch(url, slack.bot_token) == (200, "text/csv", CSV)
    for token in (None, "xoxb-wrong", slack.app_token):
        status, content_type, page = await fetch(url, token)
        assert (status, content_type) == (200, "text/html")
        assert page.startswith(b"<!DOCTYPE html>")


async def test_a_download_needs_its_scope(clock: ManualClock, fetch: Fetch) -> None:
    """A good token without files:read gets the login page as well."""
    installation = Installation(scopes=frozenset({"channels:history"}))
    async with SlackSandbox(installation=installation, clock=clock) as slack:
        ana = slack.add_person("ana")
        posted = await slack.upload(ana, slack.add_channel("sales", people=[ana]), "leads.csv", CSV)
        assert posted.delivery is not None
        url = posted.delivery.payload["event"]["files"][0]["url_private_download"]

        assert (await fetch(url, slack.bot_token))[1] == "text/html"


async def test_a_file_is_seen_where_the_bot_is(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, refusal: Refusal
) -> None:
    """A file shared elsewhere does not exist for it."""
    elsewhere = slack.add_channel("elsewhere", people=[ana], with_bot=False)
    posted = await slack.upload(ana, elsewhere, "leads.csv", CSV)

    assert posted.delivery is None
    assert await refusal(client.files_info(file=posted.files[0].id)) == "file_not_found"
    slack.invite_bot(elsewhere)
    info = (await client.files_info(file=posted.files[0].id))["file"]
    assert info["shares"]["public"][elsewhere.id] == [{"ts": posted.ts}]


async def test_a_slack_connect_file_has_no_url_until_asked_for(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, fetch: Fetch
) -> None:
    """The event says check_file_info, files.info says where."""
    posted = await slack.upload(ana, sales, "leads.csv", CSV, variant=FileVariant(connect=True))

    assert posted.delivery is not None
    [file] = posted.delivery.payload["event"]["files"]
    assert (file["mode"], file["file_access"]) == ("file_access", "check_file_info")
    assert "url_private" not in file
    assert "url_private_download" not in file
    assert await fetch(await download_url(client, posted.files[0]), slack.bot_token) == (200, "text/csv", CSV)


async def test_a_snippet_is_plain_text(slack: SlackSandbox, ana: Person, sales: Channel) -> None:
    """Mode and filetype are not what the extension says."""
    posted = await slack.upload(ana, sales, "Untitled", CSV, variant=FileVariant(snippet=True))

    file = posted.files[0]
    assert (file.mode, file.filetype, file.mimetype) == ("snippet", "text", "text/plain")
    assert file.preview == CSV.decode()


async def test_an_external_file_has_nothing_to_download(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel
) -> None:
    """Slack knows only a link to elsewhere."""
    posted = await slack.upload(ana, sales, "leads.gsheet", b"", variant=FileVariant(external=True))

    info = (await client.files_info(file=posted.files[0].id))["file"]
    assert (info["is_external"], info["mode"]) == (True, "external")
    assert "url_private_download" not in info
    assert not info["url_private"].startswith(slack.url)


async def test_a_file_still_being_scanned_is_not_there_yet(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, fetch: Fetch
) -> None:
    """The first downloads fail, then it works."""
    posted = await slack.upload(ana, sales, "leads.csv", CSV, variant=FileVariant(scanning=2))
    url = await download_url(client, posted.files[0])

    assert [(await fetch(url, slack.bot_token))[0] for _ in range(3)] == [404, 404, 200]
    assert posted.files[0].downloads == 3


async def test_a_download_may_lead_to_another_host(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, http: ClientSession
) -> None:
    """A client that carries its token there leaks it."""
    away = "http://127.0.0.1:9/elsewhere"
    posted = await slack.upload(ana, sales, "leads.csv", CSV, variant=FileVariant(redirect_to=away))
    url = await download_url(client, posted.files[0])

    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, away)


async def test_a_download_may_lead_to_slacks_own_cdn(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, http: ClientSession
) -> None:
    """There the token is wanted again."""
    posted = await slack.upload(ana, sales, "leads.csv", CSV, variant=FileVariant(via_cdn=True))
    url = await download_url(client, posted.files[0])
    headers = {"Authorization": f"Bearer {slack.bot_token}"}

    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        cdn = f"{slack.url}{answer.headers['Location']}"
    async with http.get(cdn) as answer:
        assert answer.content_type == "text/html"
    async with http.get(cdn, headers=headers) as answer:
        assert await answer.read() == CSV


async def test_the_bot_uploads_into_a_thread(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel
) -> None:
    """files_upload_v2: url, bytes, complete; a file_share message by the bot appears."""
    parent = await slack.say(ana, sales, "parent")
    answer = await client.files_upload_v2(
        channel=sales.id,
        thread_ts=parent.ts,
        filename="leads-results.csv",
        content=CSV.decode(),
        initial_comment="All rows",
    )

    _, reply = slack.thread(sales, parent.ts)
    assert (reply.text, reply.subtype, reply.user) == ("All rows", "file_share", slack.bot_user_id)
    assert reply.files[0].content == CSV
    assert answer["file"]["id"] == reply.files[0].id
    event = slack.deliveries[-1].payload["event"]
    assert (event["user"], event["bot_id"]) == (slack.bot_user_id, slack.bot_id)


async def test_an_upload_is_completed_once_and_with_its_bytes(
    slack: SlackSandbox, client: AsyncWebClient, sales: Channel, http: ClientSession, refusal: Refusal
) -> None:
    """Not before the bytes came, not with fewer than announced, not twice."""
    asked = await client.files_getUploadURLExternal(filename="a.csv", length=len(CSV))

    async def complete() -> object:
        return await client.files_completeUploadExternal(
            files=[{"id": asked["file_id"], "title": "A"}], channel_id=sales.id
        )

    assert await refusal(complete()) == "file_not_found"
    async with http.post(asked["upload_url"], data=CSV[:-1]) as answer:
        assert answer.status == 400
    form = FormData()
    form.add_field("file", CSV, filename="a.csv")
    async with http.post(asked["upload_url"], data=form) as answer:
        assert answer.status == 200
    await complete()
    assert await refusal(complete()) == "file_not_found"
    assert [file.title for file in slack.files()] == ["A"]


async def test_an_upload_is_refused_where_the_bot_is_not(
    slack: SlackSandbox, client: AsyncWebClient, refusal: Refusal
) -> None:
    """As posting is; and an empty file is none."""
    elsewhere = slack.add_channel("elsewhere", with_bot=False)

    upload = client.files_upload_v2(channel=elsewhere.id, filename="a.csv", content="x")
    assert await refusal(upload) == "not_in_channel"
    empty = client.files_getUploadURLExternal(filename="a.csv", length=0)
    assert await refusal(empty) == "invalid_arguments"


async def test_the_bot_deletes_its_own_files_only(
    slack: SlackSandbox, client: AsyncWebClient, ana: Person, sales: Channel, refusal: Refusal
) -> None:
    """A deleted file says so."""
    posted = await slack.upload(ana, sales, "leads.csv", CSV)
    own = (await client.files_upload_v2(channel=sales.id, filename="a.csv", content="x"))["file"]["id"]

    assert await refusal(client.files_delete(file=posted.files[0].id)) == "cant_delete_file"
    await client.files_delete(file=own)
    assert await refusal(client.files_info(file=own)) == "file_deleted"


async def test_an_upload_is_two_events_for_who_subscribed_to_both(clock: ManualClock) -> None:
    """file_shared names only ids: no ts, no text."""
    installation = Installation(events=frozenset({"message.channels", "file_shared"}))
    async with SlackSandbox(installation=installation, clock=clock) as slack:
        ana = slack.add_person("ana")
        posted = await slack.upload(ana, slack.add_channel("sales", people=[ana]), "leads.csv", CSV)
        message, shared = (delivery.payload["event"] for delivery in slack.deliveries)

    assert message["files"][0]["id"] == shared["file_id"] == posted.files[0].id
    assert set(shared) == {"type", "file_id", "user_id", "file", "channel_id", "event_ts"}
