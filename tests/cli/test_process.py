"""`addleads` as a process: what it prints, its exit code, and how it ends."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.adding.job import EVERY_TEAM, Alias
from bot.jobs.clock import SystemClock
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.amplemarket.calls import adds_leads
from bot.sandbox.slack import FileVariant, SlackSandbox
from bot.store import Store


async def addleads(*words: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *words,
        env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str, str]:
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def named(name: str, sequence: str) -> None:
    """Name a sequence in the store of the working folder."""
    async with Store.open("sqlite:///addleads.db", clock=SystemClock(), owner=False) as store:
        await store.aliases.put(Alias(EVERY_TEAM, name, sequence))


@pytest.fixture
async def slack() -> AsyncIterator[SlackSandbox]:
    async with SlackSandbox() as slack:
        yield slack


@pytest.fixture
async def amplemarket() -> AsyncIterator[AmplemarketSandbox]:
    async with AmplemarketSandbox() as amplemarket:
        yield amplemarket


@pytest.fixture
def environment(slack: SlackSandbox, amplemarket: AmplemarketSandbox) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "AMPLEMARKET_API_KEY": amplemarket.api_key,
        "AMPLEMARKET_API_URL": amplemarket.url,
    }


async def test_serve_without_settings_names_them_and_ends_with_2() -> None:
    """No traceback, one line for each."""
    code, _, err = await ended(await addleads("serve"))
    assert code == 2
    assert len(err.splitlines()) == 3
    assert "SLACK_BOT_TOKEN is not set" in err


async def test_serve_with_a_wrong_setting_says_which_and_ends_with_2(environment: dict[str, str]) -> None:
    """And what it should be."""
    code, _, err = await ended(await addleads("serve", **environment, AMPLEMARKET_CONCURRENCY="x"))
    assert (code, err.strip()) == (
        2,
        'AMPLEMARKET_CONCURRENCY is "x". It should be a whole number from 1 to 64.',
    )


@pytest.mark.parametrize(("name", "value"), [("SLACK_BOT_TOKEN", "xoxb-no"), ("SLACK_APP_TOKEN", "xapp-no")])
async def test_a_token_that_slack_refuses_is_named(
    environment: dict[str, str], name: str, value: str
) -> None:
    """The SDK would try for ever; we say which setting it is."""
    code, _, err = await ended(await addleads("serve", **{**environment, name: value}))
    assert code == 2
    assert f"{name} was refused by Slack (invalid_auth)" in err
    assert value not in err


async def test_a_second_process_on_the_same_file_is_told_so(
    slack: SlackSandbox, environment: dict[str, str]
) -> None:
    """One process owns a SQLite file."""
    first = await addleads("serve", **environment)
    await slack.until(slack.sockets, timeout=30, what="the first process")
    code, _, err = await ended(await addleads("serve", **environment))
    first.terminate()
    await ended(first)
    assert code == 2
    assert "addleads.db" in err


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_serve_refuses_a_newer_database_with_a_sentence(
    request: pytest.FixtureRequest, environment: dict[str, str], kind: str
) -> None:
    """It ends with 2, says what to do, and leaves the tables as they are; `check` says so too."""
    address = "sqlite:///addleads.db"
    if kind == "postgresql":
        address = request.getfixturevalue("postgres_database")()
    async with Store.open(address, clock=SystemClock(), owner=False) as store:
        async with store._database.write() as tx:
            await tx.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        environment["ADDLEADS_DATABASE_URL"] = address
        code, out, err = await ended(await addleads("serve", **environment))
        async with store._database.read() as tx:
            assert await tx.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9999"
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "a newer addleads has written this database" in err
    assert "Start the newer program" in err
    code, out, _ = await ended(await addleads("check", **environment))
    assert code == 1
    assert "written by a newer addleads" in " ".join(out.split())


async def test_serve_starts_works_and_ends_cleanly(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, environment: dict[str, str]
) -> None:
    """Ready within seconds, ended within ten, and no log line holds an address or a token."""
    ana = slack.add_person("ana")
    sales = slack.add_channel("sales", people=[ana])
    await named("q4", amplemarket.add_sequence("Q4"))
    process = await addleads("serve", **environment)
    await slack.until(slack.sockets, timeout=30, what="a connection")
    await slack.command(ana, sales, "/addleads", "q4 jane@acme.example")
    await slack.until(
        lambda: any("1 rows = 1 added" in one.text for one in slack.messages(sales)), what="the report"
    )
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    code, out, err = await ended(process)
    assert code == 0
    assert time.monotonic() - began < 10
    assert not [secret for secret in ("jane@", "xoxb-", "xapp-", amplemarket.api_key) if secret in out + err]
    assert "Traceback" not in err


async def test_sigterm_in_the_middle_of_a_job_loses_nothing(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, environment: dict[str, str]
) -> None:
    """What was not sent is sent by the next process; nobody is added twice; one report."""
    ana = slack.add_person("ana")
    sales = slack.add_channel("sales", people=[ana])
    sequence = amplemarket.add_sequence("Q4")
    await named("q4", sequence)
    process = await addleads("serve", **environment)
    await slack.until(slack.sockets, timeout=30, what="a connection")
    amplemarket.latency = 0.2
    content = "Email\n" + "".join(f"p{number}@acme.example\n" for number in range(3000))
    await slack.upload(ana, sales, "l.csv", content.encode(), text="for q4")
    (preview,) = await slack.until(
        lambda: [one for one in slack.messages(sales) if "add_job" in one.elements], what="the preview"
    )
    await slack.click(ana, preview, "add_job")
    await amplemarket.until(lambda: len(amplemarket.calls) >= 3)
    process.send_signal(signal.SIGTERM)
    assert (await ended(process))[0] == 0
    assert len(amplemarket.added(sequence)) < 3000
    amplemarket.latency = 0.0
    process = await addleads("serve", **environment)
    await slack.until(
        lambda: any("3,000 rows = 3,000 added" in one.text for one in slack.messages(sales)),
        timeout=30,
        what="the report",
    )
    process.terminate()
    await ended(process)
    assert len(amplemarket.added(sequence)) == 3000
    assert sum(" rows = " in one.text for one in slack.messages(sales)) == 1


@pytest.mark.parametrize("method", ["chat.postMessage", "files.info"])
async def test_what_was_acked_is_done_after_a_kill(
    slack: SlackSandbox, amplemarket: AmplemarketSandbox, environment: dict[str, str], method: str
) -> None:
    """Killed before the first message, or before the file was read: the next process does it, once."""
    ana = slack.add_person("ana")
    sales = slack.add_channel("sales", people=[ana])
    await named("q4", amplemarket.add_sequence("Q4"))
    process = await addleads("serve", **environment)
    await slack.until(slack.sockets, timeout=30, what="a connection")
    hold = slack.faults.hold(method)
    if method == "files.info":
        connect = FileVariant(connect=True)
        await slack.upload(ana, sales, "l.csv", b"Email\njo@acme.example\n", text="for q4", variant=connect)
    else:
        await slack.command(ana, sales, "/addleads", "q4 jo@acme.example")
    await hold.reached()
    process.kill()
    await ended(process)
    hold.release()
    posted = len(slack.messages(sales))
    process = await addleads("serve", **environment)
    await slack.until(
        lambda: any("1 rows = 1 added" in one.text for one in slack.messages(sales)),
        timeout=30,
        what="the report",
    )
    process.terminate()
    await ended(process)
    assert sum(adds_leads(call) for call in amplemarket.calls) == 1
    assert sum("1 rows = 1 added" in one.text for one in slack.messages(sales)) == 1
    assert len(slack.messages(sales)) - posted <= 3


async def test_aliases_on_the_command_line() -> None:
    """Add by address, list, remove; with a sentence for what can't be."""
    identifier = "a1" * 20
    url = f"https://app.amplemarket.com/dashboard/sequences/{identifier}"
    assert (await ended(await addleads("alias", "add", "Q4", url)))[0] == 0
    assert (await ended(await addleads("alias", "add", "ours", identifier, "--team", "T1")))[0] == 0
    _, out, _ = await ended(await addleads("alias", "list"))
    assert out.split() == ["ours", identifier, "T1", "q4", identifier, "*"]
    options = ("--mailboxes", "a@x.example", "--data", "region=DACH", "--data", "note=two words")
    assert (await ended(await addleads("alias", "add", "q4", identifier, *options)))[0] == 0
    _, out, _ = await ended(await addleads("alias", "list", "--team", "T2"))
    assert out.strip().endswith('--mailboxes=a@x.example region=DACH note="two words"')
    assert (await ended(await addleads("alias", "remove", "q4")))[0] == 0
    assert (await ended(await addleads("alias", "remove", "q4")))[0] == 1
    code, _, err = await ended(await addleads("alias", "add", "help", identifier))
    assert code == 2
    assert "word of the command" in err


