"""Text between people and Slack's mrkdwn: nothing untrusted acts, nothing typed is lost."""

import re

import hypothesis.strategies as st
import pytest
from hypothesis import given

from bot.slack.escaping import (
    escape,
    inline,
    one_line,
    shortened,
    shortened_mrkdwn,
    unescape,
)

anything = st.text(st.characters(), max_size=60)
address = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
words = st.from_regex(r"[a-z0-9/.-]{1,20}", fullmatch=True)


@given(anything)
def test_escaped_text_comes_back_as_one_line(text: str) -> None:
    """What a reader sees is what was there, but for breaks and characters that show nothing."""
    assert unescape(escape(text)) == one_line(text)


@given(anything)
def test_escaped_text_holds_no_mark(text: str) -> None:
    """No mention, link or entity of its own survives."""
    escaped = escape(text)
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", escaped)
    assert "\n" not in escaped


@given(anything, st.integers(2, 40))
def test_an_inline_value_keeps_its_limit_after_escaping(text: str, limit: int) -> None:
    """However much escaping adds; and no entity is cut in two."""
    value = inline(text, limit)
    assert len(value) <= limit
    assert not re.search(r"[<>*~`\n]|&(?!amp;|lt;|gt;)", value)


@given(st.lists(st.sampled_from(["<@U0ANA>", "&amp;", "word", "<#C1>", " ", "é"])), st.integers(1, 30))
def test_shortening_never_cuts_a_mark(parts: list[str], limit: int) -> None:
    """Half a mention would show its raw id."""
    cut = shortened_mrkdwn("".join(parts), limit)
    assert len(cut) <= limit
    assert not re.search(r"[<&]", re.sub(r"<[@#]\w+>|&amp;", "", cut))


@given(anything, st.integers(1, 30))
def test_plain_text_is_cut_to_its_limit(text: str, limit: int) -> None:
    """And left alone where it is short enough."""
    cut = shortened(text, limit)
    assert len(cut) <= limit
    assert cut == text if len(text) <= limit else cut.endswith("…")


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\U000e0041", "\ud800"])
def test_characters_that_hide_or_turn_text_round_are_dropped(hidden: str) -> None:
    """A name could read as another one, and turn the counts behind it round as well."""
    assert one_line(f"report{hidden}vsc.exe") == "reportvsc.exe"


@pytest.mark.parametrize("name", ["می\u200cخواهم", "👩\u200d🚀", "שלום", "Šimić", "李"])
def test_names_of_all_scripts_are_kept(name: str) -> None:
    """Joiners are part of how some are spelled."""
    assert one_line(name) == name


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<http://linkedin.com/in/bo|linkedin.com/in/bo>", "linkedin.com/in/bo"),
        ("<https://linkedin.com/in/bo>", "https://linkedin.com/in/bo"),
        ("for <#C01|q4-outbound> please", "for q4-outbound please"),
        ("R&amp;D &lt;b&gt;", "R&D <b>"),
        ("&amp;lt;", "&lt;"),
    ],
)
def test_slacks_own_wrappings_are_undone(stored: str, typed: str) -> None:
    """What a person typed is what is read."""
    assert unescape(stored) == typed


@given(st.lists(st.tuples(st.sampled_from(["mailto", "http", "https", "plain"]), address, words), max_size=5))
def test_a_message_of_wrapped_links_reads_as_typed(pieces: list[tuple[str, str, str]]) -> None:
    """Any mix of addresses, links and text, as Slack stores it."""
    stored, typed = [], []
    for kind, mail, word in pieces:
        wrapped = {
            "mailto": (f"<mailto:{mail}|{mail}>", mail),
            "http": (f"<http://{word}|{word}>", word),
            "https": (f"<https://{word}>", f"https://{word}"),
            "plain": (escape(word), word),
        }[kind]
        stored.append(wrapped[0])
        typed.append(wrapped[1])
    assert unescape(" ".join(stored)) == " ".join(typed)
