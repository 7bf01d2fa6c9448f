"""The sample team: Northlight, who make Reports, with the people, channels and talk of a real week."""

from datetime import date, datetime, time, timedelta

from playground.clock import SATURDAY, TEAM_ZONE
from playground.model import BOT_ID, BOT_USER, OTHER_TEAM_ID, SLACKBOT, Channel, Message, Person
from playground.naming import name_blocks
from playground.sample_talk import TALK, Line
from playground.workspace import Workspace

CUSTOM_EMOJI = ("p-ops-admin", "p-end-user", "p-buyer")
TICKETS_USER, TICKETS_BOT = "U0TICKETS", "B0TICKETS"


def sample_team(app_name: str, *, now: datetime) -> Workspace:
    """The workspace as the demo opens, everything read."""
    workspace = Workspace(_people(app_name), _channels())
    for line in TALK:
        _say(workspace, line, now=now)
    for channel in list(workspace.channels.values()):
        _read(channel)
    return workspace


def _people(app_name: str) -> list[Person]:
    return [
        Person("U0MARA", "Mara", "Mara Lindqvist", "Product manager, Reports", is_admin=True, is_owner=True,
               email="mara@northlight.example", color="#0f766e", can_act=True),
        Person("U0DEVIN", "Devin", "Devin Okafor", "Product designer", tz="Europe/London",
               email="devin@northlight.example", color="#b45309", can_act=True),
        Person("U0PRIYA", "Priya", "Priya Raman", "Customer success manager", tz="Europe/London",
               email="priya@northlight.example", color="#7c3aed", can_act=True),
        Person("U0JO", "Jo", "Jo Becker", "Finance analyst, uses Reports daily", tz="Europe/Berlin",
               email="jo@northlight.example", color="#be123c", can_act=True),
        Person("U0SAM", "Sam", "Sam Whitfield", "Operations lead at a customer", tz="America/New_York",
               is_restricted=True, email="sam@brightwater.example", color="#1d4ed8", can_act=True),
        Person(TICKETS_USER, "Tickets", "Tickets", "Posts support tickets", is_bot=True, bot_id=TICKETS_BOT,
               color="#475569", can_act=True),
        *_end_users(),
        Person("U0TOBIAS", "Tobias", "Tobias Klein", "Former product manager", tz="Europe/Berlin",
               deleted=True),
        Person("U0NADIA", "Nadia", "Nadia Ferris", "Illustrator, contractor", tz="Europe/London",
               is_restricted=True, is_ultra_restricted=True, color="#0369a1", can_act=True),
        Person("U0OLU", "Olu", "Olu Adeyemi", "Controller at Harbor & Finch", tz="Africa/Lagos",
               is_stranger=True, team_id=OTHER_TEAM_ID, color="#4d7c0f", can_act=True),
        Person(BOT_USER, app_name, app_name, "Knows who you build for", is_bot=True, is_app=True,
               bot_id=BOT_ID, color="#111827"),
        Person(SLACKBOT, "Slackbot", "Slackbot", color="#64748b"),
    ]  # fmt: skip


def _end_users() -> list[Person]:
    """Colleagues who use Reports themselves: enough of them for a confidential pulse."""
    rows = [
        ("U0AMARA", "Amara", "Amara Nwosu", "Regional manager", "Africa/Lagos", "#a21caf"),
        ("U0BRUNO", "Bruno", "Bruno Castellani", "Payroll", "Europe/Rome", "#15803d"),
        ("U0CHLOE", "Chloé", "Chloé Marchand", "People operations", "Europe/Paris", "#c2410c"),
        ("U0DANA", "Dana", "Dana Petrov", "Warehouse planning", "Europe/Sofia", "#4338ca"),
        ("U0ELIF", "Elif", "Elif Yıldız", "Sales operations", "Europe/Istanbul", "#0e7490"),
        ("U0FARID", "Farid", "Farid Haddad", "Field service lead", "Europe/Paris", "#9f1239"),
        ("U0GRETA", "Greta", "Greta Solheim", "Quality", "Europe/Oslo", "#365314"),
        ("U0HIRO", "Hiro", "Hiro Tanaka", "Regional finance", "Asia/Tokyo", "#6d28d9"),
        ("U0INES", "Inês", "Inês Carvalho", "Store manager", "Europe/Lisbon", "#b91c1c"),
        ("U0JOAQUIN", "Joaquín", "Joaquín Rey", "Logistics", "America/Bogota", "#1e40af"),
    ]
    return [
        Person(user, name, real, title, tz=tz, color=color, can_act=True,
               email=f"{real.split()[-1].lower()}@northlight.example")
        for user, name, real, title, tz, color in rows
    ]  # fmt: skip


