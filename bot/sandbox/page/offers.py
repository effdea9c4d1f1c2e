"""What the page offers to type and to choose: slash commands with examples, and message shortcuts.

Slack knows these from the app's manifest; the page is told.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A line that can be typed as it stands, or after its capitals are replaced."""

    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    meaning: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut: an entry in the menu of every message."""

    callback_id: str
    name: str


COMMANDS = (
    Command(
        "/addleads",
        "Add leads to an Amplemarket sequence; alone it opens a form",
        (
            Example("/addleads q4-outbound jane@acme.example", "Add one lead, or several"),
            Example("/addleads help", "Show what can be typed"),
            Example("/addleads list", "Show the sequences it knows"),
            Example("/addleads alias add nordics Q4 Outbound – Nordics", "Give a sequence a short name"),
            Example("/addleads here q4-outbound", "Make it the default of this channel"),
            Example("/addleads status", "Show what is under way"),
            Example("/addleads history", "Show earlier jobs"),
            Example("/addleads why jane@acme.example", "Show what became of somebody"),
        ),
    ),
    Command("/invite", "Let the bot into this channel", (Example("/invite @addleads", "Invite addleads"),)),
)

SHORTCUTS = (Shortcut("add_leads_from_file", "Add leads from this file"),)
"""As in manifest.yml."""
