"""When things go wrong."""

from collections.abc import Sequence

from bot.adding.errors import UnknownAliasError
from bot.slack.escaping import escape, inline, shortened_mrkdwn
from bot.slack.ids import COMMAND
from bot.slack.text.naming import person
from bot.slack.text.phrases import either, listed, sentences


def unknown_alias(error: UnknownAliasError) -> str:
    close = either([f"*{inline(name)}*" for name in error.closest]) if error.closest else ""
    guess = f" Did you mean {close}?" if close else ""
    return f"I know no sequence “{inline(error.name)}”.{guess} `{COMMAND} list` shows all. Nothing was sent."


SENTENCE_LIMIT = 1000


def plain(words: str) -> str:
    """A sentence of another room, which knows best what is wrong."""
    return shortened_mrkdwn(sentences(escape(words)), SENTENCE_LIMIT)


def about_file(name: str, sentence: str) -> str:
    """A mrkdwn sentence about one of perhaps several files; names the file unless it does so itself."""
    called = inline(name)
    return (
        sentence
        if not called or called in sentence or escape(name) in sentence
        else f"*{called}*: {sentence}"
    )


def wrong_channel(channels: Sequence[str]) -> str:
    shown = [f"<#{one}>" for one in channels[:5]]
    return f"I may not add leads from here. Use me in {listed(shown, len(channels))}. Nothing was sent."


def somebody_was_first(by: str, deed: str) -> str:
    return f"{person(by)} {escape(deed)}. See the thread for how it went."


SLACK_SILENT = "Slack did not confirm my message, so I stopped. Nothing was sent. Try again."


def slack_refused(words: str) -> str:
    return f"{plain(words)} Nothing was sent. Try again; if it stays so, tell whoever runs this bot."


def cannot_post(code: str, bot_name: str) -> str:
    """Where Slack does not let the bot write; `code` is Slack's own."""
    match code:
        case "is_archived" | "is_inactive":
            return "This channel is archived, so I can't answer in it. Use another one. Nothing was sent."
        case "restricted_action":
            return (
                "This channel lets only some people write, and me not. Use another one, or ask its admin. "
                "Nothing was sent."
            )
        case _:
            invite = f"`/invite @{inline(bot_name)}`"
            return f"I can't write here yet. Type {invite}, then try again. Nothing was sent."


def our_bug(reference: str) -> str:
    return (
        "Something went wrong on my side. Nothing more is sent; nothing of your list is lost. "
        f"Tell whoever runs this bot the reference `{reference}`."
    )


GIVEN_UP = (
    "I could not work on this: each time I tried, I broke off. Nothing more is done about it. Look at the "
    "thread for what was sent, and tell whoever runs this bot."
)
