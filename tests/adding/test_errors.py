"""The error tree."""

from collections.abc import Iterator

import bot.adding.deleted
import bot.adding.errors as tree
import bot.adding.sequence_errors  # noqa: F401 - the same
from bot.leads.errors import AddLeadsError

ROOMS = {"bot.adding.deleted", "bot.adding.errors", "bot.adding.sequence_errors", "bot.leads.errors"}


def below(cls: type[AddLeadsError]) -> Iterator[type[AddLeadsError]]:
    for child in cls.__subclasses__():
        yield child
        yield from below(child)


def test_the_tree_is_drawn_as_it_is() -> None:
    """The docstring names each class of the tree, at the depth at which it stands."""
    drawn = {
        line.split("── ")[-1].split()[0]: line for line in (tree.__doc__ or "").splitlines() if line.strip()
    }
    own = [cls for cls in below(AddLeadsError) if cls.__module__ in ROOMS]
    for cls in own:
        depth = len(cls.__mro__) - len(AddLeadsError.__mro__)
        assert cls.__name__ in drawn, f"{cls.__name__} is not drawn"
        assert drawn[cls.__name__].index(cls.__name__) == 4 * depth


def test_each_class_has_a_code_of_its_own() -> None:
    """Codes tell errors apart in logs and metrics."""
    codes = [cls.code for cls in below(AddLeadsError)]
    assert len(codes) == len(set(codes))
