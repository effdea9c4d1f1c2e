"""How the sandbox says no.

SandboxError
├── SlackError        the Web API refuses: {"ok": false, "error": code}
│   └── RateLimitedError   HTTP 429 with Retry-After
└── ImpossibleError   a person cannot do that in Slack's client, so a test must not either
"""

from collections.abc import Sequence

from bot.sandbox.slack.json_types import Json


class SandboxError(Exception):
    """Base of everything this package raises on purpose."""


class SlackError(SandboxError):
    """An answer of the Web API that is not ok; `code` is Slack's own word for it."""

    def __init__(self, code: str, *, messages: Sequence[str] = (), **extra: object) -> None:
        super().__init__(f"{code}: {'; '.join(messages)}" if messages else code)
        self.code = code
        self.messages = tuple(messages)
        self.extra = extra

    def body(self) -> Json:
        """The JSON answer, with the details where the real one has them."""
        body: Json = {"ok": False, "error": self.code, **self.extra}
        if self.messages:
            body["errors"] = [message.removeprefix("[ERROR] ") for message in self.messages]
            body["response_metadata"] = {"messages": [_marked(message) for message in self.messages]}
        return body


class RateLimitedError(SlackError):
    """Too many calls: HTTP 429, and the caller must wait `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__("ratelimited")
        self.retry_after = retry_after


class ImpossibleError(SandboxError):
    """Slack's client would not let a person do this; the message says why."""


def _marked(message: str) -> str:
    return message if message.startswith("[ERROR]") else f"[ERROR] {message}"
