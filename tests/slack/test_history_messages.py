"""Looking back, as people see it: golden files, and that Slack takes it whatever a list holds."""

from dataclasses import replace
from datetime import UTC, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.adding.errors import GuestError, StrangerError, UncheckedPersonError
from bot.adding.job import Intake
from bot.adding.outcome import Outcome, RowOutcome, SkipReason
from bot.adding.retry import RetryKind
from bot.adding.state import JobState
from bot.jobs.history import (
    JOBS_A_PAGE,
    JOBS_A_STATE,
    OUTCOMES_SHOWN,
    UNDER_WAY,
    HistoryPage,
    InForce,
    LeadHistory,
    Situation,
)
from bot.jobs.history_filter import read_written, written
from bot.jobs.history_ports import JobSeen, JobsWanted, LeadSeen
from bot.sandbox.slack import check_message, check_view
from bot.sandbox.slack.block_kit import blocks_size
from bot.slack.blocks import history
from bot.slack.blocks.elements import TEXT_LIMIT, Message
from bot.slack.listeners.errors import words
from tests.slack.conftest import Golden, GoldenView
from tests.slack.samples import ANA, BO, FILE_JOB, TYPED_JOB, child_of, tally
from tests.slack.test_any_message_fits import MOST_SIZE, hostile, tallies

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
URL = "https://sandbox.slack.com/archives/C01/p1790000000000100?thread_ts=1790000000.000100&cid=C01"
LINKS = {FILE_JOB.id: URL}
IN_FORCE = InForce(480, 250, 100, 100_000, 20, 30, frozenset({"C01", "C02"}), frozenset({ANA}))
MIXED = tally({Outcome.ADDED: 930, Outcome.SKIPPED: 41, Outcome.INVALID: 6, Outcome.DUPLICATE: 20})
WAITS = tally({Outcome.NOT_SENT: 1})

DONE = JobSeen(replace(FILE_JOB, state=JobState.DONE), MIXED, "", "1.1")
RETRIED = JobSeen(
    replace(child_of(FILE_JOB, RetryKind.EXCLUSION_LIST), state=JobState.DONE),
    tally({Outcome.ADDED: 9, Outcome.SKIPPED: 3}),
    "",
    None,
)
RUNNING = JobSeen(
    replace(FILE_JOB, state=JobState.RUNNING), tally({Outcome.ADDED: 61, Outcome.NOT_SENT: 39}), "", "1.1"
)
STOPPED = JobSeen(replace(TYPED_JOB, id="b", state=JobState.STOPPED, user=BO), WAITS, "key_refused", None)
DRAFT = JobSeen(replace(FILE_JOB, id="d", sequence_id=None, alias=""), WAITS, "", None)
CANCELLED = JobSeen(replace(TYPED_JOB, id="c", state=JobState.CANCELLED), WAITS, "", None)


def test_a_page_of_the_history(golden: Golden) -> None:
    """Who, what, where to, what came of it, where to read on; and a button to the older ones."""
    wanted = JobsWanted(user=ANA, alias="q4-outbound", since=NOON)
    page = HistoryPage([DONE, RETRIED, CANCELLED], wanted, replace(wanted, before="c"))
    golden("history_page", history.history(page, LINKS))


@pytest.mark.parametrize(("before", "name"), [(None, "history_empty"), ("J1", "history_no_older")])
def test_a_history_with_nothing_in_it(golden: Golden, before: str | None, name: str) -> None:
    """What to do then."""
    golden(name, history.history(HistoryPage([], JobsWanted(user=BO, before=before), None), {}))


def test_all_that_became_of_one_lead(golden: Golden) -> None:
    """In words, with reasons."""
    ends = [
        (JobState.DONE, RowOutcome(14, Outcome.ADDED)),
        (JobState.DONE, RowOutcome(2, Outcome.ADDED, detail="added by the first try")),
        (
            JobState.DONE,
            RowOutcome(2, Outcome.SKIPPED, (SkipReason.EXCLUSION_LIST, SkipReason.RECENTLY_CONTACTED)),
        ),
        (JobState.DONE, RowOutcome(2, Outcome.UNCONFIRMED)),
        (JobState.DONE, RowOutcome(2, Outcome.FAILED)),
        (JobState.DONE, RowOutcome(2, Outcome.INVALID, detail='lacks the field "it"')),
        *((state, RowOutcome(2, Outcome.NOT_SENT)) for state in JobState if state is not JobState.DONE),
    ]
    seen = [LeadSeen(replace(FILE_JOB, state=state), end, None) for state, end in ends]
    golden("lead_history", history.lead(LeadHistory("jane@acme.com", seen, 31, 30), LINKS))


