"""Who may give orders to the sandbox: programs on this machine, and no web page from elsewhere."""

from bot.sandbox.amplemarket.replies import Reply, json_reply
from bot.sandbox.amplemarket.service import JSON_TYPES, Request

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost"})


def from_elsewhere(request: Request) -> Reply | None:
    """The refusal, or None for an order that may be carried out.

    Another name that leads here is somebody's trick with DNS; an Origin is told by browsers only, and no page
    is served here; and a form, which a browser sends anywhere without asking, can't send JSON.
    """
    if request.headers.get("Host", "").partition(":")[0] not in LOOPBACK_NAMES:
        return json_reply(403, {"error": "Only 127.0.0.1 and localhost are answered"})
    if request.headers.get("Origin") is not None:
        return json_reply(403, {"error": "Web pages get no answer here"})
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if request.method == "POST" and kind not in JSON_TYPES:
        return json_reply(415, {"error": "Only application/json is taken"})
    return None
