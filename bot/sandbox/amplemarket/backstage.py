"""All of the sandbox but its sockets: what exists, what happened, how it behaves."""

from collections.abc import Callable

from bot.jobs.ports import Clock
from bot.leads.lead import Lead
from bot.sandbox.amplemarket.calls import Call, adds_leads
from bot.sandbox.amplemarket.faults import Fault
from bot.sandbox.amplemarket.quirks import Quirks
from bot.sandbox.amplemarket.service import Limits, Service
from bot.sandbox.amplemarket.world import Member, Sequence, User, check_status, identity, made_id


class Backstage:
    """What a test or the demo seeds, asks and switches. The package's docstring describes it."""

    def __init__(self, clock: Clock, api_key: str, quirks: Quirks, limits: Limits) -> None:
        self.api_key = api_key
        self._service = Service(clock, api_key, quirks, limits)
        self._owner = self.add_user("Sam Owner", "sam@sandbox.example")

    # ---- what exists ---------------------------------------------------------------------------------

    def add_sequence(
        self,
        name: str,
        *,
        status: str = "active",
        required_fields: tuple[str, ...] = (),
        owner: User | None = None,
        sequence_id: str | None = None,
    ) -> str:
        """A new sequence's id: 40 hex digits made from its name and its place, or the one given.

        Raises:
            ValueError: the id is taken, or Amplemarket knows no such status.
        """
        sequences = self._service.world.sequences
        new_id = sequence_id or made_id("sequence", f"{len(sequences)}:{name}")
        created = self._service.clock.now()
        fields = tuple(required_fields)
        self._service.world.add_sequence(
            Sequence(new_id, name, status, owner or self._owner, fields, created)
        )
        return new_id

    def set_status(self, sequence_id: str, status: str) -> None:
        """Raises ValueError for a status that Amplemarket does not know, KeyError for an unknown sequence."""
        check_status(status)
        self.sequence(sequence_id).status = status

    def require(self, sequence_id: str, *fields: str) -> None:
        """The merge fields that a sequence uses from now on; leads without one are refused with a 422."""
        self.sequence(sequence_id).required_fields = fields

    def add_user(self, name: str, email: str, *mailboxes: str) -> User:
        """Without mailboxes the user has one, at the same address."""
        return self._service.world.add_user(name, email, mailboxes)

    def set_mailbox_status(self, email: str, status: str) -> None:
        """Raises ValueError for a mailbox that is not there, or a status that Amplemarket does not know."""
        self._service.world.set_mailbox_status(email, status)

    def rename(self, sequence_id: str, name: str) -> None:
        """Give a sequence another name, as somebody may in the dashboard."""
        self.sequence(sequence_id).name = name

    def delete(self, sequence_id: str) -> None:
        """Let a sequence be gone: it is listed no more, and leads for it are a 404."""
        del self._service.world.sequences[sequence_id]

    def exclude(self, *who: str | Lead) -> None:
        """Put e-mail addresses or whole domains on the exclusion list."""
        for one in who:
            self._service.world.exclude(one)

    def contacted_recently(self, *who: str | Lead) -> None:
        for one in who:
            self._service.world.contacted.update(identity(one)[3])

    def put_in(self, sequence_id: str, *who: str | Lead) -> None:
        """People who are in a sequence without any call."""
        for one in who:
            email, url, data, keys = identity(one)
            self.sequence(sequence_id).add(Member(email, url, data, None, keys))

    def revoke_key(self) -> None:
        self._service.key_works = False

    def restore_key(self) -> None:
        self._service.key_works = True

    @property
    def key_works(self) -> bool:
        return self._service.key_works

    # ---- the truth -----------------------------------------------------------------------------------

    def sequence(self, sequence_id: str) -> Sequence:
        """Raises KeyError for an unknown one."""
        return self._service.world.sequences[sequence_id]

    @property
    def sequences(self) -> list[Sequence]:
        return list(self._service.world.sequences.values())

    def added(self, sequence_id: str) -> list[Member]:
        """Who is in a sequence, in the order in which they came."""
        return list(self.sequence(sequence_id).members)

    @property
    def excluded(self) -> list[str]:
        """The addresses and domains on the exclusion lists."""
        return self._service.world.excluded

    @property
    def contacted(self) -> list[str]:
        """What identifies the people contacted recently: addresses and LinkedIn profiles."""
        return sorted(self._service.world.contacted)

    @property
    def calls(self) -> list[Call]:
        """Every call so far, in order of arrival; those of `/control` are none."""
        return list(self._service.log.calls)

    def most_calls_in(self, seconds: float) -> int:
        """The most calls that any window of so many seconds has seen, refused ones included."""
        return self._service.log.most_in(seconds)

    async def until(self, predicate: Callable[[], bool], within: float = 5.0) -> None:
        """Wait until a predicate holds; it is asked at once and whenever a call arrives or is answered.

        Raises:
            TimeoutError: after `within` seconds of real time.
        """
        await self._service.log.until(predicate, within)

    # ---- how it behaves ------------------------------------------------------------------------------

    def inject(
        self, fault: Fault, *, times: int | None = 1, when: Callable[[Call], bool] = adds_leads
    ) -> None:
        """Let the next `times` calls for which `when` holds meet a fault; None is "until cleared"."""
        self._service.faults.plant(fault, times, when)

    def clear_faults(self, name: str | None = None) -> None:
        """Forget all planted faults, or those of one name."""
        self._service.faults.clear(name)

    @property
    def pending_faults(self) -> list[tuple[str, int | None]]:
        """The names of the faults to come, and for how many calls; None is "until cleared"."""
        return self._service.faults.pending

    @property
    def quirks(self) -> Quirks:
        return self._service.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        self._service.quirks = quirks

    @property
    def calls_per_minute(self) -> int:
        return self._service.limits.calls_per_minute

    @calls_per_minute.setter
    def calls_per_minute(self, calls: int) -> None:
        self._service.limits.calls_per_minute = calls

    @property
    def leads_per_request(self) -> int:
        return self._service.limits.leads_per_request

    @leads_per_request.setter
    def leads_per_request(self, leads: int) -> None:
        self._service.limits.leads_per_request = leads

    @property
    def latency(self) -> float:
        return self._service.limits.latency

    @latency.setter
    def latency(self, seconds: float) -> None:
        self._service.limits.latency = seconds
