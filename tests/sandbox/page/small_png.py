"""A screenshot with a palette: a third of the size, and nothing that eyes would miss."""

import base64
import struct
import zlib
from collections.abc import Iterator

from playwright.async_api import Page

from tests.sandbox.page.visit import probe

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_EIGHT_BITS_OF_A_PALETTE = bytes([8, 3, 0, 0, 0])


async def small_png(page: Page, picture: bytes) -> bytes:
    """The same picture in 256 colours. The browser counts them, on a page that shows nothing any more."""
    made = await page.evaluate(probe("paletted"), base64.b64encode(picture).decode())
    width, height = made["width"], made["height"]
    rows = base64.b64decode(made["rows"])
    lines = b"".join(b"\0" + rows[start : start + width] for start in range(0, len(rows), width))
    chunks = {
        b"IHDR": struct.pack(">II", width, height) + _EIGHT_BITS_OF_A_PALETTE,
        b"PLTE": bytes(value for colour in made["palette"] for value in colour),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    return _SIGNATURE + b"".join(part for kind, data in chunks.items() for part in _chunk(kind, data))


def _chunk(kind: bytes, data: bytes) -> Iterator[bytes]:
    yield struct.pack(">I", len(data))
    yield kind + data
    yield struct.pack(">I", zlib.crc32(kind + data))
