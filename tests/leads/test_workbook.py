"""XLSX workbooks: read as people see them, and refused before they can do harm."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest

from bot.leads import workbook_scan
from bot.leads.errors import NotATableError, TooLargeError
from bot.leads.reading import read_leads, read_rows

MakeWorkbook = Callable[..., bytes]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_xml(cells: str) -> str:
    """A sheet of hand-written rows."""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'


def test_a_workbook_reads_like_a_csv(make_workbook: MakeWorkbook) -> None:
    """Same leads, same row numbers, nothing assumed when there is one sheet."""
    rows = [
        ["Email", "First Name", "Size"],
        ["jane@acme.com", "Jane", 42],
        ["", "", ""],
        ["bo@acme.com", "Bo", 7],
    ]
    reading = read_leads(make_workbook({"Sheet1": rows}), "leads.xlsx")
    assert [(lead.row, lead.email, dict(lead.data)) for lead in reading.leads] == [
        (2, "jane@acme.com", {"first_name": "Jane", "size": "42"}),
        (4, "bo@acme.com", {"first_name": "Bo", "size": "7"}),
    ]
    assert reading.assumptions == ()


def test_values_come_as_a_person_reads_them(make_workbook: MakeWorkbook) -> None:
    """Whole numbers without .0, dates in ISO form, yes and no as Excel shows them, no binary tails."""
    day = (date(2024, 5, 3) - date(1899, 12, 30)).days
    cells = (
        '<row r="1"><c r="A1" t="str"><v>a</v></c><c r="B1" t="str"><v>b</v></c></row>'
        f'<row r="2"><c r="A2"><v>42.0</v></c><c r="B2"><v>0.30000000000000004</v></c>'
        f'<c r="C2" s="1"><v>{day}</v></c><c r="D2" t="b"><v>1</v></c><c r="E2"><v>491512345678</v></c>'
        f'<c r="F2" s="1"><v>{day}.5</v></c><c r="G2" t="e"><v>#N/A</v></c></row>'
    )
    (_, row) = read_rows(make_workbook({"S": sheet_xml(cells)}))
    assert row == ["42", "0.3", "2024-05-03", "TRUE", "491512345678", "2024-05-03 12:00:00", ""]


SHARED = (
    f'<sst xmlns="{MAIN}" count="9" uniqueCount="8">'
    "<si><t>Email</t></si><si><t>First Name</t></si><si><t>Signed up</t></si><si><t>Deal size</t></si>"
    '<si><t>jane@acme.com</t><phoneticPr fontId="1"/></si><si><r><rPr><b/></rPr><t xml:space="preserve">Ja'
    "</t></r><r><t>ne</t></r></si><si><t>bo@acme.com</t></si>"
    '<si><t xml:space="preserve"> Bo &amp; Co_x000D_</t></si></sst>'
)
EXCEL_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '<numFmt numFmtId="165" formatCode="#,##0.00\\ [$€-407]"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/></font></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" xfId="0"/><xf numFmtId="14" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" xfId="0" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)
EXCEL_LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/>'
    '<Relationship Id="rId3" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
).format(office="http://schemas.openxmlformats.org/officeDocument/2006/relationships")


def test_a_workbook_as_excel_writes_it(make_workbook: MakeWorkbook) -> None:
    """Shared strings, some of them in runs of two formats; dates and money by their styles."""
    cells = (
        '<row r="1" spans="1:4"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>'
        '<row r="2" spans="1:4"><c r="A2" t="s"><v>4</v></c><c r="B2" t="s"><v>5</v></c>'
        '<c r="C2" s="1"><v>45415</v></c><c r="D2" s="3"><v>1200</v></c></row>'
        '<row r="3" spans="1:4"><c r="A3" t="s"><v>6</v></c><c r="B3" t="s"><v>7</v></c>'
        '<c r="C3" s="2"><v>45415.75</v></c><c r="D3" s="3"><f>D2/8</f><v>150.5</v></c></row>'
    )
    parts = {
        "xl/sharedStrings.xml": SHARED,
        "xl/styles.xml": EXCEL_STYLES,
        "xl/_rels/workbook.xml.rels": EXCEL_LINKS,
    }
    reading = read_leads(make_workbook({"Sheet1": sheet_xml(cells)}, **parts), "leads.xlsx")
    assert [(lead.row, lead.email, dict(lead.data)) for lead in reading.leads] == [
        (2, "jane@acme.com", {"first_name": "Jane", "signed_up": "2024-05-03", "deal_size": "1200"}),
        (
            3,
            "bo@acme.com",
            {"first_name": "Bo & Co", "signed_up": "2024-05-03 18:00:00", "deal_size": "150.5"},
        ),
    ]


def test_a_table_that_begins_further_down_and_right(make_workbook: MakeWorkbook) -> None:
    """Row numbers stay those of the spreadsheet."""
    cells = (
        '<row r="5"><c r="C5" t="str"><v>email</v></c></row>'
        '<row r="7"><c r="C7" t="str"><v>jane@acme.com</v></c></row>'
    )
    reading = read_leads(make_workbook({"S": sheet_xml(cells)}))
    assert [lead.row for lead in reading.leads] == [7]


def test_the_first_visible_sheet_with_leads(make_workbook: MakeWorkbook) -> None:
    """Of several sheets the first that holds leads is taken, and the reading says which."""
    data = make_workbook(
        {
            "Old": [["email"], ["old@acme.com"]],
            "Read me": [["How to use this file"], ["Fill in the next sheet"]],
            "Leads": [["email", "name"], ["jane@acme.com", "Jane"]],
            "More": [["email"], ["bo@acme.com"]],
        },
        hidden=["Old"],
    )
    reading = read_leads(data)
    assert [lead.email for lead in reading.leads] == ["jane@acme.com"]
    assert reading.assumptions == ('sheet "Leads" of 3',)


def test_an_empty_workbook(make_workbook: MakeWorkbook) -> None:
    """A workbook without a filled cell is empty."""
    with pytest.raises(NotATableError, match=r"leads\.xlsx is empty"):
        read_leads(make_workbook({"S": []}), "leads.xlsx")


def test_one_cell_in_the_last_corner(make_workbook: MakeWorkbook) -> None:
    """1.4 KB that would make the parser ask for 550 GB are refused by the scan."""
    data = make_workbook({"S": sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')})
    with pytest.raises(TooLargeError, match="1,048,576 rows and 16,384 columns"):
        read_leads(data, "corner.xlsx")


def test_cells_that_are_only_formatted_do_not_count(make_workbook: MakeWorkbook) -> None:
    """A format down to the last row is common and harmless."""
    cells = (
        '<row r="1"><c r="A1" t="str"><v>email</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>jane@acme.com</v></c></row>'
        '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'
    )
    assert len(read_leads(make_workbook({"S": sheet_xml(cells)})).leads) == 1


def test_a_bomb(make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that unpack to more than the cap are refused while they are streamed."""
    monkeypatch.setattr(workbook_scan, "MAX_UNPACKED", 3_000_000)
    data = make_workbook({"S": sheet_xml("<row><c><v>1</v></c></row>" * 200_000)})
    assert len(data) < 100_000
    with pytest.raises(TooLargeError, match="unpacks to more than"):
        read_leads(data, "bomb.xlsx")


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;">]>',
    ],
    ids=["external entity", "billion laughs"],
)
def test_document_type_declarations(make_workbook: MakeWorkbook, declaration: str) -> None:
    """No spreadsheet program writes them; they are refused unread."""
    data = make_workbook(
        {"S": '<?xml version="1.0"?>' + declaration + sheet_xml("<row><c><v>&c;</v></c></row>")}
    )
    with pytest.raises(NotATableError, match="no spreadsheet program writes"):
        read_leads(data, "laughs.xlsx")


