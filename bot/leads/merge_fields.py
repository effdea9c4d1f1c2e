"""Merge fields: what the columns are called in Amplemarket's `data`, and how long a value may be."""

import re
import unicodedata
from collections.abc import Collection

MAX_VALUE = 1024
"""Characters of one value in `data` (Amplemarket's OpenAPI description of add-leads: maxLength 1024)."""


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_RESERVED = frozenset(
    {"email", "linkedin_url"}
)  # the lead's own two; a second value under that name would mislead


def merge_key(header: str) -> str:
    """`Company Name`, `companyName` and `COMPANY-NAME` → `company_name`; "" when nothing in it is Latin."""
    words = unicodedata.normalize("NFKD", _CAMEL.sub(" ", header.replace("LinkedIn", "Linkedin"))).casefold()
    return _OTHER.sub("_", "".join(char for char in words if not unicodedata.combining(char))).strip("_")


def unique_key(header: str, column: int, taken: Collection[str]) -> str:
    """The merge key of a column, different from all taken ones: `phone`, `phone_2`.

    Args:
        header: the column's name; one that gives no key is called by its position, `column_3`.
        column: the column's index from 0.
        taken: the keys of other columns.
    """
    key = merge_key(header) or f"column_{column + 1}"
    number, candidate = 2, key
    while candidate in taken or candidate in _RESERVED:
        candidate = f"{key}_{number}"
        number += 1
    return candidate


def cut_sentence(key: str, length: int) -> str:
    """What to say of a value that was longer than `MAX_VALUE`."""
    return f"The value for {key} has {length:,} characters; I cut it to the {MAX_VALUE:,} Amplemarket takes."
