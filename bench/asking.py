"""Ten thousand people, and a question to them."""

from datetime import datetime, timedelta

from bench.filling import NOW, TENANT
from personas.people import Person
from personas.persona import Persona, Type
from personas.pulse import Mode, Pulse
from scheduler import pulse
from storage import ask
from storage.installation import Workspace
from storage.store import Store

PEOPLE, PAGE = 10_000, 500
AUTHOR = "U0MARA"


def people(store: Store) -> list[str]:
    """Let the workspace and its directory be known, and a persona to ask about; hands back whom to ask."""
    crowd = [Person(f"U{number:05}WAVE", f"Person {number}", tz="UTC") for number in range(PEOPLE)]
    with store.system() as system:
        system.installations.save(Workspace(TENANT, "Northlight", "U0BOT", "B0", AUTHOR, frozenset(), NOW))
    for start in range(0, PEOPLE, PAGE):
        with store.begin(TENANT) as tx:
            for person in crowd[start : start + PAGE]:
                tx.people.mirror(person, NOW)
    with store.begin(TENANT) as tx:
        if not tx.personas.refs():
            tx.personas.create(Persona(0, "ops", "Ops", Type.USER), by=AUTHOR, at=NOW)
    return [person.user for person in crowd]


def draft(store: Store, users: list[str], now: datetime) -> Pulse:
    """A question that was not sent yet."""
    asked, options = "Where did you get stuck in the new set-up?", ("Nowhere", "Invites", "Roles")
    end = now + timedelta(days=5)
    with store.begin(TENANT) as tx:
        ref = tx.personas.refs()[0]
        return tx.pulses.draft(
            Pulse(0, 0, ref, asked, options, Mode.NAMED, AUTHOR, now, end, days=5, picked=tuple(users))
        )


def send(store: Store, kept: Pulse, now: datetime) -> None:
    """What the click on *Send* does, in one transaction."""
    with store.begin(TENANT) as tx:
        number, found = tx.pulses.next_number(), ask.audience_of(tx, kept, now)
        if not ask.send(tx, kept, found, number=number, now=now):
            raise RuntimeError("the question was sent before")


def hand_out(store: Store, now: datetime) -> None:
    """What the clock does at its next tick."""
    pulse.run_due(store, now)


def states(store: Store) -> dict[str, int]:
    """How many messages stand where."""
    with store.read(TENANT) as reading:
        return reading.deliveries.states()
