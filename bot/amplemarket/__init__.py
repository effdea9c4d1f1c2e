"""Amplemarket's API, as far as we use it: our words in, our words out, JSON and HTTP stay in here."""

from bot.amplemarket.client import AmplemarketClient

__all__ = ["AmplemarketClient"]