@pytest.mark.parametrize("own", [False, True])
async def test_the_demo_ends_with_a_true_account(own: bool) -> None:  # noqa: FBT001
    """On the sample and on a list of one's own: the line adds up, and the sandbox agrees row by row."""
    words = ["demo"]
    if own:
        rows = [f"p{n}@x{n % 50}.example,N{n}" for n in range(320)] + ["nope,X", "p3@x3.example,twice"]
        Path("mine.csv").write_text("\n".join(["Email,First Name", *rows]), encoding="utf-8")
        words.append("mine.csv")
    code, out, err = await ended(await addleads(*words, COLUMNS="200"))
    assert (code, err) == (0, "")
    *_, line, path = out.strip().splitlines()
    total, terms = line.split(" rows = ")
    assert int(total) == sum(int(term.split()[0]) for term in terms.split(" + ")) == (322 if own else 140)
    assert "The sandbox agrees, row by row" in out
    assert Path(path.removeprefix("Result file: ")).exists()


async def test_the_demo_says_what_is_wrong_with_a_list() -> None:
    """A picture named .csv is told as one."""
    Path("party.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    code, out, _ = await ended(await addleads("demo", "party.csv"))
    assert code == 1
    assert "not a table" in out


async def test_python_m_bot_is_the_same_program() -> None:
    """And tells its version."""
    code, out, _ = await ended(await addleads("--version"))
    assert (code, out.strip()) == (0, "0.1.0")
