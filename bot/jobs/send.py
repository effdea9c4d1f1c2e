"""Sending one batch: every answer Amplemarket can give, and what becomes of each lead for it.

The payment path. What is about to be done is written to the store before it is done; a batch is finished in
the transaction that writes its last outcomes.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.adding.answer import AddLeadsAnswer
from bot.adding.backoff import Backoff
from bot.adding.errors import (
    AmplemarketError,
    AnswerLostError,
    BugError,
    KeyRefusedError,
    LeadsRefusedError,
    NoUsableAnswerError,
    RateLimitedError,
    RequestRefusedError,
    RequestTooLargeError,
    SequenceNotFoundError,
)
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry, reconcile
from bot.adding.refusal import Split, after_refusal, after_too_large, after_unclear_refusal
from bot.jobs.ports import Amplemarket, Batch, Clock, JobStore, RateLimiter
from bot.leads.lead import Lead

MOST_LOST_ANSWERS = 2
"""A call whose answer was lost is made once more; when that one is lost too, its leads are unconfirmed."""

MOST_REFUSED_ALONE = 8
"""So many leads refused one by one, and none taken: then the refusal is not about single leads."""


class JobStoppedError(Exception):
    """The job can't go on before something outside is mended.

    Fields:
        reason: what Amplemarket said.
    """

    def __init__(self, reason: AmplemarketError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class NoLongerRunningError(Exception):
    """Somebody cancelled the job, or the program is about to end: no further call may be made."""


@dataclass(slots=True)
class _Sending:
    """One batch on its way.

    Fields:
        groups: leads without an end, each group to go in a call of its own; the last goes next.
        earlier_try: what earlier calls may have done to the leads in `groups`.
        lost: calls whose answer was lost.
        refused_alone: leads refused in a call of their own.
        taken: whether a call of this batch was answered with 200.
        left_open: whether such an answer left open who was added.
    """

    job: Job
    run: str
    number: int
    groups: list[tuple[Lead, ...]]
    earlier_try: EarlierTry
    lost: int
    refused_alone: int = 0
    taken: bool = False
    left_open: bool = False

    @classmethod
    def of(cls, job: Job, run: str, batch: Batch) -> "_Sending":
        resent = batch.tries > 0 and batch.earlier_try is EarlierTry.PERHAPS
        groups = [batch.leads] if batch.leads else []
        return cls(job, run, batch.number, groups, batch.earlier_try, lost=int(resent))

    def note(self, error: NoUsableAnswerError) -> None:
        """Remember what a call without a usable answer may have done."""
        self.lost += isinstance(error, AnswerLostError)
        if error.maybe_processed and self.earlier_try is EarlierTry.NONE:
            self.earlier_try = EarlierTry.PERHAPS


@dataclass(frozen=True, slots=True)
class BatchSender:
    """Sends batches of any job.

    Fields:
        gate: lets so many calls be under way at once, over all jobs, first come first served.
        chance: a random number from 0 to 1, to spread tries that failed together.
    """

    jobs: JobStore
    amplemarket: Amplemarket
    limiter: RateLimiter
    clock: Clock
    gate: asyncio.Semaphore
    backoff: Backoff
    chance: Callable[[], float] = random.random

    async def send(self, job: Job, run: str, batch: Batch) -> None:
        """Bring every lead of the batch to its end.

        Raises:
            JobStoppedError: nobody's leads can be sent at present; what is left of the batch was given back.
            NoLongerRunningError: the job was cancelled; likewise.
            StaleRunError: another run has taken the job over; nothing was written.
        """
        sending = _Sending.of(job, run, batch)
        try:
            while sending.groups:
                split = await self._settle(sending, sending.groups[-1])
                sending.groups[-1:] = reversed(split.groups)
                await self._record(sending, split.ended, finished=not sending.groups)
            if not batch.leads:
                await self._record(sending, (), finished=True)
        except (JobStoppedError, NoLongerRunningError):
            await self._give_back(sending)
            raise

    async def _settle(self, sending: _Sending, leads: tuple[Lead, ...]) -> Split:
        """Call until there is an answer that says yes or no, or no more hope of one."""
        tries = 0
        while True:
            tries += 1
            try:
                answer = await self._call(sending, leads)
            except LeadsRefusedError as error:
                return self._refused(sending, leads, error, after_refusal(leads, error))
            except RequestRefusedError as error:
                return self._refused(sending, leads, error, after_unclear_refusal(leads, error))
            except RequestTooLargeError:
                return after_too_large(leads)
            except (KeyRefusedError, SequenceNotFoundError) as error:
                raise JobStoppedError(error) from error
            except NoUsableAnswerError as error:
                sending.note(error)
                await self.jobs.tried(sending.job.id, sending.run, sending.number, sending.earlier_try)
                wait = self.backoff.wait(tries, self.chance())
                if wait is None or sending.lost >= MOST_LOST_ANSWERS:
                    return _given_up(leads, error, lost=sending.lost > 0)
                await self._wait(error, wait)
            else:
                outcomes = tuple(reconcile(leads, answer, sending.earlier_try))
                sending.taken = True
                sending.left_open |= any(one.outcome is Outcome.UNCONFIRMED for one in outcomes)
                return Split(outcomes, ())

    async def _call(self, sending: _Sending, leads: Sequence[Lead]) -> AddLeadsAnswer:
        """One call: within the concurrency and the rate limit, and written down first."""
        job = sending.job
        if job.sequence_id is None:
            raise BugError(f"job {job.id} was started without a sequence")
        async with self.gate:
            await self.limiter.acquire()
            if not await self.jobs.sending(job.id, sending.run, sending.number):
                raise NoLongerRunningError
            return await self.amplemarket.add_leads(job.sequence_id, leads, job.options)

    async def _wait(self, error: NoUsableAnswerError, seconds: float) -> None:
        """Wait before another try. A 429 with a time makes every caller of the key wait, so not us alone."""
        if isinstance(error, RateLimitedError):
            await self.limiter.pause(seconds if error.retry_after is None else error.retry_after)
        else:
            await self.clock.sleep(seconds)

    def _refused(
        self, sending: _Sending, leads: Sequence[Lead], error: AmplemarketError, split: Split
    ) -> Split:
        """Stop halving when it looks as if every lead would be refused for the same, general reason."""
        sending.refused_alone += len(leads) == 1
        if sending.taken or sending.refused_alone < MOST_REFUSED_ALONE:
            return split
        left = [lead for group in sending.groups[:-1] for lead in group]
        sending.groups.clear()
        return Split((*split.ended, *_all(left, Outcome.FAILED, f"not tried one by one: {error}")), ())

    async def _give_back(self, sending: _Sending) -> None:
        """Leave the batch for when the job goes on. Leads that may be in already are told as unconfirmed."""
        job, left = sending.job, [lead for group in sending.groups for lead in group]
        if sending.earlier_try is EarlierTry.PERHAPS:
            ended = _all(left, Outcome.UNCONFIRMED, "sent, but Amplemarket's answer was lost; it may be in")
            await self._record(sending, ended, finished=True)
        else:
            await self.jobs.release(job.id, sending.run, sending.number)

    async def _record(self, sending: _Sending, ended: Sequence[RowOutcome], *, finished: bool) -> None:
        await self.jobs.record(
            sending.job.id,
            sending.run,
            sending.number,
            ended,
            finished=finished,
            earlier_try=EarlierTry.PROCESSED if sending.left_open else sending.earlier_try,
        )


def _given_up(leads: Sequence[Lead], error: NoUsableAnswerError, *, lost: bool) -> Split:
    outcome = Outcome.UNCONFIRMED if lost else Outcome.FAILED
    return Split(_all(leads, outcome, str(error)), ())


def _all(leads: Sequence[Lead], outcome: Outcome, detail: str) -> tuple[RowOutcome, ...]:
    return tuple(RowOutcome(lead.row, outcome, detail=detail) for lead in leads)
