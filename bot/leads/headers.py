"""What tools call their columns, as data. To support another export, add its names here.

Names are compared folded (`fold`): "E-Mail Address", "emailAddress" and "email_address" are one name. A whole
name must match, never a part: "Email Status" is no e-mail, "Company Linkedin Url" no person.
"""

import re
import unicodedata
from enum import StrEnum


class Role(StrEnum):
    """What a column is for. The values are what a remembered mapping holds."""

    EMAIL = "email"
    LINKEDIN = "linkedin_url"
    MEMBER_ID = "member_id"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    COMPANY_NAME = "company_name"
    TITLE = "title"
    FIELD = "field"
    IGNORED = "ignore"


def fold(header: str) -> str:
    """The header in lower case without accents, spaces and signs: `E-Mail Adresse` → `emailadresse`."""
    decomposed = unicodedata.normalize("NFKD", header).casefold()
    return "".join(char for char in decomposed if char.isalnum())


# Best names first: of the columns of one role, the one whose name stands in an earlier text is preferred.
_NAMES: dict[Role, tuple[str, ...]] = {
    Role.EMAIL: (
        """
        Work Email, Work Email Address, Business Email, Business Email Address, Professional Email,
        Corporate Email, Geschäftliche E-Mail, Email professionnel
        """,
        """
        Primary Email, Primary Email Address, Email (primary), Main Email, Verified Email
        """,
        """
        Email, E-Mail, Mail, Emails, Email Address, E-Mail Address, Emailaddresses, Mail Address, Email
        ID, Lead Email, Contact Email, Person Email, Prospect Email, Email 1, Email Address 1, Email 1
        Value, Recipient Email, E-Mail-Adresse, Mailadresse, Courriel, Adresse e-mail, Adresse
        électronique, Email pro, Correo, Correo electrónico, Indirizzo email, Endereço de email, E-post,
        E-mailadres, Sähköposti, Adres e-mail, Почта, Электронная почта, メールアドレス, 邮箱, 电子邮件
        """,
        """
        Secondary Email, Secondary Email Address, Supplemental Email, Email 2, Email Address 2, Email 2
        Value, Other Email, Alternate Email, Alternative Email, Additional Email, Backup Email, Zweite
        E-Mail
        """,
        """
        Tertiary Email, Tertiary Email Address, Email 3, Email Address 3, Email 3 Value
        """,
        """
        Personal Email, Personal Email Address, Private Email, Home Email, Private E-Mail, Email perso
        """,
    ),
    Role.LINKEDIN: (
        """
        LinkedIn Profile URL, Linkedin URL Public, Public LinkedIn URL, Public Profile URL, LinkedIn
        Public Profile URL
        """,
        """
        LinkedIn, LinkedIn URL, LinkedIn Profile, LinkedIn Link, LinkedIn Page, LinkedIn Address,
        LinkedIn__c, Person Linkedin Url, Person Linkedin, Personal LinkedIn, Contact LinkedIn, Contact
        LinkedIn URL, LinkedIn Contact Profile URL, Lead LinkedIn URL, Prospect LinkedIn URL, LinkedIn
        URL (person), LI URL, LI Profile, LinkedIn Profile Link, LinkedIn-Profil, Profil LinkedIn,
        Perfil de LinkedIn, LinkedIn Bio, hs_linkedin_url
        """,
        """
        Default Profile URL
        """,
        """
        Linkedin URL Unique ID, LinkedIn Unique URL
        """,
        """
        Sales Navigator URL, Sales Navigator Link, Sales Navigator Profile URL, Sales Nav URL, LinkedIn
        Sales Navigator URL
        """,
    ),
    Role.MEMBER_ID: (
        """
        vmid, LinkedIn Member ID, LinkedIn ID, Member ID, Profile URN, Entity URN
        """,
    ),
    Role.FIRST_NAME: (
        """
        First Name, First, Given Name, Forename, Firstname, Lead First Name, Contact First Name,
        Vorname, Prénom, Nombre, Nome, Voornaam, Förnamn, Etunimi, Imię, Jméno, Имя
        """,
    ),
    Role.LAST_NAME: (
        """
        Last Name, Last, Surname, Family Name, Lastname, Lead Last Name, Contact Last Name, Nachname,
        Familienname, Nom, Nom de famille, Apellido, Apellidos, Cognome, Sobrenome, Achternaam,
        Efternamn, Sukunimi, Nazwisko, Příjmení, Фамилия
        """,
    ),
    Role.FULL_NAME: (
        """
        Full Name, Fullname, Contact Full Name
        """,
        """
        Name, Contact Name, Lead Name, Person Name, Prospect Name, Contact, Ansprechpartner,
        Vollständiger Name, Nom complet, Nombre completo, Nome completo
        """,
    ),
    Role.COMPANY_NAME: (
        """
        Company Name, Person Company Name
        """,
        """
        Company, Account Name, Organization Name, Organisation Name, Current Company, Current Company
        Name, Employer
        """,
        """
        Account, Organization, Organisation, Business Name, Firma, Firmenname, Unternehmen, Société,
        Entreprise, Empresa, Azienda, Società, Bedrijf, Företag, Yritys, Компания, 会社名, 公司
        """,
    ),
    Role.TITLE: (
        """
        Title, Job Title
        """,
        """
        Current Job, Current Title, Current Position, Position, Job Position, Role, Job Role, Job,
        Occupation, Jobtitel, Berufsbezeichnung, Stellenbezeichnung, Funktion, Poste, Fonction, Intitulé
        du poste, Cargo, Puesto, Ruolo, Functie, Должность, 役職, 职位
        """,
    ),
}

ALIASES: dict[str, tuple[Role, int]] = {
    fold(name): (role, rank)
    for role, texts in _NAMES.items()
    for rank, text in enumerate(texts)
    for name in text.split(",")
}
"""Folded name → (role, rank); of two columns of one role the lower rank is preferred."""

# A column whose name holds one of these words is about somebody or something else, whatever its values look
# like. It is a merge field and never where an e-mail or a profile is taken from.
_SOMEBODY_ELSE = frozenset({
    "account", "ae", "assigned", "assistant", "bcc", "besitzer", "betreuer", "billing", "boss", "by",
    "cc", "colleague", "companies", "company", "confidence", "created", "creator", "domain", "employer",
    "former", "from", "inhaber", "introducer", "manager", "modified", "organization", "owner", "parent",
    "previous", "recruiter", "referral", "referred", "referrer", "rep", "reply", "sdr", "sender", "sent",
    "source", "status", "supervisor", "support", "updated", "via",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def split_words(header: str) -> list[str]:
    """The words of a header, lower-case: `accountOwnerEmail` and `Account Owner E-Mail` start alike."""
    return _WORD.findall(_CAMEL.sub(" ", header).lower())


def names_somebody_else(header: str) -> bool:
    """Whether a column's name says that its addresses are not the lead's: `Account Owner Email`."""
    return not _SOMEBODY_ELSE.isdisjoint(split_words(header))
