"""Home: opened, and what is pressed on it. What a person changes shows there by itself."""

from collections.abc import Callable
from dataclasses import replace

from handlers import commands, form, reminder
from handlers.call import Answer, Call, Nothing, Publish
from handlers.find import whole
from personas.views import home as view
from storage.home import home_of
from storage.store import Store


def opened(call: Call, store: Store) -> Answer:
    """Show it as it stands; from then on it is a living message of this person's."""
    if call.value == "messages":
        return Nothing()
    with store.begin(call.tenant) as tx:
        tx.deliveries.live("home", key=f"home:{call.user}", now=call.now, person=call.user)
        return Publish(view.page(home_of(tx, call.user, call.now)))


def menu(call: Call, store: Store) -> Answer:
    """The ⋯ of a persona: "ops-admin first" is answered as if it had been typed."""
    return commands.again(call, store)


def still_true(call: Call, store: Store) -> Answer:
    """Nothing new, still true: for a persona that is due."""
    with store.begin(call.tenant) as tx:
        persona = whole(tx, form.number_in(call.value))
        tx.personas.verify(persona.id, by=call.user, at=call.now)
    return Nothing()


def _quietly(handler: Callable[[Call, Store], Answer]) -> Callable[[Call, Store], Answer]:
    """The same, without the sentence: Home itself shows what changed."""

    def pressed(call: Call, store: Store) -> Answer:
        handler(replace(call, text=""), store)
        return Nothing()

    return pressed


mute = _quietly(reminder.mute)
unmute = _quietly(reminder.unmute)
