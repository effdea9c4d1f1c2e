"""Shared files: which of them are answered, and where their leads go when the message does not say."""

from bot.adding.job import EVERY_TEAM, Alias
from bot.sandbox.slack import FileVariant, Message, Upload
from tests.e2e.test_add_leads_modal import sent
from tests.e2e.test_main_job import line
from tests.e2e.world import World

LIST = b"Email\njo@acme.example\n"
PROSE = b"Deployed at ten, rolled back at eleven.\nNobody noticed.\n"


async def heard(world: World) -> list[Message]:
    """What the bot has said in the channel, once it has dealt with all that was shared so far."""
    await world.slack.upload(world.ana, world.sales, "last.csv", b"Email\nz@z.example\n", text="q4-outbound")
    await world.message(line(1, added=1))
    await world.slack.until(
        lambda: [one for one in world.slack.files() if one.name.startswith("last-results")],
        what="the last file's result file",
    )
    last = next(one for one in world.slack.messages(world.sales) if "last.csv" in str(one.files))
    return [one for one in world.slack.messages(world.sales) if one.bot_id and one.thread_ts != last.ts]


IGNORED = [
    Upload("notes.txt", PROSE),
    Upload("Untitled", PROSE, variant=FileVariant(snippet=True)),
    Upload("party.png", b"\x89PNG\r\n\x1a\n"),
    Upload("slides.pdf", b"%PDF-1.7\n"),
    Upload("picture.txt", b"\x89PNG\r\n\x1a\n"),
    Upload("", PROSE, variant=FileVariant(connect=True)),
    Upload("todo", b"", variant=FileVariant(external=True)),
]
ANSWERED = {
    "To which sequence shall I add 1 lead": Upload("l.csv", LIST),
    "To which sequence shall I add 2 leads": Upload("people.txt", b"jo@acme.example\nkim@bank.example\n"),
    "To which sequence shall I add 3 leads": Upload(
        "Untitled", b"jo@a.example\nkim@b.example\nli@c.example\n", variant=FileVariant(snippet=True)
    ),
    "old Excel file": Upload("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "no e-mail addresses": Upload("names.csv", b"Name\nJo\n"),
}


async def test_what_need_not_concern_the_bot_gets_no_answer(world: World) -> None:
    """In a channel where people share all kinds of things, a bot that comments on them is a nuisance."""
    await world.slack.upload_files(world.ana, world.sales, IGNORED, text="look")
    assert not await heard(world)


async def test_what_looks_like_a_list_gets_one(world: World) -> None:
    """A table of any kind, and a text that holds somebody to add."""
    posted = await world.slack.upload_files(world.ana, world.sales, [*ANSWERED.values()], text="look")
    for told in ANSWERED:
        assert (await world.message(told)).thread_ts == posted.ts
    assert not sent(world.amplemarket)


async def test_a_text_without_leads_is_answered_where_it_names_a_sequence(world: World) -> None:
    """Who calls the bot by an alias waits for an answer, and so does who writes to it alone."""
    await world.share(PROSE, name="notes.txt")
    await world.message("no e-mail addresses")
    dm = world.slack.dm(world.ana)
    await world.slack.upload(world.ana, dm, "notes.txt", PROSE)
    await world.slack.until(
        lambda: [one for one in world.slack.messages(dm) if "no e-mail addresses" in one.text],
        what="an answer",
    )


async def test_a_list_in_a_direct_message(world: World) -> None:
    """The same as in a channel."""
    dm = world.slack.dm(world.ana)
    for text, told in (("", "To which sequence"), ("q4-outbound", line(1, added=1))):
        await world.slack.upload(world.ana, dm, "l.csv", LIST, text=text)
        await world.slack.until(
            lambda told=told: [one for one in world.slack.messages(dm) if told in one.text],  # type: ignore[misc] # the default binds the loop's value
            what=told,
        )


async def test_several_lists_in_one_message(world: World) -> None:
    """Each a job of its own, all in the message's thread."""
    files = [Upload(f"{name}.csv", f"Email\n{name}@acme.example\n".encode()) for name in ("jo", "kim", "li")]
    posted = await world.slack.upload_files(world.ana, world.sales, files, text="for q4-outbound")
    await world.slack.until(
        lambda: len([one for one in world.slack.files() if one.name.endswith("-results.csv")]) == 3,
        what="three result files",
    )
    assert world.members() == {"jo@acme.example", "kim@acme.example", "li@acme.example"}
    said = [one for one in world.slack.messages(world.sales) if one.bot_id]
    assert {one.thread_ts for one in said} == {posted.ts}
    assert len([one for one in said if line(1, added=1) in one.text]) == 3


async def test_the_bots_own_files_never_trigger_it(world: World) -> None:
    """A result file is a table with leads, in a channel that has a default: only people's files are lists."""
    await world.bot.store.defaults.put(world.slack.team_id, world.sales.id, "q4-outbound")
    await world.share(LIST + b"n/a\n")
    await world.result_file()
    assert not [one for one in await heard(world) if "default of this channel" in one.text]
    assert len(sent(world.amplemarket)) == 2


# ---- a default per channel --------------------------------------------------------------------------


async def test_a_channel_gets_a_default_and_loses_it(world: World) -> None:
    """Each step is confirmed to who took it, with what it means."""
    for typed, told in (
        ("here", "no default sequence"),
        ("here Q4-outbound", "now go to *q4-outbound*"),
        ("here", "default of this channel is *q4-outbound*"),
        ("here q4-outbond", "Did you mean *q4-outbound*?"),
        ("here a b", "Write `/addleads here NAME`"),
        ("here none", "no default sequence any more"),
        ("here none", "has no default sequence, so I ask"),
    ):
        await world.type(typed)
        await world.whisper(told)


async def test_a_list_without_a_sequence_goes_where_the_channels_lists_go(world: World) -> None:
    """It is a guess, so it is shown first, and says what was guessed."""
    await world.type("here q4-outbound")
    await world.whisper("now go to")
    await world.share(LIST, text="my leads")
    preview = await world.message("1 lead ready", "q4-outbound, the default of this channel")
    assert not sent(world.amplemarket)
    await world.slack.click(world.bo, preview, "add_job")
    await world.message(line(1, added=1))


async def test_leads_typed_without_a_sequence(world: World) -> None:
    """They go to the channel's, after a look; where it has none, the person is told how to name one."""
    await world.type("jo@acme.example kim@bank.example")
    await world.whisper("To which sequence?", "/addleads NAME jo@acme.example")
    await world.type("here q4-outbound")
    await world.whisper("now go to")
    await world.type("jo@acme.example kim@bank.example")
    preview = await world.message("2 leads ready", "the default of this channel")
    assert not sent(world.amplemarket)
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(line(2, added=2))
    await world.type("li@shop.example q4-outbound")  # names one, in the wrong place: nothing is guessed
    await world.whisper("To which sequence?", "/addleads NAME li@shop.example")


async def test_a_named_sequence_wins_over_the_default(world: World) -> None:
    """And what is named is no guess."""
    other = world.amplemarket.add_sequence("Spring")
    await world.bot.store.aliases.put(Alias(EVERY_TEAM, "spring", other))
    await world.bot.store.defaults.put(world.slack.team_id, world.sales.id, "q4-outbound")
    await world.share(LIST, text="for spring please")
    await world.message(line(1, added=1))
    assert len(world.amplemarket.added(other)) == 1
    await world.share(b"Email\nkim@bank.example\n", text="spring or q4-outbound?")
    await world.message("To which sequence")


async def test_a_default_whose_alias_is_gone_is_none(world: World) -> None:
    """The list is asked about, and `/addleads here` says why."""
    await world.bot.store.defaults.put(world.slack.team_id, world.sales.id, "spring")
    await world.share(LIST, text="my leads")
    await world.message("To which sequence")
    await world.type("here")
    await world.whisper("was *spring*, which I no longer know")


async def test_the_form_begins_with_the_channels_default(world: World) -> None:
    """One field less to fill in; seen and submitted, it is no guess."""
    await world.bot.store.defaults.put(world.slack.team_id, world.sales.id, "q4-outbound")
    await world.type("")
    view = await world.slack.until(
        lambda: next(
            (one for one in world.slack.views(world.ana) if "channel_sequence" in str(one.blocks)), None
        ),
        what="the form with the default",
    )
    submitted = await world.slack.submit_view(world.ana, view, {"leads": "jo@acme.example"})
    assert (submitted.error, submitted.errors) == (None, {})
    await world.message(line(1, added=1))
