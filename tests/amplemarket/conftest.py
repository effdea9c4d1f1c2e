"""The parts of the client's tests: the sandbox, a raw server for what no HTTP library sends, the contract."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from bot.amplemarket import AmplemarketClient
from bot.sandbox.amplemarket import AmplemarketSandbox

CONTRACT = Path(__file__).parents[1] / "amplemarket-add-leads.openapi.yaml"


@pytest.fixture(scope="session")
def operation() -> dict[str, Any]:
    """`post` of the contract's one path, with its components at hand."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return {**document["paths"]["/sequences/{id}/leads"]["post"], "components": document["components"]}


@pytest.fixture(scope="session")
def validator(operation: dict[str, Any]) -> Callable[[str], jsonschema.Draft202012Validator]:
    """A validator for the request ("request") or for the answer of a status ("200")."""
    components = operation["components"]

    def make(which: str) -> jsonschema.Draft202012Validator:
        message = operation["requestBody"] if which == "request" else operation["responses"][which]
        content = message["content"]["application/json"]["schema"]
        schema = _as_json_schema({**content, "components": components})
        assert isinstance(schema, dict)
        checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
        return jsonschema.Draft202012Validator(schema, format_checker=checker)

    return make


def _as_json_schema(schema: object) -> object:
    """OpenAPI 3.0 to JSON Schema: `nullable` becomes one more type, and one more value of an enum."""
    if isinstance(schema, list):
        return [_as_json_schema(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    translated = {key: _as_json_schema(value) for key, value in schema.items() if key != "nullable"}
    if schema.get("nullable") is True:
        translated["type"] = [schema["type"], "null"]
        if "enum" in schema:
            translated["enum"] = [*schema["enum"], None]
    return translated


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    """Has one sequence, `Q4` in the tests."""
    async with AmplemarketSandbox(api_key="amp_secret-key/1+2=") as sandbox:
        sandbox.add_sequence("Q4", sequence_id="a" * 40)
        yield sandbox


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    # Trusts nobody, which spares each test the loading of all certificates.
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(trust_env=False, verify=tls, timeout=5) as client:
        yield client


@pytest.fixture
def client(http: httpx.AsyncClient, amplemarket: AmplemarketSandbox) -> AmplemarketClient:
    return AmplemarketClient(http, amplemarket.url, amplemarket.api_key)


RawAnswer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def _raw_server(answer: RawAnswer) -> AsyncIterator[str]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next((line for line in lines if line.startswith(b"content-length:")), b":0")
        await reader.readexactly(int(length.partition(b":")[2]))
        try:
            await answer(reader, writer)
        except ConnectionError:  # the client left first
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        server.close()


@pytest.fixture
def answering() -> Callable[[bytes], AbstractAsyncContextManager[str]]:
    """The address of a server that reads a request, writes the given bytes and hangs up."""

    def serve(sent: bytes) -> AbstractAsyncContextManager[str]:
        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(sent)
            await writer.drain()

        return _raw_server(answer)

    return serve


@pytest.fixture
def silent() -> AbstractAsyncContextManager[str]:
    """The address of a server that reads a request and says nothing until the client leaves."""

    async def answer(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        await reader.read()

    return _raw_server(answer)
