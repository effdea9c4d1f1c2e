"""The command line: `addleads serve`, `demo`, `check`, `forget`, `alias list|add|remove`."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import __version__
from bot.adding.alias_request import alias_defaults, as_typed
from bot.adding.job import EVERY_TEAM, Alias
from bot.jobs.clock import SystemClock
from bot.jobs.ports import Clock
from bot.jobs.sequences import alias_name, sequence_id
from bot.leads.errors import AddLeadsError
from bot.settings import (
    LogFormat,
    Settings,
    SettingsError,
    load_database_url,
    load_settings,
    load_what_is_right,
)
from bot.telemetry import set_up_logging

if TYPE_CHECKING:
    from bot.store import Store

WRONG_USE = 2
"""Exit code for settings that are missing or wrong, as for a command that can't be understood."""

app = typer.Typer(
    help="Add leads to Amplemarket sequences from Slack.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
alias_app = typer.Typer(help="The short names of sequences.", no_args_is_help=True)
app.add_typer(alias_app, name="alias")

OF_TEAM = "A Slack workspace's id; without it, all workspaces."
Team = Annotated[str, typer.Option("--team", help="A Slack workspace's id; without it, every workspace.")]


def main() -> None:
    app()


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,  # noqa: FBT002
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve() -> None:
    """Run the bot until it is told to end (SIGTERM, Ctrl-C)."""
    settings = _settings()
    set_up_logging(json=settings.addleads_log is LogFormat.JSON)
    with _told_plainly():
        asyncio.run(_serve(settings))


@app.command()
def demo(
    file: Annotated[Path | None, typer.Argument(help="A lead list of your own.", exists=True)] = None,
    page: Annotated[bool, typer.Option("--page", help="Try it by hand in a browser.")] = False,  # noqa: FBT002
) -> None:
    """Run the whole job on the built-in sandbox: no account, no token, no network."""
    if page:
        from bot.sandbox.open_page import run_page  # noqa: PLC0415 - only the demo loads the sandbox

        raise typer.Exit(asyncio.run(run_page()))
    from bot.sandbox.demo import run_demo  # noqa: PLC0415 - as above

    raise typer.Exit(asyncio.run(run_demo(file)))


@alias_app.command("list")
def list_aliases(team: Annotated[str | None, typer.Option("--team", help=OF_TEAM)] = None) -> None:
    """Show the aliases: all of them, or those that one workspace can use."""

    async def show() -> list[Alias]:
        async with _store() as store:
            return await (store.aliases.visible(team) if team else store.aliases.everywhere())

    with _told_plainly():
        for alias in asyncio.run(show()):
            shown = (alias.name, alias.sequence_id, alias.team, as_typed(alias.defaults))
            typer.echo("\t".join(filter(None, shown)))


@alias_app.command("add")
def add_alias(
    name: str,
    id_or_url: str,
    *,
    team: Team = EVERY_TEAM,
    mailboxes: Annotated[str, typer.Option(help="Addresses to send from, separated by commas.")] = "",
    distribution: Annotated[str, typer.Option(help="sequence_senders or custom_mailboxes.")] = "",
    data: Annotated[list[str] | None, typer.Option(help="KEY=VALUE: a merge field of every lead.")] = None,
) -> None:
    """Name a sequence, by its id or its address in the Amplemarket dashboard.

    The options are what jobs of the alias have unless they say otherwise.
    """

    async def put(alias: Alias) -> None:
        async with _store() as store:
            await store.aliases.put(alias)

    with _told_plainly():
        defaults = alias_defaults(mailboxes, distribution, data or [])
        alias = Alias(team, alias_name(name), sequence_id(id_or_url), defaults)
        asyncio.run(put(alias))
        typer.echo(f"{alias.name} now stands for sequence {alias.sequence_id}.")


@alias_app.command("remove")
def remove_alias(name: str, team: Team = EVERY_TEAM) -> None:
    """Forget a name. The sequence itself is untouched."""

    async def remove() -> bool:
        async with _store() as store:
            return await store.aliases.remove(team, name.lower())

    with _told_plainly():
        if not asyncio.run(remove()):
            typer.echo(f"There is no alias {name}.", err=True)
            raise typer.Exit(1)
        typer.echo(f"{name} is forgotten.")


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,  # noqa: FBT002
) -> None:
    """Look at all that the bot needs: a line for each thing, and the next step where something is wrong.

    Changes nothing, and works beside a running bot. Ends with 1 where something is wrong.
    """
    from rich.console import Console  # noqa: PLC0415 - as below

    from bot.checks import everything, show  # noqa: PLC0415 - a second's worth of imports

    settings, wrong_ones = load_what_is_right()
    findings = asyncio.run(everything.everything(settings, wrong_ones, SystemClock()))
    if as_json:
        typer.echo(show.as_json(findings))
    else:
        show.shown(findings, Console())
    if not show.all_good(findings):
        raise typer.Exit(1)


@app.command()
def forget(
    who: Annotated[str, typer.Argument(help="An e-mail address, or a LinkedIn profile.")],
) -> None:
    """Remove one person from everything that is stored, for all workspaces. Also beside a running bot.

    Ends with 1 where it has to be run once more.
    """
    from bot.forget import Forgotten  # noqa: PLC0415 - loads the store, which `--help` need not wait for
    from bot.forget import forget as removed  # noqa: PLC0415 - the same

    async def remove() -> Forgotten:
        async with _store() as store:
            return await removed(store, who)

    with _told_plainly():
        told = asyncio.run(remove())
    typer.echo("\n".join(told.lines))
    if not told.complete:
        raise typer.Exit(1)


async def _serve(settings: Settings, clock: Clock | None = None) -> None:
    gc.disable()  # it would look through all that is imported, over and over: a fifth of the start
    from bot.app import running  # noqa: PLC0415 - a second's worth of imports, which `--help` need not wait for

    _spare_the_collector()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(settings, clock=clock):
        await stop.wait()


def _spare_the_collector() -> None:
    """Keep collections of garbage short: each one holds up everything, the acks that Slack waits for too.

    Modules live as long as the process, so no collection needs to look at them: with them it takes a tenth of
    a second. And a long list is a million objects, of which hardly any is garbage before all of it is.
    """
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@contextlib.asynccontextmanager
async def _store() -> AsyncIterator["Store"]:
    from bot.store import Store  # noqa: PLC0415 - as above

    async with Store.open(load_database_url(), clock=SystemClock(), owner=False) as store:
        yield store


def _settings() -> Settings:
    with _told_plainly():
        return load_settings()


@contextlib.contextmanager
def _told_plainly() -> Iterator[None]:
    """End with one sentence instead of a traceback for what we expect to go wrong."""
    try:
        yield
    except (SettingsError, AddLeadsError) as error:
        typer.echo(str(error), err=True)
        sys.exit(WRONG_USE)
