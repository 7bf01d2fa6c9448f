"""The directory's changes: people who join, leave, move or change their time zone."""

from handlers.call import Answer, Call, Nothing
from handlers.event import PersonChanged
from storage.store import Store


def changed(call: Call, store: Store) -> Answer:
    """Slack says that somebody joined or changed. It may say so late, and after what came later: then Slack is asked."""
    match call.event:
        case PersonChanged(person, at):
            with store.begin(call.tenant) as tx:
                if not tx.people.mirror(person, call.now, said=at):
                    tx.installation.read_directory()
    return Nothing()
