"""Sending one batch: every answer Amplemarket can give, and what becomes of each lead for it.

The payment path. What is about to be done is written to the store before it is done; a batch is finished in
the transaction that writes its last outcomes.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.adding.answer import AddLeadsAnswer
from bot.adding.backoff import Backoff
from bot.adding.errors import (
    AmplemarketError,
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
from bot.adding.reconcile import reconcile
from bot.adding.refusal import Split, after_refusal, after_too_large
from bot.jobs.departures import Departures
from bot.jobs.halt import Halt, HaltedError
from bot.jobs.job_ports import Batch, BatchCall, JobStore
from bot.jobs.learned_size import LearnedSize
from bot.jobs.outage import Outage
from bot.jobs.ports import AddLeadsCall, Amplemarket, Clock
from bot.jobs.sending import MAY_BE_IN, Group, Sending, all_of

MOST_LOST_ANSWERS = 2
"""A call whose answer was lost is made once more; when that one is lost too, its leads are unconfirmed."""

MOST_REFUSED_ALONE = 8
"""So many leads refused one by one, and none taken: then the refusal is not about single leads."""

MOST_TURNED_AWAY = 60
"""429s for one call before giving up. Amplemarket is alive and has processed nothing, so this is far more
patient than with a dead server: an hour at the longest wait where no Retry-After asks for more."""

TRIES_IN_A_KNOWN_OUTAGE = 2
"""Somebody has just waited it out in vain. Not one try: the second one settles a lost answer."""


class JobStoppedError(Exception):
    """The job can't go on before something outside is mended.

    Fields:
        reason: what Amplemarket said.
    """

    def __init__(self, reason: AmplemarketError) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class BatchSender:
    """Sends batches of any job.

    Fields:
        departures: tell who may make the next call, over all jobs.
        chance: a random number from 0 to 1, to spread tries that failed together.
        outage: what all jobs know of Amplemarket being down.
        size: what all jobs know of how many leads a call may hold.
    """

    jobs: JobStore
    amplemarket: Amplemarket
    departures: Departures
    clock: Clock
    backoff: Backoff
    chance: Callable[[], float] = random.random
    outage: Outage = field(default_factory=Outage)
    size: LearnedSize = field(default_factory=LearnedSize)

    async def send(self, job: Job, run: str, batch: Batch, halt: Halt) -> None:
        """Bring every lead of the batch to its end.

        Raises:
            JobStoppedError: nobody's leads can be sent at present; what is left of the batch was given back.
            HaltedError: the job was cancelled, or the program drains; likewise.
            StaleRunError: another run has taken the job over; nothing was written.
        """
        sending = Sending.of(job, run, batch, halt)
        try:
            while sending.groups:
                ended = await self._settle(sending, self._next_group(sending))
                await self._record(sending, ended, finished=not sending.groups)
        except JobStoppedError:
            await self._give_back(sending, resumes=False)
            raise
        except HaltedError as halted:
            await self._give_back(sending, resumes=halted.resumes)
            raise

    def _next_group(self, sending: Sending) -> Group:
        """The next one to go, cut to what Amplemarket is known to take."""
        group = sending.groups.pop()
        parts = self.size.cut(group.leads)
        if len(parts) == 1:
            return group
        sending.split(group, Split((), parts))
        return sending.groups.pop()

    async def _settle(self, sending: Sending, group: Group) -> Sequence[RowOutcome]:
        """Send a group; the ends that this brings. What is to be sent next comes back into the groups."""
        try:
            answer = await self._answer(sending, group)
        except LeadsRefusedError as error:
            return _refused(sending, group, error, after_refusal(group.leads, error))
        except RequestTooLargeError as error:
            self.size.refused(len(group.leads), error)
            return sending.split(group, after_too_large(group.leads))
        except NoUsableAnswerError as error:
            return sending.give_up(group, error)
        except (KeyRefusedError, RequestRefusedError, SequenceNotFoundError) as error:
            sending.groups.append(group)
            raise JobStoppedError(error) from error
        except HaltedError:
            sending.groups.append(group)
            raise
        self.size.taken(len(group.leads))
        ended = reconcile(group.leads, answer, group.earlier_try, same_leads=group.same_leads)
        sending.taken(ended)
        return ended

    async def _answer(self, sending: Sending, group: Group) -> AddLeadsAnswer:
        """Call until there is an answer that says yes or no, or no more hope of one.

        Raises:
            NoUsableAnswerError: there is no more hope.
            AmplemarketError: the answer says no.
            HaltedError: no further call may be made.
        """
        job, failed = sending.job, 0
        if job.sequence_id is None:
            raise BugError(f"job {job.id} was started without a sequence")
        call = self.amplemarket.prepare(job.sequence_id, group.leads, job.options)
        while True:
            try:
                answer = await self._call(sending, group, call)
            except RateLimitedError as error:
                self.outage.over()
                await self._note(sending, group, error)
                if group.turned_away >= MOST_TURNED_AWAY:
                    raise
            except NoUsableAnswerError as error:
                failed += 1
                await self._note(sending, group, error)
                wait = self._wait(failed)
                if wait is None or group.lost >= MOST_LOST_ANSWERS:
                    raise
                self.outage.waits(self.clock.now(), self.backoff.longest_rest(failed))
                async with sending.halt.wakes():
                    await self.clock.sleep(wait)
            except AmplemarketError:
                self.outage.over()
                raise
            else:
                self.outage.over()
                return answer

    async def _call(self, sending: Sending, group: Group, call: AddLeadsCall) -> AddLeadsAnswer:
        """One call, when it is its turn."""
        batch_call = BatchCall(sending.job.id, sending.run, sending.number)
        async with self.departures.turn(batch_call, sending.halt):
            try:
                return await call()
            except RateLimitedError as error:  # before anybody else takes the place among the calls
                await self._hold_all(group, error)
                raise

    async def _hold_all(self, group: Group, error: RateLimitedError) -> None:
        """Let no caller of the key through for as long as Amplemarket asks, or as long as seems wise."""
        group.turned_away += 1
        wise = self.backoff.pause(group.turned_away, self.chance())
        await self.departures.pause(max(wise, error.retry_after or 0.0))

    async def _note(self, sending: Sending, group: Group, error: NoUsableAnswerError) -> None:
        """Write down what a call without a usable answer may have done: a kill must not forget it."""
        group.note(error)
        known = sending.known_with(group)
        await self.jobs.tried(sending.job.id, sending.run, sending.number, known)

    def _wait(self, failed: int) -> float | None:
        """Seconds before the next try; None to give up."""
        now = self.clock.now()
        wait = self.backoff.wait(failed, self.chance())
        if wait is None:
            self.outage.waited_out_in_vain(now)
        elif failed >= TRIES_IN_A_KNOWN_OUTAGE and self.outage.is_known(now):
            return None
        return wait

    async def _give_back(self, sending: Sending, *, resumes: bool) -> None:
        """Leave the rest of the batch for when the job goes on.

        Leads that may be in already must not be told as not sent: they end as unconfirmed, unless the job
        goes on by itself. Then the store knows of their lost call, and the next run makes it once more.
        """
        doubtful = [group for group in sending.groups if group.may_be_in]
        if doubtful and resumes:
            return
        sending.groups = [group for group in sending.groups if not group.may_be_in]
        if doubtful:
            sending.leave(doubtful)
            ended = [one for group in doubtful for one in all_of(group.leads, Outcome.UNCONFIRMED, MAY_BE_IN)]
            await self._record(sending, ended, finished=not sending.groups)
        if sending.groups:
            await self.jobs.release(sending.job.id, sending.run, sending.number)

    async def _record(self, sending: Sending, ended: Sequence[RowOutcome], *, finished: bool) -> None:
        await self.jobs.record(
            sending.job.id, sending.run, sending.number, ended, finished=finished, earlier_try=sending.known
        )


def _refused(sending: Sending, group: Group, error: AmplemarketError, split: Split) -> Sequence[RowOutcome]:
    """Stop halving when it looks as if every lead would be refused for the same, general reason."""
    if len(group.leads) == 1:
        sending.refused_alone.append(group)
    if sending.any_taken or len(sending.refused_alone) < MOST_REFUSED_ALONE:
        return sending.split(group, split)
    return [*_all_refused(sending.refused_alone, str(error)), *_rest_refused(sending, error)]


def _rest_refused(sending: Sending, error: AmplemarketError) -> Iterator[RowOutcome]:
    rest, sending.groups = sending.groups, []
    sending.leave(rest)
    return _all_refused(rest, f"not tried one by one: {error}")


def _all_refused(groups: Sequence[Group], detail: str) -> Iterator[RowOutcome]:
    """Nothing is wrong with any one of them, so none is told as invalid."""
    for group in groups:
        if group.in_doubt:
            yield from all_of(group.leads, Outcome.UNCONFIRMED, MAY_BE_IN)
        else:
            yield from all_of(group.leads, Outcome.FAILED, detail)
