"""The LinkedIn table: which texts name the same person, and which name none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leads.linkedin import is_linkedin, linkedin_keys, linkedin_problem, member_key, profile_url


@pytest.mark.parametrize(
    "url",
    [
        "https://www.linkedin.com/in/jane-doe-123",
        "http://linkedin.com/in/jane-doe-123/",
        "linkedin.com/in/jane-doe-123",
        "www.linkedin.com/in/jane-doe-123",
        "https://uk.linkedin.com/in/jane-doe-123",
        "https://de.linkedin.com/in/jane-doe-123/de",
        "https://m.linkedin.com/in/jane-doe-123",
        "HTTPS://WWW.LINKEDIN.COM/IN/JANE-DOE-123",
        "https://www.linkedin.com/in/Jane-Doe-123/",
        "https://www.linkedin.com/in/jane-doe-123?trk=x#y",
        "https://www.linkedin.com/in/jane-doe-123/en",
        "https://www.linkedin.com/in/jane-doe-123/details/experience/",
        "https://www.linkedin.com:443/in/jane-doe-123",
        "//www.linkedin.com/in/jane-doe-123",
        "https://www.linkedin.com//in//jane-doe-123",
        "https://www.linkedin.com/comm/in/jane-doe-123",
        "<https://www.linkedin.com/in/jane-doe-123|Jane>",
        "<https://www.linkedin.com/in/jane-doe-123>",
        "(https://www.linkedin.com/in/jane-doe-123)",
        "https://www.linkedin.com/in/jane-doe-123).",
        "https://www.linkedin.com/in/jane-doe-123,",
        "\u00a0https://www.linkedin.com/in/jane-doe-123\u200b",
        "https://safelinks.protection.outlook.com/?url=https%3A%2F%2Flinkedin.com%2Fin%2Fjane-doe-123&x",
        "https://www.google.com/url?q=https://www.linkedin.com/in/jane-doe-123&sa=D",
    ],
)
def test_spellings_of_one_public_profile(url: str) -> None:
    """Scheme, host, language, query, what follows the name and what wraps the address play no part."""
    assert linkedin_keys(url) == ("in:jane-doe-123",)
    assert profile_url(url) == "https://www.linkedin.com/in/jane-doe-123"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.linkedin.com/in/jos%C3%A9-garc%C3%ADa", "in:josé-garcía"),
        ("https://www.linkedin.com/in/josé-garcía", "in:josé-garcía"),
        ("https://www.linkedin.com/in/JOS%c3%89-garci\u0301a", "in:josé-garcía"),
        ("https://www.linkedin.com/in/jos%e9-garcia", "in:jos%e9-garcia"),
        ("https://www.linkedin.com/in/jane-%F0%9F%9A%80", "in:jane-🚀"),
        ("https://www.linkedin.com/in/ACwAAB_xYz12", "urn:ACwAAB_xYz12"),
        ("https://www.linkedin.com/in/ACoAAB_xYz12/", "urn:ACoAAB_xYz12"),
        ("https://www.linkedin.com/sales/lead/ACwAAB_xYz12,NAME_SEARCH,tok?x=1", "urn:ACwAAB_xYz12"),
        ("https://www.linkedin.com/sales/people/ACwAAB_xYz12,name,tok", "urn:ACwAAB_xYz12"),
        ("linkedin.com/sales/lead/ACwAAB_xYz12%2CNAME_SEARCH%2Ctok", "urn:ACwAAB_xYz12"),
        ("https://www.linkedin.com/profile/view?id=ACwAAB_xYz12&x=1", "urn:ACwAAB_xYz12"),
        ("https://www.linkedin.com/pub/jane-doe/12/345/678", "pub:jane-doe/12/345/678"),
        ("https://uk.linkedin.com/pub/Jane-Doe/12/345/678/?x", "pub:jane-doe/12/345/678"),
    ],
)
def test_key_of_a_person(url: str, key: str) -> None:
    """Names are decoded, composed, lower-cased; member ids keep their case; the old form has its own key."""
    assert linkedin_keys(url) == (key,)
    assert linkedin_keys(profile_url(url) or "") == (key,)


@pytest.mark.parametrize(
    "text",
    [
        "https://www.linkedin.com/company/acme",
        "https://www.linkedin.com/school/mit",
        "https://www.linkedin.com/sales/company/123",
        "https://www.linkedin.com/jobs/view/1",
        "https://www.linkedin.com/feed/",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/in/jd",
        "https://lnkd.in/abc",
        "jane-doe-123",
        "in/jane-doe-123",
        "https://notlinkedin.com/in/jane-doe-123",
        "https://linkedin.com.evil.example/in/jane-doe-123",
        "https://evil.example/?url=https://www.linkedin.com/in/jane-doe-123",
        "https://app.zoominfo.com/#/apps/profile/person/123/contact-profile",
        "http://[::1/in/jane?url=linkedin.com",
        "n/a",
        "",
    ],
)
def test_no_person(text: str) -> None:
    """Companies, schools, jobs, short links, bare handles and other hosts never name a person."""
    assert linkedin_keys(text) == ()
    assert profile_url(text) is None
    assert linkedin_problem(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("https://www.linkedin.com/company/acme", "company's page"),
        ("https://lnkd.in/abc", "short link"),
        ("https://www.linkedin.com/feed/", "not a person's LinkedIn profile"),
        ("jane-doe", "not a LinkedIn profile address"),
    ],
)
def test_says_what_it_is_instead(text: str, part: str) -> None:
    """The sentence says what the address is, and what one looks like."""
    assert part in linkedin_problem(text)
    assert "linkedin.com/in/" in linkedin_problem(text)


def test_bare_member_ids() -> None:
    """A column of member ids gives keys; an arbitrary word does not."""
    assert member_key("ACwAAB_xYz12") == "urn:ACwAAB_xYz12"
    assert member_key("jane-doe") is None


def test_recognises_any_linkedin_address() -> None:
    """Company pages are LinkedIn addresses too, other sites are not."""
    assert is_linkedin("https://www.linkedin.com/company/acme")
    assert not is_linkedin("https://acme.com/linkedin")


@given(st.text(alphabet=st.characters(categories=["L", "N"]) | st.sampled_from("-%/?#.,_ "), max_size=40))
def test_what_is_sent_names_the_same_person(name: str) -> None:
    """Whatever stands behind /in/: if it names a person, the address that is sent has the same key."""
    url = f"https://www.linkedin.com/in/{name}"
    sent = profile_url(url)
    assert linkedin_keys(sent or "") == linkedin_keys(url)
    assert linkedin_keys(url.replace("https://www.", "")) == linkedin_keys(url)


@given(st.text(max_size=80))
def test_never_raises(text: str) -> None:
    """Any text at all is answered."""
    for prefix in (
        "",
        "https://www.linkedin.com/",
        "linkedin.com/sales/lead/",
        "https://[linkedin.com/?url=",
    ):
        assert profile_url(prefix + text) is None or linkedin_keys(prefix + text)
