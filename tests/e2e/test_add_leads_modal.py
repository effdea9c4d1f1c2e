"""The modal that adds leads, as people fill it in: opened by `/addleads` alone, and from a message's menu."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.adding.job import EVERY_TEAM, Alias
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.amplemarket.calls import Call
from bot.sandbox.slack import Channel, FileVariant, Json, Message, Person, SlackSandbox, SubmitResult, View
from bot.settings import Settings
from tests.e2e.test_main_job import line
from tests.e2e.world import Serve, World

LIST = "Email,First Name\njo@acme.example,Jo\n"


def sent(amplemarket: AmplemarketSandbox) -> list[Call]:
    """The calls that add; those that only read do no harm."""
    return [call for call in amplemarket.calls if call.method == "POST"]


async def opened(world: World, person: Person | None = None) -> View:
    """The form, after somebody typed the command alone."""
    typed = await world.type("", person=person)
    assert typed.error is None
    return await shown(world, person)


async def shown(world: World, person: Person | None = None) -> View:
    """The form on somebody's screen, with its fields."""
    person = person or world.ana
    return await world.slack.until(
        lambda: next((one for one in world.slack.views(person) if "submit" in one.definition), None),
        what="the form",
    )


async def option(world: World, view: View, query: str = "q4") -> Json:
    """The first sequence that the menu offers for what Ana types."""
    return (await world.slack.suggestions(world.ana, view, "sequence", query))[0]


async def submit(world: World, view: View, **values: object) -> SubmitResult:
    """Ana chooses q4-outbound, unless said otherwise, fills in these fields and submits."""
    if "sequence" not in values:
        values["sequence"] = await option(world, view)
    submitted = await world.slack.submit_view(world.ana, view, values)
    assert submitted.error is None
    return submitted


async def test_leads_in_the_text_box(world: World) -> None:
    """Added at once, as if they had been typed behind the command; answered in the channel."""
    view = await opened(world)
    submitted = await submit(world, view, leads="jo@acme.example first_name=Jo\nlinkedin.com/in/bo-li")
    assert not submitted.errors
    assert not world.slack.views(world.ana)
    report = await world.message(line(2, added=2))
    parent, _ = world.slack.thread(world.sales, report.thread_ts or "")
    assert f"for <@{world.ana.id}>" in parent.text
    assert world.amplemarket.added(world.sequence)[0].data == {"first_name": "Jo"}


async def test_each_file_is_a_job(world: World) -> None:
    """With a message of its own to report under; the result files come back."""
    view = await opened(world)
    files = [
        world.slack.stage_file(world.ana, "first.csv", LIST.encode()),
        world.slack.stage_file(world.ana, "names.csv", b"Name\nJo\n"),
        world.slack.stage_file(world.ana, "second.csv", b"Email\nkim@bank.example\nn/a\n"),
    ]
    await submit(world, view, files=files)
    one = await world.message(line(1, added=1))
    two = await world.message(line(2, added=1, invalid=1))
    assert one.thread_ts != two.thread_ts
    await world.whisper("names.csv", "no e-mail addresses")
    assert world.members() == {"jo@acme.example", "kim@bank.example"}
    await world.slack.until(lambda: len(world.slack.files()) == 5, what="two result files")
    assert [one["outcome"] for one in await world.result_file()]


async def test_a_file_of_the_form_shows_its_preview_in_the_channel(world: World) -> None:
    """Where something was guessed; its columns can be changed, as with any shared file."""
    view = await opened(world)
    file = world.slack.stage_file(world.ana, "l.csv", b"Email;Name\njo@acme.example;Jo\n")
    await submit(world, view, files=file)
    preview = await world.message("I read 1 row from *l.csv*", "semicolon-separated")
    assert preview.thread_ts is None
    assert {"add_job", "change_columns", "cancel_job"} <= set(preview.elements)
    await world.slack.click(world.ana, preview, "add_job")
    report = await world.message(line(1, added=1))
    assert report.thread_ts == preview.ts


