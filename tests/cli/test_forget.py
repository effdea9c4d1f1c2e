"""`addleads forget`: beside a running bot, and what it prints."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.adding.job import EVERY_TEAM, Alias
from bot.app import running
from bot.cli import app
from bot.jobs.history_ports import JobsWanted
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import SlackSandbox
from bot.settings import Settings
from tests.cli.test_process import addleads, ended

LIST = (
    "Email,Linkedin,First Name\njane@acme.example,linkedin.com/in/jane-d,Jane\nmary.jane@acme.example,,Mary\n"
)


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox() as slack:
        yield slack


def database() -> bytes:
    return b"".join(path.read_bytes() for path in Path.cwd().glob("addleads.db*"))


async def test_a_person_is_forgotten_beside_a_running_bot(slack: SlackSandbox) -> None:
    """Row by row, in every job, to the last byte; reports still count, and everybody else is there."""
    ana = slack.add_person("ana")
    sales = slack.add_channel("sales", people=[ana])
    async with AmplemarketSandbox() as amplemarket:
        settings = Settings.model_validate(
            {
                "slack_bot_token": slack.bot_token,
                "slack_app_token": slack.app_token,
                "slack_api_url": slack.api_url,
                "amplemarket_api_key": amplemarket.api_key,
                "amplemarket_api_url": amplemarket.url,
                "addleads_database_url": "sqlite:///addleads.db",
            }
        )
        async with running(settings) as bot:
            sequence = amplemarket.add_sequence("Q4")
            for name in ("q4", "spring"):
                await bot.store.aliases.put(Alias(EVERY_TEAM, name, sequence))
            await slack.upload(ana, sales, "l.csv", LIST.encode(), text="for q4")
            await slack.until(
                lambda: any("2 rows = 2 added" in one.text for one in slack.messages(sales)), what="a report"
            )
            await slack.command(ana, sales, "/addleads", "spring JANE@acme.example")
            await slack.until(
                lambda: any("1 rows = 0 added" in one.text for one in slack.messages(sales)), what="another"
            )
            assert b"jane@acme.example" in database()
            code, out, err = await ended(await addleads("forget", "Jane@acme.example"))
            (seen,) = [
                one
                for one in await bot.store.history.jobs(slack.team_id, JobsWanted(), 9)
                if one.tally.rows == 2
            ]
    assert (code, err) == (0, "")
    first, *of_jobs, also, elsewhere = out.splitlines()
    assert first == "Jane@acme.example is removed from 2 jobs."
    assert [line.partition(": ")[2] for line in of_jobs] == ["1 row blanked"] * 2
    assert [" for q4 (" in of_jobs[0], " for spring (" in of_jobs[1]] == [True, True]
    assert also.endswith("If that is the same person: addleads forget https://www.linkedin.com/in/jane-d")
    assert elsewhere.startswith("Not touched: messages and result files in Slack")
    left = database().lower().replace(b"mary.jane@acme.example", b"")
    assert b"jane@acme" not in left
    assert b"jane-d" not in left
    assert b"mary.jane@acme.example" in database()
    assert seen.tally.line.startswith("2 rows = 2 added")


def test_nobody_known_is_told_so() -> None:
    """With 0: there is nothing left to do."""
    told = CliRunner().invoke(app, ["forget", "linkedin.com/in/nobody"])
    assert told.exit_code == 0
    assert "Nothing is stored about https://www.linkedin.com/in/nobody." in told.output


def test_what_names_nobody_is_refused() -> None:
    """Nothing is removed by a slip."""
    told = CliRunner().invoke(app, ["forget", "acme.example"])
    assert told.exit_code == 2
    assert "neither an e-mail address nor a LinkedIn profile" in told.output
