"""The first thing a visitor meets: people to be, a channel with lists to try, and words on what to try."""

from dataclasses import dataclass
from importlib.resources import files

from bot.leads.errors import AddLeadsError
from bot.leads.reading import read_leads
from bot.sandbox.amplemarket import AmplemarketSandbox
from bot.sandbox.slack import Channel, Person, SlackSandbox, Upload
from bot.sandbox.truth import an_account, keep_some_out

ALIAS = "q4-outbound"
CLEAN, MESSY, KEPT_OUT = "Berlin meetup.csv", "Trade fair scans.csv", "DACH fintech.csv"
SHARE_TEXT = f"for {ALIAS} please"

LISTS = (
    (CLEAN, "A clean list: 24 people, nothing to ask about."),
    (MESSY, "A messy one, straight from a badge scanner: semicolons, umlauts, typing errors, people twice."),
    (KEPT_OUT, "And a long one. Amplemarket keeps some of these people out, for every reason it has."),
)

WELCOME = (
    "Welcome! The bot is real; Slack and Amplemarket around it are local. Nothing leaves this computer.\n"
    "1. Press “Share …” on one of the lists above, or drop a CSV or Excel file of your own, and send it.\n"
    "2. In the thread that opens, press “Add … leads” and watch every row being accounted for.\n"
    "3. In the report, try “Retry … anyway”, “Choose…” for some of them, “Correct …” for wrong addresses.\n"
    "4. Type “/addleads” for a form, “/addleads q4-outbound jane@acme.example” for one lead, and then "
    "“/addleads why jane@acme.example”.\n"
    "5. Look at the Home tab of addleads, below “Apps”. Act as Bo, who is no admin: down on the left.\n"
    "6. Open “Amplemarket” on the left and break something: refuse the key, lose an answer. Then share again."
)


@dataclass(frozen=True, slots=True)
class Guide:
    """What was set up.

    Fields:
        actors: whom a visitor may act as: an admin, a member, a guest, somebody of another organisation.
        sequence: the id behind `ALIAS`; the alias itself is the bot's, so the caller keeps it there.
        pins: channel and ts of each pinned message.
        share_text: what the composer suggests when a sample is shared again.
    """

    admin: Person
    member: Person
    guest: Person
    stranger: Person
    channel: Channel
    sequence: str
    pins: tuple[tuple[str, str], ...]
    alias: str = ALIAS
    share_text: str = SHARE_TEXT

    @property
    def actors(self) -> tuple[Person, ...]:
        return self.admin, self.member, self.guest, self.stranger


def guided_start(slack: SlackSandbox, amplemarket: AmplemarketSandbox) -> Guide:
    """Fill both sandboxes; the app is told nothing of what it finds there."""
    admin = slack.add_person("ana", name="Ana Ruiz", admin=True)
    member = slack.add_person("bo", name="Bo Li")
    guest = slack.add_person("gus", name="Gus Okafor", guest=True)
    stranger = slack.add_person("sam", name="Sam Adeyemi", stranger=True)
    everybody = [admin, member, guest, stranger]
    channel = slack.add_channel("leads", people=everybody, ext_shared=True)
    slack.add_channel("sales", people=everybody[:2])
    slack.add_channel("strategy", people=[admin], private=True, with_bot=False)
    for name, words in LISTS:
        slack.place(member, channel, words, uploads=[Upload(name, sample(name))])
    welcome = slack.place(admin, channel, WELCOME)
    sequence = an_account(amplemarket)
    try:
        keep_some_out(amplemarket, sequence, read_leads(sample(KEPT_OUT), KEPT_OUT).leads)
    except AddLeadsError as unreadable:  # pragma: no cover - the list is ours, and tested
        raise AssertionError(f"{KEPT_OUT} cannot be read") from unreadable
    return Guide(admin, member, guest, stranger, channel, sequence, ((channel.id, welcome.ts),))


def sample(name: str) -> bytes:
    """A list that ships with the project."""
    return (files("bot.sandbox") / "samples" / name).read_bytes()
