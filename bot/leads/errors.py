"""The root of the error tree, and its first branch: what can be wrong with what a person gave us.

`bot/adding/errors.py` draws the whole tree and holds the other branches. The root stands here because
`leads` is the lowest room and imports nothing.
"""

from typing import ClassVar


class AddLeadsError(Exception):
    """Anything this program raises on purpose.

    Fields:
        code: a short stable name, for logs and metrics; never shown to people.

    The message (`str(error)`) is a plain sentence about this one case. `slack/` says
    it where the person acted.
    """

    code: ClassVar[str] = "error"


class ListError(AddLeadsError):
    """The list itself can't be used. The person can mend it and share it again."""

    code = "list"


class NotATableError(ListError):
    """The bytes are no table that we read: an image, a PDF, an archive, a broken workbook."""

    code = "not_a_table"


class TooLargeError(ListError):
    """More bytes, rows, columns or cells than we take."""

    code = "too_large"


class NoLeadsError(ListError):
    """A table or a text, but nothing in it looks like an e-mail address or a LinkedIn profile."""

    code = "no_leads"
