"""Which block may stand where; where sources disagree, the stricter one.

https://docs.slack.dev/blocks.json
"""

from typing import Literal

Surface = Literal["message", "modal", "home"]

EVERYWHERE = frozenset(
    {"section", "actions", "context", "divider", "header", "image", "input", "rich_text", "video"}
)
ONLY_IN_MESSAGES = frozenset(
    {
        "container", "context_actions", "data_table", "data_visualization", "file", "markdown", "plan",
        "table", "task_card",
    }
)  # fmt: skip

ALLOWED: dict[Surface, frozenset[str]] = {
    "message": EVERYWHERE | ONLY_IN_MESSAGES | {"card", "carousel"},
    "modal": EVERYWHERE | {"alert", "card"},
    "home": EVERYWHERE | {"card", "carousel"},
}

MAX_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}

IN_CONTAINER = EVERYWHERE - {"input", "video"}
"""What a container is known to take as child blocks."""
