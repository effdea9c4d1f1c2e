"""Which characters a file's bytes mean.

The order was measured on 290 lead lists in 20 encodings: a byte order mark, UTF-16 by where its NULs lie,
strict UTF-8, a plausibility test for Windows-1252, and only then a detector, fed with nothing but the cells
that hold a byte above 127. A lead list is 95 % ASCII, which leads detectors astray when they see all of it.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice, pairwise

import chardet

_SAMPLE = 1 << 16
_MOST_CELLS = 4000
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PORTION = 1 << 16  # so much at a time: one call of Python's on 20 MB would keep all other threads waiting
_BETWEEN_CELLS = re.compile(rb"[,;\t|\r\n\"\x00-\x1f]+")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_PLAUSIBLE = 1.7
_NEVER_WRITTEN = (
    "kz1048",
    "ptcp154",
    "mac-latin2",
)  # by no program that makes lists, but close to ones that are
_ESCAPED = re.compile(r"[\udc80-\udcff]")  # Python's stand-ins for bytes that are no UTF-8
_ESCAPED_AT_END = re.compile(r"[\udc80-\udcff]{1,3}\Z")
_GOOD_PER_BAD = 10

# How people call these encodings; Python's own names say little to a salesperson.
_NAMES = {
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1252": "Windows-1252 (Western European)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp932": "Shift JIS (Japanese)",
    "cp949": "Korean (CP949)",
    "big5": "Big5 (Traditional Chinese)",
    "gb18030": "GB 18030 (Chinese)",
    "iso8859-2": "ISO 8859-2 (Central European)",
    "iso8859-15": "ISO 8859-15 (Western European)",
    "koi8-r": "KOI8-R (Cyrillic)",
    "mac-roman": "Mac Roman",
}


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text.

    Fields:
        text: all of it, without byte order mark and NULs.
        encoding: Python's name of the encoding.
        certain: False when it was guessed.
        damaged: how many characters could not be read and became U+FFFD.
    """

    text: str
    encoding: str
    certain: bool = True
    damaged: int = 0

    @property
    def encoding_name(self) -> str:
        """The encoding as people call it."""
        return _NAMES.get(self.encoding, self.encoding.upper())


def decode(data: bytes) -> Text:
    """Read bytes as text, whatever they are. Never raises; unreadable bytes become U+FFFD and are counted."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _text(data[len(bom) :], encoding)
    if utf16 := _utf16_by_nuls(data):
        return _text(data, utf16)
    try:
        return Text(_without_nuls(_decoded(data, "utf-8", "strict")), "utf-8")
    except UnicodeDecodeError:
        if mended := _mostly_utf8(data):
            return mended
    guessed = _guess(data)
    return _mended_utf8(data) if guessed == "utf-8" else _text(data, guessed, certain=False)


def _text(data: bytes, encoding: str, *, certain: bool = True) -> Text:
    text = _decoded(data, encoding, "replace")
    return Text(_without_nuls(text), encoding, certain, text.count("\ufffd"))


def _decoded(data: bytes, encoding: str, errors: str) -> str:
    """`data.decode`, portion by portion.

    Raises:
        UnicodeDecodeError: as it does.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    view = memoryview(data)
    portions = (view[start : start + _PORTION] for start in range(0, len(data), _PORTION))
    return "".join(chain(map(decoder.decode, portions), map(decoder.decode, (b"",), (True,))))


def _portions(data: bytes) -> Iterator[bytes]:
    """The bytes in portions that end with a line, or with a cut where lines are endless."""
    start = 0
    while start < len(data):
        end = data.find(b"\n", start + _PORTION, start + 2 * _PORTION) + 1 or start + 2 * _PORTION
        yield data[start:end]
        start = end


def _without_nuls(text: str) -> str:
    return text.replace("\0", "") if "\0" in text else text


