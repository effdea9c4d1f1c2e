"""Who is who: auth.test, users.info, team.info, bots.info, and opening a Socket Mode connection."""

from bot.sandbox.slack.backend import Backend
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.json_types import Json
from bot.sandbox.slack.objects import bot_object, user_object
from bot.sandbox.slack.web_api.call import Call, Method, TokenType


def api_test(_: Backend, call: Call) -> Json:
    """Echoes its arguments, and fails with the `error` it is given."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


def auth_test(backend: Backend, _: Call) -> Json:
    workspace = backend.workspace
    return {
        "url": f"https://{workspace.installation.team_domain}.slack.com/",
        "team": workspace.installation.team_name,
        "user": workspace.installation.name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot_user_id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(backend: Backend, _: Call) -> Json:
    address = backend.url.replace("http://", "ws://", 1)
    return {
        "url": f"{address}/socket?ticket={backend.socket.issue_ticket()}&app_id={backend.workspace.app_id}"
    }


def user_info(backend: Backend, call: Call) -> Json:
    person = backend.workspace.people.get(call.need("user", "user_not_found"))
    if person is None:
        raise SlackError("user_not_found")
    user = user_object(backend.workspace, person, with_email="users:read.email" in call.scopes)
    if call.flag("include_locale"):
        user["locale"] = "en-US"
    return {"user": user}


def team_info(backend: Backend, _: Call) -> Json:
    installation = backend.workspace.installation
    domain = installation.team_domain
    return {"team": {"id": backend.workspace.team_id, "name": installation.team_name, "domain": domain}}


def bot_info(backend: Backend, call: Call) -> Json:
    if call.text("bot") not in {"", backend.workspace.bot_id}:
        raise SlackError("bot_not_found")
    return {"bot": bot_object(backend.workspace)}


METHODS = (
    Method("api.test", api_test, tier=4, token=TokenType.NONE),
    Method("auth.test", auth_test, tier=4),
    Method("apps.connections.open", open_connection, tier=3, token=TokenType.APP),
    Method("users.info", user_info, tier=4, scope="users:read"),
    Method("team.info", team_info, tier=3, scope="team:read"),
    Method("bots.info", bot_info, tier=3, scope="users:read"),
)
