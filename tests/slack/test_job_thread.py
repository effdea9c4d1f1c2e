"""What people see of a job when Slack does not let us: nothing twice, nothing hidden, nobody left alone."""

import asyncio
from dataclasses import replace

import pytest

from bot.adding.errors import CannotPostError, KeyRefusedError, SlackAnswerLostError
from bot.adding.job import Alias, Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobEvent, JobState
from bot.leads.lead import Lead
from bot.sandbox.slack import Channel, Message, Person, SlackSandbox
from bot.slack.thread import SlackJobThread
from bot.slack.web import SlackWeb
from bot.store import Store
from tests.jobs.listed import unread
from tests.slack.samples import FILE_JOB, TYPED_JOB

POST, UPDATE = "chat.postMessage", "chat.update"
ENDED = Tally(6, {Outcome.ADDED: 6})
HALF = Tally(6, {Outcome.ADDED: 3, Outcome.NOT_SENT: 3})
BEFORE = Tally(6, {Outcome.NOT_SENT: 6})


@pytest.fixture
def thread(web: SlackWeb, store: Store) -> SlackJobThread:
    return SlackJobThread(web, store.jobs, store.aliases, unread())


@pytest.fixture
async def job(store: Store, slack: SlackSandbox, sales: Channel, ana: Person) -> Job:
    """Ana's file of six rows, and the thread under it."""
    said = await slack.say(ana, sales, "for q4-outbound please")
    return await written(
        store, replace(FILE_JOB, team=slack.team_id, channel=sales.id, user=ana.id, thread_ts=said.ts)
    )


async def written(store: Store, job: Job) -> Job:
    numbers = range(2, 8)
    leads = [Lead.of(number, email=f"lead{number}@acme.example") for number in numbers]
    rows = [JobRow(lead.row, (lead.name,), lead, 0, RowOutcome(lead.row, Outcome.NOT_SENT)) for lead in leads]
    assert await store.jobs.create(job, Plan(tuple(rows), (EarlierTry.NONE,)))
    return job


def replies(slack: SlackSandbox, sales: Channel) -> list[Message]:
    """What the bot has said, oldest first."""
    return [message for message in slack.messages(sales) if message.bot_id]


