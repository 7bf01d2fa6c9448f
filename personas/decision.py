"""Decisions: what changed, because of whom, who is not served, and on what grounds."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from personas.evidence import Evidence
from personas.persona import PersonaRef

CHANGE_MAX = 150
BECAUSE_MAX = 300
HOW_KNOWN_MAX = 300
REVISIT_DAYS = 60
DECORATIVE_DAYS = 90


class Grounds(StrEnum):
    """What a decision rests on: evidence, an honest judgement call, or nothing yet."""

    EVIDENCE = "evidence"
    JUDGEMENT = "judgement call"
    OPEN = "none yet"


class Area(StrEnum):
    """Where a decision changes the product; the first four are where personas pay off."""

    ONBOARDING = "onboarding"
    DASHBOARD = "default dashboard"
    PRIORITY = "feature priority"
    MESSAGES = "in-product messages"
    ALERTS = "alerts and notifications"
    PRICING = "pricing and packaging"
    MESSAGING = "marketing message"
    SALES = "sales conversation"
    SUPPORT = "support"
    OTHER = "something else"


class Progress(StrEnum):
    """Active until another one replaces it or it is taken back."""

    ACTIVE = "active"
    SUPERSEDED = "superseded"
    REVERSED = "reversed"


@dataclass(frozen=True, slots=True)
class Decision:
    """D-7, with the personas it serves and does not serve and the evidence it cites."""

    id: int
    number: int
    changed_to: str
    because: str
    grounds: Grounds
    logger: str
    logged_at: datetime
    changed_from: str = ""
    served: tuple[PersonaRef, ...] = ()
    unserved: tuple[PersonaRef, ...] = ()
    nobody_unserved: bool = False
    cited: tuple[Evidence, ...] = ()
    area: str = ""
    how_known: str = ""
    revisit_on: date | None = None
    progress: Progress = Progress.ACTIVE
    channel: str = ""
    thread_ts: str = ""
    visibility: str = ""

    @property
    def label(self) -> str:
        """The number people say."""
        return f"D-{self.number}"

    @property
    def change(self) -> str:
        """What changed, in one phrase."""
        return f"{self.changed_to} instead of {self.changed_from}" if self.changed_from else self.changed_to


@dataclass(frozen=True, slots=True)
class Proof:
    """How many decisions a persona changed: the number that counts. `decorative` changed none lately."""

    days: int
    logged: int
    naming: int
    citing: int
    per_persona: tuple[tuple[PersonaRef, int], ...] = ()

    @property
    def decorative(self) -> tuple[PersonaRef, ...]:
        """Personas that no decision names."""
        return tuple(ref for ref, number in self.per_persona if not number)
