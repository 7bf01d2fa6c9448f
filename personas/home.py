"""What a person's Home shows: what needs them, the personas, what changed, and their own settings."""

from dataclasses import dataclass
from datetime import datetime

from personas.decision import Decision, Proof
from personas.evidence import Evidence
from personas.people import Person
from personas.persona import PersonaLine, PersonaRef
from personas.pulse import AskState, Pulse
from personas.reminder import Item

NEEDS_SHOWN = 5
DECISIONS_SHOWN = 5
# More than a page has room for: the rest is a number.
PERSONAS_READ = 35


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put to this person."""

    pulse: Pulse
    state: AskState


@dataclass(frozen=True, slots=True)
class Draft:
    """A note of theirs that nobody has said yet whom it is about, with whom it may be."""

    evidence: Evidence
    offered: tuple[PersonaRef, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """A pulse of theirs that is still open."""

    pulse: Pulse
    answers: int
    people: int


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Messages of ours that may or may not have arrived: an admin's business."""

    messages: int


@dataclass(frozen=True, slots=True)
class Unposted:
    """A decision of theirs whose receipt may not stand in its channel."""

    decision: Decision


Need = Unposted | Asked | Draft | Item | Running | Doubtful


@dataclass(frozen=True, slots=True)
class Home:
    """One person's Home at a moment. For a guest only `asked` is filled; for whom the directory does not name, nothing.

    `needs` and `personas` are as many as are shown; `more_needs` and `how_many` personas there are say what is not.
    `knows_first`: whether anybody said what any of them should see first.
    """

    person: Person
    now: datetime
    asked: tuple[Asked, ...] = ()
    needs: tuple[Need, ...] = ()
    more_needs: int = 0
    personas: tuple[PersonaLine, ...] = ()
    how_many: int = 0
    knows_first: bool = False
    month: Proof = Proof(0, 0, 0, 0)  # noqa: RUF009 a frozen value
    recent: tuple[Decision, ...] = ()
    unmet: bool = False