async def test_overrides_are_shown_first(world: World) -> None:
    """Nobody lifts a safety check in passing; who sends is kept."""
    world.amplemarket.contacted_recently("jo@acme.example")
    world.amplemarket.add_user("Ana", "ana@acme.example")
    view = await opened(world)
    await submit(
        world,
        view,
        leads="jo@acme.example",
        overrides=["ignore_recently_contacted"],
        mailboxes="ana@acme.example",
        distribution="custom_mailboxes",
    )
    preview = await world.message("1 lead ready", "Safety checks off", "recently contacted")
    assert not sent(world.amplemarket)
    job = await world.bot.store.jobs.get(str(preview.elements["add_job"]["value"]))
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(line(1, added=1))
    assert job is not None
    assert job.options.mailboxes == ("ana@acme.example",)


async def test_what_is_wrong_is_told_at_its_field(world: World) -> None:
    """The form stays open with all that was filled in."""
    view = await opened(world)
    for values, field, told in (
        ({}, "leads", "Paste leads here"),
        ({"leads": "x", "distribution": "custom_mailboxes"}, "mailboxes", "Name the mailboxes"),
        ({"mailboxes": "ana"}, "mailboxes", "ana is not an e-mail address"),
    ):
        submitted = await submit(world, view, **values)
        assert list(submitted.errors) == [field]
        assert told in submitted.errors[field]
        assert world.slack.views(world.ana) == [view]
    assert not sent(world.amplemarket)


async def test_text_and_files_at_once_are_refused(world: World) -> None:
    """Whichever was forgotten in the form, nobody is added by accident."""
    view = await opened(world)
    file = world.slack.stage_file(world.ana, "l.csv", LIST.encode())
    submitted = await submit(world, view, leads="kim@bank.example", files=file)
    assert "not both at once" in submitted.errors["files"]
    again = await submit(world, view, leads="", files=file)
    assert not again.errors
    await world.message(line(1, added=1))
    assert world.members() == {"jo@acme.example"}


async def test_leads_that_are_none_are_told_after_the_form_has_closed(world: World) -> None:
    """To the person alone, in the channel that the form was opened in."""
    view = await opened(world)
    await submit(world, view, leads="jo@@acme")
    await world.whisper("jo@@acme")
    assert not world.slack.messages(world.sales)


async def test_an_alias_that_was_removed_while_the_form_was_open(world: World) -> None:
    """Told at the field; another one can be chosen, and nothing was sent for the first."""
    await world.bot.store.aliases.put(Alias(EVERY_TEAM, "q4-new", world.sequence))
    view = await opened(world)
    chosen = await option(world, view, "q4-out")
    await world.bot.store.aliases.remove(EVERY_TEAM, "q4-outbound")
    submitted = await submit(world, view, sequence=chosen, leads="jo@acme.example")
    assert "I no longer know q4-outbound" in submitted.errors["sequence"]
    assert not sent(world.amplemarket)
    await submit(world, view, sequence=await option(world, view, "q4"), leads="jo@acme.example")
    report = await world.message(line(1, added=1))
    parent, _ = world.slack.thread(world.sales, report.thread_ts or "")
    assert "q4-new" in parent.text


async def test_the_same_form_submitted_twice(world: World) -> None:
    """Two presses before Slack has closed it are one job."""
    view = await opened(world)
    chosen = await option(world, view)
    values = {"sequence": chosen, "leads": "jo@acme.example"}
    await asyncio.gather(*(world.slack.submit_view(world.ana, view, values) for _ in range(3)))
    await world.message(line(1, added=1))
    await world.type("q4-outbound kim@bank.example")
    await world.slack.until(lambda: len(world.members()) == 2, what="the second lead")
    assert len(sent(world.amplemarket)) == 2
    assert len([one for one in world.slack.messages(world.sales) if "jo@" in str(one.blocks)]) <= 1


