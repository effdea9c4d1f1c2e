"""Mutated lists: whatever the bytes, the reader answers with rows that add up or with one of our own errors.

    python -m tests.bench.fuzz_reading [--inputs 20000] [--seed 1]

Exits with 1 and keeps the first failing input in a file when anything else happens.
"""

import argparse
import io
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable

from bot.leads.command_text import read_text
from bot.leads.errors import ListError
from bot.leads.reading import Reading, read_leads, read_rows

Bytes = bytearray
Mutation = Callable[[random.Random, Bytes], Bytes]

_TEXT = (
    "Name;Work Email;Person Linkedin Url;Company\r\n"
    'Jürgen Weiß;j.weiss@acme.de;https://www.linkedin.com/in/jürgen;"Acme; GmbH"\r\n'
    'Zoë O\'Neil;zoe@acme.com;linkedin.com/sales/lead/ACwAAB_xYz12,NAME,tok;Bar "Zum" Löwen\r\n'
    "Bo;n/a;;\r\nJane Doe;Jane <jane@acme.com>;https://www.linkedin.com/company/x;\r\n"
)
_PIECES = (
    *(
        b",",
        b";",
        b"\t",
        b"|",
        b'"',
        b"'",
        b"\\",
        b"\r",
        b"\n",
        b"\0",
        b"@",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xe9",
    ),
    *(
        b"sep=,\n",
        b'""',
        b'\\"',
        b"jane@acme.com",
        b"linkedin.com/in/",
        b"%E9%",
        b"<mailto:",
        b"PK\x03\x04",
        b"=",
    ),
    *(
        b"row,outcome,reason",
        b"a" * 2000,
        b'"' * 50,
        b"\xe2\x80\x8b",
        b"\xed\xa0\x80",
        "＠".encode(),
        b"\x1a",
    ),
)


def _workbook() -> bytes:
    """A minimal workbook, to be damaged."""
    space = "http://schemas.openxmlformats.org/"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{space}spreadsheetml/2006/main" '
            f'xmlns:r="{space}officeDocument/2006/relationships">'
            '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{space}package/2006/relationships">'
            f'<Relationship Id="r1" Type="{space}officeDocument/2006/relationships/worksheet" '
            'Target="worksheets/s.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/s.xml",
            f'<worksheet xmlns="{space}spreadsheetml/2006/main"><sheetData><row r="1">'
            '<c r="A1" t="str"><v>email</v></c></row><row r="2"><c r="A2" t="str"><v>j@acme.com</v></c></row>'
            "</sheetData></worksheet>",
        )
    return stream.getvalue()


_WORKBOOK = _workbook()
_ENCODINGS = ("utf-8", "cp1252", "utf-16", "cp932", "koi8-r")
_SEEDS = tuple(_TEXT.encode(encoding, errors="replace") for encoding in _ENCODINGS)


def _insert(dice: random.Random, data: Bytes) -> Bytes:
    place = dice.randrange(len(data) + 1)
    return data[:place] + dice.choice(_PIECES) + data[place:]


def _flip(dice: random.Random, data: Bytes) -> Bytes:
    if data:
        data[dice.randrange(len(data))] = dice.randrange(256)
    return data


def _cut(dice: random.Random, data: Bytes) -> Bytes:
    start = dice.randrange(len(data) + 1)
    return data[:start] + data[start + dice.randrange(40) :]


def _repeat(dice: random.Random, data: Bytes) -> Bytes:
    start = dice.randrange(len(data) + 1)
    part = data[start : start + dice.randrange(80)]
    return data[:start] + part * dice.randrange(1, 30) + data[start:]


def _swap(dice: random.Random, data: Bytes) -> Bytes:
    return data.replace(dice.choice(_PIECES[:8]), dice.choice(_PIECES[:8]))


_MUTATIONS: tuple[Mutation, ...] = (_insert, _insert, _flip, _cut, _repeat, _swap)


def mutated(dice: random.Random) -> bytes:
    """One input. Few are workbooks: each of those that survives the scan costs a process."""
    data = Bytes(_WORKBOOK if dice.random() < 0.005 else dice.choice(_SEEDS))
    for _ in range(dice.randrange(1, 12)):
        data = dice.choice(_MUTATIONS)(dice, data)
    return bytes(data)


def check(reading: Reading) -> None:
    """Every row is in exactly one place."""
    places = Counter(
        one.row for group in (reading.leads, reading.problems, reading.duplicates) for one in group
    )
    if places != Counter(row.number for row in reading.rows):
        raise AssertionError("the rows don't add up")
    for lead in reading.leads:
        if not all(lead.data.values()) or not lead.keys:
            raise AssertionError("an empty value or a lead without a key")


def run(data: bytes) -> str:
    """What became of an input: `read` or the code of our error."""
    try:
        read_rows(data)
        check(read_text(data.decode(errors="replace")))
        check(read_leads(data, "fuzz.csv"))
    except ListError as error:
        return error.code
    return "read"


def main() -> int:
    """Parse the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311 - repeatable on purpose
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    for number in range(options.inputs):
        data = mutated(dice)
        start = time.monotonic()
        try:
            outcomes[run(data)] += 1
        except Exception:  # noqa: BLE001 - that there is none is what this looks for
            with tempfile.NamedTemporaryFile(prefix="fuzz-", suffix=".csv", delete=False) as kept:
                kept.write(data)
            traceback.print_exc()
            print(f"input {number} of seed {options.seed} is kept in {kept.name}")  # noqa: T201
            return 1
        slowest = max(slowest, time.monotonic() - start)
    print(f"{options.inputs:,} inputs, no foreign exception, slowest {slowest:.2f} s: {dict(outcomes)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
