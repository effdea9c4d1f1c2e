"""What can be wrong with the store itself: the operator's branch of the error tree.

StoreError
├── BadDatabaseUrlError      the address names no database that we can use
├── CannotOpenStoreError     the address is fine, the database behind it can't be reached or read
├── StoreBusyError           another process owns the SQLite file
└── NewerSchemaError         a newer addleads has written this database
"""

from bot.leads.errors import AddLeadsError


class StoreError(AddLeadsError):
    """The store can't be used. The operator can mend it; nothing was changed."""

    code = "store"


class BadDatabaseUrlError(StoreError):
    code = "bad_database_url"


class CannotOpenStoreError(StoreError):
    code = "cannot_open_store"


class StoreBusyError(StoreError):
    code = "store_busy"


class NewerSchemaError(StoreError):
    code = "newer_schema"
