"""A call: who asked what, where and when; and the closed set of things we can answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers.event import Event
from personas.errors import Mistake
from personas.people import Place
from personas.permission import Viewer
from storage.store import Store

Blocks = list[dict[str, Any]]
View = dict[str, Any]

# So much is read of what is typed after a command; nobody means to type more.
TEXT_MAX = 1500
# The event by which the same words come after `@Dramatis`.
MENTION = "app_mention"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person handed in through a form."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message a shortcut was used on, or a button was pressed under: all of it, and what of it somebody said."""

    ts: str
    text: str = ""
    author: str = ""
    from_bot: bool = False
    links: tuple[str, ...] = ()
    ephemeral: bool = False
    said: str = ""


class Surface(StrEnum):
    """What something was pressed or written in."""

    MESSAGE = "message"
    MODAL = "modal"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class OpenView:
    """The view something was done in, or the message where `surface` says so.

    `form` is what stands in its fields, by block id; `metadata` the model it carries along (see `FormState`);
    `shown` the view as Slack sent it.
    """

    surface: Surface = Surface.MESSAGE
    id: str = ""
    hash: str = ""
    metadata: str = ""
    form: dict[str, Any] = field(default_factory=dict)
    shown: View = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was asked of Slack for handlers that say they need it (see `handlers.prefetch`)."""

    members: tuple[str, ...] | None = None
    upload: Upload | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One thing a person did in Slack, or Slack told of, parsed once. Times are aware UTC, people and places Slack ids.

    `action` is the command, the id of a button, form or shortcut, or the type of an event; `value` what a pressed
    button or chosen option carries. `place` is the channel as far as Slack told of it. `aloud` is an answer that
    everybody in the channel will read.
    """

    tenant: str
    user: str
    now: datetime
    text: str = ""
    channel: str = ""
    thread_ts: str = ""
    private: bool = False
    in_dm: bool = False
    action: str = ""
    value: str = ""
    view: OpenView = OpenView()
    idempotency_key: str = ""
    trigger: str = ""
    message: Quoted | None = None
    place: Place | None = None
    fetched: Fetched = Fetched()
    aloud: bool = False
    event: Event | None = None

    @property
    def is_submission(self) -> bool:
        """Whether a form was sent."""
        return self.idempotency_key.startswith("view:")

    @property
    def form(self) -> dict[str, Any]:
        """What stands in the fields of the view, by block id."""
        return self.view.form

    @property
    def metadata(self) -> str:
        """What the view carries along."""
        return self.view.metadata

    @property
    def in_modal(self) -> bool:
        """Whether it was done in a form."""
        return self.view.surface is Surface.MODAL

    @property
    def in_home(self) -> bool:
        """Whether it was done on Home."""
        return self.view.surface is Surface.HOME

    @property
    def ephemeral(self) -> bool:
        """Whether it was pressed under a message that only this person sees."""
        return self.message is not None and self.message.ephemeral

    @property
    def viewer(self) -> Viewer:
        """Who reads the answer, and where: what is said aloud is read by everybody there."""
        return Viewer(self.channel, "" if self.aloud else self.user)

    @property
    def channel_viewer(self) -> Viewer:
        """Anybody in this channel: what is counted and quoted on a card, which does not change with its reader."""
        return Viewer(self.channel)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Understood; there is nothing to say."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What an answer was made of, and nothing else: one persona and the workspace's names, at these versions."""

    persona_id: int
    persona: int
    names: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Say this to the person who asked, or, when `shared`, to everybody in the channel.

    With a `basis` it is what anybody in that channel reads at any time, until one of its versions changes.
    """

    blocks: Blocks
    text: str
    shared: bool = False
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Replace:
    """Put this where the pressed button stood; None takes the message away."""

    blocks: Blocks | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Open this view, over another one when asked from inside it."""

    view: View


@dataclass(frozen=True, slots=True)
class NextView:
    """Show this view in place of the one that was submitted, or in which something was pressed."""

    view: View


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """Keep the form open and say under each field what is wrong: block id -> sentence."""

    errors: dict[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """What a type-ahead offers: (label, value) pairs."""

    options: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Publish:
    """Show this as the person's Home."""

    view: View


Answer = Nothing | Reply | Replace | Form | NextView | FieldErrors | Options | Publish
Handler = Callable[[Call, Store], Answer]


class UserError(Exception):
    """A mistake a person can mend: ends the transaction, becomes a sentence and a button at the edge."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(type(mistake).__name__)
        self.mistake = mistake


class InvalidForm(Exception):
    """What is wrong in a submitted form, by block id: ends the transaction, so that the form may be sent again.

    The edge keeps the form open with these sentences under its fields.
    """

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors
