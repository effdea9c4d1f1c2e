"""The three ways in which arguments reach the Web API, and the token.

https://docs.slack.dev/apis/web-api/
"""

import json

from aiohttp import web

from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


async def read_arguments(request: web.Request) -> Json:
    """Query string, form or JSON body; where two name the same argument, the body counts."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        args |= await _json_body(request)
    elif request.content_type in _FORMS:
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    return args


def take_token(request: web.Request, args: Json) -> str:
    """The bearer token, or the `token` argument, which leaves the arguments."""
    argument = str(args.pop("token", "") or "")
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else argument


async def _json_body(request: web.Request) -> Json:
    text = await request.text()
    if not text:
        return {}
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body
