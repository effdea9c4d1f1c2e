"""Every message the bot posts, as files to read: a change of wording is seen in review."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adding.audit import NOBODY
from bot.adding.errors import (
    KeyRefusedError,
    RequestRefusedError,
    SequenceNotFoundError,
    UnknownAliasError,
)
from bot.adding.job import Alias, ColumnMapping, Options
from bot.adding.outcome import Outcome, SkipReason
from bot.adding.overrides import Override
from bot.adding.state import JobState
from bot.jobs.outage import Silence
from bot.leads.columns import plan_columns
from bot.sandbox.slack import check_message
from bot.slack import text
from bot.slack.blocks import status
from bot.slack.blocks.elements import Message
from bot.slack.blocks.report import Report, report_message
from tests.slack.conftest import GOLDEN, Golden
from tests.slack.remedies import RESULT, all_left
from tests.slack.same_list_messages import SAME_LIST_MESSAGES
from tests.slack.samples import (
    ANA,
    BO,
    DUPLICATE_ROWS,
    EVERY_KIND,
    EVERYTHING,
    FILE_JOB,
    INVALID_ROWS,
    TYPED_JOB,
    row,
    rows,
    tally,
)
from tests.slack.sequence_messages import SEQUENCE_MESSAGES

READ = tally({Outcome.NOT_SENT: 974, Outcome.DUPLICATE: 20, Outcome.INVALID: 6})
HALF_WAY = tally({Outcome.ADDED: 560, Outcome.SKIPPED: 34, Outcome.NOT_SENT: 380, Outcome.INVALID: 26})
STOPPED = tally({Outcome.ADDED: 500, Outcome.NOT_SENT: 474, Outcome.INVALID: 26})
ONE_LEFT = tally({Outcome.NOT_SENT: 1})
ONE_SKIPPED = tally({Outcome.ADDED: 1, Outcome.SKIPPED: 1}, {SkipReason.RECENTLY_CONTACTED: 1})
ONE_SKIPPED_ROW = row(2, Outcome.SKIPPED, SkipReason.RECENTLY_CONTACTED)
PROBLEMS = [*INVALID_ROWS, *DUPLICATE_ROWS]

UNDECIDED = replace(FILE_JOB, sequence_id=None, alias="")
GUESSED = replace(FILE_JOB, assumptions=("semicolon-separated", "Windows-1252", 'e-mail from "Work Email"'))
CHOSEN = replace(
    FILE_JOB, columns=ColumnMapping({"1:workemail": "email"}, BO, FILE_JOB.created_at - timedelta(days=20))
)
EXPORTED = replace(
    FILE_JOB,
    header=(
        *("Work Email", "Personal Email", "Person Linkedin Url", "Name", "First Name", "Last Name"),
        *("Company", "Title", "Notes <!here>", "City", "it", "Seats"),
    ),
)
LIFTING = replace(
    FILE_JOB, options=Options(overrides=frozenset({Override.EXCLUSION_LIST, Override.RECENTLY_CONTACTED}))
)
CANCELLED = replace(FILE_JOB, state=JobState.CANCELLED)


ONE_ADDED = tally({Outcome.ADDED: 1})
SILENCE = Silence(FILE_JOB.created_at, FILE_JOB.created_at + timedelta(minutes=17))

MESSAGES = {
    "adding_one": status.adding(TYPED_JOB, ONE_LEFT),
    "adding_many": status.adding(TYPED_JOB, tally({Outcome.NOT_SENT: 1200})),
    "preview": status.preview(FILE_JOB, READ, PROBLEMS, []),
    "preview_nothing_wrong": status.preview(FILE_JOB, tally({Outcome.NOT_SENT: 101}), [], []),
    "preview_assumptions": status.preview(GUESSED, READ, PROBLEMS, []),
    "preview_chosen_columns": status.preview(CHOSEN, READ, [], []),
    "preview_columns": status.preview(EXPORTED, READ, [], [], columns=plan_columns(EXPORTED.header, ())),
    "preview_overrides": status.preview(LIFTING, READ, [], []),
    "preview_typed": status.preview(replace(TYPED_JOB, options=LIFTING.options), ONE_LEFT, [], []),
    "preview_without_sequence": status.preview(UNDECIDED, READ, PROBLEMS, ["q4-outbound", "spring"]),
    "preview_takes_time": status.preview(FILE_JOB, READ, [], [], seconds=41.0),
    "preview_without_any_alias": status.preview(UNDECIDED, READ, [], []),
    "preview_without_sequence_of_many": status.preview(
        UNDECIDED, READ, [], [f"sequence-{number}" for number in range(61)]
    ),
    "preview_by_default": status.preview(
        replace(FILE_JOB, assumptions=("q4-outbound, the default of this channel",)), READ, [], []
    ),
    "preview_started": status.started(FILE_JOB, ANA, READ),
    "preview_withdrawn": status.withdrawn(FILE_JOB, BO),
    "progress": status.running(FILE_JOB, HALF_WAY),
    "progress_with_time": status.running(FILE_JOB, HALF_WAY, 250.0),
    "progress_nothing_yet": status.running(FILE_JOB, READ),
    "ended": status.ended(FILE_JOB, EVERYTHING),
    "ended_cancelled": status.ended(CANCELLED, STOPPED),
    "report_one_lead": report_message(Report(TYPED_JOB, tally({Outcome.ADDED: 1}), [])),
    "report_one_skipped": report_message(
        Report(TYPED_JOB, ONE_SKIPPED, [ONE_SKIPPED_ROW], left=all_left(ONE_SKIPPED))
    ),
    "report_everything": report_message(
        Report(FILE_JOB, EVERYTHING, EVERY_KIND, RESULT, left=all_left(EVERYTHING))
    ),
    "report_cancelled": report_message(
        Report(
            CANCELLED,
            STOPPED,
            [*INVALID_ROWS, *rows(Outcome.NOT_SENT, 501, 502, 503)],
            RESULT,
            left=all_left(STOPPED),
        )
    ),
    "stopped_key_goes_on": status.stopped(
        replace(FILE_JOB, goes_on_until=FILE_JOB.created_at + timedelta(hours=12)),
        STOPPED,
        KeyRefusedError("HTTP 401"),
    ),
    "stopped_key": status.stopped(FILE_JOB, STOPPED, KeyRefusedError("HTTP 401")),
    "stopped_one_lead": status.stopped(TYPED_JOB, ONE_LEFT, KeyRefusedError("HTTP 401")),
    "stopped_sequence": status.stopped(FILE_JOB, STOPPED, SequenceNotFoundError("HTTP 404")),
    "stopped_otherwise": status.stopped(
        FILE_JOB, STOPPED, RequestRefusedError('Amplemarket refused the request (HTTP 400): "<no> & why"')
    ),
    "stopped_by_a_bug": status.broken(replace(FILE_JOB, state=JobState.STOPPED), STOPPED, "J7QK2A"),
    "bug_at_the_end": status.broken(replace(TYPED_JOB, state=JobState.DONE), ONE_ADDED, "J7QK2A"),
    "amplemarket_is_silent": status.silent(FILE_JOB, HALF_WAY, SILENCE),
    "stopped_status": status.paused(FILE_JOB, STOPPED),
    "stopped_went_on": Message.of(text.preview.went_on(BO)),
    "stopped_went_on_by_itself": Message.of(text.preview.went_on(NOBODY)),
    "stopped_is_over": Message.of(text.preview.STOP_IS_OVER),
    "bug": Message.of(text.refusals.our_bug("A1B2C3")),
    "result_file_refused": Message.of(text.report.RESULT_FILE_REFUSED),
    "result_file_unsure": Message.of(text.report.RESULT_FILE_UNSURE),
    "default_set": Message.of(text.defaults.default_set(Alias("T01", "q4-outbound", "5f2a" * 10))),
    "default_shown": Message.of(text.defaults.default_shown("q4-outbound")),
    "default_lost": Message.of(text.defaults.default_lost("spring")),
    "default_none": Message.of(text.defaults.NO_DEFAULT),
    "default_cleared": Message.of(text.defaults.DEFAULT_CLEARED),
    "default_usage": Message.of(text.defaults.HERE_USAGE),
    "leads_without_a_sequence": Message.of(
        text.refusals.plain(text.defaults.name_the_sequence("<jo@acme.com>"))
    ),
    "shortcut_without_a_file": Message.of(text.form.NO_FILE_MRKDWN),
    "shortcut_on_a_link": Message.of(text.form.NO_FILE_IN_SLACK_MRKDWN),
    "form_too_late": Message.of(text.form.TOO_LATE_MRKDWN),
    "help": Message.of(text.aliases.HELP),
    **SAME_LIST_MESSAGES,
    **SEQUENCE_MESSAGES,
    "alias_removed": Message.of(text.aliases.alias_removed("spring")),
    "alias_absent": Message.of(text.aliases.alias_absent("sprung")),
    "alias_unknown": Message.of(
        text.refusals.unknown_alias(UnknownAliasError("q4-outbond", ("q4-outbound", "q4")))
    ),
    "alias_unlike_any": Message.of(text.refusals.unknown_alias(UnknownAliasError("<!channel>"))),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_reads_as_its_golden_file(name: str, golden: Golden) -> None:
    """Text and blocks are, letter by letter, what was reviewed."""
    golden(name, MESSAGES[name])


@pytest.mark.parametrize("name", MESSAGES)
def test_slack_takes_every_golden_message(name: str) -> None:
    """The strict sandbox finds nothing to refuse."""
    message = MESSAGES[name]
    assert check_message({"text": message.text, "blocks": message.blocks}) == []


def test_no_golden_file_is_left_over() -> None:
    """A file that no test names would show what nobody says."""
    tests = "".join(path.read_text() for path in GOLDEN.parent.glob("*.py"))
    assert [path.stem for path in GOLDEN.glob("*.json") if f'"{path.stem}"' not in tests] == []


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda path: path.stem)
def test_people_read_no_jargon_and_no_emoji(path: Path) -> None:
    """No API spelling, no Python, no picture in place of a word."""
    said = "\n".join(strings(json.loads(path.read_text())))
    for word in (
        "ignore_",
        "None",
        "Error(",
        "SkipReason",
        "Outcome.",
        "_list",
        "stale",
        ":white_check_mark:",
    ):
        assert word not in said
    assert not any(0x1F000 <= ord(char) <= 0x1FAFF for char in said)


_IDS = {"type", "action_id", "block_id", "callback_id", "private_metadata", "value"}


def strings(value: object) -> list[str]:
    """What of a payload is for people: all texts, no ids."""
    match value:
        case str():
            return [value]
        case list():
            return [text for one in value for text in strings(one)]
        case dict():
            shown = {key: one for key, one in value.items() if key not in _IDS}
            return [text for one in shown.values() for text in strings(one)]
        case _:
            return []
