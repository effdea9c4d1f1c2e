"""The composition root: builds the parts, starts, drains, stops. Nothing else knows all of them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import aiohttp
import httpx

from bot import assembly
from bot.adding.backoff import Backoff
from bot.amplemarket.client import AmplemarketClient
from bot.assembly import Means
from bot.dispatching import RunningJobs, dispatching
from bot.incoming import incoming
from bot.jobs.broken import BrokenRuns
from bot.jobs.cancelling import end_all
from bot.jobs.catalogue import Catalogue
from bot.jobs.clock import SystemClock
from bot.jobs.ports import Clock
from bot.metrics import MeteredLimiter, Metrics
from bot.settings import Settings
from bot.slack.bolt import bolt_app, identify
from bot.slack.clients import posting_client, repeating_client
from bot.slack.listeners.errors import new_reference, tell_given_up
from bot.slack.listeners.inbox import Inbox
from bot.slack.pacing import Pace
from bot.slack.people import SlackPeople
from bot.slack.saying import Saying
from bot.slack.web import SlackWeb
from bot.store import Store

logger = logging.getLogger(__name__)

LISTENERS_WITHIN, JOBS_WITHIN = 3.0, 5.0
"""Seconds that listeners, then calls under way, get at the end. The rest goes on at the next start."""

REPLAY_WITHIN = timedelta(hours=1)
"""A command that a killed process left is taken up so long; later it would surprise who typed it."""

IN_HAND_FOR, LOOK_EVERY = timedelta(seconds=20), 5.0
"""Several processes: each one says every so many seconds which deliveries it has in hand. One that was in
nobody's hand for so long is taken up by another process."""

SLACK_TIMEOUT = aiohttp.ClientTimeout(total=30.0)
"""For one call of the Web API; the session's own would be five minutes. Downloads set theirs."""

CALL_TIMEOUT = httpx.Timeout(60.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot.

    Fields:
        store: for the command line's own use of aliases, and for tests.
        dispatcher: runs jobs.
        port: where its own web server listens; None where there is none.
    """

    store: Store
    dispatcher: RunningJobs
    port: int | None


@asynccontextmanager
async def running(
    settings: Settings, *, clock: Clock | None = None, backoff: Backoff | None = None
) -> AsyncIterator[Bot]:
    """Start the bot, connected and ready; at the end drain and stop it.

    Args:
        settings: what to connect to, and the limits in force.
        clock: the time; tests plug in their own.
        backoff: how patient to be with Amplemarket.

    Raises:
        TokenRefusedError: Slack does not take one of the tokens.
        SettingsError: nothing can listen at ADDLEADS_HTTP_PORT.
        StoreError: the database can't be used.
    """
    clock = clock or SystemClock()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(Store.open(settings.addleads_database_url, clock=clock))
        metrics = Metrics()
        traces = [metrics.slack_trace(str(settings.slack_api_url))]
        session = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=SLACK_TIMEOUT, trace_configs=traces)
        )
        http = await stack.enter_async_context(
            httpx.AsyncClient(timeout=CALL_TIMEOUT, event_hooks=metrics.amplemarket_hooks())
        )
        web = _slack_web(settings, session, clock)
        identity = await identify(web.safe)
        key = settings.amplemarket_api_key.get_secret_value()
        client = AmplemarketClient(http, str(settings.amplemarket_api_url), key, now=clock.now)
        limiter = MeteredLimiter(store.limiter(key, settings.amplemarket_requests_per_minute), metrics)
        catalogue = Catalogue(client, limiter, clock)
        stack.callback(catalogue.close)
        thread = assembly.thread(settings, store, web, catalogue)
        means = Means(settings, store, web, session, client, limiter, catalogue, thread, clock)
        alarm = assembly.alarm(means)
        runner = assembly.runner(means, backoff or Backoff(), alarm)
        broken = BrokenRuns(store.jobs, thread, runner, new_reference)
        dispatcher = await stack.enter_async_context(
            dispatching(settings.addleads_database_url, _counted(runner.run, store, metrics), broken.stop)
        )
        people = SlackPeople(web, clock, identity.team)
        parts = assembly.parts(means, dispatcher, people)
        bolt = bolt_app(web.safe, identity, parts, acking=metrics.acking)
        stack.push_async_callback(dispatcher.drain, JOBS_WITHIN)
        port = await stack.enter_async_context(incoming(settings, bolt, store, metrics, clock))
        await stack.enter_async_context(_in_background(metrics.watch_loop(clock)))
        await stack.enter_async_context(_in_background(assembly.retention(means, dispatcher).keep_on()))
        await stack.enter_async_context(_in_background(parts.homes.keep_fresh()))
        await dispatcher.begin(store.jobs.unfinished)
        going_on = assembly.going_on(means, dispatcher, alarm, people)
        await stack.enter_async_context(_in_background(going_on.keep_on()))
        replay = partial(parts.inbox.replay, bolt, give_up=partial(tell_given_up, web))
        if store.is_shared:
            await stack.enter_async_context(_in_background(_replaying(parts.inbox, replay, clock)))
        else:
            await replay(clock.now() - REPLAY_WITHIN)
        logger.info("ready", extra={"team": identity.team, "bot": identity.name})
        try:
            yield Bot(store, dispatcher, port)
        finally:
            logger.info("stopping")
            runner.draining.set()
            await parts.inbox.drain(LISTENERS_WITHIN)
    logger.info("stopped")


@asynccontextmanager
async def _in_background(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await end_all([task])


async def _replaying(inbox: Inbox, replay: Callable[..., Awaitable[None]], clock: Clock) -> None:
    """Take up, again and again, what other processes have left: what none has in hand by now."""
    while True:
        now = clock.now()
        try:
            await inbox.hold()
            await replay(now - REPLAY_WITHIN, idle_since=now - IN_HAND_FOR)
        except Exception:  # an outermost edge: nobody waits for this, and the next look must come
            logger.exception("deliveries not taken up")
        await clock.sleep(LOOK_EVERY)


def _counted(
    run: Callable[[str], Awaitable[None]], store: Store, metrics: Metrics
) -> Callable[[str], Awaitable[None]]:
    """The run of a job, whose end is counted."""

    async def counted(job_id: str) -> None:
        await run(job_id)
        job = await store.jobs.get(job_id)
        if job is not None:
            metrics.job_ran(job.state, await store.jobs.tally(job_id))

    return counted


def _slack_web(settings: Settings, session: aiohttp.ClientSession, clock: Clock) -> SlackWeb:
    token, url = settings.slack_bot_token.get_secret_value(), str(settings.slack_api_url)
    clients = repeating_client(token, url, session), posting_client(token, url, session)
    return SlackWeb(*clients, Saying(Pace(clock)))
