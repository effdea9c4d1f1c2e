"""What a person gets when something is wrong: a clear sentence, nothing lost, nothing sent twice."""

import pytest

from bot.sandbox.amplemarket import AmplemarketSandbox, adds_leads, faults
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.e2e.world import Serve, World


async def test_an_unknown_alias_offers_the_closest(world: World) -> None:
    """To the person alone; nothing was sent."""
    await world.type("q4-outbond jo@acme.example")
    told = await world.whisper("q4-outbond", "Did you mean *q4-outbound*?", "Nothing was sent")
    assert "/addleads list" in told
    assert not world.adding_calls


async def test_a_command_without_leads_says_how_to_name_them(world: World) -> None:
    """The answer is an example that works."""
    await world.type("q4-outbound")
    await world.whisper("/addleads q4-outbound jane@acme.com")


async def test_a_command_in_which_nothing_is_a_lead(world: World) -> None:
    """Nothing is posted to the channel for it."""
    await world.type("q4-outbound jo@@acme")
    await world.whisper("jo@@acme")
    assert not world.slack.messages(world.sales)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "leads.csv", ("leads.csv", "image")),
        (b"", "empty.csv", ("empty",)),
        ("Name,Colour\nJo,red\n", "names.csv", ("names.csv",)),
        (b"%PDF-1.7\n" + bytes(64), "leads.csv", ("PDF",)),
    ],
)
async def test_a_file_that_is_no_lead_list(
    world: World, content: bytes | str, name: str, words: tuple[str, ...]
) -> None:
    """A sentence in the file's thread says what it is and what to do."""
    shared = await world.share(content, name=name)
    told = await world.message(*words)
    assert told.thread_ts == shared.ts
    assert not world.adding_calls


async def test_a_file_with_too_many_rows(world: World) -> None:
    """The limit is named, and what to do."""
    shared = await world.share("Email\n" + "p@x.example\n" * 100_001, name="all.csv")
    told = await world.message("100,001 rows", "at most 100,000")
    assert told.thread_ts == shared.ts
    assert not world.adding_calls


async def test_a_file_with_too_many_bytes(world: World) -> None:
    """It is not even read to the end."""
    await world.share(b"Email\n" + b"x" * 21 * 1024 * 1024, name="big.csv")
    await world.message("big.csv", "larger than 20 MB")


async def test_pictures_that_people_share_are_none_of_its_business(world: World) -> None:
    """A file that is no list, in a message that names no sequence, gets no answer."""
    await world.share(b"\x89PNG\r\n\x1a\n", name="party.png", text="look!")
    await world.type("q4-outbound jo@acme.example")
    await world.message("1 rows = 1 added")
    assert not any("party" in one.text for one in world.slack.messages(world.sales) if one.bot_id)


async def test_a_refused_key_stops_the_job_and_keeps_the_leads(world: World) -> None:
    """It can go on once the key works."""
    world.amplemarket.revoke_key()
    await world.type("q4-outbound jo@acme.example")
    told = await world.message("Amplemarket refused our key", "1 was not sent")
    assert "1 rows = 0 added" in told.text
    assert told.text.endswith("+ 1 not sent")
    world.amplemarket.restore_key()
    await world.slack.click(world.ana, told, "add_job")
    await world.message("1 rows = 1 added")
    assert world.members() == {"jo@acme.example"}


