"""The composition root: builds the parts, starts, drains, stops. Nothing else knows all of them."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import aiohttp
import httpx

from bot.adding.access import Access
from bot.adding.backoff import Backoff
from bot.amplemarket.client import AmplemarketClient
from bot.incoming import incoming
from bot.jobs.clock import SystemClock
from bot.jobs.columns import Columns
from bot.jobs.dispatch import LocalDispatcher
from bot.jobs.intake import NewJobs
from bot.jobs.ports import Clock
from bot.jobs.retry import Retries
from bot.jobs.run import Runner
from bot.jobs.send import BatchSender
from bot.jobs.sequences import Sequences
from bot.metrics import MeteredLimiter, Metrics
from bot.settings import Settings
from bot.slack.bolt import bolt_app, identify
from bot.slack.files import Downloads
from bot.slack.listeners.errors import new_reference
from bot.slack.listeners.inbox import Inbox
from bot.slack.listeners.parts import Parts
from bot.slack.thread import SlackJobThread
from bot.slack.web import SlackWeb, posting_client, repeating_client
from bot.store import Store

logger = logging.getLogger(__name__)

LISTENERS_WITHIN, JOBS_WITHIN = 3.0, 5.0
"""Seconds that listeners, then calls under way, get at the end. The rest goes on at the next start."""

REPLAY_WITHIN = timedelta(hours=1)
"""A command that a killed process left is taken up so long; later it would surprise who typed it."""

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
    dispatcher: LocalDispatcher
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
        web = _slack_web(settings, session)
        identity = await identify(web.safe)
        thread = SlackJobThread(web, store.jobs, store.aliases)
        runner = _runner(
            settings=settings,
            store=store,
            http=http,
            thread=thread,
            clock=clock,
            backoff=backoff or Backoff(),
            metrics=metrics,
        )
        dispatcher = LocalDispatcher(_counted(runner.run, store, metrics), _tell_failure(store, thread))
        parts = _parts(
            settings=settings,
            store=store,
            web=web,
            session=session,
            thread=thread,
            dispatcher=dispatcher,
            clock=clock,
        )
        bolt = bolt_app(web.safe, identity, parts, acking=metrics.acking)
        stack.push_async_callback(dispatcher.drain, JOBS_WITHIN)
        port = await stack.enter_async_context(incoming(settings, bolt, store, metrics, clock))
        await stack.enter_async_context(_in_background(metrics.watch_loop(clock)))
        for job_id in await store.jobs.unfinished():
            dispatcher.dispatch(job_id)
        await parts.inbox.replay(bolt, clock.now() - REPLAY_WITHIN)
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
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


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


def _slack_web(settings: Settings, session: aiohttp.ClientSession) -> SlackWeb:
    token, url = settings.slack_bot_token.get_secret_value(), str(settings.slack_api_url)
    return SlackWeb(repeating_client(token, url, session), posting_client(token, url, session))


def _runner(
    *,
    settings: Settings,
    store: Store,
    http: httpx.AsyncClient,
    thread: SlackJobThread,
    clock: Clock,
    backoff: Backoff,
    metrics: Metrics,
) -> Runner:
    key = settings.amplemarket_api_key.get_secret_value()
    sender = BatchSender(
        jobs=store.jobs,
        amplemarket=AmplemarketClient(http, str(settings.amplemarket_api_url), key, now=clock.now),
        limiter=MeteredLimiter(store.limiter(key, settings.amplemarket_requests_per_minute), metrics),
        clock=clock,
        gate=asyncio.Semaphore(settings.amplemarket_concurrency),
        backoff=backoff,
    )
    return Runner(
        jobs=store.jobs,
        sender=sender,
        thread=thread,
        clock=clock,
        workers=settings.amplemarket_concurrency,
        new_id=_new_id,
    )


def _parts(
    *,
    settings: Settings,
    store: Store,
    web: SlackWeb,
    session: aiohttp.ClientSession,
    thread: SlackJobThread,
    dispatcher: LocalDispatcher,
    clock: Clock,
) -> Parts:
    access = Access(admins=settings.addleads_admins, channels=settings.addleads_channels)
    new_jobs = NewJobs(
        jobs=store.jobs,
        thread=thread,
        dispatcher=dispatcher,
        clock=clock,
        access=access,
        new_id=_new_id,
        batch_size=settings.amplemarket_leads_per_request,
        confirm_above=settings.addleads_confirm_above,
    )
    columns = Columns(
        jobs=store.jobs,
        mappings=store.mappings,
        thread=thread,
        clock=clock,
        batch_size=settings.amplemarket_leads_per_request,
        most_rows=settings.addleads_max_leads,
    )
    downloads = Downloads(
        session=session,
        web=web,
        clock=clock,
        token=settings.slack_bot_token.get_secret_value(),
        api_url=str(settings.slack_api_url),
        most_mb=settings.addleads_max_file_mb,
    )
    return Parts(
        web=web,
        new_jobs=new_jobs,
        columns=columns,
        retries=Retries(store.jobs, thread, dispatcher, clock, access, _new_id),
        sequences=Sequences(store.aliases),
        aliases=store.aliases,
        inbox=Inbox(store.deliveries),
        downloads=downloads,
        access=access,
    )


def _tell_failure(store: Store, thread: SlackJobThread) -> Callable[[str, Exception], Awaitable[None]]:
    """What is done when a run lets an exception through: say so in the thread, with a reference."""

    async def tell(job_id: str, error: Exception) -> None:
        reference = new_reference()
        logger.error("our bug", extra={"job": job_id, "reference": reference, "error": type(error).__name__})
        job = await store.jobs.get(job_id)
        if job is not None:
            await thread.failed(job, reference)

    return tell


def _new_id() -> str:
    return secrets.token_hex(8)
