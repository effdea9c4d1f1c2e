"""Slack's Block Kit rules as pure functions: payload in, list of problems out, each with its JSON pointer.

A problem reads as Slack's own: `must be less than 151 characters [json-pointer:/blocks/0/text/text]`.
"""

from bot.sandbox.slack.block_kit.checks import check_blocks, check_message, check_view
from bot.sandbox.slack.block_kit.sizes import blocks_size
from bot.sandbox.slack.block_kit.surfaces import Surface

__all__ = ["Surface", "blocks_size", "check_blocks", "check_message", "check_view"]
