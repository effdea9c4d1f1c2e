"""The Home tab and its form, as people see them; within Slack's limits whatever they hold."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from bot.adding.catalogue import Sequence as ListedSequence
from bot.adding.catalogue import SequenceStatus
from bot.adding.job import EVERY_TEAM, Alias, Distribution, Options
from bot.adding.outcome import Outcome
from bot.adding.state import JobState
from bot.jobs.aliasing import Named
from bot.jobs.history import UNDER_WAY, InForce, Situation
from bot.jobs.history_ports import JobSeen
from bot.jobs.home import JOBS_SHOWN, HomeContent
from bot.sandbox.slack import check_view
from bot.slack import text
from bot.slack.blocks import alias_form, home
from bot.slack.blocks.elements import Block
from bot.slack.text.access import GUEST
from tests.slack.conftest import GoldenView
from tests.slack.samples import BO, EVERYTHING, FILE_JOB, tally
from tests.slack.test_any_message_fits import hostile, jobs, mrkdwn_of, tallies

IN_FORCE = InForce(480, 250, 100, 100_000, 20, 30, frozenset({"C01"}), frozenset({"U0ADMIN"}))
LINKS = {FILE_JOB.id: "https://acme.slack.com/archives/C01/p1790000000000100"}
HALF = tally({Outcome.ADDED: 560, Outcome.SKIPPED: 34, Outcome.NOT_SENT: 380})

Q4 = Named(
    Alias("T01", "q4-outbound", "5f2a" * 10, Options(data={"region": "DACH"})),
    ListedSequence("5f2a" * 10, "Q4 Outbound – DACH", SequenceStatus.ACTIVE, "Bo Li"),
)
SPRING = Named(
    Alias(EVERY_TEAM, "spring", "77aa" * 10),
    ListedSequence("77aa" * 10, "Spring", SequenceStatus.DRAFT, "Ana Ruiz"),
)
DONE = JobSeen(replace(FILE_JOB, state=JobState.DONE), EVERYTHING, "", "1790000000.000100")
RUNNING = JobSeen(replace(FILE_JOB, id="r1", user=BO, state=JobState.RUNNING), HALF, "", None)
CALM = HomeContent(Situation({}, {}, 0, IN_FORCE), [], [], [])
BUSY = HomeContent(
    Situation({JobState.RUNNING: [RUNNING]}, {JobState.RUNNING: 4}, 0, IN_FORCE),
    [DONE],
    [RUNNING],
    [Q4, SPRING],
)
MANY = replace(
    CALM, aliases=[replace(Q4, alias=replace(Q4.alias, name=f"list-{number}")) for number in range(40)]
)

VIEWS: dict[str, Block] = {
    "home_calm": home.home(CALM, {}),
    "home_busy": home.home(BUSY, LINKS),
    "home_many_aliases": home.home(MANY, {}, page=1),
    "home_for_guests": home.refused(GUEST),
    "alias_form_blank": alias_form.blank(),
    "alias_form_editing": alias_form.editing(
        replace(Q4.alias, defaults=replace(Q4.alias.defaults, distribution=Distribution.SEQUENCE_SENDERS))
    ),
    "alias_form_waiting": alias_form.notice("", text.home.STILL_LOOKING_MRKDWN),
    "alias_form_gone": alias_form.notice("q4", text.aliases.alias_absent("q4")),
}


@pytest.mark.parametrize("name", VIEWS)
def test_views_are_as_they_were(golden_view: GoldenView, name: str) -> None:
    """A change of wording or layout is seen in review."""
    assert check_view(VIEWS[name]) == []
    golden_view(name, VIEWS[name])


seen = st.builds(JobSeen, jobs, tallies(), st.just("bug"), st.none())
known = st.builds(
    lambda team, name, data: Named(
        Alias(team, name, "5f2a" * 10, Options(mailboxes=(name,) * 30, data={name: data})),
        ListedSequence("5f2a" * 10, name, SequenceStatus.ACTIVE, name),
    ),
    st.sampled_from(["T01", EVERY_TEAM]),
    st.text("abc.-_9", min_size=1, max_size=64),
    hostile,
)


@given(st.lists(seen, min_size=3, max_size=3), st.lists(known, max_size=50), st.integers(-1, 9))
@settings(max_examples=40, deadline=None)
def test_any_tab_fits(some: list[JobSeen], aliases: list[Named], page: int) -> None:
    """At most a hundred blocks, nothing that notifies, and every alias on some page."""
    situation = Situation(dict.fromkeys(UNDER_WAY, some), dict.fromkeys(UNDER_WAY, 9), 0, IN_FORCE)
    latest = (some * JOBS_SHOWN)[:JOBS_SHOWN]
    view = home.home(HomeContent(situation, latest, latest, aliases), LINKS, page)
    assert check_view(view) == []
    assert not any("<!channel" in mrkdwn or "<!here" in mrkdwn for mrkdwn in mrkdwn_of(view["blocks"]))


@given(known)
@settings(max_examples=40, deadline=None)
def test_any_alias_can_be_edited(one: Named) -> None:
    """Slack takes the form, and its initial values."""
    assert check_view(alias_form.editing(one.alias)) == []
