"""The parts of the sandbox's tests. Whatever a test does, its answers are held against the contract."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from bot.sandbox.amplemarket import AmplemarketSandbox, adds_leads

CONTRACT = Path(__file__).parents[2] / "amplemarket-add-leads.openapi.yaml"


class StoppedClock:
    """Time that only passes when somebody sleeps; sleeping takes none."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 12, 0, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)


@pytest.fixture(scope="session")
def validators() -> dict[str, jsonschema.Draft202012Validator]:
    """By "request" and by the status of an answer. `nullable` of OpenAPI 3.0 becomes one more type."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    post = document["paths"]["/sequences/{id}/leads"]["post"]
    messages = {"request": post["requestBody"], **post["responses"]}
    return {
        name: _validator(message["content"]["application/json"]["schema"], document["components"])
        for name, message in messages.items()
    }


def _validator(schema: dict[str, Any], components: dict[str, Any]) -> jsonschema.Draft202012Validator:
    translated = _with_nulls({**schema, "components": components})
    assert isinstance(translated, dict)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(translated, format_checker=checker)


def _with_nulls(schema: object) -> object:
    if isinstance(schema, list):
        return [_with_nulls(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    translated = {key: _with_nulls(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") is True:
        translated["type"] = [schema["type"], "null"]
        if "enum" in schema:
            translated["enum"] = [*schema["enum"], None]
    return translated


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
async def amplemarket(
    clock: StoppedClock, validators: dict[str, jsonschema.Draft202012Validator]
) -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox(clock=clock) as sandbox:
        yield sandbox
    for call in filter(adds_leads, sandbox.calls):
        if call.status in {200, 400, 422} and call.fault is None:
            validators[str(call.status)].validate(call.answer)


@pytest.fixture
def q4(amplemarket: AmplemarketSandbox) -> str:
    return amplemarket.add_sequence("Q4")


@pytest.fixture
async def http(amplemarket: AmplemarketSandbox) -> AsyncIterator[httpx.AsyncClient]:
    """Calls the sandbox with the right key."""
    headers = {"Authorization": f"Bearer {amplemarket.api_key}"}
    # Trusts nobody, which spares each test the loading of all certificates.
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(
        base_url=amplemarket.url, headers=headers, trust_env=False, verify=tls
    ) as client:
        yield client


@pytest.fixture
def post(http: httpx.AsyncClient) -> Callable[..., Awaitable[httpx.Response]]:
    """Sends leads to a sequence, with further top-level keys; a text stands for its e-mail address."""

    def send(sequence_id: str, *leads: object, **more: object) -> Awaitable[httpx.Response]:
        sent = [{"email": lead} if isinstance(lead, str) else lead for lead in leads]
        return http.post(f"/sequences/{sequence_id}/leads", json={"leads": sent, **more})

    return send
