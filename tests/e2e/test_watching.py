"""Is the bot alive, is it ready, what has it done: as a load balancer and Prometheus ask."""

import asyncio
import sqlite3

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app import running
from bot.settings import Settings, SettingsError
from tests.e2e.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a web server, at a free port."""
    return settings.model_copy(update={"addleads_http_port": 0})


async def asked(world: World, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{world.bot.port}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def metrics(world: World) -> dict[str, float]:
    """Each sample as `name{label,…}`: its value."""
    _, text = await asked(world, "/metrics")
    return {
        "".join([sample.name, *(f" {value}" for value in sample.labels.values())]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_a_connected_bot_is_alive_and_ready(world: World) -> None:
    """Both say so, in JSON."""
    assert await asked(world, "/healthz") == (200, '{"status": "ok"}')
    assert await asked(world, "/readyz") == (200, '{"status": "ok"}')


async def test_without_slack_the_bot_is_alive_but_not_ready(world: World) -> None:
    """The connection is cut, and Slack gives out no other one."""
    world.slack.faults.fail("apps.connections.open", "internal_error", times=1000)
    await world.slack.cut_sockets()

    async with asyncio.timeout(10):
        while (answer := await asked(world, "/readyz"))[0] == 200:
            pass
    assert answer == (503, '{"status": "not ready", "missing": ["Slack"]}')
    assert (await asked(world, "/healthz"))[0] == 200


async def test_without_its_store_the_bot_is_not_ready(world: World) -> None:
    """Here another program holds the file's write lock."""
    path = world.settings.addleads_database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as other:
        other.execute("BEGIN IMMEDIATE")
        assert await asked(world, "/readyz") == (503, '{"status": "not ready", "missing": ["store"]}')
        other.rollback()
    assert (await asked(world, "/readyz"))[0] == 200


async def test_a_job_is_counted(world: World) -> None:
    """Leads by outcome, calls by status, waits and acks."""
    world.amplemarket.contacted_recently("bo@acme.example")
    await world.share("email\nbo@acme.example\nlea@acme.example\nmax@acme.example\n-\n")
    await world.message("4 rows = 2 added + 1 skipped + 1 invalid")
    await world.slack.until(lambda: world.slack.calls_of("files.completeUploadExternal"))
    async with asyncio.timeout(10):
        while "addleads_job_runs_total done" not in (seen := await metrics(world)):
            pass  # counted once the file stands in the thread
    assert seen["addleads_job_runs_total done"] == 1
    assert seen["addleads_leads_total added"] == 2
    assert seen["addleads_leads_total skipped"] == 1
    assert seen["addleads_leads_total invalid"] == 1
    assert seen["addleads_jobs_unfinished"] == 0
    assert seen["addleads_amplemarket_requests_total"] >= 1
    assert seen["addleads_amplemarket_answers_total 200"] >= 1
    assert seen["addleads_rate_limit_wait_seconds_count"] >= 1
    assert seen["addleads_slack_calls_total chat.postMessage 200"] >= 1
    assert seen["addleads_ack_seconds_count"] >= 1
    assert seen["addleads_socket_connections_total"] == 1
    assert seen["process_resident_memory_bytes"] > 0


async def test_metrics_hold_nothing_of_a_list(world: World) -> None:
    """No address, no name, no file's name, no id of a person or a place, no token."""
    await world.share("email\nlea@acme.example\n-\n", name="chat.secret.csv")
    await world.message("2 rows = 1 added")
    _, text = await asked(world, "/metrics")
    for secret in (
        "acme",
        "lea@",
        "chat.secret",
        world.ana.id,
        world.sales.id,
        "xoxb",
        "xapp",
        "q4-outbound",
    ):
        assert secret not in text


async def test_a_taken_port_stops_the_start_with_a_sentence(world: World) -> None:
    """Named is the setting, and what it should be."""
    assert world.bot.port
    taken = world.settings.model_copy(
        update={"addleads_http_port": world.bot.port, "addleads_database_url": "sqlite:///other.db"}
    )
    with pytest.raises(SettingsError, match=rf"ADDLEADS_HTTP_PORT is {world.bot.port}.*a free port"):
        async with running(taken):
            pass