STAFF = ["U0MARA", "U0DEVIN", "U0PRIYA"]
END_USERS = [
    "U0JO", "U0AMARA", "U0BRUNO", "U0CHLOE", "U0DANA", "U0ELIF", "U0FARID", "U0GRETA", "U0HIRO", "U0INES",
    "U0JOAQUIN",
]  # fmt: skip


def _channels() -> list[Channel]:
    everyone = [*STAFF, *END_USERS]
    return [
        Channel("C0ONBOARD", "onboarding", "channel", "First week with Reports: where people get stuck",
                members=[*STAFF, "U0JO", "U0SAM", "U0INES", BOT_USER]),
        Channel("C0SUPPORT", "support-tickets", "channel", "Every new ticket about Reports",
                members=[*STAFF, "U0JO", TICKETS_USER, BOT_USER]),
        Channel("C0PRODUCT", "product", "channel", "What we build next and why",
                members=[*STAFF, "U0JO", BOT_USER]),
        Channel("C0DESIGN", "design-review", "channel", "Thursdays 14:00. Bring one question.",
                members=[*STAFF, "U0NADIA", BOT_USER]),
        Channel("C0BETA", "beta-users", "channel", "People who use Reports early and tell us",
                members=[*everyone, "U0SAM", BOT_USER]),
        Channel("G0RENEW", "renewals", "private", "Contracts up for renewal",
                members=["U0MARA", "U0PRIYA", BOT_USER]),
        Channel("C0SHARED", "harbor-and-northlight", "channel", "Shared with Harbor & Finch",
                members=["U0MARA", "U0PRIYA", "U0OLU", BOT_USER], is_shared=True),
        Channel("C0RANDOM", "random", "channel", "Lunch, dogs, bicycles", members=everyone),
        Channel("D0MARADEVIN", "", "dm", members=["U0MARA", "U0DEVIN"]),
        Channel("D0MARAPRIYA", "", "dm", members=["U0MARA", "U0PRIYA"]),
    ]  # fmt: skip


def _say(workspace: Workspace, line: Line, *, now: datetime) -> None:
    parent = _message(workspace, line, now=now)
    for reply in line.replies:
        _message(workspace, reply, now=now, channel=line.channel, thread_ts=parent.ts)


def _message(
    workspace: Workspace, line: Line, *, now: datetime, channel: str = "", thread_ts: str = ""
) -> Message:
    author = workspace.people[line.user]
    message = Message(
        workspace.stamp(_moment(line, now)),
        channel or line.channel,
        line.user,
        text=line.text,
        blocks=name_blocks(list(line.blocks)),
        attachments=[dict(one) for one in line.attachments],
        thread_ts=thread_ts,
        bot_id=author.bot_id,
        app_id="A0TICKETS" if author.bot_id == TICKETS_BOT else "",
        reactions={name: list(users) for name, users in line.reactions.items()},
    )
    workspace.add(message)
    return message


def _moment(line: Line, now: datetime) -> datetime:
    return datetime.combine(_working_day(now, line.days_ago), time.fromisoformat(line.at), TEAM_ZONE)


def _working_day(now: datetime, ago: int) -> date:
    day = now.astimezone(TEAM_ZONE).date()
    while ago:
        day -= timedelta(days=1)
        ago -= day.weekday() < SATURDAY
    return day


def _read(channel: Channel) -> None:
    newest = max(channel.messages, key=float, default="0")
    channel.last_read = dict.fromkeys(channel.members, newest)
