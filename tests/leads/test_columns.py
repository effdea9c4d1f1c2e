"""Which column is what: every tool's export by its header, and what values say where headers don't."""

import csv
import io
from collections.abc import Mapping, Sequence

import pytest

from bot.leads.columns import fingerprint, plan_columns
from bot.leads.reading import Reading, read_leads

LI = "https://www.linkedin.com/in/jane-doe"
COMPANY = "https://www.linkedin.com/company/acme"
SALES = "https://www.linkedin.com/sales/lead/ACwAAB_xYz12,NAME_SEARCH,tok"
MEMBER = "https://www.linkedin.com/in/ACwAAB_xYz12"


def read(table: Mapping[str, str] | Sequence[tuple[str, str]], **options: object) -> Reading:
    """A list of one row, given as column → cell."""
    pairs = list(table.items()) if isinstance(table, Mapping) else list(table)
    out = io.StringIO()
    csv.writer(out).writerows([[name for name, _ in pairs], [cell for _, cell in pairs]])
    return read_leads(out.getvalue().encode(), **options)  # type: ignore[arg-type]


NAMED = {"first_name": "Jane", "last_name": "Doe", "company_name": "Acme", "title": "CEO"}

EXPORTS: dict[str, tuple[dict[str, str], str | None, str | None]] = {
    "Apollo": (
        {
            "First Name": "Jane", "Last Name": "Doe", "Title": "CEO", "Company": "Acme",
            "Company Name for Emails": "Acme Mail", "Email": "jane@acme.com", "Email Status": "Verified",
            "Primary Email Source": "Apollo", "Email Confidence": "0.9", "Work Direct Phone": "+1 555",
            "Person Linkedin Url": LI, "Website": "https://acme.com", "Company Linkedin Url": COMPANY,
            "Secondary Email": "jane@old.com", "Secondary Email Status": "", "Tertiary Email": "j@home.com",
        },
        "jane@acme.com", LI,
    ),
    "ZoomInfo": (
        {
            "Last Name": "Doe", "First Name": "Jane", "Middle Name": "M", "Job Title": "CEO",
            "Email Address": "jane@acme.com", "Email Domain": "acme.com", "Supplemental Email": "j@old.com",
            "ZoomInfo Contact Profile URL": "https://app.zoominfo.com/#/apps/profile/person/1",
            "LinkedIn Contact Profile URL": LI, "LinkedIn Company Profile URL": COMPANY,
            "Company Name": "Acme",
            "Previous Company LinkedIn Profile": "https://www.linkedin.com/company/old",
        },
        "jane@acme.com", LI,
    ),
    "Evaboot": (
        {
            "First Name": "Jane", "Last Name": "Doe", "Full Name": "Jane Doe", "Current Job": "CEO",
            "Email": "jane@acme.com", "Email Status": "safe", "Linkedin URL Unique ID": MEMBER,
            "Linkedin URL Public": LI, "Sales Navigator URL": SALES, "Company Name": "Acme",
            "Company Linkedin Url Unique ID": COMPANY, "Company Domain": "acme.com",
        },
        "jane@acme.com", LI,
    ),
    "PhantomBuster": (
        {
            "profileUrl": SALES, "fullName": "Jane Doe", "firstName": "Jane", "lastName": "Doe",
            "companyName": "Acme", "title": "CEO", "vmid": "ACwAAB_xYz12", "linkedInProfileUrl": LI,
            "defaultProfileUrl": MEMBER, "companyUrl": COMPANY, "regularCompanyUrl": COMPANY,
        },
        None, LI,
    ),
    "LinkedIn Connections": (
        {
            "First Name": "Jane", "Last Name": "Doe", "URL": LI, "Email Address": "", "Company": "Acme",
            "Position": "CEO", "Connected On": "03 May 2024",
        },
        None, LI,
    ),
    "HubSpot": (
        {
            "Record ID - Contact": "1", "First Name": "Jane", "Last Name": "Doe", "Email": "jane@acme.com",
            "Contact owner": "ana@us.com", "Company name": "Acme", "Job Title": "CEO", "Mobile": "1",
        },
        "jane@acme.com", None,
    ),
    "Salesforce": (
        {
            "Account Owner Email": "ana@us.com", "FirstName": "Jane", "LastName": "Doe", "Title": "CEO",
            "Account Name": "Acme", "Email": "jane@acme.com", "LinkedIn__c": LI, "MobilePhone": "1",
        },
        "jane@acme.com", LI,
    ),
    "Lusha": (
        {
            "First Name": "Jane", "Last Name": "Doe", "Email": "j@home.com", "Work email": "jane@acme.com",
            "LinkedIn URL": LI, "Company Name": "Acme", "Job Title": "CEO", "Direct phone": "1",
        },
        "jane@acme.com", LI,
    ),
    "Salesloft": (
        {
            "first_name": "Jane", "last_name": "Doe", "personal_email_address": "j@home.com",
            "secondary_email_address": "j@old.com", "email_address": "jane@acme.com", "linkedin_url": LI,
            "person_company_name": "Acme", "title": "CEO",
        },
        "jane@acme.com", LI,
    ),
    "Smartlead": (
        {
            "email": "jane@acme.com", "first_name": "Jane", "last_name": "Doe", "company_name": "Acme",
            "title": "CEO", "linkedin_profile": LI, "company_url": "https://acme.com",
        },
        "jane@acme.com", LI,
    ),
    "Lemlist": (
        {
            "email": "jane@acme.com", "firstName": "Jane", "lastName": "Doe", "companyName": "Acme",
            "linkedinUrl": LI, "position": "CEO",
        },
        "jane@acme.com", LI,
    ),
    "Clay": (
        {
            "Find people": "Jane Doe", "First Name": "Jane", "Last Name": "Doe", "Full Name": "Jane Doe",
            "Job Title": "CEO", "Location": "Berlin", "Company Domain": "acme.com",
            "LinkedIn Profile": LI, "Find Work Email": "✅ jane@acme.com", "Work Email": "jane@acme.com",
            "Company": "Acme",
        },
        "jane@acme.com", LI,
    ),
    "Instantly": (
        {
            "email": "jane@acme.com", "first_name": "Jane", "last_name": "Doe", "company_name": "Acme",
            "job_title": "CEO", "phone": "1", "website": "acme.com", "personalization": "Hi Jane",
            "linkedIn": LI, "status": "1", "email_open_count": "2",
        },
        "jane@acme.com", LI,
    ),
    "Outreach": (
        {
            "First Name": "Jane", "Last Name": "Doe", "Emails": "jane@acme.com", "LinkedIn URL": LI,
            "Company": "Acme", "Title": "CEO", "Work Phone": "1",
        },
        "jane@acme.com", LI,
    ),
    "a German list": (
        {
            "Vorname": "Jane", "Nachname": "Doe", "Firma": "Acme", "Stellenbezeichnung": "CEO",
            "E-Mail-Adresse": "jane@acme.com", "LinkedIn-Profil": LI,
        },
        "jane@acme.com", LI,
    ),
    "names in one column": (
        {"Name": "Jane Doe", "Organisation": "Acme", "Role": "CEO", "E-mail": "jane@acme.com"},
        "jane@acme.com", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("tool", EXPORTS)
def test_exports(tool: str) -> None:
    """Each tool's columns land where they belong: the lead's addresses and the standard merge fields."""
    table, email, linkedin_url = EXPORTS[tool]
    (lead,) = read(table).leads
    assert (lead.email, lead.linkedin_url) == (email, linkedin_url)
    assert {key: lead.data.get(key) for key in NAMED} == NAMED


def test_linkedin_connections_notes_above_the_header() -> None:
    """The paragraph that LinkedIn writes above the header is left out, and said so."""
    data = (
        b'Notes:\n"When exporting your connection data, you may notice that some, not all, are there."\n\n'
        b"First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        b"Jane,Doe,https://www.linkedin.com/in/jane-doe,,Acme,CEO,03 May 2024\n"
    )
    reading = read_leads(data, "Connections.csv")
    assert [(lead.row, lead.linkedin_url) for lead in reading.leads] == [(5, LI)]
    assert "2 lines above the table left out" in reading.assumptions


def test_both_forms_of_a_profile_in_one_row_are_one_person() -> None:
    """A row that carries the public name and the member id joins rows that carry one of them."""
    data = f"email,Linkedin URL Public,vmid\n,{LI},ACwAAB_xYz12\n,{MEMBER},\n,{LI},\n".encode()
    reading = read_leads(data)
    assert [lead.keys for lead in reading.leads] == [("in:jane-doe", "urn:ACwAAB_xYz12")]
    assert [(one.row, one.first_row) for one in reading.duplicates] == [(3, 2), (4, 2)]


def test_the_next_email_column_where_the_first_holds_none() -> None:
    """Work goes first, then secondary, then personal, row by row."""
    data = (
        b"Personal Email,Secondary Email,Work Email\nj@home.com,j@old.com,jane@acme.com\n"
        b"b@home.com,b@old.com,n/a\nz@home.com,,z@@acme.com\n"
    )
    reading = read_leads(data)
    assert [lead.email for lead in reading.leads] == ["jane@acme.com", "b@old.com", "z@home.com"]
    assert dict(reading.leads[0].data) == {"personal_email": "j@home.com", "secondary_email": "j@old.com"}
    assert 'e-mail from "Work Email"' in reading.assumptions


def test_a_verified_address_goes_first() -> None:
    """Where a status column stands beside an address, the verified one is taken."""
    table = {
        "Email": "jane@acme.com",
        "Email Status": "Unavailable",
        "Secondary Email": "jane@new.com",
        "Secondary Email Status": "Verified",
    }
    assert read(table).leads[0].email == "jane@new.com"


@pytest.mark.parametrize(
    "header", ["Email Status", "Email Domain", "Account Owner Email", "Sender email", "Created By"]
)
def test_never_somebody_elses_address(header: str) -> None:
    """A column about somebody or something else is never where an address is taken from."""
    reading = read_leads(f"name,{header},linkedin\nJane,ana@us.com,{LI}\nBo,n/a,\n".encode())
    assert [lead.email for lead in reading.leads] == [None]
    assert reading.leads[0].data[header.lower().replace(" ", "_")] == "ana@us.com"


def test_values_settle_what_headers_leave_open() -> None:
    """Columns without a telling name are known by their values, and the reading says so."""
    reading = read([("Kontakt", "jane@acme.com"), ("Link", LI), ("Web", COMPANY)])
    (lead,) = reading.leads
    assert (lead.email, lead.linkedin_url) == ("jane@acme.com", LI)
    assert dict(lead.data) == {"web": COMPANY}
    assert reading.assumptions == ('e-mail from "Kontakt"', 'LinkedIn from "Link"')


def test_a_header_that_lies() -> None:
    """A column named Email without one address gives way to one that holds some."""
    assert read([("Email", "yes"), ("Contact address", "jane@acme.com")]).leads[0].email == "jane@acme.com"


def test_company_pages_under_a_persons_header() -> None:
    """A column named LinkedIn that holds company pages is a merge field."""
    reading = read([("Email", "jane@acme.com"), ("LinkedIn", COMPANY)])
    assert reading.leads[0].linkedin_url is None
    assert dict(reading.leads[0].data) == {"linkedin": COMPANY}
    assert not reading.notes


def test_two_columns_alike_are_asked_about() -> None:
    """Two e-mail columns of one name: the first is taken and a question asked."""
    reading = read([("Email", "jane@acme.com"), ("E-Mail", "j@home.com")])
    assert reading.leads[0].email == "jane@acme.com"
    assert reading.questions == (
        'Two columns are called "Email" (columns 1 and 2). I took the first; is that right?',
    )


def test_two_columns_that_could_be_it_are_asked_about() -> None:
    """Without telling names, two columns of addresses are a question."""
    (question,) = read([("A", "jane@acme.com"), ("B", "j@home.com")]).questions
    assert question.startswith('Each of "A" and "B" could be an e-mail address. I took "A"')


def test_merge_fields_have_stable_unique_keys() -> None:
    """Keys are snake case, of Latin letters and digits, and never clash."""
    table = [
        ("Email", "jane@acme.com"), ("Company Size", "1"), ("companySize", "2"), ("Größe", "3"), ("Тег", "4"),
        ("", "5"), ("Company", "Acme"), ("Account Name", "Acme Inc."), ("E-Mail Secondary", "6"),
    ]  # fmt: skip
    assert dict(read(table).leads[0].data) == {
        "company_size": "1", "company_size_2": "2", "grosse": "3", "column_5": "4", "column_6": "5",
        "company_name": "Acme", "account_name": "Acme Inc.", "e_mail_secondary": "6",
    }  # fmt: skip


def test_a_remembered_mapping_wins() -> None:
    """What a person said about a column, by name or by position, overrides names and values."""
    table = [("Email", "jane@acme.com"), ("Mail 2", "j@home.com"), ("Notes", "x"), ("Branche", "Fintech")]
    mapping: dict[int | str, str] = {
        "mail 2": "email",
        2: "ignore",
        "Branche": "field:industry",
        "Gone": "title",
    }
    (lead,) = read(table, mapping=mapping).leads
    assert lead.email == "j@home.com"
    assert dict(lead.data) == {"industry": "Fintech", "email_2": "jane@acme.com"}


def test_a_fingerprint_is_that_of_the_columns() -> None:
    """Order and spelling play no part, another column does."""
    assert fingerprint(["E-Mail", "First Name"]) == fingerprint(["firstName", "email"])
    assert fingerprint(["E-Mail"]) != fingerprint(["E-Mail", "First Name"])
    assert len(fingerprint([])) == 32


def test_no_rows_to_vote() -> None:
    """A plan can be made from a header alone."""
    assert plan_columns(["Email", "Phone"], []).emails == (0,)
