"""The half of the composition root that only builds: the use cases, and what the listeners get."""

import asyncio
import secrets
from dataclasses import dataclass

import aiohttp

from bot.adding.access import Access
from bot.adding.backoff import Backoff
from bot.adding.estimate import Speed
from bot.amplemarket.client import AmplemarketClient
from bot.jobs.aliasing import Aliasing
from bot.jobs.approvals import Approvals
from bot.jobs.catalogue import Catalogue
from bot.jobs.children import Children
from bot.jobs.choices import Choices
from bot.jobs.columns import Columns
from bot.jobs.continuing import Continuing
from bot.jobs.defaults import ChannelDefaults
from bot.jobs.departures import Departures
from bot.jobs.fixing import Fixes
from bot.jobs.going_on import GoingOn
from bot.jobs.history import History, InForce
from bot.jobs.history_filter import FilterReader
from bot.jobs.home import Homes
from bot.jobs.intake import NewJobs
from bot.jobs.key_alarm import KeyAlarm
from bot.jobs.ports import Clock, Dispatcher, RateLimiter
from bot.jobs.retention import Retention
from bot.jobs.retry import Retries
from bot.jobs.run import Runner
from bot.jobs.same_list import NewLeads
from bot.jobs.send import BatchSender
from bot.jobs.sequences import Sequences
from bot.jobs.target import Targets
from bot.settings import Settings
from bot.slack.admins import SlackAdmins
from bot.slack.files import Downloads
from bot.slack.home import HomeTabs
from bot.slack.listeners.inbox import Inbox
from bot.slack.listeners.parts import Parts
from bot.slack.people import SlackPeople
from bot.slack.permalinks import Permalinks
from bot.slack.thread import SlackJobThread
from bot.slack.web import SlackWeb
from bot.store import Store

BATCHES_FOR_A_CALL = 2
"""Of one job at hand at once: while one's call is on its way, another is read, or its answer written."""


@dataclass(frozen=True, slots=True)
class Means:
    """What everything else is made of."""

    settings: Settings
    store: Store
    web: SlackWeb
    session: aiohttp.ClientSession
    client: AmplemarketClient
    limiter: RateLimiter
    catalogue: Catalogue
    thread: SlackJobThread
    clock: Clock

    @property
    def batch_size(self) -> int:
        return self.settings.amplemarket_leads_per_request

    @property
    def key(self) -> str:
        return self.settings.amplemarket_api_key.get_secret_value()


def thread(settings: Settings, store: Store, web: SlackWeb, catalogue: Catalogue) -> SlackJobThread:
    """What people see of jobs."""
    speed = Speed(
        leads_a_call=settings.amplemarket_leads_per_request,
        calls_a_minute=settings.amplemarket_requests_per_minute,
        at_once=settings.amplemarket_concurrency,
    )
    return SlackJobThread(web, store.jobs, store.aliases, catalogue, access_of(settings), speed)


def runner(means: Means, backoff: Backoff, alarm: KeyAlarm) -> Runner:
    """What sends a job's batches."""
    settings, store, thread, clock = means.settings, means.store, means.thread, means.clock
    sender = BatchSender(
        jobs=store.jobs,
        amplemarket=means.client,
        departures=Departures(asyncio.Semaphore(settings.amplemarket_concurrency), means.limiter, clock),
        clock=clock,
        backoff=backoff,
    )
    return Runner(
        jobs=store.jobs,
        sender=sender,
        thread=thread,
        clock=clock,
        workers=BATCHES_FOR_A_CALL * settings.amplemarket_concurrency,
        new_id=new_id,
        alarm=alarm,
    )