async def test_a_refused_key_is_told_to_the_admins_once(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> None:
    """In a direct message, however many jobs it stops; the people whose job it is read it in their thread."""
    ana, bo = slack.add_person("ana"), slack.add_person("bo")
    sales = slack.add_channel("sales", people=[ana, bo])
    sequence = amplemarket.add_sequence("Q4")
    amplemarket.revoke_key()
    async with serve(settings.model_copy(update={"addleads_admins": frozenset({ana.id})})):
        await slack.command(ana, sales, "/addleads", f"alias add q4 {sequence}")
        for number in range(3):
            await slack.command(bo, sales, "/addleads", f"q4 p{number}@acme.example")
        await slack.until(
            lambda: sum("refused our key" in one.text for one in slack.messages(sales)) == 3,
            what="three stops",
        )
        (told,) = await slack.until(lambda: slack.messages(slack.dm(ana)), what="a direct message")
        assert "Amplemarket refuses our API key" in told.text
        assert not slack.messages(slack.dm(bo))


async def test_after_a_start_with_a_key_that_works_stopped_jobs_go_on(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> None:
    """Nobody presses anything: their threads said that they would, and say that they did."""
    ana = slack.add_person("ana")
    sales = slack.add_channel("sales", people=[ana])
    sequence = amplemarket.add_sequence("Q4")
    people = [f"p{number}@acme.example" for number in range(3)]

    def said(words: str) -> int:
        return sum(words in one.text for one in slack.messages(sales))

    amplemarket.revoke_key()
    async with serve(settings):
        await slack.command(ana, sales, "/addleads", f"alias add q4 {sequence}")
        for one in people:
            await slack.command(ana, sales, "/addleads", f"q4 {one}")
        await slack.until(lambda: said("Once the key works I go on by myself") == 3, what="three stops")
    amplemarket.restore_key()
    async with serve(settings):
        await slack.until(lambda: said("1 rows = 1 added") == 3, what="three reports")
    assert {one.email for one in amplemarket.added(sequence)} == set(people)
    assert sum(call.processed for call in amplemarket.calls if adds_leads(call)) == len(people)


async def test_a_stopped_job_can_be_cancelled(world: World) -> None:
    """Then its report says what was not sent."""
    world.amplemarket.revoke_key()
    await world.type("q4-outbound jo@acme.example")
    told = await world.message("Amplemarket refused our key")
    await world.slack.click(world.ana, told, "cancel_job")
    ended = await world.message("Cancelled: added 0 of 1 lead")
    await world.slack.until(lambda: len(world.slack.thread(world.sales, ended.ts)) == 3, what="the report")
    report = world.slack.thread(world.sales, ended.ts)[-1]
    assert "+ 0 failed + 1 not sent" in report.text
    assert "Not sent (1)" in str(report.blocks)
    assert not world.now(told).elements


async def test_a_sequence_that_amplemarket_does_not_know(world: World) -> None:
    """The alias is stale; nothing was sent."""
    await world.type(f"alias add old {'0' * 40}")
    await world.type("old jo@acme.example")
    await world.message("no longer knows this sequence", "1 not sent")


async def test_amplemarket_down(world: World) -> None:
    """After a few tries the leads are failed, with a button to send them again."""
    await world.amplemarket.go_down()
    await world.type("q4-outbound jo@acme.example")
    report = await world.message(
        "1 rows = 0 added + 0 skipped + 0 invalid + 0 duplicate + 0 unconfirmed + 1 failed"
    )
    await world.amplemarket.come_back()
    await world.slack.click(world.ana, report, "retry_failed")
    await world.message("1 rows = 1 added")


async def test_a_rate_limit_is_waited_out(world: World) -> None:
    """429 with Retry-After delays, and loses nothing."""
    world.amplemarket.inject(faults.rate_limited("0"), times=2)
    await world.type("q4-outbound jo@acme.example")
    await world.message("1 rows = 1 added")


async def test_slack_refusing_the_blocks_falls_back_to_text(world: World) -> None:
    """The text says the same as the layout."""
    await world.share("Email\njo@acme.example\n", text="hm")
    question = await world.message("To which sequence")
    world.slack.faults.fail("chat.postMessage", "invalid_blocks")
    await world.slack.click(world.ana, question, "choose_sequence", option="q4-outbound")
    preview = await world.message("1 lead ready")
    await world.slack.click(world.ana, preview, "add_job")
    report = await world.message("1 rows = 1 added")
    assert not report.blocks


async def test_a_channel_without_the_bot(world: World) -> None:
    """It says how to invite it, and sends nothing: the outcome could not be told there."""
    elsewhere = world.slack.add_channel("elsewhere", people=[world.ana], with_bot=False)
    await world.slack.command(world.ana, elsewhere, "/addleads", "q4-outbound jo@acme.example")
    await world.whisper("/invite @")
    assert not world.adding_calls


async def test_slack_losing_the_first_message_sends_nothing(world: World) -> None:
    """Without a message to report under, nothing is added; and the message is not posted twice."""
    world.slack.faults.drop_after("chat.postMessage")
    world.slack.faults.fail("conversations.history", "missing_scope")
    await world.type("q4-outbound jo@acme.example")
    await world.whisper("Nothing was sent")
    assert len(world.slack.calls_of("chat.postMessage")) == 1
    assert not world.adding_calls


async def test_slack_losing_only_the_answer_to_the_first_message(world: World) -> None:
    """It is found in the channel, so the job goes on under it."""
    world.slack.faults.drop_after("chat.postMessage")
    await world.type("q4-outbound jo@acme.example")
    report = await world.message("1 rows = 1 added")
    (parent,) = [one for one in world.slack.messages(world.sales) if not one.thread_ts]
    assert report.thread_ts == parent.ts


async def test_a_deleted_status_message_does_not_lose_the_report(world: World) -> None:
    """The report is a message of its own."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(101)))
    preview = await world.message("101 leads ready")
    world.slack.faults.fail("chat.update", "message_not_found", times=5)
    await world.slack.click(world.ana, preview, "add_job")
    await world.message("101 rows = 101 added")


async def test_a_lead_cannot_notify_the_channel(world: World) -> None:
    """Values out of a list are shown, not obeyed."""
    await world.share("Email,Name\n<!channel>,x\njo@acme.example,y\n", name="<!here>.csv")
    report = await world.message("2 rows = 1 added")
    said = [str(one.blocks) + one.text for one in world.slack.messages(world.sales) if one.bot_id]
    mrkdwn = [block["text"]["text"] for block in report.blocks if block["type"] == "section"]
    assert not any("<!" in text for text in mrkdwn)
    assert not any("<!here>" in text and "mrkdwn" in text and "&lt;!here&gt;" not in text for text in said)


async def test_a_running_job_that_is_cancelled_says_what_is_in(world: World) -> None:
    """No further batch is begun; the line names what was not sent."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(2000)))
    preview = await world.message("2,000 leads ready")
    world.amplemarket.latency = 0.3
    await world.slack.click(world.ana, preview, "add_job")
    await world.slack.until(lambda: world.now(preview).edits, what="started")
    await world.amplemarket.until(lambda: len(world.adding_calls) >= 4)
    await world.slack.click(world.bo, preview, "cancel_job")
    report = await world.message("2,000 rows =", "not sent")
    added = len(world.amplemarket.added(world.sequence))
    assert f"2,000 rows = {added:,} added" in report.text
    assert report.text.split("not sent")[0].endswith(f"+ {2000 - added:,} ")


async def test_admins_only_lift_the_exclusion_list(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> None:
    """Who may not is told so alone, and nothing happens."""
    ana, bo = slack.add_person("ana"), slack.add_person("bo")
    sales = slack.add_channel("sales", people=[ana, bo])
    sequence = amplemarket.add_sequence("Q4")
    amplemarket.exclude("kim@bank.example")
    async with serve(settings.model_copy(update={"addleads_admins": frozenset({ana.id})})):
        await slack.command(bo, sales, "/addleads", f"alias add q4 {sequence}")
        await slack.command(bo, sales, "/addleads", "q4 kim@bank.example")
        report = await slack.until(
            lambda: next((one for one in slack.messages(sales) if "1 skipped" in one.text), None),
            what="report",
        )
        await slack.click(bo, report, "retry_exclusion_list")
        await slack.until(
            lambda: any("Only admins" in one.text for one in slack.ephemerals(bo)), what="a refusal"
        )
        await slack.click(ana, report, "retry_exclusion_list")
        await slack.until(
            lambda: any("1 rows = 1 added" in one.text for one in slack.messages(sales)), what="added"
        )
