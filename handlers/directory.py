"""The directory's changes: people who join, leave, move or change their time zone."""

from handlers.call import Answer, Call, Nothing
from personas.people import person_of
from storage.store import Store


def changed(call: Call, store: Store) -> Answer:
    """Slack says that somebody joined or changed."""
    user = call.form.get("user")
    if isinstance(user, dict):
        with store.begin(call.tenant) as tx:
            tx.people.mirror(person_of(user, tenant=call.tenant), call.now)
    return Nothing()
