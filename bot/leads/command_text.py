"""Typed and pasted leads: the leads part of `/addleads SEQUENCE …`, of the modal's text box, of a message.

What may stand there, in any mix, separated by spaces, commas, semicolons or line ends:

    jane@acme.com                          an e-mail address
    linkedin.com/in/bo-li                  a LinkedIn profile (a lead of its own, not the one before's)
    Jane Doe <jane@acme.com>               with the name, which becomes first_name and last_name
    first_name=Jane company="Acme GmbH"    merge fields of the lead before; ahead of all leads, of every lead
    linkedin_url=linkedin.com/in/jane      completes the lead before instead of becoming a merge field

Cells pasted from a spreadsheet (tabs, or a first line of column names) are read as a table.
"""

import re
from collections.abc import Iterator

from bot.leads.command_table import holds_cells, read_cells
from bot.leads.errors import NoLeadsError
from bot.leads.rows import Reading
from bot.leads.slack_text import plain_text
from bot.leads.typed_leads import TypedLeads

_TOKEN = re.compile(
    r"""
      (?P<break>\n) | (?P<space>[ \t]+) | (?P<separator>[,;]+)
    | (?P<key>[A-Za-z_][\w.:-]*)[ ]?=[ ]?(?P<value>"[^"\n]*"|'[^'\n]*'(?=[\s,;]|$)|[^\s,;"]*)
    | (?P<name>"[^"\n]*"[ ]*|[^<>;,\n@=":]{1,80}(?:,[^<>;,\n@=":]{1,80})?)<(?P<named>[^<>\s]*@[^<>\s]*)>
    | <(?P<bracketed>[^<>\n]*)>
    | (?P<quoted>"[^"\n]*"|'[^'\n]*'(?=[\s,;]|$))
    | (?P<url>https?://(?:[^\s,;<>"]|[,;](?!https?:|www\.|[^\s,;/@=]*(?:[@=]|linkedin\.com))(?=[^\s,;<>"]))+)
    | (?P<word>[^\s,;<>"]+|.)
    """,
    re.VERBOSE,
)
_MARKS = "*~`•"  # what Slack makes bold, struck out, code or a list with
_PROFILE_LIKE = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://|(?:[\w-]+\.)*linkedin\.com(?:/|$)|lnkd\.in/)", re.IGNORECASE
)


def read_text(text: str) -> Reading:
    """The leads of a typed or pasted text.

    Rows are numbered from 1 in the order of the text; the header is `email`, `linkedin_url` and the merge
    fields in the order of their first use (for pasted cells: the columns as pasted). An entry that is no
    lead is an invalid row; words beside a lead that mean nothing to us are named in a note.

    Raises:
        NoLeadsError: there is nothing but white space and separators.
    """
    text = plain_text(text)
    if holds_cells(text):
        return read_cells(text)
    typed = TypedLeads()
    for match in _TOKEN.finditer(text):
        _take(typed, match)
    reading = typed.reading()
    if not reading.rows:
        raise NoLeadsError("I found no e-mail address and no LinkedIn profile to add.")
    return reading


def _take(typed: TypedLeads, match: re.Match[str]) -> None:
    """Hand one token over as what it is."""
    kind = match.lastgroup
    if kind == "value":
        typed.pair(match["key"], _unquoted(match["value"]))
    elif kind == "named":
        typed.lead(match["named"], _unquoted(match["name"].strip()))
    elif kind == "break":
        typed.end_line()
    elif kind == "separator":
        typed.end_entry()
    elif kind in {"bracketed", "quoted", "url", "word"}:
        for part in _parts(_unquoted(match[kind].strip(_MARKS))):
            if "@" in part or "＠" in part or _PROFILE_LIKE.match(part):
                typed.lead(part)
            else:
                typed.word(part)


def _parts(text: str) -> Iterator[str]:
    """A quoted text is one part when it is words, several when addresses stand in it."""
    return iter(text.split() if "@" in text or "linkedin.com" in text.lower() else [text])


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
