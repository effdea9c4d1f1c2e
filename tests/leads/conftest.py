"""Workbooks built by hand, so that tests decide every byte of them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest

Cell = str | int | float
MakeWorkbook = Callable[..., bytes]

_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_FORMATS = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
_STYLES = f'<styleSheet xmlns="{_MAIN}">{_FORMATS}</styleSheet>'


def _column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(row: int, column: int, value: Cell) -> str:
    place = f'r="{_column(column)}{row}"'
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>' if value else f"<c {place}/>"
    return f"<c {place}><v>{value}</v></c>"


def _sheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{number}">' + "".join(_cell(number, n, cell) for n, cell in enumerate(row, 1)) + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _workbook(
    sheets: Mapping[str, Sequence[Sequence[Cell]] | str], hidden: Sequence[str] = (), **parts: str
) -> bytes:
    """A workbook of these sheets, each as rows or as its XML; `parts` replace or add files of the archive."""
    listed = ""
    for n, name in enumerate(sheets, 1):
        state = "hidden" if name in hidden else "visible"
        listed += f'<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="rIdS" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    files = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{
            f"xl/worksheets/sheet{n}.xml": rows if isinstance(rows, str) else _sheet(rows)
            for n, rows in enumerate(sheets.values(), 1)
        },
        **parts,
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.fixture(scope="session")
def make_workbook() -> MakeWorkbook:
    """Builds an XLSX workbook from sheets of rows, or of raw sheet XML."""
    return _workbook
