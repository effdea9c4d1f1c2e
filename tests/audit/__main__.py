"""`make audit`: are there known vulnerabilities in what is locked? Says so too when nobody could be asked.

pip-audit alone is not enough: where the advisory service does not know a package, or something else answers
in its place, it skips the package and ends with "no known vulnerabilities".
"""

import subprocess
import sys

from tests.audit.verdict import verdict

WITHIN = 120
"""Seconds."""


def main() -> int:
    command = [sys.executable, "-m", "pip_audit", "--requirement", "requirements.lock", "--require-hashes"]
    options = ["--disable-pip", "--progress-spinner", "off", "--format", "json"]
    try:
        ended = subprocess.run(  # noqa: S603 - our own words, no shell
            [*command, *options], capture_output=True, text=True, timeout=WITHIN, check=False
        )
    except subprocess.TimeoutExpired:
        found = verdict("", f"no answer within {WITHIN} s")
    else:
        found = verdict(ended.stdout, ended.stderr)
    sys.stdout.write(f"{found.says}\n")
    return int(found.is_vulnerable)


if __name__ == "__main__":
    sys.exit(main())
