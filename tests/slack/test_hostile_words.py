"""Words that somebody typed to keep the bot busy: read in time that grows with them, and no faster."""

import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.jobs.typed import read_typed
from bot.leads.errors import AddLeadsError
from bot.leads.renames import read_renames
from bot.slack.escaping import inline, unescape

LONGEST = 40_000
"""Characters: as many as Slack takes in any message. A command and a form take far fewer."""

SECONDS = 2.0
"""Of CPU time, at most; the slowest takes a quarter of one. What looks at all of it again for each part takes
minutes."""

PIECES = (
    *("a", "a@", "a.", "a;", ",", "\n", " ", '"', 'x="', "k=", "field:it=", "--override="),
    *("<", "<mailto:", "<a|", "&lt;", "<!channel>", "\u202e", "linkedin.com/in/", "p@acme.example "),
)


@pytest.mark.parametrize("read", [read_typed, read_renames, unescape, inline])
@pytest.mark.parametrize("piece", PIECES)
def test_no_text_takes_long(read: Callable[[str], object], piece: str) -> None:
    """Whatever it repeats, for whichever of those who read it."""
    text = (piece * LONGEST)[:LONGEST]
    began = time.process_time()
    with suppress(AddLeadsError):
        read(text)
    assert time.process_time() - began < SECONDS
