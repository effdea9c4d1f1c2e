"""Looking back, as messages for one person: the history, one lead, how things stand."""

from collections.abc import Mapping, Sequence

from bot.jobs.history import UNDER_WAY, HistoryPage, LeadHistory, Situation
from bot.jobs.history_filter import written
from bot.slack import text
from bot.slack.blocks.elements import (
    TEXT_LIMIT,
    Block,
    Message,
    actions,
    button,
    context,
    plain,
    section,
)
from bot.slack.escaping import shortened_mrkdwn
from bot.slack.ids import Action

Links = Mapping[str, str]
"""The address of the message that tells most about a job, by the job's id. Not all have one."""


def history(page: HistoryPage, links: Links) -> Message:
    lines = [f"• {text.history.job_line(seen, links.get(seen.job.id))}" for seen in page.jobs]
    more = [_older(page)] if page.next else []
    return _message([text.history.history_title(page), *lines], more)


def _older(page: HistoryPage) -> Block:
    wanted = written(page.next) if page.next else ""
    return actions(button(text.history.MORE_BUTTON, Action.OLDER_JOBS, wanted))


def lead(found: LeadHistory, links: Links) -> Message:
    lines = [f"• {text.history.lead_line(seen, links.get(seen.job.id))}" for seen in found.seen]
    return _message([text.history.lead_title(found), *lines, text.history.lead_more(found)])


def status(situation: Situation, links: Links) -> Message:
    lines: list[str] = []
    for which in UNDER_WAY:
        jobs = situation.jobs.get(which, ())
        if jobs:
            lines.append(text.history.state_title(which, situation.counts.get(which, len(jobs))))
            lines += [f"• {text.history.job_line(seen, links.get(seen.job.id))}" for seen in jobs]
            lines.append(text.history.state_more(which, len(jobs), situation.counts))
    small = [text.history.budget(situation), text.history.in_force(situation.in_force)]
    return _message(lines or [text.history.NOTHING_UNDER_WAY], list(map(context, small)), small)


def refusal(mrkdwn: str) -> Block:
    """A modal in place of one that somebody may not use."""
    return {
        "type": "modal",
        "title": plain(text.access.TITLE, 24),
        "close": plain(text.access.CLOSE, 24),
        "blocks": [section(mrkdwn)],
    }


def _message(lines: Sequence[str], below: Sequence[Block] = (), spoken: Sequence[str] = ()) -> Message:
    """A section for each line: together they may be longer than one section can be."""
    said = list(filter(None, lines))
    whole = shortened_mrkdwn("\n".join([*said, *spoken]), TEXT_LIMIT)
    return Message(whole, [*map(section, said), *below])
