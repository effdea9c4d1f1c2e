"""The least that an async Bolt app in Socket Mode can be: our ack, start and memory are held against it.

    python tests/bench/bare_bolt.py     settings from the environment, as for `addleads serve`

One command, acked and answered; no store, no other listener, Bolt's own defaults.
"""

import asyncio
import os

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient


def bare_app() -> AsyncApp:
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client)

    @app.command("/addleads")
    async def answer(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Here I am.")

    return app


async def serve() -> None:
    await AsyncSocketModeHandler(bare_app(), os.environ["SLACK_APP_TOKEN"]).start_async()


if __name__ == "__main__":
    asyncio.run(serve())
