"""What a wrong setting is told like."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_database_url, load_settings

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-bot",
    "SLACK_APP_TOKEN": "xapp-1-app",
    "AMPLEMARKET_API_KEY": "key-that-is-secret",
}


def loaded(monkeypatch: pytest.MonkeyPatch, **changes: str) -> Settings:
    values: Mapping[str, str] = {**GOOD, **changes}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def refused(monkeypatch: pytest.MonkeyPatch, **changes: str) -> str:
    with pytest.raises(SettingsError) as caught:
        loaded(monkeypatch, **changes)
    return str(caught.value)


def test_the_defaults_are_those_of_the_interface(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three settings are enough to start."""
    settings = loaded(monkeypatch)
    assert str(settings.slack_api_url) == "https://slack.com/api/"
    assert str(settings.amplemarket_api_url).rstrip("/") == "https://api.amplemarket.com"
    assert settings.amplemarket_requests_per_minute == 480
    assert settings.amplemarket_leads_per_request == 250
    assert settings.amplemarket_concurrency == 4
    assert settings.addleads_confirm_above == 100
    assert settings.addleads_max_leads == 100_000
    assert settings.addleads_max_file_mb == 20
    assert settings.addleads_retention_days == 30
    assert settings.addleads_database_url == "sqlite:///addleads.db"


def test_all_missing_settings_are_named_at_once() -> None:
    """Nobody has to start three times to learn of three settings."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == sorted(GOOD)
    assert all("is not set. It should be the" in line for line in lines)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AMPLEMARKET_CONCURRENCY", "many"),
        ("AMPLEMARKET_LEADS_PER_REQUEST", "251"),
        ("AMPLEMARKET_REQUESTS_PER_MINUTE", "0"),
        ("ADDLEADS_CONFIRM_ABOVE", "-1"),
        ("ADDLEADS_ADMINS", "ana"),
        ("ADDLEADS_CHANNELS", "#sales"),
        ("ADDLEADS_LOG", "xml"),
        ("ADDLEADS_HTTP_PORT", "70000"),
        ("SLACK_API_URL", "slack"),
    ],
)
def test_a_wrong_value_is_shown_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """The variable's name, what it holds, what it should be."""
    said = refused(monkeypatch, **{name: value})
    assert said.startswith(f'{name} is "{value}". It should be ')
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1-other-way-round"),
        ("SLACK_APP_TOKEN", "xoxb-1-other-way-round"),
        ("AMPLEMARKET_API_KEY", "two words"),
        ("SLACK_BOT_TOKEN", "xoxb-\u201ccurly\u201d"),
    ],
)
def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Not even a wrong one: it may be the right one of another setting."""
    said = refused(monkeypatch, **{name: value})
    assert said.startswith(f"{name} is set to something else (not shown here). It should be ")
    assert value not in said


def test_secrets_do_not_show_in_the_settings_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log line with the settings in it is harmless."""
    assert not [value for value in GOOD.values() if value in repr(loaded(monkeypatch))]


def test_ids_are_separated_by_commas_or_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people write lists."""
    settings = loaded(monkeypatch, ADDLEADS_ADMINS="U012AB3CD, W012AB3CE", ADDLEADS_CHANNELS=" C012AB3CD ")
    assert settings.addleads_admins == {"U012AB3CD", "W012AB3CE"}
    assert settings.addleads_channels == {"C012AB3CD"}


def test_a_dot_env_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    """For people who keep their settings in the working folder."""
    lines = [
        *(f"{name}={value}" for name, value in GOOD.items()),
        "ADDLEADS_CONFIRM_ABOVE=5",
        "PATH_OF_OTHERS=x",
    ]
    Path(".env").write_text("\n".join(lines), encoding="utf-8")
    assert load_settings().addleads_confirm_above == 5
    monkeypatch.setenv("ADDLEADS_CONFIRM_ABOVE", "7")
    assert load_settings().addleads_confirm_above == 7


def test_a_wrong_value_out_of_dot_env_is_shown_too() -> None:
    """Where it came from does not matter to who has to mend it."""
    lines = [*(f"{name}={value}" for name, value in GOOD.items()), "AMPLEMARKET_CONCURRENCY=lots"]
    Path(".env").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(SettingsError, match='AMPLEMARKET_CONCURRENCY is "lots"'):
        load_settings()


def test_the_store_is_found_without_any_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """`addleads alias` needs nothing but the database."""
    assert load_database_url() == "sqlite:///addleads.db"
    monkeypatch.setenv("ADDLEADS_DATABASE_URL", "sqlite:///elsewhere.db")
    assert load_database_url() == "sqlite:///elsewhere.db"
