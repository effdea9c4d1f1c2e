"""E-mail addresses: which text means which address, and what is said when it means none."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.email_address import _ORDINARY, check_email, email_addresses, email_key, email_problem


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("jane@acme.com", "jane@acme.com"),
        ("Jane.Doe+q4@Acme.COM", "Jane.Doe+q4@acme.com"),
        ("  jane@acme.com\u00a0", "jane@acme.com"),
        ("jane@\u200bacme.com\ufeff", "jane@acme.com"),
        ("mailto:jane@acme.com", "jane@acme.com"),
        ("MAILTO:jane@acme.com?subject=Hi", "jane@acme.com"),
        ("<jane@acme.com>", "jane@acme.com"),
        ("<mailto:jane@acme.com|jane@acme.com>", "jane@acme.com"),
        ("Jane Doe <jane@acme.com>", "jane@acme.com"),
        ('"Doe, Jane" <jane@acme.com>', "jane@acme.com"),
        ("jane@acme.com (work)", "jane@acme.com"),
        ("'jane@acme.com'", "jane@acme.com"),
        ("“jane@acme.com”", "jane@acme.com"),
        ("jane@acme.com.", "jane@acme.com"),
        ("jane@acme.com,", "jane@acme.com"),
        ("ｊａｎｅ＠ａｃｍｅ．ｃｏｍ", "jane@acme.com"),
        ("jane@müller.de", "jane@xn--mller-kva.de"),
        ("josé@acme.com", "josé@acme.com"),
        ("jane@acme.com; jim@acme.com", "jane@acme.com"),
        ("o'brien@acme.com", "o'brien@acme.com"),
    ],
)
def test_means_this_address(text: str, address: str | None) -> None:
    """What people and tools wrap around an address is taken off; the address is what is sent."""
    assert check_email(text) == address


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("n/a", '"n/a" is not an e-mail address.'),
        ("", '"" is not an e-mail address.'),
        ("-", '"-" is not an e-mail address.'),
        ("Jane", '"Jane" is not an e-mail address.'),
        ("jane@", '"jane@" is not an e-mail address: there is nothing after the @.'),
        ("@acme.com", '"@acme.com" is not an e-mail address: there is nothing before the @.'),
        ("jane@@acme.com", '"jane@@acme.com" is not an e-mail address: it has more than one @.'),
        ("jane doe@acme.com", '"jane doe@acme.com" is not an e-mail address: there is a space inside.'),
        ("jane@acme", '"jane@acme" is not an e-mail address: no mail can go to "acme".'),
        ("jane@acme..com", '"jane@acme..com" is not an e-mail address: no mail can go to "acme..com".'),
        (
            "j..d@acme.com",
            '"j..d@acme.com" is not an e-mail address: the part before the @ can\'t be written so.',
        ),
    ],
)
def test_says_what_is_wrong(text: str, sentence: str) -> None:
    """A text that means no address gets a sentence a salesperson understands."""
    assert check_email(text) is None
    assert email_problem(text) == sentence


def test_a_letter_of_another_alphabet() -> None:
    """A Cyrillic "a" among Latin letters is a trap, and is called so."""
    sentence = email_problem("j\u0430ne@acme.com")
    assert sentence.endswith("it has letters of another alphabet that only look alike.")


def test_too_long() -> None:
    """64 characters before the @ is the most."""
    assert check_email("j" * 64 + "@acme.com")
    assert not check_email("j" * 65 + "@acme.com")
    assert email_problem("j" * 65 + "@acme.com").endswith("it is too long.")


def test_names_all_addresses_of_a_cell() -> None:
    """Several addresses in one cell are all seen, so that the choice of the first can be told."""
    assert email_addresses("jane@acme.com / jim@acme.com, jane@acme.com") == ["jane@acme.com", "jim@acme.com"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jane@Acme.com", "jane@acme.com"),
        ("jane@müller.de", "jane@xn--mller-kva.de"),
        ("jane@MÜLLER.de", "JANE@müller.de "),
    ],
)
def test_spellings_share_one_key(one: str, other: str) -> None:
    """The key is blind to case, white space and the two ways to write an international domain."""
    assert email_key(one) == email_key(other)


def test_key_form() -> None:
    """The key is `email:` and the address in lower case."""
    assert email_key("Jane@Acme.com") == "email:jane@acme.com"


PARTS = st.lists(st.sampled_from([*"aZ09.-_+'", "acme", "xn--", "--", "com", "test", "a" * 62]), max_size=9)


@given(PARTS.map("".join), PARTS.map("".join))
def test_takes_no_address_that_email_validator_refuses(local: str, domain: str) -> None:
    """The quick way to accept an ordinary address agrees with the library."""
    try:
        expected = validate_email(f"{local}@{domain}", check_deliverability=False)
    except EmailNotValidError:
        assert not _ORDINARY.fullmatch(f"{local}@{domain}")
    else:
        address = f"{expected.local_part}@{expected.ascii_domain}"
        assert check_email(f"{local}@{domain}") in {address, None}


@given(st.text(max_size=60) | st.emails() | st.from_regex(r"\S{0,5}@?[\w.]{0,8}@\S{0,8}"))
def test_never_raises_and_is_stable(text: str) -> None:
    """Whatever the text: no exception, and an address that was found means itself."""
    found = check_email(text)
    email_key(text)
    assert email_problem(text)
    if found is not None:
        assert check_email(found) == found
        assert email_key(found) == email_key(found.upper())
