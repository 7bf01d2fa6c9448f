"""The question in a DM: said while it can be answered, and not after."""

from datetime import datetime, timedelta

from personas.people import Person
from personas.persona import Persona, Type
from personas.pulse import Audience, Mode, Pulse
from scheduler import pulse
from scheduler.outgoing import Drop, Outgoing, Post
from storage import ask as asking
from storage.store import Store
from tests.conftest import NOW, TENANT

ENDS = NOW + timedelta(hours=2)
JO = Person("U0JO", "Jo")


def question_at(store: Store, now: datetime) -> Outgoing:
    """What the one person asked would read at that time, nothing having been closed yet."""
    with store.begin(TENANT) as tx:
        tx.people.mirror(JO, NOW)
        tx.personas.create(Persona(0, "ops", "Ops", Type.USER), by="U0MARA", at=NOW)
        ref = tx.personas.refs()[0]
        draft = tx.pulses.draft(Pulse(0, 0, ref, "Stuck?", ("Yes", "No"), Mode.NAMED, "U0MARA", NOW, ENDS))
        tx.pulses.start(draft, Audience((JO,)), number=1, now=NOW, closes_at=ENDS)
        asking.hand_out(tx, draft.id, NOW)
    with store.read(TENANT) as reading:
        (delivery,) = reading.deliveries.of("ask", draft.id)
        return pulse.ask(reading, delivery, now)


def test_a_question_is_said_until_its_time_is_up(store: Store) -> None:
    assert isinstance(question_at(store, ENDS - timedelta(minutes=1)), Post)


def test_a_question_whose_time_is_up_is_not_said_though_nobody_closed_it_yet(store: Store) -> None:
    assert isinstance(question_at(store, ENDS), Drop)
