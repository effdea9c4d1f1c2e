"""What an answer of pip-audit means."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verdict:
    is_vulnerable: bool
    says: str


def verdict(stdout: str, stderr: str) -> Verdict:
    """Judge what pip-audit printed. Its exit code is the same for a bad network and a bad package."""
    packages = _packages(stdout)
    if packages is None:
        said = (stderr.strip().splitlines() or ["nothing was said"])[-1]
        return Verdict(
            is_vulnerable=False,
            says=f"audit: NOT done, the advisory service could not be asked ({said[:200]})",
        )
    asked = [one for one in packages if "skip_reason" not in one]
    found = [_told(one, hit) for one in asked for hit in one.get("vulns", [])]
    if found:
        return Verdict(is_vulnerable=True, says="\n".join(["audit: known vulnerabilities", *found]))
    return Verdict(is_vulnerable=False, says=_clean(len(asked), len(packages)))


def _told(package: Any, hit: Any) -> str:
    mended = ", ".join(hit["fix_versions"]) or "no version"
    return f"  {package['name']} {package['version']}: {hit['id']}, mended in {mended}"


def _clean(asked: int, total: int) -> str:
    if not asked:
        return (
            f"audit: NOT done, the advisory service knows none of the {total} packages; is it the real one?"
        )
    if asked < total:
        unknown = f"{total - asked} of {total} are NOT known to the service"
        return f"audit: nothing known against {asked} packages; {unknown}"
    return f"audit: nothing known against any of the {total} packages"


def _packages(stdout: str) -> Sequence[Any] | None:
    try:
        found = json.loads(stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, list) and found else None
