"""People's names, where a list has only the full one."""

import re

_HONORIFIC = re.compile(r"(?:(?:dr|prof|mr|mrs|ms|herr|frau|ing|dipl|mag|sir)\.?\s+)+(?=\S)", re.IGNORECASE)


def split_full_name(name: str) -> tuple[str, str]:
    """First and last name: `Jane van der Berg` → `Jane`, `van der Berg`; `Doe, Jane` → `Jane`, `Doe`.

    A single word is a first name. Titles in front (`Dr.`) are left out.
    """
    name = _HONORIFIC.sub("", " ".join(name.split()), count=1) if "." in name or " " in name else name
    last, comma, first = name.partition(",")
    if comma and first.strip():
        return first.strip(), last.strip()
    first, _, last = name.strip(" ,").partition(" ")
    return first, last
