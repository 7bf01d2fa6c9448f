"""What is asked over many personas."""

from dataclasses import dataclass

from personas.decision import Decision
from personas.evidence import Evidence
from personas.persona import PersonaRef


@dataclass(frozen=True, slots=True)
class News:
    """What came in some time: the newest of each, and how many there are."""

    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    personas: tuple[PersonaRef, ...] = ()
    filed: int = 0
    logged: int = 0
    made: int = 0

    def __bool__(self) -> bool:
        return bool(self.filed or self.logged or self.made)
