"""The exclusion list is for admins; everybody else asks one, in the thread."""

import asyncio
from dataclasses import dataclass

import pytest

from bot.adding.audit import Deed
from bot.sandbox.slack import Ephemeral, Message, Person, SlackSandbox
from bot.settings import Settings
from tests.e2e.test_main_job import line
from tests.e2e.test_retry_in_other_ways import (
    delete,
    opened,
    people,
    recently,
    report_of,
    sent,
    told_instead,
    until_shown,
)
from tests.e2e.world import World


@pytest.fixture
def admin(slack: SlackSandbox) -> Person:
    return slack.add_person("carla", name="Carla Boss")


@pytest.fixture
def settings(settings: Settings, admin: Person) -> Settings:
    return settings.model_copy(update={"addleads_admins": frozenset({admin.id})})


@dataclass(frozen=True, slots=True)
class Office:
    """A world with an admin, and a report with one person on the exclusion list."""

    world: World
    admin: Person
    report: Message

    async def offer(self, who: Person) -> Ephemeral:
        """What who may not is shown: the refusal with the button to ask."""

        def find() -> Ephemeral | None:
            shown = self.world.slack.ephemerals(who)
            return next((one for one in shown if one.elements), None)

        return await self.world.slack.until(find, what="an offer to ask")

    async def asked(self, who: Person) -> Message:
        """Somebody presses, is refused, and asks; the request in the thread."""
        await self.world.slack.click(who, self.report, "retry_exclusion_list")
        await self.world.slack.click(who, await self.offer(who), "ask_exclusion_list")
        return await self.world.message("asks to retry")


@pytest.fixture
async def office(world: World, admin: Person) -> Office:
    world.sales.members.add(admin.id)
    world.amplemarket.exclude("a@acme.example")
    report = await report_of(world, people("a", "ok"), rows=2, added=1, skipped=1)
    return Office(world, admin, report)


async def test_one_asks_another_approves(office: Office) -> None:
    """The refusal is seen by one person alone, the request by all; one click of an admin starts the retry."""
    world = office.world
    assert "Retry 1 anyway (admins)" in str(office.report.blocks)
    request = await office.asked(world.bo)
    assert request.thread_ts == office.report.thread_ts
    assert f"<@{world.bo.id}> asks to retry 1 person on the exclusion list" in request.text
    assert "on purpose" in request.text
    assert f"<@{office.admin.id}>: may they be retried?" in request.text
    await world.whisper("I asked the admins", person=world.bo)
    (shown,) = world.slack.ephemerals(world.bo)
    assert not shown.elements
    assert len(sent(world)) == 1
    await world.slack.click(office.admin, request, "approve_retry")
    child = await world.message(line(1, added=1))
    assert (
        f"<@{world.bo.id}> retried 1 person on the exclusion list, approved by <@{office.admin.id}>"
        in child.text
    )
    decided = await until_shown(world, request, f"<@{office.admin.id}> approved this")
    assert not decided.elements
    await until_shown(world, office.report, f"retried 1, 1 added; <@{office.admin.id}> approved")
    entries = await world.bot.store.audit.entries(world.slack.team_id)
    deeds = [(entry.deed, entry.user) for entry in entries]
    assert deeds[-2:] == [(Deed.RETRY, world.bo.id), (Deed.APPROVE, office.admin.id)]


async def test_an_admin_declines(office: Office) -> None:
    """Nobody is sent, and a later yes comes too late; but it can be asked for anew."""
    world = office.world
    request = await office.asked(world.bo)
    stale = list(request.blocks)
    await world.slack.click(office.admin, request, "decline_retry")
    decided = await until_shown(world, request, f"<@{office.admin.id}> declined this")
    assert not decided.elements
    await world.slack.click(office.admin, request, "approve_retry", stale_blocks=stale)
    await world.whisper(f"<@{office.admin.id}> declined this already", person=office.admin)
    assert len(sent(world)) == 1
    await world.slack.click(world.ana, office.report, "retry_exclusion_list")
    await world.slack.click(world.ana, await office.offer(world.ana), "ask_exclusion_list")
    again = await world.message(f"<@{world.ana.id}> asks to retry")
    assert again.ts != request.ts


async def test_approved_twice_at_once(office: Office) -> None:
    """One retry; the second click is told so."""
    world = office.world
    request = await office.asked(world.bo)
    stale = list(request.blocks)
    clicks = [world.slack.click(office.admin, request, "approve_retry", stale_blocks=stale) for _ in range(2)]
    await asyncio.gather(*clicks)
    await world.message(line(1, added=1))
    await world.slack.click(office.admin, request, "approve_retry", stale_blocks=stale)
    await world.whisper("this already", person=office.admin)
    assert len(sent(world)) == 2