def test_a_lead_of_which_nothing_is_stored(golden: Golden) -> None:
    """And why that may be."""
    golden("lead_unknown", history.lead(LeadHistory("jane@acme.com", [], 0, 1), {}))


def test_how_things_stand(golden: Golden) -> None:
    """What runs, what stopped and why, what waits; the calls; the settings."""
    jobs = {JobState.RUNNING: [RUNNING], JobState.STOPPED: [STOPPED], JobState.DRAFT: [DRAFT]}
    counts = {JobState.RUNNING: 1, JobState.STOPPED: 1, JobState.DRAFT: 7, JobState.DONE: 99}
    golden("situation", history.status(Situation(jobs, counts, 41.2, IN_FORCE), LINKS))


def test_when_nothing_is_under_way(golden: Golden) -> None:
    """With the settings of a bot that is open to all."""
    calm = Situation({}, {}, 0.0, replace(IN_FORCE, channels=frozenset(), admins=frozenset()))
    golden("situation_calm", history.status(calm, {}))


def test_a_modal_that_somebody_may_not_use(golden_view: GoldenView) -> None:
    """In the place of what they filled in."""
    view = history.refusal(words(GuestError(), "addleads"))
    assert check_view(view) == []
    golden_view("refused_modal", view)


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (StrangerError(), "refused_stranger"),
        (UncheckedPersonError(), "refused_unchecked"),
        (UncheckedPersonError("Slack refused this (missing_scope)."), "refused_missing_scope"),
    ],
)
def test_people_who_may_not(golden: Golden, error: StrangerError | UncheckedPersonError, name: str) -> None:
    """Each refusal says what to do."""
    golden(name, Message.of(words(error, "addleads")))


seen_jobs = st.builds(
    lambda name, alias, state, intake, counts, code: JobSeen(
        replace(FILE_JOB, name=name, alias=alias, state=state, intake=intake), counts, code, None
    ),
    hostile,
    hostile,
    st.sampled_from(JobState),
    st.sampled_from([Intake.FILE, Intake.TYPED, Intake.RETRY]),
    tallies(),
    hostile,
)
ends = st.builds(
    lambda outcome, detail: RowOutcome(
        2, outcome, tuple(SkipReason) if outcome is Outcome.SKIPPED else (), detail
    ),
    st.sampled_from(Outcome),
    hostile,
)


@settings(max_examples=25)
@given(st.lists(seen_jobs, max_size=JOBS_A_PAGE), hostile, st.lists(ends, max_size=OUTCOMES_SHOWN))
def test_slack_takes_it_whatever_a_list_holds(
    jobs: list[JobSeen], name: str, outcomes: list[RowOutcome]
) -> None:
    """No limit is broken, nobody is notified, and what is read out is no longer than Slack reads."""
    wanted = JobsWanted(alias=name)
    state = dict.fromkeys(UNDER_WAY, jobs[:JOBS_A_STATE])
    for message in (
        history.history(HistoryPage(jobs, wanted, None), LINKS),
        history.lead(LeadHistory(name, [LeadSeen(FILE_JOB, end, None) for end in outcomes], 99, 30), LINKS),
        history.status(Situation(state, {}, 0, IN_FORCE), LINKS),
    ):
        assert check_message({"text": message.text, "blocks": message.blocks}) == []
        assert blocks_size(message.blocks) <= MOST_SIZE
        assert len(message.text) <= TEXT_LIMIT
        assert "<!channel>" not in message.text
        assert "<@U0EVIL>" not in message.text


@pytest.mark.parametrize(
    "wanted",
    [
        JobsWanted(),
        JobsWanted(user=ANA, before="J1"),
        JobsWanted(alias="q4-outbound", since=NOON),
        JobsWanted(BO, "spring", NOON, "J9"),
    ],
)
def test_a_button_brings_back_what_was_asked_for(wanted: JobsWanted) -> None:
    """Ids and a time go to Slack and come back."""
    assert read_written(written(wanted)) == wanted
