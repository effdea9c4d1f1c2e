"""What Slack makes of typed text."""

import pytest

from bot.sandbox.slack.typed_text import as_rich_text, as_stored


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("plain words", "plain words"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("jane@acme.com", "<mailto:jane@acme.com|jane@acme.com>"),
        ("jane@acme.com, bo@x.io.", "<mailto:jane@acme.com|jane@acme.com>, <mailto:bo@x.io|bo@x.io>."),
        ("https://x.y/z?a=1&b=2", "<https://x.y/z?a=1&amp;b=2>"),
        ("(https://x.y/z).", "(<https://x.y/z>)."),
        ("linkedin.com/in/bo-li", "<http://linkedin.com/in/bo-li|linkedin.com/in/bo-li>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("line\nline", "line\nline"),
        ("", ""),
    ],
)
def test_text_is_escaped_and_linked(typed: str, stored: str) -> None:
    """Three characters are escaped, addresses and links marked up, nothing else is touched."""
    assert as_stored(typed) == stored


def test_the_composer_adds_rich_text() -> None:
    """Typed messages carry a rich_text block with the same words, unescaped."""
    [block] = as_rich_text("a & jane@acme.com")

    assert block["elements"][0]["elements"] == [
        {"type": "text", "text": "a & "},
        {"type": "link", "url": "mailto:jane@acme.com", "text": "jane@acme.com"},
    ]
