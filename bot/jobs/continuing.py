"""A result file of ours that comes back, corrected: it goes on with its job, and nobody is sent twice.

What the file says of its rows can be sorted, filtered, re-saved and typed over. So who is added is read from
it, and from the job as well: whoever either of them knows as added stays out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adding.job import Alias, Job
from bot.adding.outcome import Outcome
from bot.adding.result_file import result_file_name
from bot.jobs.intake import Request
from bot.jobs.job_ports import JobStore
from bot.leads.errors import NoLeadsError
from bot.leads.lead import Lead
from bot.leads.reading import Reading, leave_out

LOOKED_AT = 200
"""Jobs of a channel among which the file's own is looked for, the latest first."""

AT_ONCE = 400
"""Leads looked up in one statement; each may have two keys, and old SQLite takes 999 values."""

_COPY = re.compile(r"\s*\(\d+\)(?=\.\w+\Z)")
"""How a browser calls the second download of a file: `leads-results (1).csv`."""


@dataclass(frozen=True, slots=True)
class Continuing:
    jobs: JobStore

    async def taken_up(self, request: Request, reading: Reading, *, guessed: bool) -> tuple[Request, Reading]:
        """A result file without those who are in, for the sequence of its job unless the person named one.

        Any other list comes back as it is.

        Args:
            request: who asks for what.
            reading: the file.
            guessed: whether the request's sequence is a guess.

        Raises:
            NoLeadsError: everybody is in.
        """
        if not reading.is_result_file:
            return request, reading
        before = await self._job(request, reading)
        named = None if guessed else request.alias
        if before is not None and before.sequence_id and _same_sequence(named, before):
            request = replace(
                request,
                alias=named or Alias(request.team, before.alias, before.sequence_id),
                continues=before.id,
            )
            added = await self._added(before, reading.leads)
            reading = leave_out(reading, added) if added else reading
        if not reading.rows:
            raise NoLeadsError("Everybody in this result file was added before, so there is nothing to add.")
        return request, reading

    async def _job(self, request: Request, reading: Reading) -> Job | None:
        """The first job of the chain that the file came out of, as far as its columns and its place tell.

        Somebody may have put columns behind the list's own.
        """
        name = _COPY.sub("", request.name)
        for job in await self.jobs.recent(request.team, request.channel, LOOKED_AT):
            in_thread = job.thread_ts is not None and job.thread_ts == request.thread_ts
            if job.purged_at is not None:  # nothing is left to tell whose file it is
                continue
            same_columns = job.header == reading.header[: len(job.header)]
            if same_columns and (in_thread or result_file_name(job.name) == name):
                return await self.jobs.get(job.root)
        return None

    async def _added(self, before: Job, leads: Sequence[Lead]) -> set[int]:
        """The rows of leads whom the job, or what it goes on with, has added."""
        roots = [before.id]
        while before.continues and (earlier := await self.jobs.get(before.continues)):
            roots.append(earlier.root)
            before = earlier
        found: set[int] = set()
        for start in range(0, len(leads), AT_ONCE):
            some = leads[start : start + AT_ONCE]
            known = await self.jobs.people_of(
                roots,
                [lead.email for lead in some if lead.email],
                [lead.linkedin_url for lead in some if lead.linkedin_url],
                (Outcome.ADDED,),
            )
            found |= {lead.row for lead in some if lead.email in known or lead.linkedin_url in known}
        return found


def _same_sequence(named: Alias | None, before: Job) -> bool:
    return named is None or named.sequence_id == before.sequence_id
