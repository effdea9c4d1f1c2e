"""What the sender knows of the batch in hand: which leads are left, and what may have become of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.adding.errors import AnswerLostError, NoUsableAnswerError, ServerBusyError, ServerFailedError
from bot.adding.job import Job
from bot.adding.outcome import Outcome, RowOutcome
from bot.adding.reconcile import EarlierTry
from bot.adding.refusal import Split
from bot.jobs.halt import Halt
from bot.jobs.job_ports import Batch
from bot.leads.lead import Lead

MAY_BE_IN = "sent, but no usable answer came; it may be in"
MAY_BE_IN_ALL_THE_SAME = "it may be in all the same"
OR_IN = "an earlier call with it had no usable answer, so it may be in"


@dataclass(slots=True)
class Group:
    """Leads that go in one call.

    Fields:
        earlier_try: what earlier calls may have done to them, those of a parent job included.
        same_leads: whether the earlier call held exactly these leads, as far as there was one.
        may_be_in: whether a call of this job may have had its effect.
        lost: calls whose answer was lost.
        broke: whether a call was answered with a failure that may have come after it was processed.
        turned_away: calls answered with 429.
    """

    leads: tuple[Lead, ...]
    earlier_try: EarlierTry = EarlierTry.NONE
    same_leads: bool = True
    may_be_in: bool = False
    lost: int = 0
    broke: bool = False
    turned_away: int = 0

    @property
    def in_doubt(self) -> bool:
        return self.earlier_try is not EarlierTry.NONE

    def note(self, error: NoUsableAnswerError) -> None:
        """Remember what a call without a usable answer may have done."""
        self.lost += isinstance(error, AnswerLostError)
        self.broke |= isinstance(error, ServerFailedError) and not isinstance(error, ServerBusyError)
        if error.maybe_processed:
            self.may_be_in = True
            self.earlier_try = _stronger(self.earlier_try, EarlierTry.PERHAPS)

    def part(self, leads: tuple[Lead, ...]) -> "Group":
        """Some of the leads, to go in a call of their own."""
        return Group(leads, self.earlier_try, not self.in_doubt, self.may_be_in, self.lost, self.broke)


@dataclass(slots=True)
class Sending:
    """One batch on its way.

    Fields:
        groups: leads without an end; the last group goes next.
        left_behind: what is known of the calls with leads whose end leaves open whether they are in.
        refused_alone: leads refused in a call of their own, each one a group.
        any_taken: whether a call of this batch was answered with 200.
    """

    job: Job
    run: str
    number: int
    halt: Halt
    groups: list[Group]
    left_behind: EarlierTry = EarlierTry.NONE
    refused_alone: list[Group] = field(default_factory=list)
    any_taken: bool = False

    @classmethod
    def of(cls, job: Job, run: str, batch: Batch, halt: Halt) -> "Sending":
        called = batch.tries > 0
        in_doubt = batch.earlier_try is not EarlierTry.NONE
        # After one call the leads are those of that call. After several the batch may have been in parts.
        group = Group(
            batch.leads,
            batch.earlier_try,
            same_leads=batch.tries <= 1,
            may_be_in=called and in_doubt,
            lost=int(in_doubt),
        )
        return cls(job, run, batch.number, halt, [group])

    @property
    def known(self) -> EarlierTry:
        """What is known of the calls with this batch. The store keeps one word for it all: the strongest."""
        return _stronger(self.left_behind, *(group.earlier_try for group in self.groups))

    def known_with(self, group: Group) -> EarlierTry:
        """The same while a group is under way."""
        return _stronger(self.known, group.earlier_try)

    def split(self, group: Group, split: Split) -> Sequence[RowOutcome]:
        """Put the parts of a group in its place; who has an end for it.

        That a call was refused says nothing about an earlier one whose answer was lost.
        """
        self.groups.extend(group.part(leads) for leads in reversed(split.groups))
        if not split.ended or not group.in_doubt:
            return split.ended
        self.leave([group])
        return [
            replace(one, outcome=Outcome.UNCONFIRMED, detail=f"{one.detail}; {OR_IN}") for one in split.ended
        ]

    def taken(self, ended: Sequence[RowOutcome]) -> None:
        """A call was answered with 200, which may leave open who was added."""
        self.any_taken = True
        if any(one.outcome is Outcome.UNCONFIRMED for one in ended):
            self.left_behind = EarlierTry.PROCESSED

    def give_up(self, group: Group, error: NoUsableAnswerError) -> Sequence[RowOutcome]:
        """No more hope of an answer.

        Unconfirmed after any answer that was lost, or that may have come after the leads were processed;
        failed where Amplemarket was never reached, or always said that it takes no requests at present.
        """
        self.leave([group])
        outcome = Outcome.UNCONFIRMED if group.lost or group.broke else Outcome.FAILED
        doubt = f"; {MAY_BE_IN_ALL_THE_SAME}" if group.may_be_in else ""
        return list(all_of(group.leads, outcome, f"{error}{doubt}"))

    def leave(self, groups: Sequence[Group]) -> None:
        """Remember what is known of groups that end in doubt, for a later retry."""
        self.left_behind = _stronger(self.left_behind, *(group.earlier_try for group in groups))


def all_of(leads: Sequence[Lead], outcome: Outcome, detail: str) -> Iterator[RowOutcome]:
    return (RowOutcome(lead.row, outcome, detail=detail) for lead in leads)


def _stronger(*known: EarlierTry) -> EarlierTry:
    """The members of EarlierTry stand from the weakest to the strongest."""
    return max(known, key=list(EarlierTry).index)