def _utf16_by_nuls(data: bytes) -> str | None:
    """UTF-16 without a byte order mark: in mostly Latin text every other byte is NUL."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half == 0:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _mostly_utf8(data: bytes) -> Text | None:
    """UTF-8 with few bad bytes: cut at the end, or with cells pasted in from a Windows-1252 file."""
    good = bad = 0
    for portion in _portions(data):
        for high, times in Counter(_HIGH_BYTES.findall(portion)).items():
            text = high.decode("utf-8", errors="surrogateescape")
            escaped = len(_ESCAPED.findall(text))
            bad += times * escaped
            good += times * (len(text) - escaped)
    return None if good < _GOOD_PER_BAD * bad else _mended_utf8(data)


def _mended_utf8(data: bytes) -> Text:
    """UTF-8, with what is none of it read as Windows-1252."""
    text = _decoded(data, "utf-8", "surrogateescape")
    cut = _ESCAPED_AT_END.sub("\ufffd", text)
    mended = _ESCAPED.sub(lambda byte: bytes([ord(byte[0]) - 0xDC00]).decode("cp1252", errors="replace"), cut)
    return Text(_without_nuls(mended), "utf-8", damaged=mended.count("\ufffd"))


def _guess(data: bytes) -> str:
    joined = b"\n".join(islice(_cells_with_high_bytes(data), _MOST_CELLS))
    western = joined.decode("cp1252", errors="replace")
    if _western_plausibility(western) > _PLAUSIBLE:
        return "cp1250" if _is_hungarian(western) else "cp1252"
    found = chardet.detect(joined, exclude_encodings=_NEVER_WRITTEN)["encoding"]
    return _known(found) or "cp1252"


def _cells_with_high_bytes(data: bytes) -> Iterator[bytes]:
    """Each distinct one, in order."""
    seen: set[bytes] = set()
    for portion in _portions(data):
        for cell in _BETWEEN_CELLS.split(portion):
            if not cell.isascii() and cell not in seen:
                seen.add(cell)
                yield cell


# Letters and signs that Western European lists are full of, and signs that show up when another encoding's
# letters are read as Windows-1252.
_COMMON = frozenset("äöüßéèêëàâáãåæçìíîïñòóôõøœùúûÿÄÖÜÉÈÊÀÁÂÃÅÆÇÍÎÑÓÔÕØŒÚÛ€–—‘’“”„…•°«»®™´")
_ODD = frozenset("¤¦¨ª¬¯±²³¶¸¹º¼½¾¿×÷þÞðÐý¡¢£¥§©µ·ƒˆ‰Š‹Œ˜›¸")


def _western_plausibility(text: str) -> float:
    """The mean over characters above 127: +2 for a common one, -3 for an odd one or two letters in a row."""
    high = [char for char in text if char > "\x7f"]
    if not high:
        return 0.0
    good = sum(2 for char in high if char in _COMMON)
    bad = sum(3 for char in high if char in _ODD or char == "\ufffd" or not char.isprintable())
    neighbours = sum(
        3
        for one, other in pairwise(text)
        if one > "\x7f" and other > "\x7f" and one.isalpha() and other.isalpha()
    )
    return (good - bad - neighbours) / len(high)


def _is_hungarian(text: str) -> bool:
    """Hungarian ő and ű look like õ and û, which others use beside letters that Hungarian lacks."""
    letters = set(text.lower())
    return bool(letters & set("õû") and letters & set("áíóú") and not letters & set("ãçêèàâîñëïåæø"))


def _known(encoding: str | None) -> str | None:
    """Python's own short name of what the detector named, None when Python can't decode it.

    None as well for UTF-16 and UTF-32, which are known by their mark or their NULs before anybody guesses:
    the detector sees a mark in the middle, and Python's decoder refuses text without one at its start.
    """
    try:
        name = codecs.lookup(encoding).name if encoding else None
    except LookupError:
        return None
    return None if name and name.startswith(("utf-16", "utf-32")) else name
