"""The parts of one running sandbox, as Web API methods and people's actions get them handed."""

from dataclasses import dataclass, field

from bot.sandbox.slack.events import EventFeed
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.rate_limits import RateLimits
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.uploads import Uploads
from bot.sandbox.slack.view_stacks import ViewStacks
from bot.sandbox.slack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the Web API. `status` 0: the connection was dropped before an answer."""

    method: str
    args: Json
    result: Json
    status: int
    at: float


@dataclass(frozen=True, slots=True)
class Backend:
    url: str
    workspace: Workspace
    socket: SocketMode
    events: EventFeed
    triggers: Triggers
    views: ViewStacks
    response_urls: ResponseUrls
    limits: RateLimits
    uploads: Uploads
    faults: Faults = field(default_factory=Faults)
    calls: list[ApiCall] = field(default_factory=list)
