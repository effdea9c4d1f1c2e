"""Messages about lists that were added before, and jobs that wait for each other."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.adding.outcome import Outcome
from bot.adding.same_list import Earlier
from bot.slack.blocks import same_list, status
from bot.slack.blocks.elements import Message
from bot.slack.blocks.report import Report, report_message
from tests.slack.samples import ANA, BO, FILE_JOB, INVALID_ROWS, TYPED_JOB, tally

EARLIER = Earlier(
    by=ANA,
    at=datetime(2026, 11, 3, 9, 30, tzinfo=UTC),
    same=False,
    under_way=False,
    shared=288,
    leads=300,
    seen=288,
    known=288,
)
SAME = replace(EARLIER, same=True, shared=300, seen=300)
LIST = tally({Outcome.NOT_SENT: 300})
MIXED = tally({Outcome.NOT_SENT: 300, Outcome.INVALID: 3})
NARROWED = replace(FILE_JOB, left_out=288)


def _shown(earlier: Earlier) -> Message:
    return status.preview(FILE_JOB, LIST, [], [], earlier)


SAME_LIST_MESSAGES = {
    "same_list_grown": _shown(EARLIER),
    "same_list_grown_with_problems": status.preview(FILE_JOB, MIXED, INVALID_ROWS, [], EARLIER),
    "same_list_some_of_it": _shown(replace(EARLIER, shared=100, known=299, seen=299)),
    "same_list_some_failed": _shown(SAME),
    "same_list_nobody_new": _shown(replace(SAME, known=300)),
    "same_list_under_way": _shown(replace(SAME, known=300, under_way=True)),
    "same_list_forgotten": _shown(replace(SAME, seen=0, known=0)),
    "same_list_narrowed": status.started(NARROWED, BO, tally({Outcome.NOT_SENT: 12})),
    "same_list_narrowed_report": report_message(Report(NARROWED, tally({Outcome.ADDED: 12}), [])),
    "waiting_one": same_list.waiting(TYPED_JOB, replace(FILE_JOB, user=BO), 1),
    "waiting_many": same_list.waiting(FILE_JOB, replace(FILE_JOB, user=BO), 1200),
}
