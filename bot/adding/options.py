"""The options of a typed request: `--override=…`, `--mailboxes=…`, `--distribution=…`, before the leads."""

import re
from dataclasses import replace

from bot.adding.errors import UsageError
from bot.adding.job import Distribution, Options
from bot.adding.outcome import SkipReason
from bot.adding.overrides import lifting

_OPTION = re.compile(
    r"\s*(?:--|[—–])(?P<name>[a-z]+)[=\s]\s*(?P<values>\S+)", re.IGNORECASE
)  # phones type — for --

LIFTABLE = {reason.value: override for reason in SkipReason if (override := lifting(reason))}


def read_options(text: str) -> tuple[Options, str]:
    """The options in front of a text, and the text behind them.

    Raises:
        UsageError: an option or its value is unknown.
    """
    options = Options()
    while match := _OPTION.match(text):
        values = tuple(filter(None, match["values"].split(",")))
        options = _with(options, match["name"].lower(), values)
        text = text[match.end() :]
    return options, text.strip()


def _with(options: Options, name: str, values: tuple[str, ...]) -> Options:
    match name:
        case "override":
            unknown = [value for value in values if value not in LIFTABLE]
            if unknown:
                raise UsageError(f'"{unknown[0]}" can\'t be overridden. These can: {", ".join(LIFTABLE)}.')
            return replace(options, overrides=options.overrides | {LIFTABLE[value] for value in values})
        case "mailboxes":
            return replace(options, distribution=Distribution.CUSTOM_MAILBOXES, mailboxes=values)
        case "distribution":
            return replace(options, distribution=_distribution(values))
        case _:
            raise UsageError(
                f'I know no option "--{name}": there are --override, --mailboxes and --distribution.'
            )


def _distribution(values: tuple[str, ...]) -> Distribution:
    try:
        return Distribution(",".join(values))
    except ValueError:
        raise UsageError(f"--distribution is one of: {', '.join(Distribution)}.") from None
