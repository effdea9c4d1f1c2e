"""Mending rows in the thread: merge fields filled in, invalid rows corrected. Both become child jobs."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.adding.access import Access
from bot.adding.descent import Descent, Remedy
from bot.adding.errors import NothingToDoError
from bot.adding.job import Job
from bot.adding.outcome import Outcome
from bot.adding.plan import JobRow, Plan
from bot.adding.refusal import lacking
from bot.jobs.children import Children, check_ended
from bot.jobs.columns import Columns, Offer
from bot.jobs.job_ports import JobStore
from bot.jobs.lookup import deleted, job_of_team
from bot.leads.column_choice import as_mapping
from bot.leads.lead import Lead
from bot.leads.linkedin import linkedin_keys
from bot.leads.merge_fields import MAX_VALUE
from bot.leads.reading import Reading, reread
from bot.leads.rows import SourceRows

MOST_CORRECTED = 20
"""Rows that are corrected in one modal; for more there is the result file."""

INVALID = frozenset({Outcome.INVALID})


@dataclass(frozen=True, slots=True)
class Gaps:
    """Leads that lack merge fields which their sequence uses.

    Fields:
        fields: the names of those fields, in the order in which leads lack them.
        rows: each lead with what it lacks.
    """

    job: Job
    fields: tuple[str, ...]
    rows: Sequence[tuple[JobRow, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person filled in; empty values are absent.

    Fields:
        for_all: field → value, for every lead that lacks it.
        for_one: row and field → value; goes before the one for all.
    """

    for_all: Mapping[str, str]
    for_one: Mapping[tuple[int, str], str]

    def value(self, row: int, field: str) -> str:
        return self.for_one.get((row, field)) or self.for_all.get(field, "")


@dataclass(frozen=True, slots=True)
class Wrong:
    """Rows that can be corrected.

    Fields:
        rows: the first of them, each with the cell where an address was looked for first.
        total: how many there are.
    """

    job: Job
    rows: Sequence[tuple[JobRow, str]]
    total: int


