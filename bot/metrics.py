"""What is counted and timed while the bot runs, for Prometheus. Owns every metric's name.

A metric holds numbers, states and method names; never an id of a person, an address, a name or a token.
Nothing here is global: each running bot has a registry of its own, so that tests can run several.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from types import SimpleNamespace

import aiohttp
import httpx
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from yarl import URL

from bot.adding.report import Tally
from bot.adding.state import JobState
from bot.jobs.job_ports import BatchCall
from bot.jobs.ports import Clock, RateLimiter

CALL_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
ACK_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3)
"""Slack waits 3 seconds for an ack."""
WAIT_SECONDS = (0.01, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60)
LAG_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1)

LAG_EVERY = 0.5
"""Seconds between two looks at how late the event loop is."""

_SLACK_METHOD = re.compile(r"[a-z]+(?:\.[A-Za-z]+)+")
"""Anything else that is fetched is a file, whose address may hold its name."""


class Metrics:
    """The metrics of one running bot."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        PlatformCollector(registry=registry)
        GCCollector(registry=registry)
        self.job_runs = Counter(
            "addleads_job_runs",
            "Runs of jobs, by the state in which they left the job",
            ["state"],
            registry=registry,
        )
        self.leads = Counter(
            "addleads_leads", "Rows of jobs that are over, by outcome", ["outcome"], registry=registry
        )
        self.jobs_unfinished = Gauge(
            "addleads_jobs_unfinished", "Jobs that run or wait to be taken up", registry=registry
        )
        self.amplemarket_requests = Counter(
            "addleads_amplemarket_requests", "Calls to Amplemarket that were begun", registry=registry
        )
        self.amplemarket_answers = Counter(
            "addleads_amplemarket_answers",
            "Answers of Amplemarket, by HTTP status; calls begun less these are lost or under way",
            ["status"],
            registry=registry,
        )
        self.amplemarket_seconds = Histogram(
            "addleads_amplemarket_call_seconds",
            "From a call to the head of its answer",
            registry=registry,
            buckets=CALL_SECONDS,
        )
        self.limit_seconds = Histogram(
            "addleads_rate_limit_wait_seconds",
            "What calls waited for the rate limit",
            registry=registry,
            buckets=WAIT_SECONDS,
        )
        self.slack_calls = Counter(
            "addleads_slack_calls",
            "Calls to Slack, by method and HTTP status (429: told to slow down; none: no answer)",
            ["method", "status"],
            registry=registry,
        )
        self.slack_seconds = Histogram(
            "addleads_slack_call_seconds",
            "From a call to the head of its answer",
            registry=registry,
            buckets=CALL_SECONDS,
        )
        self.ack_seconds = Histogram(
            "addleads_ack_seconds",
            "From a delivery of Slack to our ack",
            registry=registry,
            buckets=ACK_SECONDS,
        )
        self.socket_connections = Counter(
            "addleads_socket_connections",
            "Socket Mode connections that Slack greeted; the first one is the start",
            registry=registry,
        )
        self.tasks = Gauge("addleads_asyncio_tasks", "Tasks of the event loop", registry=registry)
        self.loop_lag_seconds = Histogram(
            "addleads_event_loop_lag_seconds",
            "How late the event loop came back",
            registry=registry,
            buckets=LAG_SECONDS,
        )

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        self.tasks.set(len(asyncio.all_tasks()))
        return generate_latest(self.registry)

    def job_ran(self, state: JobState, tally: Tally) -> None:
        """A run has ended, in this state. Rows count once their job is over: a stopped one may go on."""
        self.job_runs.labels(state).inc()
        if state in {JobState.DONE, JobState.CANCELLED}:
            for outcome, count in tally.outcomes.items():
                self.leads.labels(outcome).inc(count)

    def acking(self) -> AbstractContextManager[object]:
        """Around all that happens before a delivery is acked."""
        return self.ack_seconds.time()

    def amplemarket_hooks(self) -> dict[str, list[Callable[..., Awaitable[None]]]]:
        """For the `event_hooks` of the client that calls Amplemarket."""
        loop = asyncio.get_running_loop()

        async def begun(request: httpx.Request) -> None:
            self.amplemarket_requests.inc()
            request.extensions["addleads.begun"] = loop.time()

        async def answered(response: httpx.Response) -> None:
            self.amplemarket_answers.labels(response.status_code).inc()
            self.amplemarket_seconds.observe(loop.time() - response.request.extensions["addleads.begun"])

        return {"request": [begun], "response": [answered]}

    def slack_trace(self, api_url: str) -> aiohttp.TraceConfig:
        """For the session that calls Slack, whose methods lie below this address."""
        loop = asyncio.get_running_loop()

        def method(url: URL) -> str:
            found = str(url).removeprefix(api_url)
            return found if _SLACK_METHOD.fullmatch(found) else "file"

        async def begun(_: aiohttp.ClientSession, call: SimpleNamespace, __: object) -> None:
            call.begun = loop.time()

        async def answered(
            _: aiohttp.ClientSession, call: SimpleNamespace, end: aiohttp.TraceRequestEndParams
        ) -> None:
            self.slack_calls.labels(method(end.url), end.response.status).inc()
            self.slack_seconds.observe(loop.time() - call.begun)

        async def lost(
            _: aiohttp.ClientSession, __: SimpleNamespace, end: aiohttp.TraceRequestExceptionParams
        ) -> None:
            self.slack_calls.labels(method(end.url), "none").inc()

        trace = aiohttp.TraceConfig()
        trace.on_request_start.append(begun)
        trace.on_request_end.append(answered)
        trace.on_request_exception.append(lost)
        return trace

    async def watch_loop(self, clock: Clock) -> None:
        """Look, until cancelled, how late the event loop is."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_EVERY
            await clock.sleep(LAG_EVERY)
            self.loop_lag_seconds.observe(max(0.0, loop.time() - due))


class MeteredLimiter:
    """A rate limiter whose waits are timed."""

    def __init__(self, limiter: RateLimiter, metrics: Metrics) -> None:
        self._limiter = limiter
        self._metrics = metrics

    async def acquire(self, call: BatchCall | None = None) -> bool:
        with self._metrics.limit_seconds.time():
            return await self._limiter.acquire(call)

    async def pause(self, seconds: float) -> None:
        await self._limiter.pause(seconds)
