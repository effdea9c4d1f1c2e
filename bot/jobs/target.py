"""Where a job's leads go: the sequence as Amplemarket has it now, and what follows for who can be sent."""

import asyncio
from dataclasses import dataclass

from bot.adding.catalogue import Sequence
from bot.adding.errors import IllegalTransitionError, NothingToDoError
from bot.adding.job import Alias, Intake, Job, Options
from bot.adding.needs import Needs
from bot.adding.plan import Plan
from bot.adding.replanning import planned_anew
from bot.adding.sequence_errors import SequenceClosedError
from bot.adding.state import JobState
from bot.jobs.catalogue import Catalogue
from bot.jobs.job_ports import JobStore
from bot.jobs.keeping import kept_rows
from bot.jobs.lookup import job_of_team
from bot.jobs.ports import JobThread
from bot.jobs.telling import show


@dataclass(frozen=True, slots=True)
class Targets:
    """Looks at sequences before leads go there.

    Fields:
        batch_size: leads per call, at most.
    """

    jobs: JobStore
    catalogue: Catalogue
    thread: JobThread
    batch_size: int

    async def of_new(self, alias: Alias | None, options: Options, intake: Intake) -> Sequence | None:
        """What is known of the sequence that a new job is for; None while nobody has chosen one.

        A shared list waits for a sequence that takes no leads now; typed leads are typed once more.

        Raises:
            SequenceClosedError: it takes no leads now.
            MailboxesError: nothing can be sent from a mailbox that was asked for.
        """
        if alias is None:
            return None
        await self._check_senders(options, alias)
        if intake is Intake.FILE:
            return await self.catalogue.sequence(alias.sequence_id)
        return await self.catalogue.check_open(alias.sequence_id)

    async def of(self, job: Job) -> Sequence | None:
        """What is known of a job's sequence; None while nobody has chosen one."""
        return None if job.sequence_id is None else await self.catalogue.sequence(job.sequence_id)

    async def choose(self, job_id: str, team: str, alias: Alias) -> None:
        """Give a draft its sequence.

        Raises:
            NothingToDoError: it is no draft any more.
            MailboxesError: nothing can be sent from a mailbox of the alias.
        """
        await self._check_senders((await self._draft(job_id, team)).options, alias)
        sequence = await self.catalogue.sequence(alias.sequence_id)
        while not await self._set(await self._draft(job_id, team), alias, sequence):
            pass  # its columns were changed in the same moment

    async def show_again(self, job_id: str, team: str) -> None:
        """Show a draft as it stands now: its sequence may have been launched since.

        Raises:
            NothingToDoError: it is no draft any more.
        """
        job = await self._draft(job_id, team)
        await self.thread.preview(job, await self.jobs.tally(job_id))

    async def check_open(self, job: Job) -> None:
        """Look once more before a job that waits for somebody is started.

        Raises:
            SequenceClosedError: the sequence takes no leads now; a preview then shows that too.
            MailboxesError: nothing can be sent from one of the job's mailboxes any more.
        """
        if job.sequence_id is None or job.state not in {JobState.DRAFT, JobState.STOPPED}:
            return
        await self.catalogue.check_mailboxes(job.options.mailboxes)
        try:
            await self.catalogue.check_open(job.sequence_id)
        except SequenceClosedError:
            if job.state is JobState.DRAFT:
                await show(self.thread.preview(job, await self.jobs.tally(job.id)))
            raise

    async def check_parent(self, parent: Job) -> None:
        """Look before a child of a job is made. Raises as above."""
        await self.catalogue.check_mailboxes(parent.options.mailboxes)
        if parent.sequence_id is not None:
            await self.catalogue.check_open(parent.sequence_id)

    async def _check_senders(self, options: Options, alias: Alias) -> None:
        """Who would send, whether somebody named them now or when the alias was made, long ago perhaps."""
        mailboxes = options.over(alias.defaults).mailboxes
        await self.catalogue.check_mailboxes(mailboxes, "" if options.mailboxes else alias.name)

    async def _draft(self, job_id: str, team: str) -> Job:
        job = await job_of_team(self.jobs, job_id, team)
        if job.state is not JobState.DRAFT:
            raise NothingToDoError("This was decided already.")
        return job

    async def _set(self, job: Job, alias: Alias, sequence: Sequence) -> bool:
        """False where the draft has changed under our hands."""
        try:
            planned = await self._planned(job, Needs.of(sequence, alias.defaults))
            await self.jobs.choose_sequence(job, alias, sequence.name, planned)
        except IllegalTransitionError:
            return False
        return True

    async def _planned(self, job: Job, needs: Needs) -> Plan | None:
        """None where the sequence makes no difference to the rows."""
        if not needs.fields and job.sequence_id is None:
            return None
        rows = await kept_rows(self.jobs, job.id)
        return await asyncio.to_thread(planned_anew, rows, self.batch_size, needs)
