"""Block Kit's limits as pure functions: each refuses one too much and takes what is just right."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.slack import Surface, check_blocks, check_message, check_view
from bot.sandbox.slack.block_kit.elements import CHECKS as ELEMENTS
from bot.sandbox.slack.block_kit.layout import CHECKS

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(**fields: Any) -> Json:
    return {"type": "section", "text": plain("x"), **fields}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(**fields: Any) -> Json:
    return {"type": "button", "text": plain("Go"), **fields}


def option(value: str = "v", text: str = "t") -> Json:
    return {"text": plain(text), "value": value}


def options(count: int) -> list[Json]:
    return [option(str(number)) for number in range(count)]


def select(**fields: Any) -> Json:
    return {"type": "static_select", "action_id": "pick", "options": options(2), **fields}


def input_block(element: Json, **fields: Any) -> Json:
    return {"type": "input", "label": plain("Label"), "element": element, **fields}


def table(rows: int, cells: int = 2) -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * cells for _ in range(rows)]}


def data_table(count: int, **fields: Any) -> Json:
    return {**table(count), "type": "data_table", "caption": "c", **fields}


def pie(*values: float) -> Json:
    segments = [{"label": f"s{index}", "value": value} for index, value in enumerate(values)]
    return {"type": "data_visualization", "title": "t", "chart": {"type": "pie", "segments": segments}}


def confirm(**fields: Any) -> Json:
    dialog = {"title": plain("t"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No")}
    return {**dialog, **fields}


RICH = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}

REFUSED: list[tuple[str, Any, str]] = [
    ("what the SDK makes of a block it does not know", None, "/blocks/0"),
    ("an unknown type", {"type": "sparkle"}, "/blocks/0"),
    ("no type", {"text": plain("x")}, "/blocks/0"),
    ("an unknown field", section(colour="red"), "/blocks/0"),
    ("block_id of 256", section(block_id="x" * 256), "/blocks/0/block_id"),
    ("section without text", {"type": "section"}, "/blocks/0"),
    ("section text of 3001", section(text=plain("x" * 3001)), "/blocks/0/text/text"),
    ("empty section text", section(text=plain("")), "/blocks/0/text/text"),
    ("section text as a string", section(text="x"), "/blocks/0/text"),
    ("section text of another type", section(text={"type": "markdown", "text": "x"}), "/blocks/0/text/type"),
    ("emoji on mrkdwn", section(text={**mrkdwn("x"), "emoji": True}), "/blocks/0/text"),
    ("11 fields", section(fields=[plain("x")] * 11), "/blocks/0/fields"),
    ("a field of 2001", section(fields=[plain("x" * 2001)]), "/blocks/0/fields/0/text"),
    ("plain_text_input as accessory", section(accessory={"type": "plain_text_input"}), "/blocks/0/accessory"),
    ("header of 151", {"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
    ("header in mrkdwn", {"type": "header", "text": mrkdwn("x")}, "/blocks/0/text/type"),
    ("11 in a context", {"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
    ("button in a context", {"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
    ("image without alt_text", {"type": "image", "image_url": "https://x.y"}, "/blocks/0"),
    ("image without source", {"type": "image", "alt_text": "x"}, "/blocks/0"),
    ("no elements in actions", actions(), "/blocks/0/elements"),
    ("26 elements in actions", actions(*[button()] * 26), "/blocks/0/elements"),
    ("the same action_id twice", actions(*[button(action_id="a")] * 2), "/blocks/0/elements/1/action_id"),
    ("multi select in actions", actions(select(type="multi_static_select")), "/blocks/0/elements/0"),
    ("image in actions", actions({"type": "image"}), "/blocks/0/elements/0"),
    ("button text of 76", actions(button(text=plain("x" * 76))), "/blocks/0/elements/0/text/text"),
    ("button text in mrkdwn", actions(button(text=mrkdwn("x"))), "/blocks/0/elements/0/text/type"),
    ("button value of 2001", actions(button(value="x" * 2001)), "/blocks/0/elements/0/value"),
    ("button url of 3001", actions(button(url="x" * 3001)), "/blocks/0/elements/0/url"),
    ("button style", actions(button(style="warning")), "/blocks/0/elements/0/style"),
    ("action_id of 256", actions(button(action_id="x" * 256)), "/blocks/0/elements/0/action_id"),
    (
        "accessibility_label of 76",
        actions(button(accessibility_label="x" * 76)),
        "/blocks/0/elements/0/accessibility_label",
    ),
    (
        "confirm title of 101",
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        "confirm text of 301",
        actions(button(confirm=confirm(text=plain("x" * 301)))),
        "/blocks/0/elements/0/confirm/text/text",
    ),
    (
        "confirm label of 31",
        actions(button(confirm=confirm(confirm=plain("x" * 31)))),
        "/blocks/0/elements/0/confirm/confirm/text",
    ),
    ("confirm without deny", actions(button(confirm=confirm(deny=None))), "/blocks/0/elements/0/confirm"),
    ("101 options", actions(select(options=options(101))), "/blocks/0/elements/0/options"),
    ("no options", actions(select(options=[])), "/blocks/0/elements/0/options"),
    ("neither options nor groups", actions(select(options=None)), "/blocks/0/elements/0"),
    (
        "option text of 76",
        actions(select(options=[option(text="x" * 76)])),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    (
        "option value of 151",
        actions(select(options=[option(value="x" * 151)])),
        "/blocks/0/elements/0/options/0/value",
    ),
    ("two options alike", actions(select(options=[option()] * 2)), "/blocks/0/elements/0/options/1/value"),
    (
        "a preselected stranger",
        actions(select(initial_option=option("other"))),
        "/blocks/0/elements/0/initial_option",
    ),
    (
        "placeholder of 151",
        actions(select(placeholder=plain("x" * 151))),
        "/blocks/0/elements/0/placeholder/text",
    ),
    (
        "6 overflow options",
        actions({"type": "overflow", "options": options(6)}),
        "/blocks/0/elements/0/options",
    ),
    (
        "11 checkboxes",
        actions({"type": "checkboxes", "options": options(11)}),
        "/blocks/0/elements/0/options",
    ),
    (
        "11 radio buttons",
        actions({"type": "radio_buttons", "options": options(11)}),
        "/blocks/0/elements/0/options",
    ),
    (
        "a date that is none",
        actions({"type": "datepicker", "initial_date": "tomorrow"}),
        "/blocks/0/elements/0/initial_date",
    ),
    ("button in an input", input_block(button()), "/blocks/0/element"),
    (
        "label of 2001",
        input_block({"type": "plain_text_input"}, label=plain("x" * 2001)),
        "/blocks/0/label/text",
    ),
    ("file_input in a message", input_block({"type": "file_input"}), "/blocks/0/element"),
    ("markdown of 12001", {"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ("alert in a message", {"type": "alert", "text": plain("x")}, "/blocks/0"),
    ("rich text without elements", {"type": "rich_text", "elements": []}, "/blocks/0/elements"),
    ("rich text of sections only", {"type": "rich_text", "elements": [plain("x")]}, "/blocks/0/elements/0"),
    (
        "empty rich text",
        {"type": "rich_text", "elements": [{**RICH, "elements": [{"type": "text", "text": ""}]}]},
        "/blocks/0/elements/0/elements/0/text",
    ),
    (
        "a link without url",
        {"type": "rich_text", "elements": [{**RICH, "elements": [{"type": "link"}]}]},
        "/blocks/0/elements/0/elements/0",
    ),
    (
        "a list without style",
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "elements": [RICH]}]},
        "/blocks/0/elements/0",
    ),
    ("a table of 101 rows", table(101), "/blocks/0/rows"),
    ("a table of 21 columns", table(2, 21), "/blocks/0/rows/0"),
    (
        "an empty table cell",
        {"type": "table", "rows": [[{"type": "raw_text", "text": ""}]]},
        "/blocks/0/rows/0/0/text",
    ),
    ("mrkdwn in a table cell", {"type": "table", "rows": [[mrkdwn("x")]]}, "/blocks/0/rows/0/0"),
    ("21 column settings", {**table(1), "column_settings": [None] * 21}, "/blocks/0/column_settings"),
    ("a data_table of its header only", data_table(1), "/blocks/0/rows"),
    ("a data_table of 102 rows", data_table(102), "/blocks/0/rows"),
    ("a data_table without caption", data_table(2, caption=None), "/blocks/0"),
    ("pages of 101", data_table(2, page_size=101), "/blocks/0/page_size"),
    (
        "rows of unequal length",
        data_table(2, rows=[table(1, 2)["rows"][0], table(1, 3)["rows"][0]]),
        "/blocks/0/rows",
    ),
    (
        "rich text in the header of a data_table",
        data_table(2, rows=[[{"type": "rich_text", "elements": [RICH]}], table(1, 1)["rows"][0]]),
        "/blocks/0/rows/0/0",
    ),
    (
        "10,001 characters in a data_table",
        data_table(2, rows=[[{"type": "raw_text", "text": "x" * 5001}]] * 2),
        "/blocks/0/rows",
    ),
    ("7 segments", pie(*[1] * 7), "/blocks/0/chart/segments"),
    ("a segment of nothing", pie(0), "/blocks/0/chart/segments/0/value"),
    (
        "11 cards",
        {"type": "carousel", "elements": [{"type": "card", "title": plain("x")}] * 11},
        "/blocks/0/elements",
    ),
    (
        "11 children",
        {"type": "container", "title": plain("x"), "child_blocks": [{"type": "divider"}] * 11},
        "/blocks/0/child_blocks",
    ),
    (
        "a table in a container",
        {"type": "container", "title": plain("x"), "child_blocks": [table(1)]},
        "/blocks/0/child_blocks/0",
    ),
]

TAKEN = [
    ("section at its limit", section(text=mrkdwn("x" * 3000), fields=[plain("x" * 2000)] * 2)),
    ("header at its limit", {"type": "header", "text": plain("x" * 150)}),
    ("actions at its limit", actions(*[button(action_id=str(number)) for number in range(25)])),
    ("button at its limits", actions(button(text=plain("x" * 75), value="x" * 2000, style="danger"))),
    (
        "confirm at its limits",
        actions(button(confirm=confirm(title=plain("x" * 100), text=mrkdwn("x" * 300)))),
    ),
    ("select at its limits", actions(select(options=options(100), placeholder=plain("x" * 150)))),
    (
        "option groups",
        actions(select(options=None, option_groups=[{"label": plain("g"), "options": options(2)}])),
    ),
    ("preselected", actions(select(initial_option=option("1")))),
    ("external select", actions({"type": "external_select", "action_id": "q", "min_query_length": 0})),
    (
        "checkboxes in mrkdwn",
        actions({"type": "checkboxes", "options": [{"text": mrkdwn("*x*"), "value": "1"}]}),
    ),
    ("multi select as accessory", section(accessory=select(type="multi_static_select"))),
    (
        "context of both kinds",
        {"type": "context", "elements": [mrkdwn("x"), {"type": "image", "image_url": "u", "alt_text": "a"}]},
    ),
    ("table at its limit", {**table(100, 20), "column_settings": [{"align": "right"}, None]}),
    ("numbers in a table", {"type": "table", "rows": [[{"type": "raw_number", "value": 3}]]}),
    ("data_table at its limit", data_table(101, page_size=100)),
    ("chart", pie(1, 2.5)),
    ("markdown at its limit", {"type": "markdown", "text": "x" * 12_000}),
    ("container", {"type": "container", "title": plain("x"), "child_blocks": [section()]}),
    (
        "rich text",
        {
            "type": "rich_text",
            "elements": [RICH, {"type": "rich_text_list", "style": "bullet", "elements": [RICH]}],
        },
    ),
]


@pytest.mark.parametrize(("block", "pointer"), [case[1:] for case in REFUSED], ids=[c[0] for c in REFUSED])
def test_a_block_beyond_its_limits_is_refused_where_the_fault_is(block: Json, pointer: str) -> None:
    """The problem names the place as a JSON pointer."""
    problems = check_blocks([block])

    assert any(problem.endswith(f"[json-pointer:{pointer}]") for problem in problems), problems


@pytest.mark.parametrize("block", [case[1] for case in TAKEN], ids=[case[0] for case in TAKEN])
def test_a_block_at_its_limits_is_taken(block: Json) -> None:
    """Nothing is refused that Slack takes."""
    assert check_blocks([block]) == []


def test_a_message_has_at_most_50_blocks_and_a_view_100() -> None:
    """The number of blocks depends on the surface."""
    divider = {"type": "divider"}

    assert check_blocks([divider] * 50) == []
    assert check_blocks([divider] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert check_blocks([divider] * 100, "home") == []
    assert check_blocks([divider] * 101, "modal") == ["no more than 100 items allowed [json-pointer:/blocks]"]


def test_a_block_id_stands_once() -> None:
    """Two blocks with the same block_id are refused at the second."""
    problems = check_blocks([section(block_id="a"), section(block_id="a")])

    assert problems == ["block_id a already exists [json-pointer:/blocks/1/block_id]"]


def test_markdown_is_counted_over_all_blocks() -> None:
    """12,000 characters in all markdown blocks together."""
    halves = [{"type": "markdown", "text": "x" * 6001}] * 2

    assert check_blocks(halves) == [
        "markdown blocks must be less than 12001 characters together [json-pointer:/blocks]"
    ]


@pytest.mark.parametrize("surface", ["modal", "home"])
@pytest.mark.parametrize(
    "block",
    [table(1), data_table(2), pie(1), {"type": "markdown", "text": "x"}],
    ids=["table", "data_table", "data_visualization", "markdown"],
)
def test_message_blocks_are_refused_in_views(surface: Surface, block: Json) -> None:
    """Tables, charts and markdown stand in messages only."""
    assert check_blocks([block], surface) == [f"unsupported type: {block['type']} [json-pointer:/blocks/0]"]


def test_alerts_and_file_inputs_stand_in_modals() -> None:
    """What a message refuses, a modal takes."""
    blocks = [{"type": "alert", "text": plain("x"), "level": "warning"}, input_block({"type": "file_input"})]

    assert check_blocks(blocks, "modal") == []
    assert len(check_blocks(blocks, "home")) == 2


def modal(**fields: Any) -> Json:
    return {"type": "modal", "title": plain("Add leads"), "blocks": [section()], **fields}


@pytest.mark.parametrize(
    ("view", "pointer"),
    [
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(title=None), "/view"),
        (modal(submit=plain("x" * 25)), "/view/submit/text"),
        (modal(close=plain("x" * 25)), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(blocks=[]), "/view/blocks"),
        (modal(blocks=None), "/view"),
        (modal(type="dialog"), "/view/type"),
        (modal(colour="red"), "/view"),
        (modal(blocks=[input_block({"type": "plain_text_input"})]), "/view"),
    ],
)
def test_a_view_beyond_its_limits_is_refused(view: Json, pointer: str) -> None:
    """Titles of 24, metadata of 3000, a submit button where there is input."""
    assert any(problem.endswith(f"[json-pointer:{pointer}]") for problem in check_view(view)), check_view(
        view
    )


def test_a_view_at_its_limits_is_taken() -> None:
    """Exactly at every limit."""
    assert check_view(modal(title=plain("x" * 24), private_metadata="x" * 3000, callback_id="x" * 255)) == []
    assert check_view({"type": "home", "blocks": [section()]}) == []


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "x" * 40_001}, "must be less than 40001 characters"),
        ({"text": "x", "blocks": [table(1), table(1)]}, "only_one_table_allowed"),
        (
            {"text": "x", "blocks": [table(1)], "attachments": [{"blocks": [table(1)]}]},
            "only_one_table_allowed",
        ),
        ({"text": "x", "blocks": [section(text=plain("x" * 2700))] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "section"}]}]}, "/attachments/0/blocks/0"),
        ({"text": "x", "blocks": "[]"}, "must be an array"),
    ],
)
def test_a_message_is_checked_as_a_whole(payload: Json, words: str) -> None:
    """Sums over all blocks, and something to read."""
    assert any(words in problem for problem in check_message(payload)), check_message(payload)


def test_an_ordinary_message_is_taken() -> None:
    """Text, a few blocks and one table."""
    assert check_message({"text": "x", "blocks": [section(), table(100, 5)]}) == []


FIELDS = [
    "accessory", "action_id", "align", "attachments", "block_id", "blocks", "caption", "chart",
    "child_blocks", "column_settings", "confirm", "element", "elements", "fields", "initial_option",
    "initial_options", "label", "level", "max_length", "option_groups", "options", "page_size", "rows",
    "segments", "series", "style", "submit", "tasks", "text", "title", "type", "value", "width",
]  # fmt: skip
TYPES = sorted({*CHECKS, *ELEMENTS})
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 9) | st.sampled_from(["", "x", "plain_text", "modal", "pie"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4),
    max_leaves=12,
)


@given(block_type=st.sampled_from(TYPES), fields=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_no_payload_breaks_the_checks(block_type: str, fields: Json) -> None:
    """Whatever an app sends, the answer is a list of problems."""
    thing = {**fields, "type": block_type}
    payloads = [
        thing,
        actions(thing),
        section(accessory=thing),
        input_block(thing),
        {"type": "table", "rows": [[thing]]},
    ]

    for payload in payloads:
        assert isinstance(check_blocks([payload]), list)
        assert isinstance(check_view({"type": "modal", **fields, "blocks": [payload]}), list)
        assert isinstance(check_message({**fields, "blocks": [payload]}), list)
