"""A channel's settings: whom it talks about, and whether an emoji files what is said there."""

from handlers import form
from handlers.call import Answer, Call, Form, InvalidForm, Nothing, Replace, Reply, UserError
from handlers.event import ChannelMoved
from handlers.form_state import FormState
from personas.errors import NoChannelHere, NoPersonas, NotInChannel, PrivatePlace
from personas.people import Place
from personas.persona import PersonaRef, key_of
from personas.views import channel as view
from storage.store import Reading, Store


def settings(call: Call, store: Store) -> Answer:
    """`/persona settings`: the form of this channel."""
    if call.in_dm or call.in_home or not call.channel:
        raise UserError(NoChannelHere())
    with store.read(call.tenant) as reading:
        if not reading.personas.refs():
            raise UserError(NoPersonas())
        place = reading.channels.get(call.channel)
        bound = reading.channels.personas(call.channel) or _named(reading, call.text)
        own = [(persona.ref, persona.emoji) for persona in reading.personas.all() if persona.emoji]
    private = call.private or place.private
    form_state = FormState(channel=call.channel, thread_ts=call.thread_ts, private=call.private)
    return Form(
        view.form(place, bound, own, closed=place.closed, private=private, metadata=form_state.dump())
    )


def saved(call: Call, store: Store) -> Answer:
    """Submitted. Slack was asked what kind of channel it is: direct and shared ones file nothing."""
    wanted, place = view.ON in form.several(call.form, "filing"), call.place
    if place is None or not (place.known or place.private):
        raise UserError(NotInChannel(call.channel))
    if wanted and (problem := _problem(place)):
        raise InvalidForm({"filing": problem})
    with store.begin(call.tenant) as tx:
        chosen = form.ids(call.form, "personas")
        living = [ref.id for ref in tx.personas.refs() if ref.id in chosen]
        if place.known:
            tx.channels.describe(
                place.channel, name=place.name, private=place.private, shared=place.shared, at=call.now
            )
        tx.channels.bind(call.channel, living, filing=wanted, by=call.user, at=call.now)
        now_set, bound = tx.channels.get(call.channel), tx.channels.personas(call.channel)
    return Reply(view.saved(now_set, bound), "Settings are saved")


def switched_on(call: Call, store: Store) -> Answer:
    """[Switch it on]: the emoji that was put on while it was off files now."""
    place = call.place
    if place is None or not (place.known or place.private) or not place.member:
        raise UserError(NotInChannel(call.channel))
    if place.closed:
        raise UserError(PrivatePlace(call.channel, shared=place.shared))
    with store.begin(call.tenant) as tx:
        if place.known:
            tx.channels.describe(
                place.channel, name=place.name, private=place.private, shared=place.shared, at=call.now
            )
        bound = tx.channels.personas(call.channel)
        tx.channels.bind(call.channel, [ref.id for ref in bound], filing=True, by=call.user, at=call.now)
        if ts := call.value.partition(":")[2]:
            tx.captures.want(call.channel, ts, user=call.user, now=call.now)
        now_set = tx.channels.get(call.channel)
    return Replace(view.saved(now_set, bound), "Filing by emoji is on")


def hushed(call: Call, store: Store) -> Answer:
    """[Don't tell me here]: that they were told is on record already."""
    with store.begin(call.tenant) as tx:
        tx.channels.hint(call.channel, call.user)
    return Replace(view.hushed(), "Noted")


def moved(call: Call, store: Store) -> Answer:
    """Slack gave a channel another id, as it does when a channel is shared or taken over."""
    match call.event:
        case ChannelMoved(old, new):
            with store.begin(call.tenant) as tx:
                tx.channels.moved(old, new)
    return Nothing()


def _named(reading: Reading, words: str) -> list[PersonaRef]:
    """The personas behind "settings": what a channel without any begins with."""
    keys = [key_of(word) for word in words.split()]
    found = reading.personas.matching(keys) if keys else {}
    return [ref for key in keys for ref in found.get(key, ()) if not ref.retired]


def _problem(place: Place) -> str:
    """Why nothing can be filed there; empty when it can."""
    if place.closed:
        return view.CLOSED_WORDS
    return "" if place.member else view.NOT_A_MEMBER
