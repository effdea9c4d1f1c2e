"""What a single cell says, before anyone asks which column it stands in.

Owns: cleaning of invisible characters, and the words people write where they have no value.
"""

import re

# Copied from web pages and chat: no-break and other wide spaces, zero-width characters, soft hyphens, BOMs,
# marks that turn the writing direction. None of them belongs to a value.
_INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F)]
)
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_TIDY = {**_INVISIBLE, **_SPACES}

_PLACEHOLDER = re.compile(
    r"""[-–—_.?/\\*#'"]* | \#?n[./]?/?a\.?\#? | \#(?:ref|value|null|name|div/0|error)[!?]? | \\n
      | nil | null | none | nan | undefined | unknown | empty | blank | missing | tbd | tba | pending
      | no[ ](?:e-?mail|linkedin|profile|data)(?:[ ](?:address|found|available))?
      | (?:e-?mail[ ])?not[ ](?:found|available|known|applicable|verified) | unavailable | locked
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LONGEST_PLACEHOLDER = 32


def tidy(text: str) -> str:
    """The text without invisible characters and outer white space; every odd space is a plain one."""
    return text.strip() if text.isascii() else text.translate(_TIDY).strip()


def is_placeholder(text: str) -> bool:
    """Whether a tidied text only says that there is no value: "", "-", "n/a", "null", "#N/A"."""
    return not text or (
        len(text) <= _LONGEST_PLACEHOLDER and _PLACEHOLDER.fullmatch(text.strip("[]() ")) is not None
    )


def shown(text: str, limit: int = 80) -> str:
    """The text in quotation marks as a sentence shows it: on one line and not endless."""
    line = " ".join(text.split())
    return f'"{line}"' if len(line) <= limit else f'"{line[: limit - 1]}…"'
