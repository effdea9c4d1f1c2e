"""The image, the snippets of README, and the Slack CLI's hooks do what they say."""

import configparser
import json
import os
import re
import subprocess
import sys
from asyncio import create_subprocess_exec
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web

from bot import __version__

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
README = (ROOT / "README.md").read_text()


def instructions(name: str) -> list[str]:
    """The arguments of each such instruction, in one line."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return [line.split(maxsplit=1)[1] for line in joined.splitlines() if line.startswith(f"{name} ")]


def snippet(language: str, word: str) -> str:
    """README's block of this language that holds the word."""
    found = [block for block in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if word in block]
    assert len(found) == 1
    return str(found[0])


def test_the_image_runs_as_nobody_special() -> None:
    """A number, so that a cluster can check it; and nothing is written outside /data."""
    assert instructions("USER") == ["10001"]
    assert instructions("VOLUME") == instructions("WORKDIR")[-1:] == ["/data"]


def test_the_image_tells_its_version() -> None:
    """The label's default is the package's own version."""
    assert f"VERSION={__version__}" in instructions("ARG")
    labels = " ".join(instructions("LABEL"))
    for name in ("title", "description", "licenses", "version", "revision"):
        assert f"org.opencontainers.image.{name}=" in labels


def test_the_dockerfile_is_clean() -> None:
    """Hadolint has nothing to say."""
    hadolint = Path(sys.executable).parent / "hadolint"
    said = subprocess.run(  # noqa: S603 - our own tool
        [hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (said.returncode, said.stdout) == (0, "")


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
async def test_the_image_asks_whether_the_bot_is_ready(status: int, *, healthy: bool) -> None:
    """The very command of HEALTHCHECK, against a server that answers like `/readyz`."""
    command = json.loads(instructions("HEALTHCHECK")[0].split("CMD", 1)[1])
    assert command[0] == "python"
    app = web.Application()

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(status=status)

    app.router.add_get("/readyz", readyz)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    asked = await create_subprocess_exec(
        sys.executable, *command[1:], env={"ADDLEADS_HTTP_PORT": str(port)}, stderr=subprocess.DEVNULL
    )
    assert (await asked.wait() == 0) is healthy
    await runner.cleanup()


def test_the_compose_snippet_needs_no_writable_root() -> None:
    """Read-only, no capabilities, and time enough to drain."""
    service = yaml.safe_load(snippet("yaml", "services:"))["services"]["addleads"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["addleads:/data"]
    assert service["stop_grace_period"] == "15s"


def test_the_systemd_unit_restarts_what_can_be_restarted() -> None:
    """Exit code 2 means a wrong setting, which no restart mends."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    unit.read_string(snippet("ini", "[Service]"))
    service = unit["Service"]
    assert service["ExecStart"].endswith("/addleads serve")
    assert service["Restart"] == "always"
    assert service["RestartPreventExitStatus"] == "2"


def hook(name: str) -> dict[str, Any]:
    """What the Slack CLI gets from a hook."""
    hooks = json.loads((ROOT / ".slack/hooks.json").read_text())["hooks"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    said = subprocess.run(  # noqa: S602 - as the Slack CLI runs our own file
        hooks[name], shell=True, cwd=ROOT, capture_output=True, text=True, check=True, env={"PATH": path}
    )
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


def test_the_slack_cli_learns_of_the_manifest_and_of_how_to_start() -> None:
    """`slack run` reads `.slack/hooks.json`, asks for the manifest, and starts the bot."""
    assert hook("get-manifest") == yaml.safe_load((ROOT / "manifest.yml").read_text())
    told = hook("get-hooks")
    assert told["config"]["sdk-managed-connection-enabled"] is True
    assert told["hooks"]["start"] == "python3 -m bot serve"
