"""Answers to what we do not know and to people of other organisations."""

from handlers.call import Answer, Call, Nothing, Oops
from personas.errors import Outsider
from storage.store import Store


def unknown(call: Call, store: Store) -> Answer:
    """Something we never offered, or an older version did: acknowledged, nothing more."""
    return Nothing()


def outsider(call: Call, store: Store) -> Answer:
    """Buttons in shared channels can be pressed by people of other organisations."""
    raise Oops(Outsider())
