"""From a file or a text to a job: the one way, whoever brings it and however."""

from collections.abc import Sequence
from dataclasses import replace

from bot.adding.job import Alias, Intake
from bot.jobs.defaults import by_default
from bot.jobs.intake import Request
from bot.jobs.typed import read_typed
from bot.leads.reading import Reading
from bot.leads.renames import Rename
from bot.slack.blocks.suggestions import Chosen
from bot.slack.files import SharedFile
from bot.slack.listeners.parts import Parts


async def sequence_behind(parts: Parts, team: str, value: str) -> Alias:
    """What stands behind an option of a menu, now.

    Raises:
        UnknownAliasError: nothing, any more.
    """
    chosen = Chosen.of(value)
    if chosen.sequence_id:
        return await parts.choices.sequence(team, chosen.sequence_id)
    return await parts.sequences.named(team, chosen.alias)


async def take_text(parts: Parts, request: Request, leads: str, *, guessed: bool = False) -> None:
    """Add typed leads.

    Args:
        parts: what it is handed over to.
        request: who asks, where, for which sequence.
        leads: as typed.
        guessed: whether the sequence is a guess, so that it is shown first.

    Raises:
        AddLeadsError: it can't be done; nothing was sent.
    """
    reading = _shown_first(read_typed(leads), request.alias, guessed=guessed)
    await parts.new_jobs.begin(replace(request, intake=Intake.TYPED), reading)


async def take_file(
    parts: Parts,
    request: Request,
    file: SharedFile,
    renames: Sequence[Rename] = (),
    *,
    guessed: bool = False,
) -> None:
    """Add the leads of a file; it is read now.

    Raises:
        AddLeadsError: it can't be done; nothing was sent.
    """
    file = await parts.downloads.look_up(file)
    async with parts.lists_at_once:
        content = await parts.downloads.fetch(file)
        reading, columns = await parts.columns.read(request.team, content, file.name, renames)
        whole = replace(request, intake=Intake.FILE, name=file.name, columns=columns)
        whole, reading = await parts.continuing.taken_up(whole, reading, guessed=guessed)
        guessed = guessed and whole.continues is None
        await parts.new_jobs.begin(whole, _shown_first(reading, whole.alias, guessed=guessed))


def _shown_first(reading: Reading, alias: Alias | None, *, guessed: bool) -> Reading:
    return by_default(reading, alias) if guessed and alias is not None else reading