async def test_a_form_mended_after_a_lost_answer_is_not_lost(world: World) -> None:
    """Another text in the same form is another request, not the repetition of the first."""
    view = await opened(world)
    chosen = await option(world, view)
    await asyncio.gather(
        *(
            world.slack.submit_view(world.ana, view, {"sequence": chosen, "leads": leads})
            for leads in ("jo@acme.example", "kim@bank.example")
        )
    )
    await world.slack.until(lambda: len(world.members()) == 2, what="both")


async def test_a_form_that_slack_does_not_open(world: World) -> None:
    """Its trigger has run out."""
    world.slack.faults.fail("views.open", "expired_trigger_id")
    await world.type("")
    await world.whisper("too little time", "Please try once more")


async def test_the_form_opens_before_anything_is_asked(world: World) -> None:
    """The first call of all is the one that opens it."""
    before = len(world.slack.calls)
    await opened(world)
    asked = [call.method for call in world.slack.calls[before:] if call.method != "users.info"]
    assert asked[0] == "views.open"


async def test_where_the_bot_may_not_write_the_person_is_told_in_their_own_conversation(world: World) -> None:
    """A submission has no answer of its own that could stand in the channel."""
    hall = world.slack.add_channel("hall", people=[world.ana], with_bot=False)
    await world.slack.command(world.ana, hall, "/addleads", "")
    view = await shown(world)
    await submit(world, view, leads="jo@acme.example")
    dm = world.slack.dm(world.ana)
    await world.slack.until(
        lambda: [one for one in world.slack.messages(dm) if "/invite" in one.text], what="what to do"
    )
    assert not sent(world.amplemarket)


async def test_a_form_that_knows_no_channel_answers_in_a_conversation(world: World) -> None:
    """As one opened from elsewhere than a channel does."""
    view = await opened(world)
    view.definition["private_metadata"] = ""
    await submit(world, view, leads="jo@acme.example")
    dm = world.slack.dm(world.ana)
    told = await world.slack.until(
        lambda: [one for one in world.slack.messages(dm) if line(1, added=1) in one.text], what="a report"
    )
    assert told[0].thread_ts == world.slack.messages(dm)[0].ts


# ---- the menu ---------------------------------------------------------------------------------------


async def test_a_menu_of_many_aliases_finds_them_by_typing(world: World) -> None:
    """Also the one in the preview of a list that names none."""
    for number in range(70):
        await world.bot.store.aliases.put(Alias(EVERY_TEAM, f"old-{number}", f"5f2a5f2a{number}"))
    view = await opened(world)
    assert len(await world.slack.suggestions(world.ana, view, "sequence", "")) >= 71
    await world.share("Email\njo@acme.example\n", text="my leads")
    question = await world.message("To which sequence")
    assert question.elements["choose_sequence"]["type"] == "external_select"
    (found,) = await world.slack.suggestions(world.bo, question, "choose_sequence", "q4-OUT")
    await world.slack.click(world.bo, question, "choose_sequence", option=found)
    await world.message("1 lead ready for", "q4-outbound")


async def test_a_sequence_that_nobody_has_named(world: World) -> None:
    """Found by Amplemarket's own name for it, below the aliases; drafts are not offered."""
    spring = world.amplemarket.add_sequence("Spring q4")
    world.amplemarket.add_sequence("q4 to come", status="draft")
    view = await opened(world)
    found = await world.slack.suggestions(world.ana, view, "sequence", "Q4")
    assert [one["text"]["text"] for one in found] == ["q4-outbound", "Spring q4"]
    await submit(world, view, sequence=found[1], leads="jo@acme.example")
    await world.message("Added 1 of 1 lead to *Spring q4* for")
    assert len(world.amplemarket.added(spring)) == 1


# ---- the shortcut -----------------------------------------------------------------------------------


async def from_message(world: World, message: Message, person: Person | None = None) -> None:
    await world.slack.shortcut(person or world.ana, "add_leads_from_file", message)


