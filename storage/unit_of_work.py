"""One doing of one person: it changes nothing when it comes again, and it knows whether anything of it was saved."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto


class DuplicateRequest(Exception):
    """The same press, command or event came a second time; nothing was changed."""


class Saved(Enum):
    """What a doing left behind. UNKNOWN: the database was lost while it was asked to commit."""

    NOTHING = auto()
    UNKNOWN = auto()
    SOMETHING = auto()


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes something, when, and in which message of ours they pressed: its channel and timestamp."""

    user: str = ""
    now: datetime | None = None
    message: tuple[str, str] = ("", "")


@dataclass(slots=True)
class UnitOfWork:
    """Who acts, and when. `idempotency_key` is Slack's name for this one act: its first transaction claims it."""

    user: str
    now: datetime
    idempotency_key: str = ""
    message: tuple[str, str] = ("", "")
    saved: Saved = Saved.NOTHING

    @property
    def act(self) -> Act:
        """The act itself."""
        return Act(self.user, self.now, self.message)

    @property
    def key(self) -> str:
        """What the first transaction of this act must be the first to say; empty when it need not."""
        return (
            f"act:{self.idempotency_key}"
            if self.idempotency_key and self.saved is not Saved.SOMETHING
            else ""
        )

    def committing(self, *, may_be_lost: bool) -> None:
        """From here until the commit was heard nobody knows."""
        if may_be_lost and self.saved is Saved.NOTHING:
            self.saved = Saved.UNKNOWN

    def committed(self) -> None:
        """It is in the database."""
        self.saved = Saved.SOMETHING
