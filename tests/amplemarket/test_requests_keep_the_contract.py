"""What is sent is what the OpenAPI file allows, and what the issue's facts say."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import __version__
from bot.adding.errors import LeadsRefusedError, RequestRefusedError
from bot.adding.job import Distribution, Options
from bot.adding.overrides import Override
from bot.amplemarket import AmplemarketClient
from bot.amplemarket.wire import NOT_IN_CONTRACT, RequestLead, RequestSettings, request_body
from bot.leads.lead import Lead
from bot.sandbox.amplemarket import AmplemarketSandbox

Validator = Callable[[str], jsonschema.Draft202012Validator]

slugs = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=3, max_size=40)
urls = slugs.map("https://www.linkedin.com/in/{}".format)
identities = st.one_of(
    st.tuples(st.emails(), st.none()), st.tuples(st.none(), urls), st.tuples(st.emails(), urls)
)
values = st.text(min_size=1, max_size=30) | st.integers(1000, 1024).map("ö".__mul__)
leads = st.builds(
    lambda who, data: Lead.of(1, email=who[0], linkedin_url=who[1], data=data),
    identities,
    st.dictionaries(st.text(min_size=1, max_size=20), values, max_size=4),
)
all_options = st.builds(
    Options,
    overrides=st.frozensets(st.sampled_from(Override)),
    distribution=st.none() | st.sampled_from(Distribution),
    mailboxes=st.lists(st.emails(), max_size=3).map(tuple),
)


Q4 = "a" * 40
JANE = Lead.of(2, email="jane@acme.example", linkedin_url="https://www.linkedin.com/in/jane-doe")


def sent(lead: Lead, options: Options | None = None) -> dict[str, Any]:
    body = json.loads(request_body([lead], options or Options()))
    assert isinstance(body, dict)
    return body


@settings(max_examples=80, deadline=None)
@given(st.lists(leads, max_size=5), all_options)
def test_every_request_validates(validator: Validator, sent_leads: list[Lead], options: Options) -> None:
    """Whatever leads and options there are, the body is valid against the OpenAPI file and loses nothing."""
    body = json.loads(request_body(sent_leads, options))
    validator("request").validate(body)
    assert [lead.get("email") for lead in body["leads"]] == [lead.email for lead in sent_leads]
    assert [lead.get("linkedin_url") for lead in body["leads"]] == [lead.linkedin_url for lead in sent_leads]
    assert [lead.get("data", {}) for lead in body["leads"]] == [lead.data for lead in sent_leads]
    on = dict.fromkeys(map(str, options.overrides), True)
    assert all(lead.get("overrides", {}) == on for lead in body["leads"])


def test_only_what_is_set_is_sent() -> None:
    """A lead with an address alone is sent as exactly that: no nulls, no empty objects, no settings."""
    assert sent(Lead.of(1, email="jane@acme.example")) == {"leads": [{"email": "jane@acme.example"}]}


def test_settings_are_sent_when_something_is_set() -> None:
    """Distribution and mailboxes go into `settings`, spelled as the API spells them."""
    options = Options(distribution=Distribution.CUSTOM_MAILBOXES, mailboxes=("rep@acme.example",))
    assert sent(Lead.of(1, email="jane@acme.example"), options)["settings"] == {
        "leads_distribution": "custom_mailboxes",
        "mailboxes": ["rep@acme.example"],
    }


def test_only_the_overrides_turned_on_are_sent() -> None:
    """An override that nobody asked for is not even sent as false."""
    options = Options(overrides=frozenset({Override.EXCLUSION_LIST}))
    body = sent(Lead.of(1, email="jane@acme.example"), options)
    assert body["leads"][0]["overrides"] == {"ignore_exclusion_list": True}


def test_the_models_have_every_field_of_the_contract(operation: dict[str, Any]) -> None:
    """No field of the request schema is missing in our models, and none is there that it does not have."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]["properties"]
    lead = schema["leads"]["items"]["properties"]
    assert set(RequestLead.model_fields) == set(lead)
    assert set(RequestSettings.model_fields) == set(schema["settings"]["properties"])
    assert {str(override) for override in Override} == set(lead["overrides"]["properties"])
    assert [*Distribution] == schema["settings"]["properties"]["leads_distribution"]["enum"]


def test_null_values_survive_in_data() -> None:
    """The contract allows null merge values; leaving out what is unset does not drop them."""
    lead = RequestLead(email="jane@acme.example", data={"nickname": None})
    assert lead.model_dump(exclude_none=True) == {"email": "jane@acme.example", "data": {"nickname": None}}


def test_a_value_of_1024_characters_is_sent_and_one_more_is_not() -> None:
    """The limit counts characters, not bytes, and names the lead and the field that break it."""
    assert sent(Lead.of(1, email="jane@acme.example", data={"bio": "é" * 1024}))
    good = Lead.of(1, email="joe@acme.example")
    long = Lead.of(2, email="jane@acme.example", data={"bio": "secret " * 200})
    with pytest.raises(LeadsRefusedError) as caught:
        request_body([good, long], Options())
    [refusal] = caught.value.refusals
    assert (refusal.code, refusal.field, refusal.indexes) == (NOT_IN_CONTRACT, "bio", (1,))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("email", "url", "says"),
    [("no address", None, '"email" of lead 1'), (None, "linkedin.com/in/jo", '"linkedin_url" of lead 1')],
)
def test_values_of_the_wrong_form_are_not_sent(email: str | None, url: str | None, says: str) -> None:
    """`format: email` and `format: uri` are checked before 249 good leads are refused for one bad."""
    with pytest.raises(LeadsRefusedError, match=says) as caught:
        request_body([Lead(1, email, url)], Options())
    assert caught.value.refusals[0].indexes == (0,)


def test_a_lead_without_identity_is_not_sent() -> None:
    """The guide asks for an e-mail address or a LinkedIn URL."""
    with pytest.raises(LeadsRefusedError, match="lead 1: neither an e-mail address nor a LinkedIn URL"):
        request_body([Lead(1, None, None)], Options())


def test_a_mailbox_of_the_wrong_form_is_not_sent() -> None:
    """What is wrong with the settings names no lead."""
    with pytest.raises(RequestRefusedError, match=r"settings\.mailboxes\.0"):
        request_body([JANE], Options(mailboxes=("not an address",)))


async def test_headers(client: AmplemarketClient) -> None:
    """The key goes as a bearer token; both content types are JSON; the program says who it is."""
    seen: list[httpx.Headers] = []

    async def remember(request: httpx.Request) -> None:
        seen.append(request.headers)

    client._connection._http.event_hooks["request"].append(remember)
    await client.prepare(Q4, [JANE], Options())()
    [headers] = seen
    assert headers["Authorization"] == "Bearer amp_secret-key/1+2="
    assert headers["Content-Type"] == headers["Accept"] == "application/json"
    assert headers["User-Agent"] == f"addleads/{__version__}"


async def test_what_arrives_is_what_was_meant(
    client: AmplemarketClient, amplemarket: AmplemarketSandbox
) -> None:
    """The call goes to the sequence's own path and brings the lead with its data."""
    lead = Lead.of(1, email=JANE.email, linkedin_url=JANE.linkedin_url, data={"company_name": "Acme"})
    await client.prepare(Q4, [lead], Options())()
    [call], [member] = amplemarket.calls, amplemarket.added(Q4)
    assert (call.method, call.path) == ("POST", f"/sequences/{Q4}/leads")
    assert (member.email, member.linkedin_url, member.data) == (lead.email, lead.linkedin_url, lead.data)
