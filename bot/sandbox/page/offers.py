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
        "Add leads to an Amplemarket sequence",
        (
            Example("/addleads help", "Show what can be typed"),
            Example("/addleads list", "Show the sequences it knows"),
            Example("/addleads q4-outbound jane@acme.example", "Add one lead, or several"),
            Example("/addleads alias add dach Q4 Outbound – DACH", "Give a sequence a short name"),
        ),
    ),
    Command("/invite", "Let the bot into this channel", (Example("/invite @addleads", "Invite addleads"),)),
)

SHORTCUTS = (Shortcut("add_leads_from_file", "Add leads from this file"),)
"""As in manifest.yml."""
