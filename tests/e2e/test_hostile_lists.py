"""Lists that attack whoever reads the bot's messages: nothing in them acts, in any message that shows it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack import Ephemeral, Message
from tests.e2e.world import World

ATTACKS = (
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S012345>",
    "<@U000000000>",
    "<#C000000000>",
    "<https://evil.example|acme.com>",
    "`<!channel>`",
    "```x```",
    "a\n<!channel>\nb",
    "\u202elnk.exe",
    "pay\u200bpal",
    "*bold* _x_ ~y~",
    "&lt;!channel&gt;",
    "=HYPERLINK(1)",
)


def texts(value: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a message's blocks, with the kind of field that it stands in."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from texts(part, str(value.get("type", kind)) if name == "text" else kind)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, kind)
    elif isinstance(value, str):
        yield kind, value


def acting(mrkdwn: str, own: set[str]) -> list[str]:
    """Marks of Slack's in a text, less those that the bot put there."""
    return [
        mark for mark in re.findall(r"<[^<>]*>", mrkdwn) if mark not in own and not mark.startswith("<!date^")
    ]


async def test_nothing_in_a_list_acts_in_any_message(world: World) -> None:
    """No mention, no link with a false label, no text turned round: preview, report, refusals, history."""
    name = "<!channel> \u202evsc.`x`.csv"
    header = ["Email", *(f"{attack} {at}".replace("\n", " ") for at, attack in enumerate(ATTACKS[:4]))]
    rows = [[f"p{at}@acme.example", attack, attack, attack, attack] for at, attack in enumerate(ATTACKS)]
    bad = [[attack, "", "", "", ""] for attack in ATTACKS]
    quoted = [",".join(f'"{cell}"' for cell in row) for row in [header, *rows, *bad]]
    world.amplemarket.contacted_recently(*(f"p{at}@acme.example" for at in range(3)))
    world.amplemarket.require(world.sequence, "<!channel>", "note")
    await world.share("\n".join(quoted), text="hm", name=name)
    question = await world.message("To which sequence")
    await world.slack.click(world.ana, question, "choose_sequence", option="q4-outbound")
    preview = await world.slack.until(
        lambda: next((one for one in world.slack.messages(world.sales) if "add_job" in one.elements), None),
        what="a preview",
    )
    await world.slack.click(world.ana, preview, "add_job")
    await world.message(" rows = ")
    await world.type("q4-outbound <!channel> jane@acme.example x=<!here>")
    await world.type("<!channel> jane@acme.example")
    await world.type("history <!channel>")
    await world.type("why <!channel>")
    await world.slack.until(lambda: len(world.slack.ephemerals(world.ana)) >= 3, what="answers")
    own = {f"<@{world.ana.id}>", f"<@{world.bo.id}>", f"<#{world.sales.id}>"}
    said = [one for one in world.slack.messages(world.sales) if one.bot_id]
    assert len(said) >= 2
    shown: list[Message | Ephemeral] = [*said, *world.slack.ephemerals(world.ana)]
    for message in shown:
        links = set(re.findall(r"<http[^<>|]*\|Open>", message.text))
        assert acting(message.text, own | links) == [], message.text
        assert not re.search("[\u202e\u200b]", json.dumps(message.blocks, ensure_ascii=False) + message.text)
        for kind, text in texts(message.blocks):
            if kind == "mrkdwn":
                assert acting(text, own | set(re.findall(r"<http[^<>|]*\|Open>", text))) == [], text
    for call in world.slack.calls_of("chat.postMessage"):
        assert call.args.get("link_names") in {False, "false", "0", None, "False"}
        assert str(call.args.get("parse", "none")) == "none"
        assert str(call.args.get("unfurl_links", False)) in {"False", "false", "0"}


async def test_a_result_file_of_a_hostile_list_is_safe_to_open(world: World) -> None:
    """No cell of it, header and name of the file included, is a formula."""
    await world.share(
        'Email,"=cmd|x","@SUM(1)"\np1@acme.example,=HYPERLINK(1),+1\n-,"a;=1","b\n=1"\np2@acme.example,－1,@x\n'
        "p3@acme.example,x,y\np4@acme.example,x,y\np5@acme.example,x,y\n",
        name="=1+1.csv",
    )
    await world.message("rows = ")
    (file,) = await world.slack.until(
        lambda: [one for one in world.slack.files() if one.name.endswith("-results.csv")], what="the file"
    )
    text = file.content.decode("utf-8-sig")
    for line in text.splitlines():
        for separator in (",", ";"):
            for cell in line.split(separator):
                assert not cell.lstrip('"').startswith(("=", "+", "@", "＝", "－")), line