@dataclass(frozen=True, slots=True)
class Mended:
    """Rows that can be sent now.

    Fields:
        header: the columns of their cells.
        problems: what is wrong, by row. With any, nothing is to be sent.
    """

    job: Job
    remedy: Remedy
    header: tuple[str, ...]
    rows: Sequence[JobRow]
    problems: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fixes:
    """Makes child jobs out of what people filled in. Each method checks anew what the person may lift.

    `gaps` and `wrong` raise NothingToDoError where there is nothing to mend (any more), and AccessError where
    the job lifts what the person may not lift.
    """

    jobs: JobStore
    columns: Columns
    children: Children
    access: Access

    # ---- missing merge fields -----------------------------------------------------------------------

    async def gaps(self, job_id: str, team: str, by: str) -> Gaps:
        """Which leads lack which fields."""
        job = await self._job(job_id, team, by)
        rows = [(row, fields) for row in await self._invalid(job) if (fields := lacking(row.outcome))]
        if not rows:
            raise await self._nothing(job)
        return Gaps(job, tuple(dict.fromkeys(field for _, fields in rows for field in fields)), rows)

    async def filled(self, gaps: Gaps, filling: Filling) -> Mended:
        """The leads that lack nothing any more; none where nobody has all they need."""
        offer = await self._offer(gaps.job)
        header = (*gaps.job.header, *(field for field in gaps.fields if field not in _columns(offer)))
        rows = list(self._filled(gaps, filling, offer, header))
        return Mended(gaps.job, Remedy.FILL, header, rows)

    def _filled(self, gaps: Gaps, filling: Filling, offer: Offer, header: Sequence[str]) -> Iterator[JobRow]:
        """The leads that lack nothing any more, with the values in their fields and in their cells."""
        places = _columns(offer) | {name: at for at, name in enumerate(header) if at >= len(gaps.job.header)}
        for row, fields in gaps.rows:
            values = {field: filling.value(row.row, field)[:MAX_VALUE] for field in fields}
            if not all(values.values()):
                continue
            cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
            for name, value in values.items():
                cells[places[name]] = value
            lead = row.lead or _lead(offer, gaps.job, row)
            yield replace(row, cells=tuple(cells), lead=lead._replace(data={**lead.data, **values}))

    # ---- invalid rows -------------------------------------------------------------------------------

    async def wrong(self, job_id: str, team: str, by: str) -> Wrong:
        """The first rows that can be corrected."""
        job = await self._job(job_id, team, by)
        rows = [row for row in await self._invalid(job) if not lacking(row.outcome)]
        if not rows:
            raise await self._nothing(job)
        offer = await self._offer(job)
        places = _address_columns(offer)
        shown = [(row, _first(row.cells, places)) for row in rows[:MOST_CORRECTED]]
        return Wrong(job, shown, len(rows))

    async def corrected(self, wrong: Wrong, given: Mapping[int, str]) -> Mended:
        """Rows, read anew with what a person gave as their address.

        Args:
            wrong: what there is to correct now.
            given: row → address; rows that are absent stay as they are.
        """
        job = wrong.job
        offer = await self._offer(job)
        before = {row.row: row for row, _ in wrong.rows if row.row in given}
        cells = {number: _with_address(offer, row.cells, given[number]) for number, row in before.items()}
        source = SourceRows(list(cells), list(cells.values()))
        reading = reread(job.header, source, _mapping(offer))
        rows = [replace(before[lead.row], cells=tuple(cells[lead.row]), lead=lead) for lead in reading.leads]
        return Mended(job, Remedy.CORRECT, job.header, rows, await self._problems(job, reading))

    async def _problems(self, job: Job, reading: Reading) -> dict[int, str]:
        """What is wrong with corrected rows, and who stands in the list already."""
        problems = {one.row: one.sentence for one in reading.problems}
        problems |= {one.row: _same(one.first_row) for one in reading.duplicates}
        people = {lead.row: [one for one in (lead.email, lead.linkedin_url) if one] for lead in reading.leads}
        known = await self.jobs.people_of(
            [job.root],
            [lead.email for lead in reading.leads if lead.email],
            [lead.linkedin_url for lead in reading.leads if lead.linkedin_url],
        )
        for row, addresses in people.items():
            if others := [known[one] for one in addresses if known.get(one, row) != row]:
                problems[row] = _same(others[0])
        return problems

    # ---- both ---------------------------------------------------------------------------------------

    async def send(self, mended: Mended, by: str, act: str) -> Job:
        """Send mended rows. The same act once more has no second effect.

        Raises:
            NothingToDoError: somebody was faster.
        """
        job = mended.job

        async def planned() -> Plan:
            taken = await self.children.rows_taken(job, lambda _: True)
            if not taken.isdisjoint(row.row for row in mended.rows):
                raise NothingToDoError("Somebody mended some of these meanwhile. Look at the report again.")
            return self.children.anew(mended.rows)

        descent = Descent(mended.remedy, job.id, act=act)
        child = self.children.born(job, descent, by, job.options.overrides)
        return await self.children.make(job, replace(child, header=mended.header), planned)

    async def _job(self, job_id: str, team: str, by: str) -> Job:
        job = await job_of_team(self.jobs, job_id, team)
        self.access.check_overrides(by, job.options.overrides)
        check_ended(job)
        return job

    async def _invalid(self, job: Job) -> list[JobRow]:
        """Those that no child has taken up."""
        taken = await self.children.rows_taken(job, lambda _: True)
        return [row async for row in self.jobs.picked(job.id, INVALID) if row.row not in taken]

    async def _nothing(self, job: Job) -> NothingToDoError:
        if not (await self.jobs.remains(job.id)).ends:
            return deleted(job)
        children = await self.jobs.children(job.id)
        by = children[-1].user if children else ""
        return NothingToDoError("mended these already" if by else "There is nothing to mend here.", by=by)

    async def _offer(self, job: Job) -> Offer:
        """The columns in force, found in the whole list: the rows of a child would not tell them."""
        return await self.columns.offer(await job_of_team(self.jobs, job.root, job.team))


def _mapping(offer: Offer) -> dict[int | str, str]:
    return as_mapping(offer.job.header, offer.plan, offer.choice)


def _columns(offer: Offer) -> dict[str, int]:
    """The column of each merge field."""
    return {key: column for column, key in offer.plan.fields.items()}


def _address_columns(offer: Offer) -> list[int]:
    return [*offer.plan.emails, *offer.plan.linkedin]


def _first(cells: Sequence[str], places: Collection[int]) -> str:
    return next(filter(None, (cells[at].strip() for at in places if at < len(cells))), "")


def _with_address(offer: Offer, cells: Sequence[str], address: str) -> list[str]:
    """The row with this address where one is looked for first."""
    emails, profiles = offer.plan.emails, offer.plan.linkedin
    is_profile = bool(linkedin_keys(address)) and bool(profiles)
    changed = list(cells)
    changed[(profiles if is_profile or not emails else emails)[0]] = address
    return changed


def _lead(offer: Offer, job: Job, row: JobRow) -> Lead:
    """The lead of a row that was refused before it became one."""
    (lead,) = reread(job.header, SourceRows([row.row], [list(row.cells)]), _mapping(offer)).leads
    return lead


def _same(row: int) -> str:
    return f"Row {row:,} is the same person."
