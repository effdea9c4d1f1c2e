"""The only reader of the environment. Names and defaults are fixed interfaces; README lists them all."""

import os
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum, unique
from typing import Annotated, Any

from pydantic import Field, HttpUrl, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.adding.plan import MOST_LEADS_PER_REQUEST


@unique
class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class SettingsError(Exception):
    """Settings are missing or wrong. The message has one line for each and never holds a secret."""


_ID_LISTS = {"addleads_admins": r"[UW][A-Z0-9]{2,}", "addleads_channels": r"[CDG][A-Z0-9]{2,}"}
_SECRETS = frozenset(
    {
        "slack_bot_token",
        "slack_app_token",
        "slack_signing_secret",
        "amplemarket_api_key",
        "addleads_database_url",
    }
)
"""Never shown. The database's address is among them because it may hold a password."""


class DatabaseSettings(BaseSettings):
    """What a command needs that only works on the store."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    addleads_database_url: str = Field(
        default="sqlite:///addleads.db",
        description="sqlite:///FILE, or postgresql://… with the extra `postgres`",
    )


class Settings(DatabaseSettings):
    """What the program is told from outside, checked.

    A field's description says what the value should be; it is quoted when the value is something else.
    """

    slack_bot_token: SecretStr = Field(description="the bot token, which starts with xoxb-")
    slack_signing_secret: SecretStr | None = Field(
        None, description="the Slack app's signing secret, in letters and digits"
    )
    addleads_http_port: int | None = Field(None, ge=0, le=65_535, description="a port number")
    slack_app_token: SecretStr | None = Field(
        None,
        validate_default=True,
        description="the app-level token, which starts with xapp-; or, for HTTP mode, SLACK_SIGNING_SECRET "
        "and ADDLEADS_HTTP_PORT in its place",
    )
    slack_api_url: HttpUrl = Field(HttpUrl("https://slack.com/api/"), description="a web address")

    amplemarket_api_key: SecretStr = Field(description="the API key of your Amplemarket account")
    amplemarket_api_url: HttpUrl = Field(HttpUrl("https://api.amplemarket.com"), description="a web address")
    amplemarket_requests_per_minute: int = Field(
        480, ge=1, le=100_000, description="a whole number from 1 to 100000"
    )
    amplemarket_leads_per_request: int = Field(
        MOST_LEADS_PER_REQUEST,
        ge=1,
        le=MOST_LEADS_PER_REQUEST,
        description=f"a whole number from 1 to {MOST_LEADS_PER_REQUEST}",
    )
    amplemarket_concurrency: int = Field(4, ge=1, le=64, description="a whole number from 1 to 64")

    addleads_admins: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Slack user ids such as U012AB3CD, separated by commas"
    )
    addleads_channels: Annotated[frozenset[str], NoDecode] = Field(
        frozenset(), description="Slack channel ids such as C012AB3CD, separated by commas"
    )
    addleads_confirm_above: int = Field(100, ge=0, description="a whole number, 0 or more")
    addleads_max_leads: int = Field(100_000, ge=1, description="a whole number, 1 or more")
    addleads_max_file_mb: int = Field(20, ge=1, le=1000, description="a whole number from 1 to 1000")
    addleads_retention_days: int = Field(30, ge=1, description="a whole number, 1 or more")
    addleads_log: LogFormat = Field(LogFormat.TEXT, description="text or json")

    @field_validator("slack_app_token")
    @classmethod
    def _socket_or_http(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """Socket Mode needs the token; HTTP mode needs the two settings that stand above it."""
        if value is None and None in (
            info.data.get("slack_signing_secret"),
            info.data.get("addleads_http_port"),
        ):
            raise ValueError
        return value

    @field_validator("slack_bot_token", "slack_app_token", "slack_signing_secret", "amplemarket_api_key")
    @classmethod
    def _begins_as_it_should(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if value is None:
            return None
        name = info.field_name or ""
        prefix = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}.get(name, "")
        text = value.get_secret_value()
        if not text.startswith(prefix) or not text.strip() or re.search(r"\s|[^\x20-\x7e]", text):
            raise ValueError
        return value

    @field_validator("addleads_admins", "addleads_channels", mode="before")
    @classmethod
    def _ids(cls, value: object, info: object) -> object:
        if not isinstance(value, str):
            return value
        ids = frozenset(filter(None, re.split(r"[\s,]+", value)))
        pattern = _ID_LISTS[getattr(info, "field_name", "")]
        if not all(re.fullmatch(pattern, one) for one in ids):
            raise ValueError
        return ids


def load_settings() -> Settings:
    """Read the environment and a `.env` file in the working folder; the environment wins.

    Raises:
        SettingsError: with a line for each missing or wrong setting: its name, what it holds (never a
            secret), and what it should be.
    """
    try:
        return Settings()  # type: ignore[call-arg]  # the values come from the environment
    except ValidationError as error:
        raise SettingsError("\n".join(sorted(_lines(error)))) from None


_NOWHERE = {
    "slack_bot_token": "xoxb-not-set",
    "slack_app_token": "xapp-not-set",
    "amplemarket_api_key": "not-set",
}
"""Stand-ins with the right form, which open nothing."""


def load_what_is_right() -> tuple[Settings, dict[str, str]]:
    """The settings, and by name a line for each that is missing or wrong. Never raises for one of them.

    In place of a wrong one stands its default, or a token that opens nothing.
    """
    try:
        return Settings(), {}  # type: ignore[call-arg]  # the values come from the environment
    except ValidationError as error:
        names = sorted({str(detail["loc"][0]) for detail in error.errors(include_url=False)})
        lines = {line.partition(" ")[0]: line for line in _lines(error)}
    fields = Settings.model_fields
    instead: Any = {name: _NOWHERE.get(name) or fields[name].get_default() for name in names}
    return Settings(**instead), lines


def load_database_url() -> str:
    """Where the store is, for commands that need nothing else."""
    return DatabaseSettings().addleads_database_url


def _lines(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0])
        wanted = Settings.model_fields[name].description
        yield f"{name.upper()} {_found(name, detail)}. It should be {wanted}."


def _found(name: str, detail: Mapping[str, object]) -> str:
    if detail["type"] == "missing" or detail["input"] is None:
        return "is not set"
    if name in _SECRETS:
        return "is set to something else (not shown here)"
    return f'is "{os.environ.get(name.upper(), detail["input"])}"'
