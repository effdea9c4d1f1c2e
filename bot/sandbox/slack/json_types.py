"""The one alias for JSON objects as they travel; everything the sandbox keeps itself is a dataclass."""

from typing import Any

Json = dict[str, Any]
