"""What a workspace is made of: people, channels, messages, views and files."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "private", "dm", "app"]

TEAM_ID = "T0DEMO"
TEAM_NAME = "Northlight"
TEAM_DOMAIN = "northlight"
OTHER_TEAM_ID = "T0HARBOR"
APP_ID = "A0DRAMATIS"
BOT_ID = "B0DRAMATIS"
BOT_USER = "U0DRAMATIS"
SLACKBOT = "USLACKBOT"


@dataclass
class Person:
    """Somebody in the workspace, a bot included."""

    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str = "Europe/Lisbon"
    email: str = ""
    is_bot: bool = False
    is_app: bool = False
    bot_id: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    is_invited_user: bool = False
    deleted: bool = False
    team_id: str = TEAM_ID
    status_text: str = ""
    status_emoji: str = ""
    dnd_enabled: bool = False
    color: str = "#6b7280"
    can_act: bool = False

    @property
    def is_guest(self) -> bool:
        """Restricted to some channels, or to one."""
        return self.is_restricted or self.is_ultra_restricted


@dataclass
class Message:
    """What was said, by whom, where, and who may see it."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    bot_id: str = ""
    app_id: str = ""
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: bool = False
    edited_ts: str = ""
    ephemeral_to: str = ""
    deleted: bool = False
    files: list[Json] = field(default_factory=list)
    states: dict[str, Json] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another."""
        return bool(self.thread_ts) and self.thread_ts != self.ts

    @property
    def at(self) -> datetime:
        """When it was said."""
        return datetime.fromtimestamp(float(self.ts), UTC)


@dataclass
class Channel:
    """A conversation with its members and messages."""

    id: str
    name: str
    kind: Kind
    topic: str = ""
    members: list[str] = field(default_factory=list)
    is_shared: bool = False
    is_archived: bool = False
    creator: str = "U0MARA"
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)
    threads: dict[str, list[Message]] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)

    @property
    def is_im(self) -> bool:
        """Whether it is between two."""
        return self.kind in {"dm", "app"}

    def other(self, user: str) -> str:
        """The other one of the two."""
        return next((member for member in self.members if member != user), user)


@dataclass
class View:
    """A modal or a Home tab, as Slack keeps it."""

    data: Json
    user: str
    opened_from: str = ""

    @property
    def id(self) -> str:
        """The view's id."""
        return str(self.data["id"])

    @property
    def blocks(self) -> list[Json]:
        """What it shows."""
        blocks: list[Json] = self.data["blocks"]
        return blocks

    @property
    def values(self) -> Json:
        """What was filled in."""
        values: Json = self.data["state"]["values"]
        return values


@dataclass
class File:
    """An uploaded file."""

    id: str
    name: str
    mimetype: str
    content: bytes
    user: str
    created: int


class Tasks:
    """Background work, kept alive until done and ended with the playground."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Any) -> None:
        """Run this in the background."""
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        """End what still runs."""
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
