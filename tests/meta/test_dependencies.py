"""What is imported is declared, and what is declared is imported and explained."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

RUNTIME = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["postgres"]]

FOR_OTHERS = {"sniffio"}  # httpcore imports it where it is there, and is slower where it is not


def imported() -> set[str]:
    """The distributions that `bot/` imports from."""
    providers = packages_distributions()
    names: set[str] = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.partition(".")[0])
    third_party = names - set(sys.stdlib_module_names) - {"bot"}
    return {providers[name][0].lower().replace("_", "-") for name in third_party}


def declared(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=~;, ]", requirement)[0].lower() for requirement in requirements}


def test_the_code_imports_what_is_declared_and_nothing_else() -> None:
    """A package that comes along with another one today may be gone tomorrow."""
    assert imported() | FOR_OTHERS == declared(RUNTIME)


def test_readme_gives_each_dependency_its_reason() -> None:
    """A dependency is a decision."""
    decisions = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Decisions")[2]
    assert [name for name in declared(RUNTIME) if name.lower() not in decisions.lower()] == []


def test_the_locks_name_no_index() -> None:
    """They install from whatever index the machine uses."""
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert not re.search(r"--(extra-)?index|--find-links|://", text)
        assert text.count("--hash=sha256:") > 100