def test_what_the_scan_misses_ends_the_child_only(
    make_workbook: MakeWorkbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the scan switched off, the parser's abort becomes a sentence."""
    monkeypatch.setattr("bot.leads.workbook.scan_workbook", lambda _data, _name: None)
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = make_workbook({"S": sheet_xml(cells)})
    with pytest.raises(TooLargeError, match="takes too much memory or time"):
        read_leads(data, "corner.xlsx")


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_archive(make_workbook: MakeWorkbook, share: float) -> None:
    """An upload that was cut off is called so."""
    data = make_workbook({"S": [["email"], ["jane@acme.com"]]})
    with pytest.raises(NotATableError, match="damaged or was cut off"):
        read_leads(data[: int(len(data) * share)], "leads.xlsx")


def test_an_archive_with_a_broken_part(make_workbook: MakeWorkbook) -> None:
    """A workbook whose sheet is no XML is refused by the parser, in words."""
    with pytest.raises(NotATableError, match="not a workbook that I can open"):
        read_leads(
            make_workbook({"S": "<worksheet><sheetData><row"}, **{"xl/workbook.xml": "<nope"}), "x.xlsx"
        )


def archive(*names: str) -> bytes:
    """A ZIP archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (archive("leads.csv"), "Unpack it"),
        (archive("Index/Document.iwa", "Metadata/Properties.plist"), "Numbers"),
        (archive("mimetype", "content.xml"), "OpenDocument"),
        (archive("xl/workbook.bin"), "xlsb"),
        (archive("word/document.xml"), "Word"),
        (archive("ppt/presentation.xml"), "presentation"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file (.xls)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "PNG image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG image"),
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"\x1f\x8b\x08\0", "gzip archive"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf\n<html><table><tr><td>jane@acme.com", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML file"),
        (b"https://docs.google.com/spreadsheets/d/1abc/edit#gid=0\n", "Google Sheets"),
        (b'{"url": "https://docs.google.com/open?id=1", "doc_id": "1"}', "Google Sheets"),
        (b"BEGIN:VCARD\nFN:Jane\nEND:VCARD", "vCards"),
        (b"\0\0\0\x18ftypheic", "film or a photo"),
        (bytes(range(1, 9)) * 100, "holds no text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_list(data: bytes, says: str) -> None:
    """Whatever its name, a file that is something else is called what it is, with what to do instead."""
    with pytest.raises(NotATableError) as error:
        read_leads(data, "leads.csv")
    assert says in str(error.value)
    assert str(error.value).startswith("leads.csv ")
