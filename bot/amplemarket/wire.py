"""The JSON of `POST /sequences/{id}/leads`: every field of the contract, in both directions.

The contract is `tests/amplemarket-add-leads.openapi.yaml`. What we send is checked against it to the letter
(no other key, no other type); what we receive is read with patience (other keys are passed over, missing
lists are empty, missing counts are None), but a value of another type than documented makes the answer one
that can't be read. Nothing of this module leaves the folder.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, OnErrorOmit, ValidationError, model_validator

from bot.adding.answer import AddLeadsAnswer, NamedLead
from bot.adding.errors import LeadsRefusedError, Refusal, RequestRefusedError
from bot.adding.job import Distribution, Options
from bot.adding.outcome import SkipReason
from bot.adding.overrides import Override, in_api_order
from bot.leads.lead import Lead

# ---- what we send -----------------------------------------------------------------------------------

LONGEST_VALUE = 1024
"""Characters in one merge field: `data.additionalProperties.maxLength` of the contract."""

# `format: email` and `format: uri` of the contract. Whether an address is a good one is decided in bot/leads.
Email = Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
Uri = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*://\S+$")]
MergeValue = Annotated[str, Field(max_length=LONGEST_VALUE)]


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RequestLead(_Sent):
    """`leads[]`. None means "not sent", except inside `data`, where the contract allows null values."""

    email: Email | None = None
    linkedin_url: Uri | None = None
    data: dict[str, MergeValue | None] | None = None
    overrides: dict[Override, bool] | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Self:
        # Said by Amplemarket's guide to sequences only; the contract marks neither as required.
        if self.email is None and self.linkedin_url is None:
            raise ValueError("neither an e-mail address nor a LinkedIn URL")
        return self


class RequestSettings(_Sent):
    """`settings`, once per request."""

    leads_distribution: Distribution | None = None
    mailboxes: list[Email] | None = None


class AddLeadsRequest(_Sent):
    leads: list[RequestLead]
    settings: RequestSettings | None = None


NOT_IN_CONTRACT = "not_in_contract"
"""`Refusal.code` of a lead that we did not even send. Amplemarket knows no such code."""


def request_body(leads: Sequence[Lead], options: Options) -> bytes:
    """The JSON for these leads. Only what is set is sent.

    Raises:
        LeadsRefusedError: the contract does not allow a lead: it would be refused, and others with it. The
            refusals' indexes count from 0.
        RequestRefusedError: the contract does not allow the settings.
    """
    overrides = dict.fromkeys(in_api_order(options.overrides), True)
    body = {
        "leads": [
            {
                "email": lead.email,
                "linkedin_url": lead.linkedin_url,
                "data": {**options.data, **lead.data} or None,
                "overrides": overrides or None,
            }
            for lead in leads
        ],
        "settings": _settings(options),
    }
    try:
        request = AddLeadsRequest.model_validate(body)
    except ValidationError as error:
        # `from None`: pydantic's message quotes the values, and a traceback is no place for people's data.
        refusals = tuple(_refusals(error))
        if all(refusal.indexes for refusal in refusals):
            raise LeadsRefusedError(refusals) from None
        said = "; ".join(refusal.message for refusal in refusals if not refusal.indexes)
        raise RequestRefusedError(f"What was to be sent is not allowed: {said}") from None
    return request.model_dump_json(exclude_none=True).encode()


def _settings(options: Options) -> dict[str, object] | None:
    settings: dict[str, object] = {
        "leads_distribution": options.distribution,
        "mailboxes": list(options.mailboxes) or None,
    }
    return settings if any(settings.values()) else None


def _refusals(error: ValidationError) -> Iterator[Refusal]:
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        match problem["loc"]:
            case ("leads", int(index), "data", str(field), *_):
                message = (
                    f'"{field}" of lead {index + 1} is not a text of at most {LONGEST_VALUE:,} characters'
                )
                yield Refusal(NOT_IN_CONTRACT, message, field, (index,))
            case ("leads", int(index), *path):
                at_fault = f'"{path[0]}" of lead' if path else "lead"
                yield Refusal(
                    NOT_IN_CONTRACT, f"{at_fault} {index + 1}: {_plain(problem['msg'])}", indexes=(index,)
                )
            case path:
                at_fault = ".".join(map(str, path))
                yield Refusal(NOT_IN_CONTRACT, f'"{at_fault}": {_plain(problem["msg"])}')


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ")


# ---- what we receive --------------------------------------------------------------------------------


class _Received(BaseModel):
    # strict: "3" is no count and 1 is no address; guessing what was meant could tell somebody a wrong number.
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SkippedLead(_Received):
    email: str | None = None
    linkedin_url: str | None = None


Count = Annotated[int, Field(ge=0)]
Names = list[str | None] | None
SkippedLeads = list[SkippedLead | None] | None


class AddLeadsResponse(_Received):
    """The body of a 200. Every list may be missing or null, and so may any entry of it."""

    total: Count | None = None
    total_added_to_sequence: Count | None = None
    duplicate_emails: Names = None
    duplicate_linkedin_urls: Names = None
    in_exclusion_list_and_skipped: SkippedLeads = None
    recently_contacted_and_skipped: SkippedLeads = None
    already_in_sequence_and_skipped: SkippedLeads = None
    in_other_draft_sequences_and_skipped: SkippedLeads = None
    in_other_active_sequences_and_skipped: SkippedLeads = None

    @model_validator(mode="after")
    def _is_this_answer(self) -> Self:
        # `{}`, or an error object sent with a 200, tells nothing about the leads.
        if not self.model_fields_set:
            raise ValueError("no field of the documented answer")
        return self

    def answer(self) -> AddLeadsAnswer:
        """The same in our words. Entries that name nobody are left out."""
        emails = (NamedLead(email=email) for email in self.duplicate_emails or () if email)
        urls = (NamedLead(linkedin_url=url) for url in self.duplicate_linkedin_urls or () if url)
        skipped = {
            SkipReason.EXCLUSION_LIST: self.in_exclusion_list_and_skipped,
            SkipReason.RECENTLY_CONTACTED: self.recently_contacted_and_skipped,
            SkipReason.ALREADY_IN_SEQUENCE: self.already_in_sequence_and_skipped,
            SkipReason.IN_OTHER_DRAFT_SEQUENCES: self.in_other_draft_sequences_and_skipped,
            SkipReason.IN_OTHER_ACTIVE_SEQUENCES: self.in_other_active_sequences_and_skipped,
        }
        return AddLeadsAnswer(
            total=self.total,
            added=self.total_added_to_sequence,
            skipped={reason: named for reason, entries in skipped.items() if (named := _named(entries))},
            duplicates=(*emails, *urls),
        )


def _named(entries: SkippedLeads) -> tuple[NamedLead, ...]:
    return tuple(
        NamedLead(entry.email or None, entry.linkedin_url or None)
        for entry in entries or ()
        if entry and (entry.email or entry.linkedin_url)
    )


class ErrorSource(_Received):
    pointer: str | None = None


class ErrorEntry(_Received):
    """`_errors[]`, the general form. All four members are optional in Amplemarket's error page."""

    code: str = ""
    title: str = ""
    detail: str = ""
    source: ErrorSource | None = None


class ValidationErrorEntry(_Received):
    """`validation_errors[]`, the form of a 422."""

    error_code: str
    message: str = ""


class ErrorResponse(_Received):
    """Any body that says no, in either form. Entries that can't be read are passed over."""

    errors: list[OnErrorOmit[ErrorEntry]] | None = Field(None, alias="_errors")
    validation_errors: list[OnErrorOmit[ValidationErrorEntry]] | None = None

    @classmethod
    def read(cls, body: bytes) -> Self:
        """An empty one for HTML, for half a JSON document, for nothing at all."""
        try:
            return cls.model_validate_json(body)
        except ValidationError:
            return cls(_errors=None)
