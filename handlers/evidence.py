"""Evidence: listing it, and filing it by form."""

from handlers.call import Answer, Call, Oops, Reply
from personas.errors import NotBuilt
from personas.persona import Persona
from personas.views import evidence as view
from storage.store import Reading, Store


def listed(call: Call, reading: Reading, persona: Persona, words: str) -> Answer:
    """Evidence about a persona, newest first."""
    pieces = reading.evidence.of_persona(persona.id, channel=call.channel, words=words)
    return Reply(view.listing(persona.name, pieces, hidden_pieces=persona.backing.hidden), persona.name)


def form_about(call: Call, store: Store) -> Answer:
    """`/persona ops-admin add`."""
    raise Oops(NotBuilt("add"))
