"""The sandbox in the browser: one page that looks and works like Slack, as far as the bot goes.

    async with (
        SlackSandbox() as slack,
        AmplemarketSandbox() as amplemarket,
    ):
        guide = guided_start(slack, amplemarket)      # people, #leads, three sample lists, a pinned message
        async with serve_page(slack, amplemarket, guide=guide) as page:
            print(page.url)                           # opening a browser is the caller's business

`serve_page(slack, amplemarket, *, guide=None, port=0, commands=COMMANDS, shortcuts=(), home=True,
starting=None)`
    commands, shortcuts    what the composer and the menus of messages offer; `Command`, `Shortcut`
    home                   whether the app has a Home tab
    starting               `Starting(slack, waits=True)` where the app comes later: acts wait until `done()`

The page listens on 127.0.0.1 only, answers loopback names only, and loads nothing from anywhere else. What
it shows comes by server-sent events (`/events`), what people do goes to the control APIs of the two sandboxes
(`/api/slack/…`, `/api/amplemarket/…`).
"""

from bot.sandbox.page.guided_start import Guide, guided_start
from bot.sandbox.page.offers import COMMANDS, SHORTCUTS, Command, Example, Shortcut
from bot.sandbox.page.serving import Page, serve_page
from bot.sandbox.page.starting import Starting

__all__ = [
    "COMMANDS",
    "SHORTCUTS",
    "Command",
    "Example",
    "Guide",
    "Page",
    "Shortcut",
    "Starting",
    "guided_start",
    "serve_page",
]
