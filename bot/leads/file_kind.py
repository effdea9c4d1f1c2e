"""What a file is by its first bytes, whatever its name says, and what to say when it is no list."""

import re
import zipfile
from enum import Enum, auto
from io import BytesIO

from bot.leads.errors import NotATableError

_SAVE = "Save the sheet as CSV or XLSX and share it again."
_STARTS = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"BM", "a BMP image"),
    (b"RIFF", "an image or a recording"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"{\\rtf", "a rich text document"),
    (b"SQLite format 3", "a database"),
    (b"bplist00", "a property list"),
    (b"\x7fELF", "a program"),
    (b"PAR1", "a Parquet file"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of .xls, and of workbooks with a password
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_GOOGLE = re.compile(
    rb"\s*[\[{<\"]?[^\r\n,;]{0,40}https://docs\.google\.com/\S+\s*[\]}>\"]?[^@]*", re.IGNORECASE
)
_HTML = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|table|meta|div)\b", re.IGNORECASE | re.DOTALL
)
_CONTROL = dict.fromkeys({*range(1, 9), *range(14, 27), *range(28, 32)})
_MOST_CONTROL = 0.05
_SAMPLE = 1 << 16


class FileKind(Enum):
    """The kinds we read."""

    TEXT = auto()
    WORKBOOK = auto()


def file_kind(data: bytes, name: str) -> FileKind:
    """What a file is.

    Raises:
        NotATableError: neither text nor an XLSX workbook; the sentence says what it is and what to do.
    """
    if data.startswith(_ZIP):
        return _archive_kind(data, name)
    if data.startswith(_OLE):
        raise NotATableError(f"{name} {_ole_sentence(data)}")
    for start, what in _STARTS:
        if data.startswith(start) and not (len(start) == 2 and data[:_SAMPLE].isascii()):  # noqa: PLR2004 - "BMW"
            raise NotATableError(f"{name} is not a table (it starts like {what}). {_SAVE}")
    if problem := _text_problem(data[:_SAMPLE]):
        raise NotATableError(f"{name} {problem}")
    return FileKind.TEXT


def _archive_kind(data: bytes, name: str) -> FileKind:
    """Workbooks are ZIP archives; so is much else."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NotATableError(
            f"{name} is damaged or was cut off on its way. Export it and share it again."
        ) from error
    if "xl/workbook.xml" in members:
        return FileKind.WORKBOOK
    if "xl/workbook.bin" in members:
        what = "is a binary workbook (.xlsb), which I can't read."
    elif any(member.startswith("Index/") or member.endswith(".iwa") for member in members):
        what = "is an Apple Numbers file, which I can't read. In Numbers: File → Export To → CSV."
    elif "content.xml" in members and "mimetype" in members:
        what = "is an OpenDocument file, which I can't read."
    elif "word/document.xml" in members:
        what = "is a Word document, not a table."
    elif "ppt/presentation.xml" in members:
        what = "is a presentation, not a table."
    else:
        what = "is a ZIP archive. Unpack it and share the list that is inside."
    raise NotATableError(f"{name} {what}" if what.endswith(("CSV.", "inside.")) else f"{name} {what} {_SAVE}")


def _ole_sentence(data: bytes) -> str:
    if _ENCRYPTED in data:
        return "has a password. Save it without one and share it again."
    return (
        "is an old Excel file (.xls), which I can't read. In Excel: File → Save As → Excel Workbook (.xlsx)."
    )


def _text_problem(sample: bytes) -> str:
    """The end of a sentence about text that is no list, "" for any other."""
    start = sample.removeprefix(b"\xef\xbb\xbf").lstrip()
    signs = (
        (
            _GOOGLE.fullmatch(start),
            "is a link to Google Sheets, not the list itself. In it: File → Download → CSV.",
        ),
        (_HTML.match(start), f"is a web page, not a table (perhaps a sign-in page was saved). {_SAVE}"),
        (start[:5].lower() == b"<?xml", f"is an XML file, which I can't read. {_SAVE}"),
        (start[:11].upper() == b"BEGIN:VCARD", f"is a collection of vCards, which I can't read. {_SAVE}"),
        (start[4:8] == b"ftyp", f"is not a table (it starts like a film or a photo). {_SAVE}"),
    )
    return next((sentence for sign, sentence in signs if sign), "")


def check_text(text: str, name: str) -> None:
    """Refuse what decodes to text but is none.

    Raises:
        NotATableError: more than one character in twenty is a control character.
    """
    sample = text[:_SAMPLE]
    if len(sample) - len(sample.translate(_CONTROL)) > _MOST_CONTROL * len(sample):
        raise NotATableError(f"{name} is not a table (it holds no text). {_SAVE}")
