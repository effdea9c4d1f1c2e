"""The package's docstring is its manual, so it must be true."""

import bot.sandbox.slack as package
from bot.sandbox.slack import Faults, SlackSandbox


def test_every_public_method_is_in_the_manual() -> None:
    """What is not told there, nobody finds."""
    manual = package.__doc__ or ""
    names = [name for thing in (SlackSandbox, Faults) for name in vars(thing) if not name.startswith("_")]
    names += [name for base in SlackSandbox.__mro__[1:-1] for name in vars(base) if not name.startswith("_")]

    internal = {"take"}
    assert [name for name in names if name not in manual and name not in internal] == []


def test_the_manual_promises_no_method_that_is_not_there() -> None:
    """Every `await name(` in it can be awaited."""
    manual = package.__doc__ or ""
    promised = [words.partition("(")[0] for words in manual.split("await ")[1:]]
    methods = [
        name.removeprefix("slack.") for name in promised if name.isidentifier() or name.startswith("slack.")
    ]

    assert "command" in methods
    assert [name for name in methods if not hasattr(SlackSandbox, name)] == []
