"""The table and the chart of a report: where they help, within Slack's limits, never at the report's cost."""

import pytest

from bot.adding.outcome import Outcome, SkipReason
from bot.adding.plan import JobRow
from bot.sandbox.slack import Channel, SlackSandbox, check_message
from bot.sandbox.slack.block_kit import blocks_size
from bot.slack.blocks.elements import Block, Message
from bot.slack.blocks.report import BLOCKS_LIMIT, Report, report_message
from bot.slack.blocks.report_figures import MOST_ROWS
from bot.slack.web import SlackWeb
from tests.slack.conftest import Golden
from tests.slack.remedies import RESULT, all_left
from tests.slack.samples import EVERY_KIND, EVERYTHING, FILE_JOB, TYPED_JOB, row, tally

LONG = "wolfeschlegelsteinhausenbergerdorff.hubert@a-company-with-a-long-name.example"


def skipped(number: int, who: str = "") -> list[JobRow]:
    """So many rows with one reason or two."""
    more = (SkipReason.RECENTLY_CONTACTED, SkipReason.IN_OTHER_ACTIVE_SEQUENCES)
    return [
        row(1000 + place, Outcome.SKIPPED, *more[: 1 + place % 2], who=who and f"{place}.{who}")
        for place in range(number)
    ]


def report(number: int, rows: list[JobRow]) -> Message:
    """Of a job with so many skipped leads."""
    counts = tally({Outcome.ADDED: 60, Outcome.SKIPPED: number}, {SkipReason.RECENTLY_CONTACTED: number})
    return report_message(Report(FILE_JOB, counts, rows[:3], RESULT, skipped=rows[:MOST_ROWS]))


def of_type(message: Message, kind: str) -> list[Block]:
    return [block for block in message.blocks if block["type"] == kind]


def test_a_report_with_its_figures(golden: Golden) -> None:
    """As people see it: who was skipped, why, and in which row; the table comes last."""
    golden("report_with_a_table", report(7, skipped(7)))


@pytest.mark.parametrize(("number", "rows"), [(0, 0), (5, 0), (6, 6), (99, 99), (100, 99), (40_000, 99)])
def test_as_many_rows_as_help(number: int, rows: int) -> None:
    """None for a handful; of very many the first 99, and how many there are."""
    message = report(number, skipped(min(number, 150)))
    tables = of_type(message, "table")
    assert len(tables) == bool(rows)
    if tables:
        assert tables == message.blocks[-1:]
        head, *body = tables[0]["rows"]
        assert len(body) == rows
        assert head[0]["text"] == (
            f"Skipped ({number:,})" if rows == number else f"The first 99 of {number:,} skipped"
        )
    assert check_message({"text": message.text, "blocks": message.blocks}) == []


def test_a_long_table_is_cut_where_the_room_ends() -> None:
    """All blocks together stay below what Slack refuses; the header says how many of how many are shown."""
    rows = skipped(MOST_ROWS, LONG)
    counts = tally(dict.fromkeys(Outcome, 41), dict.fromkeys(SkipReason, 41))
    message = report_message(
        Report(FILE_JOB, counts, EVERY_KIND, RESULT, left=all_left(EVERYTHING), reserved=True, skipped=rows)
    )
    (table,) = of_type(message, "table")
    assert 6 <= len(table["rows"]) - 1 < MOST_ROWS
    assert table["rows"][0][0]["text"] == f"The first {len(table['rows']) - 1} of 41 skipped"
    assert blocks_size(message.blocks) <= BLOCKS_LIMIT


def test_one_lead_is_one_line() -> None:
    """No table, no chart."""
    message = report_message(Report(TYPED_JOB, tally({Outcome.ADDED: 1}), []))
    assert [block["type"] for block in message.blocks] == ["section"]


def test_a_chart_has_something_to_compare() -> None:
    """Two outcomes at least, six segments at most, none of them empty."""
    assert not of_type(
        report_message(Report(FILE_JOB, tally({Outcome.ADDED: 500}), [])), "data_visualization"
    )
    (chart,) = of_type(report(7, []), "data_visualization")
    assert chart["chart"]["segments"] == [{"label": "Added", "value": 60}, {"label": "Skipped", "value": 7}]
    everything = tally(dict(zip(Outcome, range(10, 80, 10), strict=True)), {})
    (chart,) = of_type(report_message(Report(FILE_JOB, everything, [])), "data_visualization")
    segments = chart["chart"]["segments"]
    assert sum(one["value"] for one in segments) == everything.rows
    assert len(segments) == 6


@pytest.mark.parametrize(
    ("refusals", "left"),
    [
        (0, {"data_visualization", "table", "section"}),
        (1, {"table", "section"}),
        (2, {"section"}),
        (3, set()),
    ],
)
async def test_what_slack_does_not_take_is_left_out(
    slack: SlackSandbox, web: SlackWeb, sales: Channel, refusals: int, left: set[str]
) -> None:
    """First the chart, then the table; the buttons go only with the whole layout. The text always stands."""
    message = report(7, skipped(7))
    slack.faults.fail("chat.postMessage", "invalid_blocks", times=refusals)
    ts = await web.post(sales.id, message)
    stands = slack.message(sales, ts)
    assert stands is not None
    assert stands.text == message.text
    kinds = {block["type"] for block in stands.all_blocks}
    assert kinds & {"data_visualization", "table", "section"} == left
