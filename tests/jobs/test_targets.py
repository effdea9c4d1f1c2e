"""Jobs and the sequence they go to, as Amplemarket lists it: refused, planned, and never trusted too far."""

from dataclasses import replace

import pytest

from bot.adding.catalogue import Mailbox, MailboxStatus, Sequence, SequenceStatus
from bot.adding.errors import NothingToDoError
from bot.adding.job import Alias, Distribution, Intake, Job, Options
from bot.adding.outcome import Outcome
from bot.adding.overrides import Override
from bot.adding.retry import RetryKind
from bot.adding.sequence_errors import MailboxesError, SequenceClosedError
from bot.adding.state import JobState
from bot.jobs.catalogue import Catalogue
from bot.jobs.intake import Request
from bot.leads.command_text import read_text
from bot.sandbox.amplemarket import adds_leads
from tests.jobs.listed import Lists, NoLimit
from tests.jobs.scene import Process, Scene

TYPED = "jane@acme.example it=1 bo@acme.example"
CLOSED = [status for status in SequenceStatus if status.takes_leads is False]
SHOWN_FIRST = Options(overrides=frozenset({Override.RECENTLY_CONTACTED}))


@pytest.fixture
def lists(scene: Scene) -> Lists:
    """What the catalogue says of the scene's sequence, to begin with."""
    lists = Lists([Sequence(scene.sequence, "Q4 Outbound", SequenceStatus.ACTIVE, "Bo Li")])
    scene.catalogue = Catalogue(lists, NoLimit(), scene.clock)
    return lists


def say(lists: Lists, status: SequenceStatus, *fields: str) -> None:
    lists.listed = [replace(lists.listed[0], status=status, dynamic_fields_used=fields or None)]


async def begin(scene: Scene, process: Process, **changes: object) -> Job:
    fields: dict[str, object] = {
        "origin": "command:1.1",
        "team": "T1",
        "channel": "C1",
        "user": "U1",
        "intake": Intake.TYPED,
        "alias": Alias("T1", "q4", scene.sequence),
    }
    return await process.new_jobs.begin(
        Request(**(fields | changes)),  # type: ignore[arg-type]
        read_text(TYPED),
    )


async def later(scene: Scene) -> None:
    await scene.clock.sleep(1)


@pytest.mark.parametrize("status", CLOSED)
async def test_typed_leads_for_a_closed_sequence(scene: Scene, lists: Lists, status: SequenceStatus) -> None:
    """Refused before anything is written or sent; once it is launched, the same command works."""
    say(lists, status)
    async with scene.process() as process:
        with pytest.raises(SequenceClosedError):
            await begin(scene, process)
        assert await process.store.jobs.by_origin("command:1.1") is None
        say(lists, SequenceStatus.ACTIVE)
        await later(scene)
        job = await begin(scene, process)
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2


@pytest.mark.parametrize(
    "status", [SequenceStatus.ACTIVE, SequenceStatus.PAUSED, SequenceStatus.UNKNOWN, SequenceStatus.GONE]
)
async def test_any_other_status_is_for_amplemarket_to_judge(
    scene: Scene, lists: Lists, status: SequenceStatus
) -> None:
    """A sequence that is not listed, or in a status nobody has heard of, may take leads all the same."""
    if status is SequenceStatus.GONE:
        lists.listed = []
    else:
        say(lists, status)
    async with scene.process() as process:
        job = await begin(scene, process)
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2


async def test_a_shared_list_waits_until_it_is_launched(scene: Scene, lists: Lists) -> None:
    """It is kept as a draft; confirming it is refused as long, and then works."""
    say(lists, SequenceStatus.DRAFT)
    async with scene.process() as process:
        job = await begin(scene, process, intake=Intake.FILE, thread_ts="1.0")
        assert job.state is JobState.DRAFT
        with pytest.raises(SequenceClosedError):
            await process.new_jobs.confirm(job.id, "T1", "U1")
        assert await scene.job_state(job.id) is JobState.DRAFT
        say(lists, SequenceStatus.ACTIVE)
        await later(scene)
        await process.new_jobs.confirm(job.id, "T1", "U1")
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2


