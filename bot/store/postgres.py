"""How we connect to Postgres, and what tells that it is away."""

import sqlalchemy as sa

GONE_AFTER = 15
"""Seconds without a word until a connection counts as dead, on either side of it."""

# Ours are TCP's own waits: by default somebody who is cut off is waited for two hours, with all locks held.
_CONNECTING = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": GONE_AFTER * 1000,
}
_INSUFFICIENT_PRIVILEGE = "42501"
"""SQLSTATE, as PostgreSQL's Appendix A has it."""

_SERVERS_SIDE = {
    "tcp_keepalives_idle": 5,
    "tcp_keepalives_interval": 5,
    "tcp_keepalives_count": 2,
    "tcp_user_timeout": GONE_AFTER * 1000,
    "idle_in_transaction_session_timeout": GONE_AFTER * 1000,
}


def connect_arguments(url: sa.URL) -> dict[str, object]:
    """What is said to libpq beside the address; what stands in the address comes first."""
    ours = {name: value for name, value in _CONNECTING.items() if name not in url.query}
    return {**ours, "options": server_options(url)}


def server_options(url: sa.URL) -> str:
    """Settings of our sessions on the server, and after them those that the address has."""
    theirs = url.query.get("options", "")
    ours = (f"-c {name}={value}" for name, value in _SERVERS_SIDE.items())
    return " ".join([*ours, theirs if isinstance(theirs, str) else " ".join(theirs)]).strip()


def conninfo(url: sa.URL) -> str:
    """The address as libpq reads it, without the options."""
    plain = url.set(drivername="postgresql").difference_update_query(["options"])
    more = {name: str(value) for name, value in _CONNECTING.items() if name not in url.query}
    return plain.update_query_dict(more).render_as_string(hide_password=False)


def not_allowed(error: BaseException, url: sa.URL) -> str:
    """A sentence with the next step where the database user lacks a right; "" where that is not it."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if getattr(cause, "sqlstate", None) != _INSUFFICIENT_PRIVILEGE:
        return ""
    return may_not_change(url, str(cause).partition("\n")[0])


def may_not_change(url: sa.URL, said: str) -> str:
    """The sentence; `said` is what PostgreSQL has against it."""
    return (
        f"The database user {url.username or 'that addleads connects as'} may not make or change its tables "
        f"({said}). Connect as the user who owns them, or let an admin of the database run once: "
        f"ALTER DATABASE {url.database} OWNER TO {url.username or 'that user'};"
    )


def is_outage(error: BaseException) -> bool:
    """Whether the database is away, or has no time for us: what failed may simply be done again.

    So are errors of its own doing such as a deadlock. Nothing that is wrong with a statement is among them.
    """
    if isinstance(error, BaseExceptionGroup):
        return any(is_outage(one) for one in error.exceptions)
    lost = isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, sa.exc.OperationalError | sa.exc.InterfaceError | sa.exc.TimeoutError)
