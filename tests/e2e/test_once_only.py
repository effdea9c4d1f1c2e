"""Slack delivers at least once, and people click twice. Each act has one effect."""

import asyncio

from bot.adding.job import Alias
from tests.e2e.world import World


async def test_a_redelivered_command_has_one_effect(world: World) -> None:
    """The same trigger again is acked and does nothing."""
    typed = await world.type("q4-outbound jo@acme.example")
    await world.message("1 rows = 1 added")
    await world.slack.redeliver(typed.delivery)
    assert typed.delivery.acked
    assert len(world.slack.messages(world.sales)) == 2
    assert len(world.adding_calls) == 1


async def test_a_redelivered_upload_has_one_effect(world: World) -> None:
    """The same event id again is acked and makes no second job."""
    shared = await world.share("Email\njo@acme.example\n")
    await world.message("1 rows = 1 added")
    await world.result_file()
    before = len(world.slack.messages(world.sales))
    await world.again(shared)
    assert len(world.slack.messages(world.sales)) == before
    assert len(world.adding_calls) == 1


async def test_an_event_redelivered_at_once_makes_one_job(world: World) -> None:
    """Also while the first delivery is still being worked on."""
    world.slack.faults.delay("chat.update", 0.2)
    shared = await world.share("Email\njo@acme.example\n")
    await asyncio.gather(*(world.again(shared) for _ in range(5)))
    await world.message("1 rows = 1 added")
    await world.result_file()
    assert len(world.adding_calls) == 1


async def test_a_double_click_retries_once(world: World) -> None:
    """Two clicks are two deliveries; the second finds the retry made."""
    world.amplemarket.contacted_recently("jo@acme.example")
    await world.type("q4-outbound jo@acme.example")
    report = await world.message("1 skipped")
    stale = list(report.blocks)
    await asyncio.gather(
        *(
            world.slack.click(who, report, "retry_recently_contacted", stale_blocks=stale)
            for who in (world.ana, world.bo, world.ana)
        )
    )
    await world.message("retried 1 person", "1 added")
    late = [one for who in (world.ana, world.bo) for one in world.slack.ephemerals(who)]
    await world.slack.until(
        lambda: (
            sum(
                "retried these already" in one.text
                for who in (world.ana, world.bo)
                for one in world.slack.ephemerals(who)
            )
            == 2
        ),
        what=f"two people told, so far {late}",
    )
    assert len(world.adding_calls) == 2
    assert len(world.amplemarket.added(world.sequence)) == 1


async def test_two_people_start_a_preview_once(world: World) -> None:
    """Who comes second is told that it was started."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(101)))
    preview = await world.message("101 leads ready")
    stale = list(preview.blocks)
    await asyncio.gather(
        *(world.slack.click(who, preview, "add_job", stale_blocks=stale) for who in (world.ana, world.bo))
    )
    await world.message("101 rows = 101 added")
    assert len(world.adding_calls) == 1
    told = [one.text for who in (world.ana, world.bo) for one in world.slack.ephemerals(who)]
    assert len(told) == 1
    assert "already" in told[0]


async def test_an_old_preview_confirms_nothing_but_what_it_showed(world: World) -> None:
    """Ana chose another sequence while Bo looked at the first one: his click sends nothing anywhere."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(101)))
    preview = await world.message("101 leads ready")
    stale = list(preview.blocks)
    other = Alias(world.slack.team_id, "spring", world.amplemarket.add_sequence("Spring"))
    job = await world.bot.store.jobs.get(preview.elements["cancel_job"]["value"])
    assert job is not None
    await world.bot.store.jobs.choose_sequence(job, other)
    await world.slack.click(world.bo, preview, "add_job", stale_blocks=stale)
    await world.whisper("out of date", person=world.bo)
    assert not world.adding_calls
    newest = await world.message("101 leads ready", "spring")
    await world.slack.click(world.bo, newest, "add_job")
    await world.message("101 rows = 101 added")
    assert len(world.amplemarket.added(other.sequence_id)) == 101
    assert not world.members()


async def test_an_ended_job_cannot_be_cancelled(world: World) -> None:
    """An old screen with a button that is gone does no harm."""
    await world.share("Email\njo@acme.example\n", text="hm")
    question = await world.message("To which sequence")
    stale = list(question.blocks)
    await world.slack.click(world.ana, question, "choose_sequence", option="q4-outbound")
    preview = await world.message("1 lead ready")
    await world.slack.click(world.ana, preview, "add_job")
    await world.message("1 rows = 1 added")
    await world.slack.click(world.bo, preview, "cancel_job", stale_blocks=stale)
    await world.whisper("finished already", person=world.bo)


async def test_the_bots_own_result_file_is_no_new_list(world: World) -> None:
    """It would otherwise feed on itself."""
    await world.share("Email\n" + "".join(f"p{n}@acme.example\n" for n in range(6)))
    await world.result_file()
    await world.type("q4-outbound last@acme.example")
    await world.message("1 rows = 1 added")
    assert len(world.adding_calls) == 2
