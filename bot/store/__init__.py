"""The store: SQLite, or Postgres. `Store.open` is the door; the errors are what it may say instead."""

from bot.store.errors import (
    BadDatabaseUrlError,
    CannotOpenStoreError,
    NewerSchemaError,
    StoreBusyError,
    StoreError,
)
from bot.store.store import Store

__all__ = [
    "BadDatabaseUrlError",
    "CannotOpenStoreError",
    "NewerSchemaError",
    "Store",
    "StoreBusyError",
    "StoreError",
]
