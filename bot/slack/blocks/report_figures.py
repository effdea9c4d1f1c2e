"""What a report shows besides its sentences: a table of who was skipped, and a chart of what became of all.

Both repeat what the text and the result file say, so that nothing is lost where Slack, or a client of it,
does not take them.
"""

from collections.abc import Sequence

from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow
from bot.adding.report import Tally
from bot.slack import text
from bot.slack.blocks.elements import Block
from bot.slack.escaping import one_line, shortened

TABLE_FROM = 6
"""So many skipped people make a table. A handful is named in the sentences."""

MOST_ROWS = 99
"""Behind the header; Slack takes a hundred in all (docs.slack.dev, blocks/table-block)."""

CHART_FROM = 20
"""Rows of a job whose shares are worth a look."""

MOST_SEGMENTS, TITLE_LIMIT, LABEL_LIMIT = 6, 50, 20
"""Of a pie (docs.slack.dev, blocks/data-visualization-block)."""

CELL_LIMIT = 64

_COLUMNS: list[Block] = [{"is_wrapped": True}, {"is_wrapped": True}, {"align": "right"}]


def skipped_table(rows: Sequence[JobRow], total: int, room: int) -> Block | None:
    """The skipped, with why and where in the list; as many as there is room for.

    Args:
        rows: the first of them, in order.
        total: how many there are.
        room: characters of all cells, at most.
    """
    if total < TABLE_FROM:
        return None
    lines = [_cells(row) for row in rows[:MOST_ROWS]]
    room -= sum(map(len, text.report.table_header(total, total)))
    fit = 0
    while fit < len(lines) and (room := room - sum(map(len, lines[fit]))) >= 0:
        fit += 1
    if fit < TABLE_FROM:
        return None
    shown = [text.report.table_header(fit, total), *lines[:fit]]
    return {
        "type": "table",
        "column_settings": _COLUMNS,
        "rows": [[{"type": "raw_text", "text": cell} for cell in line] for line in shown],
    }


def characters(table: Block) -> int:
    """Of all cells: that is what Slack counts, as the table travels apart from the other blocks."""
    return sum(len(cell["text"]) for row in table["rows"] for cell in row)


def _cells(row: JobRow) -> tuple[str, str, str]:
    name = shortened(one_line(row.lead.name), CELL_LIMIT) if row.lead else ""
    return name or "–", text.report.why_skipped(row.outcome.reasons), f"{row.row:,}"


def chart(tally: Tally) -> Block | None:
    """A pie of the outcomes; None where there is nothing to compare."""
    counts = {text.report.CHART_LABELS[one]: tally[one] for one in Outcome if tally[one]}
    if tally.rows < CHART_FROM or len(counts) < 2:  # noqa: PLR2004 - one slice is no pie
        return None
    while len(counts) > MOST_SEGMENTS:
        rest = sorted(counts, key=lambda label: counts[label])[:2]
        counts[text.report.CHART_REST] = sum(counts.pop(label) for label in rest)
    return {
        "type": "data_visualization",
        "title": shortened(text.report.chart_title(tally.rows), TITLE_LIMIT),
        "chart": {
            "type": "pie",
            "segments": [{"label": label, "value": count} for label, count in counts.items()],
        },
    }
