"""What the bot token may do: the scopes of manifest.yml, for where that file is not at hand.

A test holds the two together.
"""

SCOPES = frozenset(
    {
        "channels:history",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "im:history",
        "mpim:history",
        "users:read",
    }
)
