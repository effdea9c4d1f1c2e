"""How people, sequences, rows and files are named in a sentence. Escapes what it names."""

from bot.adding.job import Job
from bot.adding.outcome import SkipReason
from bot.slack.escaping import VALUE_LIMIT, inline, one_line, shortened


def person(user: str) -> str:
    return f"<@{user}>"


def sequence(job: Job) -> str:
    """Amplemarket's name for it with ours behind, if it has one; ours alone where that is all we know."""
    alias = inline(job.alias)
    if not job.sequence_name:
        return f"*{alias}*"
    return f"*{inline(job.sequence_name)}* ({alias})" if job.has_alias else f"*{inline(job.sequence_name)}*"


def at_row(row: int, detail: str) -> str:
    """Plain text."""
    return f"row {row:,}: {detail.rstrip('.')}"


def called(name: str, otherwise: str = "this file") -> str:
    return shortened(one_line(name), VALUE_LIMIT) or otherwise


WHY = {
    SkipReason.EXCLUSION_LIST: "on the exclusion list",
    SkipReason.RECENTLY_CONTACTED: "recently contacted",
    SkipReason.ALREADY_IN_SEQUENCE: "already in this sequence",
    SkipReason.IN_OTHER_DRAFT_SEQUENCES: "in another draft sequence",
    SkipReason.IN_OTHER_ACTIVE_SEQUENCES: "in another active sequence",
}
