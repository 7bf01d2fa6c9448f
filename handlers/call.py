"""A call: who asked what, where and when; and the closed set of things we can answer."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from personas.errors import Mistake
from personas.people import Place
from personas.permission import Viewer

Blocks = list[dict[str, Any]]
View = dict[str, Any]

# So much is read of what is typed after a command; nobody means to type more.
TEXT_MAX = 1500


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person handed in through a form."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message a shortcut was used on, or a button was pressed under."""

    ts: str
    text: str = ""
    author: str = ""
    from_bot: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One thing a person did in Slack, parsed once. Times are aware UTC, people and places Slack ids.

    `value` is what a pressed button or chosen option carries, `form` the state of a view by block id,
    `metadata` the model a view carried along in its metadata, `shown` that view itself. `members`, `upload` and
    `place` were fetched for handlers that said they need them (see `handlers.prefetch`). `aloud` is an answer that
    everybody in the channel will read. `happened` is when Slack says an event took place, which may be minutes ago.
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
    form: dict[str, Any] = field(default_factory=dict)
    metadata: str = ""
    view_id: str = ""
    view_hash: str = ""
    shown: View = field(default_factory=dict)
    in_view: bool = False
    in_home: bool = False
    ephemeral: bool = False
    idempotency_key: str = ""
    mention: bool = False
    trigger: str = ""
    message: Quoted | None = None
    members: tuple[str, ...] | None = None
    upload: Upload | None = None
    place: Place | None = None
    aloud: bool = False
    happened: datetime | None = None

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
class Reply:
    """Say this to the person who asked, or, when `shared`, to everybody in the channel."""

    blocks: Blocks
    text: str
    shared: bool = False


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


class UserError(Exception):
    """A mistake a person can mend: ends the transaction, becomes a sentence and a button at the edge."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(type(mistake).__name__)
        self.mistake = mistake
