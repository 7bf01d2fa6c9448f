"""The answer to what we do not know."""

from handlers.call import Answer, Call, Nothing
from storage.store import Store


def unknown(call: Call, store: Store) -> Answer:
    """Something we never offered, or an older version did: acknowledged, nothing more."""
    return Nothing()
