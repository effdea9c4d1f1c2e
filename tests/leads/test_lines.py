"""Lines end at CR, LF and CRLF and nowhere else, however long the text is."""

import io

from hypothesis import example, given
from hypothesis import strategies as st

from bot.leads.lines import split_lines


@given(st.text(st.sampled_from("ab\r\n\x0b\x0c\x1c\x85\u2028ü")), st.sampled_from([0, 65_533, 140_000]))
@example("\r\na", 65_535)
@example("a\rb", 0)
def test_lines_are_those_of_a_text_file(text: str, before: int) -> None:
    """The same that Python's text files give with newline="", wherever the text is cut for reading."""
    text = "x" * before + text
    assert list(split_lines(text)) == list(io.StringIO(text, newline=""))
