"""`make audit` fails on a vulnerability, and never calls clean what nobody has looked at."""

import json

import pytest

from tests.audit.verdict import verdict

FINE = {"name": "aiohttp", "version": "3.14.5", "vulns": []}
BAD = {"name": "yarl", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"], "aliases": []}]}
SKIPPED = {"name": "rich", "skip_reason": "Dependency not found on PyPI and could not be audited: rich (14)"}


def printed(*packages: object) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


def test_a_vulnerability_fails() -> None:
    """Named with the version that mends it."""
    found = verdict(printed(FINE, BAD), "Found 1 known vulnerability in 1 package")
    assert found.is_vulnerable
    assert "yarl 1.0: PYSEC-1, mended in 1.1" in found.says


@pytest.mark.parametrize(
    ("stdout", "stderr", "words"),
    [
        (printed(FINE), "", "nothing known against any of the 1 packages"),
        (printed(FINE, SKIPPED), "No known vulnerabilities found", "1 of 2 are NOT known"),
        (printed(SKIPPED, SKIPPED), "No known vulnerabilities found", "NOT done"),
        ("", "ConnectionError: Max retries exceeded", "NOT done"),
        ("<html>", "", "NOT done"),
        (printed(), "", "NOT done"),
    ],
)
def test_what_was_not_looked_at_is_said(stdout: str, stderr: str, words: str) -> None:
    """Without a network the check goes on, in plain words."""
    found = verdict(stdout, stderr)
    assert not found.is_vulnerable
    assert words in found.says
