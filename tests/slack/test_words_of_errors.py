"""Every error has words: plain, without a trace of Python, and with what to do next."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.adding.catalogue import Sequence, SequenceStatus
from bot.adding.deleted import LeadsDeletedError
from bot.adding.errors import (
    CannotPostError,
    LeadsRefusedError,
    NothingToDoError,
    RateLimitedError,
    Refusal,
    UnknownAliasError,
    WrongChannelError,
)
from bot.adding.sequence_errors import MailboxesError, SequenceClosedError, UnknownSequenceError
from bot.leads.errors import AddLeadsError
from bot.sandbox.slack import check_message
from bot.slack import text
from bot.slack.blocks.elements import Message
from bot.slack.bolt import TokenRefusedError
from bot.slack.listeners.errors import explained, words
from bot.slack.refused import TurnedAwayError
from tests.slack.conftest import Golden

SAID = "l<ist>.csv is not a table"


def every_class(root: type[AddLeadsError] = AddLeadsError) -> Iterator[type[AddLeadsError]]:
    """The tree below the root. What other adapters add stops the program before there is anybody to tell."""
    for child in root.__subclasses__():
        if child.__module__.startswith(("bot.leads", "bot.adding", "bot.slack")):
            yield child
        yield from every_class(child)


def an_error(kind: type[AddLeadsError]) -> AddLeadsError:
    """One of each class, made as the program makes it."""
    special: dict[type[AddLeadsError], AddLeadsError] = {
        UnknownAliasError: UnknownAliasError("q4<!here>", ("q4-outbound", "q4-b")),
        WrongChannelError: WrongChannelError(frozenset({"C01", "C02"})),
        RateLimitedError: RateLimitedError(SAID, 3.0),
        LeadsRefusedError: LeadsRefusedError((Refusal("missing_lead_field", SAID),)),
        TokenRefusedError: TokenRefusedError("SLACK_BOT_TOKEN", "invalid_auth"),
        TurnedAwayError: TurnedAwayError(30),
        CannotPostError: CannotPostError("not_in_channel"),
        UnknownSequenceError: UnknownSequenceError("Q4 <!here>", ("Q4 Outbound",)),
        SequenceClosedError: SequenceClosedError(
            Sequence("5f2a", "Q4 <!here>", SequenceStatus.DRAFT, "Bo <!here>")
        ),
        LeadsDeletedError: LeadsDeletedError(datetime(2026, 5, 3, tzinfo=UTC), 30),
        MailboxesError: MailboxesError(("a<!here>@acme.example",), ("b@acme.example",)),
    }
    return special.get(kind) or kind(SAID)


ERRORS = sorted(set(every_class()), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", ERRORS)
def test_every_class_of_the_tree_has_words(kind: type[AddLeadsError]) -> None:
    """Not empty, escaped, no repr, and Slack takes them."""
    said = explained(an_error(kind), "addleads")
    assert said[0].isupper() or said.startswith(("l&lt;", "<@", "*"))
    assert said.endswith((".", "?", "`"))
    bare = said.replace("<!date^", "")  # ours
    assert not any(trace in bare for trace in ("Error", "<!", "<ist>", "object at", "frozenset", "('", "{'"))
    assert check_message({"text": said, "blocks": Message.of(said).blocks}) == []


def test_the_words_of_each_class_stand_in_a_golden_file(
    golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new class, or a new wording, is seen in review."""
    monkeypatch.setattr("bot.slack.listeners.errors.new_reference", lambda: "A1B2C3")
    said = [f"{kind.__name__}: {explained(an_error(kind), 'addleads')}" for kind in ERRORS]
    golden("words_of_errors", Message("\n".join(said), []))


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("not_in_channel", "/invite @addleads"),
        ("channel_not_found", "/invite @addleads"),
        ("is_archived", "archived"),
        ("restricted_action", "ask its admin"),
    ],
)
def test_where_the_bot_cannot_write_it_says_how_it_could(code: str, hint: str) -> None:
    """An invitation does not help in an archived channel."""
    said = words(CannotPostError(code), "addleads")
    assert hint in said
    assert "Nothing was sent" in said


def test_who_was_first_is_named() -> None:
    """A second click is told whose was the first."""
    assert words(NothingToDoError("retried these already", by="U0BO"), "addleads").startswith(
        "<@U0BO> retried"
    )


def test_what_nobody_raised_on_purpose_gets_a_reference(caplog: pytest.LogCaptureFixture) -> None:
    """The person can quote it, the operator finds it; what went wrong stands in the log only."""
    said = explained(KeyError("secret value"), "addleads")
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert record.__dict__["reference"] in said
    assert "secret value" not in said


def test_many_allowed_channels_are_not_all_listed() -> None:
    """Five name the way well enough."""
    said = text.refusals.wrong_channel([f"C{number}" for number in range(200)])
    assert said.count("<#C") == 5
    assert "195 more" in said


@pytest.mark.parametrize("name", ["l.csv", "<!here>.csv", "x" * 300])
def test_a_file_is_named_once(name: str) -> None:
    """In front of a sentence that does not name it, and not in front of one that does."""
    plain = text.refusals.about_file(name, "I found no e-mail addresses.")
    assert plain.endswith("I found no e-mail addresses.")
    assert plain.startswith("*")
    assert "<" not in plain
    named = text.refusals.plain(text.files.file_not_yet(name))
    assert text.refusals.about_file(name, named).count("l.csv") <= 1