async def test_a_file_that_is_there_already(world: World) -> None:
    """Its name stands in the form; the job answers in the file's thread, for who asked."""
    posted = (await world.share(LIST, text="no sequence", name="DACH fintech.bin")).message
    await from_message(world, posted, world.bo)
    view = await shown(world, world.bo)
    assert "From *DACH fintech.bin*" in str(view.blocks)
    assert {"leads", "files"}.isdisjoint(view.elements)
    (chosen,) = await world.slack.suggestions(world.bo, view, "sequence", "q4")
    await world.slack.submit_view(world.bo, view, {"sequence": chosen})
    report = await world.message(line(1, added=1))
    assert report.thread_ts == posted.ts
    assert world.members() == {"jo@acme.example"}


async def test_a_message_without_a_file(world: World) -> None:
    """A sentence to the person, and no form."""
    said = await world.slack.say(world.ana, world.sales, "hello")
    await from_message(world, said.message)
    await world.whisper("There is no file on this message")
    assert not world.slack.views(world.ana)


async def test_a_file_that_slack_does_not_hold(world: World) -> None:
    """A link to another service is no file of Slack's."""
    posted = await world.slack.upload(
        world.ana, world.sales, "l.gsheet", b"", text="see", variant=FileVariant(external=True)
    )
    await from_message(world, posted.message)
    await world.whisper("not stored in Slack itself")
    assert not world.slack.views(world.ana)


async def test_a_file_through_slack_connect_gets_its_name_later(world: World) -> None:
    """The form is open by then."""
    posted = await world.slack.upload(
        world.ana, world.sales, "l.bin", LIST.encode(), text="see", variant=FileVariant(connect=True)
    )
    await from_message(world, posted.message)
    view = await shown(world)
    await world.slack.until(lambda: "From *l.bin*" in str(view.blocks), what="the name")
    await submit(world, view)
    report = await world.message(line(1, added=1))
    assert report.thread_ts == posted.ts


async def test_a_file_deleted_while_the_form_was_open(world: World) -> None:
    """Told to who submitted."""
    posted = await world.share(LIST, text="no sequence", name="l.bin")
    await from_message(world, posted.message)
    view = await shown(world)
    posted.files[0].deleted = True
    await submit(world, view)
    await world.whisper("Slack does not show me")
    assert not sent(world.amplemarket)


# ---- who may ----------------------------------------------------------------------------------------


@pytest.fixture
async def with_admin(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, settings: Settings, serve: Serve
) -> AsyncIterator[tuple[Person, Person, Channel]]:
    """An admin and somebody else, in a channel with a bot that knows the difference."""
    boss, ana = slack.add_person("boss"), slack.add_person("ana")
    sales = slack.add_channel("sales", people=[boss, ana])
    sequence = amplemarket.add_sequence("Q4")
    changed = settings.model_copy(update={"addleads_admins": frozenset({boss.id})})
    async with serve(changed) as bot:
        await bot.store.aliases.put(Alias(EVERY_TEAM, "q4", sequence))
        yield boss, ana, sales


async def test_the_exclusion_list_is_for_admins(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, with_admin: tuple[Person, Person, Channel]
) -> None:
    """Others are not offered it; and who sends it all the same is refused at the field."""
    boss, ana, sales = with_admin
    views = []
    for person in (boss, ana):
        await slack.command(person, sales, "/addleads", "")
        views += await slack.until(lambda person=person: slack.views(person), what="the form")  # type: ignore[misc] # the default binds the loop's value
    offered = [[one["value"] for one in view.elements["overrides"]["options"]] for view in views]
    assert set(offered[0]) - set(offered[1]) == {"ignore_exclusion_list"}
    anas = views[1]
    anas.elements["overrides"]["options"] += [
        one for one in views[0].elements["overrides"]["options"] if one["value"] == "ignore_exclusion_list"
    ]
    (chosen,) = await slack.suggestions(ana, anas, "sequence", "q4")
    submitted = await slack.submit_view(
        ana,
        anas,
        {"sequence": chosen, "leads": "jo@acme.example", "overrides": ["ignore_exclusion_list"]},
    )
    assert "Only admins" in submitted.errors["overrides"]
    assert not sent(amplemarket)
