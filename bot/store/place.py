"""Under which id the rows of a job stand, and the keys of its leads: not always its own, see `replacing`.

Every query that goes from a job to its rows, or to its keys, asks here.
"""

import sqlalchemy as sa

from bot.store.tables import jobs

_one = jobs.alias("one")

PLACE = sa.func.coalesce(jobs.c.rows_under, jobs.c.id)
"""In a query that has the jobs at hand."""


def place_of(job_id: str | sa.ColumnElement[str]) -> sa.ScalarSelect[str]:
    """Of one job, in any query."""
    place = sa.func.coalesce(_one.c.rows_under, _one.c.id)
    return sa.select(place).where(_one.c.id == job_id).scalar_subquery()
