"""Who may talk to the page: programs on this machine, and no web page from elsewhere.

Every answer forbids scripts, frames and connections other than the page's own.
"""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox.slack.control import LOOPBACK_NAMES

_NO_PAGE = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""For all answers that are data: a shared file must not act as a page of ours, whatever it is."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: _Handler) -> web.StreamResponse:
    """Answer loopback names only: another name that leads here is somebody's trick with DNS."""
    if request.url.host not in LOOPBACK_NAMES:
        return web.json_response({"error": "Only 127.0.0.1 and localhost are answered"}, status=403)
    if _is_from_elsewhere(request):
        return web.json_response({"error": "Only this page itself may ask for that"}, status=403)
    return await handler(request)


async def harden(request: web.Request, response: web.StreamResponse) -> None:
    """The headers of every answer, streams and errors too."""
    if request.path != "/" and not request.path.startswith("/static/"):
        response.headers["Content-Security-Policy"] = _NO_PAGE
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def _is_from_elsewhere(request: web.Request) -> bool:
    """Browsers tell for whom they ask; programs that are none tell nothing."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return True
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site not in {"none", "same-origin"} and request.path != "/"
