"""Decisions: logging them and showing them."""

from handlers.call import Answer, Call, Oops
from personas.errors import NotBuilt
from personas.persona import Persona
from storage.store import Reading


def recent(call: Call, reading: Reading) -> Answer:
    """The latest decisions."""
    raise Oops(NotBuilt("decisions"))


def of_persona(call: Call, reading: Reading, persona: Persona) -> Answer:
    """Decisions that name a persona."""
    raise Oops(NotBuilt("decisions"))


def shown(call: Call, reading: Reading, number: int) -> Answer:
    """One decision."""
    raise Oops(NotBuilt("decision"))