async def test_archived_between_preview_and_click(scene: Scene, lists: Lists) -> None:
    """The click is refused, and the preview says why; nothing is sent."""
    async with scene.process() as process:
        job = await begin(scene, process, options=SHOWN_FIRST)
        say(lists, SequenceStatus.ARCHIVED)
        await scene.clock.sleep(60)
        with pytest.raises(SequenceClosedError):
            await process.new_jobs.confirm(job.id, "T1", "U1")
        assert scene.wall.calls["preview"] == 2
    assert not any(map(adds_leads, scene.amplemarket.calls))


async def test_a_job_that_was_begun_goes_on(scene: Scene, lists: Lists) -> None:
    """Its delivery comes once more after a kill: who typed it is not told that nothing was sent."""
    async with scene.process() as process:
        job = await begin(scene, process)
        say(lists, SequenceStatus.ARCHIVED)
        await scene.clock.sleep(60)
        assert (await begin(scene, process)).id == job.id
        await process.quiet()


async def test_leads_that_lack_a_field_are_told_before_and_the_rest_is_sent(
    scene: Scene, lists: Lists
) -> None:
    """Without a 422: Amplemarket sees one call, with those who lack nothing."""
    say(lists, SequenceStatus.ACTIVE, "it")
    scene.amplemarket.require(scene.sequence, "it")
    async with scene.process() as process:
        job = await begin(scene, process)
        await process.quiet()
    tally = await scene.check_report(job.id)
    assert (tally[Outcome.ADDED], tally[Outcome.INVALID]) == (1, 1)
    assert [call.status for call in scene.amplemarket.calls] == [200]


async def test_a_field_that_all_lack_is_for_amplemarket_to_judge(scene: Scene, lists: Lists) -> None:
    """The list says that it is used; Amplemarket takes the leads all the same."""
    say(lists, SequenceStatus.ACTIVE, "first_name")
    async with scene.process() as process:
        job = await begin(scene, process)
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2


async def test_a_chosen_sequence_decides_who_lacks_something(scene: Scene, lists: Lists) -> None:
    """Chosen later, and chosen again: the draft's rows follow, and so do name and defaults."""
    say(lists, SequenceStatus.ACTIVE, "it")
    easy = scene.amplemarket.add_sequence("Easy")
    lists.listed.append(Sequence(easy, "Easy", SequenceStatus.PAUSED))
    needy = Alias("T1", "q4", scene.sequence, Options(distribution=Distribution.SEQUENCE_SENDERS))
    async with scene.process() as process:
        job = await begin(scene, process, alias=None)
        await process.new_jobs.choose(job.id, "T1", needy)
        assert await scene.outcomes(job.id) == [Outcome.NOT_SENT, Outcome.INVALID]
        chosen = await process.store.jobs.get(job.id)
        assert chosen is not None
        assert (chosen.sequence_name, chosen.options) == ("Q4 Outbound", needy.defaults)
        await process.new_jobs.choose(job.id, "T1", Alias("T1", "easy", easy))
        assert await scene.outcomes(job.id) == [Outcome.NOT_SENT, Outcome.NOT_SENT]
        chosen = await process.store.jobs.get(job.id)
        assert chosen is not None
        assert (chosen.sequence_name, chosen.options) == ("Easy", Options())
        await process.new_jobs.confirm(job.id, "T1", "U1")
        with pytest.raises(NothingToDoError):
            await process.new_jobs.choose(job.id, "T1", needy)
        await process.quiet()
    assert len(scene.amplemarket.added(easy)) == 2


async def test_defaults_of_an_alias_reach_amplemarket(scene: Scene, lists: Lists) -> None:
    """Who sends, and values for every lead that has none of its own; a constant counts as a field."""
    say(lists, SequenceStatus.ACTIVE, "it", "region")
    scene.amplemarket.require(scene.sequence, "it", "region")
    given = Options(distribution=Distribution.SEQUENCE_SENDERS, data={"it": "any", "region": "DACH"})
    async with scene.process() as process:
        job = await begin(scene, process, alias=Alias("T1", "q4", scene.sequence, given))
        await process.quiet()
    assert (await scene.check_report(job.id))[Outcome.ADDED] == 2
    assert [dict(one.data) for one in scene.amplemarket.added(scene.sequence)] == [
        {"it": "1", "region": "DACH"},
        {"it": "any", "region": "DACH"},
    ]
    (call,) = scene.amplemarket.calls
    assert isinstance(call.body, dict)
    assert call.body["settings"] == {"leads_distribution": "sequence_senders"}


