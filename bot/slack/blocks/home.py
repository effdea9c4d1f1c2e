"""The Home tab: what is under way, the latest jobs, the aliases, the settings in force, help."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.adding.job import EVERY_TEAM
from bot.adding.state import JobState
from bot.jobs.aliasing import Named
from bot.jobs.history import UNDER_WAY, Situation
from bot.jobs.history_ports import JobSeen
from bot.jobs.home import HomeContent
from bot.slack import text
from bot.slack.blocks.elements import (
    BUTTON_LIMIT,
    Block,
    actions,
    button,
    context,
    plain,
    section,
    with_confirm,
)
from bot.slack.blocks.status import bar
from bot.slack.escaping import shortened
from bot.slack.ids import Action

ALIASES_A_PAGE = 15
"""Two blocks each; a view has at most 100 (docs.slack.dev, surfaces/app-home)."""

HEADER_LIMIT = 150

Links = Mapping[str, str]
"""The address of the message that tells most about a job, by the job's id. Not all have one."""


def home(content: HomeContent, links: Links, page: int = 0) -> Block:
    """The tab of one person.

    Args:
        content: what it shows.
        links: where to read on about its jobs.
        page: which of the pages of aliases, from 0; past the last one the last is shown.
    """
    return _tab(
        [
            *_under_way(content.situation, links),
            *_latest(text.home.MINE, text.home.NONE_OF_MINE_MRKDWN, content.mine, links),
            *_latest(text.home.OTHERS, text.home.NONE_OF_OTHERS_MRKDWN, content.others, links),
            *_aliases(content.aliases, page),
            _header(text.home.SETTINGS),
            context(text.history.in_force(content.situation.in_force)),
            _header(text.home.HELP),
            section(text.aliases.WAYS),
        ]
    )


def refused(sentence: str) -> Block:
    """In its place, for who may not use the bot."""
    return _tab([section(text.home.refused_mrkdwn(sentence))])


def without_ids(view: Mapping[str, Any]) -> str:
    """What tells one tab from another."""
    return repr(view["blocks"])


def _tab(blocks: Sequence[Block]) -> Block:
    return {"type": "home", "blocks": list(blocks)}


def _header(title: str) -> Block:
    return {"type": "header", "text": plain(title, HEADER_LIMIT)}


def _under_way(situation: Situation, links: Links) -> Iterator[Block]:
    shown = [which for which in UNDER_WAY if situation.jobs.get(which)]
    if not shown:
        yield section(text.history.NOTHING_UNDER_WAY)
    for which in shown:
        jobs = situation.jobs[which]
        yield section(text.history.state_title(which, situation.counts.get(which, len(jobs))))
        for seen in jobs:
            yield section(_job(seen, links) + (f"\n{bar(seen.tally)}" if which is JobState.RUNNING else ""))
        if more := text.history.state_more(which, len(jobs), situation.counts):
            yield context(more)


def _latest(title: str, none: str, jobs: Sequence[JobSeen], links: Links) -> Iterator[Block]:
    yield _header(title)
    yield from (section(_job(seen, links)) for seen in jobs)
    if not jobs:
        yield context(none)


def _job(seen: JobSeen, links: Links) -> str:
    return f"• {text.history.job_line(seen, links.get(seen.job.id))}"


# ---- aliases ------------------------------------------------------------------------------------------


def _aliases(known: Sequence[Named], page: int) -> Iterator[Block]:
    yield _header(text.home.ALIASES)
    yield section(text.home.ALIASES_MRKDWN if known else text.home.NO_ALIASES_MRKDWN)
    yield actions(button(text.home.ADD, Action.ADD_ALIAS, "new", primary=not known))
    last = max(0, (len(known) - 1) // ALIASES_A_PAGE)
    page = min(max(page, 0), last)
    first = page * ALIASES_A_PAGE
    shown = known[first : first + ALIASES_A_PAGE]
    for one in shown:
        yield from _alias(one)
    if last:
        yield context(text.home.shown_mrkdwn(first + 1, first + len(shown), len(known)))
        yield _pages(page, last)


def _alias(one: Named) -> Iterator[Block]:
    name, ours = one.alias.name, one.alias.team != EVERY_TEAM
    described = text.sequences.alias_line(one)
    yield section(described if ours else f"{described} – {text.home.FOR_EVERY_WORKSPACE_MRKDWN}")
    label = shortened(text.home.edit_of(name), BUTTON_LIMIT)
    edit = button(text.home.EDIT, Action.EDIT_ALIAS, name) | {"accessibility_label": label}
    yield actions(edit, *([_remove(name)] if ours else []))


def _remove(name: str) -> Block:
    return with_confirm(
        button(text.home.REMOVE, Action.REMOVE_ALIAS, name),
        title=text.home.remove_title(name),
        text=text.home.REMOVE_MEANING,
        confirm=text.home.REMOVE,
        deny=text.home.KEEP,
    )


def _pages(page: int, last: int) -> Block:
    """Their values are the pages that they lead to."""
    back = [_page(text.home.PREVIOUS, Action.PREVIOUS_ALIASES, page - 1)] if page > 0 else []
    on = [_page(text.home.NEXT, Action.NEXT_ALIASES, page + 1)] if page < last else []
    return actions(*back, *on)


def _page(label: str, action: Action, page: int) -> Block:
    return button(label, action, str(page))