def parts(means: Means, dispatcher: Dispatcher, people: SlackPeople) -> Parts:
    """What the listeners hand over to."""
    settings, store, thread, clock = means.settings, means.store, means.thread, means.clock
    access = access_of(settings)
    targets = Targets(store.jobs, means.catalogue, thread, means.batch_size)
    new_jobs = NewJobs(
        jobs=store.jobs,
        targets=targets,
        thread=thread,
        dispatcher=dispatcher,
        clock=clock,
        access=access,
        new_id=new_id,
        batch_size=means.batch_size,
        confirm_above=settings.addleads_confirm_above,
    )
    columns = Columns(
        jobs=store.jobs,
        mappings=store.mappings,
        targets=targets,
        thread=thread,
        clock=clock,
        batch_size=means.batch_size,
        most_rows=settings.addleads_max_leads,
    )
    children = Children(store.jobs, targets, thread, dispatcher, clock, new_id, means.batch_size)
    retries = Retries(store.jobs, children, access)
    downloads = Downloads(
        session=means.session,
        web=means.web,
        clock=clock,
        token=settings.slack_bot_token.get_secret_value(),
        api_url=str(settings.slack_api_url),
        most_mb=settings.addleads_max_file_mb,
    )
    aliasing = Aliasing(store.aliases, means.catalogue)
    history, links = _looking_back(means, people), Permalinks(means.web)
    return Parts(
        web=means.web,
        new_jobs=new_jobs,
        new_leads=NewLeads(
            jobs=store.jobs,
            targets=targets,
            thread=thread,
            dispatcher=dispatcher,
            access=access,
            batch_size=means.batch_size,
        ),
        columns=columns,
        retries=retries,
        approvals=Approvals(store.jobs, store.approvals, thread, retries, clock, access, new_id),
        fixes=Fixes(store.jobs, columns, children, access),
        continuing=Continuing(store.jobs),
        sequences=Sequences(store.aliases),
        choices=Choices(store.aliases, clock, means.catalogue),
        defaults=ChannelDefaults(store.defaults, Sequences(store.aliases)),
        aliases=store.aliases,
        aliasing=aliasing,
        targets=targets,
        inbox=Inbox(store.deliveries),
        downloads=downloads,
        access=access,
        people=people,
        history=history,
        links=links,
        homes=HomeTabs(means.web, Homes(history, aliasing), links, clock),
    )


def retention(means: Means, dispatcher: Dispatcher) -> Retention:
    """What deletes old leads."""
    store, days = means.store, means.settings.addleads_retention_days
    return Retention(store.jobs, store.purge, means.thread, dispatcher, means.clock, days)


def going_on(means: Means, dispatcher: Dispatcher, alarm: KeyAlarm, people: SlackPeople) -> GoingOn:
    """What lets jobs go on that a refused key has stopped."""
    store, thread = means.store, means.thread
    return GoingOn(
        jobs=store.jobs,
        aliases=store.aliases,
        targets=Targets(store.jobs, means.catalogue, thread, means.batch_size),
        thread=thread,
        dispatcher=dispatcher,
        access=access_of(means.settings),
        people=people,
        alarm=alarm,
        clock=means.clock,
    )


def alarm(means: Means) -> KeyAlarm:
    """What hears whether the key works."""
    return KeyAlarm(means.store.key_state(means.key), SlackAdmins(means.web, means.settings.addleads_admins))


def _looking_back(means: Means, people: SlackPeople) -> History:
    """What answers `history`, `why` and `status`."""
    settings, store = means.settings, means.store
    in_force = InForce(
        requests_per_minute=settings.amplemarket_requests_per_minute,
        leads_per_request=settings.amplemarket_leads_per_request,
        confirm_above=settings.addleads_confirm_above,
        most_leads=settings.addleads_max_leads,
        most_file_mb=settings.addleads_max_file_mb,
        retention_days=settings.addleads_retention_days,
        channels=settings.addleads_channels,
        admins=settings.addleads_admins,
    )
    filters = FilterReader(store.history, store.aliases, people, means.clock)
    budget = store.limiter(means.key, settings.amplemarket_requests_per_minute)
    return History(store.history, filters, budget, in_force)


def access_of(settings: Settings) -> Access:
    return Access(admins=settings.addleads_admins, channels=settings.addleads_channels)


def new_id() -> str:
    return secrets.token_hex(8)
