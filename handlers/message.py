"""Messages as they are heard: words in our own conversation, and what becomes of those that evidence was filed from."""

from handlers import ask, evidence
from handlers.call import Answer, Call
from handlers.event import MessageChanged
from storage.store import Store


def heard(call: Call, store: Store) -> Answer:
    """What somebody typed to us; or that a message was edited or deleted, where the app may read along."""
    if isinstance(call.event, MessageChanged):
        return evidence.source_changed(call.event, call, store)
    return ask.typed(call, store)