async def test_mailboxes_of_a_command_are_checked(scene: Scene, lists: Lists) -> None:
    """One that is not active is refused before anything is sent."""
    lists.boxes = [Mailbox("a@x.example", MailboxStatus.ACTIVE)]
    asked = Options(distribution=Distribution.CUSTOM_MAILBOXES, mailboxes=("b@x.example",))
    async with scene.process() as process:
        with pytest.raises(MailboxesError):
            await begin(scene, process, options=asked)
    assert not scene.amplemarket.calls


async def test_mailboxes_of_an_alias_are_checked_at_each_job(scene: Scene, lists: Lists) -> None:
    """One may have been switched off since the alias was made: nobody is added, and the alias is named."""
    senders = Options(distribution=Distribution.CUSTOM_MAILBOXES, mailboxes=("b@x.example",))
    alias = Alias("T1", "q4", scene.sequence, senders)
    lists.boxes = [Mailbox("b@x.example", MailboxStatus.INACTIVE)]
    async with scene.process() as process:
        with pytest.raises(MailboxesError) as raised:
            await begin(scene, process, alias=alias)
        assert (raised.value.refused, raised.value.alias) == (("b@x.example",), "q4")
        assert await process.store.jobs.by_origin("command:1.1") is None
        draft = await begin(scene, process, intake=Intake.FILE, thread_ts="1.0", alias=None)
        with pytest.raises(MailboxesError):
            await process.new_jobs.choose(draft.id, "T1", alias)
        assert (await process.store.jobs.get(draft.id) or draft).sequence_id is None
        named = Options(distribution=Distribution.SEQUENCE_SENDERS)
        await begin(scene, process, alias=alias, options=named, origin="command:1.2")
        await process.quiet()
    assert len(scene.amplemarket.calls) == 1


async def test_mailboxes_are_checked_again_before_the_click_counts(scene: Scene, lists: Lists) -> None:
    """A preview or a report may be days old; the button stays, and works once the mailbox does."""
    scene.amplemarket.contacted_recently("bo@acme.example")
    box = Mailbox("b@x.example", MailboxStatus.ACTIVE)
    lists.boxes = [box]
    senders = Options(
        frozenset({Override.OTHER_DRAFT_SEQUENCES}), Distribution.CUSTOM_MAILBOXES, ("b@x.example",)
    )
    async with scene.process() as process:
        job = await begin(scene, process, options=senders)
        lists.boxes = [replace(box, status=MailboxStatus.INACTIVE)]
        await later(scene)
        with pytest.raises(MailboxesError):
            await process.new_jobs.confirm(job.id, "T1", "U1")
        assert await scene.job_state(job.id) is JobState.DRAFT
        lists.boxes = [box]
        await later(scene)
        await process.new_jobs.confirm(job.id, "T1", "U1")
        await process.quiet()
        lists.boxes = [replace(box, status=MailboxStatus.INACTIVE)]
        await later(scene)
        with pytest.raises(MailboxesError):
            await process.retries.retry(job.id, "T1", RetryKind.RECENTLY_CONTACTED, "U1")
        assert not await process.store.jobs.children(job.id)


async def test_a_retry_into_a_closed_sequence(scene: Scene, lists: Lists) -> None:
    """Refused before a child is made; the button stays."""
    scene.amplemarket.contacted_recently("bo@acme.example")
    async with scene.process() as process:
        job = await begin(scene, process)
        await process.quiet()
        say(lists, SequenceStatus.ARCHIVED)
        await scene.clock.sleep(60)
        with pytest.raises(SequenceClosedError):
            await process.retries.retry(job.id, "T1", RetryKind.RECENTLY_CONTACTED, "U1")
        assert not await process.store.jobs.children(job.id)