async def test_progress_is_one_message_also_where_edits_are_refused(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """Otherwise every tick would post a new one."""
    await thread.progress(job, BEFORE)
    slack.faults.fail(UPDATE, "edit_window_closed", times=20)
    for _ in range(20):
        await thread.progress(job, HALF)
    assert len(replies(slack, sales)) == 1


@pytest.mark.parametrize("error", ["edit_window_closed", "message_not_found", "cant_update_message"])
async def test_a_refused_edit_never_hides_the_report(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel, error: str
) -> None:
    """The report is a message of its own."""
    await thread.progress(job, HALF)
    slack.faults.fail(UPDATE, error, times=9)
    await thread.report(job, ENDED)
    assert any(one.text.startswith(ENDED.line) for one in replies(slack, sales))


async def test_a_report_does_not_wait_in_a_busy_channel(
    *, slack: SlackSandbox, web: SlackWeb, thread: SlackJobThread, job: Job, sales: Channel, store: Store
) -> None:
    """It takes the place of the status message, and stays there when it is told again."""
    await thread.progress(job, HALF)
    web.saying.pace.turned_away(POST, sales.id, 60)
    await thread.report(job, ENDED)
    report, file = replies(slack, sales)
    assert report.text.startswith(ENDED.line)
    assert file.files
    assert await store.jobs.message_ts(job.id, "report") == report.ts
    await thread.report(job, ENDED)
    assert [one.text for one in replies(slack, sales)] == [report.text, file.text]


async def test_edits_that_must_wait_hold_no_report_up(
    *,
    slack: SlackSandbox,
    thread: SlackJobThread,
    job: Job,
    sales: Channel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is posted; the status message follows when Slack lets us."""
    monkeypatch.setattr("bot.slack.thread.EDITS_WITHIN", 0.05)
    await thread.progress(job, HALF)
    held = slack.faults.hold(UPDATE)
    telling = asyncio.create_task(thread.report(job, ENDED))
    await slack.until(lambda: len(replies(slack, sales)) >= 2, what="the report")
    assert not replies(slack, sales)[0].text.startswith("Added 6")
    held.release()
    await telling
    assert replies(slack, sales)[0].text.startswith("Added 6 of 6 leads")


async def test_a_report_told_again_is_the_same_message(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """A restart repairs, it does not repeat; the result file neither."""
    await thread.report(job, ENDED)
    before = len(replies(slack, sales))
    await thread.report(job, ENDED)
    assert len(replies(slack, sales)) == before == 2


async def test_a_report_that_may_have_been_lost_takes_the_status_messages_place(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel, store: Store
) -> None:
    """Where nobody can look for it: that one surely stands, and the report is not posted a second time."""
    await thread.progress(job, HALF)
    slack.faults.drop_after(POST)
    slack.faults.fail("conversations.replies", "missing_scope")
    await thread.report(job, ENDED)
    status, report, _file = replies(slack, sales)
    assert status.text == report.text
    assert await store.jobs.message_ts(job.id, "report") == status.ts
    assert len(slack.calls_of(POST)) == 2


async def test_without_a_status_message_the_person_is_told_alone(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, ana: Person, sales: Channel
) -> None:
    """What may or may not stand in the thread."""
    slack.faults.drop_before(POST)
    await thread.report(job, ENDED)
    (whisper,) = slack.ephemerals(ana, sales)
    assert whisper.text.startswith(ENDED.line)
    await thread.report(job, ENDED)
    assert len(slack.ephemerals(ana, sales)) == 1


async def test_a_report_that_reached_nobody_is_raised(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, store: Store
) -> None:
    """The next start tells it."""
    slack.faults.drop_before(POST)
    slack.faults.drop_before("chat.postEphemeral")
    with pytest.raises(SlackAnswerLostError):
        await thread.report(job, ENDED)
    assert await store.jobs.message_ts(job.id, "report") is None


async def test_a_report_that_can_be_told_nowhere_is_raised(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """Neither in the channel nor to the person: nobody may take the job for told."""
    slack.archive(sales)
    slack.faults.fail(POST, "restricted_action", times=2)
    with pytest.raises(CannotPostError):
        await thread.report(job, ENDED)


async def test_what_decorates_never_raises(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """A job goes on, also where nobody can be told."""
    slack.archive(sales)
    await thread.confirmed(job, job.user)
    await thread.withdrawn(job, job.user)
    await thread.progress(job, HALF)
    await thread.retried(job)
    assert replies(slack, sales) == []


async def test_a_bug_of_ours_is_told_with_what_is_in_and_the_way_on(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """Under a reference to quote; the status message says that the job stands still."""
    await thread.progress(job, HALF)
    await thread.failed(replace(job, state=JobState.STOPPED), HALF, "A1B2C3")
    status, told = replies(slack, sales)
    assert status.text.startswith("Stopped for now")
    assert "Nothing more was sent; 3 of 6 leads are in." in told.text
    assert "`A1B2C3`" in told.text
    assert set(told.elements) == {"add_job", "cancel_job"}


@pytest.mark.parametrize("method", ["confirmed", "withdrawn"])
async def test_who_pressed_a_button_sees_that_it_worked(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel, method: str
) -> None:
    """In the preview's place, or below it where Slack refuses the edit."""
    await thread.preview(job, BEFORE)
    slack.faults.fail(UPDATE, "edit_window_closed")
    await getattr(thread, method)(job, job.user)
    assert f"<@{job.user}>" in replies(slack, sales)[-1].text
    assert len(replies(slack, sales)) == 2


async def test_a_stop_is_told_once_and_the_bar_stands_still_in_words(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """The status message says that the job is stopped, the one below it why."""
    await thread.progress(job, HALF)
    await thread.stopped(job, HALF, KeyRefusedError("HTTP 401"))
    status, stopped = replies(slack, sales)
    assert status.text.startswith("Stopped for now: added 3 of 6 leads")
    assert not status.elements
    assert set(stopped.elements) == {"add_job", "cancel_job"}


async def test_a_stop_that_may_have_been_lost_stands_in_the_status_message(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """With its buttons: otherwise the job could not go on."""
    await thread.progress(job, HALF)
    slack.faults.drop_before(POST)
    await thread.stopped(job, HALF, KeyRefusedError("HTTP 401"))
    (status,) = replies(slack, sales)
    assert set(status.elements) == {"add_job", "cancel_job"}


@pytest.mark.parametrize(
    ("fault", "words"),
    [("drop_after", "did not confirm the result file"), ("fail", "did not take the result")],
)
async def test_a_result_file_that_did_not_come_is_told(
    *, slack: SlackSandbox, thread: SlackJobThread, job: Job, sales: Channel, fault: str, words: str
) -> None:
    """As what it is: lost, or refused; and it is tried once."""
    arguments = ["missing_scope"] if fault == "fail" else []
    slack.faults.fail("conversations.replies", "missing_scope")
    getattr(slack.faults, fault)("files.completeUploadExternal", *arguments)
    await thread.report(job, ENDED)
    assert any(words in one.text for one in replies(slack, sales))
    await thread.report(job, ENDED)
    assert len(slack.calls_of("files.completeUploadExternal")) == 1


async def test_a_thread_that_is_gone_is_told_in_the_channel(
    slack: SlackSandbox, thread: SlackJobThread, job: Job, ana: Person, sales: Channel
) -> None:
    """Ana deleted her message while the job ran; its report and its file stand all the same."""
    await slack.delete(ana, slack.messages(sales)[0])
    await thread.report(job, ENDED)
    report, file = replies(slack, sales)
    assert report.text.startswith(ENDED.line)
    assert file.files[0].name == "DACH fintech-results.csv"


async def test_a_long_or_odd_name_makes_a_result_file_all_the_same(
    slack: SlackSandbox, thread: SlackJobThread, store: Store, job: Job, sales: Channel
) -> None:
    """Slack and file systems take 255 bytes, one line."""
    odd = await written(store, replace(job, id="0dd", origin="odd", name="a\nb\u202e" + "x" * 400 + ".csv"))
    await thread.report(odd, ENDED)
    name = replies(slack, sales)[-1].files[0].name
    assert name.startswith("a bxxx")
    assert name.endswith("-results.csv")
    assert len(name) < 230


async def test_a_typed_handful_is_one_parent_and_one_reply(
    slack: SlackSandbox, thread: SlackJobThread, store: Store, job: Job, sales: Channel
) -> None:
    """No file below five rows; the parent becomes the outcome."""
    typed = await written(
        store, replace(TYPED_JOB, id="7", channel=job.channel, user=job.user, thread_ts=None)
    )
    two = Tally(2, {Outcome.ADDED: 2})
    ts = await thread.open(typed, two)
    assert await thread.open(replace(typed, thread_ts=ts), two) == ts
    await thread.report(replace(typed, thread_ts=ts), two)
    parent, report = replies(slack, sales)
    assert parent.text.startswith("Added 2 of 2 leads")
    assert report.thread_ts == parent.ts
    assert not report.files


async def test_a_menu_offers_the_workspaces_sequences(
    slack: SlackSandbox, thread: SlackJobThread, store: Store, job: Job, sales: Channel
) -> None:
    """A few of them at a glance; as many as do not fit are found by typing."""
    for number in range(61):
        await store.aliases.put(Alias(job.team, f"sequence-with-a-long-name-{number:04}", "5f2a" * 10))
    await store.jobs.move(job.id, JobEvent.CANCEL)
    await thread.preview(replace(job, sequence_id=None, alias=""), BEFORE)
    (question,) = replies(slack, sales)
    assert set(question.elements) == {"choose_sequence", "change_columns", "cancel_job"}
    assert question.elements["choose_sequence"]["type"] == "external_select"
