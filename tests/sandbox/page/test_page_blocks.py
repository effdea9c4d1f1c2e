"""Every block that a message may hold, as the page shows it."""

import pytest
from playwright.async_api import expect
from slack_bolt.async_app import AsyncApp

from tests.sandbox.page.pieces import plain, say, section
from tests.sandbox.page.visit import Visit

pytestmark = pytest.mark.asyncio(loop_scope="session")


TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Rows"}],
        [{"type": "raw_text", "text": "<b>Jo</b>"}, {"type": "raw_number", "value": 1234}],
    ],
}
DATA = {
    "type": "data_table",
    "caption": "Skipped people",
    "page_size": 3,
    "rows": [
        [{"type": "raw_text", "text": "Name"}, {"type": "raw_text", "text": "Row"}],
        *(
            [{"type": "raw_text", "text": f"Person {n}"}, {"type": "raw_number", "value": n}]
            for n in range(1, 10)
        ),
    ],
}
PIE = {
    "type": "data_visualization",
    "title": "What became of them",
    "chart": {
        "type": "pie",
        "segments": [{"label": "added", "value": 3}, {"label": "skipped", "value": 1}],
    },
}
BARS = {
    "type": "data_visualization",
    "title": "By day",
    "chart": {
        "type": "bar",
        "series": [
            {"name": "added", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 14}]},
            {"name": "skipped", "data": [{"label": "Mon", "value": 1}, {"label": "Tue", "value": 2}]},
        ],
    },
}


async def test_tables_and_charts(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Cells are text; a data table has pages, sorts and filters; a chart can be read without seeing it."""
    visit = visit_bolt
    await say(visit, bolt.client, TABLE)
    await expect(visit.channel.get_by_role("cell", name="<b>Jo</b>")).to_be_visible()
    await expect(visit.channel.get_by_role("cell", name="1,234")).to_be_visible()
    await say(visit, bolt.client, DATA)
    data = visit.channel.get_by_role("region", name="Skipped people")
    await expect(data.get_by_role("row")).to_have_count(4)
    await data.get_by_role("button", name="Row").click()
    await data.get_by_role("button", name="Row").click()
    await expect(data.get_by_role("row").nth(1)).to_contain_text("Person 9")
    await data.get_by_role("button", name="Next page").click()
    await expect(data.get_by_role("status")).to_have_text("4–6 of 9")
    await data.get_by_role("searchbox").fill("person 3")
    await expect(data.get_by_role("row")).to_have_count(2)
    await say(visit, bolt.client, PIE)
    await say(visit, bolt.client, BARS)
    await expect(visit.channel.get_by_text("added: 3; skipped: 1")).to_be_attached()
    await expect(visit.channel.locator(".chart rect")).to_have_count(4)


async def test_hostile_text_stays_text(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Markup, script addresses and tags in whatever an app or a list supplies are shown, never run."""
    visit = visit_bolt
    hostile = (
        '&lt;img src=x onerror="document.title=1"&gt; <javascript:alert(1)|press me> *<https://a.example|ok>*'
    )
    markdown = {"type": "markdown", "text": "<script>1</script> [x](javascript:alert(1)) **bold** `code`"}
    await say(visit, bolt.client, section(hostile), markdown)
    await expect(visit.channel.get_by_text('<img src=x onerror="document.title=1">')).to_be_visible()
    await expect(visit.channel.get_by_text("<script>1</script>")).to_be_visible()
    assert await visit.channel.locator("img, script, [href^=javascript]").count() == 0
    await expect(visit.channel.get_by_role("link", name="ok")).to_have_attribute("href", "https://a.example")
    await expect(visit.channel.get_by_role("link", name="press me")).to_have_count(0)


async def test_mrkdwn_and_rich_text(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Bold, code, lists, quotes, mentions, dates, emoji: as Slack writes them."""
    visit = visit_bolt
    ana = visit.guide.admin.id
    text = (
        f"*bold* _it_ ~no~ `a*b*c` snake_case_name <@{ana}> <!date^1700000000^{{date_num}}|then> :rocket:\n"
        "• item\n&gt; quote"
    )
    rich = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "first", "style": {"bold": True}}],
                    }
                ],
            }
        ],
    }
    ts = await say(visit, bolt.client, section(text), rich)
    message = visit.channel.locator(f'[data-ts="{ts}"]')
    await expect(message.locator("strong").first).to_have_text("bold")
    await expect(message.locator("code")).to_have_text("a*b*c")
    await expect(message).to_contain_text("snake_case_name @Ana Ruiz 2023-11-14 🚀")
    await expect(message.locator("blockquote")).to_have_text("quote")
    await expect(message.locator("ol:not(.messages) li")).to_have_text("first")


async def test_layout_and_markdown(visit_bolt: Visit, bolt: AsyncApp) -> None:
    """Headers, fields, pictures by their words, Markdown; and a block that it can't show is named."""
    visit = visit_bolt
    fields = {"type": "section", "fields": [plain("added"), {"type": "mrkdwn", "text": "*930*"}]}
    picture = {"type": "image", "image_url": "https://a.example/x.png", "alt_text": "a sunset"}
    table = "| a | b |\n|---|---|\n| 1 | **2** |"
    text = f"# Title\n1. one\n2. two\n\n> said\n\n{table}\n\n```\nx = 1\n```\n- [x] ok"
    ts = await say(
        visit,
        bolt.client,
        {"type": "header", "text": plain("Results")},
        fields,
        {"type": "divider"},
        {"type": "context", "elements": [plain("a note"), picture | {"type": "image"}]},
        {"type": "markdown", "text": text},
        {"type": "task_card", "task_id": "t1", "title": "A task", "status": "complete"},
    )
    message = visit.channel.locator(f'[data-ts="{ts}"]')
    await expect(message.get_by_role("heading", name="Results")).to_be_visible()
    await expect(message.locator(".fields .text")).to_have_text(["added", "930"])
    await expect(message.get_by_role("separator")).to_be_visible()
    await expect(message.get_by_role("img", name="a sunset")).to_be_visible()
    await expect(message.get_by_role("heading", name="Title")).to_be_visible()
    await expect(message.locator("ol:not(.messages) li")).to_have_text(["one", "two"])
    await expect(message.locator("blockquote")).to_have_text("said")
    await expect(message.get_by_role("cell", name="2")).to_be_visible()
    await expect(message.locator("pre")).to_have_text("x = 1")
    await expect(message).to_contain_text("☑ ok")
    await expect(message).to_contain_text("can't show a block of type task_card")
