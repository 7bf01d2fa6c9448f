"""What reminder rules look at: each kind with what is known of it when it is planned, and when words are made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import Persona


class Subject(Protocol):
    """What every kind of subject tells: its id, what people call it, and what it says in a line."""

    @property
    def id(self) -> int:
        """The id of its row."""

    @property
    def label(self) -> str:
        """What people call it."""

    @property
    def gist(self) -> str:
        """What it says, where its label does not."""


@dataclass(frozen=True, slots=True)
class PersonaSubject:
    """A persona, and when evidence about it last came in. Planned from its own row, without claims and counts."""

    persona: Persona
    heard_at: datetime | None = None
    installer: str = ""

    @property
    def id(self) -> int:
        """The id of its row."""
        return self.persona.id

    @property
    def label(self) -> str:
        """What people call it."""
        return self.persona.name

    @property
    def gist(self) -> str:
        """Its name says it."""
        return ""


@dataclass(frozen=True, slots=True)
class DecisionSubject:
    """A decision, and the evidence the record could give it. Planned from its own row, without personas and evidence."""

    decision: Decision
    candidates: tuple[Evidence, ...] = ()

    @property
    def id(self) -> int:
        """The id of its row."""
        return self.decision.id

    @property
    def label(self) -> str:
        """The number people say."""
        return self.decision.label

    @property
    def gist(self) -> str:
        """What changed."""
        return self.decision.change
