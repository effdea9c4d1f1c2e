"""`/api/<method>` over HTTP: token, scopes, faults, rate limits, then the method; every call is written down.

Errors are HTTP 200 with {"ok": false}, except 429 (https://docs.slack.dev/apis/web-api/).
"""

import asyncio

from aiohttp import web

from bot.sandbox.slack.backend import ApiCall, Backend
from bot.sandbox.slack.errors import RateLimitedError, SlackError
from bot.sandbox.slack.faults import Fault, FaultKind
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.web_api.call import Call, Method, TokenType
from bot.sandbox.slack.web_api.methods import METHODS
from bot.sandbox.slack.web_api.wire_forms import read_arguments, take_token

_DROPPED = 0


class WebApi:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        fault = self._backend.faults.take(name)
        args: Json = {}
        try:
            args = await read_arguments(request)
            token = take_token(request, args)
            if fault is not None and fault.kind is FaultKind.DROP_BEFORE:
                return self._drop(request, name, args, {})
            await _suffer(fault)
            result = {"ok": True, **self._answer(name, token, args)}
        except web.HTTPException as answer:
            self._record(name, args, {}, answer.status)
            raise
        except SlackError as refusal:
            return self._respond(name, args, refusal.body(), refusal)
        if fault is not None and fault.kind is FaultKind.DROP_AFTER:
            return self._drop(request, name, args, result)
        return self._respond(name, args, result, None)

    def _answer(self, name: str, token: str, args: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        scopes = self._authorise(method, token)
        self._backend.limits.count(name, method.tier)
        call = Call(args, scopes)
        if method.scope:
            call.need_scope(method.scope)
        return method.handler(self._backend, call)

    def _authorise(self, method: Method, token: str) -> frozenset[str]:
        """The scopes of a token that is good for this method."""
        if method.token is TokenType.NONE:
            return frozenset()
        if not token:
            raise SlackError("not_authed")
        installation = self._backend.workspace.installation
        types = {installation.bot_token: TokenType.BOT, installation.app_token: TokenType.APP}
        if token not in types:
            raise SlackError("invalid_auth")
        if types[token] is not method.token:
            raise SlackError("not_allowed_token_type")
        return installation.scopes if method.token is TokenType.BOT else frozenset({"connections:write"})

    def _respond(self, name: str, args: Json, body: Json, refusal: SlackError | None) -> web.Response:
        headers = {"x-slack-req-id": self._backend.workspace.ids.uuid()}
        method = METHODS.get(name)
        if method is not None and method.token is TokenType.BOT:
            headers["x-oauth-scopes"] = ",".join(sorted(self._backend.workspace.installation.scopes))
            headers["x-accepted-oauth-scopes"] = method.scope
        status = 200
        if isinstance(refusal, RateLimitedError):
            status = 429
            headers["Retry-After"] = str(refusal.retry_after)
        self._record(name, args, body, status)
        return web.json_response(body, status=status, headers=headers)

    def _drop(self, request: web.Request, name: str, args: Json, result: Json) -> web.Response:
        """Close the connection; what is returned never leaves."""
        self._record(name, args, result, _DROPPED)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _record(self, name: str, args: Json, result: Json, status: int) -> None:
        call = ApiCall(name, args, result, status, self._backend.workspace.clock())
        self._backend.calls.append(call)
        self._backend.workspace.changes.notify()


async def _suffer(fault: Fault | None) -> None:
    """What a fault does before the method runs; the two kinds of dropping are the caller's."""
    if fault is None:
        return
    match fault.kind:
        case FaultKind.ERROR:
            raise SlackError(fault.error)
        case FaultKind.RATE_LIMIT:
            raise RateLimitedError(fault.retry_after)
        case FaultKind.SERVER_ERROR:
            raise _ServerError(fault.status)
        case FaultKind.DELAY:
            await asyncio.sleep(fault.seconds)
        case FaultKind.HOLD:
            await fault.hold.pass_through()
        case FaultKind.DROP_BEFORE | FaultKind.DROP_AFTER:
            pass


class _ServerError(web.HTTPException):
    """An HTTP error page; aiohttp wants the status on the class, faults bring it."""

    status_code = 500

    def __init__(self, status: int) -> None:
        super().__init__(text="Internal Server Error")
        self.set_status(status)
