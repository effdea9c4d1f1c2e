"""A kill between a post and the note of it: the next process finds what stands, and owes nothing twice."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.adding.errors import KeyRefusedError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.plan import JobRow, Plan
from bot.adding.reconcile import EarlierTry
from bot.adding.report import Tally
from bot.adding.state import JobEvent
from bot.jobs.ports import FILE, REPORT, STATUS, STOPPED
from bot.leads.lead import Lead
from bot.sandbox.slack import Channel, Message, Person, SlackSandbox
from bot.slack.thread import SlackJobThread
from bot.slack.web import SlackWeb
from bot.store import Store
from tests.jobs.listed import unread
from tests.slack.samples import FILE_JOB, TYPED_JOB

DONE = Tally(6, {Outcome.ADDED: 6})
HALF = Tally(6, {Outcome.ADDED: 3, Outcome.NOT_SENT: 3})
HISTORY = "conversations.history", "conversations.replies"


class KilledError(BaseException):
    """The process is gone."""


class _Dying:
    """The job store of a process that is killed at a chosen call."""

    def __init__(self, jobs: object, method: str, kind: str) -> None:
        self._jobs, self._method, self._kind = jobs, method, kind

    def __getattr__(self, name: str) -> object:
        method = getattr(self._jobs, name)
        return self._killed if name == self._method else method

    async def _killed(self, job_id: str, kind: str, ts: str) -> None:
        if kind == self._kind:
            raise KilledError
        await getattr(self._jobs, self._method)(job_id, kind, ts)


@pytest.fixture
def thread(web: SlackWeb, store: Store) -> SlackJobThread:
    return SlackJobThread(web, store.jobs, store.aliases, unread())


@pytest.fixture
async def job(store: Store, slack: SlackSandbox, sales: Channel, ana: Person) -> Job:
    """Ana's file of six rows, sent to the end."""
    said = await slack.say(ana, sales, "for q4-outbound please")
    return await ended(
        store, replace(FILE_JOB, team=slack.team_id, channel=sales.id, user=ana.id, thread_ts=said.ts)
    )


async def ended(store: Store, job: Job) -> Job:
    leads = [Lead.of(number, email=f"lead{number}@acme.example") for number in range(2, 8)]
    rows = [JobRow(lead.row, (lead.name,), lead, 0, RowOutcome(lead.row, Outcome.NOT_SENT)) for lead in leads]
    assert await store.jobs.create(job, Plan(tuple(rows), (EarlierTry.NONE,)))
    await store.jobs.move(job.id, JobEvent.CONFIRM)
    await store.jobs.start(job.id, "run")
    await store.jobs.move(job.id, JobEvent.FINISH)
    return job


async def killed_at(method: str, kind: str, web: SlackWeb, store: Store, tell: "Tell") -> None:
    """Let a process tell something, and kill it there."""
    jobs = _Dying(store.jobs, method, kind)
    with pytest.raises(KilledError):
        await tell(SlackJobThread(web, jobs, store.aliases, unread()))  # type: ignore[arg-type]


Tell = Callable[[SlackJobThread], Awaitable[object]]


def posts(slack: SlackSandbox, sales: Channel) -> list[Message]:
    """What the bot has said, oldest first."""
    return [message for message in slack.messages(sales) if message.bot_id]


@pytest.mark.parametrize(("kind", "most"), [(REPORT, 2), (FILE, 2)])
async def test_what_was_posted_is_found(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    store: Store,
    thread: SlackJobThread,
    job: Job,
    sales: Channel,
    kind: str,
    most: int,
) -> None:
    """The report and its file stand once each, and the store knows them in the end."""
    await killed_at("keep_message", kind, web, store, lambda dying: dying.report(job, DONE))
    assert await store.jobs.unfinished() == [job.id]
    await thread.report(job, DONE)
    assert await store.jobs.unfinished() == []
    report, file = posts(slack, sales)
    assert len(posts(slack, sales)) == most
    assert await store.jobs.message_ts(job.id, REPORT) == report.ts
    assert file.files[0].name == "DACH fintech-results.csv"


@pytest.mark.parametrize("kind", [REPORT, FILE])
async def test_what_was_not_posted_is_posted(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    store: Store,
    thread: SlackJobThread,
    job: Job,
    sales: Channel,
    kind: str,
) -> None:
    """A kill before the post: the next start knows that it is owed, the file alone as well."""
    await killed_at("owe_message", kind, web, store, lambda dying: dying.report(job, DONE))
    assert await store.jobs.unfinished() == [job.id]
    await thread.report(job, DONE)
    assert [bool(one.files) for one in posts(slack, sales)] == [False, True]
    assert await store.jobs.unfinished() == []


async def test_where_nobody_can_look_it_is_told_once_more(
    *, slack: SlackSandbox, web: SlackWeb, store: Store, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """One repeated reply at most, and no lost one."""
    await killed_at("keep_message", REPORT, web, store, lambda dying: dying.report(job, DONE))
    for method in HISTORY:
        slack.faults.fail(method, "missing_scope")
    await thread.report(job, DONE)
    assert [bool(one.files) for one in posts(slack, sales)] == [False, False, True]


async def test_a_report_in_a_channel_whose_thread_is_gone_is_found(
    *,
    slack: SlackSandbox,
    web: SlackWeb,
    store: Store,
    thread: SlackJobThread,
    job: Job,
    ana: Person,
    sales: Channel,
) -> None:
    """It was posted to the channel itself, so it is looked for there."""
    await slack.delete(ana, slack.messages(sales)[0])
    await killed_at("keep_message", REPORT, web, store, lambda dying: dying.report(job, DONE))
    await thread.report(job, DONE)
    assert [bool(one.files) for one in posts(slack, sales)] == [False, True]


async def test_a_parent_message_is_found(
    *, slack: SlackSandbox, web: SlackWeb, store: Store, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """A typed job's own message, in the channel: the job is told in one thread."""
    typed = await ended(store, replace(TYPED_JOB, id="7", channel=job.channel, user=job.user, thread_ts=None))
    await killed_at("keep_message", STATUS, web, store, lambda dying: dying.open(typed, HALF))
    ts = await thread.open(typed, HALF)
    assert [one.ts for one in posts(slack, sales)] == [ts]


async def test_each_stop_is_told(
    *, slack: SlackSandbox, web: SlackWeb, store: Store, thread: SlackJobThread, job: Job, sales: Channel
) -> None:
    """A second stop is a second message, also where the first one was looked for."""
    refused = KeyRefusedError("HTTP 401")
    await killed_at("keep_message", STOPPED, web, store, lambda dying: dying.stopped(job, HALF, refused))
    await thread.stopped(job, HALF, refused)
    assert len(posts(slack, sales)) == 1
    await thread.stopped(job, HALF, refused)
    assert len(posts(slack, sales)) == 2


async def test_a_lost_answer_is_looked_up_at_once(
    slack: SlackSandbox, thread: SlackJobThread, store: Store, job: Job, sales: Channel
) -> None:
    """The report stands where it belongs, and is not told a second time in another place."""
    await thread.progress(job, HALF)
    slack.faults.drop_after("chat.postMessage")
    slack.faults.drop_after("files.completeUploadExternal")
    await thread.report(job, DONE)
    status, report, file = posts(slack, sales)
    assert status.text.startswith("Added 6 of 6 leads")
    assert await store.jobs.message_ts(job.id, REPORT) == report.ts
    assert file.files
    assert await store.jobs.unfinished() == []
