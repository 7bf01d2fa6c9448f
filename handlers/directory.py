"""The directory's changes: people who join, leave, move or change their time zone."""

from handlers.call import Answer, Call, Nothing
from personas.people import person_of
from storage.store import Store


def changed(call: Call, store: Store) -> Answer:
    """Slack says that somebody joined or changed. It may say so late, and after what came later: then Slack is asked."""
    user = call.form.get("user")
    if isinstance(user, dict):
        with store.begin(call.tenant) as tx:
            person = person_of(user, tenant=call.tenant)
            if not tx.people.mirror(person, call.now, said=call.happened):
                tx.installation.read_directory()
    return Nothing()
