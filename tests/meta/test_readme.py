"""README is kept true: what can be checked is checked."""

import re
from pathlib import Path

from typer.main import get_command

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_with_its_default() -> None:
    """A new setting without a line in README fails here."""
    for name, field in Settings.model_fields.items():
        row = re.search(rf"^\| `{name.upper()}` \| (.*?) \|", README, re.MULTILINE)
        assert row, f"{name.upper()} is not in README"
        default = field.get_default(call_default_factory=True)
        if field.is_required() or default is None or default == frozenset():
            continue
        assert f"`{str(default).rstrip('/')}" in row[1], f"{name.upper()} defaults to {default}, not {row[1]}"


def test_no_setting_is_explained_that_does_not_exist() -> None:
    """A setting that is gone must not linger."""
    named = set(re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_the_make_targets_it_names_exist() -> None:
    """Every `make …` can be run."""
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+)", README)) <= targets


def test_the_commands_it_names_exist() -> None:
    """Every `addleads …` can be run."""
    known = set(getattr(get_command(app), "commands", {}))
    assert set(re.findall(r"(?<![/\w])addleads ([a-z]+)\b(?=[ `\n])", README)) - {"bot"} <= known


def test_the_files_it_links_to_exist() -> None:
    """No dead links into the project."""
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_no_internal_name_or_path_is_in_the_docs() -> None:
    """The project speaks only of itself."""
    assert not re.search(r"/work/|/root/|/tmp/", README)


def test_its_pictures_are_there_and_light() -> None:
    """Each for bright and for dark screens, of at most 200 kB; and none is kept that it does not show."""
    shown = set(re.findall(r"docs/pictures/([a-z]+-(?:light|dark)\.png)", README))
    kept = {path.name: path.stat().st_size for path in (ROOT / "docs/pictures").iterdir()}
    assert shown
    assert kept.keys() == shown
    assert {name.rpartition("-")[0] + end for name in shown for end in ("-light.png", "-dark.png")} == shown
    assert max(kept.values()) < 200_000
