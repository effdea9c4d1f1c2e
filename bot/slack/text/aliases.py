"""Help, and the names of sequences."""

from collections.abc import Sequence

from bot.adding.job import Alias
from bot.slack.escaping import inline
from bot.slack.ids import COMMAND
from bot.slack.text.naming import called
from bot.slack.text.phrases import that_fit

HELP = f"""*Add leads to an Amplemarket sequence.* For example:
• `{COMMAND} q4-outbound jane@acme.com` – add one lead, or many
• `{COMMAND} q4-outbound linkedin.com/in/bo-li first_name=Bo company_name="Acme GmbH"` – with merge fields
• `{COMMAND} alias add q4-outbound https://app.amplemarket.com/dashboard/sequences/…` – name a sequence
• Or share a CSV or Excel file in a channel I am in, and name the sequence in the message: \
“for q4-outbound please”; add `field:it="Cost Center"` to send that column as the merge field `it`

`{COMMAND} list` shows the sequences I know. `{COMMAND} alias remove NAME` forgets one. \
`{COMMAND} help` shows this."""

LIST_LIMIT = 2500
"""Characters of a list in one message; what does not fit is counted."""


def aliases(known: Sequence[Alias]) -> str:
    if not known:
        return f"I know no sequence yet. Name one: {_HOW_TO_NAME}"
    lines = [f"• *{inline(alias.name)}* – `{inline(alias.sequence_id)}`" for alias in known]
    fit = that_fit(lines, LIST_LIMIT)
    more = [f"… and {len(lines) - fit:,} more"] if fit < len(lines) else []
    return "\n".join(["Sequences I know:", *lines[:fit], *more])


_HOW_TO_NAME = f"`{COMMAND} alias add NAME ID_OR_URL`"
NO_SEQUENCE_YET = f"I know no sequence yet. Name one: {_HOW_TO_NAME}. Then share the list again."
NOT_ALL_IN_MENU = "The menu does not hold all sequences. Is yours missing? Share the list again and name it."


def alias_kept(alias: Alias) -> str:
    name = inline(alias.name)
    return (
        f"*{name}* now stands for sequence `{inline(alias.sequence_id)}`. "
        f"Try it: `{COMMAND} {name} jane@acme.com`"
    )


def alias_removed(name: str) -> str:
    return f"I no longer know *{inline(name)}*. The sequence itself is untouched."


def alias_absent(name: str) -> str:
    return f"This workspace has no alias *{inline(name)}*. `{COMMAND} list` shows what there is."


def whom_to_add(name: str) -> str:
    sequence = called(name)
    return f"Whom shall I add to {sequence}? For example: `{COMMAND} {sequence} jane@acme.com`"


ALIAS_USAGE = (
    f"Write `{COMMAND} alias add NAME ID_OR_URL`, `{COMMAND} alias remove NAME` or `{COMMAND} alias list`."
)
