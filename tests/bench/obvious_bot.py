"""The obvious bot: the same job in sixty lines, as one writes it in an afternoon. What ours is held against.

    python tests/bench/obvious_bot.py     settings from the environment, as for `addleads serve`

`csv.DictReader`, one call for twenty leads, one call after the other; no store, no rate limiter. Errors are
logged and the next leads are sent. It tells how many were added by Amplemarket's own count, not by its guess.
"""

import asyncio
import csv
import io
import logging
import os
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

AT_ONCE = 20

logger = logging.getLogger(__name__)
app = AsyncApp(
    client=AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
)


@app.event("message")
async def add_leads(event: dict[str, Any], say: AsyncSay) -> None:
    """Whoever shares a file wants its people in the sequence."""
    for file in event.get("files", []):
        async with aiohttp.ClientSession() as session:
            people = await read(session, file["url_private_download"])
            added = await send(session, people)
        await say(f"Added {added} of {len(people)} leads", thread_ts=event["ts"])


async def read(session: aiohttp.ClientSession, url: str) -> list[dict[str, str]]:
    headers = {"Authorization": f"Bearer {os.environ['SLACK_BOT_TOKEN']}"}
    async with session.get(url, headers=headers) as answer:
        return list(csv.DictReader(io.StringIO(await answer.text())))


async def send(session: aiohttp.ClientSession, people: list[dict[str, str]]) -> int:
    url = f"{os.environ['AMPLEMARKET_API_URL']}/sequences/{os.environ['SEQUENCE']}/leads"
    headers = {"Authorization": f"Bearer {os.environ['AMPLEMARKET_API_KEY']}"}
    added = 0
    for start in range(0, len(people), AT_ONCE):
        leads = [
            {"email": one["Work Email"], "data": {"first_name": one["First Name"], "city": one["City"]}}
            for one in people[start : start + AT_ONCE]
        ]
        try:
            async with session.post(url, headers=headers, json={"leads": leads}) as answer:
                answer.raise_for_status()
                added += (await answer.json())["total_added_to_sequence"]
        except Exception:
            logger.exception("Failed to add leads")
    return added


async def main() -> None:
    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()


if __name__ == "__main__":
    asyncio.run(main())