@pytest.mark.parametrize("action", ["approve_retry", "decline_retry"])
async def test_who_is_no_admin_decides_nothing(office: Office, action: str) -> None:
    """Neither who asked nor somebody else."""
    world = office.world
    request = await office.asked(world.bo)
    await world.slack.click(world.bo, request, action)
    await world.whisper("You asked for this yourself", person=world.bo)
    await world.slack.click(world.ana, request, action)
    await world.whisper("Only admins may decide on this")
    assert request.elements == world.now(request).elements
    assert len(sent(world)) == 1


async def test_somebody_else_was_faster(office: Office) -> None:
    """An admin retried them with the report's own button; the request is told who."""
    world = office.world
    request = await office.asked(world.bo)
    await world.slack.click(office.admin, office.report, "retry_exclusion_list")
    await world.message(line(1, added=1))
    await world.slack.click(office.admin, request, "approve_retry")
    await world.whisper(f"<@{office.admin.id}> retried these already", person=office.admin)
    assert len(sent(world)) == 2


async def test_two_people_ask_for_the_same(office: Office) -> None:
    """One request stands; the second person is told who asked."""
    world = office.world
    await office.asked(world.bo)
    await world.slack.click(world.ana, office.report, "retry_exclusion_list")
    await world.slack.click(world.ana, await office.offer(world.ana), "ask_exclusion_list")
    await world.whisper(f"<@{world.bo.id}> asked the admins for this already")
    requests = [one for one in world.slack.messages(world.sales) if "asks to retry" in one.text]
    assert len(requests) == 1


async def test_a_request_whose_list_was_deleted(office: Office) -> None:
    """It says so."""
    world = office.world
    request = await office.asked(world.bo)
    await delete(world, "approvals", "messages", "job_rows", "batches", "jobs")
    await world.slack.click(office.admin, request, "approve_retry")
    await world.whisper("This request is deleted here", person=office.admin)


async def test_a_request_whose_leads_were_deleted(office: Office) -> None:
    """It says so as well, and nothing is decided."""
    world = office.world
    request = await office.asked(world.bo)
    await delete(world, "job_rows")
    await world.slack.click(office.admin, request, "approve_retry")
    await world.whisper("its leads were deleted", person=office.admin)
    assert "approve_retry" in world.now(request).elements


async def test_everything_at_once_leaves_the_exclusion_list_to_admins(world: World, admin: Person) -> None:
    """Who is no admin retries the others, and is offered to ask for the rest."""
    world.sales.members.add(admin.id)
    recently(world, "ab")
    world.amplemarket.exclude("b@acme.example")
    world.amplemarket.exclude("c@acme.example")
    report = await report_of(world, people("a", "b", "c"), rows=3, skipped=3)
    office = Office(world, admin, report)
    pressed = await world.slack.click(world.bo, report, "retry_together")
    assert pressed.confirm is not None
    assert "If you are no admin, I leave out the 2 on the exclusion list." in pressed.confirm["text"]["text"]
    await world.message(line(1, added=1))
    offer = await office.offer(world.bo)
    assert "I left out 2 people on the exclusion list" in offer.text
    assert sent(world)[-1].leads[0]["overrides"] == {"ignore_recently_contacted": True}
    await world.slack.click(world.bo, offer, "ask_exclusion_list")
    request = await world.message("asks to retry 2 people on the exclusion list")
    await world.slack.click(admin, request, "approve_retry")
    await world.message(line(2, added=1, skipped=1))


async def test_choosing_from_the_exclusion_list_is_for_admins(world: World, admin: Person) -> None:
    """The modal says so, and the offer to ask stands in the thread."""
    world.sales.members.add(admin.id)
    world.amplemarket.exclude("a@acme.example")
    world.amplemarket.exclude("b@acme.example")
    report = await report_of(world, people("a", "b"), rows=2, skipped=2)
    await world.slack.click(world.bo, report, "choose_exclusion_list")
    await told_instead(world, world.bo, "Only admins may retry")
    await Office(world, admin, report).offer(world.bo)
    view = await opened(world, report, "choose_exclusion_list", admin)
    await world.slack.submit_view(admin, view, {"chosen_leads": ["2"]})
    await world.message(line(1, added=1))
    assert world.members() == {"a@acme.example"}
