"""Help, and the names of sequences."""

from bot.slack.escaping import inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import called

WAYS = f"""*Add leads to an Amplemarket sequence.* For example:
• `{COMMAND} q4-outbound jane@acme.com` – add one lead, or many
• `{COMMAND} q4-outbound linkedin.com/in/bo-li first_name=Bo company_name="Acme GmbH"` – with merge fields
• `{COMMAND}` alone – a form to fill in
• Or share a CSV or Excel file in a channel I am in, and name the sequence in the message: \
“for q4-outbound please”
• On a message with a file that is there already: the menu of the message → *Add leads from this file*

*More commands*
• `{COMMAND} list` – the sequences I know
• `{COMMAND} alias add q4-outbound Q4 Outbound – DACH` – a short name for a sequence; \
`alias remove NAME` forgets it
• `{COMMAND} here NAME` – where lists of this channel go when nobody names a sequence
• `{COMMAND} history` – the latest jobs; narrow it down with `@ana`, `me`, a sequence's name or `7d`
• `{COMMAND} why jane@acme.com` – what became of one lead
• `{COMMAND} status` – what is under way, what waits or has stopped
• `{COMMAND} help` – this

In the message with a file, `field:it="Cost Center"` sends that column as the merge field `it`."""

HELP = f"{WAYS}\nMy Home tab shows all jobs and sequences, too."

_HOW_TO_NAME = f"`{COMMAND} alias add NAME SEQUENCE`"
NO_ALIASES = f"I know no sequence yet. Name one: {_HOW_TO_NAME}"
NO_SEQUENCE_YET = f"I know no sequence yet. Name one: {_HOW_TO_NAME}. Then share the list again."


def alias_removed(name: str) -> str:
    return f"I no longer know *{inline(name)}*. The sequence itself is untouched."


def alias_absent(name: str) -> str:
    return f"This workspace has no alias *{inline(name)}*. `{COMMAND} list` shows what there is."


def whom_to_add(name: str) -> str:
    sequence = called(name)
    return f"Whom shall I add to {sequence}? For example: `{COMMAND} {sequence} jane@acme.com`"


ALIAS_USAGE = (
    f"Write `{COMMAND} alias add NAME SEQUENCE`, `{COMMAND} alias remove NAME` or `{COMMAND} alias list`. "
    "SEQUENCE is what Amplemarket calls it, its id, or its address in the dashboard. After it you may "
    "say who sends, with `--mailboxes=a@x.com,b@x.com` or `--distribution=sequence_senders`, and give values "
    "for every lead: `region=DACH`."
)
