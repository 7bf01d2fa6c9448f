"""Which names a persona can have, by whatever way it comes in."""

from collections.abc import Sequence

from personas.errors import Mistake, NameEmpty, NameReserved, NameTaken
from personas.persona import PersonaRef, key_of
from personas.questions.question import reserved_name, suggest_name


def name_problem(name: str, taken: Sequence[PersonaRef] = ()) -> Mistake | None:
    """Why a persona can't be called this, `taken` being the others that answer to it; None when it can."""
    if not key_of(name):
        return NameEmpty()
    if reserved_name(name):
        return NameReserved(name, suggest_name(name))
    return NameTaken(name, taken[0]) if taken else None
